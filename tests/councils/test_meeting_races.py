"""Two conveners, and votes at the closing moment, on real connections: one item, and every vote taken counts."""

from datetime import timedelta

import pytest

from councils.actions import meetings as actions
from councils.enums import ItemState
from councils.models import Motion
from portal.ballots.enums import Outcome
from portal.core.errors import WrongState
from portal.core.live import reached
from tests.ballots.test_races import together
from tests.councils.evenings import LATER, STARTS, in_session, to_vote, vote
from tests.factories import AppointmentFactory

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_two_conveners_cannot_open_two_items():
    meeting, people = in_session()
    first, second = meeting.items.order_by("position")
    staff = AppointmentFactory(community=meeting.body.community).user
    actions.close_item(code=meeting.code, item_code=first.code, actor=people[0], now=STARTS)

    def act(job):
        actor, item = job
        try:
            return actions.open_item(code=meeting.code, item_code=item.code, actor=actor, now=STARTS).code
        except WrongState:
            return None

    said = together(act, [(people[0], first), (staff, second)] * 4, threads=4)
    assert len({code for code in said if code}) == 1
    assert meeting.items.filter(state=ItemState.OPEN).count() == 1


def test_votes_at_the_closing_moment_are_counted_or_refused_never_lost():
    meeting, people = in_session(members=24)
    motion = to_vote(meeting, people)
    before = reached(f"meeting:{meeting.code}")

    def act(job):
        voter, option = job
        if option == "close":
            actions.close_vote(code=meeting.code, motion_code=motion.code, actor=voter, now=STARTS + 2 * LATER)
            return None
        at = STARTS + LATER if option == "yes" else STARTS + 3 * LATER
        return vote(meeting, motion, voter, option, at).outcome

    jobs = [(person, "yes" if number % 2 else "no") for number, person in enumerate(people)]
    jobs.insert(8, (people[0], "close"))
    said = together(act, jobs, threads=8)
    taken = sum(outcome == Outcome.ACCEPTED for outcome in said)
    counts = Motion.objects.get(pk=motion.pk).poll.result["decision"]["counts"]
    assert counts["yes"] + counts["no"] == taken
    assert counts["no"] == 0 or taken > counts["yes"]
    assert reached(f"meeting:{meeting.code}") == before + 1


def test_one_person_takes_their_place_once_from_many_phones():
    meeting, people = in_session(attending=1)
    together(
        lambda person: actions.attend(code=meeting.code, actor=person, now=STARTS + timedelta(seconds=1)).pk,
        [people[1]] * 8,
        threads=8,
    )
    assert meeting.attendances.count() == 2
