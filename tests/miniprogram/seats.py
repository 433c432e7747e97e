"""A shift, a lecture with its recording and a family's session beside the demo's own things: `python -m` this module.

Prints their codes as JSON. It runs in a process of its own with the demo's settings, as `load_demo` does.
"""

import json
import os
import sys
from datetime import datetime, timedelta
from typing import Any

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.config.settings.demo")
    django.setup()
    from portal.core import clock  # noqa: PLC0415

    now = clock.now()
    sys.stdout.write(json.dumps({"shift": _shift(now), **_lecture(now)}) + "\n")


def _person(key: str) -> Any:
    from portal.accounts.models import User  # noqa: PLC0415
    from portal.config.demo.people import username_of  # noqa: PLC0415

    return User.objects.select_related("resident__community").get(username=username_of(key))


def _shift(now: datetime) -> str:
    """Three hours ahead, with a leader and one seat more."""
    from portal.accounts.actions import give_consent  # noqa: PLC0415
    from portal.accounts.enums import ConsentKind  # noqa: PLC0415
    from portal.rosters.models import Roster  # noqa: PLC0415
    from volunteers.actions import lead_shift, open_shift  # noqa: PLC0415
    from volunteers.models import Checkpoint, Route  # noqa: PLC0415

    leader = _person("patrol_leader")
    for key in ("resident", "elder", "patrol_leader"):
        give_consent(kind=ConsentKind.VOLUNTEERING, actor=_person(key), now=now)
    route = Route.objects.create(
        community=leader.resident.community,
        title="翠竹园晚间巡防",
        place="东门岗亭",
        gear=["反光背心", "手电"],
        seats=2,
    )
    for position, (name, look_at) in enumerate([("东门岗亭", "门禁、消防栓"), ("三号楼后", "路灯、飞线")], start=1):
        Checkpoint.objects.create(route=route, position=position, name=name, look_at=look_at)
    starts_at = now + timedelta(hours=3)
    shift = open_shift(
        route_code=route.code,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=90),
        actor=_person("admin"),
        now=now,
    )
    # The demo's own patrols may be at that hour, whatever the day.
    Roster.objects.filter(code=shift.code).update(overlap_allowed=True)
    return lead_shift(code=shift.code, actor=leader, now=now).code


def _lecture(now: datetime) -> dict[str, str]:
    from django.core.files.base import ContentFile  # noqa: PLC0415
    from wagtail.documents.models import Document  # noqa: PLC0415

    from portal.lectures.actions import open_session  # noqa: PLC0415
    from tests.factories.sounds import mp3  # noqa: PLC0415
    from tests.lectures import lectures as planted  # noqa: PLC0415

    moderator = _person("moderator")
    sound = Document.objects.create(title="青石板桥", file=ContentFile(mp3(3), "bridge.mp3"))
    lecture = planted.write_lecture(
        "古雄地名与青石板桥",
        editor=moderator,
        recording=sound,
        recording_seconds=125,
        transcript=planted.CHAPTERS,
    )
    planted.check(lecture, _person("admin"), now)
    lecture.refresh_from_db()
    lecture.latest_revision.publish()
    begins = now + timedelta(days=3)
    plan = planted.plan(
        planted.make_venue(moderator.resident.community),
        starts_at=begins,
        ends_at=begins + timedelta(hours=2),
        opens_at=now - timedelta(days=1),
        closes_at=begins - timedelta(hours=1),
        cancel_until=begins - timedelta(hours=12),
        party_max=4,
    )
    session = open_session(lecture=lecture, plan=plan, actor=moderator, now=now)
    return {"lecture": lecture.code, "session": session.roster.code}


if __name__ == "__main__":
    main()
