"""All that the stand-in remembers, for as long as it runs."""

import secrets
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from threading import RLock, Timer
from typing import Any

from wechat.standin import delivery
from wechat.standin.apps import DEMO_MP, DEMO_OA
from wechat.standin.faults import Faults
from wechat.standin.people import App, Code, MediaCheck, Person, Scannable, Token

NEIGHBOURS = ("张阿姨", "李叔叔", "小王")
CODE_SECONDS = 300
QUOTAS = {"/wxa/msg_sec_check": 4000, "/cgi-bin/stable_token": 10_000, "/wxa/getwxacodeunlimit": 5000}
"""Calls a minute, as documented."""


class World:
    """One WeChat. `lock` guards everything; `portal` is where pushes go."""

    def __init__(self, portal: str = "", address: str = "") -> None:
        self.portal, self.address = portal.rstrip("/"), address
        self.lock = RLock()
        self.reset()

    def reset(self) -> None:
        """Forget everything, and behave well again."""
        with self.lock:
            self.apps: dict[App, tuple[str, str, str, str]] = {"mp": DEMO_MP, "oa": DEMO_OA}
            self.people: dict[str, Person] = {}
            for name in NEIGHBOURS:
                self.person(name)
            self.holder = NEIGHBOURS[0]
            self.codes: dict[str, Code] = {}
            self.tokens: dict[str, Token] = {}
            self.current_token: dict[App, str] = {}
            self.tickets: dict[App, tuple[str, float]] = {}
            self.checks: dict[str, MediaCheck] = {}
            self.scannables: list[Scannable] = []
            self.menu: dict[str, Any] = {}
            self.calls: list[dict[str, Any]] = []
            self.deliveries: list[str] = []
            self.faults = Faults()
            self.quotas = dict(QUOTAS)
            self.day_quotas: dict[str, int] = {}
            self._used: dict[tuple[str, int], int] = defaultdict(int)
            self.shift = 0.0
            self.token_seconds = 7200
            self.open_platform = True
            self.address_allowed = True
            self.always_consents = True
            self.hides_unionid = False
            self.in_preview = False
            self.verdict = "pass"
            self.media_version = 2
            self.formats: dict[App, str] = {"mp": "json", "oa": "xml"}
            self.encrypted = True
            self.patience = 0.2
            self.holds_pushes = False
            self._waiting: list[Callable[[], object]] = []
            self.deliver: delivery.Deliver = delivery.over_http
            self.fetch: delivery.Fetch = delivery.download

    def now(self) -> float:
        """Seconds since 1970; tests shift it."""
        return time.time() + self.shift

    def person(self, name: str) -> Person:
        """The person of that name, who appears when first named."""
        return self.people.setdefault(name, Person(name))

    def by_openid(self, openid: object, app: App = "mp") -> Person | None:
        return next((person for person in self.people.values() if person.openid(app) == openid), None)

    def app_of(self, app_id: str) -> App | None:
        return next((app for app, known in self.apps.items() if known[0] == app_id), None)

    def js_code(self, name: str, *, seconds: float = CODE_SECONDS, blocked: bool = False) -> str:
        """What wx.login gives this person's phone."""
        return self._new_code(Code("js", self.person(name), self.now() + seconds, blocked=blocked))

    def phone_code(self, name: str, phone: str, *, seconds: float = CODE_SECONDS) -> str:
        """What the button getPhoneNumber gives this person's phone."""
        return self._new_code(Code("phone", self.person(name), self.now() + seconds, phone=phone))

    def oauth_code(self, name: str, scope: str) -> str:
        """What a page inside WeChat gets in its address."""
        return self._new_code(Code("oauth", self.person(name), self.now() + CODE_SECONDS, scope=scope))

    def _new_code(self, code: Code) -> str:
        with self.lock:
            word = secrets.token_urlsafe(24)
            self.codes[word] = code
        return word

    def open_app(self, name: str) -> Person:
        """The person is in the mini-program now, as content checks require."""
        person = self.person(name)
        person.seen_at = self.now()
        return person

    def issue_token(self, app: App) -> str:
        """A new token; the one before works five minutes longer."""
        for token in self.tokens.values():
            if token.app == app:
                token.expires_at = min(token.expires_at, self.now() + 300)
        word = f"{secrets.token_urlsafe(96)}"
        self.tokens[word] = Token(app, self.now() + self.token_seconds)
        self.current_token[app] = word
        return word

    def expire_tokens(self) -> None:
        """All tokens are over now: calls answer 42001."""
        with self.lock:
            for token in self.tokens.values():
                token.expires_at = self.now() - 1
            self.current_token.clear()

    def forget_tokens(self) -> None:
        """All tokens are unknown now: calls answer 40001."""
        with self.lock:
            self.tokens.clear()
            self.current_token.clear()

    def over_quota(self, path: str) -> int:
        """The errcode for one call too many, or 0."""
        minute, day = int(self.now() // 60), -int(self.now() // 86400)
        self._used[path, minute] += 1
        self._used[path, day] += 1
        if self._used[path, day] > self.day_quotas.get(path, 10**9):
            return 45009
        return 45011 if self._used[path, minute] > self.quotas.get(path, 10**9) else 0

    def used_this_minute(self, what: str) -> int:
        key = what, int(self.now() // 60)
        self._used[key] += 1
        return self._used[key]

    def counts(self) -> Counter[str]:
        """How often each path was called."""
        with self.lock:
            return Counter(call["path"] for call in self.calls)

    def count(self, path: str) -> int:
        return self.counts()[path]

    def later(self, job: Callable[[], object]) -> None:
        """Do it soon in another thread; or, while pushes are held, when `run_waiting` is called."""
        if self.holds_pushes:
            with self.lock:
                self._waiting.append(job)
        else:
            timer = Timer(self.patience, job)
            timer.daemon = True
            timer.start()

    def run_waiting(self) -> int:
        """Do what was held, in this thread; returns how many jobs that were."""
        done = 0
        while True:
            with self.lock:
                jobs, self._waiting = self._waiting, []
            if not jobs:
                return done
            for job in jobs:
                job()
            done += len(jobs)

    def push(self, app: App, message: dict[str, Any]) -> delivery.Answer:
        """Tell the portal, up to three times as WeChat does; returns its last answer."""
        answer = delivery.Answer(0, b"")
        for _attempt in range(3):
            request = delivery.sealed(self, app, message)
            answer = self.deliver(f"{self.portal}/wechat/push/{app}/", request)
            if answer.taken:
                break
        with self.lock:
            words = f"{message.get('Event') or message.get('MsgType')} → {app}: HTTP {answer.status}"
            self.deliveries.append(words)
        return answer
