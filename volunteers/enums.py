from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Category(TextChoices):
    """The district's own names for its volunteers."""

    SAFETY = "safety", _("safety volunteers")
    ELDERS = "elders", _("veterans, the “five elders”")
    NEW_STRATA = "new_strata", _("volunteers of the new strata")
    SOCIAL_WORK = "social_work", _("social workers")
    RAINDROP = "raindrop", _("Little Raindrop youth service")
    OBSERVER = "observer", _("public-interest litigation observers")
    HOPE_TREE = "hope_tree", _("Hope Tree")
    YU_PLUS = "yu_plus", _("YU+")


class ApplicationState(TextChoices):
    ASKED = "asked", pgettext_lazy("application", "waiting for an answer")
    ACCEPTED = "accepted", pgettext_lazy("application", "accepted")
    DECLINED = "declined", pgettext_lazy("application", "declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("application", "withdrawn")
    ENDED = "ended", pgettext_lazy("application", "ended")


class ApplicationEvent(TextChoices):
    ACCEPT = "accept", _("accept")
    DECLINE = "decline", _("decline")
    WITHDRAW = "withdraw", _("withdraw")
    END = "end", _("end")


class DayChange(TextChoices):
    """What is different on one day of a series."""

    SKIP = "skip", _("does not take place")
    CHANGE = "change", _("other hours")


class ShiftPhase(TextChoices):
    """Where a shift stands. Read from its times, never stored."""

    COMING = "coming", pgettext_lazy("shift", "coming")
    RUNNING = "running", pgettext_lazy("shift", "under way")
    UNCONFIRMED = "unconfirmed", pgettext_lazy("shift", "over, people not confirmed yet")
    CONFIRMED = "confirmed", pgettext_lazy("shift", "over")
    MISSED = "missed", pgettext_lazy("shift", "was not started")
    CALLED_OFF = "called_off", pgettext_lazy("shift", "called off")


class Weather(TextChoices):
    RAIN = "rain", _("heavy rain")
    STORM = "storm", _("thunderstorm or strong wind")
    HEAT = "heat", _("heat")
    ICE = "ice", _("snow and ice")
    AIR = "air", _("heavy haze")


class HazardKind(TextChoices):
    FIRE_LANE = "fire_lane", _("fire lane blocked")
    CHARGING = "charging", _("e-bikes and charging")
    LIGHT = "light", _("street light out")
    ROAD = "road", _("road or paving broken")
    WATER = "water", _("water, drains, flooding")
    FALLING = "falling", _("something may fall")
    LITTER = "litter", _("things left in stairways and public space")
    OTHER = "other", _("another hazard")


class DisputeAnswer(TextChoices):
    """What came of somebody's word about their hours."""

    RIGHT = "right", _("right, it is put right")
    STANDS = "stands", _("looked at, the record stands")


class ShownNumber(TextChoices):
    """Which number somebody wants on their certificate."""

    NONE = "none", _("no number")
    IDENTITY_CARD = "id_card", _("identity card")
    VOLUNTEER = "volunteer", _("number in the national volunteer record")
    OTHER = "other", _("another document")
