from datetime import date

import pytest
from django.db import Error, IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from councils.actions.conventions import (
    Figures,
    Shown,
    answer_warning,
    begin_version,
    confirm_count,
    enter_count,
    move_version,
    write_articles,
)
from councils.conventions_count import Channel
from councils.conventions_days import first_day_to_meet
from councils.conventions_enums import ConventionEvent as Event
from councils.conventions_enums import ConventionState as State
from councils.conventions_enums import CountChannel, Head
from councils.enums import BodyKind
from councils.models import Adoption, AdoptionLine, Article, ConventionStep, ConventionVersion
from councils.rules import can_view_version
from portal.cases.models import CalendarDay
from portal.core.errors import Forbidden, Hidden, Invalid, WrongState
from tests.councils.conventions import (
    DAY,
    MEETS,
    NOW,
    PASSED,
    TODAY,
    begun,
    brought_to,
    make_place,
    put_in_force,
    step,
    voted,
)
from tests.councils.life import body
from tests.factories import ResidentFactory

pytestmark = pytest.mark.django_db


def test_convention_comes_in_force_with_every_step_on_record_and_the_next_one_replaces_it():
    place = make_place()
    first = put_in_force(place)
    assert (first.state, first.in_force_from) == (State.IN_FORCE, MEETS)
    assert [each.event for each in first.steps.all()] == [
        "draft", "study", "pass_review", "notify", "deliberate", "revise", "adopt", "file", "publish", "take_effect",
    ]  # fmt: skip
    second = put_in_force(place, {Head.CONDUCT: ["楼道不堆物，不停车。"]})
    first.refresh_from_db()
    assert (first.state, second.state, second.number) == (State.SUPERSEDED, State.IN_FORCE, 2)


def test_new_version_starts_from_the_articles_in_force():
    place = make_place()
    put_in_force(place)
    second = begin_version(community=place.community, actor=place.staff, now=NOW)
    assert [each.text for each in second.articles.all()] == [
        "楼道不堆物。",
        "遛犬牵绳。",
        "电动车不进楼不飞线。",
        "纠纷先协商。",
    ]
    with pytest.raises(WrongState):
        begin_version(community=place.community, actor=place.staff, now=NOW)


def test_database_holds_one_version_in_force_and_one_under_way():
    place = make_place()
    first = put_in_force(place)
    for state in (State.IN_FORCE, State.GATHERING):
        more = {"in_force_from": TODAY} if state == State.IN_FORCE else {}
        begin = {"convention": first.convention, "created_at": NOW, "created_by": place.staff, **more}
        if state == State.GATHERING:
            ConventionVersion.objects.create(number=7, state=state, **begin)
        with pytest.raises(IntegrityError), transaction.atomic():
            ConventionVersion.objects.create(number=8, state=state, **begin)


@pytest.mark.parametrize(
    ("event", "missing", "field"),
    [
        (Event.DRAFT, {"record": " "}, "record"),
        (Event.PASS_REVIEW, {"receipt": ""}, "receipt"),
        (Event.NOTIFY, {"body": None}, "body"),
        (Event.NOTIFY, {"meets_on": MEETS - 20 * DAY + 10 * DAY}, "meets_on"),
        (Event.DELIBERATE, {"held_on": MEETS - DAY}, "held_on"),
        (Event.STUDY, {"held_on": TODAY + DAY}, "held_on"),
        (Event.STUDY, {"held_on": MEETS - 21 * DAY}, "held_on"),
    ],
)
def test_step_without_its_evidence_is_refused(event, missing, field):
    place = make_place()
    version = begun(place)
    for each in (Event.DRAFT, Event.STUDY, Event.PASS_REVIEW, Event.NOTIFY, Event.DELIBERATE):
        if each == event:
            break
        step(place, version, each)
    before = version.steps.count()
    with pytest.raises(Invalid) as refused:
        step(place, version, event, **missing)
    assert list(refused.value.fields) == [field]
    assert version.steps.count() == before


def test_body_that_only_consults_adopts_no_convention():
    place = make_place()
    version = brought_to(place, Event.PASS_REVIEW)
    room = body(BodyKind.CONSULTATION, community=place.community)
    with pytest.raises(Invalid):
        step(place, version, Event.NOTIFY, body=room)


