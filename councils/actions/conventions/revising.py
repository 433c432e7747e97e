"""An article of a draft gets another text while it is talked about: a revision says so, and who spoke on it hears."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from councils.conventions_news import CONVENTION
from councils.models import ArticleRevision, ConventionVersion
from portal.discussions.actions import rename_thread
from portal.discussions.models import Thread
from portal.discussions.queries.people import followers
from portal.notices.actions import notify


def revise(
    version: ConventionVersion,
    thread: Thread,
    *,
    number: int,
    before: str,
    after: str,
    actor: Any,
    now: datetime,
    knowing: Collection[int] = (),
) -> ArticleRevision:
    """Write the next revision of the article of this discussion, and tell who follows it.

    Within the caller's transaction, which holds the convention; `number` is where the article stands now. Those of
    `knowing`, by key, hear of it otherwise.
    """
    last = ArticleRevision.objects.filter(thread=thread).count()
    revision = ArticleRevision.objects.create(
        version=version, thread=thread, number=last + 1, before=before, after=after, at=now, by=actor
    )
    rename_thread(thread=thread, title=after[:120], url=f"{version.get_absolute_url()}#a{number}")
    known = {actor.pk, *knowing}
    notify(
        kind=CONVENTION,
        recipients=[pk for pk in followers(thread).values_list("pk", flat=True) if pk not in known],
        subject=version.code,
        event=f"changed-{thread.code}-{revision.number}",
        fields={"event": "changed", "place": str(version.convention), "number": number, "text": after},
        url=thread.get_absolute_url(),
        now=now,
    )
    return revision
