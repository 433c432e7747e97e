"""What 我的 lists of proposals and contests: what somebody wrote, seconded, voted in and follows."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.ballots.models import Objection, Poll
from portal.ballots.queries import BallotView, ResultRow, ballots_of, on_paper
from portal.core import clock
from portal.core.my_items import MyItem
from portal.core.templatetags.linli import when
from portal.discussions.models import ThreadFollow
from proposals.dates import until
from proposals.enums import Feature, ProposalState
from proposals.models import Endorsement, Phase, Proposal
from proposals.phases import kinds_opening
from proposals.queries.evaluation import waiting_reviews
from proposals.queries.mergers import merged_words
from proposals.queries.outcomes import outcomes
from proposals.rules import READABLE

AT_MOST = 50
VOTES_SHOWN_FOR = timedelta(days=365)
TONES = {
    ProposalState.IN_REVIEW: "wait",
    ProposalState.RETURNED: "agate",
    ProposalState.PUBLISHED: "done",
    ProposalState.HIDDEN: "agate",
    ProposalState.MERGED: "done",
    ProposalState.DIVIDED: "done",
}


def my_proposal_items(user: Any) -> list[MyItem]:
    """Everything `user` did with proposals. The number of queries does not grow with what is found."""
    now = clock.now()
    return [
        *_to_score(user),
        *_written(user, now),
        *_seconded_and_followed(user, now),
        *_votes(user, now),
        *_objections(user),
    ]


def my_next_steps(user: Any, now: datetime) -> list[MyItem]:
    """What waits for `user`: open votes with votes left, what came back for changes, drafts. Three queries at most.

    Proposals are left out once their contest no longer takes them.
    """
    open_polls = list(_polls_of(user).filter(opens_at__lte=now, closes_at__gt=now)[:AT_MOST])
    ballots = ballots_of(open_polls, user)
    votes = [_vote_item(poll, ballots[poll.pk], now) for poll in open_polls if ballots[poll.pk].slots_left]
    unfinished = _written_by(user).filter(
        Q(_still_taken(Feature.EDIT, now), state=ProposalState.RETURNED)
        | Q(_still_taken(Feature.SUBMIT, now), state=ProposalState.DRAFT)
    )
    proposals = sorted(unfinished[:AT_MOST], key=lambda proposal: proposal.state == ProposalState.DRAFT)
    return [*votes, *(_written_item(proposal, None) for proposal in proposals)]


def _to_score(user: Any) -> Iterator[MyItem]:
    """One line where proposals wait for somebody's scores. One query."""
    waiting = waiting_reviews(user)
    if waiting:
        yield MyItem(
            title=_("Proposals to score"),
            url=reverse("proposals:desk"),
            state_label=ngettext("%d waits", "%d wait", len(waiting)) % len(waiting),
            state_tone="wait",
            at=max(waiting),
            kind_label=_("reviewer"),
        )


def _still_taken(feature: Feature, now: datetime) -> Exists:
    """Whether a phase of the proposal's contest that opens `feature` is open or still to come."""
    phases = Phase.objects.filter(contest=OuterRef("contest"), kind__in=kinds_opening(feature), closes_at__gt=now)
    return Exists(phases)


def _written_by(user: Any) -> QuerySet[Proposal]:
    mine = Proposal.objects.filter(author=user.pk).select_related("contest", "submission", "option", "merged_into")
    return mine.order_by("-created_at", "-pk")


def _written(user: Any, now: datetime) -> Iterator[MyItem]:
    written = list(_written_by(user)[:AT_MOST])
    results = outcomes(written, now)
    for proposal in written:
        yield _written_item(proposal, results.get(proposal.pk))


def _written_item(proposal: Proposal, row: ResultRow | None) -> MyItem:
    state, tone = proposal.get_state_display(), TONES.get(ProposalState(proposal.state), "")
    if row is not None and proposal.state == ProposalState.PUBLISHED:
        state, tone = (_("selected"), "done") if row.selected else (_("not selected this time"), "")
    return MyItem(
        title=str(proposal),
        url=_way(proposal),
        state_label=state,
        state_tone=tone,
        at=proposal.saved_at or proposal.created_at,
        kind_label=_("my proposal"),
        action_hint=_hint(proposal),
    )


def _way(proposal: Proposal) -> str:
    if proposal.state == ProposalState.DRAFT:
        return reverse("proposals:resume", args=[proposal.code])
    if proposal.state in READABLE:
        return proposal.get_absolute_url()
    return reverse("proposals:state", args=[proposal.contest.code, proposal.code])


