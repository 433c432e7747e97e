"""The mathematics of the opinion map: what must hold for any answers, and figures that are known."""

import csv
from collections import Counter
from math import dist, hypot, isclose

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from councils.opinions_groups import groups_of, silhouette
from councils.opinions_map import ENOUGH_PEOPLE, SMALLEST_GROUP, large_enough, nearest_group, opinion_map
from councils.opinions_pca import plane_of, position
from councils.opinions_polis import BadExport, read_export
from councils.opinions_routing import Candidate, next_of, priority
from councils.opinions_shown import HEIGHT, WIDTH, picture
from councils.opinions_standing import (
    Tally,
    agreed_by_all,
    proportion_test,
    representative,
    tallies,
    two_proportion_test,
)

CODES = [f"s{number}" for number in range(8)]
LINES = st.lists(st.text("+-0.", min_size=8, max_size=8), min_size=0, max_size=40)
CAMPS = ["++++--0+"] * 9 + ["+---++0+"] * 7
POINTS = st.lists(st.tuples(st.floats(-9, 9), st.floats(-9, 9)), max_size=60)


def rows_of(lines):
    return [{at: {"+": 1, "-": -1, "0": 0}[sign] for at, sign in enumerate(line) if sign != "."} for line in lines]


@given(lines=LINES, chance=st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_map_does_not_depend_on_the_order_of_people(lines, chance):
    mixed = list(lines)
    chance.shuffle(mixed)
    assert opinion_map(CODES, mixed) == opinion_map(CODES, lines)


@given(lines=LINES)
@settings(max_examples=60, deadline=None)
def test_map_never_shows_a_group_or_a_count_of_fewer_than_five(lines):
    found = opinion_map(CODES, lines)
    counted = [line for line in lines if 8 - line.count(".") >= 7]
    assert found["enough"] == (len(counted) >= ENOUGH_PEOPLE)
    if found["enough"]:
        assert sum(group["people"] for group in found["groups"]) == found["counted"] == len(counted)
        assert min(group["people"] for group in found["groups"]) >= SMALLEST_GROUP


@given(points=POINTS)
@settings(max_examples=60, deadline=None)
def test_groups_are_numbered_without_gaps_largest_first(points):
    labels = groups_of(points)
    sizes = Counter(labels)
    assert sorted(sizes) == list(range(len(sizes)))
    assert [sizes[label] for label in sorted(sizes)] == sorted(sizes.values(), reverse=True)
    assert len({(point, label) for point, label in zip(points, labels, strict=True)}) == len(set(points))


@given(points=POINTS)
@settings(max_examples=40, deadline=None)
def test_people_of_small_groups_count_with_the_nearest_large_one(points):
    before, after = groups_of(points), large_enough(points, groups_of(points))
    if points:
        assert all(size >= SMALLEST_GROUP for size in Counter(after).values()) or set(after) == {0}
    large = [label for label, size in Counter(before).items() if size >= SMALLEST_GROUP]
    if len(large) >= 2:
        for label in large:
            assert len({new for new, old in zip(after, before, strict=True) if old == label}) == 1


@given(lines=LINES)
@settings(max_examples=60, deadline=None)
def test_axes_are_of_length_one_or_nothing_and_stand_at_right_angles(lines):
    first, second = plane_of(rows_of(lines), 8).axes
    for axis in (first, second):
        assert isclose(sum(x * x for x in axis), 1, abs_tol=1e-6) or not any(axis)
    assert abs(sum(a * b for a, b in zip(first, second, strict=True))) < 1e-6


def test_first_axis_is_that_in_which_people_differ_most():
    rows = [{0: side, 1: side, 2: 0} for side in (1, -1)] * 6 + [{0: 0, 1: 0, 2: side} for side in (1, -1)]
    first, second = plane_of(rows, 3).axes
    assert [round(abs(each), 3) for each in first] == [0.707, 0.707, 0.0]
    assert [round(abs(each), 3) for each in second] == [0.0, 0.0, 1.0]


def test_little_answered_is_drawn_out_by_the_root_of_the_share():
    plane = plane_of(rows_of(CAMPS), 8)
    whole, one = position(rows_of(CAMPS)[0], plane), position({1: 1}, plane)
    alone = (1 - plane.center[1]) * plane.axes[0][1], (1 - plane.center[1]) * plane.axes[1][1]
    assert isclose(hypot(*one), 8**0.5 * hypot(*alone))
    assert dist(whole, one) >= 0
    assert position({}, plane) == (0.0, 0.0)


def test_nobody_to_place_gives_a_plane_without_axes():
    plane = plane_of([], 3)
    assert plane.center == [0.0, 0.0, 0.0]
    assert plane.axes == ([0.0, 0.0, 0.0], [0.0, 0.0, 0.0])
    assert groups_of([]) == []
    assert groups_of([(1.0, 2.0)] * 9) == [0] * 9


def test_silhouette_is_near_one_for_what_lies_apart_and_nothing_for_one_group():
    points = [(0.0, 0.0), (0.0, 0.1), (9.0, 9.0), (9.0, 9.1)]
    assert silhouette(points, [0, 0, 1, 1]) > 0.98
    assert silhouette(points, [0, 1, 0, 1]) < 0
    assert silhouette(points, [0, 0, 0, 0]) == 0
    assert silhouette(points[:3], [0, 0, 1]) == pytest.approx(2 / 3, abs=0.01)


def test_three_camps_are_found_as_three():
    points = [(x + step / 10, y - step / 7) for x, y in ((0, 0), (9, 1), (4, 8)) for step in range(12)]
    assert sorted(Counter(groups_of(points)).values()) == [12, 12, 12]


def test_two_camps_what_marks_them_and_what_both_agree_on():
    found = opinion_map(CODES, CAMPS)
    assert [group["people"] for group in found["groups"]] == [9, 7]
    large, small = found["groups"]
    assert {(each["statement"], each["agree"]) for each in large["stands_for"]} == {
        ("s1", True), ("s2", True), ("s3", True), ("s4", False), ("s5", False)
    }  # fmt: skip
    assert [each["agree"] for each in small["stands_for"]] == [True, True, False, False, False]
    assert [(each["statement"], each["agree"]) for each in found["agreed"]] == [("s0", True), ("s7", True)]
    assert found["agreed"][0]["shares"] == [round(10 / 11, 2), round(8 / 9, 2)]
    assert nearest_group(rows_of(CAMPS)[0], found) == 0
    assert nearest_group(rows_of(CAMPS)[-1], found) == 1
    assert nearest_group({0: 1}, found) is None


def test_too_few_people_or_statements_give_no_map():
    assert not opinion_map(CODES, CAMPS[: ENOUGH_PEOPLE - 1])["enough"]
    assert not opinion_map(CODES[:4], [line[:4] for line in CAMPS])["enough"]
    assert opinion_map([], []) == {"people": 0, "reactions": 0, "counted": 0, "needed": 0, "enough": False}
    assert nearest_group({}, opinion_map([], [])) is None


def test_tests_of_proportions_give_the_published_figures():
    assert proportion_test(9, 9) == pytest.approx(2 * 10**0.5 * 0.5)
    assert proportion_test(4, 9) == pytest.approx(0)
    # (10/11 - 1/11) / sqrt(1/2 · 1/2 · 2/11)
    assert two_proportion_test(9, 10, 0, 10) == pytest.approx((9 / 11) / (0.25 * 2 / 11) ** 0.5)
    assert two_proportion_test(5, 5, 7, 7) == 0


@given(
    inside=st.tuples(st.integers(0, 30), st.integers(0, 30)), outside=st.tuples(st.integers(0, 30), st.integers(0, 30))
)
def test_two_proportions_compared_the_other_way_change_the_sign(inside, outside):
    (one, more), (two, others) = inside, outside
    there = two_proportion_test(one, one + more, two, two + others)
    assert there == pytest.approx(-two_proportion_test(two, two + others, one, one + more))


def test_nothing_is_said_of_statements_that_few_answered():
    cells = [[Tally(4, 0, 4), Tally(9, 0, 9)], [Tally(0, 9, 9), Tally(0, 9, 9)]]
    assert [each.statement for each in representative(0, cells, 5)] == [1]
    assert agreed_by_all([[Tally(4, 0, 4)], [Tally(9, 0, 9)]], 5) == []
    unclear = [[Tally(5, 4, 9), Tally(5, 4, 9)], [Tally(4, 5, 9), Tally(5, 4, 9)]]
    assert [each.clear for each in representative(0, unclear, 5)] == [False]
    assert tallies([{0: 1}, {0: 0}], [0, 0], 1) == [[Tally(1, 0, 2)]]


def test_priority_is_the_published_one():
    assert priority(Candidate("a", 0, 0, 0, 0.0)) == pytest.approx((0.5 * 0.5 * 9) ** 2)
    expected = ((1 - 4 / 22) * 2 * (19 / 22) * (1 + 8 * 2 ** (-20 / 5))) ** 2
    assert priority(Candidate("a", 18, 3, 20, 1.0)) == pytest.approx(expected)


def test_new_and_dividing_statements_come_first_more_often():
    new, divides, passed = Candidate("n", 0, 0, 0, 0), Candidate("d", 20, 1, 40, 3), Candidate("p", 4, 30, 40, 0)
    first = Counter(next_of([new, divides, passed], f"person {number}").code for number in range(400))
    assert first["n"] > first["d"] > first["p"]
    assert next_of([new, divides], "someone") == next_of([divides, new], "someone")
    assert next_of([], "someone") is None


def test_picture_keeps_every_ellipse_inside_the_field():
    groups = opinion_map(CODES, [*CAMPS, *("0" * 8 for _each in range(6))])["groups"]
    for shape in picture(groups):
        reach = max(shape["rx"], shape["ry"]) if shape["angle"] else shape["rx"]
        assert shape["cx"] - reach >= 0
        assert shape["cx"] + reach <= WIDTH
        assert 0 <= shape["cy"] <= HEIGHT
    assert picture([]) == []


HEAD = "comment-id,comment-body,moderated\n0,x,1\n"


@pytest.mark.parametrize(
    ("comments", "votes"),
    [
        (None, None),
        (b"a,b\n1,2\n", "participant\n1\n"),
        (HEAD.encode(), "participant,0\nq,1\n"),
        (HEAD.encode(), "participant,0\n1,7\n"),
        (b"\xff\xfe\x00", "participant,0\n1,1\n"),
    ],
)
def test_folder_without_an_export_is_refused_with_a_reason(tmp_path, comments, votes):
    if comments is not None:
        (tmp_path / "comments.csv").write_bytes(comments)
        (tmp_path / "participants-votes.csv").write_text(votes, "utf-8")
    with pytest.raises(BadExport):
        read_export(tmp_path)


@pytest.mark.realdata
def test_groups_agree_with_those_polis_published(real_data):
    folder = real_data / "polis-vtaiwan-uberx"
    exported = read_export(folder)
    place = {each.number: at for at, each in enumerate(each for each in exported.statements if not each.taken_out)}
    rows: dict[int, dict[int, int]] = {}
    for each in exported.reactions:
        if each.statement in place:
            view = {"agree": 1, "disagree": -1, "pass": 0}[each.view]
            rows.setdefault(each.participant, {})[place[each.statement]] = view
    plane = plane_of(list(rows.values()), len(place))
    counted = [person for person, row in rows.items() if len(row) >= 7]
    labels = groups_of([position(rows[person], plane) for person in counted])
    assert len(set(labels)) == 2
    with (folder / "participants-votes.csv").open(encoding="utf-8") as file:
        theirs = {int(row["participant"]): int(row["group-id"]) for row in csv.DictReader(file) if row["group-id"]}
    same = sum(theirs.get(person) == 1 - label for person, label in zip(counted, labels, strict=True))
    assert max(same, len(labels) - same) / len(theirs) >= 0.9
