"""Pabulib files (.pb): META, PROJECTS and VOTES, split at semicolons (Stolicki, Szufa, Talmon: Pabulib, 2020).

Approval votes and their special case "choose-1" can be counted here; points, rankings and shares of money cannot.
"""

from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _

from proposals.importing.election import Problem, RawFile, Row
from proposals.importing.lines import numbered_lines

SECTIONS = ("META", "PROJECTS", "VOTES")
APPROVAL, CHOOSE_ONE = "approval", "choose-1"
RULES = {
    "greedy": "budget_greedy",
    "equalshares/add1": "budget_equal_shares",
    "votes": "votes",
    "budget_greedy": "budget_greedy",
}
_SETTINGS = {
    "description": "title",
    "budget": "budget_cny",
    "max_length": "votes_per_person",
    "date_begin": "vote_opens",
    "date_end": "vote_closes",
    "edition": "edition",
}
_PROJECT = {"project_id": "number", "cost": "cost_cny", "name": "title", "target": "idea"}


def read_pabulib(text: str) -> RawFile:
    """The file as rows, with the problems of its form; its cells are understood later."""
    raw = RawFile()
    section, header = "", list[str]()
    found = dict.fromkeys(SECTIONS, False)
    readers: dict[str, Callable[[RawFile, Row], None]] = {"META": _meta, "PROJECTS": _project, "VOTES": _vote}
    for where, cells in numbered_lines(text, ";"):
        if len(cells) == 1 and cells[0] in SECTIONS:
            section, header = cells[0], []
            found[section] = True
        elif not section:
            raw.problems.append(Problem(where, _("A Pabulib file begins with the line META.")))
            return raw
        elif not header:
            header = cells
        elif len(cells) != len(header):
            raw.problems.append(
                Problem(
                    where, _("%(have)d cells, the heading has %(want)d.") % {"have": len(cells), "want": len(header)}
                )
            )
        else:
            readers[section](raw, Row(where, dict(zip(header, cells, strict=True))))
    for name in SECTIONS:
        if not found[name]:
            raw.problems.append(Problem("", _("The section %s is missing.") % name))
    if found["META"]:
        _terms(raw)
    return raw


def _meta(raw: RawFile, row: Row) -> None:
    cells: Sequence[str] = list(row.cells.values())
    raw.settings[cells[0]] = Row(row.where, {"value": cells[1] if len(cells) > 1 else ""})


def _project(raw: RawFile, row: Row) -> None:
    raw.projects.append(Row(row.where, {_PROJECT.get(name, name): cell for name, cell in row.cells.items()}))


def _vote(raw: RawFile, row: Row) -> None:
    raw.ballots.append(Row(row.where, {"voter": row["voter_id"], "choices": row["vote"]}))


def _terms(raw: RawFile) -> None:
    """Pabulib's keys by our names; what cannot be counted here becomes a problem."""
    vote_type, rule = raw.setting("vote_type"), raw.setting("rule")
    if vote_type not in (APPROVAL, CHOOSE_ONE):
        message = _("Votes of the type “%s” cannot be counted here: only approval and choose-1 can.") % vote_type
        raw.problems.append(Problem(raw.where("vote_type"), message))
    if rule not in RULES:
        message = _("The rule “%s” cannot be counted here: only greedy and equalshares/add1 can.") % rule
        raw.problems.append(Problem(raw.where("rule"), message))
    for key, rows in (("num_projects", raw.projects), ("num_votes", raw.ballots)):
        if raw.setting(key) and raw.setting(key) != str(len(rows)):
            message = _("%(key)s says %(said)s, but there are %(found)d.")
            words = {"key": key, "said": raw.setting(key), "found": len(rows)}
            raw.problems.append(Problem(raw.where(key), message % words))
    meta = raw.settings
    raw.settings = {ours: meta[theirs] for theirs, ours in _SETTINGS.items() if theirs in meta}
    raw.settings["award_rule"] = Row("", {"value": RULES.get(rule, "budget_greedy")})
    if vote_type == CHOOSE_ONE:
        raw.settings["votes_per_person"] = Row("", {"value": "1"})
    year = meta["instance"]["value"] if "instance" in meta else ""
    for name, day in (("vote_opens", f"{year}-01-01"), ("vote_closes", f"{year}-12-31")):
        raw.settings.setdefault(name, Row(raw.where(name), {"value": day if year else ""}))
