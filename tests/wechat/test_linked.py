"""My WeChat on my page: shown, and forgotten when somebody asks for it."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from wagtail.models import ModelLogEntry

from portal.core.errors import SignInNeeded
from tests.factories import UserFactory
from wechat.models import PromptLedger, SubscribeTemplate, WeChatIdentity
from wechat.signin.actions import disconnect_wechat
from wechat.signin.errors import NoOtherWayIn

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 4, 0, tzinfo=UTC)
PAGE = "/me/wechat/"


@pytest.fixture
def user():
    return UserFactory()


@pytest.fixture
def connected(user, settings):
    settings.WECHAT_MP_APP_ID = "wx-mini"
    template = SubscribeTemplate.objects.create(template_id="t" * 30, title="审核结果通知", changed_at=NOW)
    identity = WeChatIdentity.objects.create(user=user, app="wx-mini", openid="o1", unionid="u", seen_at=NOW)
    PromptLedger.objects.create(identity=identity, template=template, left=3)
    return user


def test_disconnecting_forgets_the_person_and_what_they_allowed(connected):
    other = WeChatIdentity.objects.create(user=UserFactory(), app="wx-mini", openid="o2", seen_at=NOW)
    assert disconnect_wechat(actor=connected) == 1
    assert list(WeChatIdentity.objects.all()) == [other]
    assert not PromptLedger.objects.exists()
    assert ModelLogEntry.objects.filter(action="wechat.disconnect").count() == 1
    assert disconnect_wechat(actor=connected) == 0
    assert ModelLogEntry.objects.filter(action="wechat.disconnect").count() == 1


def test_nobody_disconnects_their_only_way_in(connected):
    connected.phone_verified_at = None
    connected.save()
    with pytest.raises(NoOtherWayIn):
        disconnect_wechat(actor=connected)
    assert WeChatIdentity.objects.filter(user=connected).exists()


def test_a_visitor_disconnects_nothing():
    with pytest.raises(SignInNeeded):
        disconnect_wechat(actor=AnonymousUser())


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_takes_as_many_queries_for_three_as_for_one(
    client, connected, rows, django_assert_num_queries, standin
):
    for number in range(1, rows):
        WeChatIdentity.objects.create(user=connected, app=f"wx-{number}", openid="o", seen_at=NOW)
    client.force_login(connected)
    client.get(PAGE)
    with django_assert_num_queries(2):
        page = client.get(PAGE).content.decode()
    assert page.count("最近一次登录") == rows


def test_my_page_leads_there_where_wechat_is_set_up(client, connected, standin):
    client.force_login(connected)
    assert "我的微信" in client.get("/me/").content.decode()
    answer = client.post(PAGE, follow=True)
    assert "您的账号和里面的一切都在" in answer.content.decode()
    assert "还没有连上" in answer.content.decode()


def test_my_page_says_nothing_of_wechat_where_there_is_none(client, user):
    client.force_login(user)
    assert "我的微信" not in client.get("/me/").content.decode()


def test_the_page_leads_to_a_number_where_wechat_is_the_only_way(client, connected):
    connected.phone_verified_at = None
    connected.save()
    client.force_login(connected)
    page = client.get(PAGE).content.decode()
    assert "/accounts/phone/" in page or "change" in page
    assert '<form method="post"' not in page.split("</header>")[-1].split("<footer")[0]
    assert client.post(PAGE).status_code == 409
