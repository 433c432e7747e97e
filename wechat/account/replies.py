"""What the official account answers to a push, as XML; built from our own database, because WeChat waits 5 seconds."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from portal.core import site_search
from portal.core.site_search import Hit
from wechat.account.markup import card, text
from wechat.models import KeywordReply
from wechat.models.keyword_reply import Occasion, fold
from wechat.site import absolute

HITS = 3
LONGEST_QUESTION = 200
NO_WORDS = frozenset({"image", "voice", "video", "shortvideo", "location", "link"})


def reply_to(message: dict[str, Any], now: datetime) -> str:
    """The answer to somebody's message, tap on the menu or following; "" where there is nothing to say.

    Asks nobody but the database, so it is the same again when WeChat asks again. In the site's first language.
    """
    person, account = message.get("FromUserName"), message.get("ToUserName")
    if not (isinstance(person, str) and isinstance(account, str) and person and account):
        return ""
    with translation.override(settings.LANGUAGE_CODE):
        answer = _answer(message)
    if isinstance(answer, Hit):
        picture = absolute(answer.picture) if answer.picture else ""
        return card(person, account, now, answer.title, answer.summary, absolute(answer.url), picture)
    return text(person, account, now, answer) if answer else ""


def _answer(message: dict[str, Any]) -> str | Hit:
    match message.get("MsgType"), message.get("Event"):
        case "text", _event:
            return _to_words(message.get("Content"))
        case "event", "subscribe":
            return _own(Occasion.WELCOME) or _welcome()
        case "event", "CLICK":
            return _to_words(message.get("EventKey"))
        case str(kind), _event if kind in NO_WORDS:
            return _("I can read words only. Please write what you are looking for.")
        case _:
            return ""


def _to_words(said: Any) -> str | Hit:
    """Staff's own answer where the words are theirs, else what the site has: one thing as a card, more as links."""
    words = said[:LONGEST_QUESTION] if isinstance(said, str) else ""
    if not (folded := fold(words)):
        return _own(Occasion.NOTHING) or _nothing()
    for reply in KeywordReply.objects.filter(occasion=Occasion.WORDS):
        if folded in reply.spoken:
            return reply.answer
    hits = site_search.find(words, at_most=HITS)
    if not hits:
        return _own(Occasion.NOTHING) or _nothing()
    return hits[0] if len(hits) == 1 else _links(hits)


def _own(occasion: Occasion) -> str:
    return KeywordReply.objects.filter(occasion=occasion).values_list("answer", flat=True).first() or ""


def _links(hits: list[Hit]) -> str:
    """WeChat takes one card an answer, and links in words."""
    return "\n\n".join(
        [_("This is what I found:"), *(f'<a href="{absolute(hit.url)}">{_plain(hit.title)}</a>' for hit in hits)]
    )


def _plain(title: str) -> str:
    """A title that ends no link: WeChat reads <a> in words and knows no other escape."""
    return title.replace("<", "〈").replace(">", "〉")[:60]


def _welcome() -> str:
    return _(
        "Welcome! Here you read what your neighbours propose, vote, and have your say. "
        "Write me a word, such as “parking”, and I look it up for you."
    )


def _nothing() -> str:
    return _("I found nothing about that. Try a shorter word, or look here: %(address)s") % {"address": absolute("/")}
