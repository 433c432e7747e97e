from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from portal.config.setup_check.all import lacking
from portal.core import clock


class Command(BaseCommand):
    help = "Say what this district still lacks; ends with 1 while something residents need is missing."

    def handle(self, *args: Any, **options: Any) -> None:
        found = lacking(clock.now())
        for finding in found:
            sign = self.style.ERROR("✗") if finding.must else self.style.WARNING("○")
            self.stdout.write(f"{sign} {finding.part}  {finding.words}")
        missing = sum(finding.must for finding in found)
        if missing:
            raise CommandError(_("Still missing: %d. See docs/start-a-district.md.") % missing)
        self.stdout.write(self.style.SUCCESS(_("Nothing that residents need is missing.")))
