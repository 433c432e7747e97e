"""Small bar charts as numbers for an SVG; the table with the same figures stands beneath each."""

from dataclasses import dataclass

from portal.figures.queries.board import Line

HEIGHT, STEP, WIDTH = 60, 26, 18


@dataclass(frozen=True)
class Bar:
    x: int
    y: int
    height: int


@dataclass(frozen=True)
class Chart:
    """One measure over the heads of its table; `width` and bars in units of the drawing."""

    label: str
    total: float | int | None
    width: int
    bars: tuple[Bar, ...]


def chart(line: Line) -> Chart:
    """The longest bar fills the height; whatever is not nothing can be seen."""
    bars = []
    for number, cell in enumerate(line.cells):
        height = max(2, round((cell or 0) / line.most * HEIGHT)) if cell else 0
        bars.append(Bar(number * STEP, HEIGHT - height, height))
    return Chart(line.label, line.total, max(STEP, len(bars) * STEP), tuple(bars))
