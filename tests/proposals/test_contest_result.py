"""The whole life of a contest with a frozen clock, its count and what is told about it."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser

from portal.ballots.models import Choice, CountedBallot
from portal.ballots.queries import result
from portal.ballots.rules import result_is_public
from portal.core import clock, outbox
from portal.core.errors import Forbidden, Hidden, Invalid, OutsideWindow, WrongState
from portal.core.models import OutboxItem
from portal.discussions.actions import follow_thread
from portal.discussions.actions.threads import open_thread, set_thread_public
from portal.notices.models import Notice
from proposals import tasks
from proposals.actions.count_contest import count_contest
from proposals.actions.plan_phases import plan_phases
from proposals.actions.publish_contest_result import publish_contest_result
from proposals.actions.sync_option import take_option_out
from proposals.actions.tell_result import tell_result
from proposals.actions.write_opinion import write_opinion
from proposals.enums import Feature, PhaseKind, ProposalState
from proposals.models import Proposal
from proposals.result_news import result_kind
from tests.factories import AppointmentFactory, HouseholdFactory, ProposalFactory, ResidentFactory, UserFactory
from tests.proposals.contest_life import (
    CLOSES,
    COUNTED,
    FROZEN,
    OPENS,
    PUBLISHED,
    STARTS,
    VOTING,
    announced,
    frozen,
    make_manager,
    vote,
)
from tests.proposals.test_contest_setup import moved

pytestmark = pytest.mark.django_db


def voters_of(contest):
    return [entry.user for entry in contest.poll.roll.entries.order_by("number")]


def voted():
    """Three proposals of 40,000, 30,000 and 10,000 yuan for 60,000; with 3, 2 and 1 votes."""
    contest, manager, proposals = frozen()
    people = voters_of(contest)
    for voter in people[:3]:
        vote(voter, proposals[0])
    for voter in people[:2]:
        vote(voter, proposals[1])
    vote(people[3], proposals[2])
    return contest, manager, proposals


def news(user):
    return [(notice.kind, notice.title, notice.body) for notice in Notice.objects.filter(recipient=user)]


def test_whole_life_of_a_contest():
    contest, manager, proposals = voted()
    assert Feature.VOTE in contest.features_at(VOTING)
    with pytest.raises(OutsideWindow):
        count_contest(code=contest.code, actor=manager, now=CLOSES - timedelta(microseconds=1))
    contest = count_contest(code=contest.code, actor=manager, now=CLOSES)
    assert contest.poll.result["selected"] == [proposals[0].code, proposals[2].code]
    assert not result_is_public(contest.poll, PUBLISHED)
    contest = publish_contest_result(code=contest.code, actor=manager, now=PUBLISHED)
    contest.poll.refresh_from_db()
    assert contest.result_published_at == PUBLISHED
    assert result_is_public(contest.poll, PUBLISHED)
    promised = OutboxItem.objects.filter(topic="proposals.tell_result").values_list("key", flat=True)
    assert set(promised) == {proposal.code for proposal in proposals}
    for code in promised:
        assert tell_result(code=code, now=PUBLISHED) == 1
    (kind, title, _body) = news(proposals[0].author)[0]
    assert kind == "proposals.result"
    assert proposals[0].title in title


# count


def test_counting_again_changes_nothing():
    contest, manager, _proposals = voted()
    first = count_contest(code=contest.code, actor=manager, now=COUNTED).poll
    again = count_contest(code=contest.code, actor=None, now=PUBLISHED).poll
    assert (again.counted_at, again.result_digest) == (COUNTED, first.result_digest)
    assert CountedBallot.objects.count() == 4


def test_there_is_nothing_to_count_without_a_vote():
    contest, manager = announced()
    with pytest.raises(WrongState):
        count_contest(code=contest.code, actor=manager, now=COUNTED)


def test_strangers_neither_count_nor_publish():
    contest, _manager, _proposals = voted()
    for stranger in (AnonymousUser(), UserFactory(), make_manager()):
        with pytest.raises(Hidden):
            count_contest(code=contest.code, actor=stranger, now=COUNTED)
        with pytest.raises(Hidden):
            publish_contest_result(code=contest.code, actor=stranger, now=COUNTED)
    contest.poll.refresh_from_db()
    assert contest.poll.counted_at is None


@pytest.fixture
def at(monkeypatch):
    """Sets the present moment of the outbox's entry points."""

    def present(moment: datetime) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
        assert clock.now() == moment

    return present


