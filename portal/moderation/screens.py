"""The screen that needs nobody: words that a person should look at first. It finds trouble, it never vouches."""

import re
import unicodedata

from django.utils.translation import gettext as _

from portal.moderation.enums import Verdict
from portal.moderation.ports import Finding, Words

RISKY_WORDS = ("刷单", "代开发票", "高额返利", "稳赚不赔", "贷款秒批", "赌博", "裸聊", "枪支", "迷药")
LISTED = "listed"
_GAP = r"[\s\-–—.·]?"
PERSONAL_NUMBER = re.compile(rf"(?<!\d)(?:1[3-9]\d(?:{_GAP}\d){{8}}|\d(?:{_GAP}\d){{16}}{_GAP}[\dXx])(?!\d)")
_FILLERS = re.compile(r"[\W_]+")


class LocalWordList:
    """RISKY for words of fraud and crime, also with blanks or marks between their characters; else it has no say.

    So alone it lets nothing through, and it does not stand in the way of a screen that does vouch.
    """

    def check(self, words: Words) -> Finding | None:
        folded = _FILLERS.sub("", unicodedata.normalize("NFKC", f"{words.title}\n{words.text}"))
        return Finding(Verdict.RISKY, LISTED) if any(word in folded for word in RISKY_WORDS) else None

    def in_words(self, label: str) -> str:
        return _("words of fraud or crime") if label == LISTED else ""


def names_a_number(text: str) -> bool:
    """Whether the text holds a mobile or identity-card number, which its author may not want to publish.

    Full-width digits and digits in groups (139 0000 0000) count as well.
    """
    return bool(PERSONAL_NUMBER.search(unicodedata.normalize("NFKC", text)))
