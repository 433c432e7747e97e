"""The staff board: what is due, narrowed and searched, given to people, handed off, and never one's own."""

import csv
import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.urls import reverse

from portal.accounts.enums import Role
from portal.cases.actions import desk, open_case, rate_case, supervise_case
from portal.cases.board_files import csv_lines, workbook
from portal.cases.enums import CaseState, Due, Entry, MatterKind, Office, Share, Solved, Step
from portal.cases.models import Case
from portal.cases.queries.board import (
    Asked,
    board,
    board_counts,
    case_tasks,
    due_of,
    handlers_for,
    next_step,
    reminded_at,
    with_people,
)
from portal.core import clock
from portal.core.errors import Forbidden, Hidden, Invalid, WrongState
from portal.notices.models import Notice
from tests.ballots.papers import refused, scan
from tests.cases.clock import NOW
from tests.cases.matters import acting, answered, brought, decided, fresh, staff_of
from tests.factories import AppointmentFactory, CommunityFactory, HouseholdFactory, ResidentFactory, UserFactory

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def staff(person):
    return staff_of(person.resident.community)


def codes(user, now=NOW, **asked) -> set[str]:
    return {case.title for case in board(user, Asked(**asked), now)}


def test_each_case_stands_under_the_deadline_that_comes_first(person, staff):
    brought(person, NOW, title="今天")
    late = brought(person, NOW - 9 * DAY, title="超期")
    later = acting(brought(person, NOW, title="以后"), NOW, by=staff)
    desk.speak(code=later.case.code, actor=staff, now=NOW)
    answered(brought(person, NOW, title="办完"), NOW, by=staff)
    found = {case.title: due_of(case, NOW) for case in board(staff, Asked(), NOW)}
    # The 24 hours of first contact end tomorrow; seven working days end next week.
    assert found == {"今天": Due.WEEK, "超期": Due.OVERDUE, "以后": Due.LATER, "办完": Due.NONE}
    assert board_counts(staff, Asked(), NOW) == {"overdue": 1, "today": 0, "week": 1, "later": 1, "none": 1}
    for due in Due:
        assert codes(staff, due=due.value) == {title for title, under in found.items() if under == due}
    assert next_step(late.case) == Step.CONTACT
    assert codes(staff, now=NOW + 24 * HOUR - timedelta(seconds=1), due="today") == {"今天"}


def test_the_board_ends_where_the_office_does(person, staff):
    brought(person, NOW)
    elsewhere = staff_of(CommunityFactory())
    manager = AppointmentFactory(
        role=Role.SUBDISTRICT_MANAGER, community=None, subdistrict=person.resident.community.subdistrict
    ).user
    assert len(codes(staff)) == len(codes(manager)) == 1
    assert codes(elsewhere) == codes(UserFactory()) == set()


def test_the_board_is_narrowed_and_searched(person, staff):
    wish = brought(person, NOW, kind=MatterKind.WISH, title="长椅", place="花园", words="老人没处坐")
    lamp = acting(brought(person, NOW, title="路灯"), NOW, by=staff)
    assert codes(staff, kind="wish") == codes(staff, words="花园") == codes(staff, words="没处坐") == {"长椅"}
    assert (
        codes(staff, words=wish.case.code) == codes(staff, handler="none") == codes(staff, state="received") == {"长椅"}
    )
    assert codes(staff, handler="me") == codes(staff, handler=staff.code) == codes(staff, state="acting") == {"路灯"}
    assert codes(staff, community=lamp.case.community.slug, kind="no kind", state="?", due="?") == {"长椅", "路灯"}
    assert codes(staff, community="elsewhere") == set()


def test_giving_a_case_accepts_it_on_the_way_and_tells_the_handler(person, staff):
    colleague = staff_of(person.resident.community)
    matter = brought(person, NOW)
    given = desk.give_to(code=matter.case.code, handler=colleague.code, actor=staff, now=NOW)
    assert (given.state, given.handler) == (CaseState.FORWARDED, colleague)
    assert Notice.objects.filter(recipient=colleague, kind="cases.handed").count() == 1
    desk.begin(code=matter.case.code, actor=colleague, now=NOW)
    again = desk.give_to(code=matter.case.code, handler=staff.code, actor=colleague, now=NOW, text="我休假")
    assert (again.state, again.handler) == (CaseState.ACTING, staff)
    line = again.timeline.get(kind=Entry.ASSIGNED)
    assert (line.text, line.public) == ("我休假", False)
    with refused(Forbidden, "with this person already"):
        desk.give_to(code=matter.case.code, handler=staff.code, actor=colleague, now=NOW)


