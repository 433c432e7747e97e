"""Count a downloaded ballot file again and say whether the published result is right.

    python recount.py FILE [--lang zh|en]

Reads our ballot file, as CSV or as .pb, and any approval election of Pabulib (pabulib.org) under the rule "greedy".
Ends with 0 where the published result is right, 1 where it is not, 2 where the file cannot be read; the message then
names the line. Needs Python 3.8 or later and nothing else; ballots are read one by one. The format and
every rule are described in docs/ballot-file.md. This program shares no code with the portal.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import math
import re
import sys
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any, BinaryIO, NamedTuple

CENTS, MARK, COUNT = r"[0-9]{1,12}(\.[0-9]{1,2})?", "[^ =]+=[0-9]+/[1-9][0-9]*", "[0-9]{1,9}"
HEADINGS = {
    "meta": ["meta", "key", "value"],
    "option": ["option", "code", "cost_cny", "submitted_at", "withdrawn", "title"],
    "ballot": ["ballot", "receipt", "choices"],
}
LEFT_OUT = ["excluded", "receipt", "choices", "ground"]
ALWAYS_OUT = "paper_first"  # left out by the first count already
TERMS = {
    "file_format": "1",
    **dict.fromkeys(("poll", "title", "method", "lot_seed", "roll_basis", "roll_digest"), "(?s:.+)"),
    "award_rule": "votes|budget_greedy|budget_equal_shares|composite|decision",
    "slots": "[1-9][0-9]?",
    "roll_size": COUNT,
    "winners": "[0-9]*",
    "budget_cny": f"({CENTS})?",
}
SHARES = {"fraction": "[0-9]{1,9}/[1-9][0-9]{0,8}", "strict": "true|false", "basis": "roll|present|taking_part"}
SIDES, TIES = ("experts", "jury", "online"), ["", "cost", "submitted_at", "lot"]


class Unreadable(Exception):
    """The file breaks its format at `line`; `key` says how, in WORDS."""

    def __init__(self, line: int, key: str, detail: str = "") -> None:
        self.line, self.key, self.detail = line, key, detail


class Option(NamedTuple):
    """One thing to choose; `votes` and `selected` are what the file says was published, None where it does not."""

    code: str
    title: str
    cost: Decimal
    submitted_at: str
    withdrawn: bool
    votes: int | None
    selected: bool | None


class File(NamedTuple):
    """A ballot file, ours or another of Pabulib. `ballots` can be read once: (line, receipt, codes chosen, way).

    `left_out` counts ballots that do not count, by ground, and is complete once all of them were read.
    """

    ours: bool
    terms: dict[str, str]
    options: list[Option]
    ballots: Iterator[tuple[int, str, list[str], str]]
    left_out: dict[str, int]


class Rows:
    """The rows of a CSV file, without empty ones, and the number of the line that was read last."""

    def __init__(self, file: BinaryIO, first: bytes, delimiter: str) -> None:
        self.line = 0
        self._rows = csv.reader(self._lines(file, first), delimiter=delimiter)

    def _lines(self, file: BinaryIO, raw: bytes) -> Iterator[str]:
        while raw:
            self.line += 1
            try:
                yield raw.decode("utf-8-sig" if self.line == 1 else "utf-8")
            except UnicodeDecodeError:
                raise self.wrong("not_text") from None
            raw = file.readline()

    def __iter__(self) -> Iterator[list[str]]:
        try:
            yield from (row for row in self._rows if row)
        except csv.Error:
            raise self.wrong("not_text") from None

    def wrong(self, key: str, detail: str = "") -> Unreadable:
        return Unreadable(self.line, key, detail)


def read(file: BinaryIO, before: bool = False) -> File:
    """The terms and options of a ballot file. Raises Unreadable, also later while its ballots are read.

    `before`: as it was before any ballot was left out (CSV).
    """
    first = file.readline()
    start = first.decode("utf-8-sig", "replace").strip()
    if start == ",".join(HEADINGS["meta"]):
        return _read_csv(Rows(file, first, ","), before)
    if start == "META":
        return _read_pb(Rows(file, first, ";"))
    raise Unreadable(1, "neither")


def _read_csv(rows: Rows, before: bool) -> File:
    terms: dict[str, str] = {}
    options: list[Option] = []
    parts = [""]
    while parts[-1] != "ballot":
        row = next(iter(rows), [""])
        heading = HEADINGS.get(row[0], [])
        if row == [*HEADINGS["ballot"], "channel"]:
            heading = row
        if len(row) != len(heading):
            raise rows.wrong("line")
        if row == heading:
            parts.append(row[0])
        elif row[0] == "meta":
            terms[row[1]] = _bare(row[2])
        else:
            cells = dict(zip(("project_id", "cost", "submitted_at", "withdrawn", "name"), map(_bare, row[1:])))  # noqa: B905
            options.append(_option(rows, cells, CENTS))
        if parts[1:] != list(HEADINGS)[: len(parts) - 1] or row[0] != parts[-1]:
            raise rows.wrong("order")
    _check_terms(rows, terms)
    left_out: dict[str, int] = {}
    ballots = _ballots(rows, heading, left_out, before)
    return File(True, terms, options, ballots, left_out)


def _ballots(rows: Rows, heading: list[str], left_out: dict[str, int], before: bool = False) -> Iterator[Any]:
    voter, vote, comma = ("receipt", "choices", None) if heading[0] == "ballot" else ("voter_id", "vote", ",")
    told = heading[-1] == "channel"
    more = [*LEFT_OUT, "channel"][: len(LEFT_OUT) + told]
    for row in rows:
        if row[0] == "excluded" and heading[0] == "ballot":
            if row != more:
                raise rows.wrong("line")
            break
        if len(row) != len(heading) or (heading[0] == "ballot" and row[0] != "ballot"):
            raise rows.wrong("line")
        chosen = _bare(row[heading.index(vote)]).split(comma)
        codes = [code.strip() for code in chosen if code.strip()]
        yield rows.line, row[heading.index(voter)].strip(), codes, row[-1] if told else ""
    for row in rows:
        if len(row) != len(more) or row[0] != "excluded" or not row[3]:
            raise rows.wrong("line")
        if before and row[3] != ALWAYS_OUT:
            yield rows.line, "~" + row[1], _bare(row[2]).split(), row[-1] if told else ""
        else:
            left_out[row[3]] = left_out.get(row[3], 0) + 1


def _bare(cell: str) -> str:
    """Without the ' that keeps spreadsheets from running a cell as a formula."""
    return cell[1:] if cell.startswith("'") else cell


