"""What people hear of a merger: authors that it was made and why, supporters the one question about their support."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.queries import alias_of
from portal.notices.actions import notify
from portal.notices.enums import Importance
from portal.notices.ports import Fields, NoticeKind
from proposals.models import Proposal

MERGED, CARRY = "proposals.merged", "proposals.carry"
EVENTS = ("merged", "joined", "split", "left", "co_author", "divide", "divided", "undivided")
"""To the author of an original: merged, split off, asked to divide it, divided, not divided after all; to the author of
the joint proposal: others joined it, one left, somebody writes along."""


def tell_author(proposal: Proposal, *, event: str, other: Proposal, reason: str, offered: bool, now: datetime) -> None:
    """Tell the author of `proposal` that `event` (one of EVENTS) happened between it and `other`, and why.

    `offered`: they may become co-author of `other`, and the notice leads there.
    """
    page = reverse("proposals:co_author", args=[other.contest.code, other.code])
    own = reverse("proposals:divide", args=[proposal.code])
    notify(
        kind=MERGED,
        recipients=[proposal.author_id],
        subject=proposal.code,
        event=f"{event}:{other.code}:{now.isoformat()}",
        fields={
            "title": proposal.title,
            "event": event,
            "other": other.title,
            "reason": reason,
            "offered": offered,
        },
        url=page if offered else own if event == "divide" else proposal.get_absolute_url(),
        now=now,
    )


def tell_co_author(proposal: Proposal, *, who: Any, now: datetime) -> None:
    """Tell the author that `who` used their invitation."""
    notify(
        kind=MERGED,
        recipients=[proposal.author_id],
        subject=proposal.code,
        event=f"co_author:{who.pk}:{now.isoformat()}",
        fields={"title": str(proposal), "event": "co_author", "other": alias_of(who), "reason": "", "offered": False},
        url=reverse("proposals:authors", args=[proposal.code]),
        now=now,
    )


def tell_named(original: Proposal, people: Iterable[int], now: datetime) -> None:
    """Tell co-authors that what they are named beside was divided: they may be named beside the parts."""
    notify(
        kind=MERGED,
        recipients=people,
        subject=original.code,
        event=f"divided:{now.isoformat()}",
        fields={"title": original.title, "event": "divided", "other": original.title, "reason": "", "offered": True},
        url=original.get_absolute_url(),
        now=now,
    )


def ask_supporters(canonical: Proposal, people: Iterable[int], now: datetime, event: str = "carry") -> int:
    """Ask each of `people` whether their support may go over to `canonical`, or, `event` being "divided", to the parts
    it was divided into; returns how many had not been asked."""
    page = reverse("proposals:carry", args=[canonical.contest.code, canonical.code])
    return notify(
        kind=CARRY,
        recipients=people,
        subject=canonical.code,
        event=event,
        fields={"title": canonical.title, "event": event},
        url=page if event == "carry" else canonical.get_absolute_url(),
        now=now,
    )


def _merged_title(fields: Fields) -> str:
    match fields["event"]:
        case "merged":
            return _("“%(title)s” was merged into “%(other)s”") % fields
        case "joined":
            return _("“%(other)s” was merged into “%(title)s”") % fields
        case "split":
            return _("“%(title)s” stands by itself again") % fields
        case "divide":
            return _("Your community suggests to make two proposals of “%(title)s”") % fields
        case "divided":
            return _("“%(title)s” was divided into two") % fields
        case "undivided":
            return _("“%(title)s” stays one proposal") % fields
        case "co_author":
            return _("%(other)s is co-author of “%(title)s” now") % fields
        case _left:
            return _("“%(other)s” is no longer part of “%(title)s”") % fields


def _merged_body(fields: Fields) -> str:
    if fields["event"] == "co_author":
        return _("They used the link you gave. On the page of your proposal you can take a name off again.")
    reason = _("Reason: %s") % fields["reason"]
    match fields["event"]:
        case "merged":
            told = _("Yours stays readable, with your name. Nobody's support was moved: its supporters are asked.")
            offer = _("You may become co-author of the joint proposal.") if fields["offered"] else ""
            return "\n".join(line for line in (reason, told, offer) if line)
        case "joined":
            told = _("Its supporters are asked whether they support yours; its author is named below it.")
            return f"{reason}\n{told}"
        case "divide":
            told = _("You alone decide. Nothing changes until both parts are published.")
            return f"{reason}\n{told}"
        case "divided":
            told = _("It stays readable. Nobody's support was moved: its supporters are asked about both parts.")
            offer = _("You may become co-author of the parts.") if fields["offered"] else ""
            return "\n".join(line for line in (told, offer) if line)
    return reason


def _carry_title(fields: Fields) -> str:
    if fields.get("event") == "divided":
        return _("“%(title)s”, which you seconded, was divided into two") % fields
    return _("What you seconded is now part of “%(title)s”") % fields


def _carry_body(fields: Fields) -> str:
    if fields.get("event") == "divided":
        return _("Your support was not moved. Support one part, or both: one tap each.")
    return _("Your support was not moved. If you support the joint proposal too, one tap carries it over.")


merged_kind = NoticeKind(
    key=MERGED,
    label=gettext_lazy("Mergers, divisions and co-authors of my proposals"),
    importance=Importance.IMPORTANT,
    title=_merged_title,
    body=_merged_body,
)
carry_kind = NoticeKind(
    key=CARRY,
    label=gettext_lazy("What I seconded was merged or divided"),
    importance=Importance.IMPORTANT,
    title=_carry_title,
    body=_carry_body,
)
