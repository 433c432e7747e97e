from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.core import clock
from portal.pages.actions import editors_drift, sync_editors


class Command(BaseCommand):
    help = "Bring the groups of page editors in line with the appointments in force."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; fail where something is amiss")

    def handle(self, *args: Any, **options: Any) -> None:
        now = clock.now()
        amiss = editors_drift(now=now) if options["check"] else sync_editors(now=now)
        for drift in amiss:
            self.stdout.write(f"{drift.group}: {len(drift.too_many)} too many, {len(drift.missing)} missing")
        if options["check"] and amiss:
            raise CommandError("Editors are not who the appointments say: run sync_editors.")
