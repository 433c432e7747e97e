from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError

from portal.accounts import consents
from portal.accounts.actions import give_consent, withdraw_consent
from portal.accounts.consents import CURRENT, TEXTS, text_of
from portal.accounts.enums import ConsentKind
from portal.accounts.errors import ConsentNeeded
from portal.accounts.models import Consent
from portal.accounts.queries.consents import consents_of, has_consented, refuse_if_withdrawn, require_consent
from portal.core.errors import SignInNeeded
from tests.factories import HouseholdFactory, ResidentFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)


def give(user, kind=ConsentKind.PUBLICATION, now=NOW):
    give_consent(kind=kind, actor=user, now=now)


def withdraw(user, kind=ConsentKind.PUBLICATION, now=NOW):
    withdraw_consent(kind=kind, actor=user, now=now)


def lines(user):
    return list(Consent.objects.filter(user=user).order_by("id").values_list("kind", "version", "given"))


def test_every_kind_has_one_current_text_and_no_version_twice():
    assert set(CURRENT) == set(ConsentKind)
    assert len({(text.kind, text.version) for text in TEXTS}) == len(TEXTS)
    assert text_of("service", "2026-11") == CURRENT[ConsentKind.SERVICE]
    assert text_of("service", "1999-01") is None


def test_giving_and_withdrawing_add_lines():
    user = UserFactory()
    give(user)
    withdraw(user)
    give(user)
    version = CURRENT[ConsentKind.PUBLICATION].version
    assert lines(user) == [("publication", version, given) for given in (True, False, True)]
    assert str(Consent.objects.first()) == f"publication {version}"


def test_what_changes_nothing_adds_no_line():
    user = UserFactory()
    withdraw(user)
    give(user)
    give(user)
    withdraw(user)
    withdraw(user)
    assert [given for _kind, _version, given in lines(user)] == [True, False]


def test_nobody_consents_without_signing_in():
    for act in (give, withdraw):
        with pytest.raises(SignInNeeded):
            act(AnonymousUser())


def test_the_last_line_counts_for_its_own_kind_and_person():
    user, other = UserFactory(), UserFactory()
    give(user)
    assert has_consented(user, ConsentKind.PUBLICATION)
    assert not has_consented(user, ConsentKind.SENSITIVE)
    assert not has_consented(other, ConsentKind.PUBLICATION)
    withdraw(user)
    assert not has_consented(user, ConsentKind.PUBLICATION)


def test_a_new_text_asks_again(monkeypatch):
    user = UserFactory()
    give(user)
    newer = consents.ConsentText(ConsentKind.PUBLICATION, "2027-05", "标题", "正文", "后果")
    monkeypatch.setitem(CURRENT, ConsentKind.PUBLICATION, newer)
    assert not has_consented(user, ConsentKind.PUBLICATION)
    standing = next(each for each in consents_of(user) if each.text.kind == ConsentKind.PUBLICATION)
    assert (standing.given, standing.outdated) == (False, True)
    give(user)
    assert [version for _kind, version, _given in lines(user)] == ["2026-11", "2027-05"]


def test_what_was_given_for_an_older_text_can_be_withdrawn(monkeypatch):
    user = UserFactory()
    give(user)
    newer = consents.ConsentText(ConsentKind.PUBLICATION, "2027-05", "标题", "正文", "后果")
    monkeypatch.setitem(CURRENT, ConsentKind.PUBLICATION, newer)
    withdraw(user)
    assert lines(user)[-1] == ("publication", "2026-11", False)


def test_an_act_that_needs_consent_names_it():
    user = UserFactory()
    with pytest.raises(ConsentNeeded) as refusal:
        require_consent(user, ConsentKind.SENSITIVE)
    assert (refusal.value.code, refusal.value.status) == ("consent", 403)
    assert refusal.value.fields == {"consent": "sensitive"}
    assert CURRENT[ConsentKind.SENSITIVE].title in refusal.value.message
    give(user, ConsentKind.SENSITIVE)
    require_consent(user, ConsentKind.SENSITIVE)


def test_an_act_that_says_itself_what_is_agreed_to_is_refused_only_after_a_withdrawal():
    user = UserFactory()
    refuse_if_withdrawn(user, ConsentKind.PUBLICATION)
    give(user)
    refuse_if_withdrawn(user, ConsentKind.PUBLICATION)
    withdraw(user)
    with pytest.raises(ConsentNeeded):
        refuse_if_withdrawn(user, ConsentKind.PUBLICATION)


def test_withdrawing_what_is_sensitive_removes_it_and_the_proof_that_rests_on_it():
    resident = ResidentFactory(household=HouseholdFactory(), born_on=date(1950, 1, 1))
    give(resident.user, ConsentKind.SENSITIVE)
    withdraw(resident.user, ConsentKind.SENSITIVE)
    resident.refresh_from_db()
    assert (resident.real_name, resident.born_on, resident.household, resident.verified_at) == ("", None, None, None)


def test_withdrawing_publication_leaves_the_home_alone():
    resident = ResidentFactory()
    give(resident.user)
    withdraw(resident.user)
    resident.refresh_from_db()
    assert resident.verified_at


def test_withdrawing_the_service_ends_every_session(client):
    user = UserFactory()
    client.force_login(user)
    give(user, ConsentKind.SERVICE)
    withdraw(user, ConsentKind.SERVICE)
    user.refresh_from_db()
    assert (user.auth_epoch, user.is_active) == (1, True)
    assert client.get("/api/v1/me").status_code == 401


def test_a_guardian_who_withdraws_closes_the_childs_account():
    child = UserFactory()
    give(child, ConsentKind.GUARDIAN)
    assert ConsentKind.GUARDIAN in {standing.text.kind for standing in consents_of(child)}
    withdraw(child, ConsentKind.GUARDIAN)
    child.refresh_from_db()
    assert (child.is_active, child.auth_epoch) == (False, 1)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_whole_ledger_of_a_person_costs_one_query(rows, django_assert_num_queries):
    user = UserFactory()
    for number in range(rows):
        give(user, now=NOW + timedelta(hours=number))
        withdraw(user, now=NOW + timedelta(hours=number, minutes=1))
    with django_assert_num_queries(1):
        standings = consents_of(user)
    assert [len(standing.lines) for standing in standings] == [0, 0, 2 * rows]
    assert standings[2].lines[0].at > standings[2].lines[-1].at


def test_the_database_itself_changes_no_line():
    user = UserFactory()
    give(user)
    with pytest.raises(DatabaseError), transaction.atomic():
        Consent.objects.update(given=False)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_consent SET version = '1999'")
    assert lines(user)[0][2] is True


@pytest.mark.postgres
def test_the_database_itself_deletes_no_line():
    give(UserFactory())
    with pytest.raises(DatabaseError), transaction.atomic():
        Consent.objects.all().delete()


def test_somebody_in_the_ledger_is_not_deleted_from_under_it():
    user = UserFactory()
    give(user)
    with pytest.raises(ProtectedError):
        user.delete()
