"""tools/recount.py: the published result from the downloaded file alone, or a sentence that says what is wrong."""

import ast
import io
import random
import sys
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.ballots.actions import NewOption, cast, count_poll, file_sheets, replace_ballot, withdraw_option
from portal.ballots.enums import AwardRule, PollMethod
from portal.ballots.models.poll import BUDGET_RULES
from portal.ballots.queries import export_csv, export_pb
from portal.ballots.tally.count import count as our_count
from portal.ballots.tally.decision import DecisionRule, Share
from portal.ballots.tally.election import Election, Sheet, TallyOption
from tests.ballots.elections import decision_rules
from tests.factories import make_poll, voters
from tests.factories.ballots import AFTER, BEFORE, DURING
from tools import recount

ROOT = Path(recount.__file__).parents[1]
REAL = ROOT.parent / "shared/data/pabulib"
EXPORTS = {"csv": export_csv, "pb": export_pb}
TITLES = st.text(st.sampled_from("乐龄客厅 ;,\"'=+@\t旧"), max_size=8).map(lambda text: f"案{text}")


def file_of(poll, form):
    return recount.read(io.BytesIO("".join(EXPORTS[form](poll)).encode()))


def agrees(poll):
    """Both files of a counted poll give the stored result, and no published figure is wrong."""
    for form in EXPORTS:
        file = file_of(poll, form)
        result = recount.count(file)
        assert result == poll.result
        compared, wrong = recount.differences(file, result)
        assert compared
        assert not wrong


@st.composite
def contests(draw):
    number = draw(st.integers(1, 6))
    options = [
        NewOption(
            draw(TITLES),
            Decimal(draw(st.integers(0, 300))) / draw(st.sampled_from([1, 2, 10])),
            draw(st.sampled_from([None, BEFORE, BEFORE + timedelta(microseconds=1)])),
            f"{draw(st.sampled_from(['', '-', '_']))}o{n}",
        )
        for n in range(number)
    ]
    codes = [option.code for option in options]
    slots = draw(st.integers(1, 3))
    ballots = draw(st.lists(st.lists(st.sampled_from(codes), unique=True, max_size=slots), max_size=4))
    rule = draw(
        st.sampled_from([AwardRule.VOTES, AwardRule.BUDGET_GREEDY, AwardRule.BUDGET_EQUAL_SHARES, AwardRule.COMPOSITE])
    )
    budget = draw(st.sampled_from([None, Decimal("0.5"), Decimal(200)]))
    terms = {
        "options": options,
        "slots": slots,
        "award_rule": rule,
        "budget_cny": budget or (Decimal(100) if rule in BUDGET_RULES else None),
        "winners": None if rule == AwardRule.BUDGET_EQUAL_SHARES else draw(st.sampled_from([None, 1, 2])),
        "title": draw(TITLES),
        "weights": {"experts": 50, "jury": 30, "online": 20} if rule == AwardRule.COMPOSITE else None,
    }
    return terms, ballots, draw(st.sampled_from([None, *codes]))


quiet = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@pytest.fixture
def roll(db):
    return voters(4)


@quiet
@given(contests())
def test_any_contest_counts_the_same_from_its_file(roll, case):
    terms, ballots, withdrawn = case
    poll = make_poll(roll, **terms)
    for person, chosen in zip(roll, ballots, strict=False):
        replace_ballot(poll_code=poll.code, option_codes=chosen, voter=person, now=DURING)
    if withdrawn:
        withdraw_option(poll=poll, option_code=withdrawn, actor=None, now=DURING)
    if terms["weights"]:
        score(poll, random.Random(len(ballots)))
    agrees(count_poll(poll=poll, actor=None, now=AFTER))


def score(poll, chance):
    """Sheets of six experts and two jurors, who leave some options without a score."""
    codes = list(poll.options.values_list("code", flat=True))
    for panel, judges in (("experts", 6), ("jury", 2)):
        sheets = []
        for number in range(judges):
            scored = [code for code in codes if number == 0 or chance.random() < 0.9]
            sheets.append(Sheet(panel, f"J{number}", {code: Fraction(chance.randint(0, 300), 3) for code in scored}))
        file_sheets(poll=poll, panel=panel, sheets=sheets, actor=None, now=DURING)


@quiet
@given(decision_rules(), st.lists(st.sampled_from(["yes", "no", "abstain"]), max_size=4))
def test_any_decision_counts_the_same_from_its_file(roll, rule, choices):
    terms = {"method": PollMethod.YES_NO, "slots": 1, "award_rule": AwardRule.DECISION, "budget_cny": None}
    present = len(choices) if rule.asks_present else None
    poll = make_poll(roll, options=[], rule=rule, present=present, **terms)
    for person, chosen in zip(roll, choices, strict=False):
        cast(poll_code=poll.code, option_code=chosen, voter=person, now=DURING)
    agrees(count_poll(poll=poll, actor=None, now=AFTER))


