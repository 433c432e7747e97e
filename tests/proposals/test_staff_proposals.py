"""The staff's list of proposals, its Excel file, the community's opinion, and what the staff home says is due."""

import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from wagtail.admin.admin_url_finder import AdminURLFinder

from portal.core.staff_tasks import staff_tasks
from proposals.actions.correct_contest_roll import propose_roll_correction
from proposals.actions.count_contest import count_contest
from proposals.actions.publish_contest_result import publish_contest_result
from proposals.checklist import DutyState, duties, pressing
from proposals.models import Contest, Proposal
from proposals.queries.staff import ProposalsWanted, contest_tasks, proposals_in_care_of
from proposals.readiness import missing_for_announcement
from tests.factories import (
    AppointmentFactory,
    CategoryFactory,
    ContestFactory,
    HouseholdFactory,
    ProposalFactory,
    ResidentFactory,
)
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
    prepared,
    vote,
)
from tests.proposals.staff_visits import Visitor, personas, queries_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(monkeypatch):
    def present(moment):
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    return present


# the list


def test_list_shows_each_their_own_communities_and_no_drafts():
    contest = ContestFactory()
    proposal = ProposalFactory(contest=contest, state="in_review")
    other = ProposalFactory(contest=contest)
    ProposalFactory(contest=contest, community=proposal.community, state="draft")
    moderator = AppointmentFactory(community=proposal.community).user
    assert list(proposals_in_care_of(moderator, ProposalsWanted())) == [proposal]
    assert set(proposals_in_care_of(make_manager(contest.subdistrict), ProposalsWanted())) == {proposal, other}
    assert not proposals_in_care_of(make_manager(), ProposalsWanted()).exists()
    page = text_of(Visitor(moderator).open("contest_proposals"))
    assert proposal.title in page
    assert other.title not in page


@pytest.mark.parametrize("name", ["contest_proposals", "contest_proposals_export"])
def test_list_is_for_who_looks_after_a_community(name):
    people = personas(ContestFactory())
    seen = {key: Visitor(user).open(name).status_code for key, user in people.items()}
    assert seen.pop("resident") == 403
    assert set(seen.values()) == {200}


def test_list_can_be_narrowed():
    category = CategoryFactory(slug="corners")
    proposal = ProposalFactory(title="给角落种点花", category=category)
    ProposalFactory(contest=proposal.contest, community=proposal.community, state="returned")
    moderator = Visitor(AppointmentFactory(community=proposal.community).user)
    for query in (
        {"text": "种 花"},
        {"state": "published"},
        {"category": "corners"},
        {"contest": proposal.contest.code, "community": proposal.community.slug, "state": "published"},
    ):
        assert moderator.open("contest_proposals", **query).context["page"].items == [proposal]
    assert len(moderator.open("contest_proposals", state="nonsense").context["page"].items) == 2
    assert moderator.open("contest_proposals", text="没有这样的").context["page"].items == []
    assert moderator.open("contest_proposals", cursor="forged").status_code == 422


def test_list_goes_on_by_cursor():
    contest = ContestFactory()
    first = ProposalFactory(contest=contest)
    for _number in range(50):
        ProposalFactory(contest=contest, community=first.community, author=first.author)
    visitor = Visitor(AppointmentFactory(community=first.community).user)
    page = visitor.open("contest_proposals").context["page"]
    assert len(page.items) == 50
    assert visitor.open("contest_proposals", cursor=page.next_cursor).context["page"].items == [first]


@pytest.mark.parametrize("rows", [1, 3])
def test_list_and_file_take_the_same_queries_with_one_and_three_rows(rows):
    contest = ContestFactory()
    first = ProposalFactory(contest=contest)
    for _number in range(rows - 1):
        ProposalFactory(contest=contest, community=first.community)
    visitor = Visitor(AppointmentFactory(community=first.community).user)
    visitor.open("contest_proposals")
    assert queries_of(visitor, "contest_proposals") == 4
    assert queries_of(visitor, "contest_proposals_export") == 3


# the Excel file


def sheet_of(answer):
    return list(load_workbook(io.BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True))


