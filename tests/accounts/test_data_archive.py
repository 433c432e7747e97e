"""One's data as an archive: put together by a task, fetched by nobody else, gone after a week."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from portal.accounts import tasks
from portal.accounts.actions import (
    ask_for_archive,
    erase_person,
    forget_archives,
    give_consent,
    make_archive,
    preview_erasure,
    set_avatar,
)
from portal.accounts.enums import ConsentKind
from portal.accounts.models import DataArchive, User
from portal.core import outbox
from portal.core.errors import SignInNeeded, WrongState
from portal.core.models import OutboxItem
from portal.notices.models import Notice
from tests.ballots.papers import scan
from tests.factories import AppointmentFactory, ProposalFactory, ResidentFactory
from tests.proposals.resident_life import picture, signed_in, text_of

pytestmark = pytest.mark.django_db
NOW = timezone.now().replace(microsecond=0)


@pytest.fixture
def person():
    return ResidentFactory(alias="三号楼小梅").user


def opened(archive: DataArchive) -> zipfile.ZipFile:
    with archive.file.open("rb") as file:
        return zipfile.ZipFile(io.BytesIO(file.read()))


def made(person, now=NOW) -> DataArchive:
    return make_archive(code=ask_for_archive(actor=person, now=now).code, now=now)


def test_an_archive_holds_words_files_and_the_very_texts_agreed_to(person):
    set_avatar(upload=scan(), actor=person, now=NOW)
    give_consent(kind=ConsentKind.PUBLICATION, actor=person, now=NOW)
    proposal = ProposalFactory(author=person)
    photo = proposal.photos.create(position=0, alt="车棚", image=picture())
    archive = made(person)
    assert (archive.ready_at, archive.expires_at) == (NOW, NOW + timedelta(days=7))
    with opened(archive) as packed:
        names = set(packed.namelist())
        data = json.loads(packed.read("my-data.json"))
        words = packed.read("consents.txt").decode()
        sent = packed.read(f"files/proposals/{proposal.code}-{photo.code}.jpg")
    assert {"README.txt", f"files/accounts/{person.avatar.code}.jpg"} <= names
    assert data["accounts"]["residence"]["alias"] == "三号楼小梅"
    assert "审核通过后会用您的别名公开" in words
    assert sent[:2] == b"\xff\xd8"
    assert Notice.objects.get(recipient=person, kind="notices.archive_ready").subject == archive.code


def test_a_file_that_is_gone_is_named_and_stops_nothing(person):
    set_avatar(upload=scan(), actor=person, now=NOW)
    person.avatar.picture.storage.delete(person.avatar.picture.name)
    with opened(made(person)) as packed:
        assert f"files/accounts/{person.avatar.code}.jpg.missing.txt" in packed.namelist()
        assert "none" in packed.read("consents.txt").decode()


def test_one_at_a_time_is_made_and_what_is_there_is_given_again(person):
    first = ask_for_archive(actor=person, now=NOW)
    assert ask_for_archive(actor=person, now=NOW) == first
    with pytest.raises(IntegrityError), transaction.atomic():
        DataArchive.objects.create(user=person, asked_at=NOW)
    make_archive(code=first.code, now=NOW)
    assert make_archive(code=first.code, now=NOW) is None, "doing it twice is harmless"
    assert ask_for_archive(actor=person, now=NOW + timedelta(days=6)) == first
    assert ask_for_archive(actor=person, now=NOW + timedelta(days=7)) != first
    assert Notice.objects.filter(kind="notices.archive_ready").count() == 1


def test_nobody_signed_in_has_none():
    with pytest.raises(SignInNeeded):
        ask_for_archive(actor=AnonymousUser(), now=NOW)


def test_the_outbox_makes_it_and_the_night_deletes_it(person, django_capture_on_commit_callbacks):
    archive = ask_for_archive(actor=person, now=NOW)
    tasks.archive(OutboxItem.objects.get(topic="accounts.archive", key=archive.code))
    archive.refresh_from_db()
    storage, name = archive.file.storage, archive.file.name
    assert storage.exists(name)
    week = timedelta(days=7)
    assert forget_archives(before=archive.expires_at - week - timedelta(seconds=1)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_archives(before=archive.expires_at - week) == 1
    assert not storage.exists(name)
    assert not DataArchive.objects.exists()
    assert "accounts.archive" in outbox.handlers


def test_who_leaves_takes_the_archive_with_them(person, django_capture_on_commit_callbacks):
    archive = made(person)
    storage, name = archive.file.storage, archive.file.name
    waiting = ResidentFactory().user
    ask_for_archive(actor=waiting, now=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(actor=person, now=NOW)
        erase_person(actor=waiting, now=NOW)
    assert not storage.exists(name)
    assert not DataArchive.objects.exists()


def test_the_page_asks_waits_and_offers(person):
    browser, stranger = signed_in(person), signed_in(ResidentFactory().user)
    page = reverse("accounts:data")
    assert "打包我的数据" in text_of(browser.get(page))
    assert browser.post(reverse("accounts:archive")).status_code == 302
    waiting = text_of(browser.get(reverse("accounts:archive"), headers={"HX-Request": "true"}))
    assert "正在打包" in waiting
    assert 'hx-trigger="every 3s"' in waiting
    archive = make_archive(code=DataArchive.objects.get().code, now=timezone.now())
    ready = text_of(browser.get(page))
    address = reverse("accounts:download_archive", args=[archive.code])
    assert address in ready
    answer = browser.get(address)
    assert answer["Content-Type"] == "application/zip"
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    assert stranger.get(address).status_code == 404
    assert stranger.get(f"{address}?pass=wrong").status_code == 404
    told = browser.get("/api/v1/me/data/archive").json()
    by_pass = stranger.get(told["url"])
    assert by_pass.status_code == 200, "a pass lets the owner's app in"
    assert b"".join(by_pass.streaming_content)
    DataArchive.objects.update(expires_at=timezone.now())
    assert browser.get(address).status_code == 404
    assert browser.get("/api/v1/me/data/archive").json()["asked_at"] is None
    asked = browser.post("/api/v1/me/data/archive", content_type="application/json").json()
    assert (asked["url"], asked["ready_at"]) == ("", None)


def test_what_stays_is_told_before_anything_is_deleted(person):
    ProposalFactory(author=person)
    told = preview_erasure(actor=person, now=NOW)
    person.refresh_from_db()
    assert person.is_active
    assert User.objects.get(pk=person.pk).resident.alias == "三号楼小梅"
    page = text_of(signed_in(person).get(reverse("accounts:delete")))
    for sentence in told:
        assert sentence in page, sentence
    assert told == erase_person(actor=person, now=NOW)
    with pytest.raises(WrongState):
        preview_erasure(actor=AppointmentFactory().user, now=NOW)
