from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MessageState(TextChoices):
    WAITING = "waiting", _("tried again later")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("handed over")
    REFUSED = "refused", _("refused")
    UNCERTAIN = "uncertain", _("uncertain")


class Moment(TextChoices):
    """What somebody has just done when the mini-program asks whether it may tell them more."""

    PROPOSAL = "proposal", _("handed a proposal in")
    VOTE = "vote", _("voted")
    COMMENT = "comment", _("commented")
    BOOKING = "booking", _("booked a place")
