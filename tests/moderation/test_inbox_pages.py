from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.users.models import UserProfile

from portal.moderation.actions import appeal_decision, decide_submission, queue_again, record_verdict
from portal.moderation.enums import AppealState, Decision, SubmissionState, Verdict
from portal.moderation.models import Appeal, CannedReply, Submission
from portal.moderation.wagtail_hooks import InboxMenuItem
from tests.factories import CommunityFactory, HouseholdFactory, ResidentFactory, UserFactory
from tests.moderation.conftest import MONDAY

INBOX = "/admin/inbox/"


def path(submission, more="") -> str:
    return f"{INBOX}{submission.code}/{more}"


def text(answer) -> str:
    return answer.content.decode()


def decided(here, decision=Decision.RETURN, **changes) -> Submission:
    submission = here.submit(**changes)
    return decide_submission(
        code=submission.code, decision=decision, actor=here.moderator, reason="请写清地点", now=timezone.now()
    )


def appealed(here) -> Submission:
    submission = decided(here)
    appeal_decision(code=submission.code, actor=here.author, text="已经写清楚了", now=timezone.now())
    return submission


@pytest.fixture
def staff(here, client):
    """The community's moderator at their desk."""
    client.force_login(here.moderator)
    return client


def test_inbox_shows_a_card_with_what_a_moderator_needs(here, staff):
    ago = timezone.now() - timedelta(days=4)
    waiting = record_verdict(code=here.submit(now=ago).code, round_number=1, verdict=Verdict.REVIEW, now=ago)
    page = text(staff.get(INBOX))
    for words in (
        "旧车棚变乐龄客厅",
        "拆掉围栏",
        "三号楼小梅",
        "实名已登记",
        "梅欣社区",
        "自动检查没有下结论",
        "已超时",
    ):
        assert words in page, words
    assert "王小梅" not in page
    assert f'value="{waiting.code}:1-open"' in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"text": "打我电话 13912345678"}, "手机号或身份证号"),
        ({"text": "长" * 200}, "<summary>"),
        ({"kind": "remark"}, "<b>"),
    ],
)
def test_card_follows_the_thing(here, staff, changes, words):
    here.submit(**changes)
    assert words in text(staff.get(INBOX))


@pytest.mark.parametrize("verdict", Verdict)
def test_card_explains_every_verdict(here, staff, verdict):
    submission = here.submit()
    record_verdict(code=submission.code, round_number=1, verdict=verdict, now=MONDAY)
    words = {"pass": "没发现问题", "review": "没有下结论", "risky": "不建议发布", "unavailable": "没能进行"}
    assert words[verdict] in text(staff.get(INBOX))


def test_second_round_shows_why_it_came_back_and_what_changed(here, staff):
    submission = decided(here, text="从北门到东门。加两处减速带。")
    here.submit(previous=submission, text="从北门到东门。减速带装在三号楼。")
    page = text(staff.get(INBOX))
    assert "第 2 轮" in page
    assert "上次退回的理由：请写清地点" in page
    assert "<del>加两处减速带。</del><ins>减速带装在三号楼。</ins>" in page


def test_reported_thing_says_that_it_is_still_shown(here, staff):
    queue_again(submission=decided(here, Decision.APPROVE), now=timezone.now())
    page = text(staff.get(INBOX))
    assert "有邻居反映，仍在公开" in page
    assert "继续公开" in page


def test_own_things_are_shown_but_locked(here, staff):
    door = HouseholdFactory(community=here.community)
    ResidentFactory(user=here.moderator, community=here.community, household=door)
    own = here.submit(author=here.moderator)
    here.submit(author=ResidentFactory(community=here.community, household=door).user)
    page = text(staff.get(INBOX))
    assert "这是您自己写的" in page
    assert "这是您家里人写的" in page
    assert 'name="decision" value="approve" formnovalidate' not in page
    assert f'value="{own.code}:' not in page


def test_appeal_is_locked_for_whoever_decided_and_open_to_a_colleague(here, client):
    submission = appealed(here)
    client.force_login(here.moderator)
    assert "当初是您处理的" in text(client.get(INBOX))
    client.force_login(here.colleague())
    assert f"{path(submission)}#answer" in text(client.get(INBOX))


def test_inbox_tells_how_it_stands(here, staff):
    assert "都处理完了" in text(staff.get(INBOX))
    here.submit(now=timezone.now())
    here.submit(now=timezone.now() - timedelta(days=4))
    page = text(staff.get(INBOX))
    assert "<strong>2</strong> 件等着处理" in page
    assert '<div class="late">' in page


