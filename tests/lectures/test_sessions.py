"""Sessions: set, moved, called off; special places; who may."""

from datetime import timedelta

import pytest

from portal.core.errors import Forbidden, Hidden, Invalid, OutsideWindow, WrongState
from portal.lectures.actions import call_off_session, change_session, open_session, wish_for_places
from portal.lectures.enums import Need
from portal.lectures.models import SpecialPlace, SpecialWish
from portal.lectures.refusals import NoSuchPlace
from portal.notices.models import Notice
from portal.rosters.actions import book, cancel_booking, enter_booking
from portal.rosters.enums import Channel
from tests.factories import AppointmentFactory, HouseholdFactory, ResidentFactory
from tests.lectures.lectures import keeper_of, make_lecture, make_session, make_venue, plan
from tests.rosters.clock import DAY, HOUR, NOW, STARTS
from tests.rosters.kinds import neighbours

pytestmark = pytest.mark.django_db


def test_a_session_is_set_by_whoever_looks_after_its_community():
    lecture, venue = make_lecture(), make_venue()
    with pytest.raises(Forbidden):
        open_session(lecture=lecture, plan=plan(venue), actor=AppointmentFactory().user, now=NOW)
    past = plan(venue, starts_at=NOW - HOUR, ends_at=NOW + HOUR, closes_at=NOW, cancel_until=NOW - HOUR)
    with pytest.raises(Invalid) as refused:
        open_session(lecture=lecture, plan=past, actor=AppointmentFactory(community=venue.community).user, now=NOW)
    assert "starts_at" in refused.value.fields
    session = make_session(lecture, venue=venue, special={Need.WHEELCHAIR: 2})
    assert (session.roster.title, session.roster.place) == ("古雄地名", "党群服务中心二楼 · 老街12号")
    assert session.special_places.count() == 2


def test_whoever_booked_hears_that_a_session_moves_and_keeps_the_place():
    session = make_session()
    [person] = neighbours(1)
    book(code=session.code, actor=person, now=NOW)
    later = plan(session.venue, starts_at=STARTS + DAY, ends_at=STARTS + DAY + HOUR)
    moved = change_session(code=session.code, plan=later, actor=keeper_of(session), now=NOW)
    assert moved.roster.starts_at == STARTS + DAY
    assert Notice.objects.get(recipient=person).kind == "rosters.change"
    assert moved.roster.bookings.get().state == "booked"
    with pytest.raises(Invalid) as refused:
        change_session(code=session.code, plan=plan(make_venue()), actor=keeper_of(session), now=NOW)
    assert "venue" in refused.value.fields


def test_a_session_is_not_shrunk_below_who_booked():
    session = make_session(special={Need.HEARING: 1})
    [person] = neighbours(1)
    book(code=session.code, actor=person, now=NOW, size=2)
    wish_for_places(code=session.code, wanted={Need.HEARING: 1}, actor=person, now=NOW)
    keeper = keeper_of(session)
    for smaller, field in (({"seats": {Channel.ONLINE: 1}}, "online"), ({"special": {}}, "hearing")):
        with pytest.raises(Invalid) as refused:
            change_session(code=session.code, plan=plan(session.venue, **smaller), actor=keeper, now=NOW)
        assert field in refused.value.fields


def test_a_session_that_is_called_off_stays_so():
    session = make_session()
    [person] = neighbours(1)
    book(code=session.code, actor=person, now=NOW)
    keeper = keeper_of(session)
    with pytest.raises(Invalid):
        call_off_session(code=session.code, reason=" ", actor=keeper, now=NOW)
    call_off_session(code=session.code, reason="老师病了", actor=keeper, now=NOW)
    assert Notice.objects.get(recipient=person).fields["reason"] == "老师病了"
    with pytest.raises(WrongState):
        change_session(code=session.code, plan=plan(session.venue), actor=keeper, now=NOW)
    with pytest.raises(Forbidden):
        call_off_session(code=session.code, reason="不办了", actor=AppointmentFactory().user, now=NOW)


