from datetime import timedelta

import pytest

from portal.core.errors import Hidden, Invalid
from portal.moderation.actions import appeal_decision, decide_appeal, decide_submission, queue_again
from portal.moderation.enums import Box, Decision
from portal.moderation.models import CannedReply
from portal.moderation.queries.due import inbox_tasks
from portal.moderation.queries.inbox import (
    Summary,
    inbox_page,
    locks,
    open_appeal,
    replies_for,
    submission_in_inbox,
    summary,
)
from tests.factories import AppointmentFactory, CommunityFactory, HouseholdFactory, ResidentFactory
from tests.moderation.conftest import MONDAY

DAY = timedelta(days=1)


def returned(here, **changes):
    submission = here.submit(**changes)
    return decide_submission(
        code=submission.code, decision=Decision.RETURN, actor=here.moderator, reason="改", now=MONDAY
    )


def appealed(here, now=MONDAY, **changes):
    submission = returned(here, **changes)
    appeal_decision(code=submission.code, actor=here.author, text="不同意", now=now)
    return submission


def codes(page) -> list[str]:
    return [each.code for each in page.items]


def test_waiting_holds_what_is_open_and_what_is_appealed_by_the_earliest_promise(here):
    late = here.submit(now=MONDAY + DAY)
    appeal = appealed(here, now=MONDAY + DAY / 2)
    early = here.submit()
    returned(here)
    assert codes(inbox_page(here.moderator, box=Box.WAITING)) == [early.code, appeal.code, late.code]
    assert codes(inbox_page(here.moderator, box=Box.APPEALS)) == [appeal.code]


def test_decided_comes_latest_first(here):
    first, second = here.submit(), here.submit()
    for number, each in enumerate((first, second)):
        decide_submission(code=each.code, decision=Decision.APPROVE, actor=here.moderator, now=MONDAY + number * DAY)
    here.submit()
    assert codes(inbox_page(here.moderator, box=Box.DECIDED)) == [second.code, first.code]


def test_answered_appeal_waits_no_more(here):
    submission = appealed(here)
    decide_appeal(code=submission.code, overturn=False, actor=here.colleague(), answer="不改", now=MONDAY)
    assert codes(inbox_page(here.moderator, box=Box.WAITING)) == []
    assert codes(inbox_page(here.moderator, box=Box.DECIDED)) == [submission.code]


def test_inbox_shows_nothing_of_other_communities(here):
    here.submit(community=CommunityFactory())
    for box in Box:
        assert codes(inbox_page(here.moderator, box=box)) == []
    assert codes(inbox_page(here.stranger(), box=Box.WAITING)) == []


def test_inbox_is_filtered_by_kind_and_community(here):
    manager = here.manager()
    neighbour = CommunityFactory(subdistrict=here.community.subdistrict)
    note, remark = here.submit(), here.submit(kind="remark")
    there = here.submit(community=neighbour)
    assert codes(inbox_page(manager, box=Box.WAITING, kind="remark")) == [remark.code]
    assert codes(inbox_page(manager, box=Box.WAITING, community=neighbour)) == [there.code]
    assert len(codes(inbox_page(manager, box=Box.WAITING))) == 3
    assert codes(inbox_page(manager, box=Box.WAITING, kind="note", community=here.community)) == [note.code]


