"""What somebody can do now: in a contest, and with one proposal. The pages put it into words."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Exists, OuterRef

from portal.accounts.models import User
from portal.ballots.models import Poll
from portal.ballots.queries import BallotView, ResultRow, ballot_of
from portal.ballots.rules import result_is_public
from portal.discussions.models import ThreadFollow
from proposals.enums import Feature, ProposalState
from proposals.models import Contest, Endorsement, Proposal
from proposals.queries.outcomes import outcomes
from proposals.rules import can_edit_proposal, is_author


class Act(StrEnum):
    """The one thing that matters most now."""

    VOTE = "vote"
    WRITE = "write"
    SECOND = "second"
    OBJECT = "object"
    RESULT = "result"
    DISCUSS = "discuss"
    WAIT = "wait"
    OVER = "over"


@dataclass(frozen=True)
class Doing:
    """`until` is when it ends (for WAIT: when the next phase begins), None where nothing is dated.

    `ballot` is the viewer's own, None unless a vote is open.
    """

    act: Act
    until: datetime | None
    ballot: BallotView | None


def doing(contest: Contest, viewer: Any, now: datetime) -> Doing:
    """What `viewer` can do in the contest now. Two queries while a vote is open, none otherwise."""
    act = act_in(contest, now)
    if act is Act.VOTE and contest.poll is not None:
        return Doing(act, contest.poll.closes_at, ballot_of(contest.poll, viewer))
    if act is Act.WAIT:
        coming = contest.next_phase(now)
        return Doing(act, coming.opens_at if coming else None, None)
    phase = contest.phase_at(now)
    return Doing(act, phase.closes_at if phase else None, None)


def act_in(contest: Contest, now: datetime) -> Act:
    """What the contest is about now, whoever looks; no query where phases and poll are loaded."""
    features = contest.features_at(now)
    if contest.poll is not None and contest.poll.is_open(now):
        return Act.VOTE
    for feature, act in _BY_FEATURE:
        if feature in features:
            return act
    if contest.poll is not None and result_is_public(contest.poll, now):
        return Act.RESULT
    if Feature.COMMENT in features:
        return Act.DISCUSS
    return Act.WAIT if contest.next_phase(now) is not None else Act.OVER


_BY_FEATURE = ((Feature.SUBMIT, Act.WRITE), (Feature.ENDORSE, Act.SECOND), (Feature.OBJECT, Act.OBJECT))


@dataclass(frozen=True)
class Side:
    """What stands beside one proposal for one viewer.

    `act` is VOTE, SECOND, RESULT or WAIT; `chosen`, `endorsed` and `followed` are the viewer's own doing. `elsewhere`
    says that they are known to live in another sub-district, `missed` that it is not on its contest's ballot.
    """

    act: Act
    poll: Poll | None
    ballot: BallotView | None
    chosen: bool
    endorsed: bool
    followed: bool
    elsewhere: bool
    own: bool
    editable: bool
    outcome: ResultRow | None
    missed: bool


def side(proposal: Proposal, viewer: Any, now: datetime) -> Side:
    """At most two queries; takes a proposal with contest, poll, phases and option loaded."""
    poll = proposal.contest.poll
    counted = poll is not None and result_is_public(poll, now)
    outcome = outcomes([proposal], now).get(proposal.pk) if counted else None
    act = _proposal_act(proposal, outcome, now)
    ballot = ballot_of(poll, viewer) if act is Act.VOTE and poll is not None else None
    endorsed, followed, home = _viewers_own(proposal, viewer)
    return Side(
        act=act,
        poll=poll,
        ballot=ballot,
        chosen=bool(ballot and proposal.option and proposal.option.code in ballot.chosen),
        endorsed=endorsed,
        followed=followed,
        elsewhere=home is not None and home != proposal.contest.subdistrict_id,
        own=is_author(viewer, proposal),
        editable=can_edit_proposal(viewer, proposal),
        outcome=outcome,
        missed=missed_the_ballot(proposal),
    )


def _viewers_own(proposal: Proposal, viewer: Any) -> tuple[bool, bool, int | None]:
    """Whether `viewer` seconds and follows it, and the sub-district they are known to live in. One query."""
    if not viewer.is_authenticated:
        return False, False, None
    seconds = Endorsement.objects.filter(proposal=proposal, user=OuterRef("pk"))
    follows = ThreadFollow.objects.filter(thread=proposal.thread_id, user=OuterRef("pk"))
    asked = (Exists(seconds), Exists(follows), "resident__community__subdistrict")
    return User.objects.filter(pk=viewer.pk).values_list(*asked).first() or (False, False, None)


def missed_the_ballot(proposal: Proposal) -> bool:
    """The ballot of its contest was made without it: too few endorsements, or published too late."""
    return proposal.contest.poll_id is not None and proposal.option_id is None


def _proposal_act(proposal: Proposal, outcome: ResultRow | None, now: datetime) -> Act:
    if proposal.state != ProposalState.PUBLISHED:
        return Act.WAIT
    option, poll = proposal.option, proposal.contest.poll
    if option is not None and option.withdrawn_at is None and poll is not None and poll.is_open(now):
        return Act.VOTE
    if outcome is not None:
        return Act.RESULT
    return Act.SECOND if Feature.ENDORSE in proposal.contest.features_at(now) else Act.WAIT
