"""What the demo loads, against the stand-in as `make run` starts it."""

from types import SimpleNamespace

import pytest

from portal.accounts.enums import Role
from portal.config.demo import wechat_messages
from portal.notices.actions import deliver_notice
from portal.notices.enums import DeliveryState
from portal.notices.ports import notice_kinds
from tests.factories import AppointmentFactory, ResidentFactory
from tests.wechat.messages.conftest import MORNING, tell
from wechat.messages.actions import template_complaints
from wechat.models import SubscribeTemplate
from wechat.standin.apps import DEMO_RESIDENT, DEMO_TEMPLATES

pytestmark = pytest.mark.django_db(transaction=True)


def test_demo_resident_hears_of_a_decision_in_wechat(standin):
    standin.person(DEMO_RESIDENT).prompts = dict.fromkeys(DEMO_TEMPLATES.values(), 5)
    resident = ResidentFactory().user
    admin = AppointmentFactory(role=Role.DISTRICT_ADMIN, community=None).user
    assert wechat_messages.played()
    assert not wechat_messages.known()
    wechat_messages.set_up(SimpleNamespace(personas={"resident": resident, "admin": admin}, now=MORNING))
    assert wechat_messages.known()
    assert deliver_notice(code=tell(resident).code, now=MORNING) == DeliveryState.SENT
    (received,) = standin.person(DEMO_RESIDENT).received
    assert received["data"]["phrase2"] == "已通过"


def test_demo_templates_fit_wechats_rules_and_carry_all_news_that_goes_outside(standin):
    carried = set()
    for kinds, fields in wechat_messages.TEMPLATES.values():
        assert template_complaints(kinds=kinds, fields=fields, page=wechat_messages.PAGE, now=MORNING) == {}
        carried |= set(kinds)
    assert carried == {kind.key for kind in notice_kinds if kind.channels is None}


def test_demo_leaves_another_wechat_alone(settings):
    settings.WECHAT_MP_APP_ID = "wx-of-a-district"
    assert not wechat_messages.played()
    assert not SubscribeTemplate.objects.exists()
