"""Words: the content screen `wechat`."""

import re
from collections.abc import Iterator

from portal.accounts.queries import alias_of
from portal.core import clock
from portal.moderation.enums import SEVERITY, Scene, Verdict
from portal.moderation.ports import Finding, Words
from wechat.checks.labels import FINE, label_words
from wechat.checks.presence import present_identity
from wechat.gateway.errors import NotConfigured, Refused, Unavailable
from wechat.gateway.registration import calling
from wechat.gateway.screening import LONGEST, Suggestion, check_text

SCENES = {Scene.PROFILE: 1, Scene.COMMENT: 2, Scene.FORUM: 3, Scene.LOG: 4}
ABOUT_THE_PERSON = {61010, 40003}
"""WeChat has not seen the author lately, or does not know them: this says nothing about their words."""
_SENTENCE_END = re.compile(r"[。！？!?；;…\n]+[”’」』）)]*")


class WeChatScreen:
    """What WeChat says of all of the words: the worst of its opinions on pieces of at most 2,500 characters.

    REVIEW for an author whom WeChat does not see in the mini-program, None where there is no mini-program.
    """

    def check(self, words: Words) -> Finding | None:
        try:
            calling("mp", "msg_sec_check")
            return self._asked(words)
        except NotConfigured:
            return None
        except Unavailable:
            return Finding(Verdict.UNAVAILABLE)
        except Refused as refusal:
            about_person = refusal.call == "msg_sec_check" and refusal.code in ABOUT_THE_PERSON
            return Finding(Verdict.REVIEW if about_person else Verdict.UNAVAILABLE)

    def in_words(self, label: str) -> str:
        return label_words(label)

    def _asked(self, words: Words) -> Finding:
        identity = present_identity(words.author, clock.now())
        if identity is None:
            return Finding(Verdict.REVIEW)
        worst = Finding(Verdict.PASS)
        asked = list(pieces(words.text)) or list(pieces(words.title))
        if not asked:
            return Finding(Verdict.REVIEW)
        for piece in asked:
            suggestion = check_text(
                openid=identity.openid,
                content=piece,
                scene=SCENES[words.scene],
                title=words.title,
                nickname=alias_of(words.author),
            )
            worst = max(worst, found(suggestion), key=lambda finding: SEVERITY.index(finding.verdict))
            if worst.verdict == Verdict.RISKY:
                break
        return worst


def found(suggestion: Suggestion) -> Finding:
    label = "" if suggestion.label == FINE else str(suggestion.label)
    return Finding(Verdict(suggestion.suggest), label)


def pieces(text: str) -> Iterator[str]:
    """`text` in pieces of at most LONGEST characters, each of which ends where a sentence does if one ends in it."""
    rest = text.strip()
    while len(rest) > LONGEST:
        ends = [match.end() for match in _SENTENCE_END.finditer(rest[:LONGEST])]
        at = ends[-1] if ends else LONGEST
        if piece := rest[:at].strip():
            yield piece
        rest = rest[at:].strip()
    if rest:
        yield rest