def test_a_session_of_an_unpublished_lecture_is_its_staff_s_alone():
    lecture = make_lecture()
    session = make_session(lecture)
    lecture.unpublish()
    with pytest.raises(Hidden):
        book(code=session.code, actor=neighbours(1)[0], now=NOW)


class TestSpecialPlaces:
    def test_are_given_with_the_booking_and_come_back_with_it(self):
        session = make_session(special={Need.WHEELCHAIR: 1})
        one, other = neighbours(2)
        for person in (one, other):
            book(code=session.code, actor=person, now=NOW)
        wish_for_places(code=session.code, wanted={Need.WHEELCHAIR: 1}, actor=one, now=NOW)
        with pytest.raises(NoSuchPlace):
            wish_for_places(code=session.code, wanted={Need.WHEELCHAIR: 1}, actor=other, now=NOW)
        assert not SpecialWish.objects.filter(booking__user=other).exists()
        cancel_booking(code=session.code, actor=one, now=NOW)
        wish_for_places(code=session.code, wanted={Need.WHEELCHAIR: 1}, actor=other, now=NOW)
        assert SpecialPlace.objects.get().booking.user == other

    def test_wait_with_who_waits(self):
        session = make_session(seats={Channel.ONLINE: 1}, special={Need.WHEELCHAIR: 1})
        one, other = neighbours(2)
        for person in (one, other):
            book(code=session.code, actor=person, now=NOW)
        wish_for_places(code=session.code, wanted={Need.WHEELCHAIR: 1}, actor=other, now=NOW)
        assert SpecialPlace.objects.get().booking is None
        cancel_booking(code=session.code, actor=one, now=NOW)
        assert SpecialPlace.objects.get().booking.user == other

    def test_are_for_people_who_come(self):
        session = make_session(special={Need.WHEELCHAIR: 5})
        [person] = neighbours(1)
        with pytest.raises(Hidden):
            wish_for_places(code=session.code, wanted={Need.WHEELCHAIR: 1}, actor=person, now=NOW)
        book(code=session.code, actor=person, now=NOW, size=2)
        with pytest.raises(Invalid) as refused:
            wish_for_places(code=session.code, wanted={Need.WHEELCHAIR: 3}, actor=person, now=NOW)
        assert "wheelchair" in refused.value.fields

    def test_are_noted_by_staff_for_others_and_not_for_their_own(self):
        session = make_session(special={Need.WHEELCHAIR: 1})
        home = HouseholdFactory(community=session.roster.community)
        keeper, mother = (ResidentFactory(household=home, community=home.community).user for _ in range(2))
        AppointmentFactory(user=keeper, community=home.community)
        caller = enter_booking(
            code=session.code, actor=keeper, now=NOW, channel=Channel.PHONE, guest_name="钱奶奶", size=3
        )
        wish_for_places(code=session.code, wanted={Need.WHEELCHAIR: 1}, actor=keeper, now=NOW, booking_code=caller.code)
        assert SpecialPlace.objects.get().booking == caller
        own = book(code=session.code, actor=mother, now=NOW)
        with pytest.raises(Forbidden):
            wish_for_places(code=session.code, wanted={}, actor=keeper, now=NOW, booking_code=own.code)


def test_the_telephone_has_seats_of_its_own():
    session = make_session(seats={Channel.ONLINE: 1, Channel.PHONE: 2})
    one, other = neighbours(2)
    assert book(code=session.code, actor=one, now=NOW).state == "booked"
    assert book(code=session.code, actor=other, now=NOW).state == "waitlisted"
    family = enter_booking(
        code=session.code, actor=keeper_of(session), now=NOW, channel=Channel.PHONE, guest_name="钱奶奶", size=2
    )
    assert family.state == "booked"


def test_nobody_books_too_late():
    session = make_session()
    late = session.roster.closes_at + timedelta(minutes=1)
    with pytest.raises(OutsideWindow):
        book(code=session.code, actor=neighbours(1)[0], now=late)
