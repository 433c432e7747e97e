"""What WeChat's keywords take (thing1, time2, …), and how words are made to fit.

Source: subscribeMessage.send, 参数值限制说明. Lengths are counted as UTF-16 does, so that an emoji counts for two:
WeChat does not say how it counts, and this is the stricter way.
"""

import re
import unicodedata
from dataclasses import dataclass
from itertools import accumulate

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

HANZI = "\u4e00-\u9fff"
KEYWORD = re.compile(r"([a-z]+(?:_[a-z]+)?)([0-9]{1,2})")
_TIME = r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?"
_DATE = r"[0-9]{4}(?:年[0-9]{1,2}月[0-9]{1,2}日|-[0-9]{1,2}-[0-9]{1,2}|/[0-9]{1,2}/[0-9]{1,2})"
_WHEN = rf"(?:{_DATE} ?)?{_TIME}"
_DAY = rf"{_DATE}(?: ?{_TIME})?"
_CLUSTER = re.compile(
    r"(?:[\U0001F1E6-\U0001F1FF]{2}|.)"
    r"(?:[\u0300-\u036f\u20d0-\u20ff\ufe00-\ufe0f\U0001F3FB-\U0001F3FF]|\u200d.)*",
    re.DOTALL,
)
_JOINER = "\u200d"


class Misfit(Exception):
    """Words that a keyword cannot take; the text says exactly why."""


@dataclass(frozen=True)
class Rule:
    """`takes` in a reader's words; `letters` is the class of characters that may occur, `shape` the whole."""

    takes: str | Promise
    longest: int
    letters: str = ""
    shape: str = ""
    cuts: bool = False
    drops: bool = False
    plain: bool = True


RULES = {
    "thing": Rule(gettext_lazy("up to 20 characters, longer text is cut"), 20, cuts=True, plain=False),
    "number": Rule(gettext_lazy("a number of up to 32 digits"), 32, r"0-9.\-", r"-?[0-9]+(?:\.[0-9]+)?"),
    "letter": Rule(gettext_lazy("up to 32 Latin letters"), 32, "A-Za-z"),
    "symbol": Rule(gettext_lazy("up to 5 symbols"), 5, shape=r"[^\w\s]+", plain=False),
    "character_string": Rule(gettext_lazy("up to 32 digits, Latin letters and symbols"), 32, r"\x21-\x7e"),
    "time": Rule(gettext_lazy("a time such as 15:01 or 2026年10月1日 15:01"), 64, shape=rf"{_WHEN}(?:~{_WHEN})?"),
    "date": Rule(gettext_lazy("a date such as 2026年10月1日"), 64, shape=rf"{_DAY}(?:~{_DAY})?"),
    "amount": Rule(
        gettext_lazy("an amount such as ¥100.50 or 100元"), 16, shape=r"[¥$€]?[0-9]{1,10}(?:\.[0-9]{1,2})?元?"
    ),
    "phone_number": Rule(gettext_lazy("a telephone number of up to 17 digits and signs"), 17, r"0-9+\-() "),
    "car_number": Rule(
        gettext_lazy("a number plate of up to 8 characters"), 8, shape=rf"[{HANZI}]?[A-Za-z0-9]+[{HANZI}]?"
    ),
    "name": Rule(
        gettext_lazy("a name: up to 10 Chinese characters or 20 Latin letters; longer ones are cut"),
        20,
        rf"{HANZI}A-Za-z· ",
        drops=True,
        cuts=True,
        plain=False,
    ),
    "phrase": Rule(gettext_lazy("up to 5 Chinese characters and nothing else"), 5, HANZI, plain=False),
    "enum": Rule(gettext_lazy("one of the values that WeChat lists for the template"), 20, plain=False),
}


def rule_of(keyword: str) -> Rule:
    """The rule by the beginning of the keyword's name. Raises Misfit for a name that is not WeChat's."""
    found = KEYWORD.fullmatch(keyword)
    if found is None or found[1] not in RULES:
        raise Misfit(_("“%s” is not a keyword of WeChat's: copy it from the template, such as thing1.") % keyword)
    return RULES[found[1]]


def fitted(keyword: str, text: str) -> str:
    """`text` as the keyword takes it: tidied, and cut at a whole character where it may be cut. Raises Misfit."""
    rule = rule_of(keyword)
    words = _tidy(text, rule)
    if not words:
        raise Misfit(_("Nothing would be filled in, and WeChat refuses an empty field."))
    longest = 10 if keyword.startswith("name") and re.search(f"[{HANZI}]", words) else rule.longest
    if rule.cuts:
        words = _cut(words, longest, "" if rule.drops else "…")
    complaint = _complaint(words, rule, longest)
    if complaint:
        raise Misfit(complaint)
    return words


def length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _tidy(text: str, rule: Rule) -> str:
    """One line without invisible characters; in the narrow form of letters and digits where only that is taken."""
    if rule.plain:
        text = unicodedata.normalize("NFKC", text)
    seen = "".join(
        letter for letter in text if letter.isspace() or letter == _JOINER or unicodedata.category(letter)[0] != "C"
    )
    if rule.drops:
        seen = re.sub(f"[^{rule.letters}]", "", seen)
    joiner = "" if rule.letters and " " not in rule.letters else " "
    return joiner.join(seen.split()).strip(_JOINER + " ")


def _cut(text: str, longest: int, sign: str) -> str:
    if length(text) <= longest:
        return text
    clusters = _CLUSTER.findall(text)
    ends = accumulate(map(length, clusters))
    kept = "".join(cluster for cluster, end in zip(clusters, ends, strict=True) if end <= longest - len(sign))
    return kept.rstrip(_JOINER + " ") + sign


def _complaint(words: str, rule: Rule, longest: int) -> str:
    facts = {"takes": rule.takes, "text": words, "longest": longest, "length": length(words)}
    strange = re.sub(f"[{rule.letters}]", "", words) if rule.letters else ""
    if strange:
        return _("It takes %(takes)s; “%(text)s” holds “%(strange)s”.") % (facts | {"strange": strange})
    if length(words) > longest:
        return _("It takes %(takes)s; “%(text)s” has %(length)d characters.") % facts
    if rule.shape and not re.fullmatch(rule.shape, words):
        return _("It takes %(takes)s; “%(text)s” is not that.") % facts
    return ""
