"""One sweep a night keeps every rule, whatever happens to one of them, and staff see what it did."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse

from portal.accounts.enums import Role
from portal.core import clock
from portal.core.models import RetentionRun
from portal.core.retention import RetentionRule, retention_rules, standings, sweep_all
from tests.factories import AppointmentFactory
from tests.proposals.contest_life import let_in
from tests.proposals.staff_visits import Visitor, text_of

pytestmark = pytest.mark.django_db
DOCS = Path(__file__).resolve().parents[2] / "docs" / "privacy.md"


def rule(key, sweep):
    return RetentionRule(key=key, what=key, kept=timedelta(days=3), why="why", sweep=sweep)


def test_a_rule_that_fails_stops_no_other_and_is_heard_of(monkeypatch):
    asked = []

    def fails(before):
        raise OSError("the disk")

    def works(before):
        asked.append(before)
        return 4

    rules = {"a": rule("a", fails), "b": rule("b", works)}
    monkeypatch.setattr(retention_rules, "_items", rules)
    now = clock.now()
    with pytest.raises(ExceptionGroup) as failed:
        sweep_all(now=now)
    assert [str(error) for error in failed.value.exceptions] == ["the disk"]
    assert asked == [now - timedelta(days=3)]
    assert [(each.rule.key, each.last and each.last.removed) for each in standings()] == [("a", None), ("b", 4)]
    rules["a"] = rule("a", lambda before: 0)
    assert sweep_all(now=now) == {"a": 0, "b": 4}
    assert RetentionRun.objects.count() == 2


def test_every_rule_is_kept_and_stands_in_the_docs():
    done = sweep_all(now=clock.now())
    assert set(done) == set(retention_rules.names())
    words = DOCS.read_text(encoding="utf-8")
    for each in retention_rules:
        assert f"| `{each.key}` | {each.kept.days} days |" in words, each.key


def test_the_district_sees_what_is_deleted_when():
    admin = let_in(AppointmentFactory(role=Role.DISTRICT_ADMIN, community=None).user)
    visitor = Visitor(admin)
    before = text_of(visitor.open("retention"))
    assert "还没有清理" in before
    sweep_all(now=clock.now())
    page = text_of(visitor.open("retention"))
    assert "还没有清理" not in page
    assert "14 天" in page
    assert reverse("retention") in text_of(visitor.client.get(reverse("wagtailadmin_home")))