def test_a_case_is_given_to_whoever_has_an_office_there_and_did_not_raise_it(person, staff):
    matter, here = brought(person, NOW), person.resident.community
    for stranger in (staff_of(CommunityFactory()), person):
        with refused(Invalid, "office there"):
            desk.give_to(code=matter.case.code, handler=stranger.code, actor=staff, now=NOW)
    home = HouseholdFactory(community=here)
    person.resident.household = home
    person.resident.save()
    relative = ResidentFactory(community=here, household=home).user
    AppointmentFactory(user=relative, community=here)
    with refused(Invalid, "live with whoever"):
        desk.give_to(code=matter.case.code, handler=relative.code, actor=staff, now=NOW)
    with refused(Forbidden, "Somebody else"):
        desk.take_on(code=matter.case.code, actor=relative, now=NOW)
    assert set(handlers_for([here.pk])) == {staff, relative}
    assert not handlers_for([])
    answered(matter, NOW, by=staff)
    with refused(WrongState, "cannot be done now"):
        desk.give_to(code=matter.case.code, handler=staff.code, actor=staff, now=NOW)


def test_everything_on_the_board_asks_for_the_office_first(person):
    matter, stranger = brought(person, NOW), staff_of(CommunityFactory())
    common = {"code": matter.case.code, "actor": stranger, "now": NOW}
    for act in (
        lambda: desk.take_on(**common),
        lambda: desk.give_to(handler=stranger.code, **common),
        lambda: desk.begin(**common),
        lambda: desk.speak(**common),
        lambda: desk.report(text="看过了", **common),
        lambda: desk.prolong(last_day=date(2027, 1, 8), reason="等配件", **common),
        lambda: desk.answer(text="好了", **common),
        lambda: desk.close(**common),
        lambda: desk.reopen(reason="没好", **common),
        lambda: desk.hand_off(office=Office.HOTLINE, **common),
    ):
        with pytest.raises(Hidden):
            act()
    with pytest.raises(Hidden):
        desk.take_on(code="nothing", actor=stranger, now=NOW)


def test_a_case_goes_its_whole_way_on_the_board(person, staff, client):
    code = decided(brought(person, NOW), NOW).case.code
    common = {"code": code, "actor": staff, "now": NOW}
    desk.take_on(**common)
    desk.speak(text="电话里说清楚了", **common)
    desk.give_to(handler=staff.code, **common)
    desk.report(text="看过了，要换灯", uploads=[scan()], **common)
    desk.report(text="找张师傅", aloud=False, **common)
    desk.prolong(last_day=date(2026, 12, 31), reason="等配件", **common)
    desk.answer(text="换好了", **common)
    desk.close(**common)
    desk.reopen(reason="又坏了", **common)
    case = Case.objects.get(code=code)
    assert case.state == CaseState.ACTING
    page = client.get(reverse("cases:matter", args=[code])).content.decode()
    assert "要换灯" in page
    assert "找张师傅" not in page
    assert "电话里" not in page


def test_a_case_of_another_room_is_moved_there_alone(person, staff, monkeypatch):
    case = open_case(kind="tests.elsewhere", community=person.resident.community, title="x", opened_by=None, now=NOW)
    with refused(WrongState, "own screen"):
        desk.take_on(code=case.code, actor=staff, now=NOW)
    with refused(WrongState, "own screen"):
        desk.give_to(code=case.code, handler=staff.code, actor=staff, now=NOW)


def test_several_are_done_one_by_one_and_refusals_hold_nothing_up(person, staff):
    first, second = brought(person, NOW, title="一"), answered(brought(person, NOW, title="二"), NOW, by=staff)
    far = brought(ResidentFactory(community=CommunityFactory()).user, NOW, title="三")
    asked = [first.case.code, first.case.code, second.case.code, far.case.code]
    outcomes = desk.give_all_to(codes=asked, handler=staff.code, actor=staff, now=NOW)
    assert [(each.title, type(each.refusal)) for each in outcomes] == [
        ("一", type(None)),
        ("二", WrongState),
        ("", Hidden),
    ]
    third = brought(person, NOW)
    desk.hand_all_off(codes=[third.case.code], office=Office.HOTLINE, reference="7", actor=staff, now=NOW)
    assert fresh(third).case.reference == "7"


def test_the_board_says_what_the_clock_has_said(person, staff):
    matter = brought(person, NOW)
    case = board(staff, Asked(), NOW).get()
    assert reminded_at(case) is None
    supervise_case(code=case.code, step=Step.ACCEPT, share=Share.SOON, due=matter.case.accept_due, now=NOW)
    assert reminded_at(with_people(board(staff, Asked(), NOW)).get()) == Share.SOON


def test_the_start_page_of_staff_counts_what_is_due(person, staff, monkeypatch):
    brought(person, NOW - 9 * DAY)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    assert [task.count for task in case_tasks(staff)] == [1]
    assert case_tasks(person) == []
    assert case_tasks(staff_of(CommunityFactory())) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_of_the_board_costs_the_same_however_many(person, staff, client, rows, django_assert_num_queries):
    for _row in range(rows):
        acting(brought(person, NOW), NOW, by=staff)
    client.force_login(staff)
    client.get(reverse("cases_board"))
    with django_assert_num_queries(25):
        assert client.get(reverse("cases_board")).status_code == 200


