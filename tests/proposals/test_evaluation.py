"""Scoring: criteria, panels, recusal, scores out of sight until the panel is closed, and what comes of them."""

import re
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction
from django.utils.html import strip_tags
from hypothesis import given
from hypothesis import strategies as st

from portal.ballots.tally.composite import mean_of
from portal.ballots.tally.election import Sheet
from portal.core.errors import Forbidden, Hidden, Invalid, OutsideWindow, WrongState
from portal.notices.models import Notice
from proposals.actions.count_contest import count_contest
from proposals.actions.file_score_sheets import file_score_sheets
from proposals.actions.freeze_contest_roll import freeze_contest_roll
from proposals.actions.publish_contest_result import publish_contest_result
from proposals.actions.review_proposal import leave_to_others, recuse_reviewer
from proposals.actions.run_panel import (
    close_panel,
    drop_reviewer,
    hand_out,
    name_reviewer,
    open_panel,
    remind_reviewers,
    set_criteria,
)
from proposals.criteria import USUAL, PlannedCriterion, problem_of, read_criteria
from proposals.enums import ProposalState
from proposals.models import Contest, Panel, Proposal, Review, Reviewer, Score
from proposals.queries.evaluation import (
    _scores_of,
    breakdown,
    comments_for,
    my_reviews,
    panel_of,
    progress_of,
    public_breakdowns,
    sheets_of_panel,
)
from tests.factories import HouseholdFactory, ResidentFactory, UserFactory
from tests.proposals.contest_life import (
    CALL_ENDS,
    COUNTED,
    FROZEN,
    PUBLISHED,
    SETUP,
    VOTING,
    make_manager,
    proposals_for,
    vote,
)
from tests.proposals.scoring import (
    EXPERTS,
    FULL_MARKS,
    JURY,
    all_scored,
    by_criterion,
    closed,
    juror,
    opened,
    scene_of,
    score,
)
from tests.proposals.staff_visits import Visitor, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return scene_of()


# Criteria


def test_the_usual_criteria_are_a_hundred_points_together():
    assert problem_of(USUAL) == ""
    assert [each.weight for each in USUAL] == [25, 20, 15, 15, 10, 10, 5]


@pytest.mark.parametrize(
    "criteria",
    [
        [],
        [PlannedCriterion("需求", 99)],
        [PlannedCriterion("需求", 50), PlannedCriterion("需求", 50)],
        [PlannedCriterion("", 100)],
        [PlannedCriterion("需求", 100), PlannedCriterion("创新", 0)],
        [PlannedCriterion("长" * 21, 100)],
    ],
)
def test_criteria_that_cannot_be_scored_by_are_refused_and_nothing_changes(scene, criteria):
    with pytest.raises(Invalid) as refusal:
        set_criteria(code=scene.contest.code, criteria=criteria, actor=scene.manager, now=CALL_ENDS)
    assert "criteria" in refusal.value.fields
    assert [row.name for row in scene.contest.criteria.all()] == [each.name for each in USUAL]


def test_a_new_contest_has_the_criteria_of_its_template_and_changes_them(scene):
    assert list(scene.contest.criteria.values_list("weight", flat=True)) == [25, 20, 15, 15, 10, 10, 5]
    wanted = [PlannedCriterion("急不急", 60, "谁在等"), PlannedCriterion("办得成", 40)]
    set_criteria(code=scene.contest.code, criteria=wanted, actor=scene.manager, now=CALL_ENDS)
    assert list(scene.contest.criteria.values_list("name", "weight")) == [("急不急", 60), ("办得成", 40)]
    opened(scene)
    with pytest.raises(WrongState):
        set_criteria(code=scene.contest.code, criteria=USUAL, actor=scene.manager, now=CALL_ENDS)


def test_a_template_without_criteria_means_the_usual_ones_and_nonsense_is_named():
    problems = {}
    assert read_criteria(None, problems) == USUAL
    assert not problems
    for nonsense in (
        "需求",
        [1],
        [{"name": "需求", "weight": "100"}],
        [{"weight": 100}],
        [{"name": "x", "weight": True}],
    ):
        problems = {}
        read_criteria(nonsense, problems)
        assert "criteria" in problems, nonsense


# Panels


def test_reviewers_are_asked_once_the_panel_is_open_and_get_everything(scene):
    assert not my_reviews(scene.people[0]).exists()
    opened(scene)
    assert Notice.objects.filter(kind="proposals.review_asked").count() == 3
    assert my_reviews(scene.people[0]).count() == 3
    assert Reviewer.objects.values_list("label", flat=True).order_by("label")[0] == "E1"


