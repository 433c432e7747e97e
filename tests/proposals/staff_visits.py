"""Members of staff in front of the admin's screens."""

from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.accounts.enums import Role
from portal.accounts.models import User
from tests.factories import AppointmentFactory, CommunityFactory, ResidentFactory
from tests.proposals.contest_life import make_manager


class Visitor:
    """A signed-in person with a browser; `open` and `send` take the name of a screen and its arguments."""

    def __init__(self, user: User) -> None:
        self.user, self.client = user, Client()
        self.client.force_login(user)

    def open(self, name: str, /, *arguments: str, **query: Any):
        return self.client.get(reverse(name, args=arguments), query)

    def send(self, name: str, /, *arguments: str, **data: Any):
        return self.client.post(reverse(name, args=arguments), data)


def personas(contest) -> dict[str, User]:
    """Everybody who might try a contest's screens."""
    community = contest.subdistrict.communities.first() or CommunityFactory(subdistrict=contest.subdistrict)
    return {
        "resident": ResidentFactory(community=community).user,
        "own moderator": AppointmentFactory(community=community).user,
        "other moderator": AppointmentFactory().user,
        "other manager": make_manager(CommunityFactory().subdistrict),
        "manager": make_manager(contest.subdistrict),
        "admin": AppointmentFactory(role=Role.DISTRICT_ADMIN, community=None).user,
    }


def text_of(answer) -> str:
    return answer.content.decode()


def queries_of(visitor: Visitor, name: str, *arguments: str, **query: Any) -> int:
    """How many statements one visit makes about contests and ballots; those of the frame around are not ours."""
    with CaptureQueriesContext(connection) as captured:
        answer = visitor.open(name, *arguments, **query)
    assert answer.status_code == 200, text_of(answer)
    return sum('"proposals_' in entry["sql"] or '"ballots_' in entry["sql"] for entry in captured)
