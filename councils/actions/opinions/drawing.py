"""Drawing the map: read what people said, compute outside any transaction, keep it with what it was computed from."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from councils.models import ConventionVersion, ImportedReaction, MapResult, Reaction, Statement
from councils.opinions_enums import MapSource, View
from councils.opinions_map import opinion_map

SIGNS = {View.AGREE: "+", View.DISAGREE: "-", View.PASS: "0"}


def draw_map(*, code: str, now: datetime, source: MapSource = MapSource.RESIDENTS) -> MapResult | None:
    """The map of a version as people have spoken up to now, kept in place of the one before; None without a version.

    A run that began later is not overwritten by one that took longer.
    """
    version = ConventionVersion.objects.filter(code=code).first()
    if version is None:
        return None
    codes, lines = lines_of(version, source)
    outcome = opinion_map(codes, lines)
    with transaction.atomic():
        ConventionVersion.objects.select_for_update().get(pk=version.pk)
        kept = MapResult.objects.filter(version=version, source=source).first()
        if kept is not None and kept.computed_at > now:
            return kept
        found, _new = MapResult.objects.update_or_create(
            version=version,
            source=source,
            defaults={"inputs": {"statements": codes, "lines": lines}, "outcome": outcome, "computed_at": now},
        )
    return found


def lines_of(version: ConventionVersion, source: MapSource) -> tuple[list[str], list[str]]:
    """The statements shown, and a line a person, sorted by what they say and not by who they are. Two queries."""
    statements = dict(Statement.objects.filter(version=version).shown(source).order_by("pk").values_list("pk", "code"))
    place = {key: number for number, key in enumerate(statements)}
    lines: dict[int, list[str]] = {}
    for person, statement, view in _said(version, source):
        if statement in place:
            lines.setdefault(person, ["."] * len(place))[place[statement]] = SIGNS[View(view)]
    return list(statements.values()), sorted("".join(line) for line in lines.values())


def _said(version: ConventionVersion, source: MapSource) -> Iterable[tuple[int, int, str]]:
    """Who, to which statement, what."""
    if source == MapSource.IMPORTED:
        imported = ImportedReaction.objects.filter(statement__version=version)
        return imported.values_list("participant", "statement_id", "view").iterator()
    return Reaction.objects.filter(statement__version=version).values_list("user_id", "statement_id", "view").iterator()
