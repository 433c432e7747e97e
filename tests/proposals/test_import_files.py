"""Reading files of earlier elections: every form, and every slip with its line."""

import io
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from portal.core.errors import Invalid
from proposals.enums import AwardRule
from proposals.importing import read_election, values
from proposals.importing.example import example_file

NOW = datetime(2026, 1, 1, tzinfo=UTC)
PB = '''META
key;value
description;Widzew
country;Poland
instance;2020
num_projects;2
num_votes;3
budget;1000
vote_type;approval
rule;greedy
date_begin;06.11.2020
date_end;30.11.2020
max_length;2
PROJECTS
project_id;cost;votes;name;selected
p1;600;2;"Bench; ""green""";1
p2;500;2;Lamp;0
VOTES
voter_id;age;vote
1;44;p1,p2
2;30;p1
3;51;p2
'''
CSV = """settings
key,value
title,老选举
budget_cny,1000
votes_per_person,2
vote_opens,2020-11-06
vote_closes,2020-11-30 18:00
projects
number,title,cost_cny
p1,长凳,600
p2,路灯,500
voters
number,community
1,
2,
3,
ballots
voter,choices
1,p1 p2
2,p1
"""


def read(text, ending="pb", **options):
    content = text if isinstance(text, bytes) else text.encode()
    return read_election(content, f"votes.{ending}", now=NOW, **options)


def problems(text, ending="pb"):
    return [str(problem) for problem in read(text, ending)[1]]


def workbook(**sheets):
    book = Workbook()
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


# forms


def test_pabulib_file_is_read():
    election, found = read(PB)
    assert found == []
    terms = election.terms
    assert (terms.title, terms.budget_cny, terms.votes_per_person) == ("Widzew", Decimal(1000), 2)
    assert terms.award_rule is AwardRule.BUDGET_GREEDY
    assert timezone.localtime(terms.opens_at).isoformat() == "2020-11-06T00:00:00+08:00"
    assert timezone.localtime(terms.closes_at).isoformat() == "2020-12-01T00:00:00+08:00"
    assert [(row.number, row.title, row.cost_cny, row.selected) for row in election.projects] == [
        ("p1", 'Bench; "green"', Decimal(600), True),
        ("p2", "Lamp", Decimal(500), False),
    ]
    assert [ballot.choices for ballot in election.ballots] == [("p1", "p2"), ("p1",), ("p2",)]
    assert [voter.number for voter in election.voters] == ["1", "2", "3"]


def test_choose_one_is_approval_with_one_vote():
    election, found = read(PB.replace("approval", "choose-1").replace("1;44;p1,p2", "1;44;p1"))
    assert found == []
    assert election.terms.votes_per_person == 1


def test_pabulib_file_without_days_covers_its_year():
    text = PB.replace("date_begin;06.11.2020\n", "").replace("date_end;30.11.2020\n", "")
    terms = read(text)[0].terms
    assert timezone.localtime(terms.opens_at).isoformat() == "2020-01-01T00:00:00+08:00"
    assert timezone.localtime(terms.closes_at).isoformat() == "2021-01-01T00:00:00+08:00"
    assert any("vote_opens" in problem for problem in problems(text.replace("instance;2020\n", "")))


def test_votes_per_person_default_to_the_number_of_projects():
    assert read(PB.replace("max_length;2\n", ""))[0].terms.votes_per_person == 2


def test_csv_file_is_read_with_those_who_did_not_vote():
    election, found = read(CSV, "csv")
    assert found == []
    assert len(election.voters) == 3
    assert len(election.ballots) == 2
    assert timezone.localtime(election.terms.closes_at).hour == 18


def test_empty_lines_are_passed_over():
    election, found = read(CSV.replace("p2,", "\n,,\n\np2,"), "csv")
    assert found == []
    assert len(election.projects) == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_may_come_from_chinese_excel(encoding):
    election, found = read(CSV.encode(encoding), "csv")
    assert found == []
    assert election.projects[0].title == "长凳"


