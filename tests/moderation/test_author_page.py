import pytest
from django.utils import timezone

from portal.core.clock import now
from portal.moderation.actions import (
    appeal_decision,
    decide_appeal,
    decide_submission,
    forward_submission,
    queue_again,
    record_verdict,
    withdraw_submission,
)
from portal.moderation.enums import AppealState, By, Decision, SubmissionEvent, Verdict
from portal.moderation.models import Appeal, Ruling
from portal.moderation.queries.story import story
from tests.factories import CommunityFactory, ResidentFactory

DECIDERS = "陈志强"


@pytest.fixture
def decided(here):
    """Hands something in and decides on it; the moderator has a name that nobody outside must see."""
    here.moderator.first_name = DECIDERS
    here.moderator.save()

    def decide(decision=Decision.RETURN, reason="请写清地点", **changes):
        submission = here.submit(now=timezone.now(), **changes)
        return decide_submission(
            code=submission.code, decision=decision, actor=here.moderator, reason=reason, now=timezone.now()
        )

    return decide


def path(submission, more="") -> str:
    return f"/moderation/{submission.code}/{more}"


def test_story_names_the_community_and_never_a_person(here, decided):
    submission = decided()
    told = story(code=submission.code, viewer=here.author, now=now())
    assert [(step.event, step.by) for step in told.steps] == [
        (SubmissionEvent.RESUBMIT, By.AUTHOR),
        (SubmissionEvent.RETURN, By.COMMUNITY),
    ]
    assert told.may_appeal
    assert told.mine


def test_story_keeps_the_screens_verdict_for_staff(here, waiting):
    step = story(code=waiting.code, viewer=here.author, now=now()).steps[-1]
    assert (step.event, step.by, step.reason) == (SubmissionEvent.QUEUE, By.SCREEN, "")


def test_story_tells_a_second_look_from_the_first(here, decided):
    queue_again(submission=decided(Decision.APPROVE), now=now())
    submission = here.author.submissions.get()
    told = story(code=submission.code, viewer=here.author, now=now())
    assert [step.by for step in told.steps] == [By.AUTHOR, By.COMMUNITY, By.NEIGHBOUR]
    assert (told.steps[-1].label, told.steps[-1].by.label) == ("请人再看一遍", "一位邻居")


def test_story_says_when_the_screen_let_it_pass(here):
    submission = here.submit(kind="remark")
    record_verdict(code=submission.code, round_number=1, verdict=Verdict.PASS, now=now())
    assert story(code=submission.code, viewer=here.author, now=now()).steps[-1].by == By.SCREEN


def test_story_still_says_community_where_the_moderator_has_left(here, decided):
    submission = decided()
    Ruling.objects.filter(event="return").update(actor=None)
    assert story(code=submission.code, viewer=here.author, now=now()).steps[-1].by == By.COMMUNITY


def test_story_counts_the_latest_appeal(here, decided):
    submission = decided()
    assert story(code=submission.code, viewer=here.author, now=now()).appeal is None
    made = appeal_decision(code=submission.code, actor=here.author, text="不同意", now=now())
    told = story(code=submission.code, viewer=here.author, now=now())
    assert (told.appeal, told.may_appeal) == (made, False)


@pytest.mark.parametrize("times", [1, 3])
def test_story_costs_the_same_however_long_it_is(here, django_assert_num_queries, times):
    submission = here.submit()
    for _ in range(times - 1):
        here.submit(previous=submission)
    with django_assert_num_queries(4):
        story(code=submission.code, viewer=here.author, now=now())


def test_page_says_what_happened_and_why_without_a_name(here, client, decided):
    submission = decided()
    client.force_login(here.author)
    page = client.get(path(submission)).content.decode()
    assert "请写清地点" in page
    assert "社区审核员" in page
    assert "025-00000000" in page
    assert 'href="/things/1/"' in page
    assert "提交申诉" in page
    assert DECIDERS not in page


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("waiting", "有结果就告诉您"),
        ("published", "大家都看得到"),
        ("reported", "有邻居请社区再看一看"),
        ("hidden", "只有您和社区看得到"),
        ("withdrawn", "您把它撤回了"),
    ],
)
def test_page_words_every_state(here, client, decided, state, words):
    client.force_login(here.author)
    match state:
        case "waiting":
            submission = here.submit()
        case "published":
            submission = decided(Decision.APPROVE)
        case "reported":
            submission = queue_again(submission=decided(Decision.APPROVE), now=now())
        case "hidden":
            submission = decided(Decision.HIDE)
        case "withdrawn":
            submission = withdraw_submission(submission=here.submit(), now=now())
    assert words in client.get(path(submission)).content.decode()


def test_page_shows_the_answer_to_an_appeal(here, client, decided):
    submission = decided()
    appeal_decision(code=submission.code, actor=here.author, text="不同意", now=now())
    client.force_login(here.author)
    assert "前答复您" in client.get(path(submission)).content.decode()
    decide_appeal(code=submission.code, overturn=False, actor=here.colleague(), answer="还是要写", now=now())
    page = client.get(path(submission)).content.decode()
    assert "还是要写" in page
    assert "提交申诉" not in page


