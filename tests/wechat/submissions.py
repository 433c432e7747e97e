from typing import Any

from portal.core import clock
from portal.moderation.models import Submission


def submission_of(author: Any, **changes: Any) -> Submission:
    """A proposal's submission that waits for a person, without the proposal."""
    now = clock.now()
    terms = {
        "kind": "proposal",
        "community": author.resident.community,
        "inbox": author.resident.community,
        "author": author,
        "title": "旧车棚",
        "text": "拆掉围栏。",
        "url": "/",
        "state": "queued",
        "submitted_at": now,
        "waiting_since": now,
        "due_at": now,
    }
    return Submission.objects.create(**terms | changes)
