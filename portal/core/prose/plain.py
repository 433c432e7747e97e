"""A text of `PROSE` as plain blocks, for apps that draw no HTML."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag
from wagtail.rich_text import expand_db_html

from portal.core.prose.pictures import PICTURE, drawn_pictures, picture_numbers

SOUND = (".mp3", ".m4a", ".aac", ".wav")
BETWEEN = "<!--between paragraphs-->"
Block = dict[str, Any]


def plain_blocks(body: Any) -> list[Block]:
    """Each {kind, …}: heading, paragraph, quote (with `source`) and note (with `title`) have `text`, list has `items`
    and `ordered`; picture has `url`, `alt`, `width`, `height` and its caption as `text`; link and audio, which follow
    what they stand in, have `text` and `url`.

    Two queries at most besides those for links to pages and documents, whose number does not grow with the text.
    """
    rows = list(body.raw_data)
    pictures = drawn_pictures(picture_numbers(body), PICTURE)
    paragraphs = iter(_expanded([row["value"] for row in rows if row["type"] == "paragraph"]))
    blocks: list[Block] = []
    for row in rows:
        value = row["value"]
        match row["type"]:
            case "heading":
                blocks.append({"kind": "heading", "text": value})
            case "paragraph":
                blocks += _from_html(next(paragraphs))
            case "picture":
                blocks += _picture(value, pictures.get(value["image"]))
            case "quote":
                blocks.append({"kind": "quote", "text": value["text"], "source": value.get("source") or ""})
            case "note":
                blocks.append({"kind": "note", "text": value["text"], "title": value.get("title") or ""})
    return blocks


def _expanded(sources: list[str]) -> list[str]:
    """Rich texts with the addresses of their links, all asked for at once."""
    return str(expand_db_html(BETWEEN.join(sources))).split(BETWEEN) if sources else []


def _from_html(html: str) -> Iterator[Block]:
    for part in BeautifulSoup(html, "html.parser").children:
        if not isinstance(part, Tag):
            if text := str(part).strip():
                yield {"kind": "paragraph", "text": text}
            continue
        if part.name in ("ul", "ol"):
            items = [_words(item) for item in part.find_all("li")]
            yield {"kind": "list", "items": items, "ordered": part.name == "ol"}
        elif text := _words(part):
            yield {"kind": "paragraph", "text": text}
        yield from _links(part)


def _links(part: Tag) -> Iterator[Block]:
    for link in [part] if part.name == "a" else part.find_all("a"):
        address = str(link.get("href") or "")
        if address:
            kind = "audio" if urlsplit(address).path.lower().endswith(SOUND) else "link"
            yield {"kind": kind, "text": _words(link), "url": address}


def _words(part: Tag) -> str:
    for end in part.find_all("br"):
        end.replace_with("\n")
    return part.get_text().strip()


def _picture(value: Any, copy: Any) -> list[Block]:
    if copy is None:
        return []
    size = {"width": copy.width, "height": copy.height}
    return [{"kind": "picture", "text": value.get("caption") or "", "alt": value["alt"], "url": copy.url, **size}]
