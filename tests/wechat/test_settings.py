"""WeChat's settings from the environment: half an app, a wrong key or another address stops the start."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal.config import environment as env

GOOD = {
    "WECHAT_MP_APP_ID": "wx0123456789abcdef",
    "WECHAT_MP_SECRET": "s",
    "WECHAT_MP_PUSH_TOKEN": "token",
    "WECHAT_MP_PUSH_KEY": "k" * 43,
}
DEFAULTS = ("wx1", "2", "3", "4")


@pytest.fixture
def environ(monkeypatch):
    def given(**values: str) -> None:
        for name in (*GOOD, "WECHAT_API_URL"):
            monkeypatch.delenv(name, raising=False)
        for name, value in values.items():
            monkeypatch.setenv(name, value)

    return given


def test_app_is_read_or_not_configured(environ):
    environ()
    assert env.wechat_app("WECHAT_MP") == ("", "", "", "")
    assert env.wechat_app("WECHAT_MP", DEFAULTS) == DEFAULTS
    environ(**GOOD)
    assert env.wechat_app("WECHAT_MP", DEFAULTS) == tuple(GOOD.values())
    environ(**GOOD | {"WECHAT_MP_PUSH_TOKEN": "", "WECHAT_MP_PUSH_KEY": ""})
    assert env.wechat_app("WECHAT_MP") == ("wx0123456789abcdef", "s", "", "")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WECHAT_MP_APP_ID", ""),
        ("WECHAT_MP_APP_ID", "gh_123456"),
        ("WECHAT_MP_SECRET", ""),
        ("WECHAT_MP_PUSH_TOKEN", ""),
        ("WECHAT_MP_PUSH_TOKEN", "a b c"),
        ("WECHAT_MP_PUSH_KEY", "k" * 42),
    ],
)
def test_app_that_cannot_be_right_stops_the_start(environ, name, value):
    environ(**GOOD | {name: value})
    with pytest.raises(ImproperlyConfigured, match=name):
        env.wechat_app("WECHAT_MP")


def test_address_has_a_host_and_no_more(environ):
    environ()
    assert env.wechat_address("WECHAT_API_URL", "https://api.weixin.qq.com") == "https://api.weixin.qq.com"
    environ(WECHAT_API_URL="http://127.0.0.1:8001/")
    assert env.wechat_address("WECHAT_API_URL", "https://x.example") == "http://127.0.0.1:8001"
    for wrong in ("ftp://a", "https://", "https://a/b", "https://a?b", "https://me@a"):
        environ(WECHAT_API_URL=wrong)
        with pytest.raises(ImproperlyConfigured, match="WECHAT_API_URL"):
            env.wechat_address("WECHAT_API_URL", "https://x.example")


@pytest.mark.parametrize(
    "address",
    ["http://api.weixin.qq.com", "https://127.0.0.1:8001", "https://weixin.qq.com.example", "https://notweixin.qq.com"],
)
def test_production_talks_to_wechat_only(address):
    with pytest.raises(ImproperlyConfigured, match="production"):
        env.require_weixin("WECHAT_API_URL", address)


def test_production_takes_wechats_own_addresses():
    for address in ("https://api.weixin.qq.com", "https://sh.api.weixin.qq.com", "https://weixin.qq.com"):
        env.require_weixin("WECHAT_API_URL", address)
