"""`POST /control/…` with JSON: what a test or a script tells the stand-in, beside what a person does on its page."""

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from wechat.standin import account, post, screens
from wechat.standin.answers import Ask, Reply, fine
from wechat.standin.faults import Fault
from wechat.standin.world import World

SWITCHES = {
    "portal": str,
    "holder": str,
    "verdict": str,
    "shift": float,
    "token_seconds": int,
    "open_platform": bool,
    "address_allowed": bool,
    "always_consents": bool,
    "hides_unionid": bool,
    "in_preview": bool,
    "media_version": int,
    "encrypted": bool,
}


def answered(world: World, ask: Ask) -> Reply:
    """The control's answer: 200 with a JSON object, 400 with {"error"}, 404 for a word it does not know."""
    act = ACTS.get(ask.path.removeprefix("/control/"))
    if act is None:
        return Reply(b'{"error": "unknown"}', status=404)
    try:
        return fine(**act(world, ask.body or {}))
    except (KeyError, TypeError, ValueError) as error:
        return Reply(json.dumps({"error": f"{type(error).__name__}: {error}"}).encode(), status=400)


def _reset(world: World, body: dict[str, Any]) -> dict[str, Any]:
    world.reset()
    return {}


def _set(world: World, body: dict[str, Any]) -> dict[str, Any]:
    """Any of SWITCHES."""
    for name, value in body.items():
        kind = SWITCHES[name]
        if not isinstance(value, int | float if kind is float else kind):
            raise ValueError(f"{name} is {kind.__name__}")
        setattr(world, name, value)
    return {name: getattr(world, name) for name in SWITCHES}


def _fault(world: World, body: dict[str, Any]) -> dict[str, Any]:
    """Fields of Fault."""
    world.faults.plan(Fault(**body))
    return {"planned": [asdict(fault) for fault in world.faults.planned]}


def _heal(world: World, body: dict[str, Any]) -> dict[str, Any]:
    world.faults.clear()
    return {}


def _calls(world: World, body: dict[str, Any]) -> dict[str, Any]:
    return {"counts": world.counts(), "calls": world.calls[-200:], "deliveries": world.deliveries[-200:]}


def _js_code(world: World, body: dict[str, Any]) -> dict[str, Any]:
    """{person, blocked?, seconds?} → {code, openid, unionid}"""
    person = world.person(body["person"])
    code = world.js_code(person.name, blocked=body.get("blocked", False), seconds=body.get("seconds", 300))
    return {"code": code, "openid": person.openid("mp"), "unionid": person.unionid}


def _phone_code(world: World, body: dict[str, Any]) -> dict[str, Any]:
    """{person, phone, seconds?} → {code}"""
    return {"code": world.phone_code(body["person"], body["phone"], seconds=body.get("seconds", 300))}


def _prompt(world: World, body: dict[str, Any]) -> dict[str, Any]:
    """{person, templates, answer: accept|reject}"""
    post.answer_prompt(world, body["person"], body["templates"], body["answer"])
    return {"prompts": world.person(body["person"]).prompts}


def _switch_off(world: World, body: dict[str, Any]) -> dict[str, Any]:
    """{person, template}"""
    post.switch_off(world, body["person"], body["template"])
    return {}


def _messages(world: World, body: dict[str, Any]) -> dict[str, Any]:
    """{person} → the subscribe messages that arrived, and the talk with the official account"""
    person = world.person(body["person"])
    return {"received": person.received, "talk": person.talk, "prompts": person.prompts}


def _say(world: World, body: dict[str, Any]) -> dict[str, Any]:
    """{person, words} → {answer}"""
    return {"answer": account.say(world, body["person"], body["words"])}


def _follow(world: World, body: dict[str, Any]) -> dict[str, Any]:
    """{person, key?} → {answer}"""
    return {"answer": account.follow(world, body["person"], key=body.get("key", ""))}


def _tap(world: World, body: dict[str, Any]) -> dict[str, Any]:
    """{person, key} → {answer}"""
    return {"answer": account.tap_menu(world, body["person"], body["key"])}


def _checks(world: World, body: dict[str, Any]) -> dict[str, Any]:
    return {"checks": [asdict(check) for check in world.checks.values()]}


def _verdict(world: World, body: dict[str, Any]) -> dict[str, Any]:
    """{trace_id, suggest, errcode?} pushes an opinion"""
    check = world.checks[body["trace_id"]]
    screens.push_verdict(world, check, body["suggest"], errcode=body.get("errcode", 0))
    return {"delivered": check.delivered}


def _codes(world: World, body: dict[str, Any]) -> dict[str, Any]:
    return {"codes": [{"page": found.page, "scene": found.scene} for found in world.scannables]}


def _tokens(world: World, body: dict[str, Any]) -> dict[str, Any]:
    """{fate: expire|forget}"""
    {"expire": world.expire_tokens, "forget": world.forget_tokens}[body["fate"]]()
    return {}


ACTS: dict[str, Callable[[World, dict[str, Any]], dict[str, Any]]] = {
    "reset": _reset,
    "set": _set,
    "fault": _fault,
    "heal": _heal,
    "calls": _calls,
    "js_code": _js_code,
    "phone_code": _phone_code,
    "prompt": _prompt,
    "switch_off": _switch_off,
    "messages": _messages,
    "say": _say,
    "follow": _follow,
    "tap": _tap,
    "checks": _checks,
    "verdict": _verdict,
    "codes": _codes,
    "tokens": _tokens,
}