def test_each_proposal_gets_as_many_reviewers_as_asked_and_nobody_more_than_their_share(scene):
    opened(scene, each=2)
    assert {line.asked for line in progress_of(panel_of(scene.contest, EXPERTS)).proposals} == {2}
    assert {my_reviews(person).count() for person in scene.people} == {2}


def test_a_panel_is_opened_once_with_people_and_something_to_score():
    empty = scene_of(reviewers=0)
    with pytest.raises(Hidden):
        opened(empty)
    with_people = scene_of()
    Proposal.objects.filter(contest=with_people.contest).update(state=ProposalState.HIDDEN)
    with pytest.raises(Invalid):
        opened(with_people)
    Proposal.objects.filter(contest=with_people.contest).update(state=ProposalState.PUBLISHED)
    for wrong in (-1, 4):
        with pytest.raises(Invalid):
            opened(with_people, each=wrong)
    opened(with_people)
    with pytest.raises(WrongState):
        opened(with_people)


def test_nobody_sits_on_two_panels_or_runs_the_contest_they_score(scene):
    common = {"code": scene.contest.code, "actor": scene.manager, "now": CALL_ENDS}
    with pytest.raises(Invalid):
        name_reviewer(kind=JURY, person=scene.people[0], **common)
    with pytest.raises(Invalid):
        name_reviewer(kind=JURY, person=make_manager(scene.contest.subdistrict), **common)
    with pytest.raises(Invalid):
        name_reviewer(kind=JURY, person=ResidentFactory(verified_at=SETUP).user, **common)
    panel = Panel.objects.get(contest=scene.contest, kind=EXPERTS)
    with pytest.raises(IntegrityError), transaction.atomic():
        Reviewer.objects.create(panel=panel, contest=scene.contest, user=scene.people[0], label="E9")


def test_only_the_contests_managers_run_a_panel(scene):
    stranger = make_manager()
    for act in (
        lambda: name_reviewer(code=scene.contest.code, kind=JURY, person=UserFactory(), actor=stranger, now=CALL_ENDS),
        lambda: open_panel(code=scene.contest.code, kind=EXPERTS, each=0, actor=stranger, now=CALL_ENDS),
        lambda: set_criteria(code=scene.contest.code, criteria=USUAL, actor=scene.people[0], now=CALL_ENDS),
    ):
        with pytest.raises(Hidden):
            act()


def test_who_has_not_scored_can_be_taken_off_and_who_has_stays(scene):
    opened(scene)
    common = {"code": scene.contest.code, "kind": EXPERTS, "actor": scene.manager, "now": CALL_ENDS}
    drop_reviewer(label="E3", **common)
    assert progress_of(panel_of(scene.contest, EXPERTS)).asked == 6
    score(scene, scene.people[0], scene.proposals[0])
    with pytest.raises(WrongState):
        drop_reviewer(label="E1", **common)
    with pytest.raises(Hidden):
        drop_reviewer(label="E9", **common)


def test_a_late_reviewer_gets_their_proposals_at_once_and_new_proposals_are_given_out(scene):
    opened(scene)
    late = UserFactory()
    name_reviewer(code=scene.contest.code, kind=EXPERTS, person=late, actor=scene.manager, now=CALL_ENDS)
    assert my_reviews(late).count() == 3
    proposals_for(scene.contest, costs=(5_000,))
    given_out = hand_out(code=scene.contest.code, kind=EXPERTS, actor=scene.manager, now=CALL_ENDS)
    assert given_out == 4
    assert hand_out(code=scene.contest.code, kind=EXPERTS, actor=scene.manager, now=CALL_ENDS) == 0


def test_who_is_not_done_is_reminded_once_a_day(scene):
    opened(scene)
    for proposal in scene.proposals:
        score(scene, scene.people[0], proposal)
    before = Notice.objects.count()
    for _again in range(2):
        assert remind_reviewers(code=scene.contest.code, kind=EXPERTS, actor=scene.manager, now=CALL_ENDS) == 2
    assert Notice.objects.count() == before + 2


# Recusal


def household_with(scene, proposal, person):
    """`person` moves in with the author of `proposal`."""
    door = HouseholdFactory(community=proposal.community)
    author = proposal.author
    if hasattr(author, "resident"):
        author.resident.household = door
        author.resident.save()
    else:
        ResidentFactory(user=author, community=proposal.community, household=door, verified_at=SETUP)
    ResidentFactory(user=person, community=proposal.community, household=door, verified_at=SETUP)


