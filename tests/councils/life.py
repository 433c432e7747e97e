"""What tests of councils begin from: bodies, people, topics in each state."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from councils.actions.bodies import NewSeat, create_body, seat_person
from councils.actions.topics.moving import take_topic_on
from councils.actions.topics.writing import raise_for_grid, submit_topic, write_topic
from councils.enums import BodyKind, SeatRole, Side
from councils.models import Body, Seat, Topic
from councils.procedure import TEMPLATES
from portal.moderation.actions import decide_submission
from portal.moderation.enums import Decision
from tests.factories import AppointmentFactory, CommunityFactory, ResidentFactory

TITLE, TEXT = "停车位夜间共享", "晚上商场车位空着，小区没处停。建议夜里借用。"
HOUR = timedelta(hours=1)


def now() -> datetime:
    return timezone.now()


def staff_of(community: Any) -> Any:
    return AppointmentFactory(community=community).user


def neighbour(community: Any = None) -> Any:
    return ResidentFactory(community=community or CommunityFactory()).user


def body_of(community: Any, kind: BodyKind = BodyKind.SIX_SEATS, **more: Any) -> Body:
    usual = {"name": "六位一体议事会", "about": "小区里的大事小情。", "actor": staff_of(community), "now": now()}
    return create_body(community=community, kind=kind, **usual | more)


def seated(body: Body, user: Any = None, **more: Any) -> Seat:
    usual = {"name": "张阿姨", "role": SeatRole.MEMBER, "side": Side.COMMITTEE, "since": timezone.localdate()}
    seat = NewSeat(user=user, **usual | more)
    return seat_person(body_code=body.code, seat=seat, actor=staff_of(body.community), now=now())


def draft(author: Any, title: str = TITLE) -> Topic:
    return write_topic(title=title, text=TEXT, actor=author, now=now())


def queued(author: Any) -> Topic:
    return submit_topic(code=draft(author).code, consent=True, actor=author, now=now())


def decided(topic: Topic, decision: Decision = Decision.APPROVE, reason: str = "说得很清楚。", by: Any = None) -> Topic:
    decide_submission(
        code=topic.submission.code,
        decision=decision,
        reason=reason,
        actor=by or staff_of(topic.community),
        now=now(),
    )
    return Topic.objects.get(pk=topic.pk)


def raised(author: Any = None) -> Topic:
    return decided(queued(author or neighbour()))


def from_the_grid(community: Any = None) -> Topic:
    community = community or CommunityFactory()
    return raise_for_grid(community=community, title=TITLE, text=TEXT, actor=staff_of(community), now=now())


def taken_on(topic: Topic) -> Topic:
    body = body_of(topic.community)
    return take_topic_on(code=topic.code, body_code=body.code, actor=staff_of(topic.community), now=now())


def body(kind: BodyKind, **changes: Any) -> Body:
    """A body as its template has it, of a community of its own unless told otherwise."""
    template = TEMPLATES[kind]
    values = {
        "community": changes.get("community") or CommunityFactory(),
        "kind": kind,
        "name": kind.label,
        "basis": template.basis,
        "rule": template.rule.as_json(),
        "rests_on": template.rests_on,
        "binding": template.binding,
        "notice_days": template.notice_days,
        "created_at": now(),
    }
    return Body.objects.create(**(values | changes))
