"""Setting a contest up: create, edit, plan, announce, and every refusal on the way."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry

from portal.accounts.enums import Role
from portal.core.errors import Hidden, Invalid, SignInNeeded, WrongState
from portal.core.models import OutboxItem
from proposals.actions.announce_contest import announce_contest
from proposals.actions.create_contest import create_contest, discard_contest
from proposals.actions.edit_contest import edit_contest
from proposals.actions.plan_phases import plan_phases
from proposals.contest_template import ContestSettings
from proposals.enums import AwardRule, PhaseKind
from proposals.models import Contest, ContestTemplate, Phase
from proposals.rules import manages_contest
from proposals.schedule import PlannedPhase, present_plan
from tests.factories import AppointmentFactory, ContestFactory, PhaseFactory, ProposalFactory, UserFactory
from tests.proposals.contest_life import (
    CALL_ENDS,
    CLOSES,
    COUNTED,
    OPENS,
    SETUP,
    STARTS,
    VOTING,
    announced,
    frozen,
    make_manager,
    make_template,
    prepared,
    vote_phase,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def new_contest(manager, **changes):
    terms = {
        "subdistrict": manager.appointments.get().subdistrict,
        "template": make_template(),
        "title": "幸福提案大赛",
        "edition": 1,
        "starts_at": STARTS,
        "actor": manager,
        "now": SETUP,
    } | changes
    return create_contest(**terms)


def settings_of(contest, **changes):
    names = ContestSettings.__dataclass_fields__
    return replace(ContestSettings(**{name: getattr(contest, name) for name in names}), **changes)


def moved(contest, kind, **changes):
    return [replace(phase, **changes) if phase.kind == kind else phase for phase in present_plan(contest.phases.all())]


def snapshot(contest):
    row = Contest.objects.filter(pk=contest.pk).values().get()
    return row, list(Phase.objects.filter(contest=contest).order_by("opens_at").values())


def logged(contest):
    return list(ModelLogEntry.objects.filter(object_id=str(contest.pk)).order_by("id").values_list("action", flat=True))


# create


def test_contest_is_created_from_its_template_and_seen_by_its_managers_alone():
    manager = make_manager()
    contest = new_contest(manager, title=" 幸福\n提案大赛 ")
    assert (contest.title, contest.edition, contest.created_by) == ("幸福 提案大赛", 1, manager)
    assert (contest.budget_cny, contest.votes_per_person) == (Decimal(60_000), 2)
    assert [phase.kind for phase in contest.phases_in_order()] == ["call", "vote", "objection"]
    assert vote_phase(contest).opens_at == OPENS
    assert contest.announced_at is None
    assert not Contest.objects.visible_to(AnonymousUser()).exists()
    assert Contest.objects.visible_to(manager).exists()
    assert logged(contest) == ["proposals.create_contest"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "长" * 61}, "title"),
        ({"edition": 0}, "edition"),
        ({"edition": 10_000}, "edition"),
        ({"starts_at": SETUP}, "starts_at"),
    ],
)
def test_contest_with_a_slip_is_not_created(changes, field):
    with pytest.raises(Invalid) as refusal:
        new_contest(make_manager(), **changes)
    assert list(refusal.value.fields) == [field]
    assert not Contest.objects.exists()


def test_edition_comes_once_a_subdistrict():
    manager = make_manager()
    new_contest(manager)
    with pytest.raises(Invalid) as refusal:
        new_contest(manager)
    assert "edition" in refusal.value.fields
    assert new_contest(make_manager()).edition == 1


def test_template_that_cannot_be_used_makes_no_contest():
    template = ContestTemplate.objects.create(name="坏模板", data={"settings": {"budget_cny": 1}})
    with pytest.raises(Invalid):
        new_contest(make_manager(), template=template)
    assert not Contest.objects.exists()


def test_contest_is_for_managers_of_the_subdistrict_to_create():
    here = make_manager()
    street = here.appointments.get().subdistrict
    moderator = AppointmentFactory(community__subdistrict=street).user
    with pytest.raises(SignInNeeded):
        new_contest(here, actor=AnonymousUser())
    for stranger in (UserFactory(), moderator, make_manager()):
        with pytest.raises(Hidden):
            new_contest(here, actor=stranger)
    assert not Contest.objects.exists()
    admin = AppointmentFactory(role=Role.DISTRICT_ADMIN, community=None).user
    assert new_contest(here, actor=admin).subdistrict == street


# discard


def test_contest_never_announced_can_be_discarded():
    contest, manager = prepared()
    discard_contest(code=contest.code, actor=manager, now=SETUP)
    assert not Contest.objects.exists()


def test_contest_is_not_discarded_once_announced_or_written_for():
    contest, manager = announced()
    with pytest.raises(WrongState):
        discard_contest(code=contest.code, actor=manager, now=SETUP)
    other, other_manager = prepared()
    ProposalFactory(contest=other, state="draft")
    with pytest.raises(WrongState):
        discard_contest(code=other.code, actor=other_manager, now=SETUP)
    with pytest.raises(Hidden):
        discard_contest(code=other.code, actor=manager, now=SETUP)
    assert Contest.objects.count() == 2


# edit


def test_everything_may_change_before_the_announcement():
    contest, manager = prepared()
    wanted = settings_of(
        contest,
        summary="<b>新</b>的一句",
        guide="新的说明",
        budget_cny=Decimal(90_000),
        cost_cap_cny=None,
        votes_per_person=5,
        endorsements_needed=7,
        award_rule=AwardRule.VOTES,
    )
    edit_contest(code=contest.code, title="新名字", settings=wanted, actor=manager, now=SETUP)
    contest.refresh_from_db()
    assert contest.title == "新名字"
    assert settings_of(contest) == replace(wanted, summary="新的一句")
    assert logged(contest)[-1] == "proposals.edit_contest"


def test_saving_the_same_settings_writes_nothing():
    contest, manager = prepared()
    contest.refresh_from_db()
    edit_contest(code=contest.code, title=contest.title, settings=settings_of(contest), actor=manager, now=SETUP)
    assert logged(contest) == ["proposals.create_contest"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "长" * 61),
        ("summary", "长" * 201),
        ("guide", "长" * 5001),
        ("budget_cny", Decimal(0)),
        ("budget_cny", Decimal(10**9)),
        ("cost_cap_cny", Decimal(0)),
        ("cost_cap_cny", Decimal(60_001)),
        ("votes_per_person", 0),
        ("votes_per_person", 51),
        ("endorsements_needed", -1),
        ("endorsements_needed", 100_001),
    ],
)
def test_setting_that_does_not_fit_is_refused_and_nothing_saved(field, value):
    contest, manager = prepared()
    contest.refresh_from_db()
    before = snapshot(contest)
    title = value if field == "title" else "新名字"
    settings = settings_of(contest, **({} if field == "title" else {field: value}))
    with pytest.raises(Invalid) as refusal:
        edit_contest(code=contest.code, title=title, settings=settings, actor=manager, now=SETUP)
    assert list(refusal.value.fields) == [field]
    assert snapshot(contest) == before


@pytest.mark.parametrize(
    "change",
    [
        {"budget_cny": Decimal(70_000)},
        {"cost_cap_cny": None},
        {"votes_per_person": 3},
        {"endorsements_needed": 1},
        {"award_rule": AwardRule.VOTES},
    ],
)
def test_rules_are_locked_by_the_announcement_and_say_why(change):
    contest, manager = announced()
    contest.refresh_from_db()
    before = snapshot(contest)
    settings = settings_of(contest, summary="新的一句", **change)
    with pytest.raises(WrongState) as refusal:
        edit_contest(code=contest.code, title=contest.title, settings=settings, actor=manager, now=SETUP)
    assert list(refusal.value.fields) == list(change)
    assert all(refusal.value.fields.values())
    assert snapshot(contest) == before


def test_texts_may_change_after_the_announcement_and_the_title_until_the_roll_is_frozen():
    contest, manager = announced()
    contest.refresh_from_db()
    edit_contest(code=contest.code, title="新名字", settings=settings_of(contest), actor=manager, now=SETUP)
    other, other_manager, _proposals = frozen()
    other.refresh_from_db()
    settings = settings_of(other, summary="新的一句", guide="新的说明")
    edit_contest(code=other.code, title=other.title, settings=settings, actor=other_manager, now=VOTING)
    with pytest.raises(WrongState) as refusal:
        edit_contest(code=other.code, title="新名字", settings=settings, actor=other_manager, now=VOTING)
    assert list(refusal.value.fields) == ["title"]
    other.refresh_from_db()
    assert (other.summary, other.guide) == ("新的一句", "新的说明")


def test_another_subdistricts_manager_finds_nothing_to_edit():
    contest, _manager = announced()
    contest.refresh_from_db()
    stranger = make_manager()
    with pytest.raises(Hidden):
        edit_contest(code=contest.code, title="x", settings=settings_of(contest), actor=stranger, now=SETUP)
    with pytest.raises(Hidden):
        plan_phases(code=contest.code, plan=[], actor=stranger, now=SETUP)
    with pytest.raises(Hidden):
        announce_contest(code=contest.code, actor=stranger, now=SETUP)


# plan


def test_dates_move_freely_before_the_announcement():
    contest, manager = prepared()
    plan = [
        PlannedPhase(PhaseKind.CALL, SETUP - DAY, SETUP + DAY),
        PlannedPhase(PhaseKind.SCREENING, SETUP + DAY, SETUP + 2 * DAY),
        PlannedPhase(PhaseKind.VOTE, SETUP + 3 * DAY, SETUP + 4 * DAY),
    ]
    contest = plan_phases(code=contest.code, plan=plan, actor=manager, now=SETUP)
    assert present_plan(contest.phases.all()) == plan
    assert logged(contest)[-1] == "proposals.plan_phases"


def test_same_dates_write_nothing():
    contest, manager = prepared()
    plan_phases(code=contest.code, plan=present_plan(contest.phases.all()), actor=manager, now=SETUP)
    assert logged(contest) == ["proposals.create_contest"]


@pytest.mark.parametrize(
    ("kind", "changes", "field"),
    [
        (PhaseKind.CALL, {"closes_at": STARTS}, "call_closes_at"),
        (PhaseKind.VOTE, {"opens_at": CALL_ENDS - DAY}, "vote_opens_at"),
        (PhaseKind.OBJECTION, {"opens_at": STARTS - 2 * DAY, "closes_at": STARTS - DAY}, "objection_opens_at"),
    ],
)
def test_stages_come_one_after_another(kind, changes, field):
    contest, manager = prepared()
    before = snapshot(contest)
    with pytest.raises(Invalid) as refusal:
        plan_phases(code=contest.code, plan=moved(contest, kind, **changes), actor=manager, now=SETUP)
    assert list(refusal.value.fields) == [field]
    assert snapshot(contest) == before


def test_stage_comes_once():
    contest, manager = prepared()
    plan = present_plan(contest.phases.all())
    with pytest.raises(Invalid) as refusal:
        plan_phases(code=contest.code, plan=[*plan, plan[0]], actor=manager, now=SETUP)
    assert "phases" in refusal.value.fields


@pytest.mark.parametrize(
    ("kind", "changes", "now", "field"),
    [
        (PhaseKind.CALL, {"opens_at": STARTS + DAY}, STARTS, "call_opens_at"),
        (PhaseKind.CALL, {"closes_at": CALL_ENDS + DAY}, CALL_ENDS, "call_closes_at"),
        (PhaseKind.CALL, {"closes_at": STARTS + DAY}, STARTS + DAY, "call_closes_at"),
        (PhaseKind.VOTE, {"closes_at": CLOSES + DAY / 2}, CLOSES, "vote_closes_at"),
    ],
)
def test_what_has_passed_stays_and_nothing_moves_into_the_past(kind, changes, now, field):
    contest, manager = announced()
    before = snapshot(contest)
    with pytest.raises(Invalid) as refusal:
        plan_phases(code=contest.code, plan=moved(contest, kind, **changes), actor=manager, now=now)
    assert field in refusal.value.fields
    assert snapshot(contest) == before


def test_what_is_to_come_may_move_after_the_announcement():
    contest, manager = announced()
    plan = moved(contest, PhaseKind.CALL, closes_at=CALL_ENDS + DAY)
    contest = plan_phases(code=contest.code, plan=plan, actor=manager, now=STARTS + DAY)
    assert contest.phase(PhaseKind.CALL).closes_at == CALL_ENDS + DAY


def test_stage_to_come_may_be_added_or_left_out_but_not_call_or_vote():
    contest, manager = announced()
    call, vote, _objection = present_plan(contest.phases.all())
    screening = PlannedPhase(PhaseKind.SCREENING, CALL_ENDS, CALL_ENDS + DAY)
    contest = plan_phases(code=contest.code, plan=[call, screening, vote], actor=manager, now=STARTS)
    assert [phase.kind for phase in contest.phases_in_order()] == ["call", "screening", "vote"]
    for plan, now, field in [
        ([call, screening], STARTS, "vote_opens_at"),
        ([screening, vote], STARTS, "call_opens_at"),
        ([call, vote], CALL_ENDS, "screening_opens_at"),
    ]:
        with pytest.raises(Invalid) as refusal:
            plan_phases(code=contest.code, plan=plan, actor=manager, now=now)
        assert list(refusal.value.fields) == [field]
    late = PlannedPhase(PhaseKind.COACHING, CALL_ENDS + DAY, CALL_ENDS + DAY * 3 / 2)
    with pytest.raises(Invalid) as refusal:
        plan_phases(code=contest.code, plan=[call, screening, late, vote], actor=manager, now=OPENS - DAY / 4)
    assert set(refusal.value.fields) == {"coaching_opens_at", "coaching_closes_at"}


def test_moving_the_vote_moves_the_poll_and_its_count():
    contest, manager, _proposals = frozen()
    plan = moved(contest, PhaseKind.VOTE, opens_at=OPENS + DAY)
    contest = plan_phases(code=contest.code, plan=plan, actor=manager, now=OPENS - DAY)
    assert contest.poll.opens_at == OPENS + DAY
    longer = CLOSES + DAY
    plan = moved(contest, PhaseKind.VOTE, closes_at=longer)
    plan = [replace(phase, opens_at=longer) if phase.kind == PhaseKind.OBJECTION else phase for phase in plan]
    contest = plan_phases(code=contest.code, plan=plan, actor=manager, now=VOTING)
    contest.poll.refresh_from_db()
    assert (contest.poll.opens_at, contest.poll.closes_at) == (OPENS + DAY, longer)
    due = OutboxItem.objects.filter(topic="proposals.count_contest", key=contest.code).order_by("id")
    assert [item.due_at for item in due] == [CLOSES, CLOSES, longer]


def test_open_vote_is_never_made_shorter():
    contest, manager, _proposals = frozen()
    before = snapshot(contest)
    plan = moved(contest, PhaseKind.VOTE, closes_at=CLOSES - DAY)
    with pytest.raises(Invalid) as refusal:
        plan_phases(code=contest.code, plan=plan, actor=manager, now=VOTING)
    assert list(refusal.value.fields) == ["vote_closes_at"]
    assert snapshot(contest) == before


def test_closed_vote_does_not_move():
    contest, manager, _proposals = frozen()
    plan = moved(contest, PhaseKind.VOTE, closes_at=CLOSES + DAY / 2)
    with pytest.raises(Invalid):
        plan_phases(code=contest.code, plan=plan, actor=manager, now=COUNTED)
    contest.poll.refresh_from_db()
    assert contest.poll.closes_at == CLOSES


# announce


def test_announcement_shows_the_contest_to_everybody_once():
    contest, manager = prepared()
    contest = announce_contest(code=contest.code, actor=manager, now=SETUP)
    assert contest.announced_at == SETUP
    assert Contest.objects.visible_to(AnonymousUser()).exists()
    assert logged(contest)[-1] == "proposals.announce_contest"
    with pytest.raises(WrongState):
        announce_contest(code=contest.code, actor=manager, now=STARTS)
    contest.refresh_from_db()
    assert contest.announced_at == SETUP


@pytest.mark.parametrize(
    ("slip", "part"),
    [
        (lambda contest: Contest.objects.filter(pk=contest.pk).update(summary=""), "summary"),
        (lambda contest: Contest.objects.filter(pk=contest.pk).update(guide=""), "guide"),
        (lambda contest: Contest.objects.filter(pk=contest.pk).update(cost_cap_cny=Decimal(60_001)), "cost_cap_cny"),
        (lambda contest: contest.phases.filter(kind="call").delete(), "call"),
        (lambda contest: contest.phases.filter(kind="vote").delete(), "vote"),
        (lambda contest: contest.subdistrict.communities.all().delete(), "communities"),
    ],
)
def test_contest_that_lacks_something_is_not_announced(slip, part):
    contest, manager = prepared()
    slip(contest)
    with pytest.raises(Invalid) as refusal:
        announce_contest(code=contest.code, actor=manager, now=SETUP)
    assert list(refusal.value.fields) == [part]
    assert not Contest.objects.filter(announced_at__isnull=False).exists()


def test_contest_whose_call_is_over_is_not_announced():
    contest, manager = prepared()
    with pytest.raises(Invalid) as refusal:
        announce_contest(code=contest.code, actor=manager, now=CALL_ENDS)
    assert list(refusal.value.fields) == ["call_closes_at"]


# rule and queryset


@pytest.mark.parametrize("viewer", ["nobody", "stranger", "moderator", "foreign manager", "manager", "admin"])
def test_managing_rule_and_queryset_agree(viewer):
    contest = ContestFactory()
    street = contest.subdistrict
    user = {
        "nobody": AnonymousUser,
        "stranger": UserFactory,
        "moderator": lambda: AppointmentFactory(community__subdistrict=street).user,
        "foreign manager": make_manager,
        "manager": lambda: make_manager(street),
        "admin": lambda: AppointmentFactory(role=Role.DISTRICT_ADMIN, community=None).user,
    }[viewer]()
    assert Contest.objects.managed_by(user).exists() == manages_contest(user, contest)


def test_locked_contest_that_is_not_there_is_hidden():
    with transaction.atomic(), pytest.raises(Hidden):
        Contest.objects.locked("nothing-here")


def test_phase_kind_comes_once_in_the_database_too():
    phase = PhaseFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        PhaseFactory(contest=phase.contest)


def test_locking_a_contest_takes_two_queries():
    contest, manager = announced()
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        Contest.objects.managed_by(manager).locked(contest.code)
    # the offices of the manager, the contest, its phases
    assert len(queries) == 3
