from datetime import time, timedelta

import pytest
from django.utils import timezone

from portal.notices.actions import notify
from portal.notices.models import Notice, Preference
from portal.notices.ports import notice_channels
from tests.factories import AppointmentFactory, ResidentFactory

pytestmark = pytest.mark.django_db
INBOX = "/me/notices/"
CHOICES = "/me/notices/preferences/"
API = "/api/v1/notices"


@pytest.fixture
def user():
    return ResidentFactory().user


@pytest.fixture
def resident(client, user):
    client.force_login(user)
    return client


def tell(user, number=1, *, url="/things/1/", ago=0) -> Notice:
    notify(
        kind="news",
        recipients=[user],
        subject=f"p{number}",
        event="e",
        fields={"title": f"第{number}件"},
        url=url,
        now=timezone.now() - timedelta(minutes=ago),
    )
    return Notice.objects.get(recipient=user, subject=f"p{number}")


def text(answer) -> str:
    return answer.content.decode()


def test_inbox_shows_what_is_new(resident, user):
    notice = tell(user)
    page = text(resident.get(INBOX))
    assert "第1件" in page
    assert "还有 1 条没看" in page
    assert f'href="{INBOX}{notice.code}/"' in page
    assert "全部标为已读" in page


def test_empty_inbox_says_what_to_do(resident):
    page = text(resident.get(INBOX))
    assert "还没有通知" in page
    assert 'href="/proposals/"' in page


def test_inbox_that_is_read_says_so(resident, user, django_capture_on_commit_callbacks):
    tell(user)
    with django_capture_on_commit_callbacks(execute=True):
        answer = resident.post(f"{INBOX}read/", follow=True)
    assert "已把 1 条通知标为已读" in text(answer)
    page = text(resident.get(INBOX))
    assert "都看过了" in page
    assert "全部标为已读" not in page
    assert "本来就都看过了" in text(resident.post(f"{INBOX}read/", follow=True))


def test_pages_follow_each_other(resident, user):
    for number in range(21):
        tell(user, number, ago=number)
    first = resident.get(INBOX)
    assert f"cursor={first.context['next_cursor']}" in text(first)
    page = text(resident.get(INBOX, {"cursor": first.context["next_cursor"]}))
    assert "第20件" in page
    assert "第19件" not in page
    assert resident.get(INBOX, {"cursor": "forged"}).status_code == 422


@pytest.mark.parametrize("rows", [1, 3])
def test_inbox_page_costs_the_same_with_one_row_and_with_three(resident, user, django_assert_num_queries, rows):
    for number in range(rows):
        tell(user, number)
    resident.get(INBOX)
    # The person, their notices, and the frame: site and header.
    with django_assert_num_queries(2):
        resident.get(INBOX)


def test_opening_a_notice_reads_it_and_leads_to_the_thing(resident, user):
    notice = tell(user)
    answer = resident.get(f"{INBOX}{notice.code}/")
    assert (answer.status_code, answer["Location"]) == (302, "/things/1/")
    notice.refresh_from_db()
    assert not notice.unread


@pytest.mark.parametrize("url", ["", "https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_notice_leads_nowhere_else(resident, user, url):
    assert resident.get(f"{INBOX}{tell(user, url=url).code}/")["Location"] == INBOX


def test_header_marks_what_is_unread(resident, user, django_capture_on_commit_callbacks):
    assert 'class="dot"' not in text(resident.get(INBOX))
    with django_capture_on_commit_callbacks(execute=True):
        tell(user)
    assert 'class="dot"' in text(resident.get(INBOX))


def test_choices_are_shown_and_kept(letterbox, resident, user):
    page = text(resident.get(CHOICES))
    for words in ("news", "letterbox", "18:00 汇总成一条", "夜里也一样", "21:00", "08:00"):
        assert words in page, words
    assert 'value="news:letterbox" checked' in page
    assert 'value="quiet:letterbox" checked' not in page
    answer = resident.post(CHOICES, {"wanted": ["quiet:letterbox", "nothing:nowhere"]}, follow=True)
    assert "已保存" in text(answer)
    chosen = {(each.kind, each.wanted) for each in Preference.objects.filter(user=user, channel="letterbox")}
    assert chosen == {("cancelled", False), ("gathered", False), ("news", False), ("quiet", True)}


def test_without_channels_there_is_nothing_to_choose(resident, monkeypatch):
    monkeypatch.setattr(notice_channels, "_items", {})
    assert "暂时没有可选的" in text(resident.get(CHOICES))
    assert resident.post(CHOICES).status_code == 302
    assert not Preference.objects.exists()


def test_visitors_are_asked_to_sign_in(client, user):
    code = tell(user).code
    for address in (INBOX, CHOICES, f"{INBOX}{code}/"):
        answer = client.get(address)
        assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next={address}")
    assert client.post(f"{INBOX}read/").status_code == 302
    assert client.post(CHOICES).status_code == 302
    assert Notice.objects.get().unread
    assert client.get(f"{INBOX}read/").status_code == 405


@pytest.mark.parametrize("who", ["resident", "moderator"])
def test_notices_are_nobody_elses(client, user, who):
    notice = tell(user)
    other = ResidentFactory() if who == "resident" else AppointmentFactory(community=user.resident.community)
    client.force_login(other.user)
    assert client.get(f"{INBOX}{notice.code}/").status_code == 404
    assert "第1件" not in text(client.get(INBOX))
    client.post(f"{INBOX}read/")
    notice.refresh_from_db()
    assert notice.unread


def test_api_lists_with_a_cursor(resident, user):
    for number in range(3):
        tell(user, number, ago=number)
    first = resident.get(API, {"limit": 2}).json()
    assert [item["title"] for item in first["items"]] == ["news: 第0件", "news: 第1件"]
    assert (first["unread"], first["items"][0]["url"], first["items"][0]["unread"]) == (3, "/things/1/", True)
    rest = resident.get(API, {"cursor": first["next_cursor"]}).json()
    assert ([item["title"] for item in rest["items"]], rest["next_cursor"]) == (["news: 第2件"], None)


def test_api_names_the_thing_to_open(resident, user):
    tell(user, 1, url="/proposals/abc/xyz/")
    tell(user, 2, url="", ago=1)
    targets = [item["target"] for item in resident.get(API).json()["items"]]
    assert targets == [{"kind": "proposal", "code": "xyz"}, None]


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 101}, {"cursor": "forged"}])
def test_api_refuses_a_wrong_page(resident, query):
    answer = resident.get(API, query)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


