"""A case's way from door to answer: what it may do next, until when, who hears of it, and what people say of it."""

from datetime import datetime, timedelta
from fractions import Fraction

import pytest
from django.db import IntegrityError, transaction

from portal.accounts.actions import erase_person, export_person
from portal.accounts.enums import Role
from portal.cases import tasks
from portal.cases.actions import (
    accept_case,
    add_picture,
    answer_case,
    begin_case,
    close_case,
    extend_case,
    forward_case,
    hand_off_case,
    note_progress,
    open_case,
    rate_case,
    record_contact,
    remind_room,
    reopen_case,
    supervise_case,
)
from portal.cases.actions.clocks import SUPERVISE
from portal.cases.enums import CaseState, Entry, Office, Share, Solved, Step
from portal.cases.models import Case, CaseRating, Supervision
from portal.cases.queries.due import calendar_tasks
from portal.cases.queries.rates import Rate, rates
from portal.cases.queries.timeline import public_photo, public_timeline
from portal.core import outbox
from portal.core.errors import Forbidden, Invalid, WrongState
from portal.core.models import OutboxItem
from portal.notices.models import Notice
from tests.ballots.papers import refused, scan
from tests.cases.clock import HERE, NOW
from tests.cases.conftest import LOOKED
from tests.factories import AppointmentFactory, CommunityFactory, UserFactory

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=HERE)


def promised() -> list[tuple[str, int, datetime]]:
    items = OutboxItem.objects.filter(topic=SUPERVISE).order_by("pk")
    return [(item.payload["step"], item.payload["share"], item.due_at) for item in items]


def told(person, kind="cases.news") -> list[str]:
    return [
        notice.fields.get("entry", "") for notice in Notice.objects.filter(recipient=person, kind=kind).order_by("pk")
    ]


def test_a_matter_has_its_first_two_clocks_at_once(case):
    assert case.state == CaseState.RECEIVED
    assert (case.accept_due, case.contact_due) == (at(2026, 11, 25), NOW + 24 * HOUR)
    assert promised() == [
        ("accept", 80, NOW + 38 * HOUR * 0.8),
        ("accept", 100, at(2026, 11, 25)),
        ("contact", 80, NOW + 24 * HOUR * 0.8),
        ("contact", 100, NOW + 24 * HOUR),
    ]


def test_a_matter_that_nobody_raised_has_nobody_to_speak_with(person):
    case = open_case(kind="tests.matter", community=person.resident.community, title="路灯", opened_by=None, now=NOW)
    assert case.contact_due is None
    assert [step for step, _share, _at in promised()] == ["accept", "accept"]


def test_a_matter_needs_a_title_and_a_known_kind(person):
    home = person.resident.community
    with refused(Invalid, "what it is about"):
        open_case(kind="tests.matter", community=home, title=" ", opened_by=person, now=NOW)
    with pytest.raises(KeyError):
        open_case(kind="nothing", community=home, title="路灯", opened_by=person, now=NOW)


def test_the_whole_way(case, person):
    office, handler = UserFactory(), UserFactory()
    taken = accept_case(code=case.code, actor=office, now=NOW + HOUR, text="已受理。")
    assert (taken.state, taken.accept_due, taken.forward_due) == (CaseState.ACCEPTED, None, at(2026, 11, 25))
    passed = forward_case(code=case.code, handler=handler, actor=office, now=NOW + 2 * HOUR)
    assert (passed.state, passed.forward_due, passed.act_due) == (CaseState.FORWARDED, None, at(2026, 12, 3))
    record_contact(code=case.code, actor=handler, now=NOW + 3 * HOUR, text="电话里说好周三去看。")
    begin_case(code=case.code, actor=handler, now=NOW + 4 * HOUR)
    line = note_progress(code=case.code, text="灯具已到。", actor=handler, now=NOW + 30 * HOUR)
    add_picture(entry=line, upload=scan(), alt="新的灯具")
    answered = answer_case(code=case.code, text="灯已换好。", actor=handler, now=NOW + 40 * HOUR)
    assert (answered.act_due, answered.contact_due, answered.answer) == (None, None, "灯已换好。")
    closed = close_case(code=case.code, actor=office, now=NOW + 50 * HOUR)
    assert (closed.state, closed.closed_at) == (CaseState.CLOSED, NOW + 50 * HOUR)
    public = list(public_timeline(closed))
    assert [entry.kind for entry in public] == [
        Entry.OPENED,
        Entry.ACCEPTED,
        Entry.FORWARDED,
        Entry.BEGUN,
        Entry.PROGRESS,
        Entry.ANSWERED,
        Entry.CLOSED,
    ]
    [photo] = line.photos.all()
    assert public_photo(photo.code) == photo
    assert told(person) == ["accepted", "answered"]


