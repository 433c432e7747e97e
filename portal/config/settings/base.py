"""What every installation shares. The other files here change what differs, and say why."""

from pathlib import Path
from typing import Any

from celery.schedules import crontab
from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.utils.translation import gettext_lazy as _

from portal.config import environment as env

ROOT = Path(__file__).resolve().parents[3]
STATE = ROOT / "var"

DEBUG = False
DEMO = False
ALLOWED_HOSTS: list[str] = []
ROOT_URLCONF = "portal.config.urls"
WSGI_APPLICATION = "portal.config.wsgi.application"
ASGI_APPLICATION = "portal.config.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "portal.core",
    "portal.communities",
    "portal.accounts",
    "portal.notices",
    "portal.moderation",
    "portal.cases",
    "portal.rosters",
    "portal.discussions",
    "portal.ballots",
    "portal.lectures",
    "proposals",
    "volunteers",
    "councils",
    "portal.pages",
    "portal.figures",
    "wechat",
    "search",
    "portal.config.apps.RoofConfig",
    "wagtail.contrib.settings",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "portal.accounts.wagtail_users.StaffUsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.headless",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "rules.apps.AutodiscoverRulesConfig",
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "portal.config.borrowed",
]

MIDDLEWARE = [
    "portal.core.access.AccessMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "portal.ballots.lane.VoteLane",
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.core.middleware.PolicyMiddleware",
    "portal.core.etag.EtagMiddleware",
    "portal.core.sites.SiteMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.accounts.middleware.OfficesMiddleware",
    "portal.accounts.middleware.StaffGateMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "search.middleware.NudgeMiddleware",
    "portal.core.middleware.RefusalMiddleware",
    # Django reads files of a POST alone.
    "ninja.compatibility.files.fix_request_files_middleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
                "portal.core.context.site",
            ],
            "builtins": ["portal.core.templatetags.linli", "django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]

FORM_RENDERER = "portal.core.forms.SiteFormRenderer"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "portal.accounts.backends.AppointmentBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/me/"

# Residents sign in by a code sent to their phone; staff by password and second factor (portal.accounts.adapter).
ACCOUNT_ADAPTER = "portal.accounts.adapter.SignInAdapter"
ACCOUNT_FORMS = {
    "login": "portal.accounts.signin_forms.SignInForm",
    "confirm_login_code": "portal.accounts.signin_forms.CodeForm",
    "verify_phone": "portal.accounts.signin_forms.VerifyPhoneForm",
    "change_phone": "portal.accounts.signin_forms.ChangePhoneForm",
    "reauthenticate": "portal.accounts.signin_forms.ReauthenticateForm",
}
ACCOUNT_LOGIN_METHODS = {"phone"}
ACCOUNT_SIGNUP_FIELDS = ["phone*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PHONE_VERIFICATION_TIMEOUT = 300
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = ACCOUNT_PHONE_VERIFICATION_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = ACCOUNT_PHONE_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PHONE_VERIFICATION_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_RATE_LIMITS = {
    "request_login_code": "60/h/ip,1/30s/key,5/h/key,10/d/key",
    "verify_phone": "60/h/ip,1/30s/key,5/h/key",
    "login_failed": "20/m/ip,5/15m/key",
}
MFA_FORMS = {
    "authenticate": "portal.accounts.signin_forms.SecondFactorForm",
    "reauthenticate": "portal.accounts.signin_forms.SecondFactorAgainForm",
    "activate_totp": "portal.accounts.signin_forms.ActivateForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "邻里"
HEADLESS_CLIENTS = ("app",)
SOCIALACCOUNT_ADAPTER = "wechat.signin.adapter.WeChatAdapter"
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SMS_SENDER = "console"
SMS_GATEWAY_URL = SMS_GATEWAY_TOKEN = ""
TRUSTED_PROXIES = 0
STAFF_IDLE_SECONDS = 30 * 60

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = ROOT / "static-built"
MEDIA_URL = "/media/"
MEDIA_ROOT = STATE / "media"
# Where the proxy keeps MEDIA_ROOT for X-Accel-Redirect ("/protected/"); empty: files that were sent go through us.
MEDIA_ACCEL = env.text("MEDIA_ACCEL", "")
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
# From how many times of not coming within 90 days somebody no longer books by themselves; 0 is never (docs/rosters.md).
NO_SHOWS_AT_MOST = env.number("NO_SHOWS_AT_MOST", 0)
QUIET_HOURS = env.hours("QUIET_HOURS", "21:00-08:00")
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = 90 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = False
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
# A city's super-app may frame public pages: frame-ancestors below decides, for browsers that know it.
SILENCED_SYSTEM_CHECKS = ["security.W019"]
CSRF_FAILURE_VIEW = "portal.core.views.errors.csrf_failure"

# Which other sites may show public pages in a frame (a city's super-app), such as "https://app.example.gov.cn".
FRAME_ANCESTORS = env.names("FRAME_ANCESTORS")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "media-src": [SELF, "blob:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [SELF, *FRAME_ANCESTORS],
    }
}
# Wagtail's own screens carry inline script and style, and nobody else may frame them.
STAFF_PREFIX = "/admin/"
STAFF_POLICY = {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

WAGTAIL_SITE_NAME = "邻里"
WAGTAILADMIN_BASE_URL = "http://127.0.0.1:8000"
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_I18N_ENABLED = False
WAGTAILADMIN_LOGIN_URL = "staff_login"
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAILADMIN_PERMITTED_LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
# Where a real search engine answers (docs/search.md); empty: the database does.
ELASTICSEARCH_URL = env.text("ELASTICSEARCH_URL", "")
ELASTICSEARCH_ALIAS = env.text("ELASTICSEARCH_ALIAS", "portal")
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "portal.core.search_backend"}}

# Where the access log's daily files lie (docs/operations.md); empty: there is none. At least six months: 网络安全法.
ACCESS_LOG = env.text("ACCESS_LOG", "")
ACCESS_LOG_DAYS = env.number("ACCESS_LOG_DAYS", 190, minimum=184)
# Who may read /metrics: callers from these networks, or with this token; nobody unless one of them is set.
METRICS_NETWORKS = env.networks("METRICS_NETWORKS")
METRICS_TOKEN = env.secret("METRICS_TOKEN", minimum=32)
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        name: {"level": "WARNING"} for name in ("weasyprint", "fontTools", "urllib3", "wechatpy", "elastic_transport")
    },
}