def _read_pb(rows: Rows) -> File:
    terms: dict[str, str] = {}
    options: list[Option] = []
    part, heading = "", [""]
    while part != "VOTES":
        row = [cell.strip() for cell in next(iter(rows), ["VOTES"])]
        if row[0] in ("META", "PROJECTS", "VOTES") and len(row) == 1:
            part, heading = row[0], [name.strip() for name in next(iter(rows), [""])]
        elif part == "META":
            terms[row[0]] = ";".join(row[1:])
        elif len(row) != len(heading):
            raise rows.wrong("line")
        else:
            amount = CENTS if "file_format" in terms else r"[0-9]{1,15}(\.[0-9]{1,6})?"
            options.append(_option(rows, dict(zip(heading, row)), amount))  # noqa: B905
    if not {"voter_id", "vote"} <= set(heading):
        raise rows.wrong("order")
    if "file_format" in terms:
        _check_terms(rows, terms)
    elif (terms.get("vote_type"), terms.get("rule")) != ("approval", "greedy"):
        raise rows.wrong("other_election")
    elif not re.fullmatch(CENTS, terms.get("budget", "")):
        raise rows.wrong("term", "budget")
    stated = _stated(terms)
    ballots = _ballots(rows, heading, stated)
    return File("file_format" in terms, terms, options, ballots, stated)


def _ways(file: File, ways: dict[str, list[list[str]]]) -> dict[str, Any]:
    """Ballots and votes of each way of voting; as stated where the file holds no ballot's way (.pb)."""
    told: dict[str, Any] = {}
    for way, ballots in sorted(ways.items()):
        votes = {option.code: sum(option.code in chosen for chosen in ballots) for option in file.options}
        told[way] = {"ballots": len(ballots), "votes": votes}
    if set(ways) == {""}:
        for name in sorted(name for name in file.terms if name.startswith("channel:")):
            number, *pairs = file.terms[name].split()
            votes = {option.code: 0 for option in file.options}
            votes.update((code, int(count)) for code, _is, count in (pair.partition("=") for pair in pairs))
            told[name[len("channel:") :]] = {"ballots": int(number), "votes": votes}
    told.pop("", None)
    found: dict[str, Any] = {"channels": told} if len(told) > 1 else {}
    papers = {name[len("papers_") :]: int(text) for name, text in file.terms.items() if name.startswith("papers_")}
    return {**found, "papers": papers} if papers else found


