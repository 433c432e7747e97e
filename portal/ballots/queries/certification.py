"""What stands between a count and its certificate, and what the certificate states."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from portal.ballots.enums import BallotAct, Blocker, Decision
from portal.ballots.facts import facts_of
from portal.ballots.models import CountedBallot, Exclusion, Objection, Poll, ResultVersion
from portal.ballots.queries.counts import file_receipt
from portal.ballots.rules import result_is_public


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


def answered_objections(poll: Poll) -> list[Objection]:
    """Answered ones in the order of filing; of these the answers are public, the objectors are not. One query."""
    return list(poll.objections.filter(answered_at__isnull=False))


def objections_of(poll: Poll, user) -> list[Objection]:
    """What `user` has filed against this result. One query, none for somebody not signed in."""
    return list(poll.objections.filter(by=user.pk)) if user.is_authenticated else []


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
    """What has to happen before the result can be certified; [] where nothing does. Two queries."""
    public = result_is_public(poll, now)
    standing = {
        Blocker.NOT_PUBLIC: not public or poll.objections_until is None,
        Blocker.WINDOW_OPEN: poll.objections_until is not None and now < poll.objections_until,
        Blocker.UNANSWERED: poll.objections.filter(answered_at__isnull=True).exists(),
        Blocker.UNDECIDED: poll.exclusions.filter(state=Decision.WAITING).exists(),
    }
    return [blocker for blocker, stands in standing.items() if stands]


def certificate_data(poll: Poll, took_part: int) -> dict[str, Any]:
    """What a certificate states, as JSON: digests, counts, ballots left out with reasons, objections. Four queries."""
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
        "excluded": excluded_counts(poll),
        "restored": acts[BallotAct.RESTORE, Decision.DONE],
        "refused": acts[BallotAct.EXCLUDE, Decision.REFUSED] + acts[BallotAct.RESTORE, Decision.REFUSED],
        "versions": poll.result_versions.count(),
        "objections": {"filed": objections.filed, "upheld": objections.upheld, "rejected": objections.rejected},
        "objections_until": poll.objections_until,
        "counted_at": poll.counted_at,
    }


def receipt_in_file(poll: Poll, user_id: int) -> str:
    """The code that `user_id`'s ballot carries in the file, whether they voted or not. Raises KeyUnavailable."""
    facts = facts_of(poll)
    return file_receipt(facts, facts.voter_key(user_id))


def ballot_in_file(poll: Poll, receipt: str) -> CountedBallot | None:
    """The counted ballot under a code as the file has it, receipts given out or not."""
    code = "".join(receipt.split()).replace("-", "").lower()
    return poll.counted_ballots.filter(receipt=code).first()
