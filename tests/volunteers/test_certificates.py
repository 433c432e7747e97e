"""Certificates: from records that stand, frozen, checked by strangers, withdrawn where a record is corrected."""

import json
from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from portal.accounts.actions import erase_person, export_person
from portal.core.errors import Forbidden, Hidden, Invalid, SignInNeeded, WrongState
from portal.notices.models import Notice
from portal.notices.ports import notice_kinds
from tests.ballots.papers import refused
from tests.factories import HouseholdFactory, ResidentFactory
from tests.permissions.cases import client_of
from tests.volunteers.clock import DAY, ENDS, STARTS
from tests.volunteers.patrols import make_route, make_staff
from tests.volunteers.test_hours import LATER, correct, recorded
from volunteers.actions.issue_certificate import canonical, digest_of, identity_number_holds, issue_certificate
from volunteers.actions.set_issuer import set_issuer
from volunteers.actions.withdraw_certificate import withdraw_certificate
from volunteers.enums import ShownNumber
from volunteers.models import Certificate, Issuer

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 11, 1), date(2026, 11, 24)
CARD = "11010519491231002X"
"""The example of GB 11643-1999: nobody's."""


@pytest.fixture
def served():
    shift, _leader, person, record = recorded(route=make_route())
    person.resident.real_name = "王小明"
    person.resident.save()
    return shift, person, record


def issue(shift, person, actor=None, **more) -> Certificate:
    usual = {
        "community": shift.roster.community,
        "first_day": FIRST,
        "last_day": LAST,
        "agreed": True,
        "actor": actor or person,
        "person": person,
        "now": LATER,
    }
    return issue_certificate(**usual | more)


def test_a_certificate_says_what_stands_and_nothing_more(served):
    shift, person, record = served
    staff = make_staff(shift.roster.community)
    set_issuer(
        community=shift.roster.community,
        name="梅欣社区居民委员会",
        responsible="李主任",
        handler="",
        phone="",
        actor=staff,
        now=LATER,
    )
    certificate = issue(shift, person, number_kind=ShownNumber.IDENTITY_CARD, number="11010519491231002x")
    content = json.loads(certificate.content)
    assert (content["name"], content["number"], content["minutes"]) == ("王小明", CARD, 90)
    assert (content["issuer"], content["responsible"], content["phone"]) == ("梅欣社区居民委员会", "李主任", "")
    [line] = content["lines"]
    assert (line["day"], line["from"], line["to"], line["minutes"]) == ("2026-11-24", "19:00", "20:30", 90)
    assert (certificate.digest, len(certificate.serial)) == (digest_of(certificate.content), 14)
    assert certificate.content == canonical(content)
    assert list(certificate.records.all()) == [record]
    assert certificate.issued_by is None
    assert str(certificate) == certificate.serial
    assert str(Issuer.objects.get()) == "梅欣社区居民委员会"


def test_what_cannot_be_certified_is_refused_with_every_reason(served):
    shift, person, _record = served
    with refused(Invalid, "agree"):
        issue(shift, person, agreed=False)
    with refused(Invalid, "not after today"):
        issue(shift, person, last_day=LATER.date() + DAY)
    with refused(Invalid, "after the first"):
        issue(shift, person, first_day=LAST, last_day=FIRST)
    with refused(Invalid, "identity card"):
        issue(shift, person, number_kind=ShownNumber.IDENTITY_CARD, number="110105194912310021")
    with refused(Invalid, "Write the number"):
        issue(shift, person, number_kind=ShownNumber.OTHER)
    assert json.loads(issue(shift, person, number="123").content)["number"] == ""
    with refused(WrongState, "No confirmed hours"):
        issue(shift, person, last_day=date(2026, 11, 23))
    with refused(WrongState, "No confirmed hours"):
        issue(shift, person, community=make_route().community)
    person.resident.real_name = ""
    person.resident.save()
    with refused(Invalid, "real name"):
        issue(shift, person)
    with pytest.raises(SignInNeeded):
        issue(shift, None, actor=AnonymousUser())


@pytest.mark.parametrize(
    ("number", "holds"),
    [(CARD, True), (CARD.lower(), True), ("110105194912310021", False), ("1", False), ("１" * 17 + "X", False)],
)
def test_the_check_digit_of_a_card_is_counted(number, holds):
    assert identity_number_holds(number) is holds


def test_staff_issue_at_the_counter_but_not_to_their_own(served):
    shift, person, _record = served
    staff = make_staff(shift.roster.community)
    assert issue(shift, person, actor=staff).issued_by == staff
    with pytest.raises(Hidden):
        issue(shift, person, actor=make_staff(make_route().community))
    door = HouseholdFactory()
    ResidentFactory(user=staff, household=door)
    person.resident.household = door
    person.resident.save()
    with refused(Forbidden, "Somebody else"):
        issue(shift, person, actor=staff)
    certificate = issue(shift, person)
    with refused(Forbidden, "Somebody else"):
        withdraw_certificate(serial=certificate.serial, reason="错", actor=staff, now=LATER)


