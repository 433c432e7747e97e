"""Each rule agrees with its queryset, whatever offices people hold and whoever lives with whom."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.accounts.enums import Role
from portal.accounts.models import Appointment, Resident, User
from portal.moderation.models import Submission
from portal.moderation.rules import can_decide, can_decide_appeal, can_see_in_inbox, can_view_submission
from tests.factories import CommunityFactory, HouseholdFactory, SubdistrictFactory, UserFactory
from tests.moderation.conftest import MONDAY

PAIRS = [
    (can_see_in_inbox, "in_inbox_of"),
    (can_decide, "decidable_by"),
    (can_decide_appeal, "answerable_by"),
    (can_view_submission, "visible_to"),
]
TODAY = timezone.localdate()
LONG_AGO = date(2020, 1, 1)

# An office: which, where (index of a place), and whether it is in force, ended today, or begins tomorrow.
offices = st.tuples(
    st.sampled_from([Role.COMMUNITY_MODERATOR, Role.PATROL_LEADER, Role.SUBDISTRICT_MANAGER, Role.DISTRICT_ADMIN]),
    st.integers(0, 2),
    st.sampled_from(["in force", "until tomorrow", "ended", "to come"]),
)
WINDOWS = {
    "in force": (LONG_AGO, None),
    "until tomorrow": (LONG_AGO, TODAY + timedelta(days=1)),
    "ended": (LONG_AGO, TODAY),
    "to come": (TODAY + timedelta(days=1), None),
}
# A door of a person: none known, no resident at all, or one of three.
doors = st.sampled_from(["nobody", None, 0, 1, 2])


@pytest.fixture
def town(db):
    """Three communities in two sub-districts, three doors, three people; what is theirs changes with each example."""
    street, other = SubdistrictFactory(), SubdistrictFactory()
    communities = [CommunityFactory(subdistrict=place) for place in (street, street, other)]
    households = [HouseholdFactory(community=communities[0]) for _ in range(3)]
    return communities, households, [UserFactory() for _ in range(3)]


def appoint(user, role, place, window) -> None:
    starts_on, ends_on = WINDOWS[window]
    scope = {
        Role.SUBDISTRICT_MANAGER: {"subdistrict": place.subdistrict},
        Role.DISTRICT_ADMIN: {},
    }.get(role, {"community": place})
    Appointment.objects.create(user=user, role=role, starts_on=starts_on, ends_on=ends_on, **scope)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    held=st.lists(offices, max_size=2),
    lives=st.lists(doors, min_size=3, max_size=3),
    things=st.lists(
        st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=4
    ),
)
def test_rules_and_querysets_agree(town, held, lives, things):
    communities, households, people = town
    Appointment.objects.all().delete()
    Submission.objects.all().delete()
    Resident.objects.all().delete()
    for user, door in zip(people, lives, strict=True):
        if door != "nobody":
            household = None if door is None else households[door]
            Resident.objects.create(user=user, community=communities[0], household=household, alias="邻居")
    for role, place, window in held:
        appoint(people[0], role, communities[place], window)
    for author, place, decided_by, beside in things:
        made = Submission.objects.create(
            kind="note",
            community=communities[0],
            inbox=communities[place],
            author=people[author],
            title="t",
            text="t",
            url="/",
            submitted_at=MONDAY,
            waiting_since=MONDAY,
            due_at=MONDAY,
            decided_by=people[decided_by] if decided_by < 3 else None,
        )
        made.co_writers.set(people[beside : beside + 1])
    viewer = User.objects.get(pk=people[0].pk)
    for rule, queryset in PAIRS:
        seen = set(getattr(Submission.objects.all(), queryset)(viewer))
        assert seen == {each for each in Submission.objects.all() if rule(viewer, each)}, queryset


@pytest.mark.parametrize(("rule", "queryset"), PAIRS)
def test_visitors_are_nobody_to_moderation(here, waiting, rule, queryset):
    visitor = AnonymousUser()
    assert not rule(visitor, waiting)
    assert not getattr(Submission.objects.all(), queryset)(visitor).exists()