def test_workbook_is_read_with_cells_as_excel_keeps_them():
    content = workbook(
        别的=[["随便", "什么"]],
        设置=[
            ["设置项", "值"],
            ["标题", "老选举"],
            ["预算", 1000.5],
            ["每人票数", 2.0],
            ["投票开始", datetime(2020, 11, 6)],  # noqa: DTZ001  (Excel knows no zones)
            ["投票截止", datetime(2020, 11, 30, 18, 30)],  # noqa: DTZ001
            ["入选规则", "票数优先"],
        ],
        提案=[["编号", "标题", "费用", ""], [1, "长凳", 600.0], [None, None, None], [2, "路灯", 500]],
        选票=[["选民", "选择"], [1, "1、2"], [2, 1]],
    )
    election, found = read(content, "xlsx")
    assert found == []
    assert election.terms.award_rule is AwardRule.VOTES
    assert election.terms.budget_cny == Decimal("1000.5")
    assert timezone.localtime(election.terms.closes_at).isoformat() == "2020-11-30T18:30:00+08:00"
    assert [ballot.choices for ballot in election.ballots] == [("1", "2"), ("1",)]


def test_title_given_takes_the_place_of_the_files():
    assert read(PB, title="新名字")[0].terms.title == "新名字"


# examples


@pytest.mark.parametrize("ending", ["pb", "csv", "xlsx"])
def test_example_can_be_imported_as_it_is(ending):
    election, found = read(example_file(f"x.{ending}"), ending)
    assert found == []
    assert [project.number for project in election.projects] == ["A1", "A2", "A3", "A4"]
    assert [project.selected for project in election.projects] == [False, True, True, True]
    assert len(election.ballots) == 6


def test_example_of_another_kind_is_refused():
    with pytest.raises(Invalid):
        example_file("x.pdf")


def test_example_workbook_opens_with_its_headings():
    book = load_workbook(io.BytesIO(example_file("x.xlsx")))
    assert book.sheetnames == ["设置", "提案", "名册", "选票"]


# slips


@pytest.mark.parametrize(
    ("old", "new", "where", "words"),
    [
        ("vote_type;approval", "vote_type;ordinal", 9, "ordinal"),
        ("vote_type;approval", "vote_type;cumulative", 9, "cumulative"),
        ("rule;greedy", "rule;equalshares", 10, "equalshares"),
        ("num_projects;2", "num_projects;3", 6, "num_projects"),
        ("num_votes;3", "num_votes;4", 7, "num_votes"),
        ("budget;1000", "budget;much", 8, ""),
        ("budget;1000", "budget;0", 8, ""),
        ("date_begin;06.11.2020", "date_begin;soon", 11, "vote_opens"),
        ("date_end;30.11.2020", "date_end;01.11.2020", 12, ""),
        ("date_end;30.11.2020", "date_end;30.11.2099", 12, ""),
        ("max_length;2", "max_length;51", 13, "50"),
        ("p1;600;2", "p1;six;2", 16, "six"),
        ("p1;600;2", "p1;-1;2", 16, "-1"),
        ("p1;600;2", "p1;1.005;2", 16, "1.005"),
        ("p2;500;2;Lamp;0", "p2;500;2;;0", 17, "200"),
        ("p2;500;2;Lamp;0", "p2;500;2;Lamp;perhaps", 17, "perhaps"),
        ("p2;500;2;Lamp;0", "p2;500;2;Lamp", 17, "4"),
        ("2;30;p1\n", ";30;p1\n", 21, "40"),
        ("2;30;p1\n", "1;30;p1\n", 21, "20"),
        ("2;30;p1\n", "2;30;p9\n", 21, "p9"),
        ("2;30;p1\n", "2;30;p1,p1\n", 21, ""),
        ("1;44;p1,p2\n2;30;p1\n3;51;p2", "1;44;p1,p2\n2;30;p1\n3;51;p2,p1,p3", 22, "3"),
    ],
)
def test_slip_is_told_with_its_line(old, new, where, words):
    assert old in PB
    found = problems(PB.replace(old, new))
    assert any(str(where) in problem.split("：")[0].split(":")[0] and words in problem for problem in found), found


