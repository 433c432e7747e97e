"""The HTTP server of the stand-in."""

import json
import socket
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from wechat.standin import account, calls, control, page, post, screens, sign_in  # noqa: F401  (they register calls)
from wechat.standin.answers import HTML, Ask, Reply, sorry
from wechat.standin.faults import Fault, wait
from wechat.standin.world import World

LARGEST = 1024 * 1024
SECRET_NAMES = ("secret", "access_token")


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    world: World

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that went away is no error here."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        self._answer("GET")

    def do_POST(self) -> None:
        self._answer("POST")

    def log_message(self, format: str, *args: Any) -> None:
        """Addresses hold secrets: nothing is logged."""

    def _answer(self, method: str) -> None:
        parts = urlsplit(self.path)
        raw = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), LARGEST))
        query = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
        if not self._is_ours():
            return self._send(Reply(b"another site's page may not call this", status=403))
        if parts.path.startswith("/control/"):
            return self._send(control.answered(self.server.world, Ask(method, parts.path, query, _json(raw))))
        if found := page.answered(self.server.world, method, parts.path, query, raw):
            return self._send(found)
        return self._answer_call(Ask(method, parts.path, query, _json(raw)))

    def _answer_call(self, ask: Ask) -> None:
        world = self.server.world
        with world.lock:
            world.calls.append(_recorded(ask))
        fault = world.faults.next_for(ask.path)
        wait(fault)
        if fault and fault.hang_up:
            return self._hang_up()
        reply = _faulty(fault) or calls.answered(world, ask) or Reply(b"not found", status=404)
        return self._hang_up() if fault and fault.drop else self._send(reply)

    def _is_ours(self) -> bool:
        """Whether no other site's page sends this: browsers name theirs in Origin."""
        origin = self.headers.get("Origin")
        return origin in (None, f"http://{self.headers.get('Host')}")

    def _send(self, reply: Reply) -> None:
        with suppress(OSError):
            self.send_response(reply.status)
            self.send_header("Content-Type", reply.content_type)
            self.send_header("Content-Length", str(len(reply.body)))
            for name, value in reply.headers:
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.body)

    def _hang_up(self) -> None:
        self.close_connection = True
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)


def _json(raw: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(raw)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _faulty(fault: Fault | None) -> Reply | None:
    if fault is None:
        return None
    if fault.html:
        return Reply("<html><h1>502 网关错误</h1></html>".encode(), HTML)
    if fault.status:
        return Reply(b"", HTML, fault.status)
    return sorry(fault.code, "injected") if fault.code else None


def _recorded(ask: Ask) -> dict[str, Any]:
    def shown(values: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in values.items() if name not in SECRET_NAMES}

    return {"at": time.time(), "method": ask.method, "path": ask.path} | {
        "query": shown(ask.query),
        "body": shown(ask.body or {}),
    }


def bound(port: int = 0, portal: str = "") -> Server:
    """A server on 127.0.0.1 with a new world, not yet serving; port 0 takes a free one. Raises OSError where taken."""
    server = Server(("127.0.0.1", port), Handler)
    server.world = World(portal, f"http://127.0.0.1:{server.server_port}")
    return server


def in_background(portal: str = "") -> Server:
    """A server on a free port, serving from a thread of its own; end it with shutdown() and server_close()."""
    server = bound(portal=portal)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    return server
