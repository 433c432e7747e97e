"""Answers of an official account as the XML that WeChat documents (被动回复用户消息)."""

from datetime import datetime

LONGEST = 2048
"""Bytes of words in one answer."""


def text(person: str, account: str, now: datetime, words: str) -> str:
    """Words; what would be too long is cut at a line where one is near."""
    return _answer(person, account, now, "text", f"<Content>{_cdata(_fitting(words))}</Content>")


def card(person: str, account: str, now: datetime, title: str, summary: str, url: str, picture: str) -> str:
    """One article card: WeChat shows no more than one."""
    item = (
        f"<Title>{_cdata(title[:64])}</Title><Description>{_cdata(summary[:120])}</Description>"
        f"<PicUrl>{_cdata(picture)}</PicUrl><Url>{_cdata(url)}</Url>"
    )
    body = f"<ArticleCount>1</ArticleCount><Articles><item>{item}</item></Articles>"
    return _answer(person, account, now, "news", body)


def _answer(person: str, account: str, now: datetime, kind: str, body: str) -> str:
    return (
        f"<xml><ToUserName>{_cdata(person)}</ToUserName><FromUserName>{_cdata(account)}</FromUserName>"
        f"<CreateTime>{int(now.timestamp())}</CreateTime><MsgType>{_cdata(kind)}</MsgType>{body}</xml>"
    )


def _cdata(words: str) -> str:
    """`words` where no mark of theirs can end them, without the control characters that XML does not know."""
    kept = "".join(letter for letter in words if letter in "\t\n" or letter >= " ")
    return f"<![CDATA[{kept.replace(']]>', ']]]]><![CDATA[>')}]]>"


def _fitting(words: str) -> str:
    raw = words.encode()
    if len(raw) <= LONGEST:
        return words
    kept = raw[: LONGEST - 3].decode(errors="ignore")
    whole = kept.rpartition("\n")[0]
    return (whole if len(whole) > len(kept) // 2 else kept) + "…"
