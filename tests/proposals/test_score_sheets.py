"""A contest by points: the panels' workbooks out and in, the manager's page, and the result that comes of them."""

import io
from fractions import Fraction

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

from portal.ballots.tally.election import Sheet
from portal.core import clock
from portal.core.errors import Hidden, Invalid, WrongState
from proposals.actions.count_contest import count_contest
from proposals.actions.file_score_sheets import file_score_sheets
from proposals.actions.publish_contest_result import publish_contest_result
from proposals.score_sheets import read_workbook, workbook
from tests.factories import UserFactory
from tests.proposals.contest_life import COUNTED, PUBLISHED, VOTING, announced, frozen, let_in, make_manager, vote

CODES = ["p1", "p2"]
OPTIONS = [("p1", "旧车棚"), ("p2", "=1+1")]


def filled(rows: list[list[object]]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def test_a_workbook_that_goes_out_comes_back_the_same():
    sheets = [
        Sheet("experts", "E1", {"p1": Fraction(853, 10), "p2": Fraction(70)}),
        Sheet("experts", "E2", {"p1": Fraction(0)}),
    ]
    assert read_workbook("experts", workbook("experts", OPTIONS, sheets), CODES) == sheets


def test_a_blank_workbook_has_columns_for_judges_and_never_a_formula():
    page = load_workbook(io.BytesIO(workbook("jury", OPTIONS)))["评分表"]
    assert [cell.value for cell in page[1]][2:5] == ["R1", "R2", "R3"]
    assert page["B3"].data_type == "s"
    assert read_workbook("jury", workbook("jury", OPTIONS), CODES) == []


def test_scores_are_exactly_what_is_written():
    content = filled([["编号", "提案", "E1"], ["p1", "", 85.3], ["p2", "", " 66.67 "]])
    [sheet] = read_workbook("experts", content, CODES)
    assert sheet.scores == {"p1": Fraction(853, 10), "p2": Fraction(6667, 100)}


@pytest.mark.parametrize(
    ("rows", "cell"),
    [
        ([["编号", "提案", "E1"], ["p1", "", 101]], "C2"),
        ([["编号", "提案", "E1"], ["p1", "", "好"]], "C2"),
        ([["编号", "提案", "E1"], ["p1", "", "NaN"]], "C2"),
        ([["编号", "提案", "E1"], ["p9", "", 1]], "A2"),
        ([["编号", "提案", "E1"], ["p1", "", 1], ["p1", "", 2]], "A3"),
        ([["编号", "提案", "E1", "E1"], ["p1", "", 1, 2]], "A1"),
        ([["编号", "提案"], ["p1", ""]], "C1"),
    ],
)
def test_each_cell_that_cannot_be_used_is_named(rows, cell):
    with pytest.raises(Invalid) as refusal:
        read_workbook("experts", filled(rows), CODES)
    assert cell in refusal.value.fields


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04 nor this"])
def test_what_is_no_workbook_is_refused(content):
    with pytest.raises(Invalid):
        read_workbook("experts", content, CODES)


@pytest.fixture
def pointed(db):
    """A contest of two proposals with six and two votes, and its manager."""
    contest, manager, proposals = frozen((40_000, 30_000), neighbours=6, award_rule="composite")
    people = [entry.user for entry in contest.poll.roll.entries.order_by("number")]
    for voter in people[:6]:
        vote(voter, proposals[0])
    for voter in people[6:8]:
        vote(voter, proposals[1])
    return contest, manager, proposals


@pytest.fixture
def desk(pointed, monkeypatch):
    _contest, manager, _proposals = pointed
    monkeypatch.setattr(clock, "now", lambda: VOTING)
    client = Client()
    client.force_login(let_in(manager))
    return client


def upload(desk, contest, panel, content):
    file = SimpleUploadedFile("scores.xlsx", content)
    return desk.post(f"/admin/contests/{contest.code}/sheets/", {"panel": panel, "file": file})


def scores(proposals, *numbers):
    codes = [proposal.code for proposal in proposals]
    return filled([["编号", "提案", "E1"], *([code, "", number] for code, number in zip(codes, numbers, strict=True))])


def test_a_manager_takes_both_panels_in_and_the_vote_is_counted_by_points(pointed, desk, monkeypatch):
    contest, manager, proposals = pointed
    page = desk.get(f"/admin/contests/{contest.code}/sheets/").content.decode()
    assert "还没有评分表" in page
    assert proposals[0].title in page
    with pytest.raises(WrongState):
        count_contest(code=contest.code, actor=manager, now=COUNTED)
    assert upload(desk, contest, "experts", scores(proposals, 40, 90)).status_code == 302
    assert upload(desk, contest, "jury", scores(proposals, 50, 100)).status_code == 302
    page = desk.get(f"/admin/contests/{contest.code}/sheets/").content.decode()
    assert "评了 2 件" in page
    count_contest(code=contest.code, actor=manager, now=COUNTED)
    publish_contest_result(code=contest.code, actor=manager, now=PUBLISHED)
    monkeypatch.setattr(clock, "now", lambda: PUBLISHED)
    shown = Client().get(f"/proposals/{contest.code}/result/").content.decode()
    assert "总分 81.67：专家 90.00，居民评审 100.00，投票 33.33。" in shown
    assert "总分 55.00：专家 40.00，居民评审 50.00，投票 100.00。" in shown
    assert "权重：专家 50（1 份评分表），居民评审 30（1 份），投票 20" in shown


def test_a_workbook_with_faults_changes_nothing_and_names_the_cells(pointed, desk):
    contest, _manager, proposals = pointed
    answer = upload(desk, contest, "experts", scores(proposals, 140, 90))
    assert answer.status_code == 422
    assert "C2：评分是 0 到 100 的数字。" in answer.content.decode()
    contest.poll.refresh_from_db()
    assert contest.poll.sheets == []


@pytest.mark.parametrize("data", [{}, {"panel": "experts"}, {"panel": "friends"}])
def test_an_upload_without_file_or_panel_is_refused(pointed, desk, data):
    contest, _manager, _proposals = pointed
    assert desk.post(f"/admin/contests/{contest.code}/sheets/", data).status_code == 422


def test_the_workbook_holds_what_was_filed(pointed, desk):
    contest, _manager, proposals = pointed
    upload(desk, contest, "jury", scores(proposals, 50, 100))
    answer = desk.get(f"/admin/contests/{contest.code}/sheets/jury.xlsx")
    codes = [proposal.code for proposal in proposals]
    [sheet] = read_workbook("jury", answer.content, codes)
    assert sheet.scores == {codes[0]: 50, codes[1]: 100}
    assert desk.get(f"/admin/contests/{contest.code}/sheets/friends.xlsx").status_code == 404


def test_sheets_are_another_managers_business_no_more_than_the_contest(pointed):
    contest, _manager, _proposals = pointed
    for stranger in (make_manager(), UserFactory()):
        with pytest.raises(Hidden):
            file_score_sheets(code=contest.code, panel="experts", sheets=[], actor=stranger, now=VOTING)


@pytest.mark.django_db
def test_sheets_wait_for_the_ballot():
    contest, manager = announced(award_rule="composite")
    with pytest.raises(WrongState):
        file_score_sheets(code=contest.code, panel="experts", sheets=[], actor=manager, now=VOTING)