def promise(contest):
    return OutboxItem.objects.filter(topic="proposals.count_contest", key=contest.code).order_by("id").first()


def test_clock_counts_at_the_close(at):
    contest, _manager, _proposals = voted()
    handler = outbox.handlers.get("proposals.count_contest")
    at(CLOSES - timedelta(seconds=1))
    handler(promise(contest))
    contest.poll.refresh_from_db()
    assert contest.poll.counted_at is None
    at(COUNTED)
    handler(promise(contest))
    handler(promise(contest))
    contest.poll.refresh_from_db()
    assert contest.poll.counted_at == COUNTED


def test_clock_waits_for_a_vote_that_was_made_longer(at):
    contest, manager, _proposals = voted()
    later = CLOSES + timedelta(days=1)
    plan = [phase for phase in moved(contest, PhaseKind.VOTE, closes_at=later) if phase.kind != PhaseKind.OBJECTION]
    plan_phases(code=contest.code, plan=plan, actor=manager, now=VOTING)
    at(COUNTED)
    tasks.count(promise(contest))
    contest.poll.refresh_from_db()
    assert contest.poll.counted_at is None
    at(later)
    tasks.count(OutboxItem.objects.filter(topic="proposals.count_contest").latest("id"))
    contest.poll.refresh_from_db()
    assert contest.poll.counted_at == later


# publish


def test_result_is_published_after_the_count_and_once():
    contest, manager, _proposals = voted()
    with pytest.raises(WrongState):
        publish_contest_result(code=contest.code, actor=manager, now=COUNTED)
    count_contest(code=contest.code, actor=None, now=COUNTED)
    publish_contest_result(code=contest.code, actor=manager, now=PUBLISHED)
    contest = publish_contest_result(code=contest.code, actor=manager, now=PUBLISHED + timedelta(days=1))
    assert contest.result_published_at == PUBLISHED
    assert OutboxItem.objects.filter(topic="proposals.tell_result").count() == 3


def published(contest, manager):
    count_contest(code=contest.code, actor=None, now=COUNTED)
    return publish_contest_result(code=contest.code, actor=manager, now=PUBLISHED)


def test_author_and_followers_hear_it_once(at):
    contest, manager, proposals = voted()
    follower = UserFactory()
    winner = proposals[0]
    winner.thread = open_thread(community=winner.community, title=winner.title, url="/", now=STARTS)
    set_thread_public(thread=winner.thread, public=True)
    winner.save()
    for person in (follower, winner.author):
        follow_thread(thread=winner.thread, user=person)
    published(contest, manager)
    at(PUBLISHED)
    item = OutboxItem.objects.get(topic="proposals.tell_result", key=winner.code)
    for _time in range(2):
        outbox.handlers.get("proposals.tell_result")(item)
    assert [kind for kind, _title, _body in news(winner.author)] == ["proposals.result"]
    assert [kind for kind, _title, _body in news(follower)] == ["proposals.followed"]


def test_author_hears_why_it_was_not_chosen():
    contest, manager, proposals = voted()
    published(contest, manager)
    tell_result(code=proposals[1].code, now=PUBLISHED)
    fields = Notice.objects.get(recipient=proposals[1].author).fields
    assert fields["reason"] == "over_budget"
    assert (fields["votes"], fields["left"], fields["cost"]) == (2, "20,000", "30,000")
    assert "20,000" in result_kind.body(fields)


