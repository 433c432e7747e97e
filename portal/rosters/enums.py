from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class BookingState(TextChoices):
    BOOKED = "booked", pgettext_lazy("booking", "booked")
    WAITLISTED = "waitlisted", pgettext_lazy("booking", "on the waiting list")
    OFFERED = "offered", pgettext_lazy("booking", "a place is offered")
    CANCELLED = "cancelled", pgettext_lazy("booking", "cancelled")
    ATTENDED = "attended", pgettext_lazy("booking", "attended")
    NO_SHOW = "no_show", pgettext_lazy("booking", "did not come")


class BookingEvent(TextChoices):
    PROMOTE = "promote", _("move up")
    OFFER = "offer", _("offer a place")
    ACCEPT = "accept", _("take the offered place")
    CANCEL = "cancel", _("cancel")
    CHECK_IN = "check_in", _("sign in")
    MISS = "miss", _("note that somebody did not come")
    UNTICK = "untick", _("take a tick back")


class Ending(TextChoices):
    """Why a booking was cancelled."""

    PERSON = "person", _("by the person")
    STAFF = "staff", _("by staff")
    LAPSED = "lapsed", _("an offered place was not taken in time")
    HANDED_ON = "handed_on", _("the place was handed on")
    CALLED_OFF = "called_off", _("it was called off")
    OVER = "over", _("no place became free")


class Channel(TextChoices):
    """How a booking came in. Each may have seats kept for it; those kept for none are open to all."""

    ONLINE = "online", _("online")
    PHONE = "phone", _("by telephone")
    WALK_IN = "walk_in", _("on the spot")
    GROUP = "group", _("as a group")


class CameBy(TextChoices):
    """What says that somebody was there."""

    QR = "qr", _("by QR code")
    LIST = "list", _("by the tick list")
    SPOT = "spot", _("came without a booking")


class SwapState(TextChoices):
    ASKED = "asked", pgettext_lazy("swap", "waiting for an answer")
    ACCEPTED = "accepted", pgettext_lazy("swap", "accepted")
    DECLINED = "declined", pgettext_lazy("swap", "declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("swap", "taken back")


class SwapEvent(TextChoices):
    ACCEPT = "accept", _("accept")
    DECLINE = "decline", _("decline")
    WITHDRAW = "withdraw", _("take back")
