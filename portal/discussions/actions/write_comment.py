from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.rules import require_verified_phone
from portal.core import audit
from portal.core.errors import Hidden, Invalid, OutsideWindow, WrongState
from portal.core.text import plain
from portal.discussions.enums import CommentState, Stance
from portal.discussions.models import Comment, Thread, ThreadFollow
from portal.discussions.models.comment import TAKEN_BACK
from portal.discussions.rules import MAX_TEXT, is_locked
from portal.moderation.actions import submit_for_moderation

KIND = "comment"
SAME_WORDS_WITHIN = timedelta(minutes=1)


@transaction.atomic
def write_comment(
    *, thread_code: str, text: str, actor: Any, now: datetime, stance: str = "", parent_code: str = ""
) -> Comment:
    """Say something in a thread, or reply to a comment of its upper level; from then on `actor` follows the thread.

    It appears once moderation lets it. The same words twice within a minute are one comment: a button pressed twice.
    Raises SignInNeeded, VerificationNeeded, Hidden (the thread, or what is replied to), OutsideWindow (closed), Invalid
    (fields "text", "stance", "parent") or WrongState (what is replied to was taken back).
    """
    require_verified_phone(actor)
    thread = Thread.objects.known(thread_code, actor)
    require_unlocked(thread, now)
    parent = _parent(parent_code, thread, actor) if parent_code else None
    words, side = sound_words(text), sound_stance(stance, parent)
    # Whoever writes follows; holding that row, a person writes one comment of a thread at a time.
    ThreadFollow.objects.select_for_update().get_or_create(thread=thread, user=actor)
    same = {"thread": thread, "parent": parent, "author": actor, "text": words, "stance": side}
    again = Comment.objects.filter(**same, submitted_at__gt=now - SAME_WORDS_WITHIN).exclude(state__in=TAKEN_BACK)
    if (said_already := again.first()) is not None:
        return said_already
    comment = Comment(**same, submitted_at=now)
    comment.submission = submit_for_moderation(
        kind=KIND,
        community=thread.community,
        author=actor,
        title=comment.excerpt,
        text=words,
        url=comment.get_absolute_url(),
        now=now,
    )
    comment.save()
    audit.record("discussions.write", comment, actor)
    return comment


def require_unlocked(thread: Thread, now: datetime) -> None:
    """Raises OutsideWindow where the thread is closed."""
    if is_locked(thread, now):
        raise OutsideWindow(_("This discussion is closed. You can still read everything."))


def sound_words(text: str) -> str:
    """The text without markup; raises Invalid where it is empty or longer than 1,000 characters."""
    words = plain(text)
    if not words:
        raise Invalid(_("Please write something first."), text=_("Write what you think."))
    if len(words) > MAX_TEXT:
        raise Invalid(
            _("That is longer than 1,000 characters. Nothing was lost: please shorten it a little."),
            text=_("%d characters too many.") % (len(words) - MAX_TEXT),
        )
    return words


def sound_stance(stance: str, parent: Comment | None) -> str:
    """The stance; raises Invalid for an unknown one, and for a reply that has one."""
    if stance and (parent is not None or stance not in Stance.values):
        refusal = _("Choose one of the answers offered; a reply takes no side.")
        raise Invalid(refusal, stance=refusal)
    return stance


def _parent(code: str, thread: Thread, actor: Any) -> Comment:
    parent = Comment.objects.visible_to(actor).filter(code=code, thread=thread).first()
    if parent is None:
        raise Hidden
    if parent.parent_id is not None:
        refusal = _("A reply cannot be replied to. Reply to the comment above it instead.")
        raise Invalid(refusal, parent=refusal)
    if parent.state != CommentState.PUBLISHED:
        raise WrongState(_("What you reply to is not shown at the moment."))
    return parent
