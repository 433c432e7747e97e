"""Each rule beside its queryset: whatever the poll and the person, both say the same."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.accounts.enums import Role
from portal.ballots import rules
from portal.ballots.actions import count_poll
from portal.ballots.models import Poll
from tests.factories import AppointmentFactory, CommunityFactory, SubdistrictFactory, UserFactory, make_poll, voters
from tests.factories.ballots import AFTER, BEFORE, CLOSES, DURING, OPENS

pytestmark = pytest.mark.django_db
MOMENTS = [None, BEFORE, OPENS, DURING, CLOSES, AFTER]
PLACES = ["none", "here", "elsewhere"]


@pytest.fixture
def world():
    """A poll whose dates and places the tests change, and one person of each standing towards it."""
    here, elsewhere = CommunityFactory(), CommunityFactory()
    people = voters(2, here)
    poll = make_poll(people)
    count_poll(poll=poll, actor=None, now=AFTER)
    office = {"subdistrict": None, "community": None}
    viewers = {
        "nobody": AnonymousUser(),
        "voter": people[0],
        "stranger": UserFactory(),
        "moderator": AppointmentFactory(community=here).user,
        "moderator elsewhere": AppointmentFactory(community=elsewhere).user,
        "former moderator": AppointmentFactory(community=here, ends_on=BEFORE.date()).user,
        "manager": AppointmentFactory(
            **office | {"subdistrict": here.subdistrict, "role": Role.SUBDISTRICT_MANAGER}
        ).user,
        "manager elsewhere": AppointmentFactory(
            **office | {"subdistrict": SubdistrictFactory(), "role": Role.SUBDISTRICT_MANAGER}
        ).user,
        "administrator": AppointmentFactory(**office | {"role": Role.DISTRICT_ADMIN}).user,
    }
    communities = {"none": None, "here": here, "elsewhere": elsewhere}
    return poll, viewers, communities


VIEWERS = [
    "nobody",
    "voter",
    "stranger",
    "moderator",
    "moderator elsewhere",
    "former moderator",
    "manager",
    "manager elsewhere",
    "administrator",
]


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    public_from=st.sampled_from(MOMENTS),
    results_public_at=st.sampled_from(MOMENTS),
    turnout_public=st.booleans(),
    community=st.sampled_from(PLACES),
    subdistrict=st.sampled_from(PLACES),
    viewer=st.sampled_from(VIEWERS),
    at=st.sampled_from(MOMENTS[1:]),
    shift=st.sampled_from([-1, 0, 1]),
)
def test_rules_and_querysets_agree(
    world, public_from, results_public_at, turnout_public, community, subdistrict, viewer, at, shift
):
    poll, viewers, communities = world
    user, at = viewers[viewer], at + timedelta(microseconds=shift)
    place = communities[subdistrict]
    Poll.objects.update(
        public_from=public_from,
        results_public_at=results_public_at,
        turnout_public=turnout_public,
        community=communities[community],
        subdistrict=place.subdistrict if place else None,
    )
    poll = Poll.objects.get(pk=poll.pk)
    polls = Poll.objects.all()
    assert polls.public(at).exists() == rules.is_public(poll, at)
    assert polls.managed_by(user).exists() == rules.manages_poll(user, poll)
    assert polls.visible_to(user, at).exists() == rules.can_view_poll(user, poll, at)
    assert polls.votable_by(user).exists() == rules.is_on_roll(user, poll)
    assert polls.with_public_results(at).exists() == rules.result_is_public(poll, at)
    assert polls.with_public_turnout(at).exists() == rules.turnout_is_public(poll, at)


def test_a_result_that_is_not_counted_is_never_public():
    poll = make_poll(results_public_at=BEFORE)
    assert not rules.result_is_public(poll, AFTER)
    assert not Poll.objects.with_public_results(AFTER).exists()


@pytest.mark.parametrize(
    ("viewer", "sees"),
    [
        ("nobody", False),
        ("voter", False),
        ("stranger", False),
        ("moderator", True),
        ("moderator elsewhere", False),
        ("former moderator", False),
        ("manager", True),
        ("manager elsewhere", False),
        ("administrator", True),
    ],
)
def test_a_poll_not_shown_yet_is_there_for_its_managers_alone(world, viewer, sees):
    poll, viewers, communities = world
    Poll.objects.update(community=communities["here"])
    poll.refresh_from_db()
    assert rules.can_view_poll(viewers[viewer], poll, AFTER) is sees


def test_an_administrator_manages_a_poll_of_no_place(world):
    poll, viewers, _communities = world
    assert rules.manages_poll(viewers["administrator"], poll)
    assert not rules.manages_poll(viewers["manager"], poll)
