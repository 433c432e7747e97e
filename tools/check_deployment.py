"""Django's deployment check on the production settings, and that they refuse to start without what they need."""

import os
import subprocess
import sys

KEY = "ZGVwbG95bWVudC1jaGVjay1vbmx5LXh4eHh4eHh4eHg="
GOOD = {
    "DJANGO_SETTINGS_MODULE": "portal.config.settings.production",
    "SECRET_KEY": "only-for-this-check-" + "x7Kq2" * 10,
    "ALLOWED_HOSTS": "portal.example",
    "FIELD_KEYS": KEY,
    "POLL_KEYS": KEY,
    "DATABASE_URL": "postgresql://portal:portal@127.0.0.1:1/portal",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "SMS_GATEWAY_URL": "https://sms.example/send",
    "SMS_GATEWAY_TOKEN": "only-for-this-check",
    "WECHAT_MP_APP_ID": "wx0123456789abcdef",
    "WECHAT_MP_SECRET": "only-for-this-check",
    "WECHAT_MP_PUSH_TOKEN": "onlyforthischeck",
    "WECHAT_MP_PUSH_KEY": "x" * 43,
}
BAD = {
    "SECRET_KEY": "short",
    "ALLOWED_HOSTS": "",
    "FIELD_KEYS": "",
    "POLL_KEYS": "",
    "DATABASE_URL": "mysql://portal@127.0.0.1/portal",
    "SMS_GATEWAY_URL": "http://sms.example/send",
    "HSTS_SECONDS": "a year",
    "SECURE_SSL_REDIRECT": "perhaps",
    "WECHAT_MP_APP_ID": "my mini-program",
    "WECHAT_MP_SECRET": "",
    "WECHAT_MP_PUSH_TOKEN": "no spaces, please",
    "WECHAT_MP_PUSH_KEY": "too-short",
    "WECHAT_API_URL": "http://127.0.0.1:8001",
    "WECHAT_OPEN_URL": "https://weixin.qq.com.example",
    "WECHAT_MP_STATE": "beta",
    "QUIET_HOURS": "21-8",
    "METRICS_NETWORKS": "the office",
    "METRICS_TOKEN": "short",
    "ACCESS_LOG_DAYS": "90",
}


def check(**changes: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        env={"PATH": os.environ["PATH"]} | GOOD | changes,
        capture_output=True,
        text=True,
        check=False,
    )


def main() -> int:
    good = check()
    if good.returncode:
        print(good.stdout + good.stderr)
        return 1
    for name, value in BAD.items():
        refused = check(**{name: value})
        if refused.returncode == 0 or "ImproperlyConfigured" not in refused.stderr:
            print(f"production settings start with {name}={value!r}")
            return 1
    print(f"production settings pass the deployment check and refuse {len(BAD)} wrong values")
    return 0


if __name__ == "__main__":
    sys.exit(main())
