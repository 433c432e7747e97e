from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.rules import require_signed_in
from portal.core import audit
from portal.core.errors import Forbidden, Invalid, OutsideWindow
from portal.core.text import plain
from portal.discussions.actions.move import move
from portal.discussions.actions.write_comment import KIND, require_unlocked, sound_stance, sound_words
from portal.discussions.enums import CommentEvent, CommentState, RemovedBy
from portal.discussions.lifecycle import COMMENT
from portal.discussions.models import Comment, CommentVersion, Thread
from portal.discussions.rules import can_change_comment, can_remove_comment, is_editable
from portal.moderation.actions import submit_for_moderation, withdraw_submission
from portal.moderation.models import Submission


@transaction.atomic
def edit_comment(*, code: str, text: str, actor: Any, now: datetime, stance: str | None = None) -> Comment:
    """Change one's own comment within 15 minutes, or after it was returned; it goes past moderation again.

    The earlier words are kept. None leaves the stance as it was; the same words change nothing. Raises
    SignInNeeded, Hidden, Forbidden (somebody else's, or the community's), WrongState (taken back), OutsideWindow (too
    late, or the thread is closed) or Invalid (fields "text", "stance").
    """
    require_signed_in(actor)
    comment = Comment.objects.known(code, actor)
    if not can_change_comment(actor, comment):
        raise Forbidden(_("Only whoever wrote it can change it."))
    comment = _locked(comment)
    COMMENT.advance(CommentState(comment.state), CommentEvent.EDIT)
    require_unlocked(comment.thread, now)
    if not is_editable(comment, now):
        raise OutsideWindow(_("A comment can be changed for 15 minutes. You can remove it and write a new one."))
    words = sound_words(text)
    side = comment.stance if stance is None else sound_stance(stance, comment.parent)
    if (words, side) == (comment.text, comment.stance) and comment.state != CommentState.RETURNED:
        return comment
    CommentVersion.objects.create(
        comment=comment,
        text=comment.text,
        stance=comment.stance,
        written_at=comment.edited_at or comment.submitted_at,
        replaced_at=now,
    )
    move(comment, CommentEvent.EDIT, now)
    comment.text, comment.stance, comment.edited_at = words, side, now
    comment.save(update_fields=["text", "stance", "edited_at"])
    submit_for_moderation(
        kind=KIND,
        community=comment.thread.community,
        author=actor,
        title=comment.excerpt,
        text=words,
        url=comment.get_absolute_url(),
        now=now,
        previous=comment.submission,
    )
    audit.record("discussions.edit", comment, actor)
    return comment


@transaction.atomic
def remove_comment(*, code: str, actor: Any, now: datetime, reason: str = "") -> Comment:
    """Take back one's own comment, or an answer of the community one speaks for; a gap says who did it and why.

    Moderators hide what residents wrote in their inbox, not here. Raises SignInNeeded, Hidden, Forbidden
    (somebody else's), WrongState (taken back already) or Invalid (an answer of the community without a reason).
    """
    require_signed_in(actor)
    comment = Comment.objects.known(code, actor)
    if not can_remove_comment(actor, comment):
        raise Forbidden(_("Only whoever wrote it can remove it. You can report it, and a person will look at it."))
    comment = _locked(comment)
    COMMENT.advance(CommentState(comment.state), CommentEvent.REMOVE)
    why = plain(reason)[:500]
    if comment.official and not why:
        raise Invalid(_("Please say why: everybody can read it."), reason=_("Write a reason."))
    comment.removed_by = RemovedBy.MODERATOR if comment.official else RemovedBy.AUTHOR
    comment.removal_reason = why
    move(comment, CommentEvent.REMOVE, now)
    if comment.submission is None:
        Thread.objects.filter(pk=comment.thread_id, pinned=comment).update(pinned=None)
    else:
        withdraw_submission(submission=comment.submission, now=now)
    audit.record("discussions.remove", comment, actor, reason=why)
    return comment


def _locked(comment: Comment) -> Comment:
    if comment.submission is not None:
        Submission.objects.locked(comment.submission.code)
    return Comment.objects.locked(comment.pk)
