"""The code on the screen at the door: another every 30 seconds, so that a photograph of it is soon worth nothing.

HMAC-SHA256 of roster and time step under the site's key (the idea of RFC 6238), 60 bits of it. The current step and
two before it are taken. That one person signs in once is the booking's state, not the code's business. Nothing asks
where a phone is.
"""

import hmac
from datetime import datetime

from django.utils.crypto import salted_hmac

STEP_SECONDS, STEPS_BACK = 30, 2
_DIGITS = 15


def code_at(roster_code: str, at: datetime) -> str:
    """What the screen shows at `at`: 15 hexadecimal digits."""
    return _code(roster_code, _step(at))


def seconds_left(at: datetime) -> int:
    """How long `code_at` stays the one that is shown, 1 to 30."""
    return STEP_SECONDS - int(at.timestamp()) % STEP_SECONDS


def code_holds(roster_code: str, shown: str, at: datetime) -> bool:
    """Whether `shown` was this roster's code now or in one of the two steps before."""
    now = _step(at)
    # Every step is compared, so that the time taken tells nothing.
    given = shown.encode()
    matches = [hmac.compare_digest(_code(roster_code, now - back).encode(), given) for back in range(STEPS_BACK + 1)]
    return any(matches)


def _step(at: datetime) -> int:
    return int(at.timestamp()) // STEP_SECONDS


def _code(roster_code: str, step: int) -> str:
    return salted_hmac("portal.rosters.checkin", f"{roster_code}:{step}", algorithm="sha256").hexdigest()[:_DIGITS]
