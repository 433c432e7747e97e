import re

import pytest
from django.core.cache import cache

from portal.accounts.sms import sms_senders


class Phone:
    """Stands where a carrier would: keeps what was sent."""

    key = "phone"

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, dict[str, str]]] = []

    def send(self, *, phone: str, template: str, fields: dict[str, str]) -> None:
        self.sent.append((phone, template, fields))

    @property
    def code(self) -> str:
        """The digits of the last message."""
        return self.sent[-1][2]["code"]


@pytest.fixture(autouse=True)
def _fresh_cache():
    """Limits are counted in the cache; one test's tries are not another's."""
    cache.clear()


@pytest.fixture
def phone(settings, monkeypatch) -> Phone:
    phone = Phone()
    monkeypatch.setattr(sms_senders, "_items", {"phone": phone})
    settings.SMS_SENDER = "phone"
    return phone


def errors_in(page: str) -> list[str]:
    """The messages beside the questions of a page."""
    return re.findall(r"<li[^>]*>([^<]+)</li>", "".join(re.findall(r'<ul class="errorlist.*?</ul>', page, re.DOTALL)))
