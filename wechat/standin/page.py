"""The page on which a person plays the phone: `/`, and what its buttons do."""

import base64
import html
from collections.abc import Callable
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import parse_qs, urlencode

from wechat.standin import account, miniprogram, post, screens
from wechat.standin.answers import HTML, Reply, elsewhere
from wechat.standin.faults import Fault
from wechat.standin.people import MediaCheck, Scannable
from wechat.standin.world import World

HERE = Path(__file__).parent
VERDICTS = {"pass": "通过", "review": "待人工看", "risky": "违规"}
SILENCE = "（没有回复）"
Form = dict[str, str]


def answered(world: World, method: str, path: str, query: Form, raw: bytes) -> Reply | None:
    """The page's part of a request, or None where the path is not the page's."""
    if path == "/phone.css":
        return Reply((HERE / "phone.css").read_bytes(), "text/css")
    if path in ("/healthz", "/favicon.ico"):
        return Reply(b"ok", "text/plain", 200 if path == "/healthz" else 404)
    if path == "/" and method == "GET":
        return _shown(world, query)
    if path == "/scan" and method == "GET":
        return _shown(world, {"said": _scanned(world, query)})
    act = ACTS.get(path.removeprefix("/play/")) if path.startswith("/play/") and method == "POST" else None
    if act is None:
        return None
    form = {name: values[0].strip() for name, values in parse_qs(raw.decode("utf-8", "replace")).items()}
    try:
        said = act(world, form)
    except (KeyError, ValueError, miniprogram.Declined) as error:
        said = f"没有做成：{error}"
    return elsewhere(f"/?{urlencode({'said': said})}")


def _hold(world: World, form: Form) -> str:
    world.holder = world.person(form["name"][:20]).name
    return f"现在拿着手机的是 {world.holder}。"


def _open(world: World, form: Form) -> str:
    return f"登录 code（五分钟内用一次）：{world.js_code(world.holder)}"


def _phone(world: World, form: Form) -> str:
    return f"手机号 code（五分钟内用一次）：{world.phone_code(world.holder, form['phone'])}"


def _enter(world: World, form: Form) -> str:
    return _known(world, miniprogram.enter(world, world.holder))


def _share(world: World, form: Form) -> str:
    return _known(world, miniprogram.share_phone(world, world.holder, form["phone"]))


def _known(world: World, me: dict[str, Any]) -> str:
    number = "手机号已确认" if me.get("phone_verified") else "还没有手机号"
    return f"{world.holder} 在小程序里登录了，在网站上叫“{me.get('alias') or '还没取名'}”，{number}。"


def _prompt(world: World, form: Form) -> str:
    templates = form["templates"].split()
    if form["answer"] == "off":
        for template in templates:
            post.switch_off(world, world.holder, template)
        return "已在设置里关掉这些消息。"
    answer = "accept" if form["answer"] == "accept" else "reject"
    post.answer_prompt(world, world.holder, templates, answer)  # type: ignore[arg-type]
    return "已点“允许”。" if answer == "accept" else "已点“取消”。"


def _say(world: World, form: Form) -> str:
    return f"公众号：{account.say(world, world.holder, form['words']) or SILENCE}"


def _follow(world: World, form: Form) -> str:
    person = world.person(world.holder)
    words = account.leave(world, person.name) if person.follows else account.follow(world, person.name)
    return f"公众号：{words or SILENCE}"


def _tap(world: World, form: Form) -> str:
    return f"公众号：{account.tap_menu(world, world.holder, form['key']) or SILENCE}"


def _judge(world: World, form: Form) -> str:
    check = world.checks[form["trace_id"]]
    screens.push_verdict(world, check, form["suggest"])
    return f"已推送“{VERDICTS[form['suggest']]}”，网站答复 {check.delivered}。"


def _auto(world: World, form: Form) -> str:
    world.verdict = form["verdict"] if form["verdict"] in VERDICTS else ""
    return f"以后自动推送“{VERDICTS[world.verdict]}”。" if world.verdict else "以后等你来判。"


def _break(world: World, form: Form) -> str:
    kind, path, times = form["kind"], form["path"], int(form.get("times") or 1)
    given = {"code": int(form.get("code") or -1)} if kind == "code" else FAULTS[kind]
    world.faults.plan(Fault(path, times, **given))  # type: ignore[arg-type]
    return f"接下来 {times} 次 {path} 会出故障。"


def _heal(world: World, form: Form) -> str:
    world.faults.clear()
    return "故障都取消了。"


def _scan(world: World, form: Form) -> str:
    return _scanned(world, form)


def _confirm(world: World, form: Form) -> str:
    return _answer(world, confirm=True)


def _refuse(world: World, form: Form) -> str:
    return _answer(world, confirm=False)


def _answer(world: World, *, confirm: bool) -> str:
    person = world.person(world.holder)
    scene, person.scan = person.scan["code"], {}
    miniprogram.answer_scan(world, person.name, scene, confirm=confirm)
    return "已确认，电脑上就要登录了。" if confirm else "已拒绝，电脑上不会登录。"


def _scanned(world: World, form: Form) -> str:
    if form.get("page") == miniprogram.SCAN_PAGE:
        try:
            world.person(world.holder).scan = miniprogram.scan_asked(world, world.holder, form.get("scene", ""))
        except miniprogram.Declined as declined:
            return str(declined)
        return "扫到一个登录请求，请在下面确认。"
    code = world.js_code(world.holder)
    return f"{world.holder} 打开了小程序页面 {form.get('page', '')}，scene={form.get('scene', '')}，登录 code：{code}"


