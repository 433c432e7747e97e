"""Dividing a proposal into two: its author alone decides, the original stays readable, and supporters are asked."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.core.errors import Forbidden, Hidden, Invalid, OutsideWindow, WrongState
from portal.core.models import OutboxItem
from portal.moderation.enums import Decision
from portal.notices.models import Notice
from proposals import tasks
from proposals.actions.carry_support import carry_support
from proposals.actions.divide_proposal import (
    ask_to_divide,
    begin_division,
    finish_division,
    keep_whole,
    reunite_proposal,
)
from proposals.actions.endorse_proposal import endorse_proposal
from proposals.actions.merge_proposals import merge_proposals
from proposals.actions.submit_proposal import submit_proposal
from proposals.actions.withdraw_proposal import withdraw_proposal
from proposals.actions.write_draft import discard_draft
from proposals.enums import PhaseKind, ProposalState
from proposals.models import CoAuthor, Division, DivisionPart, Endorsement, Proposal, SupportAsk
from proposals.queries.lists import Wanted, public_proposals
from proposals.queries.rolls import ballot_proposals
from tests.proposals.contest_life import let_in, make_manager
from tests.proposals.resident_life import (
    contest_in,
    decided,
    moderator_of,
    neighbour_in,
    published,
    signed_in,
    text_of,
)
from tests.proposals.staff_visits import Visitor
from tests.proposals.test_proposal_races import at_once

pytestmark = pytest.mark.django_db
REASON = "车棚和健身角是两件事。"


def seconded_by(contest, proposal, number=3):
    people = [neighbour_in(contest) for _each in range(number)]
    for person in people:
        endorse_proposal(code=proposal.code, actor=person, now=timezone.now())
    return people


def begun(proposal):
    begin_division(code=proposal.code, actor=proposal.author, now=timezone.now())
    return list(Proposal.objects.filter(part__division__original=proposal).order_by("part__position"))


def hand_in(part):
    submit_proposal(code=part.code, actor=part.author, consent=True, now=timezone.now())
    part.refresh_from_db()


def promises_kept():
    """Let the outbox's promises of divisions be kept."""
    for item in OutboxItem.objects.filter(topic="proposals.finish_division"):
        tasks.finish_division(item)


def divided(contest, supporters=3, **parts):
    """A proposal whose two parts are published, these, and whoever seconded it."""
    original = published(contest, title="车棚和健身角", **parts)
    people = seconded_by(contest, original, supporters)
    halves = begun(original)
    for half in halves:
        hand_in(half)
        decided(half, Decision.APPROVE, "")
    promises_kept()
    original.refresh_from_db()
    return original, halves, people


def test_both_parts_begin_with_everything_the_original_says():
    original = published(contest_in(PhaseKind.CALL), title="甲" * 40)
    halves = begun(original)
    assert [half.title for half in halves] == ["甲" * 37 + "（一）", "甲" * 37 + "（二）"]
    for half in halves:
        assert (half.state, half.author, half.idea, half.cost_cny) == (
            ProposalState.DRAFT,
            original.author,
            original.idea,
            original.cost_cny,
        )
        assert half.cost_lines.get().label == original.cost_lines.get().label
    assert begun(original) == halves
    original.refresh_from_db()
    assert original.state == ProposalState.PUBLISHED


def test_the_original_is_divided_once_both_are_published_and_not_before():
    contest = contest_in(PhaseKind.CALL)
    original = published(contest)
    first, second = begun(original)
    hand_in(first)
    decided(first, Decision.APPROVE, "")
    promises_kept()
    original.refresh_from_db()
    assert original.state == ProposalState.PUBLISHED
    hand_in(second)
    decided(second, Decision.APPROVE, "")
    promises_kept()
    original.refresh_from_db()
    assert original.state == ProposalState.DIVIDED
    assert set(public_proposals(Wanted(contest=contest), timezone.now())) == {first, second}
    assert original not in ballot_proposals(contest)
    promises_kept()
    assert Notice.objects.filter(kind="proposals.merged", recipient=original.author).count() == 1


def test_supporters_are_asked_once_about_both_and_moved_by_nobody():
    contest = contest_in(PhaseKind.CALL)
    original, (first, second), people = divided(contest)
    assert (original.endorsement_count, first.endorsement_count, second.endorsement_count) == (3, 0, 0)
    asked = Notice.objects.filter(kind="proposals.carry")
    assert set(asked.values_list("recipient", flat=True)) == {person.pk for person in people}
    assert asked.count() == 3
    assert asked.first().url == original.get_absolute_url()
    assert SupportAsk.objects.count() == 6
    carry_support(code=first.code, actor=people[0], now=timezone.now())
    carry_support(code=first.code, actor=people[0], now=timezone.now())
    carry_support(code=second.code, actor=people[0], now=timezone.now())
    carry_support(code=second.code, actor=people[1], now=timezone.now())
    assert Endorsement.objects.filter(proposal=first).count() == 1
    assert Endorsement.objects.filter(proposal=second).count() == 2
    assert Endorsement.objects.filter(proposal=original).count() == 3
    with pytest.raises(Forbidden):
        carry_support(code=first.code, actor=neighbour_in(contest), now=timezone.now())


