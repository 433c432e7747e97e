"""The opinion map: from what people said to who stands together, what marks each group, and what all agree on.

A pure function of its inputs: the same people in any order give the same map. Numbers are Polis's where it has
published them; the smallest group is ours, because here neighbours know each other (docs/privacy.md).
"""

from collections.abc import Sequence
from math import atan2, degrees, sqrt
from typing import Any

from councils.opinions_groups import groups_of
from councils.opinions_pca import Plane, Point, Row, extremity, plane_of, position
from councils.opinions_standing import Standing, agreed_by_all, representative, tallies

REACTIONS_TO_COUNT = 7
"""Polis places whoever reacted to so many statements, or to all where there are fewer."""

ENOUGH_STATEMENTS, ENOUGH_PEOPLE, SMALLEST_GROUP = 5, 10, 5
"""Below these nothing is shown at all; a group is never smaller than the last, nor a count of those who answered."""

SIGNS = {"+": 1, "-": -1, "0": 0}
SPREAD = 1.5
"""Half axes of a group's ellipse, in standard deviations."""


def opinion_map(statements: Sequence[str], lines: Sequence[str]) -> dict[str, Any]:
    """Statements by code, people as lines of `+`, `-`, `0` and `.`; JSON.

    {enough, people, reactions, counted, needed}, and where there is enough {plane, groups, agreed, extremity}: each
    group with its size, centre, spread and what it stands for, largest first. Nothing in it is of one person.
    """
    rows = [_row(line) for line in sorted(lines)]
    needed = min(REACTIONS_TO_COUNT, len(statements))
    counted = [row for row in rows if row and len(row) >= needed]
    found: dict[str, Any] = {
        "people": sum(1 for row in rows if row),
        "reactions": sum(len(row) for row in rows),
        "counted": len(counted),
        "needed": needed,
        "enough": len(statements) >= ENOUGH_STATEMENTS and len(counted) >= ENOUGH_PEOPLE,
    }
    if not found["enough"]:
        return found
    plane = plane_of(rows, len(statements))
    points = [position(row, plane) for row in counted]
    labels = large_enough(points, groups_of(points))
    cells = tallies(counted, labels, len(statements))
    groups = [
        {
            **ellipse([point for point, label in zip(points, labels, strict=True) if label == group]),
            "stands_for": [_told(each, statements) for each in representative(group, cells, SMALLEST_GROUP)],
        }
        for group in range(max(labels) + 1)
    ]
    agreed = [
        {
            "statement": statements[number],
            "agree": agree,
            "consensus": round(consensus, 4),
            "shares": [round(cell[number].share(agree), 2) for cell in cells],
        }
        for number, agree, consensus in agreed_by_all(cells, SMALLEST_GROUP)
    ]
    return found | {
        "plane": {"statements": list(statements), "center": plane.center, "axes": list(plane.axes)},
        "groups": groups,
        "agreed": agreed,
        "extremity": {code: round(extremity(number, plane), 4) for number, code in enumerate(statements)},
    }


def large_enough(points: Sequence[Point], labels: Sequence[int]) -> list[int]:
    """The groups without any of fewer than five: those people count with the group whose middle is nearest."""
    sizes = {label: labels.count(label) for label in sorted(set(labels))}
    kept = [label for label, size in sizes.items() if size >= SMALLEST_GROUP]
    if len(kept) < 2:
        return [0] * len(labels)
    middles = {
        label: _middle([point for point, own in zip(points, labels, strict=True) if own == label]) for label in kept
    }
    moved = [
        label if label in middles else min(kept, key=lambda each: (_away(point, middles[each]), each))
        for point, label in zip(points, labels, strict=True)
    ]
    order = sorted(kept, key=lambda label: (-moved.count(label), label))
    return [order.index(label) for label in moved]


def nearest_group(row: Row, outcome: dict[str, Any]) -> int | None:
    """The group that one person's own reactions stand closest to; None where they are too few to say."""
    if not outcome["enough"] or len(row) < outcome["needed"]:
        return None
    plane = Plane(outcome["plane"]["center"], (outcome["plane"]["axes"][0], outcome["plane"]["axes"][1]))
    here = position(row, plane)
    groups = outcome["groups"]
    return min(range(len(groups)), key=lambda each: _away(here, groups[each]["center"]))


def ellipse(points: Sequence[Point]) -> dict[str, Any]:
    """How many they are, where their middle is and how far they spread: {people, center, axes, angle in degrees}."""
    x, y = _middle(points)
    xx = sum((px - x) ** 2 for px, _py in points) / len(points)
    yy = sum((py - y) ** 2 for _px, py in points) / len(points)
    xy = sum((px - x) * (py - y) for px, py in points) / len(points)
    half, apart = (xx + yy) / 2, sqrt(((xx - yy) / 2) ** 2 + xy**2)
    return {
        "people": len(points),
        "center": [round(x, 3), round(y, 3)],
        "axes": [round(SPREAD * sqrt(max(half + apart, 0)), 3), round(SPREAD * sqrt(max(half - apart, 0)), 3)],
        "angle": round(degrees(atan2(2 * xy, xx - yy)) / 2, 1),
    }


def _row(line: str) -> dict[int, int]:
    return {number: SIGNS[sign] for number, sign in enumerate(line) if sign != "."}


def _told(each: Standing, statements: Sequence[str]) -> dict[str, Any]:
    return {
        "statement": statements[each.statement],
        "agree": each.agree,
        "share": round(each.share, 2),
        "others": round(each.others, 2),
        "clear": each.clear,
    }


def _middle(points: Sequence[Point]) -> Point:
    return sum(x for x, _y in points) / len(points), sum(y for _x, y in points) / len(points)


def _away(one: Sequence[float], other: Sequence[float]) -> float:
    return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2
