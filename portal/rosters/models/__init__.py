from portal.rosters.models.booking import Booking, Swap
from portal.rosters.models.person import CalendarAddress, Qualification
from portal.rosters.models.roster import Roster, SeatPool

__all__ = ["Booking", "CalendarAddress", "Qualification", "Roster", "SeatPool", "Swap"]
