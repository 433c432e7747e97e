"""Who may vote and read. Each predicate has its twin in `PollQuerySet`; property tests hold them together."""

from datetime import datetime
from typing import Any

import rules

from portal.accounts.enums import Role
from portal.accounts.queries import communities_of, holds_any, subdistricts_managed_by

SMALLEST_SECRET_ROLL = 20


@rules.predicate
def is_on_roll(user, poll: Any) -> bool:
    return bool(user.is_authenticated) and poll.roll.entries.filter(user=user.pk).exists()


@rules.predicate
def manages_poll(user, poll: Any) -> bool:
    """Holds an office in force over the poll's sub-district or community; a district administrator over every poll."""
    if holds_any(user, [Role.DISTRICT_ADMIN]):
        return True
    if poll.community_id and communities_of(user).filter(pk=poll.community_id).exists():
        return True
    return bool(poll.subdistrict_id) and subdistricts_managed_by(user).filter(pk=poll.subdistrict_id).exists()


def is_public(poll: Any, at: datetime) -> bool:
    """Everybody may see the poll. Unset means its managers alone."""
    return bool(poll.public_from and poll.public_from <= at)


def can_view_poll(user: Any, poll: Any, at: datetime) -> bool:
    return is_public(poll, at) or manages_poll(user, poll)


def result_is_public(poll: Any, at: datetime) -> bool:
    """Counted, and the moment set for publication has come. Standings before that are never shown to anybody."""
    return bool(poll.counted_at and poll.results_public_at and poll.results_public_at <= at)


def takes_objections(poll: Any, at: datetime) -> bool:
    """The result is public and the time for objections is not over."""
    return result_is_public(poll, at) and poll.objections_until is not None and at < poll.objections_until


def turnout_is_public(poll: Any, at: datetime) -> bool:
    """After closing always; while open only where the organiser chose to show it."""
    return poll.closes_at <= at or (poll.turnout_public and poll.opens_at <= at)


def secret_fits(roll_size: int) -> bool:
    """A secret poll needs at least 20 on the roll: among fewer, the result tells who chose what."""
    return roll_size >= SMALLEST_SECRET_ROLL
