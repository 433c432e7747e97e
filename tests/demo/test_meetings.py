"""The demo's council: one meeting in session, and last month's with minutes and a resolution under way."""

import pytest
from django.utils import timezone

from councils.enums import MeetingState, TopicState
from councils.models import Meeting, Resolution, Topic
from councils.queries.floor import floor_of
from portal.cases.enums import CaseState
from portal.config.demo import meetings
from portal.config.demo.cast import Cast
from tests.councils.life import staff_of
from tests.factories import CommunityFactory, ResidentFactory

pytestmark = pytest.mark.django_db


def test_one_meeting_is_in_session_and_one_is_followed_up():
    meixin, now = CommunityFactory(slug="meixin"), timezone.now()
    people = [ResidentFactory(community=meixin).user for _n in range(10)]
    moderator = staff_of(meixin)
    ResidentFactory(community=meixin, user=moderator)
    personas = dict(zip(("convener", "resident", "elder"), people, strict=False)) | {"moderator": moderator}
    assert not meetings.known()
    meetings.set_up(Cast(now, {"meixin": meixin}, personas, {"meixin": people[3:]}))
    assert meetings.known()
    running = Meeting.objects.get(state=MeetingState.RUNNING)
    floor = floor_of(running, people[0])
    assert (floor.quorum.met, len(floor.waiting), bool(floor.speaking), bool(floor.on_floor)) == (True, 2, True, True)
    assert Meeting.objects.get(state=MeetingState.PUBLISHED).minutes.published_at
    assert Resolution.objects.get().case.state == CaseState.ACTING
    assert set(Topic.objects.values_list("state", flat=True)) == {
        TopicState.DECIDED,
        TopicState.DELIBERATED,
        TopicState.SCHEDULED,
    }
