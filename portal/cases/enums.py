from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CaseState(TextChoices):
    RECEIVED = "received", _("received")
    ACCEPTED = "accepted", _("accepted")
    FORWARDED = "forwarded", _("forwarded")
    ACTING = "acting", _("being worked on")
    ANSWERED = "answered", _("answered")
    CLOSED = "closed", _("closed")
    HANDED_OFF = "handed_off", _("handed off")


class CaseEvent(TextChoices):
    ACCEPT = "accept", _("accept")
    FORWARD = "forward", _("forward")
    BEGIN = "begin", _("begin")
    ANSWER = "answer", _("answer")
    CLOSE = "close", _("close")
    REOPEN = "reopen", _("reopen")
    HAND_OFF = "hand_off", _("hand off")
