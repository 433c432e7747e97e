"""The outside channel of a machine without any: news is written to the terminal."""

import logging

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.notices.models import Delivery

log = logging.getLogger("linli.notices")


class ConsoleChannel:
    """Stands in for SMS, WeChat and mail in the demo and in tests; whoever has no confirmed number is not reached."""

    key = "console"
    label: str | Promise = _("message to my phone")

    def send(self, delivery: Delivery) -> bool:
        notice = delivery.notice
        phone = notice.recipient.phone
        if not phone or not notice.recipient.phone_verified_at:
            return False
        log.info("to ***%s [%s] %s", phone[-4:], delivery.code, notice.title)
        return True
