"""Where people stand in two dimensions, drawn from what they said to statements.

The mathematics Polis has published (Small, Bjorkegren, Erkkilä, Shaw, Megill 2021: Polis, Scaling Deliberation by
Mapping High Dimensional Opinion Spaces, Recerca 26(2); sources: compdemocracy/polis, math/src/polismath/math/pca.clj).
What somebody did not answer counts as the mean of the statement. Once the mean is taken off, that is nothing, so only
what was answered is ever touched: the matrix stays sparse, and plain Python is quick enough.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import hypot, sqrt

Row = Mapping[int, int]
"""What one person said: the number of the statement, and 1 (agrees), -1 (disagrees) or 0 (passes)."""

Point = tuple[float, float]
ITERATIONS, CLOSE_ENOUGH = 300, 1e-9


@dataclass(frozen=True)
class Plane:
    """`center` is the mean of each statement; `axes` are the first two principal components, of length 1 or 0."""

    center: list[float]
    axes: tuple[list[float], list[float]]


def plane_of(rows: Sequence[Row], statements: int) -> Plane:
    """The plane in which these people differ most. An axis is all zeros where nothing is left to differ in."""
    sums, counts = [0.0] * statements, [0] * statements
    for row in rows:
        for number, view in row.items():
            sums[number] += view
            counts[number] += 1
    center = [total / count if count else 0.0 for total, count in zip(sums, counts, strict=True)]
    sparse = [[(number, view - center[number]) for number, view in row.items()] for row in rows]
    first = _component(sparse, statements, [])
    second = _component(sparse, statements, [first])
    return Plane(center, (first, second))


def position(row: Row, plane: Plane) -> Point:
    """Where one person stands: what they answered, drawn out by sqrt(statements / answered) where that is little."""
    along, across = plane.axes
    x = y = 0.0
    for number, view in row.items():
        off = view - plane.center[number]
        x += off * along[number]
        y += off * across[number]
    scale = sqrt(len(plane.center) / max(len(row), 1))
    return x * scale, y * scale


def extremity(number: int, plane: Plane) -> float:
    """How far from the middle somebody stands who only agrees with this statement (`comment-extremity` of Polis)."""
    return hypot(*position({number: 1}, plane))


def _component(sparse: Sequence[Sequence[tuple[int, float]]], width: int, before: Sequence[list[float]]) -> list[float]:
    """The strongest direction of the rows at right angles to those `before`, by power iteration."""
    vector = _unit(_apart([1.0 + number / (7 * width) for number in range(width)], before))
    for _turn in range(ITERATIONS):
        product = [0.0] * width
        for row in sparse:
            along = sum(vector[number] * value for number, value in row)
            if along:
                for number, value in row:
                    product[number] += along * value
        turned = _unit(_apart(product, before))
        moved = max((abs(new - old) for new, old in zip(turned, vector, strict=True)), default=0.0)
        vector = turned
        if moved < CLOSE_ENOUGH:
            break
    return _facing(vector)


def _apart(vector: list[float], before: Iterable[list[float]]) -> list[float]:
    for other in before:
        shared = sum(a * b for a, b in zip(vector, other, strict=True))
        vector = [a - shared * b for a, b in zip(vector, other, strict=True)]
    return vector


def _unit(vector: list[float]) -> list[float]:
    length = sqrt(sum(value * value for value in vector))
    return [value / length for value in vector] if length > CLOSE_ENOUGH else [0.0] * len(vector)


def _facing(vector: list[float]) -> list[float]:
    """Of the two ways an axis can point the one in which its largest share is positive."""
    strongest = max(vector, key=lambda value: round(abs(value), 6), default=0.0)
    return [-value for value in vector] if strongest < 0 else vector