def test_a_divided_proposal_takes_no_endorsement():
    contest = contest_in(PhaseKind.CALL)
    original, _halves, _people = divided(contest)
    with pytest.raises(Forbidden, match="分为两"):
        endorse_proposal(code=original.code, actor=neighbour_in(contest), now=timezone.now())


def test_co_authors_may_be_named_beside_the_parts():
    contest = contest_in(PhaseKind.CALL)
    original, friend = published(contest), neighbour_in(contest)
    CoAuthor.objects.create(proposal=original, user=friend, offered_at=timezone.now(), accepted_at=timezone.now())
    for half in begun(original):
        hand_in(half)
        decided(half, Decision.APPROVE, "")
    promises_kept()
    offers = CoAuthor.objects.filter(user=friend, accepted_at=None)
    assert set(offers.values_list("proposal__part__position", flat=True)) == {1, 2}
    assert Notice.objects.filter(kind="proposals.merged", recipient=friend).count() == 1


def test_only_its_author_begins_and_only_what_is_published_can_be_divided():
    contest = contest_in(PhaseKind.CALL)
    original = published(contest)
    with pytest.raises(Forbidden):
        begin_division(code=original.code, actor=neighbour_in(contest), now=timezone.now())
    with pytest.raises(WrongState, match="不能再改"):
        begin_division(code=original.code, actor=original.author, now=timezone.now() + timedelta(days=30))
    decided(original, Decision.HIDE)
    with pytest.raises(WrongState, match="已公开"):
        begin_division(code=original.code, actor=original.author, now=timezone.now())


def test_what_others_are_merged_into_cannot_be_divided():
    contest = contest_in(PhaseKind.CALL)
    joint, other, manager = published(contest), published(contest), make_manager(contest.subdistrict)
    merge_proposals(code=joint.code, originals=[other.code], reason=REASON, actor=manager, now=timezone.now())
    with pytest.raises(WrongState, match="拆分出去"):
        begin_division(code=joint.code, actor=joint.author, now=timezone.now())


def test_a_part_can_be_handed_in_after_the_call_and_other_drafts_cannot():
    contest = contest_in(PhaseKind.CALL)
    original = published(contest)
    contest.phases.filter(kind=PhaseKind.CALL).delete()
    contest.phases.filter(kind=PhaseKind.COACHING).update(opens_at=timezone.now() - timedelta(days=1))
    first, second = begun(original)
    hand_in(first)
    assert first.state == ProposalState.IN_REVIEW
    keep_whole(code=original.code, actor=original.author, now=timezone.now())
    with pytest.raises(OutsideWindow):
        hand_in(second)


def test_staff_ask_and_the_author_says_no():
    original = published(contest_in(PhaseKind.CALL))
    moderator = moderator_of(original)
    with pytest.raises(Invalid):
        ask_to_divide(code=original.code, reason=" ", actor=moderator, now=timezone.now())
    ask_to_divide(code=original.code, reason=REASON, actor=moderator, now=timezone.now())
    notice = Notice.objects.get(kind="proposals.merged", recipient=original.author)
    assert REASON in notice.body
    assert notice.url == reverse("proposals:divide", args=[original.code])
    with pytest.raises(WrongState, match="已经"):
        ask_to_divide(code=original.code, reason=REASON, actor=moderator, now=timezone.now())
    keep_whole(code=original.code, actor=original.author, now=timezone.now())
    assert Division.objects.get().ended_why == "提案人决定保持一件。"
    with pytest.raises(WrongState):
        keep_whole(code=original.code, actor=original.author, now=timezone.now())


def test_strangers_and_its_own_household_do_not_ask():
    original = published(contest_in(PhaseKind.CALL))
    elsewhere = moderator_of(published(contest_in(PhaseKind.CALL)))
    with pytest.raises(Hidden):
        ask_to_divide(code=original.code, reason=REASON, actor=elsewhere, now=timezone.now())
    with pytest.raises(Hidden):
        ask_to_divide(code=original.code, reason=REASON, actor=original.author, now=timezone.now())
    own = moderator_of(original)
    original.author = own
    original.save()
    with pytest.raises(Forbidden):
        ask_to_divide(code=original.code, reason=REASON, actor=own, now=timezone.now())


