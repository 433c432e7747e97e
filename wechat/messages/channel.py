from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.core import clock
from portal.notices.models import Delivery
from wechat.messages.queries import CHANNEL
from wechat.messages.sending import send_message


class WeChatChannel:
    """Subscribe messages of the mini-program; whoever allows none is not reached here."""

    key = CHANNEL
    label: str | Promise = _("WeChat message")

    def send(self, delivery: Delivery) -> bool:
        return send_message(delivery=delivery, now=clock.now())