def test_a_reviewer_who_is_the_authors_spouse_never_gets_the_proposal(scene):
    household_with(scene, scene.proposals[0], scene.people[0])
    opened(scene)
    review = Review.objects.get(reviewer__user=scene.people[0], proposal=scene.proposals[0])
    assert review.recused_at == CALL_ENDS
    assert review.why_recused
    assert review.recused_by is None
    with pytest.raises(WrongState):
        score(scene, scene.people[0], scene.proposals[0])
    assert not Score.objects.exists()
    assert progress_of(panel_of(scene.contest, EXPERTS)).asked == 8


def test_who_moves_in_with_an_author_later_cannot_score_either(scene):
    opened(scene)
    household_with(scene, scene.proposals[0], scene.people[0])
    with pytest.raises(Forbidden):
        score(scene, scene.people[0], scene.proposals[0])


def test_an_author_does_not_score_their_own(scene):
    author = scene.proposals[1].author
    name_reviewer(code=scene.contest.code, kind=EXPERTS, person=author, actor=scene.manager, now=CALL_ENDS)
    opened(scene)
    assert my_reviews(author).still_to_do().count() == 2
    with pytest.raises(WrongState):
        score(scene, author, scene.proposals[1])


def test_a_proposal_nobody_may_score_stops_the_opening():
    scene = scene_of(reviewers=1)
    household_with(scene, scene.proposals[0], scene.people[0])
    with pytest.raises(Invalid) as refusal:
        opened(scene)
    assert scene.proposals[0].title in refusal.value.message
    assert Panel.objects.get(contest=scene.contest).opened_at is None
    assert not Review.objects.exists()


