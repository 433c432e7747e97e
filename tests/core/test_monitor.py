"""What a load balancer and Prometheus ask, and who may."""

import os
import subprocess
import sys
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest
from django.db import ConnectionHandler, connection
from django.db.migrations.recorder import MigrationRecorder
from prometheus_client.parser import text_string_to_metric_families

from portal.config import environment
from portal.core import clock, outbox, readiness
from portal.core.metrics import exposition, figures
from portal.core.models import OutboxItem

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
TOKEN = "a-token-of-thirty-two-characters-at-least"


@pytest.fixture(autouse=True)
def _asked_anew(monkeypatch):
    monkeypatch.setattr(readiness, "_complete", False)


@pytest.fixture
def let_in(settings):
    settings.METRICS_TOKEN = TOKEN
    return {"Authorization": f"Bearer {TOKEN}"}


def samples(text: str) -> dict[str, list]:
    return {family.name: family.samples for family in text_string_to_metric_families(text)}


def value(text: str, name: str) -> float:
    return samples(text)[name][0].value


def promise(minutes: float) -> OutboxItem:
    return outbox.add("test.topic", key="a", due_at=clock.now() - timedelta(minutes=minutes))


def test_ready_says_a_word_a_part_and_stops_asking_for_migrations(client, django_assert_num_queries):
    with django_assert_num_queries(4):
        answer = client.get("/readyz")
    assert answer.status_code == 200
    parts = {"database": "ok", "cache": "ok", "migrations": "ok", "outbox": "ok"}
    assert answer.json() == {"ready": True, **parts}
    assert answer["Cache-Control"] == "no-store"
    with django_assert_num_queries(2):
        client.get("/readyz")


def test_database_behind_this_version_is_not_ready(client):
    MigrationRecorder(connection).record_unapplied("ballots", "0001_initial")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["migrations"], answer.json()["ready"]) == (503, "behind", False)


def test_late_outbox_is_told_and_does_not_take_the_site_away(client):
    promise(minutes=6)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["outbox"]) == (200, "late")


def test_cache_that_does_not_answer_is_not_ready(client, settings):
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    }
    parts = readiness.readiness(clock.now())
    assert parts["cache"] == "down"
    assert not readiness.is_ready(parts)


def test_database_that_does_not_answer_is_not_ready(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody:secret@127.0.0.1:1/nowhere")
    away = ConnectionHandler({"default": environment.database("")})["default"]
    monkeypatch.setattr(readiness, "connection", away)
    parts = readiness.readiness(clock.now())
    assert parts == {"database": "down", "cache": "ok", "migrations": "unknown", "outbox": "unknown"}
    assert not readiness.is_ready(parts)


@pytest.mark.parametrize("path", ["/readyz", "/healthz"])
def test_words_alone_and_reading_alone(client, path):
    text = client.get(path).content.decode()
    for secret in (connection.settings_dict["NAME"], "127.0.0.1", "Error", "portal."):
        assert str(secret) not in text
    assert client.post(path).status_code == 405


def test_metrics_are_for_nobody_unless_somebody_is_named(client, settings):
    assert client.get("/metrics").status_code == 404
    settings.METRICS_TOKEN = TOKEN
    for wrong in ("", "Bearer ", f"Bearer {TOKEN}x", f"Basic {TOKEN}", TOKEN):
        assert client.get("/metrics", headers={"Authorization": wrong}).status_code == 404
    assert client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200


def test_metrics_are_for_the_named_networks_as_the_proxy_saw_them(client, settings):
    settings.METRICS_NETWORKS = [ip_network("10.1.0.0/16")]
    settings.TRUSTED_PROXIES = 1
    assert client.get("/metrics", REMOTE_ADDR="10.1.2.3").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="10.2.0.1").status_code == 404
    passed = {"REMOTE_ADDR": "10.1.0.1", "HTTP_X_FORWARDED_FOR": "10.1.9.9, 203.0.113.7"}
    assert client.get("/metrics", **passed).status_code == 404
    assert client.get("/metrics", REMOTE_ADDR="not an address").status_code == 404


def test_requests_are_measured_by_route_and_never_by_object(client, let_in):
    for code in ("aaaaaa", "bbbbbb"):
        client.get(f"/s/{code}")
    client.generic("BREW", "/nowhere/at/all/x.php")
    text = client.get("/metrics", headers=let_in).content.decode()
    counted = [each for each in samples(text)["linli_request_seconds"] if each.name.endswith("_count")]
    short = {"method": "GET", "route": "core:short", "status": "4xx"}
    assert next(each.value for each in counted if each.labels == short) >= 2
    assert {"method": "other", "route": "unresolved", "status": "4xx"} in [each.labels for each in counted]
    assert "aaaaaa" not in text
    assert "x.php" not in text


def test_outbox_and_search_tell_how_late_they_are(client, let_in, django_assert_num_queries):
    OutboxItem.objects.all().delete()
    assert value(exposition().decode(), "linli_outbox_lag_seconds") == 0
    promise(minutes=2)
    promise(minutes=1)
    promise(minutes=-5)
    OutboxItem.objects.filter(pk=promise(minutes=9).pk).update(state="failed")
    with django_assert_num_queries(4):
        text = client.get("/metrics", headers=let_in).content.decode()
    assert 120 <= value(text, "linli_outbox_lag_seconds") < 180
    assert value(text, "linli_outbox_due") == 2
    assert value(text, "linli_outbox_failed") == 1
    assert value(text, "linli_search_lag_seconds") >= 0
    assert value(text, "linli_live_listeners") >= 0
    assert value(text, "linli_database_up") == 1


def test_own_figures_are_told_while_the_database_is_away(monkeypatch):
    def away(now):
        raise readiness.DatabaseError

    monkeypatch.setattr(figures, "_items", {"away": away})
    text = exposition().decode()
    assert value(text, "linli_database_up") == 0
    assert "linli_request_seconds" in samples(text)
    assert "linli_outbox_due" not in samples(text)


TWO = """
import os, django
django.setup()
from portal.core.metrics import LIVE_LISTENERS, REQUEST_SECONDS
REQUEST_SECONDS.labels("GET", "core:home", "2xx").observe(0.2)
LIVE_LISTENERS.inc()
"""
TELL = """
from portal.core import metrics
metrics.figures._items.clear()
print(metrics.exposition().decode())
"""


def test_several_processes_add_up(tmp_path):
    kept = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}

    def run(code):
        return subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=kept, capture_output=True, text=True)

    first = run(TWO)
    assert first.returncode == 0, first.stderr
    told = run(TWO + TELL)
    assert told.returncode == 0, told.stderr
    counted = {each.name: each.value for each in samples(told.stdout)["linli_request_seconds"]}
    assert counted["linli_request_seconds_count"] == 2
    assert value(told.stdout, "linli_live_listeners") == 2
