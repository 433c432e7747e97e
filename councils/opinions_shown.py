"""The opinion map as pages and the API tell it: groups with letters and words, a picture with room for its labels."""

from collections.abc import Mapping, Sequence
from math import cos, radians, sin
from typing import Any

from councils.models import ConventionVersion, Statement
from councils.opinions_enums import MapSource, StatementState
from councils.opinions_map import ENOUGH_PEOPLE, ENOUGH_STATEMENTS, REACTIONS_TO_COUNT
from councils.queries.opinions import map_of, own_group

LETTERS = "ABCDE"
WIDTH, HEIGHT, MARGIN, SMALLEST = 360, 260, 28, 26


def map_told(version: ConventionVersion, user: Any, source: MapSource = MapSource.RESIDENTS) -> dict[str, Any]:
    """What the map says in numbers and statements, none of it of one person but `mine`. Four queries at most.

    `enough` is false, and there are no groups, where too few have spoken or nothing was drawn yet.
    """
    result = map_of(version, source)
    outcome = result.outcome if result is not None else {"enough": False}
    told: dict[str, Any] = {
        "source": source,
        "enough": outcome["enough"],
        "computed_at": result.computed_at if result is not None else None,
        "people": outcome.get("people", 0),
        "counted": outcome.get("counted", 0),
        "reactions": outcome.get("reactions", 0),
        "people_needed": ENOUGH_PEOPLE,
        "statements_needed": ENOUGH_STATEMENTS,
        "reactions_needed": outcome.get("needed", REACTIONS_TO_COUNT),
        "groups": [],
        "agreed": [],
        "mine": None,
    }
    if result is None or not outcome["enough"]:
        return told
    texts = _texts(version, outcome)
    mine = own_group(version, result, user) if source == MapSource.RESIDENTS else None
    return told | {
        "groups": _groups(outcome, texts),
        "agreed": [
            {
                "code": each["statement"],
                "text": texts[each["statement"]],
                "agree": each["agree"],
                "shares": [
                    {"letter": letter, "percent": _percent(share)}
                    for letter, share in zip(LETTERS, each["shares"], strict=False)
                ],
            }
            for each in outcome["agreed"]
            if each["statement"] in texts
        ],
        "mine": LETTERS[mine] if mine is not None else None,
    }


def picture(groups: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The groups' ellipses in a field of 360 × 260: {letter, people, cx, cy, rx, ry, angle}; none is of one person."""
    boxes = [_reach(each) for each in groups]
    if not boxes:
        return []
    left, right = min(box[0] for box in boxes), max(box[1] for box in boxes)
    top, bottom = min(box[2] for box in boxes), max(box[3] for box in boxes)
    scale = min((WIDTH - 2 * MARGIN) / max(right - left, 1e-6), (HEIGHT - 2 * MARGIN) / max(bottom - top, 1e-6), 400)
    return [
        {
            "letter": letter,
            "people": each["people"],
            "cx": round(WIDTH / 2 + (each["center"][0] - (left + right) / 2) * scale),
            "cy": round(HEIGHT / 2 - (each["center"][1] - (top + bottom) / 2) * scale),
            "rx": max(round(each["axes"][0] * scale), SMALLEST),
            "ry": max(round(each["axes"][1] * scale), SMALLEST),
            "angle": round(-each["angle"]),
        }
        for letter, each in zip(LETTERS, groups, strict=False)
    ]


def _groups(outcome: Mapping[str, Any], texts: Mapping[str, str]) -> list[dict[str, Any]]:
    shapes = picture(outcome["groups"])
    return [
        {
            "letter": shape["letter"],
            "people": shape["people"],
            "percent": _percent(shape["people"] / outcome["counted"]),
            "shape": {name: shape[name] for name in ("cx", "cy", "rx", "ry", "angle")},
            "stands_for": [
                {
                    "code": each["statement"],
                    "text": texts[each["statement"]],
                    "agree": each["agree"],
                    "percent": _percent(each["share"]),
                    "others_percent": _percent(each["others"]),
                    "clear": each["clear"],
                }
                for each in group["stands_for"]
                if each["statement"] in texts
            ],
        }
        for shape, group in zip(shapes, outcome["groups"], strict=True)
    ]


def _texts(version: ConventionVersion, outcome: Mapping[str, Any]) -> dict[str, str]:
    """The statements that the map speaks of, by code; what was taken down since is not among them. One query."""
    wanted = {each["statement"] for each in outcome["agreed"]}
    wanted |= {each["statement"] for group in outcome["groups"] for each in group["stands_for"]}
    shown = version.statements.filter(code__in=wanted, state=StatementState.SHOWN)
    return dict(shown.values_list("code", "text"))


def _reach(group: Mapping[str, Any]) -> tuple[float, float, float, float]:
    """Left, right, lowest and highest that the ellipse of a group goes."""
    (x, y), (long, short), turn = group["center"], group["axes"], radians(group["angle"])
    wide = ((long * cos(turn)) ** 2 + (short * sin(turn)) ** 2) ** 0.5
    high = ((long * sin(turn)) ** 2 + (short * cos(turn)) ** 2) ** 0.5
    return x - wide, x + wide, y - high, y + high


def _percent(share: float) -> int:
    return round(share * 100)


def own_statement_told(statement: Statement) -> dict[str, Any]:
    """What somebody wrote themselves and what became of it; its submission loaded."""
    back = statement.state in (StatementState.RETURNED, StatementState.HIDDEN) and statement.submission is not None
    return {
        "code": statement.code,
        "text": statement.text,
        "state": statement.state,
        "state_label": statement.get_state_display(),
        "reason": statement.submission.reason if back and statement.submission is not None else "",
    }
