"""What a newcomer's machine has: the packages of requirements/base.txt and no others."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START = """
import sys
from importlib.metadata import packages_distributions
allowed = set(sys.argv[1:])
for module, projects in packages_distributions().items():
    if not allowed & {project.lower().replace("_", "-") for project in projects}:
        sys.modules[module] = None
import django
django.setup()
from django.urls import get_resolver
get_resolver().url_patterns
import portal.config.asgi, portal.config.celery
print("started")
"""


def test_portal_starts_with_the_base_packages_alone(tmp_path):
    locked = re.findall(r"^([a-z0-9._-]+)(?:\[.*?\])?==", (ROOT / "requirements/base.txt").read_text(), re.MULTILINE)
    assert {"django", "wagtail"} <= set(locked)
    settings = {"DJANGO_SETTINGS_MODULE": "portal.config.settings.demo", "STATE_DIR": str(tmp_path)}
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    command = [sys.executable, "-c", START, *locked, "pip", "setuptools"]
    done = subprocess.run(command, cwd=ROOT, env=kept | settings, capture_output=True, text=True, check=False)
    assert done.stdout.endswith("started\n"), done.stderr[-2000:]
