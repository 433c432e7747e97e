"""From rows to an election. Every row is looked at, so that one run shows all that has to be mended."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from portal.ballots.models.poll import MAX_SLOTS
from proposals.enums import AwardRule
from proposals.importing import values
from proposals.importing.election import Ballot, Election, Problem, Project, RawFile, Row, Terms, Voter

NUMBER_AT_MOST = 40
TITLE_AT_MOST = 200
MONEY_AT_MOST = Decimal("99999999.99")
BUDGET_AT_MOST = Decimal("9999999999.99")
_RULES = {
    "votes": "votes",
    "票数优先": "votes",
    "budget_greedy": "budget_greedy",
    "预算内票数优先": "budget_greedy",
    "budget_equal_shares": "budget_equal_shares",
    "平等份额": "budget_equal_shares",
}
Complain = Callable[[str, str], None]


def understand(raw: RawFile, *, title: str, now: datetime) -> tuple[Election, list[Problem]]:
    """The election in `raw`, and everything that is wrong with it; with problems the election is not to be used.

    `title` takes the place of the file's own where given.
    """
    problems = list(raw.problems)

    def complain(where: str, message: str) -> None:
        problems.append(Problem(where, message))

    projects = _projects(raw.projects, complain)
    terms = _terms(raw, title, len(projects), now, complain)
    voters = _voters(raw, complain)
    listed = {voter.number for voter in voters} if raw.voters is not None else None
    ballots = _ballots(raw.ballots, {project.number for project in projects}, listed, terms.votes_per_person, complain)
    if listed is None:
        voters = tuple(Voter(ballot.voter, "", ballot.where) for ballot in ballots)
    return Election(terms, projects, voters, ballots), problems


def _terms(raw: RawFile, title: str, projects: int, now: datetime, complain: Complain) -> Terms:
    title = " ".join((title or raw.setting("title")).split())
    if not title:
        complain("", _("The contest has no title: give it one with --title."))
    budget = values.money(raw.setting("budget_cny"))
    if budget is None or not 0 < budget <= BUDGET_AT_MOST:
        complain(raw.where("budget_cny"), _("The budget must be an amount in yuan above zero."))
        budget = Decimal(1)
    rule = _RULES.get(raw.setting("award_rule") or "budget_greedy")
    if rule is None:
        complain(raw.where("award_rule"), _("Nobody knows the rule “%s”.") % raw.setting("award_rule"))
        rule = "budget_greedy"
    opens_at, closes_at = _window(raw, now, complain)
    return Terms(
        title=title,
        edition=_number(raw, "edition", 0, 9999, 0, complain),
        budget_cny=budget,
        votes_per_person=_number(raw, "votes_per_person", 1, MAX_SLOTS, max(1, min(projects, MAX_SLOTS)), complain),
        award_rule=AwardRule(rule),
        opens_at=opens_at,
        closes_at=closes_at,
    )


def _window(raw: RawFile, now: datetime, complain: Complain) -> tuple[datetime, datetime]:
    opens_at = values.moment(raw.setting("vote_opens"))
    closes_at = values.moment(raw.setting("vote_closes"), end_of_day=True)
    for name, found in (("vote_opens", opens_at), ("vote_closes", closes_at)):
        if found is None:
            complain(raw.where(name), _("%s must be a day or a moment, such as 2025-11-06 or 2025-11-06 09:00.") % name)
    if opens_at is None or closes_at is None:
        return now, now
    if opens_at >= closes_at:
        complain(raw.where("vote_closes"), _("The vote must close after it opens."))
    elif closes_at > now:
        complain(raw.where("vote_closes"), _("This vote is not over yet. Only earlier votes are imported."))
    return opens_at, closes_at


def _number(raw: RawFile, name: str, least: int, most: int, default: int, complain: Complain) -> int:
    text = raw.setting(name)
    if not text:
        return default
    number = values.whole(text)
    if number is None or not least <= number <= most:
        words = {"name": name, "least": least, "most": most}
        complain(raw.where(name), _("%(name)s must be a whole number from %(least)d to %(most)d.") % words)
        return default
    return number


def _projects(rows: list[Row], complain: Complain) -> tuple[Project, ...]:
    if not rows:
        complain("", _("There are no projects in this file."))
    projects, seen = [], dict[str, str]()
    for row in rows:
        _require_new_number(row, row["number"], seen, complain)
        cost = values.money(row["cost_cny"])
        if cost is None or not 0 <= cost <= MONEY_AT_MOST:
            complain(row.where, _("“%s” is no cost in yuan.") % row["cost_cny"])
            cost = Decimal(0)
        if not row["title"] or len(row["title"]) > TITLE_AT_MOST:
            complain(row.where, _("A project needs a title of at most %d characters.") % TITLE_AT_MOST)
        submitted_at = values.moment(row["submitted_at"]) if row["submitted_at"] else None
        if row["submitted_at"] and submitted_at is None:
            complain(row.where, _("“%s” is no moment.") % row["submitted_at"])
        projects.append(
            Project(
                number=row["number"],
                title=row["title"],
                cost_cny=cost,
                community=row["community"],
                category=row["category"],
                place=row["place"],
                idea=row["idea"],
                author=row["author"],
                submitted_at=submitted_at,
                withdrawn=bool(_flag(row, "withdrawn", complain)),
                selected=_flag(row, "selected", complain),
                where=row.where,
            )
        )
    return tuple(projects)


def _flag(row: Row, name: str, complain: Complain) -> bool | None:
    try:
        return values.yes_or_no(row[name])
    except ValueError:
        complain(row.where, _("%(name)s must be yes or no, not “%(value)s”.") % {"name": name, "value": row[name]})
        return None


def _voters(raw: RawFile, complain: Complain) -> tuple[Voter, ...]:
    seen: dict[str, str] = {}
    for row in raw.voters or []:
        _require_new_number(row, row["number"], seen, complain)
    return tuple(Voter(row["number"], row["community"], row.where) for row in raw.voters or [])


def _ballots(
    rows: list[Row], projects: set[str], voters: set[str] | None, slots: int, complain: Complain
) -> tuple[Ballot, ...]:
    if not rows:
        complain("", _("There are no ballots in this file."))
    ballots, seen = [], dict[str, str]()
    for row in rows:
        _require_new_number(row, row["voter"], seen, complain)
        chosen = values.choices(row["choices"])
        if voters is not None and row["voter"] not in voters:
            complain(row.where, _("Voter %s is not on the list of voters.") % row["voter"])
        if unknown := [number for number in dict.fromkeys(chosen) if number not in projects]:
            complain(row.where, _("No project has the number %s.") % ", ".join(unknown))
        if len(set(chosen)) < len(chosen):
            complain(row.where, _("The ballot names a project twice."))
        elif len(chosen) > slots:
            words = {"have": len(chosen), "most": slots}
            complain(row.where, _("%(have)d choices, %(most)d are allowed.") % words)
        ballots.append(Ballot(row["voter"], chosen, row.where))
    return tuple(ballots)


def _require_new_number(row: Row, number: str, seen: dict[str, str], complain: Complain) -> None:
    if not number or len(number) > NUMBER_AT_MOST:
        complain(row.where, _("A number of at most %d characters is needed here.") % NUMBER_AT_MOST)
    elif number in seen:
        complain(row.where, _("%(number)s stands on %(where)s already.") % {"number": number, "where": seen[number]})
    else:
        seen[number] = row.where
