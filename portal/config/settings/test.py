"""Tests: SQLite in memory unless DATABASE_URL names a PostgreSQL server; Redis where REDIS_URL names one."""

import os
import tempfile
from pathlib import Path

from portal.config import environment as env
from portal.config.settings.base import *  # noqa: F403

SECRET_KEY = "test-only"  # noqa: S105
DEMO = True
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
FIELD_KEYS = ["dGVzdC1vbmx5LWZpZWxkLWtleS14eHh4eHh4eHh4eHg="]
POLL_KEYS = ["dGVzdC1vbmx5LXBvbGwta2V5LXh4eHh4eHh4eHh4eHg="]
DATABASES = {"default": env.database("sqlite:///:memory:")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA foreign_keys=ON; PRAGMA synchronous=OFF;"
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 0
REDIS_URL = os.environ.get("REDIS_URL", "")
# Tests that ask a real engine name it themselves (tests/search/conftest.py).
ELASTICSEARCH_URL = ""
ELASTICSEARCH_ALIAS = f"portal-{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
LIVE_NUDGE = env.one_of("LIVE_NUDGE", "poll", ("poll", "redis"))
# Tests play against the stand-in (tests/wechat/conftest.py); without it WeChat is not configured, whoever runs them.
WECHAT_MP_APP_ID = WECHAT_MP_SECRET = WECHAT_MP_PUSH_TOKEN = WECHAT_MP_PUSH_KEY = ""
WECHAT_OA_APP_ID = WECHAT_OA_SECRET = WECHAT_OA_PUSH_TOKEN = WECHAT_OA_PUSH_KEY = ""
WECHAT_API_URL = WECHAT_OPEN_URL = "http://127.0.0.1:9"
CELERY_BROKER_URL = "memory://"
CELERY_TASK_ALWAYS_EAGER = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="linli-media-"))
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
