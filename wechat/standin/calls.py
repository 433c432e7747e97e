"""Finds the call for a path, after the checks that WeChat makes before each: faults are not among them."""

from collections.abc import Callable

from wechat.standin.answers import Ask, Reply, sorry
from wechat.standin.people import App
from wechat.standin.world import World

Call = Callable[[World, Ask], Reply]
AppCall = Callable[[World, Ask, App], Reply]

OPEN: dict[str, Call] = {}
"""Calls that carry no token of ours."""
WITH_TOKEN: dict[str, tuple[str, App, AppCall]] = {}
"""Calls made with an app's token: (method, whose token, call)."""


def open_call(path: str) -> Callable[[Call], Call]:
    def register(call: Call) -> Call:
        OPEN[path] = call
        return call

    return register


def app_call(method: str, path: str, app: App) -> Callable[[AppCall], AppCall]:
    def register(call: AppCall) -> AppCall:
        WITH_TOKEN[path] = (method, app, call)
        return call

    return register


def answered(world: World, ask: Ask) -> Reply | None:
    """WeChat's answer, or None for a path it does not have."""
    if ask.path in OPEN:
        with world.lock:
            return OPEN[ask.path](world, ask)
    if ask.path not in WITH_TOKEN:
        return None
    method, app, call = WITH_TOKEN[ask.path]
    with world.lock:
        code = _token_trouble(world, ask.query.get("access_token", ""), app) or world.over_quota(ask.path)
        if code:
            return sorry(code)
        if ask.method != method:
            return sorry(43002)
        if method == "POST" and ask.body is None:
            return sorry(47001)
        return call(world, ask, app)


def _token_trouble(world: World, word: str, app: App) -> int:
    if not word:
        return 41001
    token = world.tokens.get(word)
    if token is None:
        return 40001
    if token.expires_at <= world.now():
        return 42001
    return 0 if token.app == app else 48001


def wrong_credentials(world: World, app_id: str, secret: str, app: App | None = None) -> int:
    """The errcode for an app ID and secret that do not belong together, or 0."""
    known = world.app_of(app_id)
    if known is None or (app and known != app):
        return 40013
    return 0 if world.apps[known][1] == secret else 40125
