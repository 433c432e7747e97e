"""A tiny kind of thing with seats: shown to everybody but where its place is secret, kept by its community's staff."""

from typing import Any

from django.db.models import Q

from portal.accounts.queries import communities_of
from portal.rosters.actions import Terms, open_roster
from portal.rosters.enums import Channel
from portal.rosters.models import Booking, Roster
from portal.rosters.ports import RosterKind, roster_kinds
from tests.factories import AppointmentFactory, CommunityFactory, ResidentFactory
from tests.rosters.clock import DAY, ENDS, HOUR, NOW, STARTS, TOO_LATE

MOVED: list[tuple[str, str]] = []
SECRET = "秘密"


def _moved(booking: Booking, now) -> None:
    MOVED.append((booking.code, booking.state))


MANAGERS: list[Any] = []
TALK = roster_kinds.register(
    "tests.talk",
    RosterKind(
        key="tests.talk",
        label="a talk of the tests",
        url=lambda roster: f"/talks/{roster.code}/",
        visible=lambda user: ~Q(place=SECRET),
        managed=lambda user: Q(community__in=communities_of(user)),
        managers=lambda roster: MANAGERS,
        moved=_moved,
    ),
)


def terms(**changed: Any) -> Terms:
    usual = {
        "title": "急救课",
        "place": "一楼活动室",
        "starts_at": STARTS,
        "ends_at": ENDS,
        "opens_at": NOW - DAY,
        "closes_at": STARTS - HOUR,
        "cancel_until": TOO_LATE,
    }
    return Terms(**{**usual, **changed})


def make_roster(seats: int | dict[Channel, int] = 2, community=None, **changed: Any) -> Roster:
    wanted = {Channel.ONLINE: seats} if isinstance(seats, int) else seats
    home = community or CommunityFactory()
    return open_roster(kind="tests.talk", community=home, terms=terms(**changed), seats=wanted, actor=None, now=NOW)


def make_keeper(roster: Roster):
    """Somebody in office who keeps the list."""
    return AppointmentFactory(community=roster.community).user


def neighbours(number: int, **more: Any) -> list[Any]:
    """So many verified residents of one community."""
    home = CommunityFactory()
    return [ResidentFactory(community=home, **more).user for _ in range(number)]
