"""Children come only where an adult of their household has agreed."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from portal.core.errors import Forbidden, Hidden, Invalid, WrongState
from portal.lectures.actions import agree, ask_guardian, record_agreement, take_back_agreement
from portal.lectures.models import GuardianConsent
from portal.lectures.refusals import GuardianNeeded
from portal.notices.models import Notice
from portal.rosters.actions import book, enter_booking, walk_in
from portal.rosters.enums import Channel
from portal.rosters.models import Booking
from portal.rosters.refusals import NotFit
from tests.factories import HouseholdFactory, ResidentFactory
from tests.lectures.lectures import keeper_of, make_session
from tests.rosters.clock import DAY, NOW, STARTS

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return make_session(for_children=True, guardian_under=14)


def _family(born=(date(1985, 1, 1), date(2015, 6, 1))):
    home = HouseholdFactory()
    return [ResidentFactory(household=home, community=home.community, born_on=day).user for day in born]


def test_a_mother_books_for_her_child_once_she_has_agreed(session):
    mother, _child = _family()
    with pytest.raises(GuardianNeeded):
        book(code=session.code, actor=mother, now=NOW, size=2, children=1)
    assert not Booking.objects.exists()
    for _time in range(2):
        agree(code=session.code, actor=mother, now=NOW)
    assert book(code=session.code, actor=mother, now=NOW, size=2, children=1).state == "booked"
    line = GuardianConsent.objects.get()
    assert (line.purpose, line.version, line.given, line.child) == ("children_session", "2026-11", True, None)


def test_a_child_books_with_an_adult_who_has_agreed_for_this_child(session):
    mother, child = _family()
    with pytest.raises(Invalid) as refused:
        book(code=session.code, actor=child, now=NOW)
    assert "guardian" in refused.value.fields
    agree(code=session.code, actor=mother, now=NOW)
    with pytest.raises(GuardianNeeded):
        book(code=session.code, actor=child, now=NOW, guardian=mother)
    agree(code=session.code, actor=mother, child=child, now=NOW)
    assert book(code=session.code, actor=child, now=NOW, guardian=mother).guardian == mother


def test_nobody_agrees_for_a_child_of_another_household(session):
    mother, child = _family()
    [stranger] = _family([date(1980, 1, 1)])
    with pytest.raises(Invalid) as refused:
        agree(code=session.code, actor=stranger, child=child, now=NOW)
    assert "child" in refused.value.fields
    with pytest.raises(Forbidden):
        agree(code=session.code, actor=child, now=NOW)
    assert not GuardianConsent.objects.exists()
    with pytest.raises(WrongState):
        agree(code=make_session(starts_at=STARTS + 9 * DAY, ends_at=STARTS + 10 * DAY).code, actor=mother, now=NOW)


def test_taking_it_back_cancels_what_was_booked_also_late(session):
    mother, _child = _family()
    agree(code=session.code, actor=mother, now=NOW)
    book(code=session.code, actor=mother, now=NOW, size=2, children=1)
    for _time in range(2):
        take_back_agreement(code=session.code, actor=mother, now=session.roster.cancel_until + DAY / 2)
    assert Booking.objects.get().state == "cancelled"
    assert [line.given for line in GuardianConsent.objects.order_by("id")] == [True, False]
    with pytest.raises(GuardianNeeded):
        book(code=session.code, actor=mother, now=NOW, size=2, children=1)


def test_the_ledger_is_only_added_to(session):
    mother, _child = _family()
    agree(code=session.code, actor=mother, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        GuardianConsent.objects.update(given=False)


def test_a_child_asks_an_adult_once(session):
    mother, child = _family()
    [stranger] = _family([date(1980, 1, 1)])
    for _time in range(2):
        ask_guardian(code=session.code, guardian=mother, actor=child, now=NOW)
    notice = Notice.objects.get()
    assert (notice.recipient, notice.url) == (mother, f"/sessions/{session.code}/agreement/?child={child.code}")
    for other in (stranger, child, None):
        with pytest.raises(Invalid):
            ask_guardian(code=session.code, guardian=other, actor=child, now=NOW)


def test_staff_write_down_what_was_signed_on_paper(session):
    mother, _child = _family()
    keeper = keeper_of(session)
    with pytest.raises(GuardianNeeded):
        enter_booking(code=session.code, actor=keeper, now=NOW, channel=Channel.PHONE, user=mother, size=2)
    record_agreement(code=session.code, guardian=mother, child=None, actor=keeper, now=NOW)
    enter_booking(code=session.code, actor=keeper, now=NOW, channel=Channel.PHONE, user=mother, size=2)
    assert GuardianConsent.objects.get().recorded_by == keeper
    with pytest.raises((Forbidden, Hidden)):
        record_agreement(code=session.code, guardian=mother, child=None, actor=_family()[0], now=NOW)


def test_guests_bring_no_children_that_nobody_answers_for(session):
    with pytest.raises(GuardianNeeded):
        walk_in(code=session.code, actor=keeper_of(session), now=STARTS, guest_name="某家长", size=2)


def test_who_is_too_young_is_told():
    session = make_session(for_children=True, min_age=8, max_age=14)
    mother, child = _family([date(1985, 1, 1), date(2021, 6, 1)])
    agree(code=session.code, actor=mother, child=child, now=NOW)
    with pytest.raises(NotFit) as refused:
        book(code=session.code, actor=child, now=NOW, guardian=mother)
    assert "age" in refused.value.fields
