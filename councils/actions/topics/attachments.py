"""Files beside a topic: put there and taken away by staff of its community."""

from datetime import datetime
from functools import partial
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from councils.actions.topics.papers import locked_in_care
from councils.models.attachments import ATTACHMENTS_AT_MOST, TopicAttachment
from councils.models.topics import REASON_AT_MOST, TITLE_AT_MOST
from portal.core import audit
from portal.core.documents import store_document
from portal.core.errors import Hidden, Invalid
from portal.core.text import plain


def attach(*, code: str, title: str, upload: UploadedFile, actor: Any, now: datetime) -> TopicAttachment:
    """Put a file beside the topic. Raises as `locked_in_care`, Invalid (title, file)."""
    name = plain(title)[:TITLE_AT_MOST]
    if not name:
        raise Invalid(title=_("Please fill this in."))
    with transaction.atomic():
        topic = locked_in_care(code, actor)
        if topic.attachments.filter(gone_at__isnull=True).count() >= ATTACHMENTS_AT_MOST:
            raise Invalid(file=_("At most %d files stand beside a topic.") % ATTACHMENTS_AT_MOST)
        document = store_document(upload, "file")
        kept = TopicAttachment.objects.create(
            topic=topic,
            title=name,
            file=document.file,
            content_type=document.content_type,
            size=document.file.size,
            by=actor,
            at=now,
        )
        audit.record("councils.attach", topic, actor, attachment=kept.code, title=name)
    return kept


@transaction.atomic
def take_away(*, code: str, attachment: str, reason: str, actor: Any, now: datetime) -> TopicAttachment:
    """Take a file away; its line stays with the reason. Raises as `locked_in_care`, Hidden, Invalid (reason)."""
    topic = locked_in_care(code, actor)
    kept = topic.attachments.filter(code=attachment, gone_at__isnull=True).first()
    if kept is None:
        raise Hidden
    why = plain(reason)[:REASON_AT_MOST]
    if not why:
        raise Invalid(reason=_("Write why."))
    transaction.on_commit(partial(kept.file.storage.delete, kept.file.name))
    kept.file, kept.gone_at, kept.gone_by, kept.gone_because = "", now, actor, why
    kept.save(update_fields=["file", "gone_at", "gone_by", "gone_because"])
    audit.record("councils.take_attachment_away", topic, actor, attachment=kept.code, reason=why)
    return kept
