from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SubmissionState(TextChoices):
    SCREENING = "screening", pgettext_lazy("what was handed in is", "being checked")
    QUEUED = "queued", pgettext_lazy("what was handed in is", "waiting for a person")
    PUBLISHED = "published", pgettext_lazy("what was handed in is", "published")
    RETURNED = "returned", pgettext_lazy("what was handed in is", "returned")
    HIDDEN = "hidden", pgettext_lazy("what was handed in is", "hidden")
    WITHDRAWN = "withdrawn", pgettext_lazy("what was handed in is", "withdrawn")


class SubmissionEvent(TextChoices):
    QUEUE = "queue", _("hand to a person")
    APPROVE = "approve", _("approve")
    RETURN = "return", _("return")
    HIDE = "hide", _("hide")
    RESTORE = "restore", _("restore")
    FORWARD = "forward", _("forward")
    RESUBMIT = "resubmit", _("hand in again")
    WITHDRAW = "withdraw", _("withdraw")


class Decision(TextChoices):
    APPROVE = "approve", _("approve")
    RETURN = "return", _("return for changes")
    HIDE = "hide", _("hide")
    RESTORE = "restore", _("restore")


class Verdict(TextChoices):
    """What a screen says. Nothing but PASS may ever publish by itself."""

    PASS = "pass", _("nothing found")
    REVIEW = "review", _("a person should look")
    RISKY = "risky", _("probably not fit to publish")
    UNAVAILABLE = "unavailable", _("the check could not be made")


SEVERITY = (Verdict.PASS, Verdict.REVIEW, Verdict.UNAVAILABLE, Verdict.RISKY)
"""Verdicts from the mildest to the one that counts most."""


class Scene(StrEnum):
    """Where words and pictures will stand: screens measure a chat by another measure than a profile."""

    PROFILE = "profile"
    COMMENT = "comment"
    FORUM = "forum"
    LOG = "log"


class MediaType(StrEnum):
    PICTURE = "picture"
    SOUND = "sound"


class AppealState(TextChoices):
    OPEN = "open", _("not answered yet")
    UPHELD = "upheld", _("decision stands")
    OVERTURNED = "overturned", _("decision overturned")
    LAPSED = "lapsed", _("no longer needed")


class By(TextChoices):
    """Who took a step, as the author is told it."""

    AUTHOR = "author", _("the author")
    COMMUNITY = "community", _("the community's moderators")
    SCREEN = "screen", _("the automatic check")
    NEIGHBOUR = "neighbour", _("a neighbour")


class Box(TextChoices):
    """The parts of the inbox."""

    WAITING = "waiting", _("to decide")
    APPEALS = "appeals", _("appeals")
    DECIDED = "decided", _("decided")
