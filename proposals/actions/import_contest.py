"""An earlier election becomes a contest that can be read, counted again and downloaded like any other."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.queries import subdistricts_managed_by
from portal.communities.models import Subdistrict
from portal.core import audit
from portal.core.errors import Hidden, Invalid, WrongState
from proposals.actions.importing import ContestWriter, Progress, categories_by_name, communities_by_name
from proposals.importing import Election, Problem, Unreadable, read_election
from proposals.models import Contest, ContestImport


@dataclass(frozen=True)
class ImportOutcome:
    """What was imported. `selected` and `differs` are numbers of the file: chosen here, and chosen otherwise there."""

    contest: Contest
    projects: int
    voters: int
    ballots: int
    selected: tuple[str, ...]
    differs: tuple[str, ...]
    official: bool


def import_contest(
    *,
    content: bytes,
    name: str,
    subdistrict: Subdistrict,
    actor: Any | None,
    now: datetime,
    title: str = "",
    edition: int | None = None,
    again: bool = False,
    dry_run: bool = False,
    started: Progress = lambda _steps: None,
    advanced: Progress = lambda _steps: None,
) -> ImportOutcome:
    """Read an election from a file, write it as a historical contest, count it and publish the result.

    All in one transaction; a dry run does the same and takes it back. Voters become accounts nobody can sign in to, and
    none of the file's names or numbers for them is kept. `actor` None is whoever runs the server. `started` hears how
    many steps there are, `advanced` how many were done.
    Raises Hidden (not `actor`'s sub-district), Unreadable with every problem of the file, WrongState (this very file
    was imported before, and not `again`) or Invalid (an edition that is taken).
    """
    if actor is not None and not subdistricts_managed_by(actor).filter(pk=subdistrict.pk).exists():
        raise Hidden
    election, problems = read_election(content, name, now=now, title=title)
    if election is not None:
        problems = problems + _places_nobody_knows(election, subdistrict)
    if election is None or problems:
        raise Unreadable(problems)
    digest = hashlib.sha256(content).hexdigest()
    started(len(election.projects) + len(election.voters) + len(election.ballots))
    with transaction.atomic():
        Subdistrict.objects.select_for_update(no_key=True).get(pk=subdistrict.pk)
        if not again and (earlier := ContestImport.objects.filter(digest=digest).first()) is not None:
            raise WrongState(_("This file has been imported already, as “%s”.") % earlier.contest.title)
        work = ContestWriter(election, subdistrict, actor, now, advanced)
        contest = work.run(_edition(subdistrict, edition, election.terms.edition))
        ContestImport.objects.create(
            contest=contest,
            digest=digest,
            file_name=PurePath(name).name[:200],
            projects=work.codes,
            imported_by=actor,
            imported_at=now,
        )
        audit.record("proposals.import_contest", contest, actor, digest=digest, ballots=len(election.ballots))
        outcome = _outcome(election, contest, work.codes)
        transaction.set_rollback(dry_run)
    return outcome


def _places_nobody_knows(election: Election, subdistrict: Subdistrict) -> list[Problem]:
    """Communities and categories are named in the file by name or address; those unknown are problems too."""
    places, categories = communities_by_name(subdistrict), categories_by_name()
    problems = [] if places else [Problem("", _("This sub-district has no communities on file yet."))]
    named = [(row.community, row.where) for row in election.projects if row.community]
    named += [(row.community, row.where) for row in election.voters if row.community]
    unknown = _("No community of this sub-district is called “%s”.")
    problems += [Problem(where, unknown % place) for place, where in named if places and place not in places]
    strange = [project for project in election.projects if project.category and project.category not in categories]
    return problems + [Problem(row.where, _("No category is called “%s”.") % row.category) for row in strange]


def _edition(subdistrict: Subdistrict, asked: int | None, said: int) -> int:
    """The edition asked for; else the file's own where it is free; else the lowest free one."""
    taken = set(Contest.objects.filter(subdistrict=subdistrict).values_list("edition", flat=True))
    if asked is not None:
        if asked < 1 or asked in taken:
            raise Invalid(edition=_("There is an edition %d already.") % asked)
        return asked
    if said and said not in taken:
        return said
    return next(number for number in range(1, len(taken) + 2) if number not in taken)


def _outcome(election: Election, contest: Contest, codes: dict[str, str]) -> ImportOutcome:
    numbers = {code: number for number, code in codes.items()}
    result = (contest.poll.result if contest.poll is not None else None) or {}
    selected = tuple(numbers[code] for code in result["selected"])
    known = [project for project in election.projects if project.selected is not None]
    return ImportOutcome(
        contest=contest,
        projects=len(election.projects),
        voters=len(election.voters),
        ballots=len(election.ballots),
        selected=selected,
        differs=tuple(row.number for row in known if row.selected != (row.number in selected)),
        official=bool(known),
    )
