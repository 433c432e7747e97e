"""What an app's first page shows of patrols: this week's shifts that still take people."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.core.home_feed import HomeCard
from portal.core.templatetags.linli import when
from portal.rosters.queries.looking import Seats, seats_in
from volunteers.models import Shift
from volunteers.queries.week import WEEK, shifts_in

CARDS_AT_MOST, LOOKED_AT = 2, 24


def shift_cards_on_home(community: Any, now: datetime) -> list[HomeCard]:
    """The next shifts of the coming seven days that still take people, those of the asked place's sub-district first.

    Two queries.
    """
    here = community.subdistrict_id if community is not None else None
    coming = shifts_in(now, now + WEEK).filter(roster__called_off_at__isnull=True, roster__closes_at__gt=now)
    seen = [
        (each, seats_in(each.roster.pools.all(), 0)) for each in coming.prefetch_related("roster__pools")[:LOOKED_AT]
    ]
    free = [(shift, seats) for shift, seats in seen if seats.left]
    free.sort(key=lambda one: one[0].roster.community.subdistrict_id != here)
    return [_card(shift, seats, here) for shift, seats in free[:CARDS_AT_MOST]]


def _card(shift: Shift, seats: Seats, here: int | None) -> HomeCard:
    roster = shift.roster
    missing = roster.minimum - seats.taken
    return HomeCard(
        room="volunteers",
        kind="shift",
        code=roster.code,
        title=roster.title,
        summary=_("%d more are needed") % missing if missing > 0 else roster.community.title,
        next=_("%(when)s, %(place)s") % {"when": when(roster.starts_at), "place": roster.place},
        state_label=_("places left"),
        state_tone="live",
        action="book",
        action_label=_("Join"),
        url=reverse("volunteers:shift", args=[roster.code]),
        here=roster.community.subdistrict_id == here,
        ends_at=roster.closes_at,
    )
