from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.rules import require_verified_phone
from portal.core import audit
from portal.core.errors import Forbidden, Invalid
from portal.core.text import plain
from portal.discussions.enums import ReportReason
from portal.discussions.models import Comment, CommentReport
from portal.discussions.rules import can_report_comment
from portal.moderation.actions import queue_again
from portal.moderation.models import Submission


@transaction.atomic
def report_comment(*, code: str, reason: str, actor: Any, now: datetime, words: str = "") -> CommentReport:
    """Ask a person to look at a published comment; it stays where it is until they have. Twice counts once.

    Raises SignInNeeded, VerificationNeeded, Hidden, Forbidden (one's own, or the community's), Invalid (field "reason")
    or WrongState (taken back meanwhile).
    """
    require_verified_phone(actor)
    comment = Comment.objects.known(code, actor)
    if comment.submission is None:
        raise Forbidden(_("This is the community's own answer. If it is wrong, please call the community."))
    if not can_report_comment(actor, comment):
        raise Forbidden(_("It is your own comment: you can remove it."))
    if reason not in ReportReason.values:
        refusal = _("Choose one of the reasons offered.")
        raise Invalid(refusal, reason=refusal)
    submission = Submission.objects.locked(comment.submission.code)
    report, first = CommentReport.objects.get_or_create(
        comment=comment,
        reporter=actor,
        defaults={"reason": reason, "words": plain(words)[:200], "made_at": now},
    )
    if first:
        queue_again(submission=submission, now=now)
        audit.record("discussions.report", comment, actor, reason=reason)
    return report