def test_nothing_is_told_before_publication_or_about_what_is_gone():
    contest, manager, proposals = voted()
    assert tell_result(code=proposals[0].code, now=VOTING) == 0
    published(contest, manager)
    Proposal.objects.filter(pk=proposals[0].pk).update(state=ProposalState.HIDDEN)
    assert tell_result(code=proposals[0].code, now=PUBLISHED) == 0
    assert tell_result(code="nothing-here", now=PUBLISHED) == 0
    assert not Notice.objects.exists()


def test_proposals_that_did_not_come_to_the_vote_hear_why():
    contest, manager, proposals = voted()
    late = ProposalFactory(contest=contest, community=proposals[0].community, published_at=FROZEN)
    published(contest, manager)
    tell_result(code=late.code, now=PUBLISHED)
    fields = Notice.objects.get(recipient=late.author).fields
    assert fields["reason"] == "not_on_ballot"
    type(contest).objects.update(endorsements_needed=5)
    late.author.notices.all().delete()
    tell_result(code=late.code, now=PUBLISHED)
    fields = Notice.objects.get(recipient=late.author).fields
    assert (fields["reason"], fields["needed"], fields["had"]) == ("too_few_endorsements", 5, 0)


@pytest.mark.parametrize(
    "reason", ["over_budget", "no_votes", "beyond_winners", "after_cut", "withdrawn", "too_few_endorsements", "other"]
)
def test_every_reason_has_words(reason):
    fields = {"title": "旧车棚", "contest": "大赛", "selected": False, "reason": reason, "votes": 3}
    fields |= {"left": "1", "cost": "2", "needed": 5, "had": 2}
    assert result_kind.body(fields).count("\n") == 1
    assert "%(" not in result_kind.body(fields) + result_kind.title(fields)
    chosen = fields | {"selected": True, "reason": "selected"}
    assert "3" in result_kind.body(chosen)


def test_proposal_taken_off_the_ballot_is_left_out_of_the_count():
    contest, manager, proposals = voted()
    take_option_out(proposals[0], manager, VOTING)
    contest = count_contest(code=contest.code, actor=None, now=COUNTED)
    view = result(contest.poll)
    assert [row.code for row in view.selected] == [proposals[1].code, proposals[2].code]
    assert view.spent_cny == Decimal(40_000)
    assert Choice.objects.count() == 6
    assert OPENS < VOTING
    assert STARTS < OPENS


# the community's opinion


def test_moderator_writes_and_takes_back_the_communitys_opinion():
    proposal = ProposalFactory()
    moderator = AppointmentFactory(community=proposal.community).user
    text = "社区愿意出人手，<b>费用</b>也合适。"
    assert write_opinion(code=proposal.code, text=text, actor=moderator, now=VOTING).community_opinion == (
        "社区愿意出人手，费用也合适。"
    )
    write_opinion(code=proposal.code, text=text, actor=moderator, now=VOTING)
    write_opinion(code=proposal.code, text="", actor=moderator, now=VOTING)
    proposal.refresh_from_db()
    assert proposal.community_opinion == ""


def test_opinion_is_for_staff_of_the_community_and_never_on_ones_own():
    proposal = ProposalFactory()
    street_manager = make_manager(proposal.contest.subdistrict)
    write_opinion(code=proposal.code, text="好", actor=street_manager, now=VOTING)
    for stranger in (AnonymousUser(), proposal.author, UserFactory(), AppointmentFactory().user, make_manager()):
        with pytest.raises(Hidden):
            write_opinion(code=proposal.code, text="不好", actor=stranger, now=VOTING)
    with pytest.raises(Invalid):
        write_opinion(code=proposal.code, text="长" * 501, actor=street_manager, now=VOTING)
    door = HouseholdFactory(community=proposal.community)
    moderator = AppointmentFactory(community=proposal.community).user
    ResidentFactory(user=moderator, community=proposal.community, household=door)
    proposal.author.resident.household = door
    proposal.author.resident.save()
    with pytest.raises(Forbidden):
        write_opinion(code=proposal.code, text="很好", actor=moderator, now=VOTING)
    proposal.refresh_from_db()
    assert proposal.community_opinion == "好"
