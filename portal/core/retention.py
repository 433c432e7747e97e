"""What is deleted, when, and why: rooms register a rule each, and one sweep a night keeps them all (PIPL Arts 19, 47).

What has to stay (the audit log: six months at least, 等保 2.0; rolls, ballots, consents) has no rule and stays.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise

from portal.core.models import RetentionRun
from portal.core.ports import Registry


@dataclass(frozen=True)
class RetentionRule:
    """`sweep(before)` deletes what is older than `before` and returns how many. Doing it again is harmless.

    `kept` is how long; `why` says why no longer and no shorter, in words for the staff.
    """

    key: str
    what: str | Promise
    kept: timedelta
    why: str | Promise
    sweep: Callable[[datetime], int]


retention_rules: Registry[RetentionRule] = Registry("retention rules")


@dataclass(frozen=True)
class RuleStanding:
    """A rule, and what its last sweep did; None before the first."""

    rule: RetentionRule
    last: RetentionRun | None


def sweep_all(*, now: datetime) -> dict[str, int]:
    """Keep every rule and write down how many were deleted, never what. One rule that fails does not stop the others.

    Raises ExceptionGroup with what failed, after all had their turn.
    """
    done: dict[str, int] = {}
    failed: list[Exception] = []
    for rule in retention_rules:
        try:
            done[rule.key] = rule.sweep(now - rule.kept)
        except Exception as error:
            failed.append(error)
        else:
            RetentionRun.objects.update_or_create(key=rule.key, defaults={"at": now, "removed": done[rule.key]})
    if failed:
        raise ExceptionGroup("sweeps failed", failed)
    return done


def standings() -> list[RuleStanding]:
    """All rules by name with their last sweep. One query."""
    last = {run.key: run for run in RetentionRun.objects.all()}
    return [RuleStanding(rule, last.get(rule.key)) for rule in retention_rules]
