"""What somebody can do now: in a contest, and with one proposal. The pages put it into words."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef

from portal.accounts.models import User
from portal.ballots.models import Poll
from portal.ballots.queries import BallotView, ResultRow, ballot_of
from portal.ballots.rules import result_is_public
from portal.discussions.models import ThreadFollow
from proposals.enums import Feature, ProposalState
from proposals.models import CoAuthor, Contest, Endorsement, Proposal
from proposals.models.division import of_origins
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
    says that they are known to live in another sub-district, `missed` that it is not on its contest's ballot. `carry`:
    they seconded an original of a merger, or what this is a part of, and may carry their support over to the joint
    proposal, this one or the one this was merged into, or to this part. `co_author`: they are named beside its
    author, or the joint one's; `offered`: they may be.
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
    carry: bool
    co_author: bool
    offered: bool


def side(proposal: Proposal, viewer: Any, now: datetime) -> Side:
    """At most two queries; takes a proposal with contest, poll, phases and option loaded."""
    poll = proposal.contest.poll
    counted = poll is not None and result_is_public(poll, now)
    outcome = outcomes([proposal], now).get(proposal.pk) if counted else None
    act = _proposal_act(proposal, outcome, now)
    ballot = ballot_of(poll, viewer) if act is Act.VOTE and poll is not None else None
    viewers = _viewers_own(proposal, viewer)
    elsewhere = viewers.home is not None and viewers.home != proposal.contest.subdistrict_id
    joint = proposal.merged_into or proposal
    return Side(
        act=act,
        poll=poll,
        ballot=ballot,
        chosen=bool(ballot and proposal.option and proposal.option.code in ballot.chosen),
        endorsed=viewers.endorsed,
        followed=viewers.followed,
        elsewhere=elsewhere,
        own=is_author(viewer, proposal),
        editable=can_edit_proposal(viewer, proposal),
        outcome=outcome,
        missed=missed_the_ballot(proposal),
        carry=viewers.of_original
        and not (viewers.of_joint or elsewhere or viewers.co_author or is_author(viewer, joint))
        and joint.state == ProposalState.PUBLISHED
        and Feature.ENDORSE in proposal.contest.features_at(now),
        co_author=viewers.co_author,
        offered=viewers.offered,
    )


class _Viewers(NamedTuple):
    """`of_original` and `of_joint`: whether they second what belongs to the same merger."""

    endorsed: bool = False
    followed: bool = False
    home: int | None = None
    of_original: bool = False
    of_joint: bool = False
    co_author: bool = False
    offered: bool = False


def _viewers_own(proposal: Proposal, viewer: Any) -> _Viewers:
    """What `viewer` did with it and with its merger, and the sub-district they are known to live in. One query."""
    if not viewer.is_authenticated:
        return _Viewers()
    joint = proposal.merged_into_id or proposal.pk
    theirs = Endorsement.objects.filter(user=OuterRef("pk"))
    follows = ThreadFollow.objects.filter(thread=proposal.thread_id, user=OuterRef("pk"))
    offers = CoAuthor.objects.filter(proposal=joint, user=OuterRef("pk"))
    asked = (
        Exists(theirs.filter(proposal=proposal)),
        Exists(follows),
        "resident__community__subdistrict",
        Exists(theirs.filter(of_origins(joint))),
        Exists(theirs.filter(proposal=joint)),
        Exists(offers.filter(accepted_at__isnull=False)),
        Exists(offers.filter(accepted_at=None)),
    )
    found = User.objects.filter(pk=viewer.pk).values_list(*asked).first()
    return _Viewers(*found) if found else _Viewers()


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
