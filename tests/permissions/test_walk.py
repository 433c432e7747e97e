"""Every address and every API operation, walked by every persona; a new one that no table lists fails here."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import NoReverseMatch, reverse

from tests.permissions.addresses import api_operations, site_addresses
from tests.permissions.api_cases import API
from tests.permissions.cases import HIDDEN, IN, NO, SIGN_IN, STAFF, Case, answer_kind, client_of
from tests.permissions.site_cases import SITE
from tests.permissions.staff_cases import STAFF_AREA
from tests.permissions.stage import PERSONAS, Stage, set_stage

pytestmark = pytest.mark.django_db
# What others answer for: their own tests stand with them. The last three are Wagtail's ways to its own pages.
NOT_OURS = ("editors_picture", "wagtail", "headless:", "mfa_", "account_", "staff_login", "<")
MANAGED_BY_THE_DISTRICT = ("wagtailusers_", "wagtailsites:", "wagtailadmin_collections:", "wagtailadmin_workflows:")


@pytest.fixture
def stage() -> Stage:
    return set_stage()


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens in here is taken back, rate limits included."""
    cache.clear()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def walk(stage: Stage, persona: str, cases: list[Case], ask) -> list[str]:
    """One line for each answer that is not the table's."""
    surprises = []
    for case in cases:
        with undone():
            path, response = ask(case, client_of(stage.people[persona]), stage.things)
            got = answer_kind(response, path)
            if response.streaming:
                deque(response, 0)
        if got != case.who[persona]:
            surprises.append(f"{case.name} {path}: {got} ({response.status_code}), expected {case.who[persona]}")
    return surprises


def ask_site(case: Case, client, things):
    path = reverse(case.name, args=case.arguments(things))
    return path, getattr(client, case.method)(path, case.data(things))


def ask_api(case: Case, client, things):
    method, _space, route = case.name.partition(" ")
    path = "/api/v1" + route.format(**dict(case.arguments(things) or {}))
    sent = case.data(things)
    if method == "GET":
        return path, client.get(path, sent)
    if any(isinstance(part, SimpleUploadedFile) for part in sent.values()):
        return path, client.generic(method, path, encode_multipart(BOUNDARY, sent), MULTIPART_CONTENT)
    return path, getattr(client, method.lower())(path, sent, content_type="application/json")


def test_every_address_of_ours_is_in_a_table():
    ours = {address.name for address in site_addresses() if not address.name.startswith(NOT_OURS)}
    assert ours == {case.name for case in SITE + STAFF_AREA}


def test_every_api_operation_is_in_the_table():
    operations = {f"{method} {path.removeprefix('/api/v1')}" for method, path in api_operations()}
    assert operations == {case.name for case in API}


@pytest.mark.parametrize("persona", PERSONAS)
def test_site_lets_each_persona_see_theirs_and_no_more(stage, persona):
    surprises = walk(stage, persona, SITE, ask_site)
    assert not surprises, "\n".join(surprises)


@pytest.mark.parametrize("persona", PERSONAS)
def test_staff_area_lets_each_office_see_theirs_and_no_more(stage, persona):
    surprises = walk(stage, persona, STAFF_AREA, ask_site)
    assert not surprises, "\n".join(surprises)


@pytest.mark.parametrize("persona", PERSONAS)
def test_api_lets_each_persona_see_theirs_and_no_more(stage, persona):
    surprises = walk(stage, persona, API, ask_api)
    assert not surprises, "\n".join(surprises)


def wagtail_paths() -> Iterator[tuple[str, str]]:
    """Wagtail's own addresses under /admin/ that need no parameter."""
    for address in site_addresses():
        if address.name.startswith("wagtail") and address.route.startswith("admin/") and not address.parameters:
            try:
                yield address.name, reverse(address.name)
            except NoReverseMatch:
                continue


@pytest.mark.parametrize("persona", [persona for persona in PERSONAS if persona not in STAFF])
def test_wagtails_own_screens_let_nobody_without_an_office_in(stage, persona):
    open_to_all = {"wagtailadmin_login", "wagtailadmin_logout", "wagtailadmin_password_reset", "wagtailadmin_sprite",
                   "wagtailadmin_javascript_catalog", "wagtailadmin_password_reset_done",
                   "wagtailadmin_password_reset_complete"}  # fmt: skip
    client, entered = client_of(stage.people[persona]), []
    for name, path in wagtail_paths():
        if name in open_to_all:
            continue
        with undone():
            if answer_kind(client.get(path), path) not in (SIGN_IN, NO, HIDDEN):
                entered.append(name)
    assert entered == []


@pytest.mark.parametrize("persona", [persona for persona in STAFF if persona != "admin"])
def test_people_sites_and_workflows_are_the_districts(stage, persona):
    client, entered = client_of(stage.people[persona]), []
    for name, path in wagtail_paths():
        with undone():
            if (
                name.startswith(MANAGED_BY_THE_DISTRICT)
                and "chooser" not in name
                and answer_kind(client.get(path), path) == IN
            ):
                entered.append(name)
    assert entered == []
