"""Fills a template from a notice: texts with {placeholders}, each fitted to its keyword."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from portal.notices.models import Notice
from portal.notices.ports import notice_kinds
from wechat.messages.keywords import Misfit, fitted, rule_of
from wechat.messages.news import LONG, SHORT, examples_of, outcome

LANGUAGE = "zh-hans"
"""Templates are written in Chinese, whatever language their reader has on the site."""
PLACEHOLDER = re.compile(r"\{([a-z]+)\}")
SOURCES: dict[str, str | Promise] = {
    "title": gettext_lazy("the notice in one line"),
    "body": gettext_lazy("the notice's text; “tap to read” where it has none"),
    "about": gettext_lazy("the title of what it is about"),
    "outcome": gettext_lazy("how it came out, in at most five characters"),
    "community": gettext_lazy("the reader's community"),
    "name": gettext_lazy("the reader's name for the neighbours"),
    "kind": gettext_lazy("the kind of news"),
    "date": gettext_lazy("the day of the news"),
    "time": gettext_lazy("day and time of the news"),
}
IN_PAGE: dict[str, str | Promise] = {
    "notice": gettext_lazy("the notice's code"),
    "url": gettext_lazy("its address on the site"),
    "subject": gettext_lazy("the code of what it is about"),
}
PAGE = re.compile(r"[A-Za-z0-9_-]+(?:/[A-Za-z0-9_-]+)+(?:\?[A-Za-z0-9_.~%{}&=-]*)?")
_LONGEST_NAMES = ("共青团路社区", "三号楼三单元爱唱戏的李奶奶")
_NAMES = ("梅欣社区", "小梅")
Fields = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Filled:
    """A message as it would arrive: the notice it is made from, its fields and the page it opens."""

    notice: Notice
    data: dict[str, str]
    page: str


def fill(fields: Iterable[Sequence[str]], page: str, notice: Notice) -> Filled:
    """The message for `notice`. Raises Misfit, beginning with the keyword, where a value cannot be made to fit."""
    community, name = _reader(notice)
    with translation.override(LANGUAGE):
        facts = _facts(notice, community, name)
        data = {keyword: _field(keyword, text, facts) for keyword, text in fields}
    return Filled(notice, data, _page(page, notice))


def _field(keyword: str, text: str, facts: dict[str, str]) -> str:
    try:
        return fitted(keyword, PLACEHOLDER.sub(lambda found: facts[found[1]], text))
    except Misfit as misfit:
        raise Misfit(f"{keyword}: {misfit}") from None


def _page(page: str, notice: Notice) -> str:
    values = {"notice": notice.code, "url": notice.url, "subject": notice.subject}
    return PLACEHOLDER.sub(lambda found: quote(values[found[1]], safe=""), page)


def _facts(notice: Notice, community: str, name: str) -> dict[str, str]:
    day = timezone.localtime(notice.created_at)
    date = f"{day.year}年{day.month}月{day.day}日"
    return {
        "title": notice.title,
        "body": notice.body or pgettext("in a WeChat message", "Tap to read more"),
        "about": str(notice.fields.get("title") or notice.title),
        "outcome": outcome(notice),
        "community": community,
        "name": name,
        "kind": notice.kind_label or pgettext("in a WeChat message", "notice"),
        "date": date,
        "time": f"{date} {day:%H:%M}",
    }


def _reader(notice: Notice) -> tuple[str, str]:
    resident = getattr(notice.recipient, "resident", None)
    if resident is None:
        return settings.WAGTAIL_SITE_NAME, pgettext("in a WeChat message", "neighbour")
    return resident.community.title, resident.alias


def examples(fields: Fields, page: str, kinds: Iterable[str], now: datetime) -> list[Filled]:
    """The messages for one example of each kind. Raises Misfit, and KeyError for a kind that nobody registered."""
    with translation.override(LANGUAGE):
        return [
            Filled(notice, {key: _field(key, text, facts) for key, text in fields}, _page(page, notice))
            for notice in (next(_example_notices(kind, now)) for kind in kinds)
            for facts in [_facts(notice, *_NAMES)]
        ]


def field_complaint(keyword: str, text: str, kinds: Iterable[str], now: datetime) -> str:
    """What is wrong with one field, exactly, or empty text: tried with every outcome, short words and long ones."""
    try:
        rule_of(keyword)
    except Misfit as misfit:
        return str(misfit)
    if complaint := placeholder_complaint(text, SOURCES):
        return complaint
    for notice in (notice for kind in kinds for notice in _example_notices(kind, now)):
        for names in (_NAMES, _LONGEST_NAMES):
            with translation.override(LANGUAGE):
                facts = _facts(notice, *names)
            try:
                fitted(keyword, PLACEHOLDER.sub(lambda found, facts=facts: facts[found[1]], text))  # type: ignore[misc]
            except Misfit as misfit:
                return str(misfit)
    return ""


def page_complaint(page: str) -> str:
    """What is wrong with the page to open, or empty text."""
    if complaint := placeholder_complaint(page, IN_PAGE):
        return complaint
    if not PAGE.fullmatch(page):
        return _("Write the page as in the mini-program, without a slash in front: pages/notices/index?code={notice}")
    return ""


def placeholder_complaint(text: str, known: dict[str, Any]) -> str:
    for name in PLACEHOLDER.findall(text):
        if name not in known:
            return _("There is no {%s} to fill in.") % name
    if re.search(r"[{}]", PLACEHOLDER.sub("", text)):
        return _("A curly bracket stands alone.")
    return ""


def _example_notices(kind: str, now: datetime) -> Iterator[Notice]:
    """Notices that are never saved. Raises KeyError for a kind that nobody registered."""
    notice_kinds.get(kind)
    for fields in examples_of(kind) or [{"title": SHORT}, {"title": LONG}]:
        known = kind if examples_of(kind) else ""
        subject = "abc123" if known else fields["title"]
        yield Notice(code="example", kind=known, subject=subject, url="/notices/", fields=fields, created_at=now)
