from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from wechat.standin import run


class Command(BaseCommand):
    help = "Serve a stand-in for WeChat on 127.0.0.1, with a page on which you play the phone. Demo and tests only."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=None, help="WECHAT_STANDIN_PORT, or the site's port and one")
        parser.add_argument("--portal", default="", help="where pushes go; the site's own address where left out")

    def handle(self, *args: Any, port: int | None, portal: str, **options: Any) -> None:
        try:
            run.run(port=port, portal=portal)
        except run.Refusal as refusal:
            raise CommandError(str(refusal)) from None