def _stated(terms: dict[str, str]) -> dict[str, int]:
    """How many ballots a .pb file says were left out, by ground; it does not hold them."""
    pairs = [pair.split("=") for pair in terms.get("excluded", "").split()]
    return {pair[0]: int(pair[1]) for pair in pairs if len(pair) == 2 and pair[1].isdigit()}


def _option(rows: Rows, cells: dict[str, str], amount: str) -> Option:
    code, votes, selected = cells.get("project_id", ""), cells.get("votes", ""), cells.get("selected", "")
    withdrawn, number = cells.get("withdrawn", "0"), re.fullmatch("[0-9]{0,9}", votes)
    if not code or not re.fullmatch(amount, cells.get("cost", "")) or not number or withdrawn not in ("0", "1"):
        raise rows.wrong("option")
    published = int(votes) if votes else None, selected == "1" if selected in ("0", "1") else None
    name, time, cost = cells.get("name", ""), cells.get("submitted_at", ""), Decimal(cells["cost"])
    return Option(code, name, cost, time, withdrawn == "1", *published)


def _check_terms(rows: Rows, terms: dict[str, str]) -> None:
    needed = dict(TERMS, **({"budget_cny": CENTS} if terms.get("award_rule", "").startswith("budget_") else {}))
    if terms.get("award_rule") == "composite":
        needed.update({f"weight_{side}": "100|[1-9]?[0-9]" for side in SIDES})
        needed.update((name, f"({MARK}( {MARK})*)?") for name in terms if name.startswith("sheet:"))
    if terms.get("award_rule") == "decision":
        needed.update({f"{name}_{part}": SHARES[part] for name in ("quorum", "threshold") for part in SHARES})
        needed.update(dict.fromkeys({"present"} & {terms.get("quorum_basis"), terms.get("threshold_basis")}, COUNT))
    needed.update((name, COUNT) for name in terms if name.startswith("papers_") or name == "present")
    needed.update((name, f"{COUNT}( [^ =]+={COUNT})*") for name in terms if name.startswith("channel:"))
    for name, pattern in needed.items():
        if name not in terms or not re.fullmatch(pattern, terms[name]):
            raise rows.wrong("term", name)


def count(file: File) -> dict[str, Any]:
    """The result as the portal stores it. Raises Unreadable for a ballot that breaks the terms."""
    votes = {option.code: 0 for option in file.options}
    if len(votes) < len(file.options):
        raise Unreadable(1, "option_twice")
    terms, taking_part, before = file.terms, 0, ""
    kept: list[list[str]] = []
    ways: dict[str, list[list[str]]] = {}
    for line, receipt, chosen, way in file.ballots:
        if file.ours and receipt <= before:
            raise Unreadable(line, "receipt")
        if len(set(chosen)) < len(chosen) or (file.ours and len(chosen) > int(terms["slots"])):
            raise Unreadable(line, "ballot")
        for code in chosen:
            if code not in votes:
                raise Unreadable(line, "unknown", code)
            votes[code] += 1
        taking_part, before = taking_part + bool(chosen), receipt
        kept += [chosen] * bool(chosen)
        if chosen:
            ways.setdefault(way, []).append(chosen)
    if not file.ours:
        return {"taking_part": taking_part, **_awarded(file, votes, Decimal(terms["budget"]), None)}
    result: dict[str, Any] = {
        "format": int(terms["file_format"]),
        **{name: terms[name] for name in ("poll", "title", "method", "award_rule", "lot_seed")},
        "slots": int(terms["slots"]),
        "roll": {"basis": terms["roll_basis"], "size": int(terms["roll_size"]), "digest": terms["roll_digest"]},
        "taking_part": taking_part,
        "choices": sum(votes.values()),
    }
    result.update({"excluded": dict(sorted(file.left_out.items()))} if file.left_out else {})
    result.update(_ways(file, ways))
    if terms["award_rule"] == "decision":
        return {**result, "decision": _decided(terms, votes)}
    return {**result, **_by_rule(file, votes, kept)}


def _by_rule(file: File, votes: dict[str, int], ballots: list[list[str]]) -> dict[str, Any]:
    terms, rule = file.terms, file.terms["award_rule"]
    budget = Decimal(terms["budget_cny"]) if terms["budget_cny"] else None
    winners = int(terms["winners"]) if terms["winners"] else None
    if rule == "budget_equal_shares" and budget is not None:
        return _shared(file, votes, budget, ballots)
    award = _pointed if rule == "composite" else _awarded
    return award(file, votes, budget, winners)


