"""Short messages to phones: a port that an installation fills with its gateway, and a console for everywhere else."""

import json
import logging
import urllib.error
import urllib.request
from typing import ClassVar, Protocol

from django.conf import settings
from django.utils.translation import gettext as _

from portal.accounts.queries import masked_phone
from portal.core.errors import Refusal
from portal.core.ports import Registry

logger = logging.getLogger(__name__)


class SmsNotSent(Refusal):
    """The gateway did not take the message; the person may try again."""

    code, status = "sms_not_sent", 503

    @classmethod
    def default_message(cls) -> str:
        return _("The message could not be sent just now. Please try again in a few minutes, or call your community.")


class SmsSender(Protocol):
    """A gateway. `template` names a text that was filed with it, `fields` fill the text in."""

    key: ClassVar[str]

    def send(self, *, phone: str, template: str, fields: dict[str, str]) -> None:
        """Hand one message over, within a few seconds. `phone` is E.164. Raises SmsNotSent."""


sms_senders: Registry[SmsSender] = Registry("SMS senders")


class ConsoleSender:
    """Writes the message to the log, for the demo and a developer's machine: the number masked, the code readable."""

    key: ClassVar[str] = "console"

    def send(self, *, phone: str, template: str, fields: dict[str, str]) -> None:
        logger.info("SMS %s to %s: %s", template, masked_phone(phone), fields)


class HttpSender:
    """Hands messages to the operator's bridge: {phone, template, fields} as JSON by POST to settings.SMS_GATEWAY_URL.

    The bridge knows the carrier's contract and answers 2xx once it has taken the message over;
    settings.SMS_GATEWAY_TOKEN goes along as a bearer token.
    """

    key: ClassVar[str] = "http"
    timeout = 5

    def send(self, *, phone: str, template: str, fields: dict[str, str]) -> None:
        body = json.dumps({"phone": phone, "template": template, "fields": fields}).encode()
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {settings.SMS_GATEWAY_TOKEN}"}
        request = urllib.request.Request(settings.SMS_GATEWAY_URL, body, headers)  # noqa: S310  (checked at start)
        try:
            with urllib.request.urlopen(request, timeout=self.timeout):  # noqa: S310
                return
        except (urllib.error.URLError, TimeoutError, ConnectionError) as error:
            if isinstance(error, urllib.error.HTTPError):
                error.close()
            logger.warning("SMS %s to %s was not taken: %s", template, masked_phone(phone), error)
            raise SmsNotSent from error


def send_code(phone: str, code: str) -> None:
    """Send a sign-in code at once, through settings.SMS_SENDER. Raises SmsNotSent.

    Not by the outbox: a code that comes late is worth nothing, and the person in front of the screen wants to be told.
    """
    sms_senders.get(settings.SMS_SENDER).send(phone=phone, template="sign_in_code", fields={"code": code})
