"""Counting, once, after the close; and setting the moment from which the result is public."""

import dataclasses
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext as _

from portal.ballots import queries
from portal.ballots.actions import box_postgres, box_sqlite
from portal.ballots.actions.signals import promise_look
from portal.ballots.facts import poll_facts
from portal.ballots.models import CountedBallot, Poll, ResultVersion
from portal.ballots.queries.papers import Pile
from portal.ballots.rules import result_is_public
from portal.ballots.tally.composite import unscored
from portal.ballots.tally.count import count
from portal.ballots.tally.digests import result_digest, roll_digest
from portal.core import audit
from portal.core.errors import OutsideWindow, WrongState

# A result is never certified sooner after its publication than this.
OBJECTION_PERIOD = timedelta(days=5)


@transaction.atomic
def count_poll(*, poll: Poll, actor, now: datetime, in_room: Sequence[Pile] = ()) -> Poll:
    """Count a closed poll and keep the ballots as counted, with receipt codes, for the ballot file.

    `in_room` are votes of a meeting that were counted and not named: so many for an option, and how they were given.
    The caller answers for them, and that nobody among them voted another way.

    Counting again changes nothing and answers the same poll. Raises OutsideWindow before the close and WrongState where
    the roll no longer has the digest that was published, score sheets are missing, or sign-in sheets or ballot boxes
    are not settled.
    """
    (box_postgres if connection.vendor == "postgresql" else box_sqlite).lock_for_count(poll.pk)
    poll = Poll.objects.select_for_update(of=("self",)).select_related("roll").get(pk=poll.pk)
    if poll.counted_at is not None:
        return poll
    if now < poll.closes_at:
        raise OutsideWindow(_("This vote has not closed yet. It is counted after the close."))
    if roll_digest(queries.entry_lines(poll.roll)) != poll.roll.digest:
        raise WrongState(_("The roll is not the one that was frozen. Nothing was counted."))
    terms = queries.election(poll)
    if missing := unscored(terms):
        raise WrongState(_("%d scores are missing, so this vote cannot be counted yet.") % len(missing))
    if waiting := queries.unsettled(poll):
        raise WrongState(_("Sign-in sheets or boxes are not settled: %s.") % ", ".join(sheet.code for sheet in waiting))
    gathered = queries.gathered(poll, poll_facts(poll.code), in_room)
    counted = [each for each in gathered.ballots if not each.excluded]
    poll.result = count(
        terms,
        [each.options for each in counted],
        [(each.excluded, each.options) for each in gathered.ballots if each.excluded],
        [each.channel for each in counted],
        gathered.papers,
    )
    poll.result_digest = result_digest(poll.result)
    poll.counted_at = now
    poll.save(update_fields=["result", "result_digest", "counted_at"])
    ResultVersion.objects.create(poll=poll, number=1, result=poll.result, digest=poll.result_digest, at=now)
    rows = [CountedBallot(poll=poll, **dataclasses.asdict(each)) for each in gathered.ballots]
    CountedBallot.objects.bulk_create(rows, batch_size=2000)
    promise_look(poll)
    audit.record("ballots.count_poll", poll, actor, result_digest=poll.result_digest, ballots=len(rows))
    return poll


@transaction.atomic
def publish_result(
    *,
    poll: Poll,
    actor,
    now: datetime,
    public_at: datetime | None = None,
    objections_until: datetime | None = None,
) -> Poll:
    """Make the result public from `public_at` (now where not given). What is public already stays so, unchanged.

    People on the roll may object until `objections_until`, and for OBJECTION_PERIOD after publication at least.
    Raises WrongState before the count.
    """
    poll = Poll.objects.select_for_update().get(pk=poll.pk)
    if poll.counted_at is None:
        raise WrongState(_("This vote has not been counted yet."))
    if result_is_public(poll, now) and poll.objections_until is not None:
        return poll
    public = poll.results_public_at if result_is_public(poll, now) else None
    poll.results_public_at = shown = public or public_at or now
    least = max(now, shown) + OBJECTION_PERIOD
    poll.objections_until = max(least, objections_until or least)
    poll.save(update_fields=["results_public_at", "objections_until"])
    audit.record("ballots.publish_result", poll, actor, public_at=shown.isoformat())
    return poll