def _awarded(
    file: File, votes: dict[str, int], budget: Decimal | None, winners: int | None, points: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Options in the published order, by votes or by points, each selected where it fits what is left."""
    counted = votes if points is None else points
    standing = sorted((o for o in file.options if not o.withdrawn), key=lambda option: _place(file, option, counted))
    rows: list[dict[str, Any]] = []
    selected: list[str] = []
    spent, ended = Decimal(0), False
    for rank, option in enumerate(standing, start=1):
        left = None if budget is None else budget - spent
        reason = "selected"
        if counted[option.code] == 0:
            reason = "no_votes"
        elif winners is not None and len(selected) >= winners:
            reason = "beyond_winners"
        elif ended:
            reason = "after_cut"
        elif left is not None and option.cost > left:
            reason, ended = "over_budget", file.terms.get("award_rule") == "votes"
        else:
            selected.append(option.code)
            spent += option.cost
        rows.append(_row(option, votes[option.code], reason, rank, left, _tie(standing, rank - 1, counted)))
    out = sorted((o for o in file.options if o.withdrawn), key=lambda option: option.code)
    return {
        "budget_cny": _yuan(budget),
        "winners": winners,
        "spent_cny": _yuan(spent),
        "left_cny": _yuan(None if budget is None else budget - spent),
        "selected": selected,
        "options": rows + [_row(option, votes[option.code], "withdrawn", None, None, "") for option in out],
    }


def _pointed(file: File, votes: dict[str, int], budget: Decimal | None, winners: int | None) -> dict[str, Any]:
    """Composite: each side's points of 100, weighed; most points first, what does not fit is skipped."""
    sheets = [
        (name.split(":")[1], dict(pair.split("=") for pair in marks.split()))
        for name, marks in file.terms.items()
        if name.startswith("sheet:")
    ]
    weights = {side: int(file.terms[f"weight_{side}"]) for side in SIDES}
    standing = [option.code for option in file.options if not option.withdrawn]
    top = max((votes[code] for code in standing), default=0)
    told: dict[str, Any] = {}
    for code in standing:
        sides, used = {"online": Fraction(100 * votes[code], top or 1)}, {}
        for panel in SIDES[:2]:
            marks = sorted(Fraction(sheet[code]) for of, sheet in sheets if of == panel and code in sheet)
            if not marks and weights[panel]:
                raise Unreadable(1, "unscored", code)
            marks = marks[1 : len(marks) - 1] if len(marks) > 4 else marks
            sides[panel], used[panel] = sum(marks, Fraction(0)) / (len(marks) or 1), len(marks)
        told[code] = (sum((sides[side] * weights[side] / 100 for side in SIDES), Fraction(0)), sides, used)
    result = _awarded(file, votes, budget, winners, {code: points for code, (points, _s, _u) in told.items()})
    for row in result["options"]:
        points, sides, used = told.get(row["code"], (None, {}, None))
        row["points"] = None if points is None else _exact(points)
        row["sides"] = {side: _exact(value) for side, value in sides.items()} or None
        row["scores"] = used
    filed = {panel: sum(of == panel for of, _sheet in sheets) for panel in SIDES[:2]}
    return {**result, "composite": {"weights": weights, "sheets": filed}}


def _shared(file: File, votes: dict[str, int], budget: Decimal, ballots: list[list[str]]) -> dict[str, Any]:
    """Equal shares: one yuan more for everybody, from the start, until a run would exceed the budget; then by votes."""
    cost = {option.code: option.cost for option in file.options if not option.withdrawn and votes[option.code]}
    group = {code: [n for n, ballot in enumerate(ballots) if code in ballot] for code in cost}
    start = Fraction(budget) / max(len(ballots), 1)
    added, kept, beyond = 0, _bought(file, cost, group, len(ballots), start), None
    while len(kept) < len(cost):
        beyond = _bought(file, cost, group, len(ballots), start + added + 1)
        if sum(cost[code] for code in beyond) > budget:
            break
        added, kept, beyond = added + 1, beyond, None
    bought = sum((cost[code] for code in kept), Decimal(0))
    result = _awarded(file, votes, budget, None)
    greedy, left, left_over = result["selected"], budget - bought, _left_over(kept, group, start + added)
    for row in result["options"]:
        code, paid, held = row["code"], kept.get(row["code"]), None
        if code in cost and paid is None:
            held = sum((left_over[n] for n in group[code]), Fraction(0))
            fits = cost[code] <= left
            row.update(selected=fits, reason="selected" if fits else "over_budget", left_before_cny=_yuan(left))
            row["short_by_cny"] = None if fits else _yuan(cost[code] - left)
            left -= cost[code] if fits else 0
        elif paid is not None:
            row.update(selected=True, reason="selected", left_before_cny=None, short_by_cny=None)
        elif row["rank"] is not None:
            row["left_before_cny"] = _yuan(left)
        row["phase"] = "shares" if paid is not None else "fill" if row["selected"] else ""
        row["round"] = list(kept).index(code) + 1 if paid is not None else None
        row["price"] = None if paid is None else _exact(paid[0])
        row["paid_full"], row["paid_rest"] = (None, None) if paid is None else (paid[1], len(group[code]) - paid[1])
        row["held"] = None if held is None else _exact(held)
    chosen = [row["code"] for row in result["options"] if row["selected"]]
    worth = [
        [sum(cost.get(c, 0) for c in ballot if c in outcome) for outcome in (chosen, greedy)] for ballot in ballots
    ]
    return {
        **result,
        "selected": chosen,
        "spent_cny": _yuan(budget - left),
        "left_cny": _yuan(left),
        "equal_shares": {
            "voters": len(ballots),
            "added": added,
            "endowment": _exact(start + added) if ballots else "0/1",
            "bought_cny": _yuan(bought),
            "next": None if beyond is None else {"cost_cny": _yuan(sum((cost[c] for c in beyond), Decimal(0)))},
            "greedy": sorted(greedy),
            "greedy_spent_cny": result["spent_cny"],
            "better_off": {
                "shares": sum(one > other for one, other in worth),
                "greedy": sum(one < other for one, other in worth),
                "same": sum(one == other for one, other in worth),
            },
        },
    }


def _bought(
    file: File, cost: dict[str, Decimal], group: dict[str, list[int]], voters: int, endowment: Fraction
) -> dict[str, tuple[Fraction, int]]:
    """What one run buys, in that order: the price of each, and how many of its supporters paid it in full.

    Purses are whole parts of a yuan, `parts` of them, made finer wherever a price asks for it.
    """
    parts = endowment.denominator * 100
    held, kept = [endowment.numerator * 100] * voters, {}  # type: ignore[var-annotated]
    bounds = {code: Fraction(-1) for code in cost}
    while bounds:
        best: tuple[Any, ...] | None = None
        # A price per yuan never falls: who cannot beat the best found so far by an older one need not be asked again.
        for code in sorted(bounds, key=bounds.__getitem__):
            if best is not None and bounds[code] > best[0]:
                break
            purses = sorted(held[n] for n in group[code])
            due, payers = int(cost[code] * 100) * parts // 100, len(purses)
            if sum(purses) < due:
                del bounds[code]
                continue
            for purse in purses:
                if purse * payers >= due:
                    break
                due, payers = due - purse, payers - 1
            if due:
                bounds[code] = Fraction(due, payers * parts) / Fraction(cost[code])
            lot = hashlib.sha256(f"{file.terms['lot_seed']}:{code}".encode()).hexdigest()
            offer = (bounds[code], cost[code], -len(purses), lot, code, Fraction(due, payers), payers)
            best = offer if best is None else min(best, offer)
        if best is None:
            break
        code, price = best[4], best[5]
        kept[code] = (price / parts, best[6])
        del bounds[code]
        parts, held = parts * price.denominator, [purse * price.denominator for purse in held]
        for n in group[code]:
            held[n] = max(held[n] - price.numerator, 0)
    return kept


def _left_over(kept: dict[str, Any], group: dict[str, list[int]], endowment: Fraction) -> dict[int, Fraction]:
    left = {n: endowment for members in group.values() for n in members}
    for code, (price, _full) in kept.items():
        left.update((n, max(left[n] - price, Fraction(0))) for n in group[code])
    return left


def _exact(amount: Fraction) -> str:
    return f"{amount.numerator}/{amount.denominator}"


def _place(file: File, option: Option, votes: dict[str, int]) -> tuple[Any, ...]:
    """Most votes, lowest cost, earliest (without a time last), then the lot. Other elections: as in the file."""
    first = (-votes[option.code], option.cost)
    if not file.ours:
        return first
    lot = hashlib.sha256(f"{file.terms['lot_seed']}:{option.code}".encode()).hexdigest()
    return (*first, not option.submitted_at, option.submitted_at, lot)


def _tie(standing: list[Option], at: int, votes: dict[str, int]) -> str:
    """What tells the option from its nearest neighbours with as many votes: the later rule where there are two."""
    one, neighbours = standing[at], standing[max(at - 1, 0) : at] + standing[at + 1 : at + 2]
    tied = [other for other in neighbours if votes[other.code] == votes[one.code]]
    told = [1 if o.cost != one.cost else 2 if o.submitted_at != one.submitted_at else 3 for o in tied]
    return TIES[max([0, *told])]


def _row(option: Option, votes: int, reason: str, rank: int | None, left: Decimal | None, tie: str) -> dict[str, Any]:
    short = option.cost - left if reason == "over_budget" and left is not None else None
    return {
        "code": option.code,
        "title": option.title,
        "cost_cny": _yuan(option.cost),
        "submitted_at": option.submitted_at,
        "votes": votes,
        "rank": rank,
        "selected": reason == "selected",
        "reason": reason,
        "left_before_cny": _yuan(left),
        "short_by_cny": _yuan(short),
        "tie_decided_by": tie,
    }


def _yuan(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"


def _decided(terms: dict[str, str], votes: dict[str, int]) -> dict[str, Any]:
    counts = {name: votes.get(name, 0) for name in ("yes", "no", "abstain")}
    came, judged = sum(counts.values()), {}
    tie, there = counts["yes"] == counts["no"], max(int(terms.get("present", 0)), came)
    sizes = {"roll": int(terms["roll_size"]), "present": there, "taking_part": came}
    for name, have in (("quorum", there), ("threshold", counts["yes"])):
        share, basis = Fraction(terms[f"{name}_fraction"]), terms[f"{name}_basis"]
        base, strict = sizes[basis], terms[f"{name}_strict"] == "true"
        needed = math.floor(share * base) + 1 if strict else math.ceil(share * base)
        rule = {"fraction": f"{share.numerator}/{share.denominator}", "strict": strict, "basis": basis, "base": base}
        judged[name] = {**rule, "needed": needed, "have": have, "met": base > 0 and have >= needed}
    reason = "tie" if tie else "adopted" if judged["threshold"]["met"] else "below_threshold"
    reason = reason if judged["quorum"]["met"] else "no_quorum"
    return {"counts": counts, **judged, "tie": tie, "adopted": reason == "adopted", "reason": reason}


def digest_of(result: dict[str, Any]) -> str:
    """SHA-256 of the canonical form: JSON in UTF-8, keys sorted, no blanks."""
    canonical = json.dumps(result, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def differences(file: File, result: dict[str, Any]) -> tuple[int, list[tuple[str, str, str]]]:
    """How many published figures were compared, and the wrong ones: (what, published, counted)."""
    pairs: list[tuple[str, Any, Any]] = [("num_votes", file.terms.get("num_votes"), result["taking_part"])]
    pairs += [("result_digest", file.terms.get("result_digest"), digest_of(result))] * file.ours
    counted = {row["code"]: (row["votes"], row["selected"]) for row in result.get("options", [])}
    if "decision" in result:
        yes = "yes" if result["decision"]["adopted"] else ""
        counted = {code: (votes, code == yes) for code, votes in result["decision"]["counts"].items()}
    for option in file.options:
        votes, selected = counted[option.code]
        pairs += [(f"{option.code} votes", option.votes, votes), (f"{option.code} selected", option.selected, selected)]
    stated = [(what, str(published), str(figure)) for what, published, figure in pairs if published not in (None, "")]
    return len(stated), [found for found in stated if found[1] != found[2]]


WORDS = {
    "part": ("名册 {roll:,} 人，{came:,} 人投了票。", "{came:,} of {roll:,} on the roll took part."),
    "part_pb": ("{came:,} 人投了票。", "{came:,} took part."),
    "votes": ("规则：得票多的先入选；遇到超出预算的就停。", "Most votes first; what does not fit ends it."),
    "budget_greedy": ("规则：得票多的先入选；超出预算的跳过。", "Most votes first; what does not fit is skipped."),
    "budget_equal_shares": (
        "规则：每位投票人有同样多的份额，支持者合起来付得起的先入选；剩下的按票数补选。",
        "Everybody has an equal share; what its supporters can pay for is selected, the rest filled by votes.",
    ),
    "composite": ("规则：总分高的先入选；超出预算的跳过。", "Most points first; what does not fit is skipped."),
    "limits": ("名额：{winners}，预算：{budget}。", "Places: {winners}; budget: {budget}."),
    "row": (
        "{rank:>3} {mark} {title}：{votes:,} 票，造价 {cost}。",
        "{rank:>3} {mark} {title}: {votes:,} for {cost}. ",
    ),
    "selected": ("入选。", "Selected."),
    "no_votes": ("没有人选它。", "Nobody chose it."),
    "over_budget": ("轮到它时还剩 {left}，差 {short}。", "{left} were left, {short} short."),
    "beyond_winners": ("名额已满。", "All places were taken."),
    "after_cut": ("前面有一项超出预算，到那里为止。", "The award had ended before it."),
    "withdrawn": ("计票前已撤回。", "Withdrawn before the count."),
    "cost": ("（票数与相邻的相同：造价低的在前。）", " (As many votes as a neighbour: lower cost first.)"),
    "submitted_at": ("（票数、造价也相同：提交早的在前。）", " (Votes and cost are the same: earlier first.)"),
    "lot": ("（全部相同：按事先公布的种子抽签。）", " (Equal in all: drawn by lot with the published seed.)"),
    "file_order": ("（票数、造价也相同：按文件里的顺序。）", " (Votes and cost are the same: as in the file.)"),
    "sum": ("入选 {number} 项，共 {spent}，剩余：{left}。", "{number} selected for {spent}; left: {left}."),
    "none": ("不限", "no limit"),
    "counts": ("赞成 {yes:,}，反对 {no:,}，弃权 {abstain:,}。", "For {yes:,}, against {no:,}, abstaining {abstain:,}."),
    "quorum": ("参加的有 {have:,} 人。", "Taking part: {have:,}. "),
    "threshold": ("赞成的有 {have:,} 票。", "In favour: {have:,}. "),
    "needed": ("需要{base}的{share}，至少 {needed:,}：{met}", "Needed: {share} of {base}, {needed:,} at least: {met}"),
    "roll": ("名册 {number:,} 人", "{number:,} on the roll"),
    "present": ("出席者 {number:,} 人", "{number:,} present"),
    "taking_part": ("参加者 {number:,} 人", "{number:,} taking part"),
    "strict": ("超过 {fraction}（不含本数）", "more than {fraction}"),
    "inclusive": (" {fraction} 以上（含本数）", "at least {fraction}"),
    "met": ("达到。", "reached."),
    "unmet": ("没有达到。", "not reached."),
    "adopted": ("结果：通过。", "Adopted."),
    "no_quorum": ("结果：不通过，参加的人不够。", "Not adopted: too few took part."),
    "tie": ("结果：不通过，赞成与反对一样多。", "Not adopted: a tie."),
    "below_threshold": ("结果：不通过，赞成票不够。", "Not adopted: too few in favour."),
    "online": ("线上 {number:,} 张。", "{number:,} online."),
    "counter": ("服务台协助 {number:,} 张。", "{number:,} at the counter, with help."),
    "hands": ("举手 {number:,} 票。", "{number:,} by show of hands."),
    "paper": ("纸质 {number:,} 张。", "{number:,} on paper."),
    "papers": ("纸质签到 {signed_in:,} 人，废票 {invalid:,} 张。", "{signed_in:,} signed in, {invalid:,} invalid."),
    "left_out": ("不计入的选票 {number} 张（{grounds}）。", "Ballots left out: {number} ({grounds})."),
    "digest": ("结果指纹（SHA-256）：{digest}", "Digest of the result (SHA-256): {digest}"),
    "right": ("重算完毕，与公布的结果一致。", "Counted again: the published result is right."),
    "nothing": ("重算完毕。文件里没有公布的结果可比。", "Counted again. The file states no result."),
    "wrong": ("重算完毕，与公布的结果不一致：", "Counted again: the published result is another one:"),
    "differs": ("  {what}：公布 {published}，重算 {counted}", "  {what}: published {published}, counted {counted}"),
    "unreadable": ("文件读不了，第 {line} 行：{text}", "The file cannot be read, line {line}: {text}"),
    "missing": ("文件打不开：{text}", "The file cannot be opened: {text}"),
    "not_text": ("不是 UTF-8 文本，或引号不成对。", "not UTF-8 text, or a quotation mark is missing"),
    "neither": ("既不是邻里的选票文件，也不是 Pabulib 文件。", "neither our ballot file nor a Pabulib file"),
    "line": ("列数不对，或这一行不该在这里。", "a column too many or too few, or a line out of place"),
    "order": ("缺少一部分，或各部分的次序不对。", "a part is missing or out of order"),
    "other_election": ("别的选举只能算 approval 加 greedy。", "of other elections only approval with greedy"),
    "term": ("缺少或写错了：{detail}", "missing or malformed: {detail}"),
    "option": ("选项的代码、造价、票数或撤回标记不对。", "code, cost, votes or withdrawn of an option"),
    "option_twice": ("有两个选项用了同一个代码。", "two options have the same code"),
    "receipt": ("回执要从小到大，各出现一次。", "receipts must ascend, each once"),
    "ballot": ("同一选项出现两次，或超过了每人的票数。", "an option twice, or too many choices"),
    "unscored": ("没有评分：{detail}", "not scored: {detail}"),
    "unknown": ("没有这个选项：{detail}", "there is no option {detail}"),
}


def explain(file: File, result: dict[str, Any], say: dict[str, str]) -> Iterator[str]:
    """The result in plain words, line by line."""
    yield file.terms.get("title") or file.terms.get("description", "")
    roll = result.get("roll", {"size": 0})["size"]
    yield say["part" if file.ours else "part_pb"].format(roll=roll, came=result["taking_part"])
    if "channels" in result:
        yield " ".join(say[way].format(number=told["ballots"]) for way, told in result["channels"].items())
    if "papers" in result:
        yield say["papers"].format(**result["papers"])
    if "decision" in result:
        yield from _explain_decision(result["decision"], say)
        return
    limits = {"winners": result["winners"] or say["none"], "budget": _money(result["budget_cny"]) or say["none"]}
    yield say[result.get("award_rule", "budget_greedy")] + say["limits"].format(**limits)
    for row in result["options"]:
        why = say[row["reason"]].format(left=_money(row["left_before_cny"]), short=_money(row["short_by_cny"]))
        tie = row["tie_decided_by"]
        why += say["file_order" if tie in TIES[2:] and not file.ours else tie] if tie else ""
        shown = {"rank": row["rank"] or "-", "mark": "✓" if row["selected"] else "·", "cost": _money(row["cost_cny"])}
        yield say["row"].format(title=row["title"] or row["code"], votes=row["votes"], **shown) + why
    left = _money(result["left_cny"]) or say["none"]
    yield say["sum"].format(number=len(result["selected"]), spent=_money(result["spent_cny"]), left=left)


def _explain_decision(decision: dict[str, Any], say: dict[str, str]) -> Iterator[str]:
    yield say["counts"].format(**decision["counts"])
    for name in ("quorum", "threshold"):
        judged = decision[name]
        share = say["strict" if judged["strict"] else "inclusive"].format(fraction=judged["fraction"])
        words = {"share": share, "base": say[judged["basis"]].format(number=judged["base"])}
        met = say["met" if judged["met"] else "unmet"]
        yield say[name].format(have=judged["have"]) + say["needed"].format(needed=judged["needed"], met=met, **words)
    yield say[decision["reason"]]


def _money(amount: str | None) -> str:
    return "" if amount is None else f"{Decimal(amount):,.2f}".replace(".00", "")


def _first_count(source: BinaryIO, file: File) -> tuple[str, str] | None:
    """The digest of the result before any ballot was left out: as published, and as counted from the same file."""
    stated = file.terms.get("result_digest_before", "")
    if not stated or file.terms.get("vote_type"):
        return None
    return stated, digest_of(count(read(source, before=True)))


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("file", help="the downloaded ballot file, .csv or .pb")
    parser.add_argument("--lang", choices=("zh", "en"), default="zh", help="the language of the answer")
    options = parser.parse_args(arguments)
    say = {key: words[options.lang == "en"] for key, words in WORDS.items()}
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        with open(options.file, "rb") as source:
            file = read(source)
            result = count(file)
            source.seek(0)
            first = _first_count(source, file)
    except OSError as error:
        print(say["missing"].format(text=error.strerror), file=sys.stderr)
        return 2
    except Unreadable as error:
        print(
            say["unreadable"].format(line=error.line, text=say[error.key].format(detail=error.detail)), file=sys.stderr
        )
        return 2
    compared, wrong = differences(file, result)
    if first is not None:
        compared += 1
        wrong += [("result_digest_before", *first)] * (first[0] != first[1])
    print(*explain(file, result, say), sep="\n")
    if result.get("excluded"):
        grounds = ", ".join(f"{ground}: {number}" for ground, number in result["excluded"].items())
        print(say["left_out"].format(number=sum(result["excluded"].values()), grounds=grounds))
    print(say["digest"].format(digest=digest_of(result)) if file.ours else "")
    print(say["wrong" if wrong else "right" if compared else "nothing"])
    for what, published, counted in wrong:
        print(say["differs"].format(what=what, published=published, counted=counted))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
