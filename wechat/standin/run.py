"""Starts the stand-in for `make run`."""

import signal
import sys
from contextlib import suppress

from django.conf import settings

from wechat.standin.apps import DEMO_RESIDENT, DEMO_TEMPLATES
from wechat.standin.server import bound


class Refusal(Exception):
    """Why the stand-in does not start, in a sentence."""


def run(*, port: int | None, portal: str) -> None:
    """Serve until SIGTERM or Ctrl-C. Raises Refusal outside demo and tests, and where the port is taken."""
    if not settings.DEMO:
        raise Refusal("The stand-in hands out sign-ins to anybody, so it starts with demo or test settings only.")
    port = port if port is not None else settings.WECHAT_STANDIN_PORT
    try:
        server = bound(port, portal or settings.WAGTAILADMIN_BASE_URL)
    except OSError:
        raise Refusal(f"Port {port} is taken: set WECHAT_STANDIN_PORT to a free one.") from None
    server.world.patience = 2.0
    server.world.person(DEMO_RESIDENT).prompts = dict.fromkeys(DEMO_TEMPLATES.values(), 5)
    sys.stdout.write(f"WeChat's stand-in 微信替身: {server.world.address}/\n")
    sys.stdout.flush()
    signal.signal(signal.SIGTERM, _stop)
    with server, suppress(KeyboardInterrupt):
        server.serve_forever()


def _stop(*_signal: object) -> None:
    raise KeyboardInterrupt
