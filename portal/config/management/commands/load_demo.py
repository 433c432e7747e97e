import logging
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from portal.config.demo.fresh import wipe
from portal.config.demo.loader import load
from portal.config.demo.schema import begin
from portal.core import clock
from search.actions.rebuild import rebuild_database


class Command(BaseCommand):
    help = "Load the demo district: real places, invented people, a contest in each phase. Loading again is harmless."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--migrate", action="store_true", help="bring the database up to date first")
        parser.add_argument("--fresh", action="store_true", help="throw the demo's database and pictures away first")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("These are not demo settings: invented people have no place here. Nothing was changed.")
        if options["migrate"]:
            begin()
            call_command("migrate", verbosity=0)
        if options["fresh"]:
            wipe()
            self.stdout.write("  emptied")
        began = time.monotonic()
        # A year of news and pages would fill the terminal.
        logging.disable(logging.WARNING)
        try:
            self._load(began)
        finally:
            logging.disable(logging.NOTSET)
        self.stdout.write(self.style.SUCCESS(f"The demo is loaded ({time.monotonic() - began:.1f} s)."))

    def _load(self, last: float) -> None:
        for step in load(clock.now()):
            spent, last = time.monotonic() - last, time.monotonic()
            self.stdout.write(f"  {step.label}: {f'{spent:.1f} s' if step.new else 'there already'}")
            self.stdout.flush()
        rebuild_database(now=clock.now())
        self.stdout.write(f"  search index: {time.monotonic() - last:.1f} s")
