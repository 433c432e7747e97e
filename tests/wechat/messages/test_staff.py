"""The district's screens: templates with their check, messages with what became of them."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from portal.accounts.enums import Role
from portal.core.errors import Hidden, Invalid
from portal.core.personal_data import personal_data
from portal.core.staff_tasks import staff_tasks
from tests.factories import AppointmentFactory, ResidentFactory
from tests.wechat.messages.conftest import MORNING, TEMPLATE, make_identity, make_template
from wechat.messages.actions import mark_seen, save_template
from wechat.messages.enums import MessageState
from wechat.messages.news import DECIDED
from wechat.messages.queries import message_tasks
from wechat.messages.reasons import reason_of
from wechat.models import PromptLedger, SubscribeMessage, SubscribeTemplate

pytestmark = pytest.mark.django_db
ANSWERS = {
    "template_id": TEMPLATE,
    "title": "审核结果通知",
    "kinds": [DECIDED],
    "fields": [("thing1", "{about}"), ("phrase2", "{outcome}")],
    "page": "pages/notices/index?code={notice}",
    "active": True,
}


@pytest.fixture
def admin():
    return AppointmentFactory(role=Role.DISTRICT_ADMIN, community=None).user


@pytest.fixture
def browser(admin):
    client = Client()
    client.force_login(admin, backend="django.contrib.auth.backends.ModelBackend")
    return client


def save(actor, code=None, **more):
    return save_template(code=code, **ANSWERS | more, actor=actor, now=MORNING)


def message(person, template, event="e", state=MessageState.SENT, **more):
    times = {"created_at": MORNING, "sending_at": MORNING}
    settled = None if state in (MessageState.WAITING, MessageState.SENDING) else MORNING
    return SubscribeMessage.objects.create(
        person=person, template=template, event=event, kind=DECIDED, state=state, settled_at=settled, **times, **more
    )


def test_template_is_saved_and_changed(admin):
    template = save(admin)
    assert template.fields == [["thing1", "{about}"], ["phrase2", "{outcome}"]]
    assert save(admin, template.code, title="新标题", active=False).pk == template.pk
    template.refresh_from_db()
    assert (template.title, template.active, template.changed_at) == ("新标题", False, MORNING)


@pytest.mark.parametrize(
    ("more", "question", "words"),
    [
        ({"template_id": "short"}, "template_id", "43"),
        ({"kinds": []}, "kinds", "至少选一类"),
        ({"kinds": ["no.such"]}, "kinds", "no.such"),
        ({"page": "/pages/x"}, "page", "斜杠"),
        ({"fields": []}, "fields", "1 到 5"),
        ({"fields": [(f"thing{number}", "x") for number in range(6)]}, "fields", "1 到 5"),
        ({"fields": [("thing1", "x"), ("thing1", "y")]}, "text_1", "两次"),
        ({"fields": [("thing1", "x"), ("phrase2", "{about}")]}, "text_1", "8 个字符"),
        ({"fields": [("number1", "{title}")]}, "text_0", "数字"),
    ],
)
def test_template_that_wechat_would_not_take_is_refused(admin, more, question, words):
    with pytest.raises(Invalid) as refusal:
        save(admin, **more)
    assert words in refusal.value.fields[question]
    assert not SubscribeTemplate.objects.exists()


def test_template_id_and_title_are_there_once(admin):
    save(admin)
    with pytest.raises(Invalid) as refusal:
        save(admin)
    assert set(refusal.value.fields) == {"template_id", "title"}


@pytest.mark.parametrize("act", [lambda actor: save(actor), lambda actor: mark_seen(actor=actor, now=MORNING)])
def test_only_the_district_writes(act):
    for actor in (AnonymousUser(), ResidentFactory().user, AppointmentFactory().user):
        with pytest.raises(Hidden):
            act(actor)
    assert not SubscribeTemplate.objects.exists()


def test_template_of_an_unknown_code_is_hidden(admin, browser):
    with pytest.raises(Hidden):
        save(admin, "nothing")
    assert browser.get(reverse("wechat_template", args=["nothing"])).status_code == 404


def form(**more):
    return {
        "title": "审核结果通知",
        "template_id": TEMPLATE,
        "kinds": [DECIDED],
        "page": "pages/notices/index?code={notice}",
        "active": "on",
        "keyword_0": "thing1",
        "text_0": "{about}",
        "keyword_2": "phrase2",
        "text_2": "{outcome}",
    } | more


def test_form_shows_how_the_message_arrives_and_saves_it(browser):
    add = reverse("wechat_template_add")
    assert "新模板" in browser.get(add).content.decode()
    shown = browser.post(add, form(check="1"))
    assert shown.status_code == 200
    assert "旧车棚变乐龄客厅" in shown.content.decode()
    assert not SubscribeTemplate.objects.exists()
    assert browser.post(add, form()).status_code == 302
    template = SubscribeTemplate.objects.get()
    assert template.fields == [["thing1", "{about}"], ["phrase2", "{outcome}"]]
    page = browser.get(reverse("wechat_template", args=[template.code])).content.decode()
    assert "旧车棚变乐龄客厅" in page
    assert 'value="{outcome}"' in page
    listed = browser.get(reverse("wechat_templates")).content.decode()
    assert TEMPLATE in listed


@pytest.mark.parametrize("check", [{"check": "1"}, {}])
def test_form_says_beside_each_field_what_is_wrong(browser, check):
    answer = browser.post(reverse("wechat_template_add"), form(text_2="{about}", page="/x", kinds=[], **check))
    assert answer.status_code == 422
    text = re.sub(r"\s+", " ", answer.content.decode())
    assert "请至少选一类通知" in text
    answer = browser.post(reverse("wechat_template_add"), form(text_2="{about}", **check))
    row = re.search(r'<div class="wx-row wrong">.*?</div>', answer.content.decode(), re.DOTALL)
    assert 'name="keyword_2"' in row[0]
    assert "“旧车棚变乐龄客厅”有 8 个字符" in row[0]


def test_form_without_fields_and_with_too_long_words_is_refused(browser):
    bare = {name: value for name, value in form().items() if not name.startswith(("keyword", "text"))}
    assert "1 到 5 个字段" in browser.post(reverse("wechat_template_add"), bare).content.decode()
    assert browser.post(reverse("wechat_template_add"), form(title="")).status_code == 422
    assert browser.post(reverse("wechat_template_add"), form(text_0="长" * 101)).status_code == 422


def test_template_that_does_not_fit_any_more_opens_without_preview(browser):
    template = make_template(kinds=["gone"])
    answer = browser.get(reverse("wechat_template", args=[template.code]))
    assert answer.status_code == 200
    assert "wx-card" not in answer.content.decode()
    assert "gone" in browser.get(reverse("wechat_templates")).content.decode()


def test_empty_lists_say_what_to_do(browser):
    assert "还没有模板" in browser.get(reverse("wechat_templates")).content.decode()
    assert "还没有。" in browser.get(reverse("wechat_messages")).content.decode()


def test_list_has_uncertain_messages_first_then_refused_ones(browser):
    template, person = make_template(), ResidentFactory().user
    for number, state in enumerate(["sent", "waiting", "refused", "uncertain", "sending"]):
        code = 40037 if state == "refused" else None
        message(person, template, f"e{number}", MessageState(state), error_code=code, detail="invalid" if code else "")
    text = browser.get(reverse("wechat_messages")).content.decode()
    states = re.findall(r'class="wx-state (\w+)"', text)
    assert states == ["uncertain", "refused", "sending", "waiting", "sent"]
    assert "微信那边没有这个模板" in text
    assert "发送途中服务器停了" in text
    only = browser.get(reverse("wechat_messages"), {"state": "waiting"}).content.decode()
    assert re.findall(r'class="wx-state (\w+)"', only) == ["waiting"]
    assert browser.get(reverse("wechat_messages"), {"state": "odd"}).status_code == 200
    assert browser.get(reverse("wechat_messages"), {"cursor": "odd"}).status_code == 422


def test_long_list_goes_on(browser):
    template, person = make_template(), ResidentFactory().user
    for number in range(51):
        message(person, template, f"e{number}")
    page = browser.get(reverse("wechat_messages")).content.decode()
    after = re.search(r'href="\?cursor=([^"]+)"', page)[1]
    rest = browser.get(reverse("wechat_messages"), {"cursor": after}).content.decode()
    assert len(re.findall(r'class="wx-state (\w+)"', rest)) == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_cost_the_same_however_long(browser, rows, django_assert_num_queries):
    for number in range(rows):
        template = make_template(template_id=str(number) * 43, title=f"通知{number}")
        message(ResidentFactory().user, template)
    for name, queries in (("wechat_messages", 16), ("wechat_templates", 14)):
        browser.get(reverse(name))
        with django_assert_num_queries(queries):
            browser.get(reverse(name))


@pytest.mark.parametrize("name", ["wechat_messages", "wechat_templates", "wechat_template_add"])
def test_screens_are_hidden_from_other_staff(name):
    client = Client()
    client.force_login(AppointmentFactory().user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse(name)).status_code == 404


def test_messages_that_did_not_arrive_are_a_task_until_seen(browser, admin):
    template, person = make_template(), ResidentFactory().user
    assert message_tasks(admin) == []
    message(person, template, "a", MessageState.UNCERTAIN)
    message(person, template, "b", MessageState.REFUSED, error_code=47003)
    message(person, template, "c", MessageState.REFUSED, error_code=43101)
    message(person, template, "d", MessageState.REFUSED)
    (task,) = staff_tasks.get("wechat_messages")(admin)
    assert (task.count, task.title, task.url) == (3, "没有送到的微信消息", "/admin/wechat/messages/")
    assert message_tasks(AppointmentFactory().user) == []
    page = browser.get(reverse("wechat_templates")).content.decode()
    assert '<strong class="wx-bad">3</strong>' in page
    assert browser.post(reverse("wechat_messages_seen")).status_code == 302
    assert message_tasks(admin) == []
    assert SubscribeMessage.objects.filter(seen_at=None).count() == 1
    assert mark_seen(actor=admin, now=MORNING) == 0


def test_templates_list_counts_what_people_allow(browser):
    template = make_template()
    for name in ("小王", "李叔叔"):
        PromptLedger.objects.create(identity=make_identity(name), template=template, left=2)
    message(ResidentFactory().user, template, "a")
    message(ResidentFactory().user, template, "b")
    cells = re.findall(r'<td class="number">(\d+)</td>', browser.get(reverse("wechat_templates")).content.decode())
    assert cells == ["4", "2", "0"]


@pytest.mark.parametrize(
    ("state", "code", "words"),
    [
        ("sent", None, ""),
        ("uncertain", None, "服务器停了"),
        ("refused", 43101, "订阅次数"),
        ("refused", 48001, "48001"),
    ],
)
def test_reason_is_said_in_words(state, code, words):
    reason = reason_of(SubscribeMessage(state=state, error_code=code))
    assert words in reason if words else reason == ""


def test_names_of_things():
    template = make_template()
    person = make_identity()
    assert str(template) == "审核结果通知"
    assert str(message(person.user, template)).startswith("已送达微信 ")
    assert str(PromptLedger(template=template, left=2)) == f"{template.pk} 2"


def test_persons_messages_are_told_and_forgotten():
    person, template = make_identity(), make_template()
    PromptLedger.objects.create(identity=person, template=template, left=2)
    message(person.user, template)
    message(ResidentFactory().user, template)
    held = personal_data.get("wechat_messages")
    told = held.export(person.user)
    assert [line["state"] for line in told["wechat_messages"]] == ["sent"]
    assert told["wechat_messages_allowed"] == [{"template": "审核结果通知", "left": 2}]
    assert held.erase(person.user, MORNING) == []
    assert (SubscribeMessage.objects.count(), PromptLedger.objects.count()) == (1, 0)
