from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class Shown(TextChoices):
    """Which lectures a list shows."""

    COMING = "coming", pgettext_lazy("lectures", "coming up")
    REPLAYS = "replays", pgettext_lazy("lectures", "to listen to again")
    ALL = "all", pgettext_lazy("lectures", "all")


class Need(TextChoices):
    """What a place at a session must offer."""

    WHEELCHAIR = "wheelchair", pgettext_lazy("place", "room for a wheelchair")
    HEARING = "hearing", pgettext_lazy("place", "near the loudspeaker, for who hears badly")


class Grade(TextChoices):
    """How somebody who was there answers one question."""

    YES = "yes", pgettext_lazy("feedback", "yes")
    PARTLY = "partly", pgettext_lazy("feedback", "partly")
    NO = "no", pgettext_lazy("feedback", "no")