@pytest.fixture
def counted(roll):
    poll = make_poll(roll)
    for person, chosen in zip(roll, (["o3", "o2"], ["o3"], ["o4"], []), strict=True):
        replace_ballot(poll_code=poll.code, option_codes=chosen, voter=person, now=DURING)
    return count_poll(poll=poll, actor=None, now=AFTER)


@pytest.fixture
def run(tmp_path, capsys):
    """Runs the program on a text: (exit code, what it printed, what it complained of)."""

    def call(text, *options):
        path = tmp_path / "ballots.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        code = recount.main([str(path), *options])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return call


@pytest.mark.parametrize("form", EXPORTS)
def test_it_says_in_plain_chinese_what_was_published(counted, run, form):
    code, said, _error = run("".join(EXPORTS[form](counted)))
    assert code == 0
    assert said.splitlines() == [
        "梅山街道幸福提案大赛",
        "名册 4 人，3 人投了票。",
        "规则：得票多的先入选；超出预算的跳过。名额：不限，预算：5,000。",
        "  1 ✓ 提案3：2 票，造价 3,000。入选。",
        "  2 ✓ 提案2：1 票，造价 2,000。入选。（票数与相邻的相同：造价低的在前。）",
        "  3 · 提案4：1 票，造价 4,000。轮到它时还剩 0，差 4,000。（票数与相邻的相同：造价低的在前。）",
        "  4 · 提案1：0 票，造价 1,000。没有人选它。",
        "入选 2 项，共 5,000，剩余：0。",
        f"结果指纹（SHA-256）：{counted.result_digest}",
        "重算完毕，与公布的结果一致。",
    ]


def test_it_says_the_same_in_english(counted, run):
    code, said, _error = run("".join(export_csv(counted)), "--lang", "en")
    assert code == 0
    assert "3 of 4 on the roll took part." in said
    assert said.endswith("Counted again: the published result is right.\n")


def test_a_decision_is_told_with_its_numbers(roll, run):
    rule = {"quorum": ("roll", "1/2", True), "threshold": ("taking_part", "2/3", False)}
    rule = DecisionRule.from_json(
        {name: {"basis": basis, "fraction": part, "strict": strict} for name, (basis, part, strict) in rule.items()}
    )
    terms = {"method": PollMethod.YES_NO, "slots": 1, "award_rule": AwardRule.DECISION, "budget_cny": None}
    poll = make_poll(roll, options=[], rule=rule, **terms)
    for person, chosen in zip(roll, ("yes", "yes", "no"), strict=False):
        cast(poll_code=poll.code, option_code=chosen, voter=person, now=DURING)
    poll = count_poll(poll=poll, actor=None, now=AFTER)
    code, said, _error = run("".join(export_pb(poll)))
    assert code == 0
    assert said.splitlines()[2:6] == [
        "赞成 2，反对 1，弃权 0。",
        "参加的有 3 人。需要名册 4 人的超过 1/2（不含本数），至少 3：达到。",
        "赞成的有 2 票。需要参加者 3 人的 2/3 以上（含本数），至少 2：达到。",
        "结果：通过。",
    ]


@pytest.mark.parametrize("form", EXPORTS)
def test_a_changed_ballot_is_found_out(counted, run, form):
    text = "".join(EXPORTS[form](counted))
    code, said, _error = run(text.replace(",o4\n", ",o1\n").replace(";o4\n", ";o1\n"))
    assert code == 1
    assert "重算完毕，与公布的结果不一致：" in said
    assert f"result_digest：公布 {counted.result_digest}" in said


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("slots,2", "slots,3"),
        ("roll_size,4", "roll_size,40"),
        ("o3,3000.00", "o3,2999.00"),
        ("budget_cny,5000.00", "budget_cny,50000.00"),
        ("提案3", "提案三"),
    ],
)
def test_changed_terms_are_found_out(counted, run, before, after):
    text = "".join(export_csv(counted))
    assert before in text
    assert run(text.replace(before, after))[0] == 1


def test_a_file_without_a_published_result_is_only_counted(counted, run):
    text = "".join(line for line in export_csv(counted) if not line.startswith("meta,result_digest"))
    code, said, _error = run(text)
    assert code == 0
    assert said.endswith("文件里没有公布的结果可比。\n")


HEAD = "meta,key,value\n"


def broken(text, line, old, new):
    """`text` with `old` replaced by `new` in its line number `line`, counted from 1."""
    lines = text.splitlines(keepends=True)
    assert old in lines[line - 1], lines[line - 1]
    lines[line - 1] = lines[line - 1].replace(old, new, 1)
    return "".join(lines)


