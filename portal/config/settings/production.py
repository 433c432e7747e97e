"""A district's servers: everything comes from the environment, and a missing or weak value stops the start."""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from portal.config import environment as env
from portal.config.settings.base import *  # noqa: F403
from portal.config.settings.base import STATE
from portal.config.settings.base import STATIC_ROOT as _BUILT

SECRET_KEY = env.text("SECRET_KEY")
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY is shorter than 50 characters; make a longer one.")
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS")
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured("Set ALLOWED_HOSTS to the site's names, split by commas.")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
FIELD_KEYS = env.names("FIELD_KEYS")
POLL_KEYS = env.names("POLL_KEYS")
for _name, _keys in (("FIELD_KEYS", FIELD_KEYS), ("POLL_KEYS", POLL_KEYS)):
    if not _keys:
        raise ImproperlyConfigured(f"Set {_name} to one or more Fernet keys, newest first, split by commas.")
DATABASES = {"default": env.database("", serving=env.one_of("SERVING", "wsgi", ("wsgi", "asgi")))}  # type: ignore[arg-type]
REDIS_URL = env.text("REDIS_URL")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
LIVE_NUDGE = "redis"
CELERY_BROKER_URL = REDIS_URL

# Sign-in codes leave through the operator's bridge to a carrier, which takes JSON over HTTPS (docs/accounts.md).
SMS_SENDER = "http"
SMS_GATEWAY_URL = env.text("SMS_GATEWAY_URL")
SMS_GATEWAY_TOKEN = env.text("SMS_GATEWAY_TOKEN")
if not SMS_GATEWAY_URL.startswith(("https://", "http://127.0.0.1")):
    raise ImproperlyConfigured("SMS_GATEWAY_URL must start with https://: codes must not travel in the open.")
# Residents' codes and our secrets go to WeChat itself: a stand-in or a relay would read them.
for _name in ("WECHAT_API_URL", "WECHAT_OPEN_URL"):
    env.require_weixin(_name, globals()[_name])
WECHAT_HELD_IN = "redis"
# How many proxies of our own stand before the application; rate limits by address count the caller before them.
TRUSTED_PROXIES = ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXIES", 1)

WAGTAILADMIN_BASE_URL = env.text("SITE_URL", f"https://{ALLOWED_HOSTS[0]}")
MEDIA_ROOT = Path(env.text("MEDIA_ROOT", str(STATE / "media")))
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(_BUILT)))

SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", True)
# Asked inside the network, where nothing ends TLS.
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.number("HSTS_SECONDS", 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
