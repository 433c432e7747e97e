from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.rules import require_signed_in
from portal.core import audit
from portal.core.errors import Forbidden
from portal.discussions.actions.announce import announce
from portal.discussions.actions.move import count
from portal.discussions.actions.write_comment import sound_words
from portal.discussions.enums import CommentState
from portal.discussions.models import Comment, Thread
from portal.discussions.rules import can_answer_thread


@transaction.atomic
def answer_officially(*, thread_code: str, text: str, actor: Any, now: datetime) -> Comment:
    """Answer for the community: published at once and put on top, in the place of an earlier answer.

    The earlier one stays in the thread. Also where the thread is closed or not public. Raises SignInNeeded, Hidden,
    Forbidden (does not speak for the community) or Invalid (field "text").
    """
    require_signed_in(actor)
    thread = Thread.objects.known(thread_code, actor)
    if not can_answer_thread(actor, thread):
        raise Forbidden(_("Only the community's own staff answer here."))
    comment = Comment.objects.create(
        thread=thread,
        author=actor,
        text=sound_words(text),
        official=True,
        state=CommentState.PUBLISHED,
        submitted_at=now,
        published_at=now,
    )
    count(comment, 1)
    Thread.objects.filter(pk=thread.pk).update(pinned=comment)
    audit.record("discussions.answer", comment, actor)
    announce(comment, now)
    return comment
