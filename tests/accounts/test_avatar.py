"""头像: a little picture of oneself that nobody else sees."""

import io
import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.utils import timezone
from PIL import Image

from portal.accounts.actions import erase_person, remove_avatar, set_avatar
from portal.accounts.models import Avatar
from portal.accounts.tokens import issue_token
from portal.core import clock, passes
from portal.core.errors import Invalid, SignInNeeded
from tests.factories import ResidentFactory, UserFactory
from tests.permissions.cases import client_of
from tests.proposals.test_proposal_races import at_once

pytestmark = pytest.mark.django_db
PATH = "/api/v1/me/avatar"


@pytest.fixture
def person():
    return ResidentFactory(alias="三号楼小梅").user


def picture(size=(600, 400), colour="teal") -> SimpleUploadedFile:
    raw, exif = io.BytesIO(), Image.Exif()
    exif[0x010F] = "a telephone"
    Image.new("RGB", size, colour).save(raw, "JPEG", exif=exif)
    return SimpleUploadedFile("me.jpg", raw.getvalue(), "image/jpeg")


def keep(person, upload=None) -> Avatar:
    return set_avatar(upload=upload or picture(), actor=person, now=timezone.now())


def bearer(user) -> dict[str, str]:
    return {"HTTP_AUTHORIZATION": f"Bearer {issue_token(user).text}"}


def put(client, user, upload, **headers):
    body = encode_multipart(BOUNDARY, {"picture": upload})
    return client.put(PATH, body, MULTIPART_CONTENT, **bearer(user), **headers)


def test_picture_is_square_small_and_drawn_anew(person):
    avatar = keep(person)
    with Image.open(avatar.picture.path) as drawn:
        assert (drawn.size, drawn.format, len(drawn.getexif())) == ((192, 192), "JPEG", 0)
    assert avatar.picture.name == f"avatars/{avatar.code[:2]}/{avatar.code}.jpg"
    assert str(avatar) == avatar.code


def test_another_picture_takes_the_place_of_the_first(person, django_capture_on_commit_callbacks):
    first = keep(person)
    with django_capture_on_commit_callbacks(execute=True):
        second = keep(person)
    assert Avatar.objects.get() == second
    assert [Path(each.picture.path).exists() for each in (first, second)] == [False, True]
    with django_capture_on_commit_callbacks(execute=True):
        remove_avatar(actor=person)
    remove_avatar(actor=person)
    assert not Avatar.objects.exists()
    assert not Path(second.picture.path).exists()


def test_what_is_no_picture_leaves_the_earlier_one(person):
    kept = keep(person)
    with pytest.raises(Invalid) as caught:
        keep(person, SimpleUploadedFile("me.jpg", b"<svg onload=alert(1)>"))
    assert caught.value.fields == {"picture": "unreadable"}
    assert Avatar.objects.get() == kept


def test_pictures_need_somebody():
    with pytest.raises(SignInNeeded):
        keep(AnonymousUser())
    with pytest.raises(SignInNeeded):
        remove_avatar(actor=AnonymousUser())


def test_database_keeps_one_picture_a_person(person):
    keep(person)
    with pytest.raises(IntegrityError), transaction.atomic():
        Avatar.objects.create(user=person, created_at=timezone.now())


@pytest.mark.parametrize("method", ["put", "post"])
def test_an_app_sends_it_and_shows_it_without_a_token(client, person, method, monkeypatch):
    assert client.get("/api/v1/me", **bearer(person)).json()["avatar"] == ""
    answer = (
        put(client, person, picture())
        if method == "put"
        else client.post(PATH, {"picture": picture()}, **bearer(person))
    )
    assert answer.status_code == 200
    address = answer.json()["avatar"]
    assert client.get("/api/v1/me", **bearer(person)).json()["avatar"] == address
    shown = client.get(address)
    assert (shown.status_code, shown["Content-Type"], shown["Cache-Control"]) == (
        200,
        "image/jpeg",
        "private, no-store",
    )
    later = clock.now() + timedelta(hours=2)
    monkeypatch.setattr(passes.clock, "now", lambda: later)
    assert client.get(address).status_code == 404
    monkeypatch.undo()
    assert client.delete(PATH, **bearer(person)).json()["avatar"] == ""
    assert client.get(address).status_code == 404


def test_sending_twice_with_one_key_keeps_one_picture(client, person):
    key = {"HTTP_IDEMPOTENCY_KEY": "one"}
    first, again = put(client, person, picture(), **key), put(client, person, picture(), **key)
    assert (again["Idempotency-Replayed"], again.json()) == ("true", first.json())
    assert put(client, person, picture(colour="red"), **key).status_code == 422


def test_the_api_says_what_is_wrong(client, person):
    refused = put(client, person, SimpleUploadedFile("me.jpg", b"no picture"))
    assert (refused.status_code, refused.json()["fields"]) == (422, {"picture": "unreadable"})
    assert client.post(PATH, {}, **bearer(person)).status_code == 422
    for answer in (client.post(PATH, {"picture": picture()}), client.delete(PATH)):
        assert (answer.status_code, answer.json()["code"]) == (401, "sign_in")


def test_picture_is_its_owners_alone(client, person):
    address = f"/me/avatar/{keep(person).code}.jpg"
    assert client_of(person).get(address).status_code == 200
    for visitor in (client, client_of(UserFactory())):
        assert visitor.get(address).status_code == 404
        assert visitor.get(f"{address}?pass=forged").status_code == 404
    assert client_of(person).get("/me/avatar/nothing.jpg").status_code == 404


def test_my_page_shows_it(person):
    assert "/me/avatar/" not in client_of(person).get("/me/").content.decode()
    avatar = keep(person)
    assert f'src="/me/avatar/{avatar.code}.jpg"' in client_of(person).get("/me/").content.decode()


def test_my_data_names_it_and_leaving_deletes_it(client, person, django_capture_on_commit_callbacks):
    avatar = keep(person)
    data = json.loads(json.dumps(client.get("/api/v1/me/data", **bearer(person)).json()))["accounts"]["picture"]
    assert data == {"code": avatar.code, "at": avatar.created_at.isoformat()}
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(actor=person, now=timezone.now())
    assert not Avatar.objects.exists()
    assert not Path(avatar.picture.path).exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_pictures_at_once_leave_one():
    person = UserFactory()
    assert at_once(*[lambda: keep(person)] * 4) == ["done"] * 4
    assert Path(Avatar.objects.get().picture.path).exists()
