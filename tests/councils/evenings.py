"""A council's evening: a body of three with a convener, and its meeting in each state."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from councils.actions import meetings as actions
from councils.enums import BodyKind, SeatRole
from councils.models import Body, Meeting, Motion, Seat
from councils.procedure import TEMPLATES
from portal.accounts.models import User
from tests.factories import CommunityFactory, ResidentFactory

NOTICE = datetime(2026, 5, 4, 2, 0, tzinfo=UTC)
STARTS = datetime(2026, 5, 20, 11, 0, tzinfo=UTC)
LATER = timedelta(minutes=1)


def make_body(kind: BodyKind = BodyKind.CONSULTATION, members: int = 5, **changes) -> tuple[Body, list[User]]:
    """A body whose first member convenes, and its members."""
    template, community = TEMPLATES[kind], changes.pop("community", None) or CommunityFactory()
    body = Body.objects.create(
        community=community,
        kind=kind,
        name=kind.label,
        basis=template.basis,
        rule=template.rule.as_json(),
        rests_on=template.rests_on,
        binding=template.binding,
        notice_days=changes.pop("notice_days", template.notice_days),
        created_at=NOTICE,
        **changes,
    )
    people = [ResidentFactory(community=community).user for _n in range(members)]
    for number, person in enumerate(people):
        role = SeatRole.MEMBER if number else SeatRole.CONVENER
        Seat.objects.create(body=body, user=person, name=f"席位{number}", role=role, since=date(2026, 1, 1))
    return body, people


def plan(body: Body, convener: User, **changes) -> Meeting:
    terms = {"title": "五月议事会", "starts_at": STARTS, "ends_at": STARTS + timedelta(hours=2), "place": "议事室"}
    meeting = actions.plan_meeting(body=body, **(terms | changes), actor=convener, now=NOTICE)
    for title in ("车棚搬迁", "停车位夜间共享"):
        actions.add_item(code=meeting.code, title=title, actor=convener, now=NOTICE)
    return meeting


def in_session(members: int = 5, attending: int | None = None, **changes) -> tuple[Meeting, list[User]]:
    """A meeting under way with its first item open; `attending` of its members have taken their place."""
    body, people = make_body(members=members, **changes)
    meeting = plan(body, people[0])
    chair = {"code": meeting.code, "actor": people[0]}
    actions.call_meeting(**chair, now=NOTICE)
    actions.start_meeting(**chair, now=STARTS)
    for person in people[: members if attending is None else attending]:
        actions.attend(code=meeting.code, actor=person, now=STARTS)
    actions.open_item(**chair, item_code=meeting.items.get(position=1).code, now=STARTS)
    meeting.refresh_from_db()
    return meeting, people


def move(meeting: Meeting, mover: User, **changes) -> Motion:
    terms = {
        "who": "物业公司",
        "what": "把车棚搬到东门",
        "due_on": date(2026, 7, 1),
        "money_cny": Decimal(3000),
        "now": STARTS,
    }
    return actions.raise_motion(code=meeting.code, actor=mover, **(terms | changes))


def to_vote(meeting: Meeting, people: list[User]) -> Motion:
    """A motion of the second member, seconded by the third, put to the vote by the convener."""
    motion = move(meeting, people[1])
    actions.second_motion(code=meeting.code, motion_code=motion.code, actor=people[2], now=STARTS)
    chair = {"code": meeting.code, "motion_code": motion.code, "actor": people[0], "now": STARTS}
    actions.take_motion_up(**chair)
    actions.close_debate(**chair)
    return actions.open_vote(**chair)


def vote(meeting: Meeting, motion: Motion, voter: User, option: str, now: datetime = STARTS + LATER):
    return actions.vote_on_motion(code=meeting.code, motion_code=motion.code, option=option, actor=voter, now=now)
