"""Who gets into /admin/, and how long."""

import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth import SESSION_KEY
from django.utils import timezone

from portal.accounts.enums import Role
from portal.accounts.staff_session import SEEN_KEY
from tests.factories import AppointmentFactory, ResidentFactory, SubdistrictFactory, UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
STAFF = "/accounts/staff/"


@pytest.fixture(autouse=True)
def _for_real(settings):
    settings.DEMO = False


@pytest.fixture
def moderator():
    user = UserFactory(username="chen", phone=None, phone_verified_at=None)
    user.set_password(PASSWORD)
    user.save()
    return AppointmentFactory(user=user).user


@pytest.fixture
def secret(moderator) -> str:
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(moderator, secret)
    return secret


def digits(secret: str, later: int = 0) -> str:
    counter = next(totp.yield_hotp_counters_from_time()) + later
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


def sign_in(client, password=PASSWORD, onward="/admin/inbox/"):
    return client.post(STAFF, {"username": "chen", "password": password, "next": onward})


def test_nobody_is_asked_to_sign_in_on_the_staff_page(client):
    answer = client.get("/admin/inbox/")
    assert answer["Location"] == f"{STAFF}?next=/admin/inbox/"
    assert client.get(answer["Location"]).status_code == 200


def test_wagtails_own_sign_in_page_is_no_way_around(client, moderator):
    assert client.get("/admin/login/?next=/admin/")["Location"] == f"{STAFF}?next=/admin/"
    client.post("/admin/login/", {"username": "chen", "password": PASSWORD})
    assert SESSION_KEY not in client.session
    assert client.get("/admin/password_reset/").status_code == 404


def test_password_and_second_factor_open_the_staff_area(client, moderator, secret):
    assert sign_in(client)["Location"] == "/accounts/2fa/authenticate/"
    assert SESSION_KEY not in client.session
    assert client.get("/accounts/2fa/authenticate/").status_code == 200
    answer = client.post("/accounts/2fa/authenticate/", {"code": digits(secret)})
    assert answer["Location"] == "/admin/inbox/"
    assert client.get("/admin/inbox/").status_code == 200
    assert client.get(f"{STAFF}?next=/admin/")["Location"] == "/admin/"


def test_a_wrong_second_factor_opens_nothing(client, moderator, secret):
    sign_in(client)
    assert client.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert SESSION_KEY not in client.session
    assert client.get("/admin/").status_code == 302


def test_a_recovery_code_stands_in_for_a_lost_phone_once(client, moderator, secret):
    code = RecoveryCodes.activate(moderator).get_unused_codes()[0]
    sign_in(client)
    client.post("/accounts/2fa/authenticate/", {"code": code})
    assert client.get("/admin/inbox/").status_code == 200
    client.post("/accounts/logout/")
    sign_in(client)
    client.post("/accounts/2fa/authenticate/", {"code": code})
    assert SESSION_KEY not in client.session


