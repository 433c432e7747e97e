"""What a convention must not say, found in its words; a warning is for a person to judge and to answer.

A convention may not go against law, public order and good morals, or people's rights (城市居民委员会组织法 Art. 34):
penalties are for laws and regulations alone (行政处罚法 Arts 9, 10, 17), water, electricity and heat may not be stopped
to force somebody (行政强制法 Art. 43), support is given and ended by law (社会救助暂行办法), homes and property are
inviolable (宪法 Arts 13, 39), and nobody answers for another's act (行政处罚法 Art. 5).
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_BETWEEN = r"[\s·・.,，。、\-_—*＊|/\\]*"
_SIMPLE = str.maketrans(
    "罰沒斷電氣熱保驅逐連東趕離戶籍財產處強製關貼暫停誅開勞動搜據遊鄉養金費給",
    "罚没断电气热保驱逐连东赶离户籍财产处强制关贴暂停诛开劳动搜据游乡养金费给",
)


@dataclass(frozen=True)
class Prohibition:
    """`words` as they stand in a text without blanks, in simplified script."""

    key: str
    words: tuple[str, ...]
    reason: Promise
    law: str


PROHIBITIONS = (
    Prohibition(
        "fine",
        ("罚款", "罚金", "罚钱", "处以罚", "违约罚", "交罚", "扣押金", "收取违约金", "缴纳违约金"),
        _("Only laws and regulations set fines; a convention cannot."),
        "行政处罚法 Arts 9, 10, 17",
    ),
    Prohibition(
        "seizure",
        ("没收", "扣押", "收缴", "查封", "扣留", "扣车"),
        _("Nobody's things may be taken from them by a convention."),
        "宪法 Art. 13; 行政处罚法 Art. 9",
    ),
    Prohibition(
        "utilities",
        ("断水", "断电", "停水", "停电", "断气", "停气", "停热", "停暖", "断网", "锁门禁", "停用门禁"),
        _("Water, electricity, gas, heat and the way in may not be stopped to force somebody."),
        "行政强制法 Art. 43",
    ),
    Prohibition(
        "support",
        ("取消低保", "停发低保", "停低保", "扣低保", "取消救助", "取消补贴", "停发养老金", "取消福利", "扣发补助"),
        _("Support is given and ended by law, not by neighbours."),
        "社会救助暂行办法; 行政处罚法 Art. 17",
    ),
    Prohibition(
        "expulsion",
        ("驱逐", "赶出", "逐出", "驱赶", "责令搬离", "勒令搬", "开除出", "取消居民资格", "取消户籍"),
        _("Nobody may be driven from their home."),
        "宪法 Art. 39; 民法典 Art. 1032",
    ),
    Prohibition(
        "collective",
        ("连坐", "株连", "牵连家属", "全家受", "连带处", "家属一并"),
        _("Nobody answers for what another did."),
        "行政处罚法 Art. 5; 民法典 Art. 1165",
    ),
    Prohibition(
        "body",
        ("限制人身自由", "拘留", "关押", "搜身", "搜查", "体罚", "游街", "示众", "强制劳动"),
        _("Only law touches a person's freedom, body and honour."),
        "宪法 Arts 37, 38; 行政处罚法 Art. 10",
    ),
)


@dataclass(frozen=True)
class Finding:
    """`text` as it was written, at [start, end) of the words that were looked at."""

    key: str
    text: str
    start: int
    end: int
    reason: Promise
    law: str


def _pattern(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(_BETWEEN.join(map(re.escape, word)) for word in sorted(words, key=len, reverse=True)))


_PATTERNS = [(each, _pattern(each.words)) for each in PROHIBITIONS]


def _folded(text: str) -> str:
    """`text` in simplified script and full-width signs made narrow, every character at its place."""
    narrow = "".join(folded if len(folded := unicodedata.normalize("NFKC", letter)) == 1 else letter for letter in text)
    return narrow.translate(_SIMPLE)


def findings(text: str) -> list[Finding]:
    """Every place of `text` that speaks of something prohibited, in order; blanks and signs between do not hide it."""
    folded = _folded(text)
    found = [
        Finding(each.key, text[hit.start() : hit.end()], hit.start(), hit.end(), each.reason, each.law)
        for each, pattern in _PATTERNS
        for hit in pattern.finditer(folded)
    ]
    return sorted(found, key=lambda each: (each.start, each.end))