def test_community_neither_reviews_itself_nor_orders_corrections():
    place = make_place()
    version = brought_to(place, Event.STUDY)
    shown = Shown(MEETS, "记录", "1号")
    with pytest.raises(Forbidden):
        move_version(code=version.code, event=Event.PASS_REVIEW, shown=shown, actor=place.staff, now=NOW)
    with pytest.raises(Hidden):
        move_version(code=version.code, event=Event.PASS_REVIEW, shown=shown, actor=make_place().street, now=NOW)


@pytest.mark.parametrize("event", [Event.ADOPT, Event.REJECT])
def test_nobody_adopts_without_the_count(event):
    place = make_place()
    version = brought_to(place, Event.REVISE)
    with pytest.raises(WrongState):
        step(place, version, event)


def test_order_to_correct_ends_a_version_in_force_and_another_may_begin():
    place = make_place()
    version = step(place, put_in_force(place), Event.ORDER)
    assert version.state == State.ORDERED
    assert begin_version(community=place.community, actor=place.staff, now=NOW).number == 2


def test_warning_stops_the_way_until_it_is_answered_or_gone():
    place = make_place()
    version = begun(place, {Head.ORDER: ["乱停车的 罰 款 50元。"]})
    step(place, version, Event.DRAFT)
    with pytest.raises(WrongState):
        step(place, version, Event.STUDY)
    with pytest.raises(Invalid):
        answer_warning(code=version.code, article=1, key="fine", answer=" ", actor=place.staff, now=NOW)
    with pytest.raises(Hidden):
        answer_warning(code=version.code, article=1, key="body", answer="是", actor=place.staff, now=NOW)
    answer_warning(code=version.code, article=1, key="fine", answer="引用条例原文", actor=place.staff, now=NOW)
    assert step(place, version, Event.STUDY).state == State.STUDIED
    again = step(place, version, Event.SEND_BACK)
    write_articles(code=again.code, texts={Head.ORDER: ["乱停车的罚款100元。"]}, actor=place.staff, now=NOW)
    with pytest.raises(WrongState):
        step(place, again, Event.STUDY)


def test_count_takes_two_people_and_all_ways_together():
    place = make_place()
    version = brought_to(place, Event.REVISE)
    lines = {
        CountChannel.ONLINE: Channel(20, 15, 3, 2),
        CountChannel.PAPER: Channel(30, 10, 10, 10),
        CountChannel.PROXY: Channel(1, 1, 0, 0),
    }
    figures = Figures(MEETS, 100, 30, lines)
    count = enter_count(code=version.code, figures=figures, actor=place.staff, now=NOW)
    with pytest.raises(Forbidden):
        confirm_count(code=count.code, record="柜", actor=place.staff, now=NOW)
    with pytest.raises(Invalid):
        confirm_count(code=count.code, record="", actor=place.street, now=NOW)
    done = confirm_count(code=count.code, record="柜", actor=place.street, now=NOW)
    version.refresh_from_db()
    assert (version.state, done.present, done.result["reason"]) == (State.ADOPTED, 51, "adopted")
    with pytest.raises(WrongState):
        confirm_count(code=count.code, record="柜", actor=place.street, now=NOW)


def test_figures_below_the_threshold_reject_the_version():
    place = make_place()
    version = voted(place, brought_to(place, Event.DELIBERATE), Channel(60, 30, 20, 10))
    assert version.state == State.REJECTED


@pytest.mark.parametrize(
    ("figures", "field"),
    [
        (Figures(MEETS, 100, 20, {CountChannel.PAPER: Channel(60, 50, 10, 1)}), "lines"),
        (Figures(MEETS, 59, 20, {CountChannel.PAPER: PASSED}), "entitled"),
        (Figures(MEETS, 100, 61, {CountChannel.PAPER: PASSED}), "women"),
        (Figures(MEETS - DAY, 100, 20, {CountChannel.PAPER: PASSED}), "held_on"),
        (Figures(TODAY + DAY, 100, 20, {CountChannel.PAPER: PASSED}), "held_on"),
        (Figures(MEETS, 100, 20, {CountChannel.PAPER: Channel(60, 50, -1, 5)}), "lines"),
    ],
)
def test_figures_that_cannot_be_are_refused(figures, field):
    place = make_place()
    version = brought_to(place, Event.REVISE)
    with pytest.raises(Invalid) as refused:
        enter_count(code=version.code, figures=figures, actor=place.staff, now=NOW)
    assert list(refused.value.fields) == [field]