def test_who_has_no_second_factor_is_brought_to_set_one_up(client, moderator):
    assert sign_in(client)["Location"] == "/admin/inbox/"
    assert client.get("/admin/inbox/")["Location"] == "/accounts/2fa/totp/activate/"
    page = client.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    assert secret in page.content.decode()
    answer = client.post("/accounts/2fa/totp/activate/", {"code": digits(secret)})
    assert answer["Location"] == "/accounts/2fa/recovery-codes/"
    codes = client.get("/accounts/2fa/recovery-codes/")
    assert codes.status_code == 200
    unused = Authenticator.objects.get(user=moderator, type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes()
    assert all(code in codes.content.decode() for code in unused)
    for path in ("/accounts/2fa/", "/accounts/2fa/recovery-codes/generate/", "/accounts/2fa/totp/deactivate/"):
        assert client.get(path).status_code == 200
    assert client.get("/accounts/2fa/recovery-codes/download/")["Content-Type"].startswith("text/plain")
    assert client.get("/admin/inbox/")["Location"] == f"{STAFF}?next=/admin/inbox/"
    sign_in(client)
    client.post("/accounts/2fa/authenticate/", {"code": unused[0]})
    assert client.get("/admin/inbox/").status_code == 200


def test_the_second_factor_is_not_touched_without_the_password(client, inside, monkeypatch):
    at(monkeypatch, 10 * 60)
    answer = client.get("/accounts/2fa/recovery-codes/generate/")
    assert answer["Location"].startswith("/accounts/reauthenticate/?next=")
    assert client.get(answer["Location"]).status_code == 200
    assert client.get("/accounts/2fa/reauthenticate/").status_code == 200
    answer = client.post(answer["Location"], {"password": PASSWORD})
    assert answer["Location"] == "/accounts/2fa/recovery-codes/generate/"
    assert client.post(answer["Location"]).status_code == 302


def test_a_password_given_later_does_not_make_a_phone_session_a_staff_session(client, phone, moderator, secret):
    moderator.phone, moderator.phone_verified_at = "+8613912345678", timezone.now()
    moderator.save()
    client.post("/accounts/login/", {"login": "13912345678"})
    client.post("/accounts/login/code/confirm/", {"code": phone.code})
    client.post("/accounts/2fa/authenticate/", {"code": digits(secret)})
    client.post("/accounts/reauthenticate/?next=/admin/", {"password": PASSWORD})
    assert client.get("/admin/inbox/")["Location"] == f"{STAFF}?next=/admin/inbox/"


def test_a_session_by_phone_code_is_not_enough_for_the_staff_area(client, phone, moderator):
    moderator.phone, moderator.phone_verified_at = "+8613912345678", timezone.now()
    moderator.save()
    client.post("/accounts/login/", {"login": "13912345678"})
    client.post("/accounts/login/code/confirm/", {"code": phone.code})
    assert client.session[SESSION_KEY] == str(moderator.pk)
    assert client.get("/admin/inbox/")["Location"] == f"{STAFF}?next=/admin/inbox/"
    assert client.get("/me/").status_code == 200
    assert sign_in(client)["Location"] == "/admin/inbox/"


def test_a_phone_code_alone_does_not_get_past_a_second_factor_either(client, phone, moderator, secret):
    moderator.phone, moderator.phone_verified_at = "+8613912345678", timezone.now()
    moderator.save()
    client.post("/accounts/login/", {"login": "13912345678"})
    answer = client.post("/accounts/login/code/confirm/", {"code": phone.code})
    assert answer["Location"] == "/accounts/2fa/authenticate/"
    client.post("/accounts/2fa/authenticate/", {"code": digits(secret)})
    assert client.get("/me/").status_code == 200
    assert client.get("/admin/inbox/")["Location"] == f"{STAFF}?next=/admin/inbox/"


def test_five_wrong_passwords_lock_the_name_even_for_the_right_one(client, moderator, secret):
    for _ in range(5):
        assert sign_in(client, "wrong").status_code == 422
    assert sign_in(client).status_code == 422
    assert SESSION_KEY not in client.session


def test_a_locked_name_locks_nobody_else(client, moderator, secret):
    for _ in range(5):
        sign_in(client, "wrong")
    other = UserFactory(username="sun")
    other.set_password(PASSWORD)
    other.save()
    answer = client.post(STAFF, {"username": "sun", "password": PASSWORD})
    assert answer.status_code == 302


def test_name_and_password_are_both_asked_for(client):
    answer = client.post(STAFF, {"username": "", "password": ""})
    assert answer.status_code == 422


@pytest.mark.parametrize("onward", ["https://elsewhere.example/", "//elsewhere.example/"])
def test_the_staff_page_leads_nowhere_else(client, moderator, onward):
    assert sign_in(client, onward=onward)["Location"] == "/admin/"


@pytest.fixture
def inside(client, moderator, secret):
    sign_in(client)
    client.post("/accounts/2fa/authenticate/", {"code": digits(secret)})
    return client


REAL_TIME = time.time


def at(monkeypatch, seconds: int) -> None:
    moment = REAL_TIME() + seconds
    monkeypatch.setattr("portal.accounts.middleware.time.time", lambda: moment)


def test_half_an_hour_without_a_sign_ends_a_staff_session(inside, monkeypatch):
    at(monkeypatch, 30 * 60 + 1)
    assert inside.get("/admin/inbox/")["Location"] == f"{STAFF}?next=/admin/inbox/"
    assert SESSION_KEY not in inside.session


def test_an_open_public_page_does_not_keep_a_staff_session_either(inside, monkeypatch):
    at(monkeypatch, 30 * 60 + 1)
    assert inside.get("/coming/").status_code == 200
    assert SESSION_KEY not in inside.session


def test_working_keeps_a_staff_session(inside, monkeypatch):
    for minutes in (20, 40, 60):
        at(monkeypatch, minutes * 60)
        assert inside.get("/admin/inbox/").status_code == 200


def test_quick_steps_write_the_session_once_a_minute(inside, monkeypatch):
    before = inside.session[SEEN_KEY]
    at(monkeypatch, 30)
    inside.get("/admin/inbox/")
    assert inside.session[SEEN_KEY] == before


def test_residents_keep_their_session(client, monkeypatch):
    client.force_login(ResidentFactory().user)
    at(monkeypatch, 20 * 24 * 3600)
    assert client.get("/me/").status_code == 200


@pytest.mark.parametrize("role", [None, Role.COUNCIL_CONVENER, Role.PATROL_LEADER])
def test_who_has_no_office_there_is_told_so(client, role):
    user = ResidentFactory().user
    if role:
        AppointmentFactory(user=user, role=role)
    client.force_login(user)
    answer = client.get("/admin/")
    assert answer.status_code == 403


def test_an_office_that_is_over_opens_nothing(client, settings):
    settings.DEMO = True
    today = timezone.localdate()
    user = AppointmentFactory(ends_on=today).user
    client.force_login(user)
    assert client.get("/admin/").status_code == 403


@pytest.mark.parametrize(
    ("role", "places"),
    [
        (Role.COMMUNITY_MODERATOR, {}),
        (Role.SUBDISTRICT_MANAGER, {"community": None}),
        (Role.DISTRICT_ADMIN, {"community": None}),
    ],
)
def test_in_the_demo_an_office_is_enough(client, settings, role, places):
    settings.DEMO = True
    if role == Role.SUBDISTRICT_MANAGER:
        places = {**places, "subdistrict": SubdistrictFactory()}
    client.force_login(AppointmentFactory(role=role, **places).user)
    assert client.get("/admin/").status_code == 200


def test_an_office_counts_on_its_first_day_and_not_before(client, settings):
    settings.DEMO = True
    today = timezone.localdate()
    client.force_login(AppointmentFactory(starts_on=today).user)
    assert client.get("/admin/").status_code == 200
    client.force_login(AppointmentFactory(starts_on=today + timedelta(days=1)).user)
    assert client.get("/admin/").status_code == 403
