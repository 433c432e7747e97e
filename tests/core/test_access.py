"""What the access log says of a request, what it never says, and how long it is kept."""

import json
import logging
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.urls import get_resolver

from portal.core import clock
from portal.core.access import DailyFiles, forget_lines, log, name_route, route_of, secret_routes
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
CALLER = {"REMOTE_ADDR": "203.0.113.7", "HTTP_USER_AGENT": "a browser of somebody"}


@pytest.fixture
def folder(tmp_path: Path):
    """Where the log goes while a test runs."""
    handler = DailyFiles(str(tmp_path / "log"))
    log.addHandler(handler)
    yield tmp_path / "log"
    log.removeHandler(handler)
    handler.close()


def text(folder: Path) -> str:
    return "".join(path.read_text() for path in sorted(folder.iterdir()))


def lines(folder: Path) -> list[dict]:
    return [json.loads(line) for line in text(folder).splitlines()]


def test_a_line_says_when_from_where_and_which_route(client, folder):
    client.get("/robots.txt", **CALLER)
    (line,) = lines(folder)
    assert line.keys() == {"at", "address", "method", "route", "status", "ms"}
    assert (line["address"], line["method"], line["route"], line["status"]) == (
        "203.0.113.7",
        "GET",
        "core:robots",
        200,
    )
    assert abs(datetime.fromisoformat(line["at"]) - clock.now()) < timedelta(minutes=1)
    assert line["at"].endswith("+08:00")
    assert line["ms"] >= 0


def test_no_person_no_code_no_word_and_no_browser_is_in_it(client, folder):
    user = UserFactory()
    client.force_login(user)
    client.get("/s/k7d3m9", {"q": "what I search"}, **CALLER)
    client.get("/static/nothing.js", **CALLER)
    client.get("/wp-login.php?user=somebody", **CALLER)
    client.get("/robots.txt", REMOTE_ADDR='203.0.113.7\n{"at"' + "x" * 99)
    told = text(folder)
    for hidden in ("k7d3m9", "search", "browser", "somebody", "php", str(user)):
        assert hidden not in told
    assert [line["route"] for line in lines(folder)] == ["core:short", "static", "unresolved", "core:robots"]
    assert len(told) < 1000


def test_who_votes_or_answers_is_not_logged(client, folder):
    client.put("/api/v1/polls/k7d3m9/choices/abc123", headers={"Authorization": "Bearer x"}, **CALLER)
    client.put("/api/v1/polls/k7d3m9/choices/abc123", **CALLER)
    client.put("/api/v1/conventions/statements/k7d3m9/reaction", **CALLER)
    client.post("/proposals/contest/vote/k7d3m9/", **CALLER)
    assert {line["route"] for line in lines(folder)} == {"api:put_choice", "api:put_reaction", "proposals:tap"}
    assert {line["address"] for line in lines(folder)} == {""}


def test_every_secret_route_is_a_route_there_is():
    """A renamed view must not begin to log its callers."""
    known = get_resolver()
    for name in secret_routes.names():
        space, _gap, own = name.partition(":")
        _prefix, resolver = known.namespace_dict[space]
        assert resolver.reverse_dict.getlist(own), name


def test_the_short_way_of_a_vote_has_the_name_of_the_long_one(rf):
    request = rf.put("/api/v1/polls/a/choices/b")
    assert route_of(request) == "unresolved"
    name_route(request, "api:put_choice")
    assert route_of(request) == "api:put_choice"


def test_days_have_their_own_files_by_the_clock_of_the_place(client, folder, monkeypatch):
    late = datetime(2026, 11, 27, 15, 59, tzinfo=UTC)
    for moment in (late, late + timedelta(minutes=1)):
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
        client.get("/robots.txt")
    assert sorted(path.name for path in folder.iterdir()) == ["access-2026-11-27.log", "access-2026-11-28.log"]
    assert (folder / "access-2026-11-28.log").stat().st_mode & 0o007 == 0


def test_several_writers_do_not_tear_lines(tmp_path):
    handlers = [DailyFiles(str(tmp_path)) for _each in range(4)]

    def write(handler):
        for _each in range(200):
            handler.handle(logging.makeLogRecord({"msg": "x" * 150}))

    threads = [threading.Thread(target=write, args=[handler]) for handler in handlers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for handler in handlers:
        handler.close()
    assert set(text(tmp_path).splitlines()) == {"x" * 150}
    assert len(text(tmp_path).splitlines()) == 800


def test_files_are_kept_for_six_months_and_other_files_for_good(tmp_path, settings):
    settings.ACCESS_LOG = str(tmp_path)
    for name in ("access-2026-05-20.log", "access-2026-05-21.log", "access-2026-11-27.log", "access-notes.log"):
        (tmp_path / name).write_text("")
    now = datetime(2026, 11, 27, 4, 0, tzinfo=UTC)
    assert settings.ACCESS_LOG_DAYS >= 184
    assert forget_lines(now - timedelta(days=190)) == 1
    assert not (tmp_path / "access-2026-05-20.log").exists()
    assert len(list(tmp_path.iterdir())) == 3
    settings.ACCESS_LOG = ""
    assert forget_lines(now) == 0