def test_count_waits_for_the_deliberation():
    place = make_place()
    version = brought_to(place, Event.NOTIFY)
    figures = Figures(MEETS, 100, 20, {CountChannel.PAPER: PASSED})
    with pytest.raises(WrongState):
        enter_count(code=version.code, figures=figures, actor=place.staff, now=NOW)


def test_database_keeps_steps_counts_and_articles():
    place = make_place()
    version = put_in_force(place)
    count = Adoption.objects.get()
    for change in (
        lambda: ConventionStep.objects.update(record="改"),
        lambda: Adoption.objects.update(women=1),
        lambda: AdoptionLine.objects.update(yes=1),
        lambda: AdoptionLine.objects.create(
            adoption=count, channel=CountChannel.PROXY, present=1, yes=1, no=0, abstain=0
        ),
        lambda: Article.objects.filter(version=version).update(text="改"),
        lambda: Article.objects.create(version=version, number=99, head=Head.ORDER, text="加"),
    ):
        with pytest.raises(Error), transaction.atomic():
            change()
    if connection.vendor == "postgresql":
        for gone in (ConventionStep, Article, Adoption):
            with pytest.raises(Error), transaction.atomic():
                gone.objects.all().delete()


def test_database_wants_two_people_for_a_count():
    place = make_place()
    version = brought_to(place, Event.REVISE)
    figures = Figures(MEETS, 100, 20, {CountChannel.PAPER: PASSED})
    count = enter_count(code=version.code, figures=figures, actor=place.staff, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Adoption.objects.filter(pk=count.pk).update(confirmed_by=place.staff, confirmed_at=NOW, result={})


def test_articles_are_written_only_while_they_may_be():
    place = make_place()
    version = brought_to(place, Event.STUDY)
    with pytest.raises(WrongState):
        write_articles(code=version.code, texts={}, actor=place.staff, now=NOW)
    too_long = {Head.ORDER: ["字" * 401]}
    back = step(place, version, Event.SEND_BACK)
    for texts in (too_long, {Head.ORDER: ["第一条。"] * 61}):
        with pytest.raises(Invalid):
            write_articles(code=back.code, texts=texts, actor=place.staff, now=NOW)


@pytest.mark.parametrize(
    ("notice", "holidays", "first"),
    [
        (date(2026, 6, 1), [], date(2026, 6, 12)),
        (date(2026, 6, 3), [], date(2026, 6, 16)),
        (date(2026, 6, 1), [(date(2026, 6, 11), False)], date(2026, 6, 13)),
        (date(2026, 6, 3), [(date(2026, 6, 13), True)], date(2026, 6, 14)),
    ],
)
def test_notice_runs_without_its_own_day_and_past_a_free_last_day(notice, holidays, first):
    for day, works in holidays:
        CalendarDay.objects.create(date=day, is_workday=works, name="节")
    assert first_day_to_meet(notice, 10) == first


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20, deadline=None)
@given(st.sampled_from(list(State)), st.sampled_from(["staff", "street", "resident", "far"]))
def test_rule_and_list_agree_on_who_reads_a_version(state, who):
    with transaction.atomic():
        place = make_place()
        version = begun(place)
        more = {"in_force_from": TODAY} if state == State.IN_FORCE else {}
        ConventionVersion.objects.filter(pk=version.pk).update(state=state, **more)
        version.refresh_from_db()
        person = {
            "staff": lambda: place.staff,
            "street": lambda: place.street,
            "resident": lambda: ResidentFactory(community=place.community).user,
            "far": lambda: make_place().staff,
        }[who]()
        listed = ConventionVersion.objects.visible_to(person).filter(pk=version.pk).exists()
        assert can_view_version(person, version) == listed
        transaction.set_rollback(True)
