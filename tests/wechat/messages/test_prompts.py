"""How many messages people allow: told by their phone, by WeChat, or by both."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from portal.core.errors import Invalid, SignInNeeded
from portal.notices.actions import deliver_notice, set_preferences
from portal.notices.enums import DeliveryState
from portal.notices.ports import notice_channels, notice_kinds
from tests.factories import ResidentFactory
from tests.wechat.messages.conftest import MORNING, NAME, TEMPLATE, allow, left, make_identity, make_template, tell
from wechat.gateway import envelope
from wechat.messages import events
from wechat.messages.enums import MessageState, Moment
from wechat.messages.news import ASKED_AFTER, DECIDED, FOLLOWED, REMINDER, REPLY, SEAT
from wechat.messages.prompts import MOST, PAIRING, count_accepted, report_answers
from wechat.messages.queries import Promptable, promptable
from wechat.models import PromptLedger, SubscribeMessage
from wechat.pushes import push_handlers
from wechat.signin.errors import NotConnected
from wechat.standin import delivery as pushing
from wechat.standin import post
from wechat.standin.faults import Fault

pytestmark = pytest.mark.django_db(transaction=True)
SEND = "/cgi-bin/message/subscribe/send"
OTHER = "u" * 43


@pytest.fixture
def told(standin):
    """The stand-in's pushes, opened by the gateway and handled at once, in the order they come."""
    heard = []

    def deliver(address, push):
        message = envelope.open_push("mp", push.query, push.body, datetime.now(UTC))
        heard.append(message["Event"])
        push_handlers.get(message["Event"])(message)
        return pushing.Answer(200, b"success")

    standin.deliver = deliver
    return heard


def report(person, **answers):
    return report_answers(actor=person.user, answers=answers, now=MORNING)


def test_phone_that_reports_an_accepted_prompt_counts_one_message(standin, person, template):
    assert report(person, **{TEMPLATE: "accept"}) == 1
    assert report(person, **{TEMPLATE: "accept"}) == 1
    assert left(person, template) == 2


@pytest.mark.parametrize("answer", ["reject", "ban", "filter"])
def test_answer_that_is_no_yes_counts_nothing_and_takes_nothing(standin, person, template, answer):
    allow(standin, person, template, 2)
    assert report(person, **{TEMPLATE: answer}) == 0
    assert left(person, template) == 2


def test_report_about_an_unknown_template_changes_nothing(standin, person, template):
    with pytest.raises(Invalid):
        report(person, **{TEMPLATE: "accept", OTHER: "accept"})
    assert left(person, template) == 0


def test_report_needs_somebody_with_a_wechat_account(standin, template):
    with pytest.raises(SignInNeeded):
        report_answers(actor=AnonymousUser(), answers={TEMPLATE: "accept"}, now=MORNING)
    with pytest.raises(NotConnected):
        report_answers(actor=ResidentFactory().user, answers={TEMPLATE: "accept"}, now=MORNING)


def count(person, template, told_by, at):
    return count_accepted(identity=person, template=template, told_by=told_by, at=at)


@pytest.mark.parametrize("first", ["phone", "wechat"])
def test_one_tap_told_by_both_counts_once(person, template, first):
    second = {"phone": "wechat", "wechat": "phone"}[first]
    assert count(person, template, first, MORNING)
    assert not count(person, template, second, MORNING + timedelta(seconds=3))
    assert left(person, template) == 1
    assert count(person, template, second, MORNING + timedelta(seconds=30))
    assert left(person, template) == 2


def test_what_comes_much_later_is_another_tap(person, template):
    assert count(person, template, "phone", MORNING)
    assert count(person, template, "wechat", MORNING + PAIRING + timedelta(seconds=1))
    assert left(person, template) == 2


def test_wechat_that_tells_the_same_twice_counts_once(person, template):
    assert count(person, template, "wechat", MORNING)
    assert not count(person, template, "wechat", MORNING)
    assert left(person, template) == 1


def test_nobody_allows_without_end(person, template):
    PromptLedger.objects.create(identity=person, template=template, left=MOST)
    count(person, template, "phone", MORNING)
    assert left(person, template) == MOST


@pytest.mark.parametrize("order", ["pwpw", "ppww", "wwpp", "wppw", "pwwp", "pp", "ww", "ppw"])
def test_two_taps_count_twice_in_whatever_order_they_are_told(person, template, order):
    for second, side in enumerate(order):
        at = MORNING + timedelta(seconds=second)
        count(person, template, {"p": "phone", "w": "wechat"}[side], at)
    assert left(person, template) == 2


def test_stand_in_and_phone_tell_of_the_same_tap(standin, told, person, template):
    post.answer_prompt(standin, NAME, [TEMPLATE], "accept")
    report_answers(actor=person.user, answers={TEMPLATE: "accept"}, now=datetime.now(UTC))
    standin.run_waiting()
    assert told == ["subscribe_msg_popup_event"]
    assert left(person, template) == 1 == standin.person(NAME).prompts[TEMPLATE]


