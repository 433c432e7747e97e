"""Content checks: an opinion on words at once, an opinion on media by push."""

import re
import secrets
from typing import Any

from wechat.standin.answers import Ask, Reply, ok, sorry
from wechat.standin.calls import app_call
from wechat.standin.people import App, MediaCheck
from wechat.standin.world import World

AWAY_SECONDS = 2 * 3600
LABELS = {"pass": 100, "review": 21000, "risky": 20001}
MARK = re.compile(r"\[\[(risky|review)(?::(\d+))?\]\]")
"""[[risky]], [[review]], [[risky:20008]] in a text is what the stand-in has its opinion from."""


def opinion(text: str, otherwise: str = "pass") -> dict[str, Any]:
    """`suggest` and `label` for a text."""
    mark = MARK.search(text)
    suggest = mark[1] if mark else otherwise
    return {"suggest": suggest, "label": int(mark[2]) if mark and mark[2] else LABELS[suggest]}


def _person_trouble(world: World, ask: Ask) -> int:
    body = ask.body or {}
    if body.get("version") != 2:
        return 40097
    if body.get("scene") not in (1, 2, 3, 4):
        return 40129
    person = world.by_openid(body.get("openid"))
    if person is None:
        return 40003
    return 61010 if person.seen_at is None or world.now() - person.seen_at > AWAY_SECONDS else 0


@app_call("POST", "/wxa/msg_sec_check", "mp")
def text_check(world: World, ask: Ask, app: App) -> Reply:
    if code := _person_trouble(world, ask):
        return sorry(code)
    content = ask.text("content")
    if not 0 < len(content) <= 2500:
        return sorry(40097, "content is empty or longer than 2500")
    result = opinion("\n".join([ask.text("title"), ask.text("nickname"), content]))
    detail = [{"strategy": "content_model", "errcode": 0, "prob": 90, **result}, {"strategy": "keyword", "errcode": 0}]
    return ok(result=result, detail=detail, trace_id=secrets.token_hex(16))


@app_call("POST", "/wxa/media_check_async", "mp")
def media_check(world: World, ask: Ask, app: App) -> Reply:
    if code := _person_trouble(world, ask):
        return sorry(code)
    url, kind = ask.text("media_url"), (ask.body or {}).get("media_type")
    if kind not in (1, 2) or not url.startswith(("http://", "https://")):
        return sorry(40097)
    check = MediaCheck(secrets.token_hex(16), ask.text("openid"), url, kind)
    world.checks[check.trace_id] = check
    world.later(lambda: fetch_and_judge(world, check))
    return ok(trace_id=check.trace_id)


def fetch_and_judge(world: World, check: MediaCheck) -> None:
    """Download what is to be judged and, unless a person is to decide, push an opinion."""
    media = world.fetch(check.media_url)
    with world.lock:
        check.fetched, check.size = (f"HTTP {media.status}" if media.status else "no answer"), len(media.content)
    if media.status != 200:
        push_verdict(world, check, "risky", errcode=-1008)
    elif world.verdict:
        marked = opinion(media.content.decode("latin-1") + check.media_url, world.verdict)
        push_verdict(world, check, marked["suggest"])


def push_verdict(world: World, check: MediaCheck, suggest: str, *, errcode: int = 0) -> None:
    """The event wxa_media_check, in the shape of version 2 or of version 1."""
    label = {"pass": 100, "review": 21000, "risky": 20002}[suggest]
    message = {
        "ToUserName": "gh_standin_mp",
        "FromUserName": check.openid,
        "CreateTime": int(world.now()),
        "MsgType": "event",
        "Event": "wxa_media_check",
        "appid": world.apps["mp"][0],
        "trace_id": check.trace_id,
    }
    if world.media_version == 1:
        message |= {
            "isrisky": int(suggest == "risky"),
            "extra_info_json": "",
            "status_code": 4294966288 if errcode else 0,
        }
    else:
        result = {"suggest": suggest, "label": label}
        message |= {"version": 2, "errcode": errcode, "errmsg": "ok" if errcode == 0 else "download failed"}
        if errcode == 0:
            message |= {"result": result, "detail": [{"strategy": "content_model", "errcode": 0, "prob": 90, **result}]}
    answer = world.push("mp", message)
    with world.lock:
        check.verdict, check.delivered = suggest if errcode == 0 else str(errcode), f"HTTP {answer.status}"
