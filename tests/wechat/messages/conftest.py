from datetime import UTC, datetime
from typing import Any

import pytest

from portal.notices.actions import notify
from portal.notices.models import Delivery
from portal.notices.ports import notice_channels
from tests.factories import ResidentFactory
from wechat.messages.channel import WeChatChannel
from wechat.messages.news import DECIDED
from wechat.models import PromptLedger, SubscribeTemplate, WeChatIdentity
from wechat.standin.apps import DEMO_MP
from wechat.standin.people import Person

TEMPLATE = "t" * 43
NAME = "小王"
MORNING = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def channel(monkeypatch) -> WeChatChannel:
    """WeChat is the only outside channel."""
    found = WeChatChannel()
    monkeypatch.setattr(notice_channels, "_items", {found.key: found})
    return found


def make_template(**more: Any) -> SubscribeTemplate:
    values = {
        "template_id": TEMPLATE,
        "title": "审核结果通知",
        "kinds": [DECIDED],
        "fields": [["thing1", "{about}"], ["phrase2", "{outcome}"], ["time3", "{time}"]],
        "page": "pages/notices/index?code={notice}",
        "changed_at": MORNING,
    }
    return SubscribeTemplate.objects.create(**values | more)


def make_identity(name: str = NAME, user: Any = None) -> WeChatIdentity:
    """Somebody whom the stand-in knows as `name`."""
    return WeChatIdentity.objects.create(
        user=user or ResidentFactory().user, app=DEMO_MP[0], openid=Person(name).openid("mp"), seen_at=MORNING
    )


def allow(world: Any, identity: WeChatIdentity, template: SubscribeTemplate, times: int = 1, name: str = NAME) -> None:
    """The person allowed `times` messages, and both sides know."""
    PromptLedger.objects.update_or_create(identity=identity, template=template, defaults={"left": times})
    world.person(name).prompts[template.template_id] = times


def left(identity: WeChatIdentity, template: SubscribeTemplate) -> int:
    found = PromptLedger.objects.filter(identity=identity, template=template).first()
    return found.left if found else 0


def tell(user: Any, *, event: str = "e1", kind: str = DECIDED, **fields: Any) -> Delivery:
    """News for `user`, due at ten in the morning; its delivery through WeChat."""
    given = {"title": "旧车棚变乐龄客厅", "decision": "approve", "reason": "", "kind": "proposal"} | fields
    notify(kind=kind, recipients=[user], subject="p1", event=event, fields=given, url="/p1/", now=MORNING)
    return Delivery.objects.get(notice__recipient=user, notice__event=event, channel="wechat")


@pytest.fixture
def person(transactional_db) -> WeChatIdentity:
    return make_identity()


@pytest.fixture
def template(transactional_db) -> SubscribeTemplate:
    return make_template()


def fresh(row: Any) -> Any:
    return type(row).objects.get(pk=row.pk)