def test_menu_counts_what_waits(here, staff):
    item = InboxMenuItem("收件箱", INBOX, name="inbox")
    request = staff.get(INBOX).wsgi_request
    assert item.render_component(request).label == "收件箱"
    here.submit()
    assert item.render_component(request).label == "收件箱（1）"
    assert item.is_shown(request)


@pytest.mark.parametrize(
    ("box", "words"),
    [("waiting", "没有等您处理的内容"), ("appeals", "没有等着答复的申诉"), ("decided", "还没有处理过")],
)
def test_empty_box_says_so(here, staff, box, words):
    assert words in text(staff.get(f"{INBOX}?box={box}"))


def test_filters_pick_and_unknown_ones_are_ignored(here, staff):
    here.submit(title="一篇笔记")
    here.submit(kind="remark", title="一句评论")
    page = text(staff.get(f"{INBOX}?kind=remark&community={here.community.slug}"))
    assert "一句评论" in page
    assert "一篇笔记" not in page
    foreign = CommunityFactory()
    everything = text(staff.get(f"{INBOX}?box=nothing&kind=nothing&community={foreign.slug}"))
    assert "一篇笔记" in everything


def test_pages_follow_each_other(here, staff):
    for number in range(21):
        here.submit(title=f"第{number}件", now=MONDAY + timedelta(minutes=number))
    first = staff.get(INBOX)
    cursor = first.context["next_cursor"]
    assert [card.submission.title for card in staff.get(INBOX, {"cursor": cursor}).context["cards"]] == ["第20件"]
    assert staff.get(INBOX, {"cursor": "forged"}).status_code == 422


def asked(client, address) -> tuple[int, int]:
    """How many queries a page asks of moderation's tables, and of all (the menu of every room among them)."""
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return sum("moderation_" in query["sql"] for query in found.captured_queries), len(found)


def test_inbox_page_costs_the_same_with_one_row_and_with_three(here, staff, room):
    CannedReply.objects.create(decision=Decision.RETURN, title="缺费用", text="请写费用")
    counts = []
    for rows in (1, 3):
        while Submission.objects.count() < rows:
            here.submit(previous=decided(here))
        staff.get(INBOX)
        counts.append(asked(staff, INBOX))
        assert room.prepared[-1] == rows
    assert counts[0] == counts[1]
    assert counts[0][0] == 8


def test_kind_whose_room_is_gone_is_still_shown(here, staff, waiting):
    Submission.objects.update(kind="gone")
    page = text(staff.get(INBOX))
    assert "gone" in page
    assert "拆掉围栏" in page


@pytest.mark.parametrize("decision", ["approve", "return", "hide"])
def test_decision_says_what_happened_and_how_to_take_it_back(here, staff, waiting, decision):
    answer = staff.post(
        path(waiting, "decide/"),
        {"decision": decision, "reason": "请写清地点", "seen": waiting.version, "next": f"{INBOX}?kind=note"},
        follow=True,
    )
    assert answer.redirect_chain == [(f"{INBOX}?kind=note", 302)]
    page = text(answer)
    assert "《旧车棚变乐龄客厅》" in page
    assert f"{path(waiting)}#moves" in page
    assert Submission.objects.get().decided_by == here.moderator


def test_decision_taken_back(here, staff):
    submission = decided(here)
    page = text(staff.get(path(submission)))
    assert 'value="restore"' in page
    staff.post(path(submission, "decide/"), {"decision": "restore", "seen": submission.version})
    assert Submission.objects.get().state == SubmissionState.PUBLISHED


def test_picked_reply_counts_where_nothing_is_written(here, staff, waiting):
    reply = CannedReply.objects.create(decision=Decision.RETURN, title="缺费用", text="请补写费用。")
    assert "请补写费用。" in text(staff.get(INBOX))
    staff.post(path(waiting, "decide/"), {"decision": "return", "reason": "", "reply": reply.pk})
    assert Submission.objects.get().reason == "请补写费用。"


def test_written_reason_goes_before_the_picked_one(here, staff, waiting):
    reply = CannedReply.objects.create(decision=Decision.RETURN, title="缺费用", text="请补写费用。")
    staff.post(path(waiting, "decide/"), {"decision": "return", "reason": "大概多少钱？", "reply": reply.pk})
    assert Submission.objects.get().reason == "大概多少钱？"


