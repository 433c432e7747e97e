"""公示: what every room puts on display, by the clock, over several tables in one order."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from councils.conventions_enums import ConventionEvent, ConventionState
from councils.models import Convention, ConventionStep, ConventionVersion, Meeting, Minutes
from portal.ballots.actions import count_poll
from portal.ballots.models import Poll
from portal.cases.models import Case
from portal.core import clock
from portal.core.disclosure import DISPLAY, disclosures
from portal.core.errors import Invalid
from portal.core.paging import sealed
from portal.figures.enums import Shown
from portal.figures.queries.disclosure import Disclosed, Wanted, displayed
from proposals.enums import PhaseKind
from proposals.models import Project
from tests.councils.evenings import make_body
from tests.factories import ContestFactory, PhaseFactory, ProposalFactory, UserFactory, make_poll
from tests.factories.ballots import AFTER

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)
DAY, MOMENT = timedelta(days=1), timedelta(microseconds=1)


def contest(*, announced=NOW - DAY, closes=NOW + 10 * DAY, **more):
    made = ContestFactory(announced_at=announced, **more)
    PhaseFactory(contest=made, kind=PhaseKind.CALL, opens_at=NOW - 2 * DAY, closes_at=closes - DAY)
    PhaseFactory(contest=made, kind=PhaseKind.VOTE, opens_at=closes - DAY, closes_at=closes)
    return made


def minutes(*, published=NOW - DAY, public=True) -> Minutes:
    body, people = make_body()
    meeting = Meeting.objects.create(
        body=body, title="五月议事会", starts_at=NOW - 3 * DAY, ends_at=NOW - 2 * DAY, public=public
    )
    return Minutes.objects.create(
        meeting=meeting,
        text="记录",
        drafted_by=people[0],
        drafted_at=NOW - 2 * DAY,
        approved_by=people[1],
        published_at=published,
        shown_until=published + DISPLAY,
    )


def convention(*, at=NOW - DAY) -> ConventionVersion:
    body, people = make_body()
    made = Convention.objects.create(community=body.community, created_at=NOW - 90 * DAY)
    version = ConventionVersion.objects.create(
        convention=made, number=1, state=ConventionState.PUBLISHED, created_at=NOW - 90 * DAY, created_by=people[0]
    )
    ConventionStep.objects.create(
        version=version,
        event=ConventionEvent.PUBLISH,
        state=ConventionState.PUBLISHED,
        held_on=date(2026, 5, 31),
        record="张贴于公告栏",
        at=at,
        by=people[0],
    )
    return version


def shown(now=NOW, **wanted) -> list[Disclosed]:
    return displayed(Wanted(**wanted), now).items


def kinds(now=NOW, **wanted) -> list[str]:
    return [each.kind for each in shown(now, **wanted)]


def test_rooms_tell_what_is_on_display_with_place_and_dates():
    big, said, agreed = contest(), minutes(), convention()
    found = {each.kind: each for each in shown()}
    assert set(found) == {"contest", "minutes", "convention"}
    assert found["contest"].scope.name == big.subdistrict.name
    assert found["contest"].ends == NOW + 10 * DAY
    assert found["minutes"].url == said.meeting.get_absolute_url()
    assert found["minutes"].ends == said.shown_until
    assert found["convention"].scope.name == agreed.convention.community.title
    assert found["convention"].ends == NOW - DAY + DISPLAY


@pytest.mark.parametrize("kind", ["contest", "minutes", "convention"])
def test_display_is_half_open_by_the_clock(kind):
    {"contest": contest, "minutes": minutes, "convention": convention}[kind]()
    begins = NOW - DAY
    ends = next(each.ends for each in shown())
    assert kinds(begins - MOMENT) == []
    assert kinds(begins) == [kind]
    assert kinds(ends - MOMENT) == [kind]
    assert kinds(ends) == []
    assert kinds(ends - MOMENT, shown=Shown.PAST) == []
    assert kinds(ends, shown=Shown.PAST) == [kind]


def test_what_is_not_public_is_never_on_display():
    contest(announced=None)
    contest(is_history=True)
    minutes(public=False)
    version = convention()
    ConventionVersion.objects.update(state=ConventionState.GATHERING)
    assert shown() == []
    ConventionVersion.objects.filter(pk=version.pk).update(state=ConventionState.PUBLISHED)
    assert kinds() == ["convention"]


def test_result_is_on_display_while_objections_are_open_and_the_certificate_after(counted):
    Poll.objects.filter(pk=counted.poll_id).update(results_public_at=NOW - DAY, objections_until=NOW + DAY)
    counted.result_published_at = NOW - DAY
    counted.save()
    assert kinds(kind="result") == ["result"]
    assert kinds(NOW + DAY, kind="result") == []
    assert kinds(NOW + DAY, kind="result", shown=Shown.PAST) == ["result"]
    Poll.objects.filter(pk=counted.poll_id).update(certified_at=NOW + 2 * DAY)
    assert kinds(NOW + 2 * DAY, kind="certificate") == ["certificate"]
    assert kinds(NOW + 2 * DAY + DISPLAY, kind="certificate") == []


@pytest.fixture
def counted():
    poll = make_poll()  # recorded: certification leaves its key
    count_poll(poll=poll, actor=None, now=AFTER)
    return contest(poll=poll)


def test_a_community_sees_its_own_and_its_sub_districts_matters():
    said = minutes()
    here = said.meeting.body.community
    ours, elsewhere = contest(subdistrict=here.subdistrict), contest()
    minutes()
    own = shown(community=here.slug)
    assert {each.url for each in own} == {said.meeting.get_absolute_url(), ours.get_absolute_url()}
    assert [each.url for each in shown(subdistrict=elsewhere.subdistrict.slug)] == [elsewhere.get_absolute_url()]


def test_unknown_kind_and_place_have_nothing():
    contest()
    assert shown(kind="nothing") == shown(community="nowhere") == shown(subdistrict="nowhere") == []


def test_pages_over_several_tables_show_each_line_once_and_in_order():
    same = NOW - DAY
    for n in range(3):
        contest(announced=same if n else NOW - 3 * DAY)
        minutes(published=same if n else NOW - 2 * DAY)
        convention(at=same)
    whole, walked, cursor = shown(), [], None
    for _page in range(10):
        page = displayed(Wanted(), NOW, cursor=cursor, limit=2)
        walked += page.items
        cursor = page.next_cursor
        if cursor is None:
            break
    assert len(whole) == 9
    assert walked == whole
    assert all(one.begins >= two.begins for one, two in pairwise(walked))


@pytest.mark.parametrize(
    "cursor", ["made up", sealed(["another", "2026-06-01T00:00:00+00:00", "contest", 1]), sealed(3)]
)
def test_cursor_of_another_list_is_refused(cursor):
    with pytest.raises(Invalid):
        displayed(Wanted(), NOW, cursor=cursor)


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_one_query_a_kind_whatever_it_holds(count):
    for _n in range(count):
        contest(), minutes(), convention()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert len(shown()) == 3 * count
    assert len(queries) == 6 == len(disclosures.names())


def test_page_shows_what_is_displayed_and_says_what_to_do_where_nothing_is(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    empty = Client().get(reverse("figures:disclosure"))
    assert "目前没有" in empty.content.decode()
    made = contest()
    text = Client().get(reverse("figures:disclosure")).content.decode()
    assert made.get_absolute_url() in text
    part = Client().get(reverse("figures:disclosure"), {"kind": "minutes"}, headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert made.get_absolute_url() not in part.content.decode()


def test_feed_is_atom_with_whole_addresses(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    made = contest()
    answer = Client().get(reverse("figures:disclosure_feed"))
    assert answer["Content-Type"].startswith("application/atom+xml")
    entries = ElementTree.fromstring(answer.content).findall("{http://www.w3.org/2005/Atom}entry")
    links = [entry.find("{http://www.w3.org/2005/Atom}link").attrib["href"] for entry in entries]
    assert links == [f"http://testserver{made.get_absolute_url()}"]


def test_calendar_says_when_a_display_ends(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    contest(closes=NOW + 10 * DAY)
    text = Client().get(reverse("figures:disclosure_calendar")).content.decode()
    assert "DTEND:20260611T040000Z" in text
    assert text.count("BEGIN:VEVENT") == 1


def test_accepted_works_are_on_display(accepted):
    now = timezone.now()
    assert kinds(now, kind="delivery") == ["delivery"]
    assert kinds(now + DISPLAY, kind="delivery") == []


@pytest.fixture
def accepted():
    proposal = ProposalFactory()
    now = timezone.now()
    case = Case.objects.create(
        kind="proposals.delivery", community=proposal.community, title="x", opened_at=now, opened_by=UserFactory()
    )
    return Project.objects.create(
        proposal=proposal,
        case=case,
        awarded_cny=Decimal(100),
        cost_cny=Decimal(100),
        partner="施工方",
        agreed_on=date(2026, 1, 1),
        agreement="agreements/a.jpg",
        accepted_at=now,
        look_back_on=date(2026, 12, 1),
    )
