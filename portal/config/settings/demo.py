"""The newcomer's machine: SQLite and files under var/, no other service, a persona picker instead of real sign-in."""

from pathlib import Path

from portal.config import environment as env
from portal.config.settings.base import *  # noqa: F403
from portal.config.settings.base import STATE as _STATE

STATE = Path(env.text("STATE_DIR", str(_STATE)))
STATE.mkdir(exist_ok=True)
MEDIA_ROOT = STATE / "media"
DEBUG = env.flag("DEBUG", False)
DEMO = True
ALLOWED_HOSTS = ["*"]
SECRET_KEY = "demo-only-and-public-never-use-it-elsewhere"  # noqa: S105
FIELD_KEYS = ["ZGVtby1vbmx5LWZpZWxkLWtleS14eHh4eHh4eHh4eHg="]
POLL_KEYS = ["ZGVtby1vbmx5LXBvbGwta2V5LXh4eHh4eHh4eHh4eHg="]
DATABASES = {"default": env.database(f"sqlite:///{STATE / 'demo.sqlite3'}", serving="asgi")}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": STATE / "cache"}}
LIVE_NUDGE = "poll"
CELERY_BROKER_URL = "filesystem://"
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "data_folder_in": str(STATE / "queue"),
    "data_folder_out": str(STATE / "queue"),
    "control_folder": str(STATE / "queue-control"),
}
for _folder in ("queue", "queue-control", "media"):
    (STATE / _folder).mkdir(parents=True, exist_ok=True)
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
