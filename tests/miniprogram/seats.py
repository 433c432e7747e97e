"""A post, a shift to come, one under way, a lecture with its recording, a family's session: `python -m` this module.

They stand beside the demo's own things. Prints their codes as JSON. It runs in a process of its own with
the demo's settings, as `load_demo` does.
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
    sys.stdout.write(json.dumps({"shift": _shift(now), **_service(now), **_lecture(now)}) + "\n")


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


def _service(now: datetime) -> dict[str, str]:
    """A post that takes people, and a shift under way with whom the resident goes along."""
    from portal.rosters.actions import book, tick  # noqa: PLC0415
    from portal.rosters.models import Roster  # noqa: PLC0415
    from volunteers.actions import open_shift, start_shift  # noqa: PLC0415
    from volunteers.actions.leading import seat_leader  # noqa: PLC0415
    from volunteers.actions.posts import PostWords, create_post  # noqa: PLC0415
    from volunteers.models import Checkpoint, Route, Shift  # noqa: PLC0415

    resident, leader, staff = _person("resident"), _person("patrol_leader"), _person("admin")
    words = PostWords(
        title="河堤志愿巡查员",
        category="safety",
        about="傍晚沿河堤走一圈，看看护栏和台阶。",
        risks="河边路滑，请穿防滑鞋，不下水。",
    )
    post = create_post(community=resident.resident.community, words=words, actor=staff, now=now)
    route = Route.objects.create(community=leader.resident.community, title="翠竹园午后巡防", place="西门岗亭", seats=6)
    Checkpoint.objects.create(route=route, position=1, name="西门岗亭", look_at="门禁、消防栓")
    begins = now + timedelta(hours=1)
    shift = open_shift(
        route_code=route.code, starts_at=begins, ends_at=begins + timedelta(hours=2), actor=staff, now=now
    )
    Roster.objects.filter(code=shift.code).update(overlap_allowed=True)
    seat_leader(Shift.objects.found(shift.code), leader, staff, now, must=True)
    line = book(code=shift.code, actor=resident, now=now)
    tick(code=shift.code, came=[line.code], missed=[], actor=leader, now=begins)
    start_shift(code=shift.code, actor=leader, now=begins)
    began = now - timedelta(minutes=10)
    Roster.objects.filter(code=shift.code).update(
        starts_at=began, closes_at=began, cancel_until=began - timedelta(hours=1), opens_at=began - timedelta(days=1)
    )
    Shift.objects.filter(roster__code=shift.code).update(started_at=began)
    return {"post": post.code, "running": shift.code}


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
