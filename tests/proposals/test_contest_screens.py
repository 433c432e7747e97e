"""The managers' screens: who gets in, what they show, and the whole way of a contest through them."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.ballots.actions import cast
from portal.ballots.models import Roll
from portal.core.models import OutboxItem
from proposals.actions.correct_contest_roll import propose_roll_correction
from proposals.actions.count_contest import count_contest
from proposals.enums import PhaseKind
from proposals.models import Contest, ContestTemplate, RollCorrection
from proposals.queries.staff import contest_to_run, managed_contests, numbers
from tests.factories import CommunityFactory, ContestFactory, ProposalFactory, ResidentFactory
from tests.proposals.contest_life import (
    CALL_ENDS,
    CLOSES,
    COUNTED,
    FROZEN,
    OPENS,
    PUBLISHED,
    SETUP,
    STARTS,
    VOTING,
    announced,
    frozen,
    make_manager,
    make_template,
    prepared,
    proposals_for,
    vote,
)
from tests.proposals.staff_visits import Visitor, personas, queries_of, text_of

pytestmark = pytest.mark.django_db
MANAGERS_SCREENS = [
    "contest_dashboard",
    "contest_settings",
    "contest_phases",
    "contest_copy",
    "contest_keep",
    "contest_announce",
    "contest_discard",
    "contest_roll",
    "contest_corrections",
    "contest_count",
    "contest_result",
]


@pytest.fixture(autouse=True)
def fresh_turnout():
    cache.clear()


@pytest.fixture
def at(monkeypatch):
    """Sets the present moment of the screens."""

    def present(moment):
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    return present


def local(moment):
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


def phase_data(contest, **changes):
    data = {}
    for phase in contest.phases.all():
        data |= {f"{phase.kind}_opens_at": local(phase.opens_at), f"{phase.kind}_closes_at": local(phase.closes_at)}
    return data | changes


# who


@pytest.mark.parametrize("name", MANAGERS_SCREENS)
def test_screens_of_a_contest_are_for_its_managers_alone(name):
    contest, _manager, _proposals = frozen()
    people = personas(contest)
    expected = {"manager": 200, "admin": 200, "own moderator": 404, "other moderator": 404, "other manager": 404}
    assert {key: Visitor(people[key]).open(name, contest.code).status_code for key in expected} == expected
    assert Visitor(people["resident"]).open(name, contest.code).status_code == 403
    nobody = Client().get(reverse(name, args=[contest.code]))
    assert nobody.status_code == 302


def test_files_and_preview_are_for_managers_once_counted():
    contest, manager, _proposals = frozen()
    for visitor in (Visitor(manager), Visitor(make_manager())):
        assert visitor.open("contest_preview", contest.code).status_code == 404
        assert visitor.open("contest_ballots", contest.code, "csv").status_code in (404, 409)
    count_contest(code=contest.code, actor=None, now=COUNTED)
    mine, theirs = Visitor(manager), Visitor(make_manager())
    assert mine.open("contest_preview", contest.code).status_code == 200
    files = {ending: mine.open("contest_ballots", contest.code, ending) for ending in ("csv", "pb")}
    assert {ending: answer.status_code for ending, answer in files.items()} == {"csv": 200, "pb": 200}
    assert "META" in b"".join(files["pb"].streaming_content).decode()
    assert mine.open("contest_ballots", contest.code, "exe").status_code == 404
    assert theirs.open("contest_preview", contest.code).status_code == 404
    assert theirs.open("contest_ballots", contest.code, "csv").status_code == 404
    unfrozen, its_manager = announced()
    assert Visitor(its_manager).open("contest_ballots", unfrozen.code, "csv").status_code == 404


@pytest.mark.parametrize("name", ["contest_index", "contest_begin", "contest_name"])
def test_overview_and_wizard_are_for_managers(name):
    people = personas(ContestFactory())
    assert Visitor(people["own moderator"]).open(name).status_code == 404
    assert Visitor(people["resident"]).open(name).status_code == 403
    assert Visitor(people["manager"]).open(name).status_code in (200, 302)


def test_nothing_is_done_for_another_subdistricts_manager(at):
    contest, _manager, _proposals = frozen()
    late = ResidentFactory(community=contest.subdistrict.communities.first())
    stranger = Visitor(make_manager())
    at(VOTING)
    for name in MANAGERS_SCREENS:
        assert stranger.send(name, contest.code).status_code in (404, 405)
    data = {"person": late.user.code, "reason": "x"}
    assert stranger.send("contest_corrections", contest.code, **data).status_code == 404
    assert stranger.send("contest_settle", contest.code, "abcdefgh", settle="add").status_code == 404
    assert not RollCorrection.objects.exists()


def test_menu_shows_contests_to_managers_alone():
    people = personas(ContestFactory())
    address = reverse("contest_index")
    assert address in text_of(Visitor(people["manager"]).open("wagtailadmin_home"))
    assert address not in text_of(Visitor(people["own moderator"]).open("wagtailadmin_home"))


# the whole way


def test_contest_is_run_through_the_screens_from_template_to_result(at):
    template = make_template()
    manager = make_manager()
    street = manager.appointments.get().subdistrict
    community = CommunityFactory(subdistrict=street)
    visitor = Visitor(manager)
    at(SETUP)
    assert template.name in text_of(visitor.open("contest_begin"))
    chosen = f"?template={template.pk}&subdistrict={street.slug}"
    assert visitor.client.get(reverse("contest_name") + chosen).status_code == 200
    data = {"title": "幸福提案大赛", "edition": 1, "starts_at": local(STARTS)}
    answer = visitor.client.post(reverse("contest_name") + chosen, data)
    contest = Contest.objects.get()
    assert answer["Location"] == reverse("contest_dashboard", args=[contest.code])
    assert contest.phases.get(kind="vote").opens_at == OPENS
    assert visitor.client.get(f"/share/{contest.code}/").status_code == 409
    assert visitor.send("contest_announce", contest.code).status_code == 302

    proposals = proposals_for(contest)
    for _number in range(20):
        ResidentFactory(community=community)
    at(FROZEN)
    page = text_of(visitor.open("contest_roll", contest.code))
    assert community.title in page
    assert proposals[0].title in page
    terms = {"basis": "residents", "secrecy": "secret", "receipts": "on"}
    assert visitor.send("contest_roll", contest.code, **terms).status_code == 302
    contest.refresh_from_db()
    assert (contest.poll.secrecy, contest.poll.receipts, contest.poll.turnout_public) == ("secret", True, False)
    assert contest.poll.lot_seed in text_of(visitor.open("contest_roll", contest.code))

    for entry in contest.poll.roll.entries.all()[:5]:
        cast(poll_code=contest.poll.code, option_code=proposals[0].code, voter=entry.user, now=VOTING)
    at(VOTING)
    page = text_of(visitor.open("contest_dashboard", contest.code))
    assert "23" in page
    assert visitor.send("contest_count", contest.code).status_code == 409
    assert visitor.send("contest_result", contest.code).status_code == 409

    at(COUNTED)
    assert visitor.send("contest_count", contest.code).status_code == 302
    page = text_of(visitor.open("contest_result", contest.code))
    assert proposals[0].title in page
    assert proposals[0].title in text_of(visitor.open("contest_preview", contest.code))
    assert Client().get(reverse("proposals:result", args=[contest.code])).context["contest"] == contest
    at(PUBLISHED)
    assert visitor.send("contest_result", contest.code).status_code == 302
    contest.refresh_from_db()
    assert contest.result_published_at == PUBLISHED
    assert reverse("proposals:result", args=[contest.code]) in text_of(visitor.open("contest_result", contest.code))
    assert OutboxItem.objects.filter(topic="proposals.tell_result").count() == 3


# wizard


def test_wizard_starts_again_without_a_template():
    visitor = Visitor(make_manager())
    answer = visitor.open("contest_name")
    assert answer["Location"] == reverse("contest_begin")


def test_wizard_offers_the_next_edition_and_no_other_subdistrict():
    contest, manager = prepared()
    ContestFactory(subdistrict=contest.subdistrict, edition=2020, is_history=True)
    other = CommunityFactory().subdistrict
    visitor = Visitor(manager)
    page = visitor.open("contest_begin")
    assert other.name not in text_of(page)
    template = ContestTemplate.objects.first()
    form = visitor.open("contest_name", template=template.pk, subdistrict=contest.subdistrict.slug).context["form"]
    assert form.initial["edition"] == 2
    answer = visitor.open("contest_name", template=template.pk, subdistrict=other.slug)
    assert answer["Location"] == reverse("contest_begin")


def test_wizard_shows_what_does_not_fit_in_place(at):
    contest, manager = prepared()
    at(SETUP)
    visitor = Visitor(manager)
    template = make_template()
    address = f"{reverse('contest_name')}?template={template.pk}&subdistrict={contest.subdistrict.slug}"
    data = {"title": "幸福提案大赛", "edition": 1, "starts_at": local(SETUP - timedelta(days=1))}
    answer = visitor.client.post(address, data)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"edition", "starts_at", "__all__"}
    assert visitor.client.post(address, {}).status_code == 422
    assert Contest.objects.count() == 1


def test_broken_template_cannot_be_chosen_and_says_why():
    ContestTemplate.objects.create(name="坏模板", data={"phases": []})
    page = text_of(Visitor(make_manager()).open("contest_begin"))
    assert "坏模板" in page
    assert "disabled" in page


# settings


def test_settings_are_saved_and_locked_ones_stay_whatever_is_sent(at):
    contest, manager = announced()
    at(SETUP)
    visitor = Visitor(manager)
    data = {"title": "新名字", "summary": "新的一句", "guide": "新的说明", "budget_cny": "1", "votes_per_person": "9"}
    assert visitor.send("contest_settings", contest.code, **data).status_code == 302
    contest.refresh_from_db()
    assert (contest.title, contest.summary, contest.guide) == ("新名字", "新的一句", "新的说明")
    assert (contest.budget_cny, contest.votes_per_person) == (Decimal(60_000), 2)


def test_settings_that_do_not_fit_are_shown_in_place(at):
    contest, manager = prepared()
    at(SETUP)
    visitor = Visitor(manager)
    data = {
        "title": "新名字",
        "budget_cny": "60000",
        "cost_cap_cny": "70000",
        "votes_per_person": "2",
        "endorsements_needed": "0",
        "award_rule": "votes",
        "expert_weight": "60",
        "jury_weight": "20",
        "online_weight": "20",
    }
    unbalanced = visitor.send("contest_settings", contest.code, **data | {"cost_cap_cny": "", "jury_weight": "30"})
    assert "expert_weight" in unbalanced.context["form"].errors
    answer = visitor.send("contest_settings", contest.code, **data)
    assert answer.status_code == 422
    assert "cost_cap_cny" in answer.context["form"].errors
    assert visitor.send("contest_settings", contest.code).status_code == 422
    contest.refresh_from_db()
    assert contest.title != "新名字"
    assert visitor.send("contest_settings", contest.code, **data | {"cost_cap_cny": ""}).status_code == 302
    contest.refresh_from_db()
    assert (contest.title, contest.cost_cap_cny, contest.award_rule) == ("新名字", None, "votes")
    assert (contest.expert_weight, contest.jury_weight, contest.online_weight) == (60, 20, 20)


# dates


def test_dates_are_saved_a_stage_left_out_and_another_added(at):
    contest, manager = prepared()
    at(SETUP)
    data = phase_data(contest, objection_opens_at="", objection_closes_at="")
    data |= {"screening_opens_at": local(CALL_ENDS), "screening_closes_at": local(CALL_ENDS + timedelta(days=1))}
    assert Visitor(manager).send("contest_phases", contest.code, **data).status_code == 302
    assert set(contest.phases.values_list("kind", flat=True)) == {"call", "screening", "vote"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"vote_opens_at": local(STARTS)}, "vote_opens_at"),
        ({"vote_opens_at": ""}, "vote_opens_at"),
        ({"vote_opens_at": "soon"}, "vote_opens_at"),
        ({"objection_closes_at": local(STARTS)}, "objection_closes_at"),
    ],
)
def test_dates_that_do_not_fit_are_shown_in_place(at, changes, field):
    contest, manager = prepared()
    at(SETUP)
    answer = Visitor(manager).send("contest_phases", contest.code, **phase_data(contest, **changes))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert contest.phases.get(kind="vote").opens_at == OPENS


def test_moments_not_touched_keep_their_seconds_and_passed_ones_stay(at):
    contest, manager = announced()
    call = contest.phases.get(kind=PhaseKind.CALL)
    call.opens_at += timedelta(seconds=21, microseconds=5)
    call.closes_at += timedelta(seconds=7)
    call.save()
    at(STARTS + timedelta(days=1))
    data = phase_data(contest, call_opens_at=local(SETUP), objection_closes_at=local(CLOSES + timedelta(days=9)))
    assert Visitor(manager).send("contest_phases", contest.code, **data).status_code == 302
    moved = contest.phases.get(kind=PhaseKind.CALL)
    assert (moved.opens_at, moved.closes_at) == (call.opens_at, call.closes_at)
    assert contest.phases.get(kind=PhaseKind.OBJECTION).closes_at == CLOSES + timedelta(days=9)


# announce, discard


def test_announcing_says_what_is_missing_and_does_nothing(at):
    contest, manager = prepared()
    Contest.objects.update(guide="")
    at(SETUP)
    visitor = Visitor(manager)
    page = visitor.open("contest_announce", contest.code)
    assert "disabled" in text_of(page)
    answer = visitor.send("contest_announce", contest.code)
    assert answer.status_code == 422
    contest.refresh_from_db()
    assert contest.announced_at is None


def test_contest_in_preparation_can_be_discarded():
    contest, manager = prepared()
    visitor = Visitor(manager)
    assert visitor.open("contest_discard", contest.code).status_code == 200
    answer = visitor.send("contest_discard", contest.code)
    assert answer["Location"] == reverse("contest_index")
    assert not Contest.objects.exists()


# roll


def test_roll_page_previews_the_choice_before_anything_is_frozen(at):
    contest, manager = announced()
    proposals_for(contest, (1000,))
    at(FROZEN)
    visitor = Visitor(manager)
    assert visitor.open("contest_roll", contest.code).context["preview"].size == 1
    answer = visitor.open("contest_roll", contest.code, basis="households", secrecy="recorded")
    assert (answer.context["preview"].size, answer.context["preview"].without_household) == (0, 1)
    assert visitor.open("contest_roll", contest.code, basis="nobody").context["preview"].size == 1
    assert not Roll.objects.exists()


def test_freezing_refused_is_shown_on_the_page(at):
    contest, manager = announced()
    proposals_for(contest, (1000,))
    visitor = Visitor(manager)
    at(STARTS)
    assert visitor.open("contest_roll", contest.code).context["may_freeze"] is False
    terms = {"basis": "residents", "secrecy": "recorded"}
    assert visitor.send("contest_roll", contest.code, **terms).status_code == 409
    at(FROZEN)
    assert visitor.send("contest_roll", contest.code).context["form"].errors
    answer = visitor.send("contest_roll", contest.code, **terms | {"secrecy": "secret"})
    assert answer.status_code == 422
    assert answer.context["obstacles"]
    assert not Roll.objects.exists()


@pytest.fixture
def left_off(at):
    contest, manager, _proposals = frozen()
    late = ResidentFactory(community=contest.subdistrict.communities.first(), alias="新来的老周")
    at(VOTING)
    return contest, manager, late


def test_two_managers_correct_the_roll(left_off):
    contest, manager, late = left_off
    first, second = Visitor(manager), Visitor(make_manager(contest.subdistrict))
    assert "新来的老周" in text_of(first.open("contest_corrections", contest.code, q="老周"))
    data = {"person": late.user.code, "reason": "核验迟了一天"}
    assert first.send("contest_corrections", contest.code, **data).status_code == 302
    correction = RollCorrection.objects.get()
    first.send("contest_settle", contest.code, correction.code, settle="add")
    assert Roll.objects.get().size == 6
    assert "核验迟了一天" in text_of(second.open("contest_corrections", contest.code))
    second.send("contest_settle", contest.code, correction.code, settle="add")
    assert Roll.objects.get().size == 7
    assert "核验迟了一天" in text_of(first.open("contest_roll", contest.code))


def test_correction_can_be_dropped(left_off):
    contest, manager, late = left_off
    visitor = Visitor(manager)
    visitor.send("contest_corrections", contest.code, person=late.user.code, reason="核验迟了一天")
    visitor.send("contest_settle", contest.code, RollCorrection.objects.get().code, settle="drop")
    assert RollCorrection.objects.get().state == "dropped"
    assert visitor.open("contest_settle", contest.code, "abc").status_code == 405
    assert visitor.send("contest_settle", contest.code, "abc", settle="add").status_code == 404


def test_correction_refused_is_shown_and_what_was_typed_is_kept(left_off):
    contest, manager, late = left_off
    visitor = Visitor(manager)
    assert visitor.send("contest_corrections", contest.code, person=late.user.code).status_code == 422
    answer = visitor.send("contest_corrections", contest.code, person="nobody", reason="写好的理由")
    assert answer.status_code == 422
    assert answer.context["form"]["reason"].value() == "写好的理由"
    assert not RollCorrection.objects.exists()


# result


def test_publishing_again_or_too_early_is_shown(at):
    contest, manager, _proposals = frozen()
    visitor = Visitor(manager)
    at(COUNTED)
    answer = visitor.open("contest_result", contest.code)
    assert answer.context["obstacles"]
    assert answer.context["result"] is None
    assert visitor.open("contest_count", contest.code).context["obstacles"] == []


# what the pages show


def test_dashboard_never_shows_standings_before_the_count(at):
    contest, manager, proposals = frozen()
    voters = [entry.user for entry in contest.poll.roll.entries.all()]
    for voter in voters[:4]:
        vote(voter, proposals[0])
    at(VOTING)
    page = text_of(Visitor(manager).open("contest_dashboard", contest.code))
    assert proposals[0].title not in page
    assert numbers(contest, VOTING).turnout.taking_part == 4


def test_numbers_tell_the_contest_in_figures(at):
    contest, manager = announced(endorsements_needed=2)
    proposals = proposals_for(contest, (1000, 2000, 3000))
    proposals[0].endorsement_count = 3
    proposals[0].save()
    ProposalFactory(contest=contest, state="in_review", community=proposals[0].community)
    ProposalFactory(contest=contest, state="draft")
    found = numbers(contest_to_run(contest.code, manager), STARTS)
    assert {value: count for value, _label, count in found.states} == {"in_review": 1, "published": 3}
    assert (found.handed_in, found.endorsements, found.on_ballot) == (4, 3, 1)
    assert (found.roll_size, found.turnout, found.corrections) == (None, None, 0)


def test_history_shows_its_figures_and_nothing_to_do():
    contest = ContestFactory(is_history=True)
    manager = make_manager(contest.subdistrict)
    visitor = Visitor(manager)
    assert visitor.open("contest_dashboard", contest.code).context["duties"] == []
    groups = visitor.open("contest_index").context["groups"]
    assert [group["is_history"] for group in groups] == [True]


def test_overview_without_contests_says_what_to_do():
    page = text_of(Visitor(make_manager()).open("contest_index"))
    assert reverse("contest_begin") in page
    with override("zh-hans"):
        assert _("There is no contest yet.") in page


# query counts


@pytest.mark.parametrize("rows", [1, 3])
def test_overview_takes_the_same_queries_with_one_and_three_contests(rows):
    street = CommunityFactory().subdistrict
    manager = make_manager(street)
    for _number in range(rows):
        contest = ContestFactory(subdistrict=street)
        ProposalFactory(contest=contest)
    visitor = Visitor(manager)
    visitor.open("contest_index")
    assert queries_of(visitor, "contest_index") == 2
    with_phases = list(managed_contests(manager))
    assert len(with_phases) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_dashboard_takes_the_same_queries_with_one_and_three_proposals(at, rows):
    contest, manager, _proposals = frozen(costs=(1000,) * rows)
    at(VOTING)
    visitor = Visitor(manager)
    visitor.open("contest_dashboard", contest.code)
    assert queries_of(visitor, "contest_dashboard", contest.code) == 5


@pytest.mark.parametrize("rows", [1, 3])
def test_roll_and_corrections_take_the_same_queries_with_one_and_three_rows(at, rows):
    contest, manager = announced()
    proposals_for(contest, (1000,) * rows)
    at(FROZEN)
    visitor = Visitor(manager)
    visitor.open("contest_roll", contest.code)
    assert queries_of(visitor, "contest_roll", contest.code) == 4
    frozen_contest, its_manager, _proposals = frozen(costs=(1000,))
    for _number in range(rows):
        late = ResidentFactory(community=frozen_contest.subdistrict.communities.first())
        terms = {"code": frozen_contest.code, "person_code": late.user.code, "reason": "迟了"}
        propose_roll_correction(**terms, actor=its_manager, now=FROZEN)
    visitor = Visitor(its_manager)
    visitor.open("contest_corrections", frozen_contest.code)
    assert queries_of(visitor, "contest_corrections", frozen_contest.code) == 4
