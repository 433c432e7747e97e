"""The ballot file, line by line, in two forms, CSV and Pabulib: docs/ballot-file.md describes both.

Ballots come in the order of their receipt codes, which are random to everybody: the order tells nothing.
"""

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.ballots.models import CountedBallot, Poll
from portal.ballots.tally.count import FORMAT
from portal.core.errors import OutsideWindow
from portal.core.workbooks import BYTE_ORDER_MARK, csv_text

PABULIB_RULES = {"budget_greedy": "greedy", "budget_equal_shares": "equalshares/add1"}


class _Line:
    """A file for csv.writer that hands each line straight on."""

    def write(self, line: str) -> str:
        return line


def export_csv(poll: Poll) -> Iterator[str]:
    """Lines of the ballot file as CSV, ending in a newline each. Raises OutsideWindow before the count.

    It begins with a byte order mark, without which Excel reads Chinese wrongly.
    """
    stored = _stored(poll)
    write = csv.writer(_Line(), lineterminator="\n").writerow
    return _csv_lines(poll, stored, write)


def export_pb(poll: Poll) -> Iterator[str]:
    """Lines of a Pabulib file (pabulib.org/format) with our terms as further META lines. Raises as `export_csv`."""
    stored = _stored(poll)
    write = csv.writer(_Line(), delimiter=";", lineterminator="\n").writerow
    return _pb_lines(poll, stored, write)


def _stored(poll: Poll) -> dict[str, Any]:
    if poll.result is None:
        raise OutsideWindow(_("The ballot file is there after the count."))
    return poll.result


def _terms(poll: Poll, stored: dict[str, Any]) -> list[tuple[str, Any]]:
    terms = [
        ("file_format", FORMAT),
        ("poll", poll.code),
        ("title", poll.title),
        ("method", poll.method),
        ("award_rule", poll.award_rule),
        ("slots", poll.slots),
        ("budget_cny", stored.get("budget_cny") or ""),
        ("winners", poll.winners or ""),
        ("lot_seed", poll.lot_seed),
        ("roll_basis", stored["roll"]["basis"]),
        ("roll_size", stored["roll"]["size"]),
        ("roll_digest", stored["roll"]["digest"]),
        ("result_digest", poll.result_digest),
    ]
    if excluded := stored.get("excluded"):
        first = poll.result_versions.get(number=1)
        grounds = " ".join(f"{ground}={number}" for ground, number in excluded.items())
        terms += [("excluded", grounds), ("result_digest_before", first.digest)]
    terms += [(f"papers_{what}", number) for what, number in stored.get("papers", {}).items()]
    for channel, figures in stored.get("channels", {}).items():
        votes = " ".join(f"{code}={number}" for code, number in figures["votes"].items() if number)
        terms.append((f"channel:{channel}", f"{figures['ballots']} {votes}".strip()))
    terms += [(f"weight_{side}", weight) for side, weight in (poll.weights or {}).items()]
    for sheet in poll.sheets:
        scores = " ".join(f"{code}={score}" for code, score in sheet["scores"].items())
        terms.append((f"sheet:{sheet['panel']}:{sheet['judge']}", scores))
    if poll.present is not None:
        terms.append(("present", poll.present))
    for name, share in (poll.rule or {}).items():
        terms += [(f"{name}_{part}", str(value).lower()) for part, value in share.items()]
    return terms


def _csv_lines(poll: Poll, stored: dict[str, Any], write: Any) -> Iterator[str]:
    yield BYTE_ORDER_MARK + write(["meta", "key", "value"])
    for key, value in _terms(poll, stored):
        yield write(["meta", key, csv_text(value)])
    yield write(["option", "code", "cost_cny", "submitted_at", "withdrawn", "title"])
    for row in option_rows(poll, stored):
        line = [csv_text(row["code"]), row["cost_cny"], row["submitted_at"], row["withdrawn"], csv_text(row["title"])]
        yield write(["option", *line])
    told = "papers" in stored and poll.counted_ballots.exclude(channel="").exists()
    yield write(["ballot", "receipt", "choices", "channel"][: 3 + told])
    for receipt, chosen, _ground, channel in _ballots(poll, excluded=False):
        yield write(["ballot", receipt, csv_text(" ".join(chosen)), channel][: 3 + told])
    if stored.get("excluded"):
        yield write(["excluded", "receipt", "choices", "ground", "channel"][: 4 + told])
        for receipt, chosen, ground, channel in _ballots(poll, excluded=True):
            yield write(["excluded", receipt, csv_text(" ".join(chosen)), ground, channel][: 4 + told])


def _pb_lines(poll: Poll, stored: dict[str, Any], write: Any) -> Iterator[str]:
    rows = option_rows(poll, stored)
    yield from ("META\n", write(["key", "value"]))
    standard = [
        ("description", poll.title),
        ("country", "China"),
        ("unit", str(poll.subdistrict or poll.community or "")),
        ("instance", timezone.localtime(poll.opens_at).year),
        ("num_projects", len(rows)),
        ("num_votes", stored["taking_part"]),
        ("budget", _whole(stored.get("budget_cny") or "0.00")),
        ("vote_type", "approval"),
        ("rule", PABULIB_RULES.get(poll.award_rule, poll.award_rule)),
        ("date_begin", timezone.localtime(poll.opens_at).strftime("%d.%m.%Y")),
        ("date_end", timezone.localtime(poll.closes_at).strftime("%d.%m.%Y")),
        ("max_length", poll.slots),
        ("currency", "CNY"),
    ]
    for key, value in standard + _terms(poll, stored):
        yield write([key, value])
    yield from ("PROJECTS\n", write(["project_id", "cost", "votes", "name", "selected", "submitted_at", "withdrawn"]))
    for row in rows:
        cost, selected = _whole(row["cost_cny"]), int(row["selected"])
        yield write([row["code"], cost, row["votes"], row["title"], selected, row["submitted_at"], row["withdrawn"]])
    yield from ("VOTES\n", write(["voter_id", "vote"]))
    for receipt, chosen, _ground, _channel in _ballots(poll, excluded=False):
        yield write([receipt, ",".join(chosen)])


def option_rows(poll: Poll, stored: dict[str, Any]) -> list[dict[str, Any]]:
    """The options as they were counted; for yes/no/abstain without costs."""
    if "decision" in stored:
        blank = {"cost_cny": "0.00", "submitted_at": "", "withdrawn": 0}
        adopted = stored["decision"]["adopted"]
        return [
            {**blank, "code": option.code, "title": option.title, "votes": stored["decision"]["counts"][option.code]}
            | {"selected": adopted and option.code == "yes"}
            for option in poll.options.order_by("position", "pk")
        ]
    return [{**row, "withdrawn": int(row["reason"] == "withdrawn")} for row in stored["options"]]


def _ballots(poll: Poll, *, excluded: bool) -> Iterable[tuple[str, list[str], str, str]]:
    """Receipt, choices, the ground on which the ballot was left out ("" for one that counts), and how it came."""
    found = CountedBallot.objects.filter(poll_id=poll.pk)
    found = found.exclude(excluded="") if excluded else found.filter(excluded="")
    rows = found.order_by("receipt").values_list("receipt", "options", "excluded", "channel")
    return rows.iterator(chunk_size=5000)


def _whole(amount: str) -> str:
    return amount.removesuffix(".00")