@pytest.mark.parametrize(("complex_", "due"), [(False, at(2026, 12, 3)), (True, at(2026, 12, 15))])
def test_the_answer_is_due_after_seven_working_days_or_fifteen(case, complex_, due):
    accept_case(code=case.code, actor=UserFactory(), now=NOW)
    passed = forward_case(code=case.code, handler=UserFactory(), actor=UserFactory(), now=NOW, is_complex=complex_)
    assert passed.act_due == due


def test_a_room_may_set_the_day_of_the_answer_itself(case):
    accept_case(code=case.code, actor=None, now=NOW)
    with refused(Invalid, "is over"):
        forward_case(code=case.code, handler=UserFactory(), actor=None, now=NOW, due=NOW)
    assert forward_case(code=case.code, handler=UserFactory(), actor=None, now=NOW, due=at(2027, 3, 1)).act_due == at(
        2027, 3, 1
    )


def test_moves_out_of_turn_change_nothing(case):
    with pytest.raises(WrongState):
        begin_case(code=case.code, actor=UserFactory(), now=NOW)
    with pytest.raises(WrongState):
        answer_case(code=case.code, text="好了。", actor=UserFactory(), now=NOW)
    with refused(WrongState, "No time for an answer"):
        extend_case(code=case.code, due=NOW + HOUR, reason="缺料", actor=UserFactory(), now=NOW)
    assert case.timeline.count() == 1


def test_more_time_needs_a_reason_that_the_person_hears(acting, person):
    for due, reason, words in (
        (at(2026, 12, 10), " ", "more time is needed"),
        (at(2026, 12, 3), "缺料", "not later"),
    ):
        with refused(Invalid, words):
            extend_case(code=acting.code, due=due, reason=reason, actor=acting.handler, now=NOW)
    extension = extend_case(
        code=acting.code, due=at(2026, 12, 10), reason="灯具缺货。", actor=acting.handler, now=NOW + HOUR
    )
    assert (extension.was_due, extension.due) == (at(2026, 12, 3), at(2026, 12, 10))
    acting.refresh_from_db()
    assert acting.act_due == at(2026, 12, 10)
    assert Notice.objects.get(recipient=person, fields__entry="extended").fields["text"] == "灯具缺货。"
    assert promised()[-1] == ("act", 100, at(2026, 12, 10))


def test_the_clock_reminds_each_moment_once_and_only_of_what_is_still_due(acting):
    manager = AppointmentFactory(
        role=Role.SUBDISTRICT_MANAGER, community=None, subdistrict=acting.community.subdistrict
    ).user
    elsewhere = CommunityFactory().subdistrict
    AppointmentFactory(role=Role.SUBDISTRICT_MANAGER, community=None, subdistrict=elsewhere)
    due = acting.act_due
    terms = {"code": acting.code, "step": Step.ACT, "due": due}
    assert supervise_case(**terms, share=Share.SOON, now=due - HOUR) is not None
    assert supervise_case(**terms, share=Share.SOON, now=due) is None
    assert supervise_case(**terms, share=Share.OVER, now=due) is not None
    assert Supervision.objects.count() == 2
    for person in (manager, acting.handler):
        assert Notice.objects.filter(recipient=person, kind="cases.supervised").count() == 2
    assert Notice.objects.filter(kind="cases.supervised").count() == 4
    [line] = acting.timeline.filter(kind=Entry.SUPERVISED)
    assert "2026-12-03" in line.text
    extend_case(code=acting.code, due=due + 48 * HOUR, reason="缺料", actor=acting.handler, now=due)
    assert supervise_case(**terms, share=Share.OVER, now=due + HOUR) is None
    answer_case(code=acting.code, text="好了。", actor=acting.handler, now=due + 2 * HOUR)
    later = {**terms, "due": due + 48 * HOUR}
    assert supervise_case(**later, share=Share.OVER, now=due + 48 * HOUR) is None


