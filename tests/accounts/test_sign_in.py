"""Signing in on the site with a code sent to the phone, as a browser does it."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.core.cache import cache
from django.utils import timezone

from portal.accounts.actions import change_phone, forget_unproven, person_for_phone, prove_phone
from portal.accounts.enums import ConsentKind
from portal.accounts.models import Consent, User
from portal.accounts.sms import SmsNotSent
from portal.core.errors import Hidden, Invalid
from portal.core.tasks import tidy_up
from tests.accounts.conftest import errors_in
from tests.factories import AppointmentFactory, ResidentFactory, UserFactory

pytestmark = pytest.mark.django_db
NUMBER = "+8613912345678"


def ask(client, number="139 1234 5678", onward="/proposals/"):
    return client.post("/accounts/login/", {"login": number, "next": onward})


def enter(client, code, onward="/proposals/"):
    return client.post("/accounts/login/code/confirm/", {"code": code, "next": onward})


def signed_in(client) -> User | None:
    key = client.session.get(SESSION_KEY)
    return User.objects.get(pk=key) if key else None


def test_a_known_resident_lands_where_they_were_going(client, phone):
    resident = ResidentFactory(user__phone=NUMBER)
    answer = ask(client)
    assert answer["Location"] == "/accounts/login/code/confirm/?next=%2Fproposals%2F"
    assert "139 1234 5678" in client.get(answer["Location"]).content.decode()
    assert phone.sent[-1][:2] == (NUMBER, "sign_in_code")
    assert len(phone.code) == 6
    assert phone.code.isdecimal()
    answer = enter(client, phone.code)
    assert answer["Location"] == "/proposals/"
    assert signed_in(client) == resident.user


def test_a_new_number_opens_an_account_and_is_asked_who_it_is_on_the_way(client, phone):
    ask(client)
    answer = enter(client, f" {phone.code} ")
    user = signed_in(client)
    assert answer["Location"] == "/me/welcome/?next=%2Fproposals%2F"
    assert (user.phone, user.phone_confirmed, user.has_usable_password()) == (NUMBER, True, False)
    assert list(Consent.objects.filter(user=user).values_list("kind", "given")) == [(ConsentKind.SERVICE, True)]


def test_signing_in_again_adds_no_second_consent(client, phone):
    ResidentFactory(user__phone=NUMBER)
    for _ in range(2):
        ask(client)
        enter(client, phone.code)
        client.post("/accounts/logout/")

        cache.clear()
    assert Consent.objects.count() == 1


def test_numbers_known_and_unknown_are_answered_alike(client, phone):
    ResidentFactory(user__phone=NUMBER)
    known = ask(client)
    client.logout()
    unknown = ask(client, "13800000000")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert len(phone.sent) == 2


@pytest.mark.parametrize("onward", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_signing_in_leads_nowhere_else(client, phone, onward):
    ResidentFactory(user__phone=NUMBER)
    ask(client, onward=onward)
    assert enter(client, phone.code, onward=onward)["Location"] == "/me/"


def test_what_is_no_number_is_said_beside_the_question(client, phone):
    answer = ask(client, "12345")
    assert errors_in(answer.content.decode())
    assert not phone.sent
    assert not User.objects.exists()


def test_a_wrong_code_can_be_corrected_five_times_at_most(client, phone):
    ResidentFactory(user__phone=NUMBER)
    ask(client)
    wrong = "000000" if phone.code != "000000" else "111111"
    for _ in range(4):
        page = enter(client, wrong)
        assert page.status_code == 200
        assert errors_in(page.content.decode())
    assert enter(client, wrong).status_code == 302
    enter(client, phone.code)
    assert signed_in(client) is None


def test_a_code_is_good_for_five_minutes(client, phone, monkeypatch):
    ResidentFactory(user__phone=NUMBER)
    ask(client)
    later = timezone.now().timestamp() + 301
    monkeypatch.setattr("allauth.account.internal.flows.code_verification.time.time", lambda: later)
    enter(client, phone.code)
    assert signed_in(client) is None


def test_the_same_number_is_sent_a_code_twice_a_minute_at_most_and_other_numbers_still_are(client, phone):
    ask(client)
    assert client.post("/accounts/login/code/confirm/", {"action": "resend"}).status_code == 302
    assert len(phone.sent) == 2
    assert client.post("/accounts/login/code/confirm/", {"action": "resend"}).status_code == 429
    client.logout()
    ask(client)
    assert len(phone.sent) == 2
    client.logout()
    ask(client, "13800000000")
    assert len(phone.sent) == 3


def test_the_second_message_carries_the_code_that_counts(client, phone):
    ResidentFactory(user__phone=NUMBER)
    ask(client)
    client.post("/accounts/login/code/confirm/", {"action": "resend"})
    enter(client, phone.code)
    assert signed_in(client) is not None


def test_one_address_cannot_ask_for_ever(client, phone, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"request_login_code": "2/h/ip"}
    for number in ("13800000001", "13800000002", "13800000003"):
        ask(client, number)
        client.logout()
    assert len(phone.sent) == 2


def test_a_carrier_that_is_away_is_said_so_and_nothing_is_lost(client, phone, monkeypatch):
    def fail(**message):
        raise SmsNotSent

    monkeypatch.setattr(phone, "send", fail)
    answer = ask(client)
    assert answer.status_code == 503
    assert SmsNotSent.default_message() in answer.content.decode()


def test_another_number_can_be_given_after_the_code_was_asked_for(client, phone):
    ask(client)
    assert client.get("/accounts/login/").status_code == 302
    answer = client.post("/accounts/logout/", {"next": "/accounts/login/?next=/proposals/"})
    assert answer["Location"] == "/accounts/login/?next=/proposals/"
    assert client.get(answer["Location"]).status_code == 200


def test_a_closed_account_cannot_be_signed_in_with(client, phone):
    ResidentFactory(user__phone=NUMBER, user__is_active=False)
    ask(client)
    answer = enter(client, phone.code)
    assert answer["Location"] == "/accounts/inactive/"
    assert client.get("/accounts/inactive/").status_code == 200
    assert signed_in(client) is None


def test_there_is_no_form_to_register_or_to_sign_in_by_password_for_residents(client):
    assert client.get("/accounts/signup/?next=/x/")["Location"] == "/accounts/login/?next=/x/"
    assert client.get("/accounts/login/code/?next=/x/")["Location"] == "/accounts/login/?next=/x/"
    assert client.get("/accounts/password/reset/").status_code == 404


def test_the_sign_in_page_offers_the_personas_in_the_demo_only(client, settings):
    assert "/demo/personas/?next=/proposals/" in client.get("/accounts/login/?next=/proposals/").content.decode()
    settings.DEMO = False
    assert "/demo/personas/" not in client.get("/accounts/login/?next=/proposals/").content.decode()


def test_a_changed_number_counts_once_its_code_came_back(client, phone):
    resident = ResidentFactory(user__phone=NUMBER)
    client.force_login(resident.user)
    assert client.get("/accounts/phone/change/").status_code == 200
    assert client.post("/accounts/phone/change/", {"phone": "13800000000"}).status_code == 302
    resident.user.refresh_from_db()
    assert resident.user.phone == NUMBER
    assert client.get("/accounts/phone/verify/").status_code == 200
    client.post("/accounts/phone/verify/", {"code": phone.code})
    resident.user.refresh_from_db()
    assert (resident.user.phone, resident.user.phone_confirmed) == ("+8613800000000", True)


def test_a_number_of_somebody_else_cannot_be_taken(client, phone):
    other = UserFactory(phone="+8613800000000")
    client.force_login(ResidentFactory(user__phone=NUMBER).user)
    client.post("/accounts/phone/change/", {"phone": "13800000000"})
    answer = client.post("/accounts/phone/verify/", {"code": phone.code})
    assert errors_in(answer.content.decode())
    assert User.objects.get(phone="+8613800000000") == other


def test_a_code_proves_only_the_number_it_was_sent_to():
    now = timezone.now()
    user, other = UserFactory(phone=NUMBER, phone_verified_at=None), UserFactory()
    for act in (prove_phone, change_phone):
        with pytest.raises(Hidden):
            act(user_id=0, phone=NUMBER, now=now)
    with pytest.raises(Hidden):
        prove_phone(user_id=user.pk, phone="+8613800000000", now=now)
    with pytest.raises(Invalid):
        change_phone(user_id=user.pk, phone=other.phone, now=now)
    user.refresh_from_db()
    assert (user.phone, user.phone_verified_at) == (NUMBER, None)
    assert not Consent.objects.exists()


def test_a_session_of_the_previous_secret_key_still_counts(client, settings):
    client.force_login(UserFactory())
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    assert client.get("/me/").status_code == 200


def test_signing_out_asks_first(client):
    client.force_login(UserFactory())
    assert client.get("/accounts/logout/").status_code == 200
    assert signed_in(client) is not None
    assert client.post("/accounts/logout/")["Location"] == "/"
    assert signed_in(client) is None


def test_the_same_number_is_one_person():
    now = timezone.now()
    assert person_for_phone(phone="13912345678", now=now) == person_for_phone(phone="+86 139 1234 5678", now=now)


def test_who_never_came_back_with_the_code_is_forgotten_and_nobody_else():
    now = timezone.now()
    long_ago = now - timedelta(days=2)
    unproven = person_for_phone(phone="13800000001", now=long_ago)
    fresh = person_for_phone(phone="13800000002", now=now)
    proven = person_for_phone(phone="13800000003", now=long_ago)
    User.objects.filter(pk=proven.pk).update(phone_verified_at=now)
    office = AppointmentFactory(user=person_for_phone(phone="13800000004", now=long_ago)).user
    staff = UserFactory(phone=None, phone_verified_at=None, date_joined=long_ago)
    assert forget_unproven(before=now - timedelta(days=1)) == 1
    assert set(User.objects.values_list("pk", flat=True)) == {fresh.pk, proven.pk, office.pk, staff.pk}
    assert not User.objects.filter(pk=unproven.pk).exists()


def test_the_daily_tidying_forgets_numbers_and_addresses_that_serve_nothing(client, phone):
    now = timezone.now()
    person_for_phone(phone="13800000001", now=now - timedelta(days=2))
    ResidentFactory(user__phone=NUMBER)
    ask(client)
    enter(client, phone.code)
    other = UserFactory()
    UserSession.objects.create(user=other, ip="203.0.113.7", session_key="old", user_agent="x")
    UserSession.objects.filter(user=other).update(last_seen_at=now - timedelta(days=100))
    tidy_up()
    assert User.objects.count() == 2
    assert UserSession.objects.get().user.phone == NUMBER
    assert signed_in(client)
