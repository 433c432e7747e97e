"""Subscribe messages: prompts that people accept, messages that use them up, events about both."""

import re
import secrets
from typing import Any, Literal

from wechat.standin.answers import Ask, Reply, ok, sorry
from wechat.standin.calls import app_call
from wechat.standin.fields import complaint
from wechat.standin.people import App, Person
from wechat.standin.world import World

TEMPLATE = re.compile(r"[0-9A-Za-z_-]{43}")
"""What WeChat's template IDs look like; any other is not ours."""


@app_call("POST", "/cgi-bin/message/subscribe/send", "mp")
def send(world: World, ask: Ask, app: App) -> Reply:
    body = ask.body or {}
    person, template, page = world.by_openid(body.get("touser")), ask.text("template_id"), ask.text("page")
    if person is None:
        return sorry(40003)
    if not TEMPLATE.fullmatch(template):
        return sorry(40037)
    if page.split("?")[0] == "pages/none" or page.startswith("/"):
        return sorry(41030)
    if body.get("miniprogram_state") not in ("developer", "trial", "formal"):
        return sorry(40097, "miniprogram_state")
    if body.get("lang") not in ("zh_CN", "en_US", "zh_HK", "zh_TW"):
        return sorry(40097, "lang")
    data = body.get("data")
    if not isinstance(data, dict) or not data:
        return sorry(47003, "data is empty")
    for name, value in data.items():
        if words := complaint(name, value):
            return sorry(47003, words)
    if template in person.switched_off or person.prompts.get(template, 0) < 1:
        return sorry(43101)
    person.prompts[template] -= 1
    number = secrets.randbelow(2**53)
    shown = {name: value["value"] for name, value in data.items()}
    person.received.append({"template": template, "page": page, "data": shown, "msgid": number})
    sent = {"TemplateId": template, "MsgID": str(number), "ErrorCode": "0", "ErrorStatus": "success"}
    world.later(lambda: world.push("mp", event(world, person, "subscribe_msg_sent_event", [sent])))
    return ok(msgid=number)


def event(world: World, person: Person, name: str, items: list[dict[str, str]]) -> dict[str, Any]:
    """An event about subscribe messages: `List` is one object for one template and a list for more."""
    return {
        "ToUserName": "gh_standin_mp",
        "FromUserName": person.openid("mp"),
        "CreateTime": int(world.now()),
        "MsgType": "event",
        "Event": name,
        "List": items[0] if len(items) == 1 else items,
    }


def answer_prompt(world: World, name: str, templates: list[str], answer: Literal["accept", "reject"]) -> None:
    """The person taps under requestSubscribeMessage; WeChat tells the portal. Raises ValueError for more than five."""
    if not 1 <= len(templates) <= 5:
        raise ValueError("one prompt asks about one to five templates")
    person = world.person(name)
    with world.lock:
        for template in templates:
            if answer == "accept" and template not in person.switched_off:
                person.prompts[template] = person.prompts.get(template, 0) + 1
    items = [{"TemplateId": word, "SubscribeStatusString": answer, "PopupScene": "0"} for word in templates]
    world.later(lambda: world.push("mp", event(world, person, "subscribe_msg_popup_event", items)))


def switch_off(world: World, name: str, template: str) -> None:
    """The person refuses the template's messages in the settings, whatever they accepted before."""
    person = world.person(name)
    with world.lock:
        person.switched_off.add(template)
        person.prompts[template] = 0
    items = [{"TemplateId": template, "SubscribeStatusString": "reject"}]
    world.later(lambda: world.push("mp", event(world, person, "subscribe_msg_change_event", items)))
