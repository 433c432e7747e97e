from collections.abc import Iterable
from datetime import datetime
from itertools import islice
from typing import Any

from django.core.cache import cache
from django.db import transaction

from portal.accounts.models import User
from portal.core import outbox
from portal.notices.models import Delivery, Notice
from portal.notices.ports import NoticeKind, notice_kinds
from portal.notices.queries import chosen_channels, unread_key
from portal.notices.rules import due_outside

BATCH = 500


@transaction.atomic
def notify(
    *,
    kind: str,
    recipients: Iterable[User | int],
    subject: str,
    event: str,
    fields: dict[str, Any],
    url: str,
    now: datetime,
) -> int:
    """Tell each of `recipients` that `event` happened to `subject`; returns how many had not been told before.

    Whoever was told already (same kind, subject and event) is passed over silently. The in-site inbox has the notice
    with the caller's commit; outside channels follow through the outbox, after the quiet hours and by the person's
    preferences. Works in batches, so `recipients` may be an iterator over a whole district. Raises KeyError for a kind
    that nobody registered.
    """
    news = notice_kinds.get(kind)
    ids = iter(recipient if isinstance(recipient, int) else recipient.pk for recipient in recipients)
    told = 0
    while batch := list(dict.fromkeys(islice(ids, BATCH))):
        told += _tell(
            news,
            [
                Notice(
                    recipient_id=user_id,
                    kind=kind,
                    subject=subject,
                    event=event,
                    fields=fields,
                    url=url,
                    created_at=now,
                )
                for user_id in batch
            ],
            now,
        )
    return told


def _tell(news: NoticeKind, notices: list[Notice], now: datetime) -> int:
    """Write one batch: the notices that are new, their deliveries, and the promise to carry them out."""
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    # A row that lost against the unique constraint keeps its older code, so the codes of this batch name the new ones.
    fresh = list(Notice.objects.filter(code__in=[notice.code for notice in notices]).values_list("pk", "recipient_id"))
    if not fresh:
        return 0
    channels = chosen_channels(news, [user_id for _, user_id in fresh])
    due_at = due_outside(now, news.importance)
    deliveries = [
        Delivery(notice_id=pk, channel=channel, due_at=due_at)
        for pk, user_id in fresh
        for channel in sorted(channels[user_id])
    ]
    Delivery.objects.bulk_create(deliveries)
    outbox.add_many("notices.deliver", keys=[delivery.code for delivery in deliveries], due_at=due_at)
    stale = [unread_key(user_id) for _, user_id in fresh]
    transaction.on_commit(lambda: cache.delete_many(stale))
    return len(fresh)