def test_a_correction_withdraws_the_certificates_that_rest_on_the_record(served):
    shift, person, record = served
    certificate = issue(shift, person)
    correct(record, make_staff(shift.roster.community), STARTS, ENDS - 30 * (ENDS - STARTS) / 90)
    certificate.refresh_from_db()
    assert not certificate.is_valid
    assert "提前走了" in certificate.withdrawn_because
    told = Notice.objects.get(recipient=person, kind="volunteers.certificate")
    kind = notice_kinds.get(told.kind)
    assert certificate.serial in kind.title(told.fields)
    assert "重新开具" in kind.body(told.fields)
    again = issue(shift, person)
    assert (again.is_valid, again.minutes) == (True, 60)


def test_staff_withdraw_with_a_reason_once(served):
    shift, person, _record = served
    certificate, staff = issue(shift, person), make_staff(shift.roster.community)
    act = {"serial": certificate.serial, "actor": staff, "now": LATER}
    with refused(Invalid, "public page"):
        withdraw_certificate(reason=" ", **act)
    for stranger in (person, make_staff(make_route().community)):
        with pytest.raises(Hidden):
            withdraw_certificate(reason="错", **act | {"actor": stranger})
    with pytest.raises(Hidden):
        withdraw_certificate(reason="错", **act | {"serial": "nothing"})
    withdraw_certificate(reason="重复开具", **act)
    assert withdraw_certificate(reason="别的", **act).withdrawn_because == "重复开具"
    with pytest.raises(Hidden):
        set_issuer(
            community=shift.roster.community, name="x", responsible="", handler="", phone="", actor=person, now=LATER
        )
    with refused(Invalid, "who issues"):
        set_issuer(
            community=shift.roster.community, name=" ", responsible="", handler="", phone="", actor=staff, now=LATER
        )


@pytest.mark.parametrize(
    "change",
    [{"minutes": 900}, {"digest": "0" * 64}, {"last_day": date(2026, 12, 1)}, {"content": "另一份"}, {"times": 9}],
)
def test_no_statement_changes_what_was_issued(served, change):
    shift, person, _record = served
    certificate = issue(shift, person)
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(pk=certificate.pk).update(**change)


def test_a_withdrawal_is_not_taken_back(served):
    shift, person, _record = served
    certificate, staff = issue(shift, person), make_staff(shift.roster.community)
    withdraw_certificate(serial=certificate.serial, reason="重复开具", actor=staff, now=LATER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(pk=certificate.pk).update(withdrawn_at=None, withdrawn_because="")


def test_a_stranger_checks_it_and_reads_no_full_name_and_no_number(served, client, at):
    at(LATER)
    shift, person, _record = served
    certificate = issue(shift, person, number_kind=ShownNumber.IDENTITY_CARD, number=CARD)
    page = client.get(f"/volunteers/certificates/{certificate.serial}/")
    text = page.content.decode()
    assert page["X-Robots-Tag"] == "noindex"
    for there in ("本证明有效", "王**", certificate.digest, "1 小时 30 分钟"):
        assert there in text
    for hidden in ("王小明", CARD, CARD[-6:]):
        assert hidden not in text
    assert client.get("/volunteers/certificates/nothing/").status_code == 404
    told = client.get(f"/api/v1/certificates/{certificate.serial}").json()
    assert (told["valid"], told["name"], told["minutes"]) == (True, "王**", 90)
    assert CARD not in json.dumps(told)
    withdraw_certificate(
        serial=certificate.serial, reason="重复开具", actor=make_staff(shift.roster.community), now=LATER
    )
    assert "重复开具" in client.get(f"/volunteers/certificates/{certificate.serial}/").content.decode()


def test_the_paper_is_its_owners_and_staffs(served, client, at, monkeypatch):
    at(LATER)
    shift, person, _record = served
    certificate = issue(shift, person, number_kind=ShownNumber.OTHER, number="E123")
    path = f"/me/hours/certificates/{certificate.serial}.pdf"
    assert client.get(path).status_code == 302
    assert client_of(make_staff(make_route().community)).get(path).status_code == 404
    monkeypatch.setattr("portal.core.printing._weasyprint", lambda: None)
    for reader in (person, make_staff(shift.roster.community)):
        answer = client_of(reader).get(path)
        assert "no-store" in answer["Cache-Control"]
        text = answer.content.decode()
        for there in ("王小明", "E123", certificate.serial, certificate.digest, "（盖章）"):
            assert there in text


def test_who_leaves_takes_name_and_number_from_the_certificate_and_the_paper_can_still_be_checked(served, client, at):
    at(LATER)
    shift, person, record = served
    certificate = issue(shift, person, number_kind=ShownNumber.OTHER, number="E123")
    data = export_person(actor=person, now=LATER)["volunteer_hours"]
    assert data["records"][0]["minutes"] == 90
    assert "王小明" in data["certificates"][0]["content"]
    kept = erase_person(actor=person, now=LATER)
    assert sum("仍可核验" in line or "记录要完整" in line for line in kept) == 2
    certificate.refresh_from_db()
    assert certificate.content == ""
    text = client.get(f"/volunteers/certificates/{certificate.serial}/").content.decode()
    assert "持有人已注销" in text
    assert certificate.digest in text
    record.refresh_from_db()
    assert record.minutes == 90