def test_prompt_about_several_templates_counts_each(standin, told, person, template):
    other = make_template(template_id=OTHER, title="另一个通知")
    post.answer_prompt(standin, NAME, [TEMPLATE, OTHER, "x" * 43], "accept")
    post.answer_prompt(standin, NAME, [TEMPLATE], "reject")
    standin.run_waiting()
    assert (left(person, template), left(person, other)) == (1, 1)


def test_push_as_xml_is_read_too(standin, told, person, template):
    standin.formats["mp"] = "xml"
    post.answer_prompt(standin, NAME, [TEMPLATE], "accept")
    standin.run_waiting()
    assert left(person, template) == 1
    item = {"TemplateId": TEMPLATE, "SubscribeStatusString": "accept"}
    inside = {"FromUserName": person.openid, "CreateTime": "1700000000", "SubscribeMsgPopupEvent": {"List": [item]}}
    events.prompt_answered(inside)
    assert left(person, template) == 2


def test_messages_switched_off_in_wechat_leave_none(standin, told, person, template):
    allow(standin, person, template, 4)
    post.switch_off(standin, NAME, TEMPLATE)
    standin.run_waiting()
    assert left(person, template) == 0
    switched_on = {"FromUserName": person.openid, "List": {"TemplateId": TEMPLATE, "SubscribeStatusString": "accept"}}
    events.switched(switched_on)
    assert left(person, template) == 0


@pytest.mark.parametrize(
    "push",
    [
        {},
        {"FromUserName": ["x"]},
        {"FromUserName": "nobody", "List": []},
        {"List": "text"},
        {"List": [None, "text", {}, {"TemplateId": 7}, {"TemplateId": OTHER, "SubscribeStatusString": "accept"}]},
        {"List": {"TemplateId": TEMPLATE, "SubscribeStatusString": "accept"}, "CreateTime": "yesterday"},
        {"List": {"TemplateId": TEMPLATE, "SubscribeStatusString": "accept"}, "CreateTime": 10**30},
        {"SubscribeMsgSentEvent": "text"},
        {"List": {"TemplateId": TEMPLATE, "MsgID": None, "ErrorCode": "x" * 500, "ErrorStatus": 7}},
    ],
    ids=str,
)
def test_odd_push_breaks_nothing(standin, person, template, push):
    for handler in events.HANDLERS.values():
        handler({"FromUserName": person.openid} | push)
        handler(push)
    assert left(person, template) <= 1


def delivered(person, template, msgid="", code="0", status="success"):
    item = {"TemplateId": template.template_id, "MsgID": msgid, "ErrorCode": code, "ErrorStatus": status}
    events.delivered({"FromUserName": person.openid, "CreateTime": 1, "List": [item]})


def test_message_whose_answer_was_lost_is_settled_when_wechat_tells_of_it(standin, told, person, template):
    allow(standin, person, template)
    standin.faults.plan(Fault(SEND, drop=True))
    assert deliver_notice(code=tell(person.user).code, now=MORNING) == DeliveryState.SKIPPED
    assert SubscribeMessage.objects.get().state == MessageState.UNCERTAIN
    standin.run_waiting()
    assert told == ["subscribe_msg_sent_event"]
    message = SubscribeMessage.objects.get()
    assert (message.state, message.msgid) == (MessageState.SENT, str(standin.person(NAME).received[0]["msgid"]))


def test_message_that_did_not_reach_the_phone_is_refused(standin, told, person, template):
    allow(standin, person, template)
    deliver_notice(code=tell(person.user).code, now=MORNING)
    standin.run_waiting()
    message = SubscribeMessage.objects.get()
    assert message.state == MessageState.SENT
    delivered(person, template, message.msgid, "43101", "user block")
    message.refresh_from_db()
    assert (message.state, message.error_code, message.detail) == (MessageState.REFUSED, 43101, "user block")


def test_word_of_a_message_that_may_be_any_of_two_settles_neither(standin, person, template):
    for event in ("a", "b"):
        SubscribeMessage.objects.create(
            person=person.user,
            template=template,
            event=event,
            state="uncertain",
            created_at=MORNING,
            settled_at=MORNING,
        )
    delivered(person, template, "77")
    assert SubscribeMessage.objects.filter(state="uncertain").count() == 2
    delivered(person, template)
    assert SubscribeMessage.objects.filter(state="uncertain").count() == 2


def test_odd_error_code_is_kept_as_a_number(standin, person, template):
    SubscribeMessage.objects.create(
        person=person.user, template=template, event="a", state="sending", created_at=MORNING, sending_at=MORNING
    )
    delivered(person, template, "77", "weird")
    assert SubscribeMessage.objects.get().error_code == -1


