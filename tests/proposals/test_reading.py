"""Queries behind the pages: what is found, in which order, at what cost; what a visitor can do; what is alike."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.core.errors import Hidden, SignInNeeded
from portal.core.paging import keyset
from proposals.actions.vote_for_proposal import vote_for_proposal
from proposals.completeness import missing_answers
from proposals.enums import Feature, PhaseKind, ProposalState
from proposals.models import Category, Contest, CostLine, Phase, Photo, Proposal
from proposals.phases import OPENS
from proposals.queries.ballot_paper import ballot_paper, shuffled
from proposals.queries.contests import contests_in_phase, progress
from proposals.queries.doing import Act, act_in, doing, side
from proposals.queries.lists import ORDERS, Wanted, public_proposals
from proposals.queries.outcomes import outcomes, public_result
from proposals.queries.reading import (
    address_of_code,
    contest_to_read,
    own_proposal_to_read,
    photo_to_show,
    proposal_to_read,
)
from proposals.queries.similar import bigrams, likeness, similar_proposals
from proposals.rules import READABLE
from tests.factories import ContestFactory, EndorsementFactory, PhaseFactory, ProposalFactory, ResidentFactory
from tests.proposals.resident_life import (
    DAY,
    MICRO,
    contest_in,
    draft_in,
    handed_in,
    moderator_of,
    neighbour_in,
    publish_the_result,
    published,
    voting,
)

pytestmark = pytest.mark.django_db


def neighbour_in_community(proposal: Proposal):
    return ResidentFactory(community=proposal.community).user


def found(**wanted) -> set[str]:
    return {proposal.code for proposal in public_proposals(Wanted(**wanted), timezone.now())}


def test_lists_hold_what_everybody_may_read():
    public = ProposalFactory()
    for state in ProposalState:
        if state != ProposalState.PUBLISHED:
            ProposalFactory(state=state, merged_into=public if state == ProposalState.MERGED else None)
    ProposalFactory(contest=ContestFactory(announced_at=None))
    assert found() == {public.code}


def test_filters_narrow_by_place_category_phase_and_words():
    here = contest_in(PhaseKind.CALL)
    mine = ProposalFactory(contest=here, category=Category.objects.first(), title="放学路上加盏灯", place="北门")
    ProposalFactory(contest=contest_in(PhaseKind.VOTE))
    for wanted in (
        {"contest": here},
        {"subdistrict": here.subdistrict.slug},
        {"community": mine.community.slug},
        {"category": mine.category.slug},
        {"phase": "call"},
        {"text": "放学 灯"},
        {"text": "北门"},
    ):
        assert found(**wanted) == {mine.code}, wanted
    for wanted in ({"community": "nowhere"}, {"phase": "party"}, {"phase": "delivery"}, {"text": "放学 海边"}):
        assert found(**wanted) == set(), wanted


def test_lists_are_paged_newest_or_most_seconded_first():
    contest, now = contest_in(PhaseKind.CALL), timezone.now()
    proposals = [ProposalFactory(contest=contest, published_at=now - n * DAY, endorsement_count=n) for n in range(3)]
    for name, expected in (("newest", proposals), ("supported", proposals[::-1])):
        seen, cursor = [], None
        while True:
            page = keyset(public_proposals(Wanted(), now), order=ORDERS[name], cursor=cursor, limit=1)
            seen += page.items
            cursor = page.next_cursor
            if cursor is None:
                break
        assert seen == expected


def test_the_phase_filter_is_half_open():
    phase = PhaseFactory(kind=PhaseKind.SCREENING)
    proposal = ProposalFactory(contest=phase.contest)
    at = {
        phase.opens_at - MICRO: False,
        phase.opens_at: True,
        phase.closes_at - MICRO: True,
        phase.closes_at: False,
    }
    for moment, inside in at.items():
        codes = [each.code for each in public_proposals(Wanted(phase="screening"), moment)]
        assert codes == ([proposal.code] if inside else [])


@settings(deadline=None)
@given(minutes=st.integers(-200, 2000))
def test_what_is_open_follows_from_the_phases_alone(minutes):
    contest = Contest(pk=1)
    start = timezone.now()
    kinds = list(PhaseKind)
    phases = [
        Phase(
            contest=contest,
            kind=kind,
            opens_at=start + timedelta(minutes=200 * number),
            closes_at=start + timedelta(minutes=200 * number + 150),
        )
        for number, kind in enumerate(kinds)
    ]
    contest._prefetched_objects_cache = {"phases": phases}
    at = start + timedelta(minutes=minutes)
    open_now = [phase for phase in phases if phase.opens_at <= at < phase.closes_at]
    assert contest.phase_at(at) == (open_now[0] if open_now else None)
    assert contest.features_at(at) == (OPENS[PhaseKind(open_now[0].kind)] if open_now else frozenset())
    assert [step.tense for step in progress(contest, at)].count("now") == len(open_now)
    assert (contests_in_phase([contest], PhaseKind.VOTE, at) == [contest]) == any(
        phase.kind == PhaseKind.VOTE for phase in open_now
    )


@pytest.mark.parametrize(
    ("kind", "act"),
    [
        (PhaseKind.CALL, Act.WRITE),
        (PhaseKind.SCREENING, Act.SECOND),
        (PhaseKind.COACHING, Act.SECOND),
        (PhaseKind.EVALUATION, Act.DISCUSS),
        (PhaseKind.VOTE, Act.DISCUSS),
        (PhaseKind.OBJECTION, Act.OBJECT),
        (PhaseKind.CERTIFIED, Act.DISCUSS),
        (PhaseKind.DELIVERY, Act.DISCUSS),
    ],
)
def test_each_phase_has_one_thing_to_do(kind, act):
    contest, now = contest_in(kind), timezone.now()
    assert act_in(contest, now) is act
    assert doing(contest, AnonymousUser(), now).until == contest.phase(kind).closes_at


def test_before_all_phases_one_waits_and_after_them_it_is_over():
    contest = contest_in(PhaseKind.CALL)
    first, last = contest.phase(PhaseKind.CALL).opens_at, contest.phase(PhaseKind.DELIVERY).closes_at
    before = doing(contest, AnonymousUser(), first - MICRO)
    assert (before.act, before.until) == (Act.WAIT, first)
    assert (doing(contest, AnonymousUser(), last).act, doing(contest, AnonymousUser(), last).until) == (Act.OVER, None)


def test_an_open_vote_comes_first_and_a_public_result_after_it():
    contest, _proposals, [voter, _other] = voting()
    now = timezone.now()
    open_now = doing(contest, voter, now)
    assert (open_now.act, open_now.ballot.slots_left) == (Act.VOTE, 2)
    publish_the_result(contest)
    contest = contest_to_read(contest.code, voter)
    assert doing(contest, voter, timezone.now()).act is Act.RESULT
    assert public_result(contest, timezone.now()) is not None


def test_beside_a_proposal_stands_what_its_visitor_can_do():
    contest, proposals, [voter, _other] = voting()
    vote_for_proposal(code=proposals[0].code, actor=voter, now=timezone.now())
    read = proposal_to_read(proposals[0].code, voter)
    beside = side(read, voter, timezone.now())
    assert (beside.act, beside.chosen, beside.own, beside.missed) == (Act.VOTE, True, False, False)
    late = ProposalFactory(contest=contest, community=contest.subdistrict.communities.first())
    beside = side(proposal_to_read(late.code, voter), voter, timezone.now())
    assert (beside.act, beside.missed) == (Act.WAIT, True)
    publish_the_result(contest)
    beside = side(proposal_to_read(proposals[0].code, voter), voter, timezone.now())
    assert (beside.act, beside.outcome.selected) == (Act.RESULT, True)


def test_beside_a_proposal_in_the_call_stands_seconding():
    contest = contest_in(PhaseKind.CALL)
    proposal, actor = published(contest), neighbour_in(contest)
    EndorsementFactory(proposal=proposal, user=actor)
    beside = side(proposal_to_read(proposal.code, actor), actor, timezone.now())
    assert (beside.act, beside.endorsed, beside.followed, beside.ballot) == (Act.SECOND, True, False, None)
    waiting = handed_in(contest)
    beside = side(proposal_to_read(waiting.code, waiting.author), waiting.author, timezone.now())
    assert (beside.act, beside.own, beside.editable) == (Act.WAIT, True, False)


def test_outcomes_come_from_public_results_alone():
    contest, proposals, [voter, _other] = voting()
    vote_for_proposal(code=proposals[0].code, actor=voter, now=timezone.now())
    assert outcomes(proposals, timezone.now()) == {}
    assert outcomes([ProposalFactory()], timezone.now()) == {}
    publish_the_result(contest)
    rows = outcomes(proposals, timezone.now())
    assert {row.votes for row in rows.values()} == {0, 1}
    assert rows[proposals[0].pk].selected


def test_the_ballot_paper_is_in_each_visitors_own_order():
    contest, _proposals, [voter, _other] = voting(options=8)
    papers = [[c.proposal.code for c in ballot_paper(contest, contest.poll, voter, seed).choices] for seed in "abca"]
    assert papers[0] == papers[3]
    assert papers[0] != papers[1]
    assert sorted(papers[0]) == sorted(papers[1])


@settings(deadline=None)
@given(st.lists(st.text(min_size=1, max_size=8), unique=True), st.text(max_size=8))
def test_shuffling_loses_and_invents_nothing(codes, seed):
    assert sorted(shuffled(codes, seed)) == sorted(codes)


def test_a_proposal_taken_out_is_on_the_paper_only_for_whoever_chose_it():
    contest, proposals, [voter, other] = voting()
    vote_for_proposal(code=proposals[0].code, actor=voter, now=timezone.now())
    Proposal.objects.filter(pk=proposals[0].pk).update(state=ProposalState.HIDDEN)
    gone = [c for c in ballot_paper(contest, contest.poll, voter, "x").choices if c.gone]
    assert [(c.proposal.code, c.chosen) for c in gone] == [(proposals[0].code, True)]
    assert len(ballot_paper(contest, contest.poll, other, "x").choices) == 2


@pytest.mark.parametrize("options", [1, 3])
def test_the_ballot_paper_costs_the_same_however_long(options, django_assert_num_queries):
    contest, _proposals, [voter, _other] = voting(options=options)
    with django_assert_num_queries(3):
        assert len(ballot_paper(contest, contest.poll, voter, "x").choices) == options


def test_contests_and_proposals_that_one_may_not_see_are_not_there():
    contest = contest_in(PhaseKind.CALL)
    draft = draft_in(contest)
    with pytest.raises(Hidden):
        proposal_to_read(draft.code, neighbour_in(contest))
    with pytest.raises(Hidden):
        proposal_to_read(draft.code, draft.author, "another")
    with pytest.raises(SignInNeeded):
        own_proposal_to_read(draft.code, AnonymousUser())
    public = published(contest)
    with pytest.raises(Hidden):
        own_proposal_to_read(public.code, neighbour_in(contest))
    with pytest.raises(Hidden):
        contest_to_read(ContestFactory(announced_at=None).code, AnonymousUser())


def test_short_codes_lead_to_what_everybody_may_read():
    contest = contest_in(PhaseKind.CALL)
    public, draft = published(contest), draft_in(contest)
    assert address_of_code(contest.code) == f"/proposals/{contest.code}/"
    assert address_of_code(public.code) == public.get_absolute_url()
    assert address_of_code(draft.code) is None
    assert address_of_code(ContestFactory(announced_at=None).code) is None


@pytest.mark.parametrize("state", ProposalState)
@pytest.mark.parametrize("approved", [True, False])
@pytest.mark.parametrize("announced", [True, False])
def test_a_photo_is_shown_to_whoever_may_see_it(state, approved, announced):
    contest = ContestFactory(announced_at=timezone.now() if announced else None)
    proposal = ProposalFactory(contest=contest, state=state)
    photo = Photo.objects.create(proposal=proposal, approved_at=timezone.now() if approved else None)
    everybody = approved and announced and state in READABLE
    viewers = {
        AnonymousUser(): everybody,
        neighbour_in_community(proposal): everybody,
        proposal.author: True,
        moderator_of(proposal): everybody or state != ProposalState.DRAFT,
    }
    for viewer, may in viewers.items():
        if may:
            assert photo_to_show(photo.code, viewer) == (photo, everybody)
        else:
            with pytest.raises(Hidden):
                photo_to_show(photo.code, viewer)


def test_a_photo_nobody_took_is_not_there():
    with pytest.raises(Hidden):
        photo_to_show("none", AnonymousUser())


def test_pairs_of_characters_make_texts_alike():
    assert bigrams("旧车棚，乐龄") == {"旧车", "车棚", "乐龄"}
    assert likeness(bigrams("旧车棚"), bigrams("旧车棚")) == 1.0
    assert likeness(bigrams("旧"), bigrams("旧车棚")) == 0.0


def test_similar_proposals_are_of_the_same_street_and_by_others():
    contest = contest_in(PhaseKind.CALL)
    draft = draft_in(contest, title="旧车棚改成乐龄客厅")
    alike = ProposalFactory(contest=contest, title="旧车棚变乐龄客厅", idea="拆围栏", place="三号楼")
    ProposalFactory(contest=contest, title="夜里的路灯太暗", idea="补十盏路灯", place="西门")
    ProposalFactory(contest=contest, title="旧车棚改成乐龄客厅", author=draft.author)
    ProposalFactory(title="旧车棚改成乐龄客厅")
    assert similar_proposals(draft) == [alike]


def test_missing_answers_name_lines_without_name_and_costs_above_the_cap():
    contest = contest_in(PhaseKind.CALL, cost_cap_cny=1000)
    draft = draft_in(contest)
    assert missing_answers(draft, list(draft.cost_lines.all())) == {}
    assert "costs" in missing_answers(draft, [])
    assert "costs" in missing_answers(draft, [CostLine(label="", amount_cny=5)])
    assert "1,000" in missing_answers(draft, [CostLine(label="桌椅", amount_cny=1001)])["costs"]


def test_phases_that_open_a_feature_are_those_that_say_so():
    contest = contest_in(PhaseKind.SCREENING)
    assert Feature.SUBMIT not in contest.features_at(timezone.now())
