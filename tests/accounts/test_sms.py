import json
import logging
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from portal.accounts.sms import HttpSender, SmsNotSent, send_code, sms_senders


class Bridge(BaseHTTPRequestHandler):
    """An operator's bridge, for one message."""

    status = 200
    seen: list[tuple[str, dict]] = []

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.seen.append((self.headers["Authorization"], body))
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *arguments) -> None:
        """Quiet."""


@pytest.fixture
def bridge(settings):
    Bridge.seen, Bridge.status = [], 200
    server = HTTPServer(("127.0.0.1", 0), Bridge)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.SMS_SENDER = "http"
    settings.SMS_GATEWAY_URL = f"http://127.0.0.1:{server.server_port}/send"
    settings.SMS_GATEWAY_TOKEN = "bridge-token"
    yield Bridge
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_console_shows_the_code_and_hides_the_number(settings, caplog):
    settings.SMS_SENDER = "console"
    with caplog.at_level(logging.INFO):
        send_code("+8613912345678", "123456")
    assert "139****5678" in caplog.text
    assert "123456" in caplog.text
    assert "13912345678" not in caplog.text


def test_the_bridge_is_handed_number_template_and_code(bridge):
    send_code("+8613912345678", "123456")
    assert bridge.seen == [
        ("Bearer bridge-token", {"phone": "+8613912345678", "template": "sign_in_code", "fields": {"code": "123456"}})
    ]


def test_a_bridge_that_refuses_is_said_so_without_the_code_in_the_log(bridge, caplog):
    bridge.status = 503
    with pytest.raises(SmsNotSent) as refusal:
        send_code("+8613912345678", "123456")
    assert (refusal.value.code, refusal.value.status) == ("sms_not_sent", 503)
    assert "123456" not in caplog.text


def test_a_bridge_that_is_away_is_said_so(settings):
    settings.SMS_GATEWAY_URL, settings.SMS_GATEWAY_TOKEN = "http://127.0.0.1:1/", "x"
    with pytest.raises(SmsNotSent):
        HttpSender().send(phone="+8613912345678", template="sign_in_code", fields={"code": "1"})


def test_both_senders_are_registered():
    assert {"console", "http"} <= set(sms_senders.names())
