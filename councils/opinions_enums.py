from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class View(TextChoices):
    """What somebody says to a statement."""

    AGREE = "agree", pgettext_lazy("said to a statement", "agree")
    DISAGREE = "disagree", pgettext_lazy("said to a statement", "disagree")
    PASS = "pass", pgettext_lazy("said to a statement", "pass")


class Origin(TextChoices):
    """Where a statement comes from. What is imported stays apart: residents never react to it."""

    RESIDENT = "resident", _("a resident")
    STAFF = "staff", _("the community")
    IMPORTED = "imported", _("an export of another conversation")


class StatementState(TextChoices):
    WAITING = "waiting", _("waiting to be read")
    SHOWN = "shown", pgettext_lazy("a statement is", "shown")
    RETURNED = "returned", _("returned for changes")
    HIDDEN = "hidden", _("hidden")


class MapSource(TextChoices):
    """Whose reactions a map is drawn from."""

    RESIDENTS = "residents", _("residents")
    IMPORTED = "imported", _("an export of another conversation")
