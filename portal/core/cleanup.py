"""The ground floor's own retention rules."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portal.core import outbox
from portal.core.access import forget_lines
from portal.core.models import IdempotentAnswer, LiveEvent
from portal.core.retention import RetentionRule


def _answers(before: datetime) -> int:
    return int(IdempotentAnswer.objects.filter(created_at__lt=before).delete()[0])


def _live(before: datetime) -> int:
    """A topic keeps its head, so that numbering goes on; who missed deleted events asks for the state again."""
    return int(LiveEvent.objects.filter(created_at__lt=before).delete()[0])


RULES = (
    RetentionRule(
        key="outbox",
        what=_("promised work that is done"),
        kept=timedelta(days=14),
        why=_("Long enough to look into a fault of the last two weeks."),
        sweep=lambda before: outbox.forget_done(before=before),
    ),
    RetentionRule(
        key="answers",
        what=_("answers kept so that a request sent twice is done once"),
        kept=timedelta(days=1),
        why=_("A phone repeats what it sent within minutes."),
        sweep=_answers,
    ),
    RetentionRule(
        key="live",
        what=_("live events"),
        kept=timedelta(days=2),
        why=_("Whoever was away for longer reads the page anew."),
        sweep=_live,
    ),
    RetentionRule(
        key="access_log",
        what=_("files of the access log, one a day"),
        kept=timedelta(days=settings.ACCESS_LOG_DAYS),
        why=_("The law asks for six months at least; a line has a network address, which is not kept for longer."),
        sweep=forget_lines,
    ),
)
