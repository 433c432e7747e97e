"""What a proposal said each time it was handed in, for the mini-program."""

from datetime import datetime
from itertools import pairwise
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from portal.core.errors import Hidden
from proposals.difference import Change
from proposals.queries.reading import proposal_to_read
from proposals.queries.versions import changes, cost_lines, versions_for

router = Router(tags=["proposals"])


class PartOut(Schema):
    change: Change
    text: str


class FieldChangeOut(Schema):
    """`lines`: each part is one or more lines of a list."""

    key: str
    label: str
    lines: bool
    parts: list[PartOut]


class VersionOut(Schema):
    """`changes` is what became different from the version before it; empty for the first one told."""

    number: int
    at: datetime
    published_at: datetime | None
    title: str
    problem: str
    idea: str
    place: str
    costs: list[str]
    changes: list[FieldChangeOut]


class VersionsOut(Schema):
    title: str
    items: list[VersionOut]


@router.get("/proposals/{code}/versions", response=VersionsOut)
def get_versions(request: HttpRequest, code: str) -> dict[str, Any]:
    """The versions that the caller may read, the newest first: all for its authors, published ones for everybody."""
    found = proposal_to_read(code, request.user)
    versions = versions_for(found, request.user)
    if not versions:
        raise Hidden
    became = {new.pk: changes(old, new) for old, new in pairwise(versions)}
    return {
        "title": found.title,
        "items": [
            {
                "number": each.number,
                "at": each.at,
                "published_at": each.published_at,
                "title": each.title,
                "problem": each.problem,
                "idea": each.idea,
                "place": each.place,
                "costs": cost_lines(each),
                "changes": [vars(change) for change in became.get(each.pk, [])],
            }
            for each in reversed(versions)
        ],
    }
