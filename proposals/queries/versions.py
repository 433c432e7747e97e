"""What a proposal said each time, who may read it, and what became different."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from portal.core.templatetags.linli import cny
from proposals.difference import Part, difference, difference_of_lines
from proposals.models import Proposal, Suggestion, Version
from proposals.rules import is_author, is_co_author, moderates


@dataclass(frozen=True)
class FieldChange:
    """One answer that became different; `lines` says that its parts are lines of a list."""

    key: str
    label: str
    parts: list[Part]
    lines: bool = False


def versions_for(proposal: Proposal, viewer: Any) -> list[Version]:
    """What `viewer`, who may read the proposal, may read of its history, oldest first.

    Everything for author, co-authors and the community's staff, what stands published for everybody else.
    """
    found: QuerySet[Version] = proposal.versions.order_by("number")
    if is_author(viewer, proposal) or is_co_author(viewer, proposal) or moderates(viewer, proposal):
        return list(found)
    return list(found.filter(published_at__isnull=False))


def changes(old: Version, new: Version) -> list[FieldChange]:
    """The answers that differ, in the order of the writing pages; [] where none does."""
    texts = (
        ("title", _("Title")),
        ("community", _("Community")),
        ("place", _("Where it is")),
        ("problem", _("The trouble")),
        ("idea", _("The idea")),
        ("category", _("About")),
    )
    found = [
        FieldChange(name, label, difference(getattr(old, name), getattr(new, name)))
        for name, label in texts
        if getattr(old, name) != getattr(new, name)
    ]
    if old.costs != new.costs:
        found.append(FieldChange("costs", _("Cost"), difference_of_lines(cost_lines(old), cost_lines(new)), lines=True))
    return found


def cost_lines(version: Version) -> list[str]:
    """Each line of the costs in words."""
    return [f"{label} {cny(amount)}" for label, amount in version.costs]


def open_suggestions(proposal: Proposal) -> list[Suggestion]:
    """What readers suggest and the author has not answered yet. One query."""
    found = list(proposal.suggestions.filter(taken=None))
    for each in found:
        each.proposal = proposal
    return found


def told_parts(parts: Sequence[Part]) -> list[dict[str, str]]:
    """As JSON: [{"change": "same" | "gone" | "new", "text": …}]."""
    return [{"change": part.change.value, "text": part.text} for part in parts]