@pytest.mark.parametrize("rows", [1, 3])
def test_api_opens_one_of_ones_own_and_leaves_it_unread(resident, user, django_assert_num_queries, rows):
    notices = [tell(user, number) for number in range(rows)]
    listed = resident.get(API).json()["items"]
    # The person and the notice.
    with django_assert_num_queries(2):
        found = resident.get(f"{API}/{notices[0].code}")
    assert found.status_code == 200
    assert found.json() in listed
    assert Notice.objects.filter(unread=True).count() == rows
    assert resident.get(f"{API}/preferences").json()["kinds"]


def test_api_knows_nothing_of_what_others_were_told(resident):
    for code in (tell(ResidentFactory().user).code, "nothing"):
        answer = resident.get(f"{API}/{code}")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("rows", [1, 3])
def test_api_list_costs_the_same_with_one_row_and_with_three(resident, user, django_assert_num_queries, rows):
    for number in range(rows):
        tell(user, number)
    resident.get(API)
    # The person and their notices.
    with django_assert_num_queries(2):
        resident.get(API)


def test_api_marks_as_read(resident, user, django_capture_on_commit_callbacks):
    first = tell(user, 1)
    tell(user, 2)
    with django_capture_on_commit_callbacks(execute=True):
        answer = resident.post(f"{API}/read", {"codes": [first.code]}, content_type="application/json")
    assert (answer.status_code, answer.json()["read"]) == (200, 1)
    with django_capture_on_commit_callbacks(execute=True):
        answer = resident.post(f"{API}/read", {"all": True}, content_type="application/json")
    assert answer.json()["read"] == 1
    assert resident.get(API).json()["unread"] == 0


@pytest.mark.parametrize("body", [{"codes": ["x"] * 101}, {"code": "x"}, {"codes": "x"}])
def test_api_refuses_what_is_no_reading(resident, body):
    assert resident.post(f"{API}/read", body, content_type="application/json").status_code == 422


def test_api_tells_and_takes_choices(letterbox, resident, user):
    told = resident.get(f"{API}/preferences").json()
    assert (told["quiet_from"], told["quiet_until"], told["gathered_at"]) == ("21:00", "08:00", "18:00")
    assert {each["kind"]: each["channels"][0]["wanted"] for each in told["kinds"]}["news"] is True
    body = {"choices": [{"kind": "news", "channel": "letterbox", "wanted": False}]}
    answer = resident.put(f"{API}/preferences", body, content_type="application/json").json()
    assert {each["kind"]: each["channels"][0]["wanted"] for each in answer["kinds"]}["news"] is False
    assert Preference.objects.get().user == user


def test_api_refuses_unknown_choices(letterbox, resident):
    body = {"choices": [{"kind": "news", "channel": "pigeon", "wanted": True}]}
    answer = resident.put(f"{API}/preferences", body, content_type="application/json")
    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["channel"])
    assert not Preference.objects.exists()


def test_api_needs_somebody(client):
    assert client.get(API).status_code == 401
    assert client.get(f"{API}/preferences").status_code == 401
    body = {"choices": []}
    assert client.put(f"{API}/preferences", body, content_type="application/json").status_code == 401
    assert client.post(f"{API}/read", {"all": True}, content_type="application/json").status_code == 401


def test_preferences_say_nothing_of_a_night_that_is_not_kept(letterbox, resident, settings):
    assert "夜里不打扰" in resident.get(CHOICES).content.decode()
    settings.QUIET_HOURS = time(), time()
    assert "夜里不打扰" not in resident.get(CHOICES).content.decode()