def test_excel_file_holds_what_was_asked_for_and_no_formulas():
    proposal = ProposalFactory(title='=HYPERLINK("http://x")', cost_cny=Decimal("48000.50"))
    ProposalFactory(contest=proposal.contest, community=proposal.community, state="returned")
    visitor = Visitor(AppointmentFactory(community=proposal.community).user)
    answer = visitor.open("contest_proposals_export", state="published")
    assert answer["Content-Disposition"].endswith('.xlsx"')
    heading, row = sheet_of(answer)
    assert len(heading) == 14
    assert row[:2] == (proposal.code, '=HYPERLINK("http://x")')
    assert (row[7], row[8], row[13]) == (48000.5, proposal.author.resident.alias, None)
    book = load_workbook(io.BytesIO(answer.content))
    assert book.worksheets[0]["B2"].data_type == "s"
    assert "王小梅" not in str(row)


def test_excel_file_holds_votes_once_the_result_is_public(at):
    contest, manager, proposals = frozen(costs=(1000, 2000))
    vote(proposals[0].author, proposals[1])
    count_contest(code=contest.code, actor=None, now=COUNTED)
    at(PUBLISHED)
    visitor = Visitor(manager)
    assert {row[13] for row in sheet_of(visitor.open("contest_proposals_export"))[1:]} == {None}
    publish_contest_result(code=contest.code, actor=manager, now=PUBLISHED)
    votes = {row[0]: row[13] for row in sheet_of(visitor.open("contest_proposals_export"))[1:]}
    assert votes == {proposals[0].code: 0, proposals[1].code: 1}
    ProposalFactory(contest=contest, community=proposals[0].community)
    assert len(sheet_of(visitor.open("contest_proposals_export"))) == 4


# one proposal


def test_opinion_is_written_on_the_proposals_page():
    proposal = ProposalFactory()
    moderator = Visitor(AppointmentFactory(community=proposal.community).user)
    assert proposal.idea in text_of(moderator.open("contest_proposal", proposal.code))
    answer = moderator.send("contest_proposal", proposal.code, community_opinion="社区愿意出人手。")
    assert answer.status_code == 302
    proposal.refresh_from_db()
    assert proposal.community_opinion == "社区愿意出人手。"
    assert moderator.send("contest_proposal", proposal.code, community_opinion="长" * 501).status_code == 422


def test_opinion_on_ones_own_households_proposal_is_refused_in_place():
    door = HouseholdFactory()
    proposal = ProposalFactory(contest__subdistrict=door.community.subdistrict, community=door.community)
    Proposal.objects.filter(pk=proposal.pk).update(
        author=ResidentFactory(community=door.community, household=door).user
    )
    moderator = AppointmentFactory(community=door.community).user
    ResidentFactory(user=moderator, community=door.community, household=door)
    visitor = Visitor(moderator)
    assert "textarea" not in text_of(visitor.open("contest_proposal", proposal.code))
    answer = visitor.send("contest_proposal", proposal.code, community_opinion="很好")
    assert answer.status_code == 422
    proposal.refresh_from_db()
    assert proposal.community_opinion == ""


def test_proposals_page_is_for_staff_of_its_community():
    proposal = ProposalFactory()
    people = personas(proposal.contest)
    own = AppointmentFactory(community=proposal.community).user
    seen = {key: Visitor(user).open("contest_proposal", proposal.code).status_code for key, user in people.items()}
    assert seen == {
        "resident": 403,
        "own moderator": 200 if people["own moderator"].appointments.get().community == proposal.community else 404,
        "other moderator": 404,
        "other manager": 404,
        "manager": 200,
        "admin": 200,
    }
    assert Visitor(own).open("contest_proposal", proposal.code).status_code == 200
    draft = ProposalFactory(state="draft", community=proposal.community, contest=proposal.contest)
    assert Visitor(own).open("contest_proposal", draft.code).status_code == 404


def test_log_leads_staff_to_their_contests_and_proposals_and_nobody_else():
    proposal = ProposalFactory()
    manager, stranger = make_manager(proposal.contest.subdistrict), make_manager()
    assert AdminURLFinder(manager).get_edit_url(proposal.contest) == reverse(
        "contest_dashboard", args=[proposal.contest.code]
    )
    assert AdminURLFinder(manager).get_edit_url(proposal) == reverse("contest_proposal", args=[proposal.code])
    assert AdminURLFinder(stranger).get_edit_url(proposal.contest) is None
    assert AdminURLFinder(stranger).get_edit_url(proposal) is None


# duties


def states(contest, now, missing=None):
    found = duties(Contest.objects.select_related("poll__roll").get(pk=contest.pk), now, missing)
    return {duty.key: duty.state.value for duty in found}


