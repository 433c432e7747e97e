"""For, against, abstain: adopted or not, by quorum and threshold as exact fractions.

The Urban Residents' Committee Organisation Law (城市居民委员会组织法, in force 2026-01-01) asks of a residents' meeting
过半数 of all entitled as quorum and 过半数 of those attending to pass; of a meeting of delegates 三分之二以上 as
quorum. Those attending (出席) who abstain or do not vote at all stay in the base `present`: their number is fixed when
the vote opens.
In statutes 以上 includes the number and 过半数 / 超过 does not (民法典 Art. 1259). These are defaults of a body,
to be confirmed by the operator's counsel.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

YES, NO, ABSTAIN = "yes", "no", "abstain"
Basis = Literal["roll", "present", "taking_part"]
BASES = ("roll", "present", "taking_part")


@dataclass(frozen=True)
class Share:
    """At least (inclusive, 以上) or more than (strict, 过半数) a fraction of a base."""

    fraction: Fraction
    strict: bool
    basis: Basis

    def met(self, part: int, whole: int) -> bool:
        """Whether `part` of `whole` reaches the share; never of an empty whole."""
        if whole <= 0:
            return False
        share = Fraction(part, whole)
        return share > self.fraction if self.strict else share >= self.fraction

    def needed(self, whole: int) -> int:
        """The smallest number that reaches the share of `whole`."""
        exact = self.fraction * whole
        floor = exact.numerator // exact.denominator
        return floor + 1 if self.strict or floor < exact else floor

    def as_json(self) -> dict[str, Any]:
        return {
            "fraction": f"{self.fraction.numerator}/{self.fraction.denominator}",
            "strict": self.strict,
            "basis": self.basis,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Share":
        """Raises ValueError for a share outside [0, 1] or an unknown basis."""
        fraction = Fraction(data["fraction"])
        if not 0 <= fraction <= 1 or data["basis"] not in BASES:
            raise ValueError(f"not a share: {dict(data)}")
        return cls(fraction, bool(data["strict"]), data["basis"])


@dataclass(frozen=True)
class DecisionRule:
    """Quorum: which share must take part. Threshold: which share must say yes. Abstentions count in every base.

    Where the quorum's base is the roll and the threshold's is `present`, as in a meeting, those present reach the
    quorum, voting or not.
    """

    quorum: Share
    threshold: Share

    @property
    def asks_present(self) -> bool:
        """Whether it can only be applied where the number of those present is known."""
        return "present" in (self.quorum.basis, self.threshold.basis)

    def of_those_present(self) -> "DecisionRule":
        """The rule as a meeting applies it: of those attending (出席), not of those who voted."""
        threshold = self.threshold
        if threshold.basis == "taking_part":
            threshold = Share(threshold.fraction, threshold.strict, "present")
        return DecisionRule(self.quorum, threshold)

    def as_json(self) -> dict[str, Any]:
        return {"quorum": self.quorum.as_json(), "threshold": self.threshold.as_json()}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "DecisionRule":
        return cls(Share.from_json(data["quorum"]), Share.from_json(data["threshold"]))


HALF = Fraction(1, 2)
RESIDENTS_MEETING = DecisionRule(Share(HALF, True, "roll"), Share(HALF, True, "taking_part"))
DELEGATES_MEETING = DecisionRule(Share(Fraction(2, 3), False, "roll"), Share(HALF, True, "taking_part"))


def decide(rule: DecisionRule, votes: Mapping[str, int], roll_size: int, present: int | None = None) -> dict[str, Any]:
    """`votes` for yes, no and abstain, judged by `rule`. A tie between yes and no fails under every rule.

    `present` is how many attended when the vote opened; who votes attends, so the base is never below those taking
    part. Raises ValueError where the rule asks for it and it is not given.

    Answers {counts, quorum, threshold, tie, adopted, reason}; reason is adopted | no_quorum | tie | below_threshold.
    """
    counts = {name: votes.get(name, 0) for name in (YES, NO, ABSTAIN)}
    taking_part = sum(counts.values())
    if present is None and rule.asks_present:
        raise ValueError("this rule asks how many were present")
    attending = max(present or 0, taking_part)
    bases = {"roll": roll_size, "present": attending, "taking_part": taking_part}
    came = attending if rule.asks_present else taking_part
    judged = {}
    for name, share, part in (("quorum", rule.quorum, came), ("threshold", rule.threshold, counts[YES])):
        whole = bases[share.basis]
        judged[name] = {
            **share.as_json(),
            "base": whole,
            "needed": share.needed(whole),
            "have": part,
            "met": share.met(part, whole),
        }
    tie = counts[YES] == counts[NO]
    if not judged["quorum"]["met"]:
        reason = "no_quorum"
    elif tie:
        reason = "tie"
    else:
        reason = "adopted" if judged["threshold"]["met"] else "below_threshold"
    return {"counts": counts, **judged, "tie": tie, "adopted": reason == "adopted", "reason": reason}
