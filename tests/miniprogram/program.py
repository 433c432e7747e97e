"""One person with the program in hand: goes to pages, taps, reads; and what no page may do is a fault."""

import io
import json
import re
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, TypeVar

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.conftest import PICTURES, Portal
from wechat.standin.apps import DEMO_MP

SCREEN = {"width": 375, "height": 812}
TALLEST = 2400


def ask(portal: Portal, path: str) -> Any:
    """What the API answers a visitor."""
    with urllib.request.urlopen(f"{portal.site}/api/v1{path}", timeout=20) as answer:
        return json.load(answer)


def control(portal: Portal, act: str, **body: Any) -> Any:
    """What the stand-in answers to a word of its control."""
    asked = urllib.request.Request(
        f"{portal.wechat}/control/{act}", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(asked, timeout=20) as answer:
        return json.load(answer)


class Program:
    """Either build; `faults` fills with script errors, server errors, lost and foreign requests."""

    visible: ClassVar[str]
    buttons: ClassVar[str]

    def __init__(self, page: Page, portal: Portal, address: str) -> None:
        self.page, self.portal, self.address = page, portal, address
        self.faults: list[str] = []
        self.expected_faults: list[str] = []
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("console", self._note_word)
        page.on("response", self._note_answer)
        page.on("request", self._note_request)

    def _note_word(self, said: Any) -> None:
        # A refused request is said here too, without its address: _note_answer knows better.
        if said.type == "error" and not said.text.startswith("Failed to load resource"):
            self.faults.append(f"console: {said.text}")

    def _note_answer(self, response: Any) -> None:
        refusal = 400 <= response.status < 500 and re.search(r"/(api/v1|_allauth|control)/", response.url)
        if response.status >= 400 and not refusal:
            self.faults.append(f"{response.status} {response.url}")

    def _note_request(self, request: Any) -> None:
        if not re.match(r"(data:|blob:|http://127\.0\.0\.1[:/])", request.url):
            self.faults.append(f"foreign: {request.url}")

    def open(self, path: str, *, elder: bool = False) -> "Program":
        """Start the program at `path`, as a card or a code does."""
        raise NotImplementedError

    @property
    def front(self) -> Locator:
        """The page in front."""
        return self.page.locator(self.visible).last

    def button(self, name: str) -> Locator:
        return self.front.locator(self.buttons).filter(has_text=name).filter(visible=True).first

    def tap(self, name: str) -> None:
        self.button(name).click()

    def follow(self, text: str) -> None:
        """Tap a row or a card by what stands on it."""
        self.front.get_by_text(text).filter(visible=True).first.click()

    def see(self, *texts: str) -> None:
        for text in texts:
            expect(self.front.get_by_text(text).filter(visible=True).first).to_be_visible()

    def fill(self, label: str, text: str) -> None:
        self.front.locator(f"[aria-label='{label}']").locator(
            "xpath=descendant-or-self::*[self::input or self::textarea]"
        ).last.fill(text)

    def picture(self, name: str) -> None:
        """The whole page, its bars where the reader has them: at the lower edge."""
        PICTURES.mkdir(exist_ok=True)
        height = self.page.evaluate(
            "Math.max(...[...document.querySelectorAll('.linli')].map(each => each.scrollHeight)) + 110"
        )
        self.page.set_viewport_size(SCREEN | {"height": min(max(int(height), SCREEN["height"]), TALLEST)})
        self.page.wait_for_timeout(300)
        taken = self.page.screenshot(animations="disabled")
        self.page.set_viewport_size(SCREEN)
        # Sixty pictures lie in the repository: 256 colours are enough for paper, ink and one red.
        with Image.open(io.BytesIO(taken)) as shot:
            shot.convert("RGB").quantize(256).save(PICTURES / f"{name}.png", optimize=True)

    def is_no_wider(self) -> None:
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 1, f"{self.page.url} is {wide} px wider than the screen"

    def state(self) -> dict[str, Any]:
        """What else there is to say at the end."""
        return {}


class WeChatProgram(Program):
    """The packed build: WeChat's own component framework, browser globals hidden as WeChat hides them."""

    visible, buttons = "page:visible", "button"

    def __init__(self, page: Page, portal: Portal, address: str) -> None:
        super().__init__(page, portal, address)
        self.phone: dict[str, Any] = {
            "site": portal.site,
            "wechat": portal.wechat,
            "appId": DEMO_MP[0],
            "person": "",
            "number": "",
        }

    def held_by(self, person: str, number: str = "", **more: Any) -> "WeChatProgram":
        """Whose phone it is, and what else the phone does: picture, recording, privacy, prompts…"""
        self.phone |= {"person": person, "number": number, **more}
        return self

    def open(self, path: str, *, elder: bool = False) -> "WeChatProgram":
        kept = {"mp:linli.elder": json.dumps(elder), "mp:linli.language": '"zh"'}
        stored = {name: json.dumps(value) for name, value in kept.items()}
        script = f"""if (location.protocol !== 'about:') {{
          window.__phone = {json.dumps(self.phone)};
          for (const [name, value] of Object.entries({json.dumps(stored)}))
            if (sessionStorage.getItem(name) === null) sessionStorage.setItem(name, value);
        }}"""
        self.page.add_init_script(script)
        self.page.goto("about:blank")
        self.page.goto(f"{self.address}/index.html#{path}")
        return self

    def back(self) -> None:
        self.page.get_by_role("button", name="返回", exact=True).first.click()

    def tab(self, name: str) -> None:
        self.page.locator("#mp-tabs button", has_text=name).click()

    def set_online(self, on: bool) -> None:
        """The phone loses its network, with nothing on its way, or finds it again."""
        self.page.wait_for_load_state("networkidle")
        self.page.evaluate(f"window.__setOnline({json.dumps(on)})")

    def now(self, **phone: Any) -> None:
        """Change what the phone does from here on."""
        self.page.evaluate(f"Object.assign(window.__phone, {json.dumps(phone)})")

    def control(self, act: str, **body: Any) -> Any:
        """The stand-in's answer."""
        return control(self.portal, act, **body)

    def state(self) -> dict[str, Any]:
        missing = self.page.evaluate("[...(window.__missing ?? [])]")
        return {"missing": missing} if missing else {}


class BrowserProgram(Program):
    """The h5 build at the site's own address, with the site's own sign-in."""

    visible, buttons = "uni-page:visible", "uni-button"

    def be(self, persona: str) -> "BrowserProgram":
        self.page.goto(f"{self.portal.site}/demo/personas/?next=/robots.txt")
        self.page.locator(f"button[name=persona][value={persona}]").click()
        self.page.wait_for_url("**/robots.txt")
        return self

    def open(self, path: str, *, elder: bool = False) -> "BrowserProgram":
        kept = {"linli.elder": json.dumps(elder), "linli.language": '"zh"'}
        stored = {name: json.dumps({"type": "string", "data": value}) for name, value in kept.items()}
        self.page.add_init_script(
            "if (location.protocol !== 'about:')"
            f" for (const [name, value] of Object.entries({json.dumps(stored)})) localStorage.setItem(name, value)"
        )
        self.page.goto("about:blank")
        self.page.goto(f"{self.address}/#{path}")
        return self

    def back(self) -> None:
        self.page.go_back()


P = TypeVar("P", bound=Program)


class Phone:
    """A phone of its own: nothing is left on it of whoever had one before."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser

    @contextmanager
    def holding(self, kind: type[P], portal: Portal, address: str) -> Iterator[P]:
        """The program on it; AssertionError at the end where there was a fault that the test did not expect."""
        context = self.browser.new_context(viewport=SCREEN, locale="zh-CN", timezone_id="Asia/Shanghai", has_touch=True)
        context.set_default_timeout(15_000)
        program = kind(context.new_page(), portal, address)
        try:
            yield program
            state = program.state()
        finally:
            context.close()
        unexpected = [fault for fault in program.faults if not any(each in fault for each in program.expected_faults)]
        assert not unexpected, "\n".join(unexpected)
        assert not state, state
