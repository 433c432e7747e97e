from django import template

from portal.rosters.enums import BookingState
from portal.rosters.models import Booking
from portal.rosters.queries.mine import TONES
from portal.rosters.workbooks import number_end

register = template.Library()
register.filter("number_end", number_end)


@register.filter
def line_tone(line: Booking) -> str:
    """The tone of a booking's chip."""
    return TONES.get(BookingState(line.state), "")
