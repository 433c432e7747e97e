"""Many at once, with real connections: every count is exact, no place is given twice, nobody waits for each other."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from portal.core.errors import Refusal
from portal.discussions.actions import answer_officially, edit_comment, erase_comments, remove_comment, write_comment
from portal.discussions.enums import CommentState
from portal.discussions.models import Comment, Thread
from portal.moderation.actions import decide_submission
from portal.moderation.enums import Decision
from tests.factories import CommentFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
NOW = timezone.now()


def at_once(acts: list[Callable[[], object]]) -> list[object]:
    """What each act answered, a refusal included; any other exception is raised."""
    start = Barrier(len(acts))

    def run(act):
        try:
            start.wait(timeout=20)
            return act()
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def approve(comment, moderator) -> Callable[[], object]:
    code = comment.submission.code
    return lambda: decide_submission(code=code, decision=Decision.APPROVE, actor=moderator, now=NOW)


def require_exact_counts(thread) -> None:
    thread = Thread.objects.get(pk=thread.pk)
    published = Comment.objects.filter(thread=thread, state=CommentState.PUBLISHED)
    sides = {f"{side}_count": published.filter(stance=side).count() for side in ("for", "against", "neutral")}
    assert thread.comment_count == published.count()
    assert {name: getattr(thread, name) for name in sides} == sides
    for above in Comment.objects.filter(thread=thread, parent=None):
        places = list(above.replies.exclude(place=None).order_by("place").values_list("place", flat=True))
        assert places == list(range(1, above.reply_count + 1))


def test_comments_published_at_once_are_all_counted_and_placed(thread, moderator):
    above = CommentFactory(thread=thread)
    waiting = [CommentFactory(thread=thread, state=CommentState.PENDING, stance="for") for _ in range(6)]
    waiting += [CommentFactory(parent=above, state=CommentState.PENDING) for _ in range(6)]
    at_once([approve(comment, moderator) for comment in waiting])
    assert Comment.objects.filter(state=CommentState.PUBLISHED).count() == 13
    require_exact_counts(thread)


def test_authors_and_moderators_acting_at_once_leave_exact_counts(thread, moderator):
    said = [CommentFactory(thread=thread, state=CommentState.PENDING, stance="against") for _ in range(8)]
    acts = [approve(comment, moderator) for comment in said]
    for n, comment in enumerate(said):
        change = {"code": comment.code, "actor": comment.author, "now": NOW}
        if n % 2:
            acts.append(lambda change=change: edit_comment(text="改过的话", **change))
        else:
            acts.append(lambda change=change: remove_comment(**change))
    at_once(acts)
    require_exact_counts(thread)


def test_one_comment_approved_by_two_at_once_is_counted_once(thread, moderator):
    comment = CommentFactory(thread=thread, state=CommentState.PENDING)
    answers = at_once([approve(comment, moderator)] * 4)
    assert sum(isinstance(answer, Refusal) for answer in answers) == 3
    require_exact_counts(thread)


def test_a_button_pressed_many_times_at_once_is_one_comment(thread, neighbour):
    def write():
        return write_comment(thread_code=thread.code, text="赞成", actor=neighbour, now=NOW).pk

    assert len(set(at_once([write] * 5))) == 1
    assert Comment.objects.count() == 1


def test_two_answers_at_once_are_both_kept_and_one_is_on_top(thread, moderator):
    acts = [
        lambda text=text: answer_officially(thread_code=thread.code, text=text, actor=moderator, now=NOW).pk
        for text in ("甲", "乙", "丙")
    ]
    answers = at_once(acts)
    thread.refresh_from_db()
    assert thread.pinned_id in answers
    require_exact_counts(thread)


def test_somebody_leaving_while_moderators_decide_stands_in_nobodys_way(thread, neighbour, moderator):
    said = [CommentFactory(thread=thread, author=neighbour, state=CommentState.PENDING) for _ in range(6)]
    acts = [approve(comment, moderator) for comment in said]
    at_once([*acts, lambda: erase_comments(user=neighbour, now=NOW)])
    require_exact_counts(thread)
    assert not Comment.objects.filter(author=neighbour, state=CommentState.PUBLISHED).exists()