def test_duties_of_a_contest_being_prepared():
    contest, _manager = prepared()
    Contest.objects.update(guide="")
    contest.refresh_from_db()
    missing = missing_for_announcement(contest, SETUP)
    assert states(contest, SETUP, missing) == {
        "prepare": "now",
        "announce": "now",
        "call": "coming",
        "freeze": "coming",
        "vote": "coming",
    }
    assert states(contest, STARTS)["announce"] == "late"
    Contest.objects.update(guide="说明")
    contest.refresh_from_db()
    assert states(contest, SETUP, missing_for_announcement(contest, SETUP))["prepare"] == "done"


def test_duties_follow_the_contest_to_its_result():
    contest, manager, _proposals = frozen()
    assert states(contest, VOTING) == {
        "announce": "done",
        "call": "done",
        "freeze": "done",
        "vote": "now",
        "count": "coming",
        "publish": "coming",
    }
    assert states(contest, CLOSES)["count"] == "now"
    assert states(contest, CLOSES + timedelta(hours=1))["count"] == "late"
    count_contest(code=contest.code, actor=None, now=COUNTED)
    assert (states(contest, COUNTED)["count"], states(contest, COUNTED)["publish"]) == ("done", "now")
    publish_contest_result(code=contest.code, actor=manager, now=PUBLISHED)
    contest.refresh_from_db()
    shown = states(contest, PUBLISHED)
    assert shown.pop("certify") == "coming"
    assert set(shown.values()) == {"done"}
    assert states(contest, contest.poll.objections_until)["certify"] == "now"


@pytest.mark.parametrize(
    ("now", "state"), [(STARTS, "coming"), (CALL_ENDS, "late"), (CALL_ENDS - timedelta(1), "coming"), (OPENS, "late")]
)
def test_roll_presses_from_the_end_of_the_call_and_is_late_two_days_before_the_vote(now, state):
    contest, _manager = announced()
    assert states(contest, now)["freeze"] == state


def test_roll_may_be_frozen_in_good_time():
    contest, _manager = announced()
    contest.phases.filter(kind="vote").update(opens_at=OPENS + timedelta(days=3))
    assert states(contest, CALL_ENDS)["freeze"] == "now"
    contest.phases.all().delete()
    assert states(contest, CALL_ENDS) == {"announce": "done"}
    unannounced, _its_manager = prepared()
    unannounced.phases.all().delete()
    assert pressing(Contest.objects.get(pk=unannounced.pk), CALL_ENDS).state is DutyState.NOW


def test_staff_home_says_what_is_due(at):
    contest, manager = announced()
    at(CALL_ENDS)
    tasks = staff_tasks.get("proposals")(manager)
    assert [(task.url, task.count, task.due_at) for task in tasks] == [
        (reverse("contest_roll", args=[contest.code]), 1, OPENS - timedelta(days=2)),
        (reverse("contest_dashboard", args=[contest.code]), 1, OPENS),
    ]
    at(STARTS - timedelta(days=4))
    assert contest_tasks(manager) == []
    at(STARTS - timedelta(days=3))
    assert [task.due_at for task in contest_tasks(manager)] == [STARTS]
    assert contest_tasks(make_manager()) == []
    prepared_contest, its_manager = prepared()
    assert [task.url for task in contest_tasks(its_manager)] == [
        reverse("contest_announce", args=[prepared_contest.code])
    ]


def test_staff_home_asks_the_second_person_to_confirm_a_correction(at):
    contest, manager, _proposals = frozen()
    late = ResidentFactory(community=contest.subdistrict.communities.first())
    propose_roll_correction(code=contest.code, person_code=late.user.code, reason="迟了", actor=manager, now=FROZEN)
    at(VOTING)
    colleague = make_manager(contest.subdistrict)
    assert contest_tasks(manager) == []
    assert [(task.url, task.count) for task in contest_tasks(colleague)] == [
        (reverse("contest_corrections", args=[contest.code]), 1)
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_staff_home_asks_the_same_queries_with_one_and_three_contests(django_assert_num_queries, rows):
    street = ContestFactory().subdistrict
    for _number in range(rows - 1):
        ContestFactory(subdistrict=street)
    manager = make_manager(street)
    with django_assert_num_queries(9):
        contest_tasks(manager)
