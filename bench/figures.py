"""What a benchmark says: figures with their targets, a table for people, JSON lines for comparing."""

import json
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True)
class Figure:
    """One measured number. `target` is what we aim at and `gate` what must never be missed; None where there is none.

    Ratios are of one run, because machines differ; a figure without a target only helps to read the others.
    """

    name: str
    value: float
    unit: str
    target: float | None
    better: Literal["higher", "lower"]
    gate: float | None = None

    @property
    def reached(self) -> bool | None:
        return _reached(self, self.target)

    @property
    def passes(self) -> bool:
        return _reached(self, self.gate) is not False


def _reached(figure: Figure, mark: float | None) -> bool | None:
    if mark is None:
        return None
    return figure.value >= mark if figure.better == "higher" else figure.value <= mark


def table(figures: Iterable[Figure]) -> str:
    """A line a figure: ✓ where the target is reached, ! where it is not, ✗ where the gate is missed."""
    lines = []
    for figure in figures:
        mark = {True: "✓", False: "!", None: " "}[figure.reached] if figure.passes else "✗"
        sign = "≥" if figure.better == "higher" else "≤"
        target = "" if figure.target is None else f"{sign} {_short(figure.target)}"
        lines.append(f"{mark} {figure.name:<48} {_short(figure.value):>12} {figure.unit:<12} {target}")
    return "\n".join(lines)


def write(figures: Iterable[Figure]) -> Path:
    """Append the figures to bench/results/<date>.jsonl, one JSON object a line, and answer the file."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{date.today():%Y-%m-%d}.jsonl"  # noqa: DTZ011  (the day on this machine)
    commit = _commit()
    with path.open("a", encoding="utf-8") as file:
        for figure in figures:
            row = {"name": figure.name, "value": figure.value, "unit": figure.unit, "target": figure.target}
            file.write(json.dumps(row | {"commit": commit}, ensure_ascii=False) + "\n")
    return path


def _short(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) or abs(value) >= 100 else f"{value:.3g}"


def _commit() -> str:
    asked = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    return asked.stdout.strip()
