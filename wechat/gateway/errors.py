"""What can go wrong at WeChat, by what the caller should do about it. No error's text ever holds a secret."""

UNREACHABLE = -1000
"""No connection came about: nothing was sent."""
NO_ANSWER = -1001
"""The request went out, and no answer came back."""
NOT_UNDERSTOOD = -1002
"""An answer came that is not what WeChat documents."""

SYSTEM_BUSY = -1
LIMITS = {45009, 45011, 429}
EXPIRED_TOKENS = {40001, 40014, 42001}


class WeChatTrouble(Exception):
    """Base of all: `call` names what was asked, `code` is WeChat's errcode (or an HTTP status, or one of the above).

    `detail` is WeChat's own message without secrets. `uncertain` says that WeChat may have done what it was asked.
    """

    def __init__(self, call: str, code: int = 0, detail: str = "", uncertain: bool = False) -> None:
        super().__init__(call, code, detail, uncertain)
        self.call, self.code, self.detail, self.uncertain = call, code, detail, uncertain

    def __str__(self) -> str:
        return f"WeChat {self.call}: {self.code}" + (f" ({self.detail})" if self.detail else "")


class Unavailable(WeChatTrouble):
    """WeChat is slow, down, busy or answers something else: try later."""


class Limited(Unavailable):
    """WeChat says: too often (45009, 45011). Back off."""


class Refused(WeChatTrouble):
    """WeChat says no, and asking again will not change that. `code` says which no."""


class NotConfigured(WeChatTrouble):
    """This installation has no app ID and secret for the call."""


class BadPush(Exception):
    """A callback that did not come from WeChat, or not like this. The reason is for the log, never for the sender."""


def trouble(call: str, code: int, detail: str = "", *, uncertain: bool = False) -> WeChatTrouble:
    """The error for an errcode or HTTP status."""
    if code in LIMITS:
        return Limited(call, code, detail, uncertain)
    if code < 0 or 300 <= code < 600:
        return Unavailable(call, code, detail, uncertain)
    return Refused(call, code, detail, uncertain)