LOGGING["loggers"]["portal.access"] = {"level": "INFO", "propagate": False, "handlers": []}
if ACCESS_LOG:
    LOGGING["handlers"]["access"] = {"class": "portal.core.access.DailyFiles", "folder": ACCESS_LOG}
    LOGGING["loggers"]["portal.access"]["handlers"] = ["access"]

# WeChat (docs/wechat.md): the mini-program (MP) and the official account (OA). Empty means: not configured.
WECHAT_MP_APP_ID, WECHAT_MP_SECRET, WECHAT_MP_PUSH_TOKEN, WECHAT_MP_PUSH_KEY = env.wechat_app("WECHAT_MP")
WECHAT_OA_APP_ID, WECHAT_OA_SECRET, WECHAT_OA_PUSH_TOKEN, WECHAT_OA_PUSH_KEY = env.wechat_app("WECHAT_OA")
WECHAT_API_URL = env.wechat_address("WECHAT_API_URL", "https://api.weixin.qq.com")
WECHAT_OPEN_URL = env.wechat_address("WECHAT_OPEN_URL", "https://open.weixin.qq.com")
WECHAT_MP_STATE = env.one_of("WECHAT_MP_STATE", "formal", ("formal", "trial", "developer"))
WECHAT_HELD_IN = "database"
WECHAT_STANDIN_PORT = 8001

CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A request that nudges the broker waits one second at most where Redis is away, then leaves it alone for a while.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "socket_connect_timeout": 1,
    "socket_timeout": 1,
    "max_retries": 0,
}
CELERY_BEAT_SCHEDULE = {
    # Sweeps what a lost nudge or a dead worker left; a turn that comes too late is not worth having.
    "outbox": {"task": "portal.core.tasks.run_outbox", "schedule": 5, "options": {"expires": 5}},
    "tidy-up": {"task": "portal.core.tasks.tidy_up", "schedule": crontab(hour=3, minute=30)},
    "sync-editors": {"task": "portal.pages.tasks.sync_editors", "schedule": crontab(hour=0, minute=5)},
    "wechat-media": {"task": "wechat.tasks.give_up_waiting", "schedule": 300, "options": {"expires": 300}},
    "shifts": {"task": "volunteers.tasks.open_shifts", "schedule": crontab(hour=2, minute=30)},
    # Sweeps what a lost nudge left, and tells the engine what it has not heard.
    "search": {"task": "search.tasks.write_index", "schedule": 5, "options": {"expires": 5}},
    "holidays": {"task": "portal.cases.tasks.seed", "schedule": crontab(day_of_month=1, hour=4, minute=0)},
}

# The vote statement is prepared once a connection. Switch off behind a pooler that cannot keep prepared statements.
PREPARED_STATEMENTS = env.flag("PREPARED_STATEMENTS", True)