def test_inbox_is_paged_without_gaps_or_repeats(here):
    made = [here.submit(now=MONDAY + timedelta(minutes=n // 2)).code for n in range(45)]
    seen, cursor = [], None
    while True:
        page = inbox_page(here.moderator, box=Box.WAITING, cursor=cursor)
        seen += codes(page)
        if not (cursor := page.next_cursor):
            break
    assert seen == made


def test_cursor_of_one_box_does_not_fit_another(here):
    for _ in range(21):
        here.submit()
    cursor = inbox_page(here.moderator, box=Box.WAITING).next_cursor
    with pytest.raises(Invalid):
        inbox_page(here.moderator, box=Box.DECIDED, cursor=cursor)


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("box", Box)
def test_inbox_costs_the_same_with_one_row_and_with_three(here, django_assert_num_queries, rows, box):
    for _ in range(rows):
        match box:
            case Box.WAITING:
                here.submit(previous=returned(here), now=MONDAY)
            case Box.APPEALS:
                appealed(here)
            case Box.DECIDED:
                returned(here)
    with django_assert_num_queries(5):
        page = inbox_page(here.moderator, box=box)
        for each in page.items:
            assert each.author.resident.alias
            assert each.inbox.subdistrict
            assert each.community
            assert (list(each.rounds.all()), each.refusals, open_appeal(each)) is not None
    assert len(page.items) == rows


def test_summary_tells_age_promise_and_delay(here):
    assert summary(here.moderator, MONDAY) == Summary(waiting=0, oldest=None, promised=None, late=0)
    here.submit()
    appealed(here, now=MONDAY + DAY)
    here.submit(now=MONDAY + 4 * DAY)
    here.submit(community=CommunityFactory())
    assert summary(here.moderator, MONDAY + 3 * DAY + timedelta(hours=1)) == Summary(
        waiting=3, oldest=MONDAY, promised=MONDAY + 3 * DAY, late=1
    )


def test_promise_is_kept_at_the_promised_instant(here):
    here.submit()
    assert summary(here.moderator, MONDAY + 3 * DAY).late == 0


def test_age_of_a_reported_thing_counts_from_the_report(here):
    submission = here.submit()
    decide_submission(code=submission.code, decision=Decision.APPROVE, actor=here.moderator, now=MONDAY)
    queue_again(submission=submission, now=MONDAY + 90 * DAY)
    assert summary(here.moderator, MONDAY + 90 * DAY).oldest == MONDAY + 90 * DAY


@pytest.mark.parametrize("rows", [1, 3])
def test_summary_costs_two_queries(here, django_assert_num_queries, rows):
    for _ in range(rows):
        here.submit()
    with django_assert_num_queries(2):
        summary(here.moderator, MONDAY)


@pytest.mark.parametrize("rows", [1, 3])
def test_locks_say_why_and_cost_two_queries(here, django_assert_num_queries, rows):
    door = HouseholdFactory(community=here.community)
    ResidentFactory(user=here.moderator, community=here.community, household=door)
    relative = ResidentFactory(community=here.community, household=door).user
    things = [here.submit(author=who) for who in (here.moderator, relative, here.author) for _ in range(rows)]
    with django_assert_num_queries(2):
        found = locks(here.moderator, things)
    own, kin, other = (set(things[n * rows : n * rows + rows]) for n in range(3))
    assert {found[each.pk] for each in own} == {"这是您自己写的，要由别人来处理。"}
    assert {found[each.pk] for each in kin} == {"这是您家里人写的，要由别人来处理。"}
    assert not [each for each in other if each.pk in found]


def test_submission_is_found_by_those_it_lies_with(here, waiting):
    for user in (here.moderator, here.manager()):
        assert submission_in_inbox(waiting.code, user) == waiting
    for user in (here.stranger(), here.author):
        with pytest.raises(Hidden):
            submission_in_inbox(waiting.code, user)
    with pytest.raises(Hidden):
        submission_in_inbox("nothing", here.moderator)


def test_open_appeal_is_the_one_without_an_answer(here):
    submission = appealed(here)
    decide_appeal(code=submission.code, overturn=True, actor=here.colleague(), answer="好", now=MONDAY)
    assert open_appeal(submission) is None
    decide_submission(code=submission.code, decision=Decision.HIDE, actor=here.moderator, reason="又", now=MONDAY)
    made = appeal_decision(code=submission.code, actor=here.author, text="不", now=MONDAY)
    assert open_appeal(submission) == made


def test_replies_are_those_of_my_subdistrict_and_of_the_district(here):
    own = CannedReply.objects.create(
        subdistrict=here.community.subdistrict, decision=Decision.RETURN, title="缺费用", text="请写费用"
    )
    everybody = CannedReply.objects.create(decision=Decision.HIDE, title="隐私", text="有电话")
    CannedReply.objects.create(
        subdistrict=CommunityFactory().subdistrict, decision=Decision.RETURN, title="别处", text="别处"
    )
    CommunityFactory(subdistrict=here.community.subdistrict)
    assert set(replies_for(here.moderator)) == {own, everybody}
    assert len(replies_for(here.manager())) == 2


def test_staff_home_counts_what_i_may_decide_myself(here):
    assert inbox_tasks(here.moderator) == []
    here.submit()
    here.submit(now=MONDAY - DAY, author=here.moderator)
    appealed(here)
    (mine,) = inbox_tasks(here.moderator)
    assert (mine.count, mine.due_at, mine.url) == (1, MONDAY + 3 * DAY, "/admin/inbox/?box=waiting")
    waiting, appeals = inbox_tasks(here.colleague())
    assert (waiting.count, appeals.count) == (2, 1)
    assert appeals.url == "/admin/inbox/?box=appeals"


def test_staff_home_has_nothing_for_those_who_moderate_elsewhere(here):
    here.submit()
    assert inbox_tasks(AppointmentFactory().user) == []