@pytest.mark.parametrize(
    ("line", "old", "new", "complaint"),
    [
        (1, "meta", "beta", "既不是"),
        (2, "meta,file_format,1", "meta,file_format", "列数不对"),
        (2, "meta", "mist", "列数不对"),
        (15, "option,code", "ballot,code", "列数不对"),
        (15, "option,code,cost_cny,submitted_at,withdrawn,title", "ballot,receipt,choices", "次序"),
        (16, "3000.00", "1e3", "选项的代码"),
        (16, "3000.00", "-5", "选项的代码"),
        (16, ",0,", ",2,", "选项的代码"),
        (16, "o3", "", "选项的代码"),
        (21, "ballot", "option", "列数不对"),
        (21, ",", ",,", "列数不对"),
        (22, "o3", "o9", "没有这个选项：o9"),
        (22, "o3", "o3 o3", "同一选项"),
        (22, "o3", "o3 o2 o1", "同一选项"),
    ],
)
def test_a_broken_csv_is_refused_with_its_line(counted, run, line, old, new, complaint):
    text = "".join(export_csv(counted))
    ballots = sorted(text.splitlines()[20:], key=lambda row: "o2" in row or "o3" not in row)
    text = "\n".join([*text.splitlines()[:20], *renumbered(ballots)]) + "\n"
    code, said, error = run(broken(text, line, old, new))
    assert (code, said) == (2, "")
    assert f"第 {line} 行：" in error
    assert complaint in error


def renumbered(ballots):
    """A ballot for o3 alone second, receipts ascending."""
    choices = [row.rsplit(",", 1)[1] for row in ballots]
    ordered = [choices[1], choices[0], *choices[2:]]
    return [f"ballot,r{n},{chosen}" for n, chosen in enumerate(ordered)]


def test_terms_that_are_missing_or_wrong_are_named(counted, run):
    text = "".join(export_csv(counted))
    for old, new, name in (
        ("file_format,1", "file_format,2", "file_format"),
        ("award_rule,budget_greedy", "award_rule,lottery", "award_rule"),
        ("award_rule,budget_greedy", "award_rule,decision", "quorum_fraction"),
        ("budget_cny,5000.00", "budget_cny,", "budget_cny"),
        ("roll_size,4", "roll_size,four", "roll_size"),
        ("meta,lot_seed", "meta,lot", "lot_seed"),
    ):
        code, _said, error = run(text.replace(old, new))
        assert code == 2
        assert f"缺少或写错了：{name}" in error


@pytest.mark.parametrize("asking", ["quorum", "threshold"])
def test_a_vote_of_those_present_is_not_counted_without_their_number(roll, run, asking):
    half = {"fraction": "1/2", "strict": True, "basis": "roll"}
    rule = DecisionRule(
        **{each: Share.from_json(half) for each in ("quorum", "threshold")}
        | {asking: Share.from_json(half | {"basis": "present"})}
    )
    terms = {"method": PollMethod.YES_NO, "slots": 1, "award_rule": AwardRule.DECISION, "budget_cny": None}
    poll = make_poll(roll, options=[], rule=rule, present=3, **terms)
    for person in list(roll)[:2]:
        cast(poll_code=poll.code, option_code="yes", voter=person, now=DURING)
    rows = list(EXPORTS["csv"](count_poll(poll=poll, actor=None, now=AFTER)))
    code, _said, error = run("".join(row for row in rows if not row.startswith("meta,present,")))
    assert code == 2
    assert "present" in error
    assert run("".join(rows))[0] == 0


def test_repeated_receipts_and_codes_are_refused(counted, run):
    lines = list(export_csv(counted))
    assert "回执要从小到大" in run("".join([*lines, lines[-1]]))[2]
    assert "同一个代码" in run("".join([*lines[:16], lines[15], *lines[16:]]))[2]


def test_a_file_cut_short_is_refused(counted, run):
    lines = list(export_csv(counted))
    for end in (5, 14, 18):
        assert run("".join(lines[:end]))[0] == 2
    assert run("")[0] == 2
    pb = list(export_pb(counted))
    assert run("".join(pb[:10]))[0] == 2
    assert run("".join(pb[: pb.index("VOTES\n")]))[0] == 2


def test_what_is_not_text_is_refused_with_its_line(counted, run):
    data = "".join(export_csv(counted)).encode()
    code, _said, error = run(data[:-4] + b"\xff\n")
    assert code == 2
    assert "不是 UTF-8" in error
    assert f"第 {len(data.splitlines())} 行" in error
    assert "不是 UTF-8" in run(HEAD + "meta,poll," + "x" * 200_000 + "\n")[2]