def test_the_outbox_reminds_when_the_moment_has_come(acting, monkeypatch):
    monkeypatch.setattr("portal.core.clock.now", lambda: acting.act_due)
    for item in OutboxItem.objects.filter(topic=SUPERVISE):
        tasks.supervise(item)
    assert set(Supervision.objects.values_list("step", "share")) == {
        ("contact", 80),
        ("contact", 100),
        ("act", 80),
        ("act", 100),
    }


def test_a_room_is_reminded_of_its_case(acting, monkeypatch):
    monkeypatch.setattr("portal.core.clock.now", lambda: NOW)
    remind_room(acting, NOW)
    [item] = OutboxItem.objects.filter(topic="cases.look_again")
    tasks.look_again(item)
    assert [(acting.code, NOW)] == LOOKED
    item.key = "gone"
    tasks.look_again(item)
    assert len(LOOKED) == 1
    assert "cases.look_again" in outbox.handlers


def test_what_is_not_ours_is_handed_off_with_their_number(case, person):
    with refused(Invalid, "which office"):
        hand_off_case(code=case.code, office=Office.OTHER, actor=UserFactory(), now=NOW)
    handed = hand_off_case(
        code=case.code, office=Office.HOTLINE, reference="12345-2026-1", actor=UserFactory(), now=NOW, text="已转交。"
    )
    assert (handed.state, handed.accept_due, handed.contact_due) == (CaseState.HANDED_OFF, None, None)
    assert told(person) == ["handed_off"]
    with pytest.raises(WrongState):
        accept_case(code=case.code, actor=UserFactory(), now=NOW)
    with pytest.raises(WrongState):
        note_progress(code=case.code, text="后来", actor=UserFactory(), now=NOW)


def test_an_answer_can_be_questioned_and_the_clock_begins_again(acting, person):
    answer_case(code=acting.code, text="好了。", actor=acting.handler, now=NOW + HOUR)
    with refused(Invalid, "opened again"):
        reopen_case(code=acting.code, reason="", actor=acting.handler, now=NOW + 2 * HOUR)
    again = reopen_case(code=acting.code, reason="又坏了。", actor=acting.handler, now=NOW + 2 * HOUR)
    assert (again.state, again.act_due) == (CaseState.ACTING, at(2026, 12, 3))
    assert told(person)[-1] == "reopened"


def test_words_and_pictures_are_asked_for(acting):
    with refused(Invalid, "what happened"):
        note_progress(code=acting.code, text=" ", actor=acting.handler, now=NOW)
    with refused(Invalid, "Write the answer"):
        answer_case(code=acting.code, text=" ", actor=acting.handler, now=NOW)
    line = note_progress(code=acting.code, text="内部备注", actor=acting.handler, now=NOW, public=False)
    assert line not in public_timeline(acting)
    with refused(Invalid, "what the picture shows"):
        add_picture(entry=line, upload=scan(), alt=" ")
    photo = add_picture(entry=line, upload=scan(), alt="内部照片")
    assert public_photo(photo.code) is None
    for _time in range(5):
        add_picture(entry=line, upload=scan(), alt="照片")
    with refused(Invalid, "At most 6"):
        add_picture(entry=line, upload=scan(), alt="照片")


