"""How long this floor keeps what serves nothing any more."""

from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portal.accounts.actions import forget_archives, forget_unproven, tidy_sessions
from portal.accounts.actions.archive import KEPT
from portal.core.retention import RetentionRule

RULES = (
    RetentionRule(
        key="unproven",
        what=_("mobile numbers that nobody proved by a code"),
        kept=timedelta(days=1),
        why=_("Whoever mistyped a number tries again at once."),
        sweep=lambda before: forget_unproven(before=before),
    ),
    RetentionRule(
        key="sessions",
        what=_("sessions that ran out, and from where they came"),
        kept=timedelta(seconds=settings.SESSION_COOKIE_AGE),
        why=_("As long as a session lives."),
        sweep=lambda before: tidy_sessions(before=before),
    ),
    RetentionRule(
        key="archives",
        what=_("archives of people's data"),
        kept=KEPT,
        why=_("A week to fetch it; another can be asked for at any time."),
        sweep=lambda before: forget_archives(before=before),
    ),
)
