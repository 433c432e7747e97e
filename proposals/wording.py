"""What is going on in a contest, in one or two sentences with dates."""

from datetime import datetime

from django.utils.translation import gettext as _

from proposals.dates import starting, until
from proposals.models import Contest, Phase


def what_next(contest: Contest, now: datetime) -> str:
    """One sentence with a date: what is going on, and what follows."""
    present, coming = contest.phase_at(now), contest.next_phase(now)
    parts = []
    if present is not None:
        end = until(present.closes_at, now)
        parts.append(_("%(phase)s: until %(end)s.") % {"phase": present.get_kind_display(), "end": end})
    if coming is not None:
        parts.append(_next_words(coming, now, first=present is None))
    return in_a_row(*parts)


def in_a_row(*sentences: str) -> str:
    """Sentences one after the other, with a blank between them where the language has one."""
    spoken = [sentence for sentence in sentences if sentence]
    text = spoken[0] if spoken else ""
    for sentence in spoken[1:]:
        text = _("%(one)s %(next)s") % {"one": text, "next": sentence}
    return text


def _next_words(coming: Phase, now: datetime, *, first: bool) -> str:
    words = {"phase": coming.get_kind_display(), "start": starting(coming.opens_at, now)}
    return _("%(phase)s begins %(start)s.") % words if first else _("Then %(phase)s, from %(start)s.") % words
