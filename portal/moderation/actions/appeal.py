from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.rules import require_signed_in
from portal.core import audit
from portal.core.errors import Forbidden, Hidden, Invalid, OutsideWindow, WrongState
from portal.core.text import plain
from portal.moderation.actions.decide import locked_for
from portal.moderation.actions.settle import settle
from portal.moderation.enums import AppealState, Decision
from portal.moderation.lifecycle import APPEALABLE_STATES
from portal.moderation.models import Appeal, Submission
from portal.moderation.queries.story import ruling_in_force
from portal.moderation.rules import appeal_until, can_decide_appeal, is_author
from portal.notices.actions import notify

APPEAL_PROMISED = timedelta(days=3)
MAX_TEXT = 1000


@transaction.atomic
def appeal_decision(*, code: str, actor: Any, text: str, now: datetime) -> Appeal:
    """Object to a return or a hiding: once, within 15 days, to a different person, who answers within 3 days.

    Raises SignInNeeded, Hidden (not theirs), WrongState (nothing to appeal against, or appealed already), OutsideWindow
    or Invalid.
    """
    require_signed_in(actor)
    submission = Submission.objects.locked(code)
    if not is_author(actor, submission):
        raise Hidden
    ruling = ruling_in_force(submission)
    if ruling is None or submission.state not in APPEALABLE_STATES:
        raise WrongState(_("There is no decision here that you could appeal against."))
    if Appeal.objects.filter(ruling=ruling).exists():
        raise WrongState(_("You have appealed against this decision already: once is enough."))
    if now >= appeal_until(ruling.at):
        raise OutsideWindow(_("The 15 days in which you could appeal are over."))
    words = plain(text)
    if not 1 <= len(words) <= MAX_TEXT:
        raise Invalid(_("Please say in up to 1,000 characters why you disagree."), text=_("Between 1 and 1,000."))
    submission.waiting_since, submission.due_at = now, now + APPEAL_PROMISED
    submission.save(update_fields=["waiting_since", "due_at"])
    appeal = Appeal.objects.create(
        submission=submission,
        ruling=ruling,
        text=words,
        against=submission.decided_by,
        made_at=now,
        due_at=submission.due_at,
    )
    audit.record("moderation.appeal", submission, actor)
    return appeal


@transaction.atomic
def decide_appeal(*, code: str, overturn: bool, actor: Any, answer: str, now: datetime) -> Appeal:
    """Answer an appeal: the decision stands, or the thing is published after all.

    `code` is the submission's. Raises Hidden, Forbidden (own, household's, or the one who decided before), WrongState
    (no open appeal) or Invalid (no answer).
    """
    submission = locked_for(code, actor)
    appeal = Appeal.objects.open().filter(submission=submission).first()
    if appeal is None:
        raise WrongState(_("There is no open appeal here any more."))
    if not can_decide_appeal(actor, submission):
        raise Forbidden(_("You made the decision: somebody else has to answer the appeal."))
    words = plain(answer)[:500]
    if not words:
        raise Invalid(_("Please give the author an answer."), answer=_("Write an answer."))
    appeal.state = AppealState.OVERTURNED if overturn else AppealState.UPHELD
    appeal.decided_at, appeal.decided_by, appeal.answer = now, actor, words
    appeal.save(update_fields=["state", "decided_at", "decided_by", "answer"])
    audit.record("moderation.answer_appeal", submission, actor, overturned=overturn, answer=words)
    if overturn:
        settle(submission, Decision.RESTORE, actor=actor, reason=words, now=now)
    else:
        notify(
            kind="moderation.appeal_answered",
            recipients=[submission.author_id],
            subject=submission.code,
            event=f"upheld:{appeal.pk}",
            fields={"title": submission.title, "answer": words},
            url=submission.get_absolute_url(),
            now=now,
        )
    return appeal