@pytest.mark.parametrize("gone", ["discarded", "withdrawn", "hidden"])
def test_a_part_that_goes_ends_the_division(gone):
    original = published(contest_in(PhaseKind.CALL))
    first, second = begun(original)
    hand_in(second)
    match gone:
        case "discarded":
            discard_draft(code=first.code, actor=original.author, now=timezone.now())
        case "withdrawn":
            withdraw_proposal(code=second.code, actor=original.author, now=timezone.now())
        case "hidden":
            decided(second, Decision.HIDE)
    assert not Division.objects.open().exists()
    original.refresh_from_db()
    assert original.state == ProposalState.PUBLISHED


@pytest.mark.parametrize("what", ["withdrawn", "hidden", "merged"])
def test_an_original_that_goes_ends_the_division(what):
    contest = contest_in(PhaseKind.CALL)
    original, other = published(contest), published(contest)
    _first, _second = begun(original)
    match what:
        case "withdrawn":
            withdraw_proposal(code=original.code, actor=original.author, now=timezone.now())
        case "hidden":
            decided(original, Decision.HIDE)
        case "merged":
            manager = make_manager(contest.subdistrict)
            codes = [original.code]
            merge_proposals(code=other.code, originals=codes, reason=REASON, actor=manager, now=timezone.now())
    assert not Division.objects.open().exists()


def test_what_was_returned_meanwhile_is_not_divided_and_its_author_hears():
    contest = contest_in(PhaseKind.CALL)
    original = published(contest)
    halves = begun(original)
    Proposal.objects.filter(pk__in=[half.pk for half in halves]).update(
        state=ProposalState.PUBLISHED, published_at=timezone.now(), submitted_at=timezone.now()
    )
    Proposal.objects.filter(pk=original.pk).update(state=ProposalState.HIDDEN)
    assert not finish_division(division=Division.objects.get().pk, now=timezone.now())
    assert Division.objects.get().ended_why == "它已不再公开。"
    assert Notice.objects.filter(kind="proposals.merged", recipient=original.author).exists()


def test_a_divided_proposal_stands_again_once_its_parts_are_gone():
    contest = contest_in(PhaseKind.CALL)
    original, (first, second), _people = divided(contest)
    manager = make_manager(contest.subdistrict)
    reunite = {"code": original.code, "reason": "两件都撤回了", "actor": manager}
    withdraw_proposal(code=first.code, actor=first.author, now=timezone.now())
    with pytest.raises(WrongState, match="都"):
        reunite_proposal(**reunite, now=timezone.now())
    withdraw_proposal(code=second.code, actor=second.author, now=timezone.now())
    reunite_proposal(**reunite, now=timezone.now())
    original.refresh_from_db()
    assert (original.state, original.endorsement_count) == (ProposalState.PUBLISHED, 3)
    with pytest.raises(Hidden):
        reunite_proposal(code=original.code, reason="x", actor=neighbour_in(contest), now=timezone.now())
    begun(original)