FAULTS: dict[str, dict[str, object]] = {
    "slow": {"delay": 8},
    "html": {"html": True},
    "down": {"status": 502},
    "drop": {"drop": True},
    "hang_up": {"hang_up": True},
}
ACTS: dict[str, Callable[[World, Form], str]] = {
    "hold": _hold,
    "open": _open,
    "phone": _phone,
    "enter": _enter,
    "share": _share,
    "confirm": _confirm,
    "refuse": _refuse,
    "prompt": _prompt,
    "say": _say,
    "follow": _follow,
    "tap": _tap,
    "judge": _judge,
    "auto": _auto,
    "break": _break,
    "heal": _heal,
    "scan": _scan,
}


def _shown(world: World, query: Form) -> Reply:
    with world.lock:
        person = world.person(world.holder)
        parts = {
            "said": f'<p class="said" role="status">{_safe(query["said"])}</p>' if query.get("said") else "",
            "holder": _safe(person.name),
            "openid": _safe(person.openid("mp")),
            "people": "".join(f'<option value="{_safe(name)}">' for name in world.people),
            "prompts": _listed([f"{word}：还能收 {left} 条" for word, left in person.prompts.items()], "还没允许过。"),
            "received": _listed([_message(found) for found in person.received[::-1]], "还没有消息。"),
            "talk": _listed(
                [f"我：{mine}\n公众号：{theirs or SILENCE}" for mine, theirs in person.talk[::-1]],
                "还没有对话。",
            ),
            "follow": "取消关注" if person.follows else "关注公众号",
            "menu": _menu(world),
            "checks": "".join(map(_check, list(world.checks.values())[::-1])) or "<p>还没有送检。</p>",
            "verdict": f"自动推送“{VERDICTS[world.verdict]}”" if world.verdict else "等你来判",
            "scan": _asking(person.scan),
            "codes": "".join(map(_code, world.scannables[::-1])) or "<p>还没有生成过。</p>",
            "faults": _listed([f"{fault.path}：还有 {fault.times} 次" for fault in world.faults.planned], "没有故障。"),
            "calls": _listed([f"{path}：{n} 次" for path, n in sorted(world.counts().items())], "还没有调用。"),
            "deliveries": _listed(world.deliveries[-10:][::-1], "还没有推送。"),
            "portal": _safe(world.portal or "（没有设置）"),
        }
    return Reply(Template((HERE / "phone.html").read_text("utf-8")).substitute(parts).encode(), HTML)


def _safe(words: object) -> str:
    return html.escape(str(words))


def _listed(items: list[str], nothing: str) -> str:
    if not items:
        return f"<p>{nothing}</p>"
    return "<ul>" + "".join(f"<li>{_safe(item)}</li>" for item in items) + "</ul>"


def _form(act: str, hidden: Form, label: str) -> str:
    fields = "".join(f'<input type="hidden" name="{_safe(k)}" value="{_safe(v)}">' for k, v in hidden.items())
    return f'<form method="post" action="/play/{act}">{fields}<button>{_safe(label)}</button></form>'


def _menu(world: World) -> str:
    buttons = [part for button in world.menu.get("button", []) for part in [button, *button.get("sub_button", [])]]
    return "".join(_form("tap", {"key": b["key"]}, b.get("name", "")) for b in buttons if b.get("type") == "click")


def _message(found: dict[str, Any]) -> str:
    fields = "\n".join(f"{name} {words}" for name, words in found["data"].items())
    return f"{fields}\n点开是 {found['page'] or '首页'}"


def _check(check: MediaCheck) -> str:
    kind = "图片" if check.media_type == 2 else "音频"
    state = (
        f"已推送 {VERDICTS.get(check.verdict, check.verdict)}，网站答复 {check.delivered}"
        if check.verdict
        else "未推送"
    )
    words = f"{kind}，下载 {check.fetched or '还没开始'}（{check.size} 字节），{state}"
    buttons = "".join(_form("judge", {"trace_id": check.trace_id, "suggest": k}, v) for k, v in VERDICTS.items())
    return f'<article><p>{_safe(words)}</p><div class="row">{buttons}</div></article>'


def _asking(scan: dict[str, Any]) -> str:
    if not scan:
        return ""
    near = "和这部手机在同一个网络" if scan.get("same_network") else "不在这部手机的网络里"
    words = f"有人要用您的账号登录：{scan.get('browser')}，{scan.get('place') or '不知从哪里'}（{near}）。"
    buttons = _form("confirm", {}, "确认登录") + _form("refuse", {}, "不是我")
    return f'<section role="alert"><p>{_safe(words)}</p><div class="row">{buttons}</div></section>'


def _code(code: Scannable) -> str:
    source = base64.b64encode(code.picture).decode()
    picture = f'<img alt="小程序码" src="data:image/png;base64,{source}">' if code.picture else ""
    words = f"<p>{_safe(code.page)}<br>scene={_safe(code.scene)}</p>"
    return f"<article>{picture}{words}{_form('scan', {'page': code.page, 'scene': code.scene}, '扫一扫')}</article>"
