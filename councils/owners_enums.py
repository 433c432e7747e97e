from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Matter(TextChoices):
    """What owners are asked about, as Civil Code (民法典) Art. 278 sorts it."""

    ORDINARY = "ordinary", _("an ordinary matter (Civil Code 278, items 1 to 5 and 9)")
    RAISE_FUND = "raise_fund", _("raising the maintenance fund (item 6)")
    REBUILD = "rebuild", _("altering or rebuilding the building (item 7)")
    COMMON_USE = "common_use", _("changing the use of common parts or earning with them (item 8)")


class UnitState(TextChoices):
    DELIVERED = "delivered", _("delivered to its owner")
    UNDELIVERED = "undelivered", _("sold, not delivered")
    UNSOLD = "unsold", _("unsold")


class OwnerChoice(TextChoices):
    AGREE = "agree", pgettext_lazy("owner's vote", "I agree")
    AGAINST = "against", pgettext_lazy("owner's vote", "I am against")
    ABSTAIN = "abstain", pgettext_lazy("owner's vote", "I abstain")


class OwnerChannel(TextChoices):
    ONLINE = "online", pgettext_lazy("owner's vote", "online")
    PAPER = "paper", pgettext_lazy("owner's vote", "on paper")


class VoteState(TextChoices):
    """`waiting`: a paper one clerk entered and no other confirmed; `replaced`: kept as history, counted nowhere."""

    WAITING = "waiting", pgettext_lazy("owner's vote", "waits for a second clerk")
    COUNTED = "counted", pgettext_lazy("owner's vote", "counted")
    REPLACED = "replaced", pgettext_lazy("owner's vote", "replaced")


class SoundingOutcome(TextChoices):
    NO_QUORUM = "no_quorum", _("Too few took part: nothing is found")
    AGREED = "agreed", _("The owners asked are for it")
    NOT_AGREED = "not_agreed", _("The owners asked are not for it")
