"""Objecting to a published result, and the answer."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.ballots.actions import OBJECTION_PERIOD, answer_objection, extend_objections, file_objection, publish_result
from portal.ballots.models import Objection
from portal.ballots.queries import filed_objections, objection_counts, review
from portal.core.errors import Forbidden, Hidden, Invalid, OutsideWindow, SignInNeeded, VerificationNeeded, WrongState
from portal.notices.models import Notice
from tests.ballots.certified import OBJECTING, OVER, certified, confirmed, published
from tests.factories import HouseholdFactory, ResidentFactory, UserFactory, make_poll, voters
from tests.factories.ballots import AFTER, BEFORE

pytestmark = pytest.mark.django_db
MICRO = timedelta(microseconds=1)


@pytest.fixture
def people():
    return [confirmed(person) for person in voters(20)]


@pytest.fixture
def poll(people):
    return published(people)


def objects(poll, person, text="我投了票，名单里却没有这一项", now=OBJECTING):
    return file_objection(poll=poll, text=text, actor=person, now=now)


def answers(poll, objection, actor=None, **changes):
    terms = {"upheld": False, "answer": "已逐张核对，这一项得票在第三位。", "now": OBJECTING} | changes
    return answer_objection(poll=poll, code=objection.code, actor=actor or UserFactory(), **terms)


def test_an_objection_waits_and_is_answered_with_reasons_and_a_notice(poll, people):
    objection = objects(poll, people[0])
    assert (objection_counts(poll).filed, objection_counts(poll).waiting) == (1, 1)
    assert review(poll, people[0], OBJECTING).answered == ()
    answered = answers(poll, objection, upheld=True)
    counts = objection_counts(poll)
    assert (counts.filed, counts.upheld, counts.rejected, counts.waiting) == (1, 1, 0, 0)
    seen = review(poll, people[0], OBJECTING)
    assert seen.answered == seen.mine == tuple(filed_objections(people[0])) == (answered,)
    assert (seen.counts, seen.open_until, seen.versions) == (counts, OVER, 1)
    assert review(poll, people[1], OVER).mine == ()
    assert review(poll, AnonymousUser(), OVER).open_until is None
    notice = Notice.objects.get()
    assert (notice.recipient, notice.subject, notice.url) == (people[0], objection.code, f"/polls/{poll.code}/")
    assert "成立" in notice.body or "upheld" in notice.body
    assert str(objection) == objection.code


def test_only_people_on_the_roll_with_a_confirmed_number_object(poll, people):
    with pytest.raises(SignInNeeded):
        objects(poll, AnonymousUser())
    with pytest.raises(Forbidden):
        objects(poll, confirmed(ResidentFactory().user))
    people[1].phone_verified_at = None
    people[1].phone = None
    people[1].save()
    with pytest.raises(VerificationNeeded):
        objects(poll, people[1])
    assert not Objection.objects.exists()


def test_objections_are_taken_from_publication_until_their_time_is_over(people):
    poll = published(people)
    objects(poll, people[0], now=AFTER)
    objects(poll, people[1], now=OVER - MICRO)
    with pytest.raises(OutsideWindow):
        objects(poll, people[2], now=OVER)
    unpublished = make_poll(people)
    with pytest.raises(OutsideWindow):
        objects(unpublished, people[0])


@pytest.mark.parametrize("text", ["", "   ", "长" * 1001])
def test_an_empty_or_endless_objection_is_refused_and_nothing_is_kept(poll, people, text):
    with pytest.raises(Invalid):
        objects(poll, people[0], text=text)
    assert not Objection.objects.exists()


def test_one_objection_at_a_time_waits_for_its_answer(poll, people):
    first = objects(poll, people[0])
    with pytest.raises(WrongState):
        objects(poll, people[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        Objection.objects.create(poll=poll, by=people[0], text="再来", filed_at=OBJECTING)
    answers(poll, first)
    objects(poll, people[0])
    assert objection_counts(poll).filed == 2


def test_nobody_concerned_answers(poll, people):
    door = HouseholdFactory(community=people[0].resident.community)
    spouse = ResidentFactory(household=door, community=door.community).user
    people[0].resident.household = door
    people[0].resident.save()
    objection = objects(poll, people[0])
    author = UserFactory()
    for party in (people[0], spouse):
        with pytest.raises(Forbidden):
            answers(poll, objection, actor=party)
    with pytest.raises(Forbidden):
        answers(poll, objection, actor=author, parties={author.pk})
    with pytest.raises(IntegrityError), transaction.atomic():
        Objection.objects.update(answer="不", upheld=False, answered_by=people[0], answered_at=OBJECTING)
    assert objection_counts(poll).waiting == 1


def test_an_answer_needs_reasons_and_is_given_once(poll, people):
    objection = objects(poll, people[0])
    for empty in ("", " ", "长" * 1001):
        with pytest.raises(Invalid):
            answers(poll, objection, answer=empty)
    with pytest.raises(IntegrityError), transaction.atomic():
        Objection.objects.update(answered_at=OBJECTING)
    answers(poll, objection)
    with pytest.raises(WrongState):
        answers(poll, objection)
    with pytest.raises(Hidden):
        answer_objection(poll=poll, code="nothing", upheld=True, answer="有", actor=UserFactory(), now=OBJECTING)


def test_the_time_for_objections_grows_and_never_shrinks(poll):
    longer = extend_objections(poll=poll, until=OVER + timedelta(days=2), actor=None, now=OBJECTING)
    assert longer.objections_until == OVER + timedelta(days=2)
    assert extend_objections(poll=poll, until=OVER, actor=None, now=OBJECTING).objections_until > OVER


def test_a_certified_result_takes_no_longer_time(poll):
    with pytest.raises(WrongState):
        extend_objections(poll=certified(poll), until=OVER + timedelta(days=9), actor=None, now=OVER)


def test_publication_gives_the_least_time_even_where_it_came_by_itself(people):
    poll = published(people, results_public_at=AFTER)
    assert poll.objections_until == OVER
    again = publish_result(poll=poll, actor=None, now=OBJECTING, objections_until=OVER + timedelta(days=9))
    assert again.objections_until == OVER


@settings(max_examples=20, deadline=None)
@given(days=st.integers(-10, 30))
def test_the_time_for_objections_is_what_was_planned_but_never_under_the_least(days):
    wanted = AFTER + timedelta(days=days)
    poll = make_poll(voters(1), public_from=BEFORE)
    poll.counted_at = AFTER
    poll.result, poll.result_digest = {}, "d"
    poll.save()
    until = publish_result(poll=poll, actor=None, now=AFTER, objections_until=wanted).objections_until
    assert until == max(wanted, AFTER + OBJECTION_PERIOD)
