import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.config.api import api

FILE = Path(settings.ROOT) / "openapi.json"


def described() -> str:
    """The API as OpenAPI JSON, ending in a newline; what only the demo answers is left out."""
    schema: dict[str, Any] = api.get_openapi_schema()
    schema["paths"] = {
        path: methods
        for path, methods in schema["paths"].items()
        if not any("demo" in operation.get("tags", []) for operation in methods.values())
    }
    return json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


class Command(BaseCommand):
    help = "Write openapi.json, or with --check compare it: clients are generated from that file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="compare, write nothing, fail where it differs")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        text = described()
        if not check:
            FILE.write_text(text, "utf-8")
        elif not FILE.exists() or FILE.read_text("utf-8") != text:
            raise CommandError("openapi.json is not what the API answers; run make openapi and look at the difference")
        self.stdout.write(f"openapi.json: {len(json.loads(text)['paths'])} paths")
