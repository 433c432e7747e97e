"""What the screen shows: what is set up (never a secret), calls and errors, and what WeChat's consoles ask for."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wechat.gateway import metrics, troubles
from wechat.gateway.registration import App, registration
from wechat.gateway.troubles import Trouble
from wechat.health.echo import push_address
from wechat.health.meanings import CALLS, meaning
from wechat.site import absolute

Words = str | Promise


@dataclass(frozen=True)
class Part:
    """One value from the environment: its variable, and whether it is there."""

    label: Words
    variable: str
    there: bool
    shown: str = ""


@dataclass(frozen=True)
class Setup:
    title: Words
    parts: list[Part]
    push: str

    @property
    def complete(self) -> bool:
        return all(part.there for part in self.parts)

    @property
    def begun(self) -> bool:
        return any(part.there for part in self.parts)


@dataclass(frozen=True)
class CallLine:
    """How often a call was made and how it ended."""

    label: Words
    call: str
    good: int
    bad: int
    trouble: Trouble | None

    @property
    def meaning(self) -> str:
        return meaning(self.trouble.code) if self.trouble else ""


def setups() -> list[Setup]:
    return [_setup("mp", _("Mini-program")), _setup("oa", _("Official account"))]


def _setup(app: App, title: Words) -> Setup:
    known, prefix = registration(app), f"WECHAT_{app.upper()}_"
    parts = [
        Part(_("App ID"), f"{prefix}APP_ID", bool(known.app_id), known.app_id),
        Part(_("Secret"), f"{prefix}SECRET", bool(known.secret)),
        Part(_("Token of message push"), f"{prefix}PUSH_TOKEN", bool(known.push_token)),
        Part(_("EncodingAESKey of message push"), f"{prefix}PUSH_KEY", bool(known.push_key)),
    ]
    return Setup(title, parts, push_address(app))


def call_lines() -> list[CallLine]:
    """Every call that was made or went wrong, in the order of CALLS."""
    counts, last = metrics.counts(), troubles.last()
    lines = []
    for call, label in CALLS.items():
        good = counts.get((call, 0), 0)
        bad = sum(times for (name, code), times in counts.items() if name == call and code)
        if good or bad or call in last:
            lines.append(CallLine(label, call, good, bad, last.get(call)))
    return lines


def counted_since_start() -> bool:
    """Whether the counts are those of this process alone, because there is no Redis to share them."""
    return settings.WECHAT_HELD_IN != "redis"


def is_stand_in() -> bool:
    """Whether another server than WeChat's own answers, as in the demo."""
    return not (urlsplit(settings.WECHAT_API_URL).hostname or "").endswith("weixin.qq.com")


def needed_domains() -> list[tuple[Words, str]]:
    """(where it is entered, what): every domain that the consoles ask for."""
    site = urlsplit(absolute("/"))
    host, origin = site.netloc, f"{site.scheme}://{site.netloc}"
    socket = f"{'wss' if site.scheme == 'https' else 'ws'}://{host}"
    return [
        (_("Mini-program · server domains · request"), origin),
        (_("Mini-program · server domains · uploadFile"), origin),
        (_("Mini-program · server domains · downloadFile"), origin),
        (_("Mini-program · server domains · socket"), socket),
        (_("Mini-program · business domain"), origin),
        (_("Official account · domain of web authorisation"), host),
        (_("Official account · domain of JS interfaces"), host),
        (_("Official account · business domain"), host),
    ]