def test_whoever_raised_it_rates_each_answer_once(acting, person):
    rate = {"code": acting.code, "actor": person}
    with refused(WrongState, "no answer yet"):
        rate_case(**rate, score=5, solved=Solved.YES, now=NOW)
    answer_case(code=acting.code, text="好了。", actor=acting.handler, now=NOW + HOUR)
    with refused(Forbidden, "Whoever raised it"):
        rate_case(code=acting.code, score=5, solved=Solved.YES, actor=acting.handler, now=NOW)
    with refused(Invalid, "1 to 5"):
        rate_case(**rate, score=6, solved=Solved.YES, now=NOW)
    rate_case(**rate, score=2, solved=Solved.NO, now=NOW + 2 * HOUR, words="还是暗。")
    rate_case(**rate, score=3, solved=Solved.PARTLY, now=NOW + 3 * HOUR)
    assert CaseRating.objects.get().score == 3
    reopen_case(code=acting.code, reason="又坏了。", actor=acting.handler, now=NOW + 4 * HOUR)
    answer_case(code=acting.code, text="真的好了。", actor=acting.handler, now=NOW + 5 * HOUR)
    rate_case(**rate, score=5, solved=Solved.YES, now=NOW + 6 * HOUR)
    assert CaseRating.objects.count() == 2
    found = rates(Case.objects.all())
    assert (found.responded, found.solved, found.satisfied) == (Rate(1, 1), Rate(1, 1), Rate(1, 1))


def test_rates_say_what_they_are_shares_of(person, django_assert_num_queries):
    home = person.resident.community
    assert rates(Case.objects.all()).responded.share is None
    cases = [
        open_case(kind="tests.matter", community=home, title=f"事项{n}", opened_by=person, now=NOW) for n in range(4)
    ]
    hand_off_case(code=cases[0].code, office=Office.POLICE, actor=UserFactory(), now=NOW)
    for case, score, solved in ((cases[1], 5, Solved.YES), (cases[2], 3, Solved.NO)):
        accept_case(code=case.code, actor=UserFactory(), now=NOW)
        forward_case(code=case.code, handler=UserFactory(), actor=UserFactory(), now=NOW)
        begin_case(code=case.code, actor=UserFactory(), now=NOW)
        answer_case(code=case.code, text="好了。", actor=UserFactory(), now=NOW)
        rate_case(code=case.code, score=score, solved=solved, actor=person, now=NOW)
    with django_assert_num_queries(2):
        found = rates(Case.objects.all())
    assert found.responded.share == Fraction(2, 3)
    assert (found.solved, found.satisfied) == (Rate(1, 2), Rate(1, 2))


@pytest.mark.parametrize(
    "broken",
    [
        {"state": CaseState.ANSWERED},
        {"state": CaseState.HANDED_OFF},
        {"office": Office.POLICE},
        {"act_due": NOW},
        {"state": CaseState.CLOSED, "answer": "好了。", "answered_at": NOW},
    ],
)
def test_the_database_keeps_a_case_whole(case, broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(**broken)


def test_staff_see_the_cases_of_their_places_and_what_they_handle(acting):
    moderator = AppointmentFactory(community=acting.community).user
    assert list(Case.objects.in_care_of(moderator)) == [acting]
    assert list(Case.objects.in_care_of(acting.handler)) == [acting]
    assert not Case.objects.in_care_of(AppointmentFactory().user).exists()
    assert str(acting) == "三号楼路灯不亮"
    assert acting.due(Step.ACT) == acting.act_due


def test_the_district_hears_of_a_year_without_holidays(monkeypatch):
    admin = AppointmentFactory(role=Role.DISTRICT_ADMIN, community=None).user
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_at: NOW.date())
    [task] = calendar_tasks(admin)
    assert "2026" in task.title
    assert "2027" in task.title
    assert calendar_tasks(AppointmentFactory().user) == []
    tasks.seed()
    [task] = calendar_tasks(admin)
    assert task.count == 1


def test_a_person_takes_their_matters_along_and_leaves_no_words(acting, person):
    answer_case(code=acting.code, text="好了。", actor=acting.handler, now=NOW)
    rate_case(code=acting.code, score=4, solved=Solved.YES, actor=person, now=NOW, words="多谢。")
    data = export_person(actor=person, now=NOW)["cases"]
    assert data["raised"][0]["title"] == "三号楼路灯不亮"
    assert data["ratings"][0]["words"] == "多谢。"
    kept = erase_person(actor=person, now=NOW)
    assert any("您提出的事项" in sentence for sentence in kept), kept
    assert CaseRating.objects.get().words == ""
