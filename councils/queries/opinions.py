"""Reading what people say about a draft: what somebody is asked next, what they said, the map."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from councils.conventions_enums import ConventionState
from councils.models import ConventionVersion, MapResult, Reaction, Statement
from councils.opinions_enums import MapSource, Origin, View
from councils.opinions_map import nearest_group
from councils.opinions_routing import Candidate, next_of

SIGNS = {View.AGREE: 1, View.DISAGREE: -1, View.PASS: 0}


@dataclass(frozen=True)
class Asked:
    """What somebody is asked now: the next statement, None where they have answered all; how far they are."""

    statement: Statement | None
    answered: int
    total: int
    open: bool


def asked_of(version: ConventionVersion, user: Any) -> Asked:
    """Two queries, and one more where a map has been drawn."""
    shown: list[Any] = list(
        version.statements.shown()
        .annotate(
            agree=Count("reactions", filter=Q(reactions__view=View.AGREE)),
            passed=Count("reactions", filter=Q(reactions__view=View.PASS)),
            seen=Count("reactions"),
        )
        .order_by("pk")
    )
    said = reactions_of(version, user)
    left = [each for each in shown if each.pk not in said]
    pull = _extremities(version) if left else {}
    candidates = [Candidate(each.code, each.agree, each.passed, each.seen, pull.get(each.code, 0.0)) for each in left]
    chosen = next_of(candidates, f"{version.code}:{user.pk or ''}")
    return Asked(
        statement=next((each for each in left if chosen is not None and each.code == chosen.code), None),
        answered=len(shown) - len(left),
        total=len(shown),
        open=version.state == ConventionState.DRAFTED,
    )


def reactions_of(version: ConventionVersion, user: Any) -> dict[int, View]:
    """What somebody said, by the statement's key. One query; none for nobody."""
    if not user.is_authenticated:
        return {}
    mine = Reaction.objects.filter(user=user.pk, statement__version=version)
    return {statement: View(view) for statement, view in mine.values_list("statement_id", "view")}


def statements_reacted_to(version: ConventionVersion, user: Any) -> QuerySet[Statement]:
    """What somebody has answered, the last first, with their answer as `mine`. Two queries."""
    own = Reaction.objects.filter(user=user.pk)
    return (
        version.statements.shown()
        .filter(reactions__user=user.pk)
        .prefetch_related(Prefetch("reactions", own, to_attr="mine"))
        .order_by("-reactions__at", "-pk")
    )


def statements_of(version: ConventionVersion, user: Any) -> QuerySet[Statement]:
    """What somebody wrote themselves, the last first, with what moderation says. One query."""
    return (
        version.statements.filter(author=user.pk, origin=Origin.RESIDENT).select_related("submission").order_by("-pk")
    )


def statements_on_desk(version: ConventionVersion) -> QuerySet[Statement]:
    """What the community itself put up, and how many answered. One query."""
    own = version.statements.filter(origin=Origin.STAFF)
    return own.annotate(seen=Count("reactions")).order_by("pk")


def map_of(version: ConventionVersion, source: MapSource = MapSource.RESIDENTS) -> MapResult | None:
    """The map drawn last, without its inputs. One query."""
    return MapResult.objects.filter(version=version, source=source).defer("inputs").first()


def has_imported(version: ConventionVersion) -> bool:
    return version.statements.filter(origin=Origin.IMPORTED).exists()


def own_group(version: ConventionVersion, result: MapResult, user: Any) -> int | None:
    """The group that this person's own reactions stand closest to; nobody else is told. Two queries, none for nobody.

    None where they have said too little, or something about statements that the map does not know.
    """
    said = reactions_of(version, user)
    if not said or not result.outcome["enough"]:
        return None
    place = {code: number for number, code in enumerate(result.outcome["plane"]["statements"])}
    codes = dict(version.statements.filter(pk__in=said).values_list("pk", "code"))
    row = {place[code]: SIGNS[said[key]] for key, code in codes.items() if code in place}
    return nearest_group(row, result.outcome)


def _extremities(version: ConventionVersion) -> dict[str, float]:
    outcome = (
        MapResult.objects.filter(version=version, source=MapSource.RESIDENTS)
        .values_list("outcome__extremity", flat=True)
        .first()
    )
    return outcome or {}