def test_reply_of_another_subdistrict_cannot_be_picked(here, staff, waiting):
    foreign = CannedReply.objects.create(
        subdistrict=CommunityFactory().subdistrict, decision=Decision.RETURN, title="别处", text="别处"
    )
    staff.post(path(waiting, "decide/"), {"decision": "return", "reason": "", "reply": foreign.pk})
    assert Submission.objects.get().state == SubmissionState.QUEUED


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"decision": "return", "reason": ""}, "请写明理由"),
        ({"decision": "nothing"}, "没看懂这次操作"),
        ({"decision": "restore"}, "这"),
    ],
)
def test_refused_decision_says_why_and_changes_nothing(here, staff, waiting, body, words):
    answer = staff.post(path(waiting, "decide/"), body, follow=True)
    assert words in text(answer)
    assert Submission.objects.get().state == SubmissionState.QUEUED


def test_decision_that_came_too_late_is_told_kindly(here, staff, waiting):
    decide_submission(
        code=waiting.code, decision=Decision.APPROVE, actor=here.colleague(), now=timezone.now(), seen=waiting.version
    )
    body = {"decision": "return", "reason": "改", "seen": waiting.version}
    assert "有同事比您快一步" in text(staff.post(path(waiting, "decide/"), body, follow=True))
    assert Submission.objects.get().state == SubmissionState.PUBLISHED


def test_locked_thing_cannot_be_decided_by_hand(here, staff):
    own = here.submit(author=here.moderator)
    answer = staff.post(path(own, "decide/"), {"decision": "approve"}, follow=True)
    assert "要由别人来处理" in text(answer)
    assert Submission.objects.get().state == SubmissionState.SCREENING


@pytest.mark.parametrize("there", ["https://elsewhere.example/", "//elsewhere.example/", ""])
def test_nobody_is_led_off_the_site(here, staff, waiting, there):
    answer = staff.post(path(waiting, "decide/"), {"decision": "approve", "next": there})
    assert answer["Location"] == INBOX


def test_bulk_reports_of_each_what_came_of_it(here, staff, waiting):
    late = decided(here, Decision.APPROVE, title="已经处理过")
    body = {
        "decision": "return",
        "reason": "请写清地点",
        "item": [f"{waiting.code}:{waiting.version}", f"{late.code}:1-open", "nothing:1-open"],
        "next": INBOX,
    }
    page = text(staff.post(f"{INBOX}decide/", body))
    assert "处理了 1 件。" in page
    assert "有 2 件没处理成" in page
    assert "您已经处理过了" in page
    assert "nothing" in page
    waiting.refresh_from_db()
    assert waiting.state == SubmissionState.RETURNED


@pytest.mark.parametrize(
    "body", [{"decision": "approve"}, {"item": ["x:1-open"]}, {"decision": "restore", "item": "x"}]
)
def test_bulk_without_ticks_or_decision_changes_nothing(here, staff, body):
    assert "请先勾选" in text(staff.post(f"{INBOX}decide/", body, follow=True))


def test_forwarding_from_the_page(here, staff, waiting):
    to = CommunityFactory(name="绿洲")
    answer = staff.post(
        path(waiting, "forward/"), {"community": to.slug, "reason": "在他们那边", "seen": waiting.version}, follow=True
    )
    assert "已转给绿洲社区" in text(answer)
    assert Submission.objects.get().inbox == to
    assert staff.get(path(waiting)).status_code == 404


@pytest.mark.parametrize("body", [{"reason": "在他们那边"}, {"community": "nowhere", "reason": "x"}])
def test_forwarding_needs_answers(here, staff, waiting, body):
    assert staff.post(path(waiting, "forward/"), body).status_code == 422
    assert Submission.objects.get().inbox == here.community


def test_forwarding_to_the_same_place_is_refused(here, staff, waiting):
    body = {"community": here.community.slug, "reason": "转"}
    assert "本来就在那个社区" in text(staff.post(path(waiting, "forward/"), body, follow=True))


@pytest.mark.parametrize(
    ("verdict", "state", "words"),
    [("overturned", AppealState.OVERTURNED, "重新发布了"), ("upheld", AppealState.UPHELD, "维持原处理")],
)
def test_appeal_is_answered_on_the_page(here, client, verdict, state, words):
    submission = appealed(here)
    client.force_login(here.colleague())
    body = {"verdict": verdict, "answer": "看过了"}
    page = text(client.post(path(submission, "answer/"), body, follow=True))
    assert words in page
    assert "看过了" in page
    assert Appeal.objects.get().state == state


