"""Single cells, as people and programs write them."""

import re
from datetime import datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from django.utils import timezone
from django.utils.dateparse import parse_datetime

YES, NO = {"1", "yes", "true", "是", "y"}, {"0", "no", "false", "否", "n"}
_MONEY_NOISE = re.compile(r"[,，\s¥￥元]")
_BETWEEN = re.compile(r"[\s,，、;；|]+")
_DAY_FORMATS = ("%Y-%m-%d", "%d.%m.%Y", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日")
_MINUTE_FORMATS = ("%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S")


def money(text: str) -> Decimal | None:
    """ "48,000.00 元" → 48000.00; None for what is no amount, or has fractions of a fen."""
    try:
        amount = Decimal(_MONEY_NOISE.sub("", text))
    except InvalidOperation:
        return None
    if not amount.is_finite() or amount != round(amount, 2):
        return None
    return amount.quantize(Decimal("0.01"))


def whole(text: str) -> int | None:
    """A whole number from 0 on; Excel's "5.0" too."""
    digits = text.removesuffix(".0")
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) <= 9 else None


def yes_or_no(text: str) -> bool | None:
    """True, False, or None for an empty cell; raises ValueError for anything else. Codes of 2 (waiting) count as no."""
    word = text.lower().removesuffix(".0")
    if not word:
        return None
    if word in YES:
        return True
    if word in NO or word == "2":
        return False
    raise ValueError(text)


def moment(text: str, *, end_of_day: bool = False) -> datetime | None:
    """An aware moment; a bare day means its beginning in Shanghai, or, where `end_of_day`, that of the next."""
    for pattern in _DAY_FORMATS:
        if (day := _parsed(text, pattern)) is not None:
            return timezone.make_aware(datetime.combine(day.date() + timedelta(days=end_of_day), time()))
    for pattern in _MINUTE_FORMATS:
        if (minute := _parsed(text, pattern)) is not None:
            return timezone.make_aware(minute)
    try:
        parsed = parse_datetime(text)
    except ValueError:
        return None
    return parsed if parsed is None or timezone.is_aware(parsed) else timezone.make_aware(parsed)


def choices(text: str) -> tuple[str, ...]:
    """The numbers of a ballot, split at blanks and at commas of either width."""
    return tuple(part for part in _BETWEEN.split(text) if part)


def _parsed(text: str, pattern: str) -> datetime | None:
    try:
        return datetime.strptime(text, pattern)  # noqa: DTZ007  (made aware by the caller)
    except ValueError:
        return None
