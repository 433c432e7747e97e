import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from tqdm import tqdm

from portal.accounts.models import User
from portal.communities.models import Subdistrict
from portal.core import clock
from portal.core.errors import Refusal
from proposals.actions.import_contest import ImportOutcome, import_contest
from proposals.importing import Unreadable
from proposals.importing.example import example_file

SHOWN = 50


class Command(BaseCommand):
    """Imports an earlier election; docs/import.md describes the files."""

    help = "Import an earlier election (.pb, .csv, .xlsx) as a historical contest, count it and publish the result."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="a Pabulib, CSV or Excel file")
        parser.add_argument("--subdistrict", help="the sub-district it belongs to: its address (meishan) or name")
        parser.add_argument("--title", default="", help="instead of the file's own title")
        parser.add_argument("--edition", type=int, help="instead of the file's own edition")
        parser.add_argument("--by", help="username of the manager who imports it; without it, the operator")
        parser.add_argument("--dry-run", action="store_true", help="do everything, tell the result, keep nothing")
        parser.add_argument("--again", action="store_true", help="import a file once more that was imported before")
        parser.add_argument("--example", type=Path, metavar="FILE", help="write an example file to fill in, and stop")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._handle(**options)
        except Unreadable as error:
            shown = [str(problem) for problem in error.problems[:SHOWN]]
            if len(error.problems) > SHOWN:
                shown.append(_("… and %d more.") % (len(error.problems) - SHOWN))
            raise CommandError("\n".join([error.message, *shown])) from None
        except Refusal as error:
            raise CommandError(" ".join([error.message, *error.fields.values()])) from None

    def _handle(self, *, file: Path | None, example: Path | None, **options: Any) -> None:
        if example is not None:
            _written(example, example_file(example.name))
            self.stdout.write(_("Written: %s") % example)
            return
        if file is None or not options["subdistrict"]:
            raise CommandError(_("Name a file and a sub-district: import_contest FILE --subdistrict meishan"))
        with tqdm(unit=" rows", disable=options["verbosity"] == 0, file=sys.stderr, leave=False) as bar:
            outcome = import_contest(
                content=_read(file),
                name=file.name,
                subdistrict=_subdistrict(options["subdistrict"]),
                actor=_person(options["by"]),
                now=clock.now(),
                title=options["title"],
                edition=options["edition"],
                again=options["again"],
                dry_run=options["dry_run"],
                started=bar.reset,
                advanced=bar.update,
            )
        self._tell(outcome, kept=not options["dry_run"])

    def _tell(self, outcome: ImportOutcome, *, kept: bool) -> None:
        words = {
            "title": outcome.contest.title,
            "code": outcome.contest.code,
            "projects": outcome.projects,
            "voters": outcome.voters,
            "ballots": outcome.ballots,
        }
        self.stdout.write(_("“%(title)s”: %(projects)d projects, %(voters)d voters, %(ballots)d ballots.") % words)
        self.stdout.write(_("Selected: %s") % ", ".join(outcome.selected))
        if outcome.differs:
            message = _("The file says otherwise for: %s") % ", ".join(outcome.differs)
            self.stdout.write(self.style.WARNING(message))
        elif outcome.official:
            self.stdout.write(_("Exactly what the file says was selected."))
        if kept:
            self.stdout.write(self.style.SUCCESS(_("Imported as contest %(code)s.") % words))
        else:
            self.stdout.write(_("Only tried: nothing was kept."))


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise CommandError(_("This file cannot be opened: %s") % error) from None


def _written(file: Path, content: bytes) -> None:
    try:
        with file.open("xb") as target:
            target.write(content)
    except OSError as error:
        raise CommandError(_("This file cannot be written: %s") % error) from None


def _subdistrict(name: str) -> Subdistrict:
    found = Subdistrict.objects.filter(slug=name).first() or Subdistrict.objects.filter(name=name).first()
    if found is None:
        known = ", ".join(Subdistrict.objects.values_list("slug", flat=True))
        raise CommandError(_("There is no sub-district %(name)s. Known: %(known)s") % {"name": name, "known": known})
    return found


def _person(username: str | None) -> User | None:
    if not username:
        return None
    try:
        return User.objects.get(username=username)
    except User.DoesNotExist:
        raise CommandError(_("Nobody is called %s.") % username) from None
