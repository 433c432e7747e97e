from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from portal.core import clock
from search.actions.drop import drop
from search.actions.engine import rebuild_engine
from search.actions.rebuild import differences, rebuild_database
from search.backends import engine_configured


class Command(BaseCommand):
    help = "The search index: rebuild it while it answers, check what differs from the rooms, or drop it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("act", choices=["rebuild", "check", "drop"])

    def handle(self, *args: Any, **options: Any) -> None:
        {"rebuild": self._rebuild, "check": self._check, "drop": self._drop}[options["act"]]()

    def _rebuild(self) -> None:
        with tqdm(unit="doc", leave=False, dynamic_ncols=True) as bar:

            def progress(done: int, whole: int) -> None:
                bar.total = whole
                bar.update(done - bar.n)

            documents = rebuild_database(now=clock.now(), progress=progress)
        self.stdout.write(f"{documents} documents in the database")
        if engine_configured():
            with tqdm(unit="doc", leave=False, dynamic_ncols=True) as bar:
                bar.total = documents
                name = rebuild_engine(progress=lambda done, _whole: bar.update(done - bar.n))
            self.stdout.write(f"the engine answers from {name}")

    def _check(self) -> None:
        found = differences()
        for title, names in (("missing", found.missing), ("stray", found.stray), ("stale", found.stale)):
            for source, key in names[:20]:
                self.stdout.write(f"{title}: {source} {key}")
            if len(names) > 20:
                self.stdout.write(f"{title}: {len(names) - 20} more")
        if found.wordless:
            self.stdout.write(f"words and documents differ in {found.wordless}")
        if found:
            raise CommandError("The index differs from the rooms; `search_index rebuild` mends it.")
        self.stdout.write(f"{found.documents} documents, nothing differs")

    def _drop(self) -> None:
        drop()
        self.stdout.write("the index is empty; plain look-ups in titles answer until it is built again")
