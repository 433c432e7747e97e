"""A convention adopted by a meeting that was held here: its motion's votes, with those on paper and by proxy."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from councils.actions import meetings
from councils.actions.conventions import confirm_count, decline_wording, enter_count_of_motion
from councils.conventions_count import Channel
from councils.conventions_enums import ConventionEvent as Event
from councils.conventions_enums import ConventionState, CountChannel
from councils.enums import BodyKind
from councils.models import Adoption, ConventionVersion, Motion, MotionVote
from councils.queries.adoption import motions_that_count
from portal.accounts.enums import Role
from portal.core.errors import Invalid
from tests.councils.conventions import AFTER, MEETS, NOW, begun, brought_to, step
from tests.councils.evenings import make_body, move, plan
from tests.councils.test_wordings import shown
from tests.factories import AppointmentFactory, CommunityFactory
from tests.permissions.cases import client_of

pytestmark = pytest.mark.django_db
EVENING = datetime(2026, 6, 20, 11, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PAPER, PROXY = Channel(3, 2, 1, 0), Channel(1, 1, 0, 0)


def place_with_delegates(seats=10):
    community = CommunityFactory()
    street = AppointmentFactory(role=Role.SUBDISTRICT_MANAGER, community=None, subdistrict=community.subdistrict)
    body, people = make_body(BodyKind.DELEGATES, seats, community=community)
    staff = AppointmentFactory(community=community).user
    return SimpleNamespace(community=community, body=body, people=people, staff=staff, street=street.user)


def meeting_held(place, yes=4, no=1, attending=6, at=EVENING) -> Motion:
    """Called, attended by some, one motion voted on, over."""
    convener = place.people[0]
    meeting = plan(place.body, convener, title="居民代表会议", starts_at=at, ends_at=at + timedelta(hours=2))
    chair = {"code": meeting.code, "actor": convener}
    meetings.call_meeting(**chair, now=at - timedelta(days=19))
    meetings.start_meeting(**chair, now=at)
    for person in place.people[:attending]:
        meetings.attend(code=meeting.code, actor=person, now=at)
    meetings.open_item(**chair, item_code=meeting.items.get(position=1).code, now=at)
    motion = move(meeting, place.people[1], what="通过居民公约修订文本", due_on=date(2026, 7, 30), now=at)
    meetings.second_motion(code=meeting.code, motion_code=motion.code, actor=place.people[2], now=at)
    on_motion = {**chair, "motion_code": motion.code, "now": at + MINUTE}
    meetings.take_motion_up(**on_motion)
    meetings.close_debate(**on_motion)
    meetings.open_vote(**on_motion)
    for person, option in zip(place.people, ["yes"] * yes + ["no"] * no, strict=False):
        meetings.vote_on_motion(
            code=meeting.code, motion_code=motion.code, option=option, actor=person, now=at + 2 * MINUTE
        )
    meetings.close_vote(**{**on_motion, "now": at + 3 * MINUTE})
    meetings.end_meeting(**chair, now=at + timedelta(hours=1))
    return Motion.objects.get(pk=motion.pk)


def entered(place, version, motion, lines=None, women=4) -> Adoption:
    lines = {CountChannel.PAPER: PAPER, CountChannel.PROXY: PROXY} if lines is None else lines
    return enter_count_of_motion(
        code=version.code, motion_code=motion.code, women=women, lines=lines, actor=place.staff, now=NOW
    )


def test_convention_goes_from_the_call_to_the_filing_with_votes_online_on_paper_and_by_proxy():
    place = place_with_delegates()
    version = step(place, begun(place), Event.DRAFT)
    decline_wording(code=shown(place, version).code, reason="已包含。", actor=place.staff, now=NOW)
    for event in (Event.STUDY, Event.PASS_REVIEW, Event.NOTIFY):
        version = step(place, version, event)
    motion = meeting_held(place)
    for event in (Event.DELIBERATE, Event.REVISE):
        version = step(place, version, event)
    reader = Client(headers={"accept-language": "zh-hans"})
    assert "意见征集" in reader.get(version.get_absolute_url()).content.decode()
    assert reader.get(f"/api/v1/conventions/texts/{version.code}").json()["decides"] is False

    desk, street = client_of(place.staff), client_of(place.street)
    sent = {"motion": motion.code, "women": "4"}
    for way, line in (("paper", PAPER), ("proxy", PROXY)):
        sent |= {f"{way}_{name}": getattr(line, name) for name in ("present", "yes", "no", "abstain")}
    assert "motion" in desk.get(reverse("conventions_version", args=[version.code])).context["motion_form"].fields
    assert desk.post(reverse("conventions_count_motion", args=[version.code]), sent).status_code == 302
    count = version.counts.get()
    assert (count.entitled, count.present, count.held_on) == (10, 10, MEETS)
    online = count.lines.get(channel=CountChannel.ONLINE)
    assert (online.present, online.yes, online.no, online.abstain) == (6, 4, 1, 0)
    assert motion.meeting.title in desk.get(reverse("conventions_version", args=[version.code])).content.decode()

    confirm = reverse("conventions_confirm", args=[version.code])
    desk.post(confirm, {"count": count.code, "record": "签字记录"})
    assert ConventionVersion.objects.get().state == ConventionState.REVISED, "another person attaches the record"
    street.post(confirm, {"count": count.code, "record": "签字的会议记录存档案柜。"})
    version = ConventionVersion.objects.get()
    assert version.state == ConventionState.ADOPTED
    count.refresh_from_db()
    assert count.result["counts"] == {"yes": 7, "no": 2, "abstain": 1}
    assert (count.result["threshold"]["have"], count.result["threshold"]["base"]) == (7, 10)
    page = reader.get(version.get_absolute_url()).content.decode()
    assert "意见征集" not in page
    assert motion.meeting.get_absolute_url() in page
    for event in AFTER:
        version = step(place, version, event)
    assert version.state == ConventionState.IN_FORCE
    assert reader.get(f"/api/v1/conventions/texts/{version.code}").json()["decides"] is True


def test_half_of_those_present_is_not_enough_whatever_the_motion_said_online():
    place = place_with_delegates()
    version = brought_to(place, Event.NOTIFY)
    motion = meeting_held(place, yes=4, no=1, attending=7)
    version = brought_to_vote(place, version)
    assert motion.state == "adopted"
    count = entered(place, version, motion, {CountChannel.PAPER: Channel(3, 1, 2, 0)})
    confirm_count(code=count.code, record="签字记录", actor=place.street, now=NOW)
    version.refresh_from_db()
    assert version.state == ConventionState.REJECTED, "5 of 10 present are not more than half"


def brought_to_vote(place, version):
    for event in (Event.DELIBERATE, Event.REVISE):
        version = step(place, version, event)
    return version


def test_only_a_motion_of_the_body_that_met_when_called_counts():
    place = place_with_delegates()
    early = meeting_held(place, at=EVENING - timedelta(days=10))
    version = brought_to_vote(place, brought_to(place, Event.NOTIFY))
    assert not motions_that_count(version).exists(), "what met before the day of the call is not offered"
    other = meeting_held(place_with_delegates())
    for motion in (early, other):
        with pytest.raises(Invalid):
            entered(place, version, motion)
    running = meeting_held(place)
    running.meeting.__class__.objects.filter(pk=running.meeting_id).update(state="running")
    with pytest.raises(Invalid):
        entered(place, version, running)


def test_nobody_types_the_online_votes_of_a_meeting_held_here():
    place = place_with_delegates()
    version = brought_to(place, Event.NOTIFY)
    motion = meeting_held(place)
    version = brought_to_vote(place, version)
    count = entered(place, version, motion, {CountChannel.ONLINE: Channel(6, 6, 0, 0)})
    assert count.lines.get().yes == 4
    with pytest.raises(Invalid):
        entered(place, version, motion, women=11)
    with pytest.raises(Invalid):
        entered(place, version, motion, {CountChannel.PAPER: Channel(5, 5, 0, 0)})


def test_motion_stays_with_its_confirmed_count_and_serves_no_other():
    place = place_with_delegates()
    version = brought_to(place, Event.NOTIFY)
    motion = meeting_held(place)
    version = brought_to_vote(place, version)
    entered(place, version, motion)
    count = entered(place, version, motion)
    assert MotionVote.objects.get().adoption == count, "figures entered again take the place of the others"
    confirm_count(code=count.code, record="签字记录", actor=place.street, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        MotionVote.objects.update(motion=motion)
    with pytest.raises(IntegrityError), transaction.atomic():
        MotionVote.objects.create(adoption=count, motion=motion)
