from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Head(TextChoices):
    """The five heads of a residents' convention (城市居民委员会组织法)."""

    CONDUCT = "conduct", _("everyday conduct")
    ORDER = "order", _("public order")
    RIGHTS = "rights", _("rights of residents")
    DISPUTES = "disputes", _("mediation of disputes")
    CUSTOMS = "customs", _("customs and manners")


class ConventionState(TextChoices):
    """Where a version of a convention stands."""

    GATHERING = "gathering", _("opinions are gathered")
    DRAFTED = "drafted", _("draft under consultation")
    STUDIED = "studied", _("studied by the party organisation")
    REVIEWED = "reviewed", _("reviewed by the sub-district")
    NOTIFIED = "notified", _("meeting called")
    DELIBERATED = "deliberated", _("deliberated, may be amended")
    REVISED = "revised", _("amended, waits for the vote")
    ADOPTED = "adopted", _("adopted, not filed yet")
    FILED = "filed", _("filed with the sub-district")
    PUBLISHED = "published", _("made public")
    IN_FORCE = "in_force", _("in force")
    ORDERED = "ordered", _("ordered to be corrected")
    SUPERSEDED = "superseded", _("replaced by a later version")
    REJECTED = "rejected", _("not adopted by the meeting")
    DROPPED = "dropped", _("given up")


class ConventionEvent(TextChoices):
    """What moves a version on."""

    DRAFT = "draft", _("Put the draft out for consultation")
    STUDY = "study", _("Record the study by the party organisation")
    PASS_REVIEW = "pass_review", _("Pass the sub-district's review")
    SEND_BACK = "send_back", _("Send back for another draft")
    NOTIFY = "notify", _("Call the meeting")
    DELIBERATE = "deliberate", _("Record the deliberation")
    REVISE = "revise", _("Close the amendments")
    ADOPT = "adopt", _("Adopted by the meeting")
    REJECT = "reject", _("Not adopted by the meeting")
    FILE = "file", _("Record the filing")
    PUBLISH = "publish", _("Make public")
    TAKE_EFFECT = "take_effect", _("Put in force")
    REPLACE = "replace", _("Replaced by a later version")
    ORDER = "order", _("Order its correction")
    DROP = "drop", _("Give this version up")


class CountChannel(TextChoices):
    """How people voted at the meeting that adopted."""

    ONLINE = "online", _("online")
    PAPER = "paper", _("on paper")
    PROXY = "proxy", _("by proxy")


class WordingState(TextChoices):
    """Whether a suggested wording may be read."""

    QUEUED = "queued", _("is being read first")
    RETURNED = "returned", _("came back with a reason")
    SHOWN = "shown", _("shown")
    HIDDEN = "hidden", _("taken down")
    WITHDRAWN = "withdrawn", _("taken back by its author")


class WordingEvent(TextChoices):
    SUBMIT = "submit", _("Hand in again")
    APPROVE = "approve", _("Show")
    RETURN = "return", _("Send back")
    HIDE = "hide", _("Take down")
    WITHDRAW = "withdraw", _("Take back")


class WordingOutcome(TextChoices):
    """What became of a suggested wording."""

    OPEN = "open", pgettext_lazy("suggested wording", "waits for an answer")
    ACCEPTED = "accepted", pgettext_lazy("suggested wording", "taken over word for word")
    MERGED = "merged", pgettext_lazy("suggested wording", "worked into the draft")
    DECLINED = "declined", pgettext_lazy("suggested wording", "not taken over")
    LAPSED = "lapsed", pgettext_lazy("suggested wording", "the consultation ended before")


class Answer(TextChoices):
    ACCEPT = "accept", pgettext_lazy("suggested wording", "Take it over word for word")
    MERGE = "merge", pgettext_lazy("suggested wording", "Work it into the draft")
    DECLINE = "decline", pgettext_lazy("suggested wording", "Do not take it over")
    LAPSE = "lapse", pgettext_lazy("suggested wording", "Lapses with the consultation")
