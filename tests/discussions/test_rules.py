"""Each rule that decides on seeing, and that of good standing, agrees with its queryset."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.accounts.enums import Role
from portal.discussions.enums import CommentState
from portal.discussions.models import Comment, Thread
from portal.discussions.queries import people_in_good_standing
from portal.discussions.rules import (
    EDIT_WINDOW,
    GOOD_STANDING_LOST_FOR,
    can_read_comment,
    can_view_thread,
    in_good_standing,
    is_editable,
    is_locked,
)
from portal.moderation.enums import SubmissionEvent
from portal.moderation.models import Ruling
from tests.factories import AppointmentFactory, CommentFactory, ResidentFactory, ThreadFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
MICRO = timedelta(microseconds=1)
VIEWERS = ["nobody", "stranger", "author", "moderator", "foreign moderator", "manager", "admin"]


def person(kind, thread, author):
    match kind:
        case "nobody":
            return AnonymousUser()
        case "author":
            return author
        case "moderator":
            return AppointmentFactory(community=thread.community).user
        case "foreign moderator":
            return AppointmentFactory().user
        case "manager":
            street = thread.community.subdistrict
            return AppointmentFactory(role=Role.SUBDISTRICT_MANAGER, community=None, subdistrict=street).user
        case "admin":
            return AppointmentFactory(role=Role.DISTRICT_ADMIN, community=None).user
    return UserFactory()


@pytest.mark.parametrize("public", [True, False])
@pytest.mark.parametrize("viewer", VIEWERS)
def test_thread_rule_and_queryset_agree(viewer, public):
    thread = ThreadFactory(is_public=public)
    user = person(viewer, thread, UserFactory())
    assert Thread.objects.visible_to(user).exists() == can_view_thread(user, thread)


@pytest.mark.parametrize("public", [True, False])
@pytest.mark.parametrize("state", CommentState)
@pytest.mark.parametrize("viewer", VIEWERS)
def test_comment_rule_and_queryset_agree(viewer, state, public):
    comment = CommentFactory(thread=ThreadFactory(is_public=public), state=state)
    user = person(viewer, comment.thread, comment.author)
    assert Comment.objects.visible_to(user).exists() == can_read_comment(user, comment)


@pytest.mark.parametrize(
    ("viewer", "state", "seen"),
    [
        ("nobody", CommentState.PUBLISHED, True),
        ("nobody", CommentState.PENDING, False),
        ("author", CommentState.PENDING, True),
        ("moderator", CommentState.PENDING, False),
    ],
)
def test_what_waits_is_read_by_its_author_alone(viewer, state, seen):
    comment = CommentFactory(state=state)
    assert can_read_comment(person(viewer, comment.thread, comment.author), comment) is seen


EVENTS = [SubmissionEvent.APPROVE, SubmissionEvent.HIDE, SubmissionEvent.RESTORE, SubmissionEvent.RETURN]


@given(steps=st.lists(st.tuples(st.integers(0, 1), st.sampled_from(EVENTS), st.integers(-100, 1)), max_size=6))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_good_standing_rule_and_queryset_agree(steps):
    author = ResidentFactory().user
    submissions = [CommentFactory(author=author).submission for _ in range(2)]
    for which, event, days in steps:
        Ruling.objects.create(submission=submissions[which], event=event, round=1, at=NOW + timedelta(days=days))
    assert people_in_good_standing(NOW).filter(pk=author.pk).exists() == in_good_standing(author, NOW)


def ruled(author, *steps):
    submission = CommentFactory(author=author).submission
    for event, at in steps:
        Ruling.objects.create(submission=submission, event=event, round=1, at=at)


def test_newcomers_are_not_in_good_standing_until_something_was_approved(neighbour):
    assert not in_good_standing(neighbour, NOW)
    ruled(neighbour, (SubmissionEvent.APPROVE, NOW))
    assert not in_good_standing(neighbour, NOW)
    assert in_good_standing(neighbour, NOW + MICRO)


def test_a_hiding_costs_good_standing_for_90_days_and_not_an_instant_longer(neighbour):
    hidden_at = NOW + timedelta(days=1)
    ruled(neighbour, (SubmissionEvent.APPROVE, NOW), (SubmissionEvent.HIDE, hidden_at))
    assert not in_good_standing(neighbour, hidden_at)
    assert not in_good_standing(neighbour, hidden_at + GOOD_STANDING_LOST_FOR - MICRO)
    assert in_good_standing(neighbour, hidden_at + GOOD_STANDING_LOST_FOR)


def test_a_hiding_that_was_undone_counts_for_nothing_until_the_next(neighbour):
    day = timedelta(days=1)
    ruled(
        neighbour,
        (SubmissionEvent.APPROVE, NOW),
        (SubmissionEvent.HIDE, NOW + day),
        (SubmissionEvent.RESTORE, NOW + 2 * day),
        (SubmissionEvent.HIDE, NOW + 4 * day),
    )
    assert in_good_standing(neighbour, NOW + 3 * day)
    assert not in_good_standing(neighbour, NOW + 5 * day)


@pytest.mark.parametrize(
    ("state", "after", "editable"),
    [
        (CommentState.PENDING, EDIT_WINDOW - MICRO, True),
        (CommentState.PENDING, EDIT_WINDOW, False),
        (CommentState.PUBLISHED, EDIT_WINDOW - MICRO, True),
        (CommentState.PUBLISHED, EDIT_WINDOW, False),
        (CommentState.RETURNED, timedelta(days=30), True),
        (CommentState.HIDDEN, timedelta(0), False),
        (CommentState.REMOVED, timedelta(0), False),
    ],
)
def test_the_window_for_changes_is_half_open(state, after, editable):
    comment = CommentFactory(state=state, submitted_at=NOW)
    assert is_editable(comment, NOW + after) is editable


def test_a_thread_is_locked_from_its_closing_instant_on():
    thread = ThreadFactory(closes_at=NOW)
    assert not is_locked(thread, NOW - MICRO)
    assert is_locked(thread, NOW)
    assert not is_locked(ThreadFactory(), NOW)
