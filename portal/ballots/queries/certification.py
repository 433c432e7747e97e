"""What stands between a count and its certificate, and what the certificate states."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from portal.ballots.enums import BallotAct, Blocker, Decision, ExclusionKind, SignalState
from portal.ballots.facts import facts_of
from portal.ballots.models import Certificate, CountedBallot, Exclusion, Objection, Poll, ResultVersion, SignalCheck
from portal.ballots.queries.counts import file_receipt
from portal.ballots.queries.signals import signal_counts
from portal.ballots.rules import result_is_public, takes_objections


@dataclass(frozen=True)
class ObjectionCounts:
    filed: int
    upheld: int
    rejected: int

    @property
    def waiting(self) -> int:
        return self.filed - self.upheld - self.rejected


def objection_counts(poll: Poll) -> ObjectionCounts:
    """One query."""
    found = poll.objections.aggregate(
        all=Count("pk"), yes=Count("pk", filter=Q(upheld=True)), no=Count("pk", filter=Q(upheld=False))
    )
    return ObjectionCounts(filed=found["all"], upheld=found["yes"], rejected=found["no"])


@dataclass(frozen=True)
class Review:
    """What became of a published result, for everybody: `mine` is the viewer's own, answered or not.

    `ground_counts`: label and number of ballots that are left out now.
    """

    counts: ObjectionCounts
    answered: tuple[Objection, ...]
    mine: tuple[Objection, ...]
    exclusions: tuple[Exclusion, ...]
    ground_counts: tuple[tuple[str, int], ...]
    open_until: datetime | None
    certified_at: datetime | None

    @property
    def versions(self) -> int:
        return 1 + len({(each.signal_id or f"-{each.pk}", each.decided_at) for each in self.exclusions})


def review(poll: Poll, viewer, now: datetime) -> Review:
    """Two queries."""
    objections = list(poll.objections.all())
    answered = tuple(each for each in objections if each.answered_at is not None)
    upheld = sum(each.upheld is True for each in answered)
    return Review(
        counts=ObjectionCounts(len(objections), upheld, len(answered) - upheld),
        answered=answered,
        mine=tuple(each for each in objections if viewer.is_authenticated and each.by_id == viewer.pk),
        exclusions=tuple(decided_exclusions(poll)),
        ground_counts=tuple((str(ExclusionKind(kind).label), n) for kind, n in excluded_counts(poll).items()),
        open_until=poll.objections_until if takes_objections(poll, now) else None,
        certified_at=poll.certified_at,
    )


def filed_objections(user: Any) -> list[Objection]:
    """All that `user` ever filed, newest first, with their polls. One query."""
    found = Objection.objects.filter(by=user.pk).select_related("poll")
    return list(found.order_by("-filed_at", "-pk"))


def decided_exclusions(poll: Poll) -> list[Exclusion]:
    """Ballots left out or taken back in, with reasons, in the order of the versions they led to. One query."""
    return list(poll.exclusions.filter(state=Decision.DONE).order_by("decided_at", "pk"))


def excluded_counts(poll: Poll) -> dict[str, int]:
    """How many ballots are left out now, by ground; {} for none. As stored in the result, so no query."""
    return dict((poll.result or {}).get("excluded", {}))


def result_versions(poll: Poll) -> list[ResultVersion]:
    """The history of the result with what led to each version, newest first. One query."""
    return list(poll.result_versions.select_related("exclusion").order_by("-number"))


def blockers(poll: Poll, now: datetime) -> list[Blocker]:
    """What has to happen before the result can be certified; [] where nothing does. Four queries."""
    public = result_is_public(poll, now)
    standing = {
        Blocker.NOT_PUBLIC: not public or poll.objections_until is None,
        Blocker.WINDOW_OPEN: poll.objections_until is not None and now < poll.objections_until,
        Blocker.UNANSWERED: poll.objections.filter(answered_at__isnull=True).exists(),
        Blocker.UNDECIDED: poll.exclusions.filter(state=Decision.WAITING).exists(),
        Blocker.UNCHECKED: not SignalCheck.objects.filter(poll=poll).exists()
        or poll.signals.filter(state=SignalState.NOTED).exists(),
    }
    return [blocker for blocker, stands in standing.items() if stands]


def certificate_data(poll: Poll, took_part: int) -> dict[str, Any]:
    """What a certificate states, as JSON: digests, counts, ballots left out with reasons, objections. Six queries."""
    stored: dict[str, Any] = poll.result or {}
    objections = objection_counts(poll)
    acts = Counter(poll.exclusions.values_list("act", "state"))
    return {
        "title": poll.title,
        "result_digest": poll.result_digest,
        "roll_digest": poll.roll.digest,
        "roll_size": poll.roll.size,
        "on_ballots": stored["taking_part"],
        "marked": took_part,
        "choices": stored["choices"],
        "channels": {way: told["ballots"] for way, told in stored.get("channels", {}).items()},
        "papers": stored.get("papers"),
        "signals": signal_counts(poll),
        "excluded": excluded_counts(poll),
        "restored": acts[BallotAct.RESTORE, Decision.DONE],
        "refused": acts[BallotAct.EXCLUDE, Decision.REFUSED] + acts[BallotAct.RESTORE, Decision.REFUSED],
        "versions": poll.result_versions.count(),
        "objections": {"filed": objections.filed, "upheld": objections.upheld, "rejected": objections.rejected},
        "objections_until": poll.objections_until,
        "counted_at": poll.counted_at,
    }


def given_certificate(poll: Poll) -> Certificate | None:
    """With the names of the two people; None before certification. One query."""
    found = Certificate.objects.filter(poll=poll, certified_at__isnull=False)
    return found.select_related("proposed_by", "certified_by").first()


def receipt_in_file(poll: Poll, user_id: int) -> str:
    """The code that `user_id`'s ballot carries in the file, whether they voted or not. Raises KeyUnavailable."""
    facts = facts_of(poll)
    return file_receipt(facts, facts.voter_key(user_id))


def ballot_in_file(poll: Poll, receipt: str) -> CountedBallot | None:
    """The counted ballot under a code as the file has it, receipts given out or not."""
    code = "".join(receipt.split()).replace("-", "").lower()
    return poll.counted_ballots.filter(receipt=code).first()