def test_prompt_asks_for_the_most_wanted_first_and_three_at_most(standin, person):
    make_template(template_id="a" * 43, title="甲", kinds=[FOLLOWED])
    made = [
        make_template(template_id=letter * 43, title=letter, kinds=[kind])
        for letter, kind in zip("bcde", reversed(ASKED_AFTER[Moment.PROPOSAL]), strict=True)
    ]
    make_template(template_id="f" * 43, title="停用", kinds=[DECIDED], active=False)
    allow(standin, person, made[-1], 2)
    asked = promptable(person.user, Moment.PROPOSAL)
    assert asked == [
        Promptable("e" * 43, "e", 2),
        Promptable("d" * 43, "d", 0),
        Promptable("c" * 43, "c", 0),
    ]


def test_prompt_leaves_out_what_the_person_does_not_want(standin, person, template):
    assert promptable(person.user, Moment.COMMENT)
    set_preferences(actor=person.user, choices={(DECIDED, "wechat"): False})
    assert promptable(person.user, Moment.COMMENT) == []
    template.kinds = [DECIDED, REPLY]
    template.save()
    assert len(promptable(person.user, Moment.COMMENT)) == 1


def test_prompt_after_a_booking_is_about_the_place(standin, person, template):
    template.kinds = [SEAT, REMINDER]
    template.save()
    assert [each.title for each in promptable(person.user, Moment.BOOKING)] == [template.title]
    assert promptable(person.user, Moment.VOTE) == []


def test_prompt_asks_nothing_where_nothing_could_be_sent(standin, person, template, monkeypatch):
    assert promptable(ResidentFactory().user, Moment.PROPOSAL) == []
    with pytest.raises(SignInNeeded):
        promptable(AnonymousUser(), Moment.PROPOSAL)
    monkeypatch.setattr(notice_channels, "_items", {})
    assert promptable(person.user, Moment.PROPOSAL) == []


def test_every_moment_asks_for_news_that_there_is():
    assert {kind for kinds in ASKED_AFTER.values() for kind in kinds} <= set(notice_kinds.names())


@pytest.mark.parametrize("rows", [1, 3])
def test_templates_over_the_api_cost_the_same_however_many(standin, person, rows, django_assert_num_queries):
    for number in range(rows):
        make_template(template_id=str(number) * 43, title=f"通知{number}")
    client = Client()
    client.force_login(person.user, backend="django.contrib.auth.backends.ModelBackend")
    client.get("/api/v1/wechat/templates?for=proposal")
    with django_assert_num_queries(5):
        answer = client.get("/api/v1/wechat/templates?for=proposal")
    assert [item["left"] for item in answer.json()["items"]] == [0] * rows


def test_templates_over_the_api_need_a_moment_that_there_is(standin, person, template):
    client = Client()
    assert client.get("/api/v1/wechat/templates?for=proposal").status_code == 401
    client.force_login(person.user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/api/v1/wechat/templates?for=lottery").status_code == 422
    assert client.get("/api/v1/wechat/templates").status_code == 422
    (item,) = client.get("/api/v1/wechat/templates?for=comment").json()["items"]
    assert item == {"template_id": TEMPLATE, "title": "审核结果通知", "left": 0}


def posted(client, results, key="k1"):
    return client.post(
        "/api/v1/wechat/prompts",
        json.dumps({"results": results}),
        content_type="application/json",
        headers={"Idempotency-Key": key},
    )


def test_answers_over_the_api_count_once_for_each_key(standin, person, template):
    client = Client()
    assert posted(client, {TEMPLATE: "accept"}).status_code == 401
    client.force_login(person.user, backend="django.contrib.auth.backends.ModelBackend")
    for _attempt in range(3):
        answer = posted(client, {TEMPLATE: "accept"})
        assert (answer.status_code, answer.json()) == (200, {"accepted": 1})
    assert left(person, template) == 1
    assert posted(client, {TEMPLATE: "reject"}).json()["code"] == "idempotency_key_reused"
    assert posted(client, {TEMPLATE: "accept"}, "k2").json() == {"accepted": 1}
    assert left(person, template) == 2


@pytest.mark.parametrize(
    "results", [{}, {TEMPLATE: "perhaps"}, {"": "accept"}, {OTHER: "accept"}, {"x" * 65: "accept"}]
)
def test_answers_over_the_api_are_checked(standin, person, template, results):
    client = Client()
    client.force_login(person.user, backend="django.contrib.auth.backends.ModelBackend")
    assert posted(client, results).status_code == 422
    assert left(person, template) == 0


def test_answers_are_limited(standin, person, template):
    client = Client()
    client.force_login(person.user, backend="django.contrib.auth.backends.ModelBackend")
    codes = [posted(client, {TEMPLATE: "accept"}, f"k{number}").status_code for number in range(45)]
    # The minute may change on the way: two minutes let forty through.
    assert codes[:20] == [200] * 20
    assert 429 in codes


def test_person_who_has_two_accounts_at_wechat_is_reached_at_the_last_one(standin, person, template):
    newer = make_identity("李叔叔", person.user)
    newer.seen_at = MORNING + timedelta(hours=1)
    newer.save()
    allow(standin, newer, template, name="李叔叔")
    assert deliver_notice(code=tell(person.user).code, now=MORNING) == DeliveryState.SENT
    assert len(standin.person("李叔叔").received) == 1
