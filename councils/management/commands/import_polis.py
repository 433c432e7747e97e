from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from councils.actions.opinions import draw_map, import_conversation
from councils.conventions_enums import ConventionState
from councils.models import ConventionVersion
from councils.opinions_enums import MapSource
from councils.opinions_polis import BadExport, read_export
from portal.core import clock


class Command(BaseCommand):
    """Loads an export of Polis beside a draft; docs/conventions.md says what becomes of it."""

    help = "Load an export of Polis beside the draft of a convention, apart from its residents, and draw its map."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="holds comments.csv and participants-votes.csv")
        parser.add_argument("--version-code", default="", help="the draft; may be left out where there is only one")

    def handle(self, *args: Any, folder: Path, version_code: str, **options: Any) -> None:
        try:
            conversation = read_export(folder)
        except BadExport as error:
            raise CommandError(_("Nothing was loaded: %s.") % error) from None
        version = _draft(version_code)
        import_conversation(version_code=version.code, conversation=conversation, now=clock.now())
        drawn = draw_map(code=version.code, now=clock.now(), source=MapSource.IMPORTED)
        outcome = drawn.outcome if drawn is not None else {}
        words = {
            "statements": len(conversation.statements),
            "reactions": len(conversation.reactions),
            "people": len({each.participant for each in conversation.reactions}),
            "version": version,
        }
        self.stdout.write(
            _("%(statements)d statements and %(reactions)d reactions of %(people)d people, beside %(version)s.") % words
        )
        for letter, group in zip("ABCDE", outcome.get("groups", []), strict=False):
            self.stdout.write(_("Group %(letter)s: %(people)d people") % {"letter": letter, "people": group["people"]})
        self.stdout.write(f"{version.get_absolute_url()}opinions/map/?of=imported")


def _draft(code: str) -> ConventionVersion:
    drafts = ConventionVersion.objects.select_related("convention__community").order_by("pk")
    found = list(drafts.filter(code=code) if code else drafts.filter(state=ConventionState.DRAFTED))
    if len(found) == 1:
        return found[0]
    if not found:
        raise CommandError(_("There is no such draft."))
    known = ", ".join(f"{each.code} ({each})" for each in found)
    raise CommandError(_("Several drafts are under consultation; say which with --version-code: %s") % known)