def test_page_says_that_a_lapsed_appeal_needs_no_answer(here, client, decided):
    submission = decided()
    appeal_decision(code=submission.code, actor=here.author, text="不同意", now=now())
    here.submit(previous=submission)
    client.force_login(here.author)
    assert "不用再答复" in client.get(path(submission)).content.decode()


def test_page_follows_a_forwarding(here, client):
    elsewhere = CommunityFactory(name="绿洲", phone="025-11111111")
    submission = here.submit()
    forward_submission(code=submission.code, community=elsewhere, actor=here.moderator, reason="在那边", now=now())
    client.force_login(here.author)
    page = client.get(path(submission)).content.decode()
    assert "绿洲社区" in page
    assert "025-11111111" in page


def test_page_asks_visitors_to_sign_in_and_comes_back(client, waiting):
    answer = client.get(path(waiting))
    assert answer.status_code == 302
    assert answer["Location"] == f"/accounts/login/?next=/moderation/{waiting.code}/"


def test_page_is_not_there_for_others(here, client, waiting):
    for user in (ResidentFactory(community=here.community).user, here.stranger()):
        client.force_login(user)
        assert client.get(path(waiting)).status_code == 404
        assert client.post(path(waiting, "appeal/"), {"text": "不同意"}).status_code == 404
        assert client.get("/moderation/nothing/").status_code == 404


def test_own_moderator_sees_what_the_author_is_told_and_no_form(here, client, decided):
    client.force_login(here.colleague())
    page = client.get(path(decided())).content.decode()
    assert "请写清地点" in page
    assert "提交申诉" not in page


def test_appeal_is_made_in_the_page(here, client, decided):
    submission = decided()
    client.force_login(here.author)
    answer = client.post(path(submission, "appeal/"), {"text": "已经写清楚了"}, follow=True)
    assert answer.redirect_chain == [(path(submission), 302)]
    assert "会换一个人来看" in answer.content.decode()
    assert Appeal.objects.get().text == "已经写清楚了"


def test_empty_appeal_is_asked_for_again(here, client, decided):
    submission = decided()
    client.force_login(here.author)
    answer = client.post(path(submission, "appeal/"), {"text": ""})
    assert answer.status_code == 422
    assert not Appeal.objects.exists()


def test_second_appeal_is_refused_in_the_page(here, client, decided):
    submission = decided()
    client.force_login(here.author)
    client.post(path(submission, "appeal/"), {"text": "一"})
    assert client.post(path(submission, "appeal/"), {"text": "二"}).status_code == 409
    assert Appeal.objects.get().text == "一"


def test_appeal_without_a_session_leads_to_signing_in(client, decided):
    answer = client.post(path(decided(), "appeal/"), {"text": "不同意"})
    assert answer.status_code == 302
    assert not Appeal.objects.exists()


def test_api_tells_the_story(here, client, decided):
    submission = decided()
    client.force_login(here.author)
    told = client.get(f"/api/v1/submissions/{submission.code}").json()
    assert (told["state"], told["reason"], told["may_appeal"]) == ("returned", "请写清地点", True)
    assert told["asked"] == {"slug": here.community.slug, "title": "梅欣社区", "phone": "025-00000000"}
    assert [(step["event"], step["by"]) for step in told["steps"]] == [("resubmit", "author"), ("return", "community")]
    assert told["appeals"] == []
    assert DECIDERS not in str(told)


def test_api_takes_an_appeal(here, client, decided):
    submission = decided()
    client.force_login(here.author)
    answer = client.post(
        f"/api/v1/submissions/{submission.code}/appeal", {"text": "已经写了"}, content_type="application/json"
    )
    assert answer.status_code == 201
    assert answer.json()["appeals"][0]["state"] == AppealState.OPEN
    assert answer.json()["may_appeal"] is False


@pytest.mark.parametrize(("who", "status"), [("nobody", 401), ("neighbour", 404), ("stranger", 404)])
def test_api_is_not_there_for_others(here, client, decided, who, status):
    submission = decided()
    if who != "nobody":
        client.force_login(here.stranger() if who == "stranger" else ResidentFactory(community=here.community).user)
    assert client.get(f"/api/v1/submissions/{submission.code}").status_code == status
    answer = client.post(
        f"/api/v1/submissions/{submission.code}/appeal", {"text": "不"}, content_type="application/json"
    )
    assert (answer.status_code, Appeal.objects.count()) == (status, 0)


@pytest.mark.parametrize("body", [{}, {"text": ""}, {"text": "长" * 1001}, {"text": "好", "state": "upheld"}])
def test_api_refuses_what_is_no_appeal(here, client, decided, body):
    submission = decided()
    client.force_login(here.author)
    answer = client.post(f"/api/v1/submissions/{submission.code}/appeal", body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert not Appeal.objects.exists()
