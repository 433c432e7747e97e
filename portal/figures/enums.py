from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class Shown(TextChoices):
    """Whether a thing is on display at a moment, or was."""

    NOW = "now", pgettext_lazy("disclosure", "on display now")
    PAST = "past", pgettext_lazy("disclosure", "over, still readable")
