from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from proposals.enums import PhaseKind
from proposals.queries.contests import announced_contests
from tests.factories import ContestFactory, PhaseFactory, SubdistrictFactory

pytestmark = pytest.mark.django_db

NOW = timezone.now()
ANYBODY = AnonymousUser()


def contest(street, edition, kind, opens=-1, closes=1, **more):
    made = ContestFactory(subdistrict=street, edition=edition, **more)
    PhaseFactory(contest=made, kind=kind, opens_at=NOW + timedelta(days=opens), closes_at=NOW + timedelta(days=closes))
    return made


def test_contests_that_ask_residents_are_all_going_on():
    street = SubdistrictFactory()
    voting = contest(street, 3, PhaseKind.VOTE)
    calling = contest(street, 4, PhaseKind.CALL, opens=1, closes=9)
    built = contest(street, 2, PhaseKind.DELIVERY)
    assert announced_contests(ANYBODY, NOW) == ([calling, voting], [built])


def test_latest_stands_for_a_subdistrict_where_nothing_is_asked():
    street = SubdistrictFactory()
    last = contest(street, 2, PhaseKind.DELIVERY)
    first = contest(street, 1, PhaseKind.VOTE, opens=-9, closes=-1)
    assert announced_contests(ANYBODY, NOW) == ([last], [first])


def test_imported_contests_are_always_earlier():
    history = contest(SubdistrictFactory(), 1, PhaseKind.VOTE, is_history=True)
    assert announced_contests(ANYBODY, NOW) == ([], [history])


def test_one_subdistrict_can_be_asked_for():
    here, elsewhere = SubdistrictFactory(), SubdistrictFactory()
    mine = contest(here, 1, PhaseKind.CALL)
    contest(elsewhere, 1, PhaseKind.CALL)
    assert announced_contests(ANYBODY, NOW, here.pk) == ([mine], [])


def test_contests_being_prepared_are_not_announced():
    contest(SubdistrictFactory(), 1, PhaseKind.CALL, announced_at=None)
    assert announced_contests(ANYBODY, NOW) == ([], [])


@pytest.mark.parametrize("number", [1, 3])
def test_contests_cost_two_queries_however_many(number, django_assert_num_queries):
    for _ in range(number):
        contest(SubdistrictFactory(), 1, PhaseKind.CALL)
    with django_assert_num_queries(2):
        announced_contests(ANYBODY, NOW)
