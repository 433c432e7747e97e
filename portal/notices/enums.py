from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Importance(TextChoices):
    ORDINARY = "ordinary", _("ordinary")
    IMPORTANT = "important", _("important")
    URGENT = "urgent", _("urgent, also at night")


class DeliveryState(TextChoices):
    WAITING = "waiting", _("waiting")
    SENT = "sent", _("delivered")
    SKIPPED = "skipped", _("not needed")
