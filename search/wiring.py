"""What search puts into the registries of the floors below."""

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core import clock
from portal.core.measures import measures
from portal.core.metrics import Figure, figures
from portal.core.retention import RetentionRule, retention_rules
from portal.core.site_search import Hit, site_search
from search.actions.asked import KEPT, forget_asked
from search.measures import ASKED, MISSED
from search.models import IndexState
from search.queries.found import Question, found
from search.queries.insight import lag


def _find(text: str, at_most: int) -> list[Hit] | None:
    """What anybody may read; None until the index was built once, so that titles are looked through instead."""
    if not IndexState.objects.filter(pk=1, built_at__isnull=False).exists():
        return None
    answer = found(Question(text, limit=max(at_most, 1)), AnonymousUser(), clock.now())
    return [Hit(hit.document.title, hit.document.url, hit.document.summary[:80]) for hit in answer.hits[:at_most]]


def _figures(now: datetime) -> list[Figure]:
    waits = lag(now).total_seconds()
    return [Figure("linli_search_lag_seconds", "How long the oldest change waits to be indexed", waits)]


def _forget(before: datetime) -> int:
    return forget_asked(before=timezone.localdate(before))


figures.register("search", _figures)
site_search.register("search", _find)
retention_rules.register(
    "searched_words",
    RetentionRule(
        key="searched_words",
        what=_("words that were searched, counted by day"),
        kept=KEPT,
        why=_("They show which words the search lacks; nobody's name is beside them."),
        sweep=_forget,
    ),
)
measures.register("searched", ASKED)
measures.register("searched_in_vain", MISSED)