def test_appeal_needs_an_answer(here, client):
    submission = appealed(here)
    client.force_login(here.colleague())
    assert client.post(path(submission, "answer/"), {"verdict": "upheld", "answer": ""}).status_code == 422
    assert Appeal.objects.get().state == AppealState.OPEN


def test_second_answer_is_told_that_it_came_too_late(here, staff):
    submission = decided(here)
    body = {"verdict": "upheld", "answer": "看过了"}
    assert "已经没有等着答复的申诉" in text(staff.post(path(submission, "answer/"), body, follow=True))


def test_submission_page_tells_everything(here, client):
    here.moderator.first_name, here.moderator.last_name = "志强", "陈"
    here.moderator.save()
    submission = here.submit(previous=appealed(here), text="改过了。", now=timezone.now())
    client.force_login(here.moderator)
    page = text(client.get(path(submission)))
    for words in ("志强", "请写清地点", "已经写清楚了", "不用再答复", "第 2 轮", "<ins>改过了。</ins>", "转给别的社区"):
        assert words in page, words


def test_submission_page_says_when_nothing_was_changed_or_somebody_left(here, staff):
    submission = decided(here)
    submission.rulings.filter(event="return").update(actor=None)
    here.submit(previous=submission)
    page = text(staff.get(path(submission)))
    assert "没有改动，又交了一次" in page
    assert "已离开的同事" in page


def test_submission_page_costs_the_same_however_long_its_story(here, staff):
    submission = decided(here)
    counts = []
    for _ in range(2):
        here.submit(previous=submission)
        decide_submission(
            code=submission.code, decision=Decision.RETURN, actor=here.moderator, reason="改", now=timezone.now()
        )
        staff.get(path(submission))
        counts.append(asked(staff, path(submission)))
    assert counts[0] == counts[1]
    assert counts[0][0] == 9


def addresses(submission) -> list[tuple[str, str, dict]]:
    return [
        ("get", INBOX, {}),
        ("get", path(submission), {}),
        ("post", path(submission, "decide/"), {"decision": "approve"}),
        ("post", path(submission, "forward/"), {"community": submission.community.slug, "reason": "转"}),
        ("post", path(submission, "answer/"), {"verdict": "upheld", "answer": "好"}),
        ("post", f"{INBOX}decide/", {"decision": "approve", "item": f"{submission.code}:1-open"}),
    ]


def test_visitors_and_residents_do_not_get_in(here, client, waiting):
    for user, status in ((None, 302), (here.author, 403)):
        if user:
            client.force_login(user)
        for method, address, body in addresses(waiting):
            assert getattr(client, method)(address, body).status_code == status, address
    assert Submission.objects.get().state == SubmissionState.QUEUED


def test_another_communitys_moderator_finds_nothing_at_all(here, client, waiting):
    client.force_login(here.stranger())
    for method, address, body in addresses(waiting)[1:5]:
        assert getattr(client, method)(address, body).status_code == 404, address
    assert "旧车棚" not in text(client.get(INBOX))
    page = text(client.post(f"{INBOX}decide/", addresses(waiting)[-1][2]))
    assert "旧车棚" not in page
    assert Submission.objects.get().state == SubmissionState.QUEUED


def test_staff_who_moderate_nothing_find_no_inbox(client, db, waiting):
    client.force_login(UserFactory(is_superuser=True))
    for method, address, body in addresses(waiting):
        assert getattr(client, method)(address, body).status_code == 404, address
    assert "inbox" not in text(client.get("/admin/"))


def test_keys_can_be_switched_off(here, staff):
    here.submit()
    assert "data-keys" in text(staff.get(INBOX))
    UserProfile.objects.update_or_create(user=here.moderator, defaults={"keyboard_shortcuts": False})
    assert "data-keys" not in text(staff.get(INBOX))


def test_logs_lead_to_the_submission_for_those_it_lies_with(here, waiting):
    assert AdminURLFinder(here.moderator).get_edit_url(waiting) == path(waiting)
    assert AdminURLFinder(here.stranger()).get_edit_url(waiting) is None


def test_staff_read_the_steps_by_their_names(here):
    submission = appealed(here)
    assert [str(each) for each in submission.rulings.all()] == ["重新提交", "退回"]
    assert str(submission.appeals.get()) == submission.title
    assert str(submission.rounds.get()) == f"{submission.title} 1"
