"""The newcomer's machine: SQLite and files under var/, no other service, a persona picker instead of real sign-in."""

from pathlib import Path

from portal.config import environment as env
from portal.config.settings.base import *  # noqa: F403
from portal.config.settings.base import STATE as _STATE
from wechat.standin.apps import DEMO_MP, DEMO_OA

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
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": STATE / "cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
# WeChat is the stand-in beside the site (manage.py wechat_standin) unless the environment names another.
WECHAT_STANDIN_PORT = env.number("WECHAT_STANDIN_PORT", env.number("PORT", 8000) + 1)
WECHAT_STANDIN_URL = f"http://127.0.0.1:{WECHAT_STANDIN_PORT}"
WECHAT_API_URL = env.wechat_address("WECHAT_API_URL", WECHAT_STANDIN_URL)
WECHAT_OPEN_URL = env.wechat_address("WECHAT_OPEN_URL", WECHAT_STANDIN_URL)
WECHAT_MP_APP_ID, WECHAT_MP_SECRET, WECHAT_MP_PUSH_TOKEN, WECHAT_MP_PUSH_KEY = env.wechat_app("WECHAT_MP", DEMO_MP)
WECHAT_OA_APP_ID, WECHAT_OA_SECRET, WECHAT_OA_PUSH_TOKEN, WECHAT_OA_PUSH_KEY = env.wechat_app("WECHAT_OA", DEMO_OA)
WAGTAILADMIN_BASE_URL = env.text("SITE_URL", f"http://127.0.0.1:{env.number('PORT', 8000)}")
LIVE_NUDGE = "poll"
CELERY_BROKER_URL = "filesystem://"
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "data_folder_in": str(STATE / "queue"),  # type: ignore[dict-item]
    "data_folder_out": str(STATE / "queue"),  # type: ignore[dict-item]
    "control_folder": str(STATE / "queue-control"),  # type: ignore[dict-item]
}
STATIC_ROOT = STATE / "static"
for _folder in ("queue", "queue-control", "media", "static"):
    (STATE / _folder).mkdir(parents=True, exist_ok=True)
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
