"""One message, sent at most once, whatever goes wrong on the way; over HTTP against the stand-in."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from portal.core import outbox
from portal.core.models import OutboxItem, OutboxState
from portal.notices.actions import deliver_notice, mark_read, set_preferences
from portal.notices.enums import DeliveryState, Importance
from portal.notices.models import Notice
from portal.notices.ports import notice_kinds
from tests.factories import UserFactory
from tests.wechat.messages.conftest import (
    MORNING,
    NAME,
    TEMPLATE,
    allow,
    fresh,
    left,
    make_identity,
    make_template,
    tell,
)
from wechat.gateway import metrics, tokens
from wechat.gateway.errors import Limited, NotConfigured, Refused, Unavailable
from wechat.messages import sending
from wechat.messages.enums import MessageState
from wechat.messages.news import DECIDED, REPLY
from wechat.models import PromptLedger, SubscribeMessage
from wechat.standin.faults import Fault

pytestmark = pytest.mark.django_db(transaction=True)
SEND = "/cgi-bin/message/subscribe/send"
ROOT = Path(__file__).resolve().parents[3]


def deliver(delivery, now=MORNING):
    return deliver_notice(code=delivery.code, now=now)


def message() -> SubscribeMessage:
    return SubscribeMessage.objects.get()


def test_message_arrives_filled_and_uses_one_prompt_up(standin, person, template):
    allow(standin, person, template, 2)
    delivery = tell(person.user)
    assert deliver(delivery) == DeliveryState.SENT
    (received,) = standin.person(NAME).received
    assert received["data"] == {
        "thing1": "旧车棚变乐龄客厅",
        "phrase2": "已通过",
        "time3": "2026年11月24日 10:00",
    }
    assert received["page"] == f"pages/notices/index?code={delivery.notice.code}"
    sent = message()
    assert (sent.state, sent.msgid, sent.delivery) == (MessageState.SENT, str(received["msgid"]), delivery)
    assert sent.event == "moderation.decided:p1:e1"
    assert (left(person, template), standin.person(NAME).prompts[TEMPLATE]) == (1, 1)
    assert metrics.counts() == {("stable_token", 0): 1, ("subscribe_send", 0): 1}


def test_message_is_sent_once_however_often_it_is_delivered(standin, person, template, channel):
    allow(standin, person, template, 3)
    delivery = tell(person.user)
    assert [channel.send(delivery) for _attempt in range(3)] == [True, True, True]
    assert (standin.count(SEND), left(person, template)) == (1, 2)


def test_message_for_an_event_goes_out_once_even_where_its_notice_was_made_anew(standin, person, template):
    allow(standin, person, template, 2)
    deliver(tell(person.user))
    Notice.objects.all().delete()
    assert deliver(tell(person.user)) == DeliveryState.SENT
    assert standin.count(SEND) == 1


def test_database_holds_one_message_a_person_template_and_event(person, template):
    def write():
        SubscribeMessage.objects.create(
            person=person.user,
            template=template,
            event="e",
            state=MessageState.SENT,
            created_at=MORNING,
            settled_at=MORNING,
        )

    write()
    with pytest.raises(IntegrityError):
        write()


def test_database_refuses_a_ledger_below_zero(person, template):
    ledger = PromptLedger.objects.create(identity=person, template=template, left=0)
    with pytest.raises(IntegrityError):
        PromptLedger.objects.filter(pk=ledger.pk).update(left=-1)


def nothing_allowed(standin, person, template, settings):
    allow(standin, person, template, 0)


def no_wechat_account(standin, person, template, settings):
    person.delete()


def template_not_in_use(standin, person, template, settings):
    template.active = False
    template.save()


def template_for_other_news(standin, person, template, settings):
    template.kinds = [REPLY]
    template.save()


def not_configured(standin, person, template, settings):
    settings.WECHAT_MP_SECRET = ""


@pytest.mark.parametrize(
    "change",
    [nothing_allowed, no_wechat_account, template_not_in_use, template_for_other_news, not_configured],
    ids=lambda change: change.__name__,
)
def test_person_who_cannot_be_reached_costs_no_call_and_leaves_no_row(standin, person, template, settings, change):
    allow(standin, person, template)
    change(standin, person, template, settings)
    user = person.user
    assert deliver(tell(user)) == DeliveryState.SKIPPED
    assert (standin.calls, SubscribeMessage.objects.count()) == ([], 0)


def test_template_with_a_prompt_left_is_taken(standin, person, template):
    other = make_template(template_id="u" * 43, title="另一个通知")
    allow(standin, person, other)
    assert deliver(tell(person.user)) == DeliveryState.SENT
    assert message().template == other


@pytest.mark.parametrize("code", [47003, 40003, 40037, 41030, 48001])
def test_refusal_is_final_and_keeps_the_prompt(standin, person, template, code):
    allow(standin, person, template)
    standin.faults.plan(Fault(SEND, code=code))
    delivery = tell(person.user)
    assert deliver(delivery) == DeliveryState.SKIPPED
    refused = message()
    assert (refused.state, refused.error_code, refused.settled_at is None) == (MessageState.REFUSED, code, False)
    assert "injected" in refused.detail
    assert left(person, template) == 1
    assert deliver(delivery) == DeliveryState.SKIPPED
    assert standin.count(SEND) == 1


def test_person_who_allows_no_more_has_none_left_and_is_not_asked_again(standin, person, template):
    allow(standin, person, template, 5)
    standin.person(NAME).prompts[TEMPLATE] = 0
    assert deliver(tell(person.user)) == DeliveryState.SKIPPED
    assert (message().state, message().error_code, left(person, template)) == (MessageState.REFUSED, 43101, 0)
    assert deliver(tell(person.user, event="e2")) == DeliveryState.SKIPPED
    assert standin.count(SEND) == 1


@pytest.mark.parametrize(
    ("fault", "error"),
    [({"code": -1}, Unavailable), ({"code": 45009}, Limited), ({"code": 45011}, Limited)],
)
def test_busy_wechat_is_asked_again_later_with_the_same_prompt(standin, person, template, fault, error):
    allow(standin, person, template)
    standin.faults.plan(Fault(SEND, times=2, **fault))
    delivery = tell(person.user)
    for _attempt in range(2):
        with pytest.raises(error):
            deliver(delivery)
        waiting = message()
        assert (waiting.state, waiting.error_code, waiting.settled_at) == (MessageState.WAITING, fault["code"], None)
        assert left(person, template) == 1
    assert deliver(delivery) == DeliveryState.SENT
    assert (message().state, message().error_code, left(person, template)) == (MessageState.SENT, None, 0)
    assert len(standin.person(NAME).received) == 1


def test_outbox_backs_off_and_sends_once(standin, person, template, monkeypatch):
    urgent = replace(notice_kinds.get(DECIDED), importance=Importance.URGENT)  # whatever hour it is now
    monkeypatch.setitem(notice_kinds._items, DECIDED, urgent)
    allow(standin, person, template)
    standin.faults.plan(Fault(SEND, code=45011))
    tell(person.user)
    item = OutboxItem.objects.get()
    outbox.run_due(now=item.due_at)
    waited = fresh(item)
    assert (waited.state, waited.due_at) == (OutboxState.WAITING, item.due_at + outbox.PAUSES[0])
    assert "45011" in waited.last_error
    outbox.run_due(now=waited.due_at)
    assert (fresh(item).state, message().state) == (OutboxState.DONE, MessageState.SENT)
    assert (len(standin.person(NAME).received), left(person, template)) == (1, 0)


def test_message_that_waited_and_is_not_allowed_any_more_is_settled(standin, person, template):
    allow(standin, person, template)
    standin.faults.plan(Fault(SEND, code=-1))
    delivery = tell(person.user)
    with pytest.raises(Unavailable):
        deliver(delivery)
    PromptLedger.objects.update(left=0)
    assert deliver(delivery) == DeliveryState.SKIPPED
    assert (message().state, message().error_code) == (MessageState.REFUSED, 43101)
    assert standin.count(SEND) == 1


@pytest.mark.parametrize("fault", [{"drop": True}, {"hang_up": True}, {"status": 502}, {"html": True}], ids=str)
def test_lost_answer_leaves_the_message_uncertain_and_is_never_repeated(standin, person, template, fault):
    tokens.access_token("mp")
    allow(standin, person, template, 3)
    standin.faults.plan(Fault(SEND, **fault))
    delivery = tell(person.user)
    assert deliver(delivery) == DeliveryState.SKIPPED
    uncertain = message()
    assert (uncertain.state, left(person, template)) == (MessageState.UNCERTAIN, 2)
    assert sending.send_message(delivery=delivery, now=MORNING) is False
    assert standin.count(SEND) == 1
    assert Notice.objects.get().unread


def test_answer_that_takes_too_long_is_lost(standin, person, template, monkeypatch):
    monkeypatch.setattr("wechat.gateway.transport.TIMEOUTS", (1, 0.2))
    tokens.access_token("mp")
    allow(standin, person, template)
    standin.faults.plan(Fault(SEND, delay=0.6))
    assert deliver(tell(person.user)) == DeliveryState.SKIPPED
    assert (message().state, standin.count(SEND)) == (MessageState.UNCERTAIN, 1)


@pytest.mark.parametrize("fault", [{"hang_up": True}, {"html": True}, {"status": 500}], ids=str)
def test_token_that_is_not_to_be_had_says_nothing_about_the_message(standin, person, template, fault):
    allow(standin, person, template)
    standin.faults.plan(Fault("/cgi-bin/stable_token", **fault))
    delivery = tell(person.user)
    with pytest.raises(Unavailable):
        deliver(delivery)
    assert (message().state, left(person, template), standin.count(SEND)) == (MessageState.WAITING, 1, 0)
    assert deliver(delivery) == DeliveryState.SENT


def test_wrong_secret_is_tried_again_until_somebody_mends_it(standin, person, template, settings):
    allow(standin, person, template)
    right, settings.WECHAT_MP_SECRET = settings.WECHAT_MP_SECRET, "wrong"
    delivery = tell(person.user)
    with pytest.raises(Refused) as trouble:
        deliver(delivery)
    assert (trouble.value.call, message().state, left(person, template)) == ("stable_token", MessageState.WAITING, 1)
    settings.WECHAT_MP_SECRET = right
    assert deliver(delivery) == DeliveryState.SENT


def test_wechat_that_is_down_is_tried_again(standin, person, template, settings):
    tokens.access_token("mp")
    allow(standin, person, template)
    there, settings.WECHAT_API_URL = settings.WECHAT_API_URL, "http://127.0.0.1:9"
    delivery = tell(person.user)
    with pytest.raises(Unavailable):
        deliver(delivery)
    assert (message().state, left(person, template)) == (MessageState.WAITING, 1)
    settings.WECHAT_API_URL = there
    assert deliver(delivery) == DeliveryState.SENT


def test_misfit_is_refused_without_asking_wechat_and_keeps_the_prompt(standin, person):
    template = make_template(fields=[["phrase1", "{title}"]])
    allow(standin, person, template)
    assert deliver(tell(person.user)) == DeliveryState.SKIPPED
    refused = message()
    assert (refused.state, refused.error_code) == (MessageState.REFUSED, 47003)
    assert refused.detail.startswith("phrase1: ")
    assert (left(person, template), standin.calls) == (1, [])


def test_nothing_is_sent_inside_a_transaction(standin, person, template, channel):
    allow(standin, person, template)
    delivery = tell(person.user)
    with pytest.raises(RuntimeError), transaction.atomic():
        channel.send(delivery)
    assert (standin.calls, left(person, template), SubscribeMessage.objects.count()) == ([], 1, 0)


def test_message_left_in_mid_send_is_uncertain_and_never_repeated(standin, person, template):
    allow(standin, person, template, 2)
    delivery = tell(person.user)
    reserved = sending.reserve(delivery=delivery, now=MORNING)
    assert (message().state, left(person, template)) == (MessageState.SENDING, 1)
    assert deliver(delivery) == DeliveryState.SKIPPED
    assert (message().state, message().error_code, left(person, template)) == (MessageState.UNCERTAIN, None, 1)
    assert deliver(delivery) == DeliveryState.SKIPPED
    assert standin.calls == []
    sending.record_sent(reserved=reserved, msgid="7", now=MORNING)
    assert (message().state, message().msgid) == (MessageState.SENT, "7")


def test_trouble_that_comes_too_late_changes_nothing(standin, person, template):
    allow(standin, person, template)
    delivery = tell(person.user)
    reserved = sending.reserve(delivery=delivery, now=MORNING)
    deliver(delivery)
    sending.record_trouble(reserved=reserved, trouble=Refused("subscribe_send", 47003), now=MORNING)
    assert message().state == MessageState.UNCERTAIN


def test_missing_registration_counts_as_later(person, template):
    PromptLedger.objects.create(identity=person, template=template)
    SubscribeMessage.objects.create(
        person=person.user, template=template, event="e", state="sending", created_at=MORNING, sending_at=MORNING
    )
    reserved = sending.Reserved(message(), person, template, None)
    assert not sending.record_trouble(reserved=reserved, trouble=NotConfigured("subscribe_send"), now=MORNING)
    assert (message().state, left(person, template)) == (MessageState.WAITING, 1)


def test_read_notice_and_unwanted_news_are_not_sent(standin, person, template):
    allow(standin, person, template)
    delivery = tell(person.user)
    mark_read(codes=[delivery.notice.code], actor=person.user, now=MORNING)
    assert deliver(delivery) == DeliveryState.SKIPPED
    delivery = tell(person.user, event="e2")
    set_preferences(actor=person.user, choices={("moderation.decided", "wechat"): False})
    assert deliver(delivery) == DeliveryState.SKIPPED
    assert (standin.calls, left(person, template)) == ([], 1)


def test_person_without_a_home_has_a_message_too(standin, transactional_db, template):
    person = make_identity(user=UserFactory())
    template.fields = [["thing1", "{community}"], ["name2", "{name}"], ["thing3", "{body}"]]
    template.save()
    allow(standin, person, template)
    assert deliver(tell(person.user)) == DeliveryState.SENT
    assert standin.person(NAME).received[0]["data"] == {"thing1": "邻里", "name2": "邻居", "thing3": "点开看详情"}


def test_message_speaks_chinese_whatever_the_worker_speaks(standin, person, template):
    allow(standin, person, template)
    with translation.override("en"):
        deliver(tell(person.user))
    assert standin.person(NAME).received[0]["data"]["phrase2"] == "已通过"


KILLED = """
import os, signal, sys
import django
django.setup()
from wechat.gateway import messages
from wechat.messages import sending
from portal.notices.models import Delivery
from portal.core import clock

