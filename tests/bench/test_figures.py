import json

import pytest

from bench import figures
from bench.__main__ import names
from bench.figures import Figure, table, write

REACHED = Figure("keyset", 0.93, "ratio", 0.90, "higher")
MISSED = Figure("p95", 162.0, "ms", 150, "lower")
BROKEN = Figure("residents over the limit", 1, "residents", 0, "lower", 0)
PLAIN = Figure("first page", 1_401, "requests/s", None, "higher")


def test_figure_knows_its_target_and_its_gate():
    assert (REACHED.reached, REACHED.passes) == (True, True)
    assert (MISSED.reached, MISSED.passes) == (False, True)
    assert (BROKEN.reached, BROKEN.passes) == (False, False)
    assert (PLAIN.reached, PLAIN.passes) == (None, True)


@pytest.mark.parametrize(("better", "value"), [("higher", 0.90), ("lower", 0.90)])
def test_target_itself_is_reached(better, value):
    assert Figure("x", value, "ratio", 0.90, better).reached is True


def test_table_marks_each_line():
    lines = table([REACHED, MISSED, BROKEN, PLAIN]).splitlines()
    assert [line[0] for line in lines] == ["✓", "!", "✗", " "]
    assert "≥ 0.9" in lines[0]
    assert "≤ 150" in lines[1]
    assert "1,401 requests/s" in lines[3]


def test_results_are_lines_of_json_that_grow(tmp_path, monkeypatch):
    monkeypatch.setattr(figures, "RESULTS", tmp_path / "results")
    write([REACHED])
    path = write([MISSED])
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [row["name"] for row in rows] == ["keyset", "p95"]
    assert set(rows[0]) == {"name", "value", "unit", "target", "commit"}


def test_every_benchmark_is_listed_and_no_tool():
    assert {"keyset", "live", "pages", "shares", "start", "thread", "vote"} <= set(names())
    assert not {"figures", "listeners", "load", "servers", "stages"} & set(names())