def test_bulk_asks_before_it_does(person, staff, client):
    matter = brought(person, NOW)
    client.force_login(staff)
    sent = {"what": "give", "case": [matter.case.code]}
    first = client.post(reverse("cases_bulk"), sent)
    assert matter.case.title in first.content.decode()
    assert fresh(matter).case.state == CaseState.RECEIVED
    client.post(reverse("cases_bulk"), sent | {"confirmed": "1", "handler": staff.code})
    assert fresh(matter).case.handler == staff
    wrong = client.post(reverse("cases_bulk"), {"what": "hand_off", "case": [matter.case.code], "confirmed": "1"})
    assert wrong.status_code == 422
    client.post(
        reverse("cases_bulk"), {"what": "hand_off", "case": [matter.case.code], "confirmed": "1", "office": "hotline"}
    )
    assert fresh(matter).case.office == "hotline"
    assert client.post(reverse("cases_bulk"), {"what": "delete", "case": [matter.case.code]}).status_code == 404
    assert client.post(reverse("cases_bulk"), {"what": "give"}).status_code == 302
    again = client.post(reverse("cases_bulk"), sent | {"confirmed": "1", "handler": staff.code}, follow=True)
    assert matter.case.title in again.content.decode()


def test_the_page_of_a_case_shows_what_can_be_done_and_does_it(person, staff, client):
    matter = brought(person, NOW, uploads=[scan()])
    client.force_login(staff)
    code = matter.case.code
    page = client.get(reverse("cases_case", args=[code])).content.decode()
    assert person.phone in page

    def act(what, **sent):
        return client.post(reverse("cases_act", args=[code, what]), sent, follow=True)

    act("contact", text="说过了")
    act("give", handler=staff.code)
    act("begin")
    act("report", text="有进展", aloud="on", photo=scan())
    promised = fresh(matter).case.act_due
    act("prolong", last_day="2000-01-01", reason="等")
    assert fresh(matter).case.act_due == promised
    act("answer")
    assert fresh(matter).case.state == CaseState.ACTING
    act("answer", text="好了")
    rate_case(code=code, score=5, solved=Solved.YES, words="谢谢", actor=person, now=NOW)
    assert "谢谢" in act("close").content.decode()
    assert act("dance").status_code == 404
    other = brought(person, NOW)
    client.post(reverse("cases_act", args=[other.case.code, "hand_off"]), {"office": "hotline", "reference": "12"})
    assert fresh(other).case.state == CaseState.HANDED_OFF


def test_ones_own_case_is_shown_without_anything_to_do(person, client):
    AppointmentFactory(user=person, community=person.resident.community)
    matter = brought(person, NOW)
    client.force_login(person)
    page = client.get(reverse("cases_case", args=[matter.case.code])).content.decode()
    assert "cases-act" not in page
    assert client.post(reverse("cases_act", args=[matter.case.code, "take"]), {}).status_code == 302
    assert fresh(matter).case.state == CaseState.RECEIVED


def test_the_page_of_another_rooms_case_leads_there(person, staff, client):
    case = open_case(kind="tests.elsewhere", community=person.resident.community, title="x", opened_by=None, now=NOW)
    client.force_login(staff)
    answer = client.get(reverse("cases_case", args=[case.code]))
    assert answer.headers["Location"] == "/elsewhere/"


def test_files_hold_what_the_board_shows_and_no_formulas_and_nobody(person, staff, client):
    matter = acting(brought(person, NOW, title="=1+1", place="+花园"), NOW, by=staff)
    answered(brought(person, NOW, title="路灯"), NOW, by=staff)
    cases = list(with_people(board(staff, Asked(), NOW)).order_by("next_due", "id"))
    lines = list(csv.reader(io.StringIO("".join(csv_lines(cases)).removeprefix("\ufeff"))))
    assert lines[1][:4] == [matter.case.code, "建议", "'=1+1", "'+花园"]
    assert person.resident.alias not in str(lines)
    sheet = openpyxl.load_workbook(io.BytesIO(workbook(cases))).active
    assert (sheet["C2"].value, sheet["C2"].data_type) == ("=1+1", "s")
    client.force_login(staff)
    answer = client.get(reverse("cases_export", args=["csv"]), {"q": "路灯"})
    assert "路灯" in answer.content.decode()
    assert "=1+1" not in answer.content.decode()
    assert client.get(reverse("cases_export", args=["xlsx"])).status_code == 200
    assert client.get(reverse("cases_export", args=["exe"])).status_code == 404
