"""A contest used again: copied with its dates moved, or kept as a template."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from portal.core.errors import Hidden, Invalid, SignInNeeded, WrongState
from proposals.actions.create_contest import copy_contest
from proposals.actions.edit_contest import edit_contest
from proposals.actions.keep_template import keep_template
from proposals.contest_template import plan_of, read_template, settings_of
from proposals.models import Contest, ContestTemplate, Phase
from proposals.queries.staff import contests_to_copy
from proposals.schedule import next_year, present_plan, problems_in
from tests.factories import ContestFactory, PhaseFactory
from tests.proposals.contest_life import COUNTED, SETUP, STARTS, announced, frozen, make_manager, prepared
from tests.proposals.staff_visits import Visitor, text_of

pytestmark = pytest.mark.django_db
YEAR = timedelta(weeks=52)


@pytest.fixture
def at(monkeypatch):
    """Sets the present moment of the screens."""

    def present(moment):
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    return present


def copied(contest, manager, **changes):
    terms = {"title": "第二届", "edition": 2, "starts_at": STARTS + YEAR, "actor": manager, "now": COUNTED} | changes
    return copy_contest(code=contest.code, **terms)


def local(moment):
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


# copying


def test_copy_takes_settings_texts_and_stages_and_nothing_that_happened():
    old, manager, _proposals = frozen()
    new = copied(old, manager)
    assert settings_of(new) == settings_of(old)
    assert (new.subdistrict, new.title, new.edition, new.created_by) == (old.subdistrict, "第二届", 2, manager)
    assert (new.announced_at, new.poll, new.result_published_at, new.is_history) == (None, None, None, False)
    assert not new.proposals.exists()
    stages = zip(present_plan(old.phases.all()), present_plan(new.phases.all()), strict=True)
    for before, after in stages:
        assert (after.kind, after.opens_at - before.opens_at) == (before.kind, YEAR)
        assert after.closes_at - before.closes_at == YEAR
    entry = ModelLogEntry.objects.get(object_id=str(new.pk))
    assert (entry.action, entry.data["copied"]) == ("proposals.create_contest", old.code)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "长" * 61}, "title"),
        ({"edition": 1}, "edition"),
        ({"edition": 0}, "edition"),
        ({"starts_at": COUNTED}, "starts_at"),
    ],
)
def test_copy_that_does_not_fit_says_where_and_makes_nothing(changes, field):
    old, manager = announced()
    with pytest.raises(Invalid) as refusal:
        copied(old, manager, **changes)
    assert set(refusal.value.fields) == {field}
    assert Contest.objects.count() == 1


def test_copy_is_for_managers_of_the_subdistrict():
    old, _manager = announced()
    with pytest.raises(Hidden):
        copied(old, make_manager())
    with pytest.raises(SignInNeeded):
        copied(old, AnonymousUser())
    assert Contest.objects.count() == 1


def test_contest_without_dates_cannot_be_copied_or_kept():
    old, manager = announced()
    Phase.objects.all().delete()
    with pytest.raises(WrongState):
        copied(old, manager)
    with pytest.raises(WrongState):
        keep_template(code=old.code, name="空", actor=manager, now=SETUP)
    for name in ("contest_copy", "contest_keep"):
        assert Visitor(manager).open(name, old.code).status_code == 200
        data = {"title": "二", "edition": 2, "starts_at": local(timezone.now() + YEAR), "name": "空"}
        assert Visitor(manager).send(name, old.code, **data).status_code == 422


@pytest.mark.parametrize(("passed", "years"), [(timedelta(0), 1), (YEAR - timedelta(1), 1), (YEAR, 2), (-YEAR, 1)])
def test_next_year_is_still_to_come_on_the_same_weekday(passed, years):
    moment = datetime(2026, 3, 10, 1, tzinfo=UTC)
    offered = next_year(moment, moment + passed)
    assert offered == moment + years * YEAR
    assert (offered.weekday(), offered.time()) == (moment.weekday(), moment.time())
    assert offered > moment + passed


# templates


def test_kept_template_gives_a_plan_that_fits():
    contest, manager = announced()
    template = keep_template(code=contest.code, name=" 春天\n模板 ", actor=manager, now=SETUP)
    assert template.name == "春天 模板"
    plan = read_template(template.data)
    assert plan == plan_of(contest)
    assert plan.settings == settings_of(contest)
    assert [(phase.kind, phase.offset_days, phase.days) for phase in plan.phases] == [
        ("call", 0, 10), ("vote", 12, 7), ("objection", 19, 7),
    ]  # fmt: skip
    entry = ModelLogEntry.objects.get(object_id=str(contest.pk), action="proposals.keep_template")
    assert entry.data["template"] == "春天 模板"


def test_stages_that_share_a_day_follow_one_another_in_the_template():
    contest = ContestFactory()
    hours = [("call", 0, 30), ("screening", 31, 34), ("vote", 34, 100)]
    for kind, opens, closes in hours:
        begins, ends = STARTS + timedelta(hours=opens), STARTS + timedelta(hours=closes)
        PhaseFactory(contest=contest, kind=kind, opens_at=begins, closes_at=ends)
    plan = plan_of(contest)
    assert [(phase.offset_days, phase.days) for phase in plan.phases] == [(0, 1), (1, 1), (2, 2)]
    assert problems_in(plan.phases_from(STARTS)) == {}


def test_template_is_not_kept_of_a_contest_that_is_not_public():
    contest, manager = prepared()
    with pytest.raises(WrongState):
        keep_template(code=contest.code, name="早", actor=manager, now=SETUP)
    with pytest.raises(Hidden):
        keep_template(code=contest.code, name="早", actor=make_manager(), now=SETUP)
    assert not ContestTemplate.objects.filter(name="早").exists()


@pytest.mark.parametrize("name", ["", "  ", "长" * 61, "已有"])
def test_template_name_that_does_not_fit_is_refused(name):
    contest, manager = announced()
    ContestTemplate.objects.create(name="已有")
    before = ContestTemplate.objects.count()
    with pytest.raises(Invalid) as refusal:
        keep_template(code=contest.code, name=name, actor=manager, now=SETUP)
    assert set(refusal.value.fields) == {"name"}
    assert ContestTemplate.objects.count() == before


# screens


def test_contest_of_last_year_opens_in_a_copy_a_look_and_an_announcement(at):
    old, manager, _proposals = frozen()
    guide = settings_of(old)
    edit_contest(code=old.code, title=old.title, settings=guide, actor=manager, now=COUNTED)
    at(COUNTED)
    visitor = Visitor(manager)
    address = reverse("contest_copy", args=[old.code])
    assert address in text_of(visitor.open("contest_begin"))
    assert address in text_of(visitor.open("contest_dashboard", old.code))
    form = visitor.open("contest_copy", old.code).context["form"]
    assert form.initial["starts_at"] == STARTS + YEAR
    data = {name: form.initial[name] for name in ("title", "edition")} | {"starts_at": local(STARTS + YEAR)}
    answer = visitor.send("contest_copy", old.code, **data)
    new = Contest.objects.exclude(pk=old.pk).get()
    assert answer["Location"] == reverse("contest_phases", args=[new.code])
    stages = visitor.open("contest_phases", new.code).context["form"].stages()
    dates = {
        field.html_name: local(field.initial)
        for stage in stages
        for field in (stage["opens"], stage["closes"])
        if field.initial
    }
    assert visitor.send("contest_phases", new.code, **dates).status_code == 302
    assert visitor.send("contest_announce", new.code).status_code == 302
    new.refresh_from_db()
    assert new.announced_at == COUNTED
    assert new.phase_at(STARTS + YEAR).kind == "call"


def test_copy_screen_keeps_what_was_typed_and_says_what_does_not_fit(at):
    old, manager = announced()
    at(COUNTED)
    data = {"title": "同一届", "edition": 1, "starts_at": local(STARTS + YEAR)}
    answer = Visitor(manager).send("contest_copy", old.code, **data)
    assert answer.status_code == 422
    assert "同一届" in text_of(answer)
    assert answer.context["form"].errors["edition"]


def test_template_is_kept_on_its_screen_and_offered(at):
    contest, manager = announced()
    at(SETUP)
    visitor = Visitor(manager)
    assert visitor.open("contest_keep", contest.code).context["form"].initial["name"] == contest.title
    assert visitor.send("contest_keep", contest.code, name="邻里模板").status_code == 302
    assert "邻里模板" in text_of(visitor.open("contest_begin"))
    again = visitor.send("contest_keep", contest.code, name="邻里模板")
    assert again.status_code == 422
    assert again.context["form"].errors["name"]


@pytest.mark.parametrize("contests", [1, 3])
def test_contests_to_copy_take_one_query_and_none_of_others(contests):
    manager = make_manager()
    street = manager.appointments.get().subdistrict
    for _number in range(contests):
        PhaseFactory(contest__subdistrict=street)
    PhaseFactory()
    ContestFactory(subdistrict=street)
    with CaptureQueriesContext(connection) as captured:
        names = [contest.subdistrict.name for contest in contests_to_copy(manager)]
    assert (len(names), sum('FROM "proposals_contest"' in entry["sql"] for entry in captured)) == (contests, 1)