def test_a_file_that_is_not_there_is_said_so(capsys):
    assert recount.main(["/nowhere/ballots.csv"]) == 2
    assert "文件打不开" in capsys.readouterr().err


PABULIB = """META
key;value
description;测试
num_votes;3
budget;100
vote_type;approval
rule;greedy
PROJECTS
project_id;cost;votes;name;selected
a;60;2;甲;1
b;40;1;乙;1
c;40;1;丙;0
VOTES
voter_id;vote
1;a
2;a,b
3;c
"""


def test_another_citys_election_is_counted_and_compared(run):
    code, said, _error = run(PABULIB)
    assert code == 0
    assert "（票数、造价也相同：按文件里的顺序。）" in said
    code, said, _error = run(PABULIB.replace("c;40;1;丙;0", "c;40;1;丙;1").replace("num_votes;3", "num_votes;4"))
    assert code == 1
    assert "num_votes：公布 4，重算 3" in said
    assert "c selected：公布 True，重算 False" in said


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("rule;greedy", "rule;equalshares", "别的选举"),
        ("vote_type;approval", "vote_type;ordinal", "别的选举"),
        ("budget;100", "budget;much", "budget"),
        ("a;60;2;甲;1", "a;60;2;甲", "列数不对"),
        ("2;a,b", "2;a,b;x", "列数不对"),
        ("2;a,b", "2;a,z", "没有这个选项：z"),
        ("voter_id;vote", "voter;vote", "缺少一部分"),
        ("a;60;2", "a;60;two", "选项的代码"),
    ],
)
def test_a_broken_pabulib_file_is_refused(run, old, new, complaint):
    code, _said, error = run(PABULIB.replace(old, new))
    assert code == 2
    assert complaint in error


def test_it_needs_nothing_but_python_3_8():
    source = Path(recount.__file__).read_text(encoding="utf-8")
    tree = ast.parse(source, feature_version=(3, 8))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names
    later = [call for call in ast.walk(tree) if isinstance(call, ast.Call) and isinstance(call.func, ast.Subscript)]
    assert not later, "list[str]() came with Python 3.9"


def test_a_large_file_is_read_ballot_by_ballot(counted):
    lines = list(export_csv(counted))

    class Endless(io.RawIOBase):
        """A ballot file of a million lines that stand nowhere."""

        def __init__(self):
            self.made = iter([*lines[:20], *(f"ballot,{n:08d},o1\n" for n in range(20_000))])

        def readline(self, _size=-1):
            return next(self.made, "").encode()

    result = recount.count(recount.read(Endless()))
    assert result["taking_part"] == 20_000


@pytest.mark.realdata
@pytest.mark.parametrize("name", ["poland_lodz_2020_nad-nerem.pb", "poland_lodz_2020_nowosolna.pb"])
def test_real_elections_select_exactly_what_was_official(name, capsys):
    path = REAL / name
    if not path.is_file():
        pytest.skip("the real elections do not lie beside this checkout")
    with path.open("rb") as source:
        file = recount.read(source)
        ballots = [chosen for _line, _voter, chosen, _way in file.ballots]
    official = {option.code for option in file.options if option.selected}
    options = tuple(TallyOption(option.code, option.title, option.cost) for option in file.options)
    random.Random(1).shuffle(ballots)
    election = Election(
        "p", "", "approval", "budget_greedy", 5, options, "seed", Decimal(file.terms["budget"]), roll={"size": 0}
    )
    result = our_count(election, ballots)
    assert official
    assert set(result["selected"]) == official
    assert {row["code"]: row["votes"] for row in result["options"]} == {
        option.code: option.votes for option in file.options
    }
    assert result["taking_part"] == int(file.terms["num_votes"])
    assert recount.main([str(path)]) == 0
    assert "一致" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("terms", "reasons"),
    [
        ({"winners": 1}, ["名额已满。", "名额已满。"]),
        ({"award_rule": AwardRule.VOTES, "budget_cny": Decimal(3000)}, ["还剩 0，差 2,000", "到那里为止。"]),
    ],
)
def test_places_and_the_plain_order_end_the_award(roll, run, terms, reasons):
    poll = make_poll(roll, **terms)
    for person, chosen in zip(roll, (["o3", "o2"], ["o3"], ["o4"]), strict=False):
        replace_ballot(poll_code=poll.code, option_codes=chosen, voter=person, now=DURING)
    poll = count_poll(poll=poll, actor=None, now=AFTER)
    agrees(poll)
    said = run("".join(export_csv(poll)))[1].splitlines()
    for line, reason in zip(said[4:6], reasons, strict=True):
        assert reason in line
