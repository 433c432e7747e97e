"""Files that were sent by somebody: passes that open one of them for a while, and the part a player asks for."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models.fields.files import FieldFile

from portal.accounts.models import Avatar
from portal.core import clock
from portal.core.errors import Hidden
from portal.core.passes import lets_in, pass_for
from portal.core.private_files import file_answer

NOON = datetime(2026, 11, 26, 4, 0, tzinfo=UTC)
CONTENT = bytes(range(200)) * 3


@pytest.fixture
def file():
    name = default_storage.save("avatars/test.bin", ContentFile(CONTENT))
    yield FieldFile(None, Avatar._meta.get_field("picture"), name)
    default_storage.delete(name)


@pytest.fixture
def at(monkeypatch):
    return lambda moment: monkeypatch.setattr(clock, "now", lambda: moment)


def test_pass_opens_one_file_of_one_scope(at):
    at(NOON)
    given = pass_for("voices", "abc")
    assert lets_in(given, "voices", "abc")
    for scope, key, other in (("voices", "abd", given), ("photos", "abc", given), ("voices", "abc", "")):
        assert not lets_in(other, scope, key)


def test_pass_is_the_same_within_an_hour_and_ends_with_the_next(at):
    at(NOON + timedelta(minutes=59))
    given = pass_for("voices", "abc")
    at(NOON)
    assert pass_for("voices", "abc") == given
    at(NOON + timedelta(minutes=119))
    assert lets_in(given, "voices", "abc")
    assert pass_for("voices", "abc") != given
    at(NOON + timedelta(minutes=120))
    assert not lets_in(given, "voices", "abc")


@pytest.mark.parametrize(
    ("asked", "part", "said"),
    [
        ("bytes=0-1", CONTENT[:2], "bytes 0-1/600"),
        ("bytes=598-", CONTENT[598:], "bytes 598-599/600"),
        ("bytes=10-9999", CONTENT[10:], "bytes 10-599/600"),
        ("bytes=-3", CONTENT[-3:], "bytes 597-599/600"),
        ("bytes=-9999", CONTENT, "bytes 0-599/600"),
    ],
)
def test_player_gets_the_part_it_asks_for(rf, file, asked, part, said):
    answer = file_answer(rf.get("/", HTTP_RANGE=asked), file, "audio/mpeg", public=False)
    assert (answer.status_code, answer.content, answer["Content-Range"]) == (206, part, said)


@pytest.mark.parametrize("asked", ["", "bytes=-", "bytes=0-1,4-5", "lines=1-2", "bytes=a-b"])
def test_whatever_else_is_asked_gets_the_whole(rf, file, asked):
    answer = file_answer(rf.get("/", HTTP_RANGE=asked), file, "audio/mpeg", public=True)
    assert (answer.status_code, answer.content, answer["Accept-Ranges"]) == (200, CONTENT, "bytes")
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("audio/mpeg", "public, max-age=3600")


@pytest.mark.parametrize("asked", ["bytes=600-", "bytes=9-3", "bytes=-0"])
def test_part_that_is_not_there_is_refused_with_the_size(rf, file, asked):
    answer = file_answer(rf.get("/", HTTP_RANGE=asked), file, "audio/mpeg", public=False)
    assert (answer.status_code, answer["Content-Range"], answer.content) == (416, "bytes */600", b"")


def test_file_that_is_gone_is_not_there(rf, file):
    default_storage.delete(file.name)
    with pytest.raises(Hidden):
        file_answer(rf.get("/"), file, "audio/mpeg", public=False)


def test_proxy_is_told_which_file_it_may_hand_out(rf, file, settings):
    settings.MEDIA_ACCEL = "/protected/"
    answer = file_answer(rf.get("/"), file, "image/jpeg", public=False)
    assert (answer.content, answer["X-Accel-Redirect"]) == (b"", f"/protected/{file.name}")
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("image/jpeg", "private, no-store")
    file.name = "avatars/照 片?.jpg"
    with pytest.raises(Hidden):
        file_answer(rf.get("/"), file, "image/jpeg", public=True)
    name = default_storage.save(file.name, ContentFile(CONTENT))
    assert file_answer(rf.get("/"), file, "image/jpeg", public=True)["X-Accel-Redirect"].isascii()
    default_storage.delete(name)
