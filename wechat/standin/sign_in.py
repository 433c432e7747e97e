"""Tokens, and who is there: login codes, phone codes, web sign-in inside WeChat."""

import html
from typing import Literal
from urllib.parse import quote, urlencode

from wechat.standin.answers import HTML, PLAIN, Ask, Reply, elsewhere, fine, ok, sorry
from wechat.standin.calls import app_call, open_call, wrong_credentials
from wechat.standin.people import App, Code
from wechat.standin.world import World

LOGINS_A_MINUTE = 100


@open_call("/cgi-bin/token")
def old_token(world: World, ask: Ask) -> Reply:
    if code := _token_refusal(world, ask):
        return sorry(code)
    return fine(access_token=world.issue_token(_app(world, ask)), expires_in=world.token_seconds)


@open_call("/cgi-bin/stable_token")
def stable_token(world: World, ask: Ask) -> Reply:
    if ask.method != "POST":
        return sorry(43002)
    if ask.body is None:
        return sorry(47001)
    if code := _token_refusal(world, ask) or world.over_quota(ask.path):
        return sorry(code)
    app = _app(world, ask)
    word = world.current_token.get(app, "")
    left = world.tokens[word].expires_at - world.now() if word in world.tokens else 0
    if left < min(300, world.token_seconds / 2) or ask.body.get("force_refresh") is True:
        word, left = world.issue_token(app), world.token_seconds
    return fine(access_token=word, expires_in=int(left))


def _app(world: World, ask: Ask) -> App:
    app = world.app_of(ask.text("appid"))
    assert app  # noqa: S101  (the credentials were checked)
    return app


def _token_refusal(world: World, ask: Ask) -> int:
    if not world.address_allowed:
        return 40164
    if ask.text("grant_type") != "client_credential":
        return 40097
    return wrong_credentials(world, ask.text("appid"), ask.text("secret"))


@open_call("/sns/jscode2session")
def js_code_to_session(world: World, ask: Ask) -> Reply:
    if code := wrong_credentials(world, ask.text("appid"), ask.text("secret"), "mp"):
        return sorry(code, content_type=PLAIN)
    if ask.text("grant_type") != "authorization_code":
        return sorry(40097, content_type=PLAIN)
    found = _taken(world, ask.text("js_code"), "js")
    if isinstance(found, int):
        return sorry(found, content_type=PLAIN)
    person = found.person
    if world.used_this_minute(f"login {person.name}") > LOGINS_A_MINUTE:
        return sorry(45011, content_type=PLAIN)
    world.open_app(person.name)
    union = {"unionid": person.unionid} if world.open_platform else {}
    return fine(PLAIN, session_key="c3RhbmQtaW4ga2V5IHh4eA==", openid=person.openid("mp"), **union)


@app_call("POST", "/wxa/business/getuserphonenumber", "mp")
def phone_number(world: World, ask: Ask, app: App) -> Reply:
    code = world.codes.get(ask.text("code"))
    openid = ask.text("openid")
    if code and openid and code.person.openid("mp") != openid:
        return sorry(40003)
    found = _taken(world, ask.text("code"), "phone")
    if isinstance(found, int):
        return sorry(found)
    return ok(
        phone_info={
            "phoneNumber": found.phone,
            "purePhoneNumber": found.phone,
            "countryCode": "86",
            "watermark": {"timestamp": int(world.now()), "appid": world.apps[app][0]},
        }
    )


def _taken(world: World, word: str, kind: Literal["js", "phone", "oauth"]) -> Code | int:
    """The code, which is thereby used; or the errcode that says why not."""
    code = world.codes.get(word)
    if code is None or code.kind != kind or code.expires_at <= world.now():
        return 40029
    if code.used:
        return 40163
    if code.blocked:
        return 40226
    code.used = True
    return code


@open_call("/connect/oauth2/authorize")
def authorize(world: World, ask: Ask) -> Reply:
    """What a page inside WeChat is sent to: silent for snsapi_base, a question for snsapi_userinfo."""
    back, scope, state = ask.text("redirect_uri"), ask.text("scope"), ask.text("state")
    if ask.text("appid") != world.apps["oa"][0] or ask.text("response_type") != "code":
        return _page("AppID 参数错误", "错误码：10003")
    if scope not in ("snsapi_base", "snsapi_userinfo") or not back.startswith(("http://", "https://")):
        return _page("Scope 或 redirect_uri 参数错误", "错误码：10005")
    joined = "&" if "?" in back else "?"
    target = f"{back}{joined}{urlencode({'code': world.oauth_code(world.holder, scope), 'state': state})}"
    if scope == "snsapi_base" or world.always_consents:
        return elsewhere(target, 302)
    agree = f'<a href="{html.escape(target)}">同意</a>'
    return _page(f"{world.holder}：是否允许获取你的昵称、头像？", agree, escaped=True)


def _page(title: str, words: str, *, escaped: bool = False) -> Reply:
    words = words if escaped else html.escape(words)
    head = '<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    return Reply(f"{head}<title>微信</title><h1>{html.escape(title)}</h1><p>{words}</p>".encode(), HTML)


@open_call("/sns/oauth2/access_token")
def oauth_token(world: World, ask: Ask) -> Reply:
    if code := wrong_credentials(world, ask.text("appid"), ask.text("secret"), "oa"):
        return sorry(code, content_type=PLAIN)
    found = _taken(world, ask.text("code"), "oauth")
    if isinstance(found, int):
        return sorry(found, content_type=PLAIN)
    told = world.open_platform and not world.hides_unionid
    union = {"unionid": found.person.unionid} if told else {}
    preview = {"is_snapshotuser": 1} if world.in_preview else {}
    return fine(
        PLAIN,
        access_token=f"web-{found.scope}-{quote(found.person.name)}",
        expires_in=7200,
        refresh_token="stand-in-refresh",  # noqa: S106
        openid=found.person.openid("oa"),
        scope=found.scope,
        **union,
        **preview,
    )


@open_call("/sns/userinfo")
def oauth_profile(world: World, ask: Ask) -> Reply:
    person = world.by_openid(ask.text("openid"), "oa")
    if person is None:
        return sorry(40003, content_type=PLAIN)
    if ask.text("access_token") == f"web-snsapi_base-{quote(person.name)}":
        return sorry(48001, content_type=PLAIN)
    if ask.text("access_token") != f"web-snsapi_userinfo-{quote(person.name)}":
        return sorry(40001, content_type=PLAIN)
    union = {"unionid": person.unionid} if world.open_platform else {}
    profile = {"openid": person.openid("oa"), "nickname": person.name, "sex": 0, "headimgurl": "", "privilege": []}
    return fine(PLAIN, **profile, **union)
