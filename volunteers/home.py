"""What an app's first page shows of patrols: this week's shifts that still take people."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.core.home_feed import HomeCard
from portal.core.templatetags.linli import when
from volunteers.queries.week import NOBODY, WEEK, ShiftRow, rows, shifts_in

CARDS_AT_MOST, LOOKED_AT = 2, 24


def shift_cards_on_home(community: Any, now: datetime) -> list[HomeCard]:
    """The next shifts of the coming seven days that still take people, those of the asked place's sub-district first.

    Four queries.
    """
    here = community.subdistrict_id if community is not None else None
    coming = shifts_in(now, now + WEEK).filter(roster__called_off_at__isnull=True, roster__closes_at__gt=now)
    found = [row for row in rows(coming[:LOOKED_AT], AnonymousUser(), now, NOBODY) if row.seats.left]
    found.sort(key=lambda row: row.shift.roster.community.subdistrict_id != here)
    return [_card(row, here) for row in found[:CARDS_AT_MOST]]


def _card(row: ShiftRow, here: int | None) -> HomeCard:
    roster = row.shift.roster
    return HomeCard(
        room="volunteers",
        kind="shift",
        code=roster.code,
        title=roster.title,
        summary=_("%d more are needed") % row.missing if row.below_minimum else roster.community.title,
        next=_("%(when)s, %(place)s") % {"when": when(roster.starts_at), "place": roster.place},
        state_label=_("places left"),
        state_tone="live",
        action="book",
        action_label=_("Join"),
        url=reverse("volunteers:shift", args=[roster.code]),
        here=roster.community.subdistrict_id == here,
        ends_at=roster.closes_at,
    )
