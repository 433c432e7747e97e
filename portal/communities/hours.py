"""Opening hours as people write them, read so that a page can say whether somebody is there now."""

import re
from dataclasses import dataclass
from datetime import datetime, time

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

DAYS = "一二三四五六日"
_BETWEEN_DAYS, _BETWEEN_TIMES = "[至到\\-–—~]", "\\s*[至到\\-–—~]\\s*"
_TIME = r"(\d{1,2})[:：](\d{2})"
_SPAN = re.compile(f"{_TIME}{_BETWEEN_TIMES}{_TIME}")
_PART = re.compile(
    rf"(?P<days>每天|工作日|周[{DAYS}](?:(?:{_BETWEEN_DAYS}|、)周?[{DAYS}])*)\s*(?P<spans>{_SPAN.pattern}(?:\s*[，,、]\s*{_SPAN.pattern})*)"
)
NOT_READ = _("Write it like 周一至周五 9:00–17:30；周六 9:00–12:00.")


@dataclass(frozen=True)
class Span:
    """Open on `weekday` (0 is Monday) from `opens` until `closes`, that minute no longer included."""

    weekday: int
    opens: time
    closes: time


def spans_in(text: str) -> list[Span]:
    """The hours that `text` names, parts split by ；; raises ValueError for what cannot be read. "" is none.

    工作日 is read as Monday to Friday: holidays are not known here.
    """
    found = []
    for part in re.split("[；;]", text) if text.strip() else []:
        read = _PART.fullmatch(part.strip())
        if read is None:
            raise ValueError(part)
        for numbers in _SPAN.findall(read["spans"]):
            first, minute, last, last_minute = map(int, numbers)
            opens, closes = time(first, minute), time(last, last_minute)
            if closes <= opens:
                raise ValueError(part)
            found += [Span(weekday, opens, closes) for weekday in _weekdays(read["days"])]
    return found


def _weekdays(text: str) -> list[int]:
    if text == "每天":
        return list(range(7))
    if text == "工作日":
        return list(range(5))
    found: list[int] = []
    for part in text.split("、"):
        ends = [DAYS.index(letter) for letter in part if letter in DAYS]
        if ends[-1] < ends[0] or len(ends) > 2:
            raise ValueError(text)
        found += range(ends[0], ends[-1] + 1)
    return found


def readable_hours(text: str) -> None:
    """A validator: raises ValidationError."""
    try:
        spans_in(text)
    except ValueError as unread:
        raise ValidationError(NOT_READ) from unread


def open_at(text: str, moment: datetime) -> bool | None:
    """Whether somebody is there at `moment`; None where nothing readable is on file."""
    try:
        spans = spans_in(text)
    except ValueError:
        return None
    here = timezone.localtime(moment)
    if not spans:
        return None
    return any(each.weekday == here.weekday() and each.opens <= here.time() < each.closes for each in spans)