def test_the_database_holds_one_open_division_and_two_parts():
    original = published(contest_in(PhaseKind.CALL))
    first, _second = begun(original)
    division = Division.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Division.objects.create(original=original, begun_at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        DivisionPart.objects.create(division=division, proposal=original, position=3)
    with pytest.raises(IntegrityError), transaction.atomic():
        DivisionPart.objects.create(division=division, proposal=first, position=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        Division.objects.create(original=first, asked_at=timezone.now(), done_at=timezone.now())


def test_the_pages_lead_through_it():
    contest = contest_in(PhaseKind.CALL)
    original = published(contest, title="车棚和健身角")
    people = seconded_by(contest, original, 1)
    author = signed_in(original.author)
    address = reverse("proposals:divide", args=[original.code])
    state = reverse("proposals:state", args=[contest.code, original.code])
    assert address in text_of(author.get(state))
    assert "做成两份草稿" in text_of(author.get(address))
    assert author.post(address, {"begin": "1"}).status_code == 302
    shown = text_of(author.get(address))
    for half in Proposal.objects.filter(part__isnull=False):
        assert reverse("proposals:resume", args=[half.code]) in shown
        hand_in(half)
        decided(half, Decision.APPROVE, "")
    promises_kept()
    public = text_of(Client().get(original.get_absolute_url()))
    assert "已拆分为两件" in public
    reader = signed_in(people[0])
    shown = text_of(reader.get(original.get_absolute_url()))
    halves = list(Proposal.objects.filter(part__isnull=False).order_by("part__position"))
    for half in halves:
        assert reverse("proposals:carry", args=[contest.code, half.code]) in shown
        assert original.title in text_of(Client().get(half.get_absolute_url()))
    answer = reader.post(reverse("proposals:carry", args=[contest.code, halves[0].code]))
    assert answer.status_code == 302
    assert Endorsement.objects.filter(proposal=halves[0], user=people[0]).exists()
    assert "已拆分" in text_of(author.get(state))


def test_the_author_keeps_it_whole_on_the_page():
    original = published(contest_in(PhaseKind.CALL))
    ask_to_divide(code=original.code, reason=REASON, actor=moderator_of(original), now=timezone.now())
    author, address = signed_in(original.author), reverse("proposals:divide", args=[original.code])
    assert REASON in text_of(author.get(address))
    author.post(address, {"keep": "1"})
    assert not Division.objects.open().exists()
    answer = author.post(address, {"keep": "1"})
    assert answer.status_code == 409
    assert "没有在拆分" in text_of(answer)


def test_staff_ask_on_their_screen_and_see_how_far_it_is():
    contest = contest_in(PhaseKind.CALL)
    original = published(contest)
    manager = make_manager(contest.subdistrict)
    visitor = Visitor(let_in(manager))
    assert reverse("contest_division", args=[original.code]) in text_of(visitor.open("contest_proposal", original.code))
    assert visitor.send("contest_division", original.code, reason="").status_code == 422
    assert visitor.send("contest_division", original.code, reason=REASON).status_code == 302
    assert REASON in text_of(visitor.open("contest_division", original.code))
    halves = begun(original)
    assert "提案人正在拆分" in text_of(visitor.open("contest_division", original.code))
    for half in halves:
        hand_in(half)
        decided(half, Decision.APPROVE, "")
    promises_kept()
    assert "恢复为一件" in text_of(visitor.open("contest_division", original.code))
    answer = visitor.send("contest_division", original.code, reason="合回来")
    assert answer.status_code == 422
    assert "都要先撤回" in text_of(answer)


def test_the_api_tells_and_does_the_same():
    contest = contest_in(PhaseKind.CALL)
    original = published(contest)
    people = seconded_by(contest, original, 1)
    author, address = signed_in(original.author), f"/api/v1/proposals/{original.code}"
    assert author.get(f"{address}/merger").json()["division"] == "possible"
    assert signed_in(people[0]).get(f"{address}/merger").json()["division"] == ""
    parts = author.put(f"{address}/division").json()["parts"]
    assert author.put(f"{address}/division").json()["parts"] == parts
    assert author.get(f"{address}/merger").json()["division"] == "begun"
    for half in Proposal.objects.filter(part__isnull=False):
        hand_in(half)
        decided(half, Decision.APPROVE, "")
    promises_kept()
    told = signed_in(people[0]).get(f"{address}/merger").json()
    assert [part["carry"] for part in told["parts"]] == [True, True]
    assert signed_in(people[0]).get(f"/api/v1/proposals/{parts[0]['code']}/merger").json()["carry"]
    assert Client().get(f"/api/v1/proposals/{parts[0]['code']}/merger").json()["origin"]["code"] == original.code
    assert author.delete(f"{address}/division").status_code == 409


def test_pages_ask_the_same_number_of_queries_for_one_supporter_and_three():
    contest = contest_in(PhaseKind.CALL)
    few, _halves, people = divided(contest, 1)
    many, _halves, more = divided(contest, 3)
    asked = []
    for person, original in ((people[0], few), (more[0], many)):
        reader = signed_in(person)
        reader.get(original.get_absolute_url())
        with CaptureQueriesContext(connection) as captured:
            reader.get(original.get_absolute_url())
        asked.append(len(captured))
    assert asked[0] == asked[1] <= 12


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(5))
def test_seconding_while_it_is_divided_loses_and_silently_moves_nobody(turn):
    contest = contest_in(PhaseKind.CALL)
    original = published(contest)
    halves = begun(original)
    for half in halves:
        hand_in(half)
        decided(half, Decision.APPROVE, "")
    division, people = Division.objects.get().pk, [neighbour_in(contest) for _number in range(6)]
    seconding = [
        lambda actor=actor: endorse_proposal(code=original.code, actor=actor, now=timezone.now()) for actor in people
    ]
    finishing = [lambda: finish_division(division=division, now=timezone.now())] * 2
    answers = at_once(*seconding[:3], *finishing, *seconding[3:])
    del answers[3:5]
    assert set(answers) <= {"done", "forbidden"}
    given = {person.pk for person, answer in zip(people, answers, strict=True) if answer == "done"}
    assert set(Endorsement.objects.filter(proposal=original).values_list("user", flat=True)) == given
    assert set(SupportAsk.objects.values_list("user", flat=True)) == given
    assert SupportAsk.objects.count() == 2 * len(given)
    assert Division.objects.filter(done_at__isnull=False).count() == 1
