import json
from datetime import UTC, datetime

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import AnonymousUser

from portal.accounts.actions import erase_person, export_person, give_consent, person_for_phone
from portal.accounts.enums import ConsentKind
from portal.accounts.models import Consent, Resident, User
from portal.accounts.personal_data import PERSONAL_DATA
from portal.core.errors import SignInNeeded, WrongState
from portal.core.personal_data import PersonalData, personal_data
from tests.factories import AppointmentFactory, HouseholdFactory, ResidentFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
NUMBER = "+8613912345678"


@pytest.fixture
def resident():
    resident = ResidentFactory(user__phone=NUMBER, alias="三号楼小梅", household=HouseholdFactory(label="3幢201室"))
    give_consent(kind=ConsentKind.SERVICE, actor=resident.user, now=NOW)
    return resident


class Room:
    """A room that holds something of everybody."""

    def __init__(self, fails: bool = False) -> None:
        self.fails = fails
        self.erased: list[tuple[str, str]] = []

    def export(self, user):
        return {"drafts": ["旧车棚"]}

    def erase(self, user, now):
        if self.fails:
            raise RuntimeError("this room could not")
        self.erased.append((user.code, Resident.objects.get(user=user).alias))
        return ["冻结的名册"]


@pytest.fixture
def room(monkeypatch):
    room = Room()
    items = {"accounts": PERSONAL_DATA, "zoo": PersonalData(room.export, room.erase)}
    monkeypatch.setattr(personal_data, "_items", items)
    return room


def test_an_export_holds_everything_every_room_knows(room, resident):
    AppointmentFactory(user=resident.user)
    data = json.loads(json.dumps(export_person(actor=resident.user, now=NOW)))
    assert data["zoo"] == {"drafts": ["旧车棚"]}
    mine = data["accounts"]
    assert mine["account"]["phone"] == NUMBER
    assert (mine["residence"]["alias"], mine["residence"]["real_name"]) == ("三号楼小梅", "王小梅")
    assert mine["residence"]["household"] == "3幢201室"
    assert [office["office"] for office in mine["offices"]] == ["community_moderator"]
    assert [line["kind"] for line in mine["consents"]] == ["service"]


def test_an_export_of_somebody_new_is_short_and_whole(room):
    user = person_for_phone(phone=NUMBER, now=NOW)
    data = export_person(actor=user, now=NOW)["accounts"]
    assert (data["residence"], data["offices"], data["sessions"]) == (None, [], [])


def test_deleting_takes_name_number_and_home_and_keeps_what_must_stay(room, resident):
    TOTP.activate(resident.user, generate_totp_secret())
    kept = erase_person(actor=resident.user, now=NOW)
    assert "冻结的名册" in kept
    assert len(kept) == 3
    user = User.objects.get(pk=resident.user.pk)
    assert (user.phone, user.phone_verified_at, user.is_active, user.has_usable_password()) == (
        None,
        None,
        False,
        False,
    )
    assert user.username == f"gone-{user.code}"
    home = Resident.objects.get(user=user)
    assert (home.real_name, home.household, home.verified_at, home.born_on) == ("", None, None, None)
    assert home.alias != "三号楼小梅"
    assert user.auth_epoch == 1
    assert not user.authenticator_set.exists()
    assert Consent.objects.filter(user=user).count() == 1


def test_rooms_are_asked_while_the_person_is_still_known(room, resident):
    erase_person(actor=resident.user, now=NOW)
    assert room.erased == [(resident.user.code, "三号楼小梅")]


def test_all_or_nothing(room, resident):
    room.fails = True
    with pytest.raises(RuntimeError):
        erase_person(actor=resident.user, now=NOW)
    assert User.objects.get(pk=resident.user.pk).phone == NUMBER
    assert Resident.objects.get().alias == "三号楼小梅"


def test_the_number_is_free_for_a_new_account(room, resident):
    erase_person(actor=resident.user, now=NOW)
    assert person_for_phone(phone=NUMBER, now=NOW) != resident.user


def test_an_office_is_handed_over_first(room, resident):
    AppointmentFactory(user=resident.user)
    with pytest.raises(WrongState):
        erase_person(actor=resident.user, now=NOW)
    assert User.objects.get(pk=resident.user.pk).is_active
    assert not room.erased


def test_nobody_has_to_sign_in_first(room):
    for act in (erase_person, export_person):
        with pytest.raises(SignInNeeded):
            act(actor=AnonymousUser(), now=NOW)


def test_the_page_downloads_a_file(client, resident):
    client.force_login(resident.user)
    answer = client.get("/me/data/export/")
    assert answer["Content-Disposition"].startswith('attachment; filename="linli-')
    assert json.loads(answer.content)["accounts"]["account"]["phone"] == NUMBER


def test_the_page_asks_for_a_tick_and_then_says_goodbye(client, room, resident):
    client.force_login(resident.user)
    assert client.get("/me/data/delete/").status_code == 200
    assert client.post("/me/data/delete/").status_code == 422
    assert User.objects.get(pk=resident.user.pk).is_active
    answer = client.post("/me/data/delete/", {"sure": "on"})
    assert "冻结的名册" in answer.content.decode()
    assert client.get("/me/").status_code == 302


def test_the_page_tells_somebody_in_office_to_hand_over(client, room, resident):
    AppointmentFactory(user=resident.user)
    client.force_login(resident.user)
    assert 'name="sure"' not in client.get("/me/data/delete/").content.decode()
    assert client.post("/me/data/delete/", {"sure": "on"}).status_code == 409
