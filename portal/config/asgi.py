"""One application: /ws/live goes to the live hub, everything else to Django.

In production this process serves /ws/live alone, with one worker, and the site runs under WSGI beside it; in the demo
it serves both (docs/architecture.md).
"""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.config.settings.production")
site = get_asgi_application()

from portal.core.live_socket import LiveSocket, Receive, Scope, Send  # noqa: E402  (needs the models that setup has loaded)

LIVE_PATH = "/ws/live"
live = LiveSocket()


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Serve one connection, or the process's own start and end."""
    if scope["type"] == "http":
        await site(scope, receive, send)
    elif scope["type"] == "websocket":
        await (live if scope["path"] == LIVE_PATH else refuse)(scope, receive, send)
    else:
        await lifespan(receive, send)


async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
    """No websocket lives here: the handshake ends with 403."""
    await receive()
    await send({"type": "websocket.close", "code": 1008})


async def lifespan(receive: Receive, send: Send) -> None:
    """Say that the start is done, and at the end send the listeners away before the process goes."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            await send({"type": "lifespan.startup.complete"})
        else:
            await live.close()
            await send({"type": "lifespan.shutdown.complete"})
            return
