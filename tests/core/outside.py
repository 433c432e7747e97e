"""A second process beside a test: it works on the same kind of database, and it can be killed.

`python -m tests.core.outside` reads one JSON command a line and answers each with one JSON line.
"""

import json
import sys
from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from typing import Any

import django


def promise(topic: str, key: str) -> None:
    from portal.core import outbox  # noqa: PLC0415  (needs Django)

    outbox.add(topic, key=key)


def work(now: str | None = None) -> int:
    from portal.core import outbox  # noqa: PLC0415

    return outbox.run_due(now=datetime.fromisoformat(now) if now else None)


def items() -> list[Any]:
    from portal.core.models import OutboxItem  # noqa: PLC0415

    return list(OutboxItem.objects.order_by("pk").values_list("key", "state", "attempts"))


def publish(topic: str, payload: dict[str, Any], times: int = 1) -> int:
    from django.db import transaction  # noqa: PLC0415

    from portal.core import live  # noqa: PLC0415

    for _n in range(times):
        with transaction.atomic():
            event = live.publish(topic, payload)
    return event.seq


def forget(topic: str) -> None:
    from portal.core.models import LiveEvent  # noqa: PLC0415

    LiveEvent.objects.filter(topic=topic).delete()


COMMANDS: dict[str, Callable[..., Any]] = {
    "promise": promise,
    "work": work,
    "items": items,
    "publish": publish,
    "forget": forget,
}


def main() -> None:
    django.setup()
    import_module("tests.core.outside_handlers")
    for line in sys.stdin:
        command = json.loads(line)
        answer = COMMANDS[command.pop("do")](**command)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