def test_all_slips_are_told_at_once():
    text = PB.replace("budget;1000", "budget;x").replace("p1;600", "p1;x").replace("3;51;p2", "3;51;p9")
    assert len(problems(text)) == 3


def test_project_number_comes_once():
    assert len(problems(PB.replace("p2;500", "p1;500").replace("p1,p2", "p1").replace("3;51;p2", "3;51;p1"))) == 1


@pytest.mark.parametrize(
    ("text", "ending", "count"),
    [
        ("", "pb", 3),
        ("nothing\n", "pb", 1),
        ("META\nkey;value\n", "pb", 4),
        ("", "csv", 3),
        ("nothing,here\n", "csv", 1),
        ("settings\nprojects\nballots\n", "csv", 3),
        (b"no workbook", "xlsx", 1),
        (b"\xff\xff\xff", "csv", 1),
        ("anything", "pdf", 1),
        ('settings\nkey,value\n"' + "x" * 200_000, "csv", 1),
    ],
)
def test_file_that_cannot_be_read_says_so(text, ending, count):
    election, found = read(text, ending)
    assert election is None
    assert len(found) == count, found


def test_file_that_is_too_large_is_refused(monkeypatch):
    monkeypatch.setattr("proposals.importing.reading.BYTES_AT_MOST", 10)
    assert len(problems(PB)) == 1


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("number,title,cost_cny", "number,title", "cost_cny"),
        ("number,title,cost_cny", "number,title,cost_cny,colour", "colour"),
        ("votes_per_person,2", "votes_per_people,2", "votes_per_people"),
        ("votes_per_person,2", "award_rule,lottery", "lottery"),
        ("title,老选举\n", "", "--title"),
        ("2,p1\n", "9,p1\n", "9"),
        ("2,\n3,\n", "2,\n2,\n", "2"),
        ("p2,路灯,500", "p2,路灯", ""),
        ("voter,choices\n1,p1 p2\n2,p1\n", "voter,choices\n", ""),
    ],
)
def test_slip_in_a_table_is_told(old, new, words):
    assert old in CSV
    found = problems(CSV.replace(old, new), "csv")
    assert found
    assert any(words in problem for problem in found), found


def test_when_somebody_handed_in_must_be_a_moment():
    text = CSV.replace("number,title,cost_cny\np1,长凳,600", "number,title,cost_cny,submitted_at\np1,长凳,600,long ago")
    assert ["long ago" in problem for problem in problems(text, "csv")] == [True]


# cells


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("48000", "48000"),
        ("48,000.50 元", "48000.50"),
        ("￥1，200", "1200"),
        ("x", None),
        ("NaN", None),
        ("0.001", None),
    ],
)
def test_money_is_read_as_people_write_it(text, amount):
    assert values.money(text) == (None if amount is None else Decimal(amount))


@pytest.mark.parametrize(("text", "number"), [("5", 5), ("5.0", 5), ("-5", None), ("５", None), ("1" * 10, None)])
def test_whole_numbers_are_read(text, number):
    assert values.whole(text) == number


def test_waiting_code_of_pabulib_is_not_selected():
    assert [values.yes_or_no(text) for text in ("1", "0", "2", "是", "否", "1.0", "")] == [
        True,
        False,
        False,
        True,
        False,
        True,
        None,
    ]


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("2020-11-06", "2020-11-06T00:00:00+08:00"),
        ("2020年11月06日", "2020-11-06T00:00:00+08:00"),
        ("2020/11/6 9:30", "2020-11-06T09:30:00+08:00"),
        ("2020-11-06T01:00:00Z", "2020-11-06T09:00:00+08:00"),
        ("2020-11-06T01:00:00", "2020-11-06T01:00:00+08:00"),
        ("2020-02-31T01:00:00", None),
        ("tomorrow", None),
    ],
)
def test_moments_are_read_in_shanghai_time(text, read_as):
    moment = values.moment(text)
    assert (None if moment is None else timezone.localtime(moment).isoformat()) == read_as


def test_bare_closing_day_is_included():
    assert timezone.localtime(values.moment("2020-11-30", end_of_day=True)).isoformat() == "2020-12-01T00:00:00+08:00"