asked = sending.send_subscribe

def asked_then_killed(**what):
    asked(**what)
    os.kill(os.getpid(), signal.SIGKILL)

sending.send_subscribe = asked_then_killed
delivery = Delivery.objects.select_related("notice__recipient").get(code=sys.argv[1])
sending.send_message(delivery=delivery, now=clock.now())
"""


@pytest.mark.postgres
def test_worker_killed_in_mid_send_promises_nothing_twice(standin, person, template):
    allow(standin, person, template, 2)
    delivery = tell(person.user)
    database = connection.settings_dict
    address = "postgresql://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**database)
    env = os.environ | {"DATABASE_URL": address, "WECHAT_API_URL": standin.address, "PYTHONPATH": str(ROOT)}
    env |= {"DJANGO_SETTINGS_MODULE": "tests.wechat.messages.beside_standin"}
    killed = subprocess.run([sys.executable, "-c", KILLED, delivery.code], env=env, cwd=ROOT, timeout=60)
    assert killed.returncode == -signal.SIGKILL
    assert (message().state, left(person, template)) == (MessageState.SENDING, 1)
    assert len(standin.person(NAME).received) == 1
    assert deliver(delivery) == DeliveryState.SKIPPED
    assert message().state == MessageState.UNCERTAIN
    assert len(standin.person(NAME).received) == 1
    assert Notice.objects.get().unread


@pytest.mark.postgres
def test_two_workers_who_race_for_the_last_prompt_send_one_message(standin, person, template):
    allow(standin, person, template)
    standin.person(NAME).prompts[TEMPLATE] = 9
    deliveries = [tell(person.user, event=f"e{number}") for number in range(4)]
    start = Barrier(len(deliveries))

    def work(delivery):
        try:
            start.wait()
            return deliver_notice(code=delivery.code, now=MORNING + timedelta(minutes=1))
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deliveries)) as pool:
        states = sorted(pool.map(work, deliveries))
    assert states == [DeliveryState.SENT, *[DeliveryState.SKIPPED] * 3]
    assert (standin.count(SEND), left(person, template)) == (1, 0)


@pytest.mark.postgres
def test_two_workers_with_one_delivery_send_one_message(standin, person, template):
    allow(standin, person, template, 5)
    standin.faults.plan(Fault(SEND, delay=0.3))
    delivery = tell(person.user)
    start = Barrier(3)

    def work(_number):
        try:
            start.wait()
            return sending.send_message(delivery=delivery, now=MORNING)
        except IntegrityError:
            return "later"
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(work, range(3)))
    assert answers.count(True) >= 1
    assert (standin.count(SEND), left(person, template), message().state) == (1, 4, MessageState.SENT)
