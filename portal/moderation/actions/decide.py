from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.communities.models import Community
from portal.core import audit
from portal.core.errors import Forbidden, Hidden, Invalid, Refusal, WrongState
from portal.core.text import plain
from portal.moderation.actions.settle import settle
from portal.moderation.enums import Decision, SubmissionEvent, SubmissionState
from portal.moderation.lifecycle import SUBMISSION
from portal.moderation.models import Ruling, Submission
from portal.moderation.rules import can_decide, can_see_in_inbox
from portal.notices.actions import notify

REASON_NEEDED = (Decision.RETURN, Decision.HIDE)


def locked_for(code: str, actor: Any, seen: str = "") -> Submission:
    """The submission, locked, for somebody who may decide on it.

    Raises Hidden (not in their inbox), Forbidden (their own, or their household's) or WrongState where `seen`, the
    `Submission.version` they had before their eyes, is not how it stands.
    """
    submission = Submission.objects.locked(code)
    if not can_see_in_inbox(actor, submission):
        raise Hidden
    if not can_decide(actor, submission):
        raise Forbidden(_("You or your household wrote this: somebody else has to decide."))
    if seen and seen != submission.version:
        raise WrongState(_overtaken(submission, seen, actor))
    return submission


def _overtaken(submission: Submission, seen: str, actor: Any) -> str:
    state = {"state": SubmissionState(submission.state).label}
    if not seen.startswith(f"{submission.round}-"):
        return _("The author has changed it and handed it in again: please read it anew.")
    if submission.decided_by_id == actor.pk:
        return _("You have decided this already: it is %(state)s.") % state
    return _("Somebody else was quicker: it is %(state)s now.") % state


@transaction.atomic
def decide_submission(
    *, code: str, decision: Decision, actor: Any, reason: str = "", now: datetime, seen: str = ""
) -> Submission:
    """Approve, return, hide or restore; the author hears what happened and why.

    `seen` is the `version` of what the actor read; "" for whatever is there. Raises Hidden, Forbidden (own or
    household's), Invalid (a return or hiding without a reason) or WrongState (somebody else was quicker, or the state
    does not allow it). Nothing changes when it raises.
    """
    submission = locked_for(code, actor, seen)
    reason = plain(reason)[:500]
    SUBMISSION.advance(SubmissionState(submission.state), SubmissionEvent(decision.value))
    if decision in REASON_NEEDED and not reason:
        raise Invalid(_("Please say why: the author will read it."), reason=_("Write a reason."))
    return settle(submission, decision, actor=actor, reason=reason, now=now)


@transaction.atomic
def forward_submission(
    *, code: str, community: Community, actor: Any, reason: str, now: datetime, seen: str = ""
) -> Submission:
    """Pass a waiting submission on to the moderators of another community, who then have it alone.

    Raises as `decide_submission`, and Invalid where it lies there already.
    """
    submission = locked_for(code, actor, seen)
    state = SUBMISSION.advance(SubmissionState(submission.state), SubmissionEvent.FORWARD)
    reason = plain(reason)[:500]
    if not reason:
        raise Invalid(_("Please say why you pass it on."), reason=_("Write a reason."))
    if submission.inbox_id == community.pk:
        raise Invalid(_("It lies with that community already."), community=_("Choose another community."))
    submission.state, submission.inbox = state, community
    submission.save(update_fields=["state", "inbox"])
    ruling = Ruling.objects.create(
        submission=submission,
        event=SubmissionEvent.FORWARD,
        actor=actor,
        reason=reason,
        round=submission.round,
        at=now,
    )
    audit.record("moderation.forward", submission, actor, reason=reason, to=community.slug)
    notify(
        kind="moderation.forwarded",
        recipients=[submission.author_id],
        subject=submission.code,
        event=f"forward:{ruling.pk}",
        fields={"title": submission.title, "community": community.title, "reason": reason},
        url=submission.get_absolute_url(),
        now=now,
    )
    return submission


@dataclass(frozen=True)
class BulkOutcome:
    """What became of one of many: `refusal` is None where the decision was made."""

    code: str
    refusal: Refusal | None


def decide_in_bulk(
    *, items: Iterable[tuple[str, str]], decision: Decision, actor: Any, reason: str = "", now: datetime
) -> list[BulkOutcome]:
    """The same decision on several submissions, given as (code, version seen), each in a transaction of its own.

    One refusal stops no other. The same code twice counts once.
    """
    outcomes = []
    for code, seen in dict(items).items():
        refusal = None
        try:
            decide_submission(code=code, decision=decision, actor=actor, reason=reason, now=now, seen=seen)
        except Refusal as error:
            refusal = error
        outcomes.append(BulkOutcome(code, refusal))
    return outcomes