def test_stepping_back_deletes_the_points_and_is_said(scene):
    opened(scene)
    score(scene, scene.people[0], scene.proposals[0], comment="好。")
    with pytest.raises(Invalid):
        leave_to_others(
            contest=scene.contest.code, code=scene.proposals[0].code, why=" ", actor=scene.people[0], now=CALL_ENDS
        )
    leave_to_others(
        contest=scene.contest.code,
        code=scene.proposals[0].code,
        why="施工队是我家开的",
        actor=scene.people[0],
        now=VOTING,
    )
    assert not Score.objects.exists()
    review = Review.objects.get(reviewer__user=scene.people[0], proposal=scene.proposals[0])
    assert (review.scored_at, review.comment, review.recused_by) == (None, "", scene.people[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(scored_at=VOTING)


def test_a_manager_leaves_a_proposal_to_the_others_for_a_reviewer(scene):
    opened(scene, each=2)
    label = Review.objects.filter(proposal=scene.proposals[0]).first().reviewer.label
    common = {"code": scene.contest.code, "kind": EXPERTS, "proposal": scene.proposals[0].code, "now": CALL_ENDS}
    with pytest.raises(Hidden):
        recuse_reviewer(label=label, why="夫妻", actor=make_manager(), **common)
    recuse_reviewer(label=label, why="夫妻，不住一起", actor=scene.manager, **common)
    with pytest.raises(WrongState):
        recuse_reviewer(label=label, why="夫妻", actor=scene.manager, **common)
    with pytest.raises(Hidden):
        recuse_reviewer(label="E9", why="夫妻", actor=scene.manager, **common)
    assert hand_out(code=scene.contest.code, kind=EXPERTS, actor=scene.manager, now=CALL_ENDS) == 1
    assert progress_of(panel_of(scene.contest, EXPERTS)).asked == 6


# Scores


def test_half_a_sheet_is_kept_and_waits_for_the_rest(scene):
    opened(scene)
    assert score(scene, scene.people[0], scene.proposals[0], {1: "20.5"}).scored_at is None
    assert my_reviews(scene.people[0]).still_to_do().count() == 3
    assert score(scene, scene.people[0], scene.proposals[0]).scored_at == CALL_ENDS
    assert score(scene, scene.people[0], scene.proposals[0], {1: 1}).scored_at is None
    assert Score.objects.get().points == 1


@pytest.mark.parametrize("points", [{1: "25.5"}, {1: "-0.5"}, {1: "1.3"}, {1: "NaN"}, {7: "6"}])
def test_points_that_do_not_fit_are_refused_and_what_was_there_stays(scene, points):
    opened(scene)
    score(scene, scene.people[0], scene.proposals[0])
    with pytest.raises(Invalid) as refusal:
        score(scene, scene.people[0], scene.proposals[0], FULL_MARKS | points)
    assert set(refusal.value.fields) == {str(position) for position in points}
    assert sum(Score.objects.values_list("points", flat=True)) == 100


def test_the_database_keeps_points_within_their_weight(scene):
    opened(scene)
    review = Review.objects.first()
    criterion = scene.contest.criteria.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        Score.objects.create(review=review, criterion=criterion, points=26, out_of=25)
    with pytest.raises(Hidden):
        score(scene, review.reviewer.user, review.proposal, {99: "1"})


def test_strangers_and_reviewers_of_other_contests_score_nothing(scene):
    opened(scene)
    other = scene_of()
    opened(other)
    for stranger in (UserFactory(), other.people[0], scene.manager):
        with pytest.raises(Hidden):
            score(scene, stranger, scene.proposals[0])


def test_nobody_sees_scores_before_the_panel_is_closed(scene):
    """Not the manager, not another reviewer, not the author: every way to a score refuses or counts only."""
    opened(scene)
    score(scene, scene.people[0], scene.proposals[0], {1: "23.5"} | dict.fromkeys(range(2, 8), 0), comment="秘密意见")
    panel = panel_of(scene.contest, EXPERTS)
    with pytest.raises(WrongState):
        breakdown(panel)
    with pytest.raises(WrongState):
        sheets_of_panel(panel)
    assert public_breakdowns(scene.contest, VOTING) == []
    assert comments_for(scene.proposals[0]) == []
    pages = [
        (scene.manager, "contest_panel", [scene.contest.code, EXPERTS]),
        (scene.manager, "contest_evaluation", [scene.contest.code]),
        (scene.manager, "contest_panel_sheet", [scene.contest.code, EXPERTS]),
        (scene.people[1], "proposals:desk", []),
        (scene.people[1], "proposals:review", [scene.contest.code, scene.proposals[0].code]),
        (scene.people[1], "proposals:review_sheet", [scene.contest.code]),
        (scene.proposals[0].author, "proposals:state", [scene.contest.code, scene.proposals[0].code]),
        (scene.people[1], "proposals:evaluation", [scene.contest.code]),
    ]
    for person, page, arguments in pages:
        answer = Visitor(person).open(page, *arguments)
        text = answer.content.decode("utf-8", "ignore")
        assert "23.5" not in text, (page, answer.status_code)
        assert "秘密意见" not in text, (page, answer.status_code)
    assert (
        "23.5"
        in Visitor(scene.people[0])
        .open("proposals:review", scene.contest.code, scene.proposals[0].code)
        .content.decode()
    )


# Closing


def test_closing_early_needs_a_reason_and_one_score_for_everything(scene):
    opened(scene)
    score(scene, scene.people[0], scene.proposals[0])
    with pytest.raises(Invalid) as refusal:
        closed(scene, why="赶时间")
    assert scene.proposals[1].title in refusal.value.message
    for proposal in scene.proposals[1:]:
        score(scene, scene.people[0], proposal)
    with pytest.raises(Invalid) as refusal:
        closed(scene)
    assert "why" in refusal.value.fields
    panel = closed(scene, why="两位专家住院了")
    assert (panel.missing, panel.why_closed) == (6, "两位专家住院了")
    with pytest.raises(IntegrityError), transaction.atomic():
        Panel.objects.filter(pk=panel.pk).update(why_closed="")
    for too_late in (
        lambda: score(scene, scene.people[1], scene.proposals[0]),
        lambda: closed(scene),
        lambda: name_reviewer(
            code=scene.contest.code, kind=EXPERTS, person=UserFactory(), actor=scene.manager, now=CALL_ENDS
        ),
        lambda: drop_reviewer(code=scene.contest.code, kind=EXPERTS, label="E3", actor=scene.manager, now=CALL_ENDS),
        lambda: leave_to_others(
            contest=scene.contest.code, code=scene.proposals[0].code, why="x", actor=scene.people[1], now=CALL_ENDS
        ),
    ):
        with pytest.raises(WrongState):
            too_late()


def test_authors_read_the_comments_without_names_once_it_is_closed(scene):
    opened(scene)
    all_scored(scene)
    score(scene, scene.people[1], scene.proposals[0], comment="灯杆离窗太近，往东挪两米。")
    closed(scene)
    assert comments_for(scene.proposals[0]) == ["灯杆离窗太近，往东挪两米。"]
    assert Notice.objects.filter(kind="proposals.review_comments").count() == 1
    page = Visitor(scene.proposals[0].author).open("proposals:state", scene.contest.code, scene.proposals[0].code)
    assert "往东挪两米" in text_of(page)
    assert not re.search(r"\bE[123]\b", strip_tags(text_of(page)))


def test_from_five_sheets_on_the_highest_and_lowest_do_not_count_and_criteria_add_up():
    scene = scene_of(reviewers=5)
    opened(scene)
    for proposal in scene.proposals:
        for person, points in zip(scene.people, by_criterion(1, 10, 12, 14, 25), strict=True):
            score(scene, person, proposal, points)
    closed(scene)
    row = breakdown(panel_of(scene.contest, EXPERTS)).rows[0]
    assert row.mean == 12
    assert row.kept == 3
    assert [sheet.kept for sheet in row.sheets] == [False, True, True, True, False]
    assert row.by_criterion == [Fraction(12)] + [Fraction(0)] * 6


@given(st.lists(st.integers(0, 50), min_size=1, max_size=9))
def test_the_published_mean_is_the_counted_one(halves):
    """The breakdown and the tally drop the same sheets: their means are the same, exactly."""
    criterion = SimpleNamespace(pk=1)
    reviews = [
        SimpleNamespace(
            pk=number,
            scored_at=SETUP,
            recused_at=None,
            comment="",
            reviewer=SimpleNamespace(label=f"E{number}"),
            scores=SimpleNamespace(
                all=lambda value=value: [SimpleNamespace(criterion_id=1, points=Decimal(value) / 2)]
            ),
        )
        for number, value in enumerate(map(Decimal, halves), start=1)
    ]
    row = _scores_of(None, reviews, [criterion])
    mean, kept = mean_of([Fraction(value, 2) for value in halves])
    assert (row.mean, row.kept) == (mean, kept)
    assert sum(row.by_criterion) == mean


def test_scores_decide_where_points_decide_and_the_breakdown_comes_with_the_result():
    """Closed before the roll is frozen: the sheets wait, and stand on the vote from its first moment."""
    scene = scene_of(award_rule="composite")
    opened(scene)
    all_scored(scene, Decimal("0.5"))
    for person in scene.people:
        score(scene, person, scene.proposals[2])
    closed(scene)
    jury = [juror(scene.contest) for _number in range(2)]
    for person in jury:
        name_reviewer(code=scene.contest.code, kind=JURY, person=person, actor=scene.manager, now=CALL_ENDS)
    terms = {"basis": "residents", "secrecy": "recorded"}
    voter = ResidentFactory(community=scene.proposals[0].community, verified_at=SETUP).user
    contest = freeze_contest_roll(code=scene.contest.code, actor=scene.manager, now=FROZEN, **terms)
    assert {told["panel"] for told in contest.poll.sheets} == {"experts"}
    assert len(contest.poll.sheets) == 3
    sheet = Sheet("experts", "E1", {})
    with pytest.raises(WrongState):
        file_score_sheets(code=contest.code, panel="experts", sheets=[sheet], actor=scene.manager, now=FROZEN)
    scene.kind = JURY
    opened(scene)
    for person in jury:
        for proposal in scene.proposals:
            score(scene, person, proposal)
    vote(voter, Proposal.objects.get(pk=scene.proposals[0].pk))
    close_panel(code=contest.code, kind=JURY, why="", actor=scene.manager, now=VOTING)
    contest = Contest.objects.select_related("poll").get(pk=contest.pk)
    assert len(contest.poll.sheets) == 5
    assert public_breakdowns(contest, VOTING) == []
    count_contest(code=contest.code, actor=scene.manager, now=COUNTED)
    publish_contest_result(code=contest.code, actor=scene.manager, now=PUBLISHED)
    contest = Contest.objects.select_related("poll").get(pk=contest.pk)
    points = {row["code"]: Fraction(row["points"]) for row in contest.poll.result["options"]}
    half = sum(((most / 2).quantize(Decimal("0.5")) for most in FULL_MARKS.values()), Decimal(0))
    assert points[scene.proposals[0].code] == Fraction(half) / 2 + 30 + 20
    assert points[scene.proposals[2].code] == 50 + 30
    assert [found.panel.kind for found in public_breakdowns(contest, PUBLISHED)] == ["experts", "jury"]


def test_a_counted_vote_takes_no_more_scores():
    scene = scene_of()
    ResidentFactory(community=scene.proposals[0].community, verified_at=SETUP)
    freeze_contest_roll(code=scene.contest.code, actor=scene.manager, now=FROZEN, basis="residents", secrecy="recorded")
    opened(scene)
    all_scored(scene)
    count_contest(code=scene.contest.code, actor=scene.manager, now=COUNTED)
    with pytest.raises(OutsideWindow):
        close_panel(code=scene.contest.code, kind=EXPERTS, why="", actor=scene.manager, now=COUNTED)
