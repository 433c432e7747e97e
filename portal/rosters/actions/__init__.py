from portal.rosters.actions.attending import Listed, Ticked, bring_in_list, check_in, close_roster, tick
from portal.rosters.actions.booking import accept_offer, book, cancel_booking
from portal.rosters.actions.desk import enter_booking, strike_off, walk_in
from portal.rosters.actions.desk_ticks import admit, confirm_offer, tick_all, untick
from portal.rosters.actions.people import calendar_address, record_qualification
from portal.rosters.actions.reminding import remind, report_minimum
from portal.rosters.actions.seats import refill_roster
from portal.rosters.actions.setting_up import Terms, call_off, change_roster, open_roster, set_seats
from portal.rosters.actions.swapping import accept_swap, ask_swap, decline_swap, withdraw_swap

__all__ = [
    "Listed",
    "Terms",
    "Ticked",
    "accept_offer",
    "accept_swap",
    "admit",
    "ask_swap",
    "book",
    "bring_in_list",
    "calendar_address",
    "call_off",
    "cancel_booking",
    "change_roster",
    "check_in",
    "close_roster",
    "confirm_offer",
    "decline_swap",
    "enter_booking",
    "open_roster",
    "record_qualification",
    "refill_roster",
    "remind",
    "report_minimum",
    "set_seats",
    "strike_off",
    "tick",
    "tick_all",
    "untick",
    "walk_in",
    "withdraw_swap",
]
