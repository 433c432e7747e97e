from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from wechat.account import menu
from wechat.gateway.errors import NotConfigured, WeChatTrouble
from wechat.gateway.official import create_menu

DEFAULT = Path(menu.__file__).with_name("menu.json")


class Command(BaseCommand):
    help = "Publishes the official account's menu from a JSON file, after checking it. Addresses may begin with /."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, default=DEFAULT, help="the menu; ours where it is left out")
        parser.add_argument("--dry-run", action="store_true", help="check and show it, publish nothing")

    def handle(self, *args: Any, file: Path, dry_run: bool, **options: Any) -> None:
        try:
            checked = menu.read_menu(file.read_text("utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{file} cannot be read: {error}") from None
        except menu.BadMenu as error:
            raise CommandError("Nothing was published.\n" + "\n".join(error.complaints)) from None
        self.stdout.write(menu.described(checked))
        if dry_run:
            self.stdout.write("Checked; nothing was published.")
            return
        try:
            create_menu(checked)
        except NotConfigured:
            raise CommandError("Set WECHAT_OA_APP_ID and WECHAT_OA_SECRET first. Nothing was published.") from None
        except WeChatTrouble as error:
            raise CommandError(f"Nothing was published: {error}") from None
        self.stdout.write("Published. Phones show it within a day, or after following anew.")
