"""Money, dates, names and tones as pages write them, in Chinese and in English."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from portal.core import clock
from portal.core.templatetags import linli

NANJING = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=NANJING)  # a Tuesday


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


def both(write):
    """What `write()` gives in Chinese and in English."""
    with override("zh-hans"):
        chinese = write()
    with override("en"):
        return chinese, write()


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (48_000, ("48,000 元", "¥48,000")),
        (Decimal("1200.5"), ("1,200.50 元", "¥1,200.50")),
        ("12.345", ("12.35 元", "¥12.35")),
        (0, ("0 元", "¥0")),
        (None, ("", "")),
        ("", ("", "")),
        ("much", ("", "")),
        (object(), ("", "")),
    ],
)
def test_cny_groups_thousands_and_shows_cents_only_where_there_are_any(value, written):
    assert both(lambda: linli.cny(value)) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (48_000, ("4.8 万元", "¥48,000")),
        (50_000, ("5 万元", "¥50,000")),
        (12_345_678, ("1,234.6 万元", "¥12,345,678")),
        (9_999, ("9,999 元", "¥9,999")),
        (-20_000, ("-2 万元", "¥-20,000")),
        (None, ("", "")),
    ],
)
def test_wan_counts_in_ten_thousands_as_people_do(value, written):
    assert both(lambda: linli.wan(value)) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (datetime(2026, 11, 24, 11, 0, tzinfo=UTC), ("11月24日（周二）19:00", "Tue 24 Nov, 19:00")),
        (datetime(2025, 1, 1, 0, 30, tzinfo=NANJING), ("2025年1月1日（周三）00:30", "Wed 1 Jan 2025, 00:30")),
        (datetime(2026, 12, 31, 20, 0, tzinfo=UTC), ("2027年1月1日（周五）04:00", "Fri 1 Jan 2027, 04:00")),
        (datetime(2026, 11, 24, 19, 0), ("11月24日（周二）19:00", "Tue 24 Nov, 19:00")),  # noqa: DTZ001
        (date(2026, 11, 29), ("11月29日（周日）", "Sun 29 Nov")),
        (None, ("", "")),
        ("tomorrow", ("", "")),
    ],
)
def test_when_is_local_with_its_weekday_and_a_year_only_where_it_is_another(value, written):
    assert both(lambda: linli.when(value)) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (datetime(2026, 11, 24, 20, 0, tzinfo=UTC), ("11月25日", "25 Nov")),
        (date(2024, 2, 29), ("2024年2月29日", "29 Feb 2024")),
        (None, ("", "")),
    ],
)
def test_day_is_the_local_date(value, written):
    assert both(lambda: linli.day(value)) == written


@pytest.mark.parametrize(
    ("distance", "written"),
    [
        (timedelta(0), ("刚刚", "just now")),
        (timedelta(seconds=-59), ("刚刚", "just now")),
        (timedelta(minutes=-1), ("1 分钟前", "1 minute ago")),
        (timedelta(minutes=-59), ("59 分钟前", "59 minutes ago")),
        (timedelta(hours=-1), ("1 小时前", "1 hour ago")),
        (timedelta(hours=-12), ("12 小时前", "12 hours ago")),
        (timedelta(hours=-12, minutes=-1), ("昨天", "yesterday")),
        (timedelta(days=-2), ("2 天前", "2 days ago")),
        (timedelta(days=-7), ("7 天前", "7 days ago")),
        (timedelta(days=-8), ("11月16日", "16 Nov")),
        (timedelta(seconds=59), ("不到 1 分钟", "less than a minute left")),
        (timedelta(minutes=1), ("还有 1 分钟", "1 minute left")),
        (timedelta(hours=5), ("还有 5 小时", "5 hours left")),
        (timedelta(hours=47, minutes=59), ("还有 47 小时", "47 hours left")),
        (timedelta(days=2), ("还有 2 天", "2 days left")),
    ],
)
def test_relative_says_how_long_ago_or_how_long_still(distance, written):
    assert both(lambda: linli.relative(NOW + distance)) == written


def test_relative_just_after_midnight_counts_hours_first(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 24, 0, 30, tzinfo=NANJING))
    with override("zh-hans"):
        assert linli.relative(datetime(2026, 11, 23, 23, 0, tzinfo=NANJING)) == "1 小时前"
        assert linli.relative(date(2026, 11, 23)) == "11月23日"
        assert linli.relative(None) == ""


@pytest.mark.parametrize(("name", "shown"), [("王小明", "王**"), ("", ""), (None, "")])
def test_masked_shows_the_family_name(name, shown):
    assert linli.masked(name) == shown


@pytest.mark.parametrize(
    ("state", "tone"),
    [("queued", "wait"), ("published", "done"), ("returned", "agate"), ("open", "live"), ("done", "done"), ("x", "")],
)
def test_tone_follows_the_state(state, tone):
    assert linli.tone(state) == tone
    assert linli.tone(type("State", (), {"value": state})()) == tone


def test_tone_of_nothing_is_none():
    assert linli.tone(None) == ""


@pytest.mark.parametrize(("share", "shown"), [("0.275", "27.5%"), (1, "100%"), (0, "0%"), ("0.0004", "0%"), (None, "")])
def test_percent_has_one_place_at_most(share, shown):
    assert linli.percent(share) == shown


@pytest.mark.parametrize(
    ("part", "whole", "length"),
    [(1, 2, 210), (3, 2, 420), (0, 2, 0), (1, 0, 0), (None, 5, 0), (1, None, 0), (1, -1, 0)],
)
def test_bar_is_as_long_as_its_share(part, whole, length):
    assert linli.bar_width(part, whole) == length
