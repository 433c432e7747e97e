from portal.accounts.actions.appointments import appoint, end_appointment
from portal.accounts.actions.archive import ask_for_archive, forget_archives, make_archive
from portal.accounts.actions.avatar import remove_avatar, set_avatar
from portal.accounts.actions.consent import give_consent, withdraw_consent
from portal.accounts.actions.counter import add_household, end_verification, renew_join_code, verify_at_counter
from portal.accounts.actions.leave import erase_person, export_person, preview_erasure
from portal.accounts.actions.open_account import change_phone, forget_unproven, person_for_phone, prove_phone
from portal.accounts.actions.residence import choose_alias, declare_residence, join_household
from portal.accounts.actions.sessions import end_all_sessions, sign_out_everywhere, tidy_sessions
from portal.accounts.actions.settings import set_elder_mode

__all__ = [
    "add_household",
    "appoint",
    "ask_for_archive",
    "change_phone",
    "choose_alias",
    "declare_residence",
    "end_all_sessions",
    "end_appointment",
    "end_verification",
    "erase_person",
    "export_person",
    "forget_archives",
    "forget_unproven",
    "give_consent",
    "join_household",
    "make_archive",
    "person_for_phone",
    "preview_erasure",
    "prove_phone",
    "remove_avatar",
    "renew_join_code",
    "set_avatar",
    "set_elder_mode",
    "sign_out_everywhere",
    "tidy_sessions",
    "verify_at_counter",
    "withdraw_consent",
]
