from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MatterKind(TextChoices):
    """What residents bring to their community: the keys of the kinds of case that the site opens."""

    SUGGESTION = "suggestion", _("a suggestion")
    COMPLAINT = "complaint", _("a complaint")
    WISH = "wish", _("a wish for the community to fulfil")


class CaseState(TextChoices):
    RECEIVED = "received", pgettext_lazy("case", "received")
    ACCEPTED = "accepted", pgettext_lazy("case", "accepted")
    FORWARDED = "forwarded", pgettext_lazy("case", "forwarded")
    ACTING = "acting", pgettext_lazy("case", "being worked on")
    ANSWERED = "answered", pgettext_lazy("case", "answered")
    CLOSED = "closed", pgettext_lazy("case", "closed")
    HANDED_OFF = "handed_off", pgettext_lazy("case", "handed off")


class CaseEvent(TextChoices):
    ACCEPT = "accept", _("accept")
    FORWARD = "forward", _("forward")
    BEGIN = "begin", _("begin")
    ANSWER = "answer", _("answer")
    CLOSE = "close", _("close")
    REOPEN = "reopen", _("reopen")
    HAND_OFF = "hand_off", _("hand off")


class Entry(TextChoices):
    """What a line of a case's timeline tells."""

    OPENED = "opened", pgettext_lazy("case", "received")
    ACCEPTED = "accepted", pgettext_lazy("case", "accepted")
    FORWARDED = "forwarded", pgettext_lazy("case", "passed to whoever handles it")
    ASSIGNED = "assigned", pgettext_lazy("case", "given to another handler")
    CONTACTED = "contacted", pgettext_lazy("case", "spoken with the person")
    BEGUN = "begun", pgettext_lazy("case", "work has begun")
    PROGRESS = "progress", pgettext_lazy("case", "progress")
    EXTENDED = "extended", pgettext_lazy("case", "more time was needed")
    SUPERVISED = "supervised", pgettext_lazy("case", "reminded by the clock")
    ANSWERED = "answered", pgettext_lazy("case", "answered")
    CLOSED = "closed", pgettext_lazy("case", "closed")
    REOPENED = "reopened", pgettext_lazy("case", "opened again")
    HANDED_OFF = "handed_off", pgettext_lazy("case", "handed to another office")


class Step(TextChoices):
    """A part of the work that has a deadline of its own."""

    ACCEPT = "accept", _("to accept it")
    CONTACT = "contact", _("to speak with the person")
    FORWARD = "forward", _("to pass it on")
    ACT = "act", _("to answer it")


class Office(TextChoices):
    """Who deals with what is not ours: named, with their own reference number, and never absorbed."""

    POLICE = "police", _("police (110)")
    FIRE = "fire", _("fire service (119)")
    AMBULANCE = "ambulance", _("ambulance (120)")
    PETITIONS = "petitions", _("petitions office (信访)")
    HOTLINE = "hotline", _("government hotline (12345)")
    OTHER = "other", _("another office")


class Solved(TextChoices):
    YES = "yes", _("solved")
    PARTLY = "partly", _("partly solved")
    NO = "no", _("not solved")


class Share(IntegerChoices):
    """How much of a step's time has passed when the clock reminds, in percent."""

    SOON = 80, _("four fifths of the time have passed")
    OVER = 100, _("the time is over")


class Due(TextChoices):
    """Under which deadline the board shows a case."""

    OVERDUE = "overdue", _("overdue")
    TODAY = "today", _("due today")
    WEEK = "week", _("due this week")
    LATER = "later", _("due later")
    NONE = "none", _("nothing due")