def _hint(proposal: Proposal) -> str:
    submission = proposal.submission
    match proposal.state:
        case ProposalState.DRAFT:
            return _("Go on writing")
        case ProposalState.IN_REVIEW if submission is not None:
            return _("You will have an answer by %s") % when(submission.due_at)
        case ProposalState.RETURNED | ProposalState.HIDDEN if submission is not None:
            return _("Reason: %s") % submission.reason
        case ProposalState.DIVIDED:
            return _("Its page leads to both parts")
        case ProposalState.MERGED if words := merged_words(proposal):
            return words
        case ProposalState.PUBLISHED if proposal.endorsement_count:
            return ngettext("%d neighbour seconds it", "%d neighbours second it", proposal.endorsement_count) % (
                proposal.endorsement_count
            )
    return ""


def _seconded_and_followed(user: Any, now: datetime) -> Iterator[MyItem]:
    mine, followed = Endorsement.objects.filter(user=user), ThreadFollow.objects.filter(user=user)
    others = (
        Proposal.objects.readable()
        .exclude(author=user)
        .select_related("contest", "option", "merged_into__contest")
        .annotate(seconded_at=Subquery(mine.filter(proposal=OuterRef("pk")).values("created_at")[:1]))
    )
    found = others.filter(Q(pk__in=mine.values("proposal")) | Q(thread__in=followed.values("thread")))
    listed: list[Any] = list(found.order_by("-published_at", "-pk")[:AT_MOST])
    results = outcomes(listed, now)
    for proposal in listed:
        row = results.get(proposal.pk)
        elsewhere = proposal.state in (ProposalState.MERGED, ProposalState.DIVIDED)
        state = proposal.get_state_display() if elsewhere else _("selected") if row and row.selected else ""
        yield MyItem(
            title=proposal.title,
            url=proposal.get_absolute_url(),
            state_label=state,
            state_tone="done",
            action_hint=merged_words(proposal),
            at=proposal.seconded_at or proposal.published_at or proposal.created_at,
            kind_label=_("seconded") if proposal.seconded_at else _("followed"),
        )


def _polls_of(user: Any) -> QuerySet[Poll]:
    """The votes of announced contests on whose roll `user` stands, the latest first."""
    polls = Poll.objects.votable_by(user).filter(contest__announced_at__isnull=False).annotate(on_paper=on_paper(user))
    return polls.select_related("contest").defer("result").order_by("-opens_at")


def _votes(user: Any, now: datetime) -> Iterator[MyItem]:
    """One line for each vote on whose roll `user` stands; what they chose is not told, only how many votes are left."""
    listed = list(_polls_of(user).filter(opens_at__lte=now, closes_at__gt=now - VOTES_SHOWN_FOR)[:AT_MOST])
    ballots = ballots_of(listed, user)
    for poll in listed:
        yield _vote_item(poll, ballots[poll.pk], now)


def _objections(user: Any) -> Iterator[MyItem]:
    """What `user` objected to; one query."""
    found = Objection.objects.filter(by=user.pk, poll__contest__isnull=False).select_related("poll__contest")
    for each in found.order_by("-filed_at", "-pk")[:AT_MOST]:
        contest = each.poll.contest
        waiting = each.answered_at is None
        answered = _("upheld") if each.upheld else _("not upheld")
        yield MyItem(
            title=contest.title,
            url=reverse("proposals:result", args=[contest.code]) + "#objections",
            state_label=_("waits for an answer") if waiting else answered,
            state_tone="wait" if waiting else "done",
            at=each.answered_at or each.filed_at,
            kind_label=_("my objection"),
        )


def _vote_item(poll: Poll, ballot: BallotView, now: datetime) -> MyItem:
    contest, took_part = poll.contest, ballot.took_part
    if poll.is_open(now):
        left = ngettext("You have %d vote left", "You have %d votes left", ballot.slots_left) % ballot.slots_left
        hint = _("%(left)s, until %(end)s") % {"left": left, "end": until(poll.closes_at, now)}
        hint = _("You have voted on paper") if ballot.on_paper else hint
        label, tone = (_("voting, you took part"), "done") if took_part else (_("voting"), "live")
        url = reverse("proposals:vote", args=[contest.code])
    else:
        hint = ""
        label, tone = (_("you took part"), "done") if took_part else (_("you did not vote"), "")
        url = reverse("proposals:result", args=[contest.code])
    return MyItem(contest.title, url, label, tone, poll.opens_at, _("vote"), hint)
