from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import transaction

from portal.core import outbox
from portal.notices.actions.notify import notify
from portal.notices.models import Digest, Happening
from portal.notices.ports import notice_kinds
from portal.notices.rules import SHANGHAI, digest_due


@transaction.atomic
def note_happening(
    *, kind: str, subject: str, event: str, fields: dict[str, Any], url: str, told: Iterable[int], now: datetime
) -> Digest:
    """Keep `event` for this evening's digest on `subject`: one row, however many people follow.

    `told` are those who need not hear of it: who caused it, and who had a notice of their own. The same event twice is
    kept once. `fields` and `url` of the day's first happening word the digest.
    """
    notice_kinds.get(kind)
    due_at = digest_due(now)
    digest, first = Digest.objects.get_or_create(
        kind=kind, subject=subject, day=due_at.astimezone(SHANGHAI).date(), defaults={"fields": fields, "url": url}
    )
    Happening.objects.get_or_create(digest=digest, event=event, defaults={"told": sorted(set(told))})
    if first:
        outbox.add("notices.digest", key=digest.code, due_at=due_at)
    return digest


def send_digest(*, code: str, now: datetime) -> int:
    """Tell the followers what gathered; returns how many heard. A second run tells nobody again.

    Followers who caused or knew of some of it are counted one by one, all others together in batches: the cost follows
    the day's happenings and the number of batches, not their product.
    """
    digest = Digest.objects.filter(code=code).first()
    if digest is None or digest.kind not in notice_kinds:
        return 0
    audience = notice_kinds.get(digest.kind).audience
    happenings = list(digest.happenings.values_list("told", flat=True))
    some_known = {user_id for told in happenings for user_id in told}
    heard = 0
    knowing: list[int] = []

    def unknowing() -> Iterator[int]:
        for user_id in audience(digest.subject) if audience else ():
            if user_id in some_known:
                knowing.append(user_id)
            else:
                yield user_id

    heard += _tell(digest, unknowing(), len(happenings), now)
    for user_id in knowing:
        heard += _tell(digest, [user_id], sum(user_id not in told for told in happenings), now)
    Digest.objects.filter(pk=digest.pk, sent_at__isnull=True).update(sent_at=now)
    return heard


def _tell(digest: Digest, recipients: Iterable[int], count: int, now: datetime) -> int:
    if not count:
        return 0
    return notify(
        kind=digest.kind,
        recipients=recipients,
        subject=digest.subject,
        event=digest.day.isoformat(),
        fields=digest.fields | {"count": count},
        url=digest.url,
        now=now,
    )
