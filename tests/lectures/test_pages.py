"""Lectures and sessions on the site."""

from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents.models import Document

from portal.core.home_feed import home_cards, next_steps
from portal.core.my_items import my_items
from portal.core.posters import poster_of
from portal.core.shortcodes import address_for
from portal.lectures.actions import agree, call_off_session
from portal.lectures.enums import Need
from portal.lectures.models import Feedback, GuardianConsent, SeriesPage, SpecialWish
from portal.notices.models import Notice
from portal.rosters.actions import book, tick
from tests.factories import HouseholdFactory, ResidentFactory, UserFactory
from tests.lectures.lectures import (
    CHAPTERS,
    check,
    hold,
    keeper_of,
    make_lecture,
    make_session,
    make_venue,
    plant_index,
    plant_series,
)
from tests.permissions.cases import client_of
from tests.rosters.clock import DAY, HOUR, NOW, STARTS
from tests.rosters.kinds import neighbours

pytestmark = pytest.mark.django_db


def _text(answer, status=200):
    assert answer.status_code == status, answer.content.decode()
    return answer.content.decode()


def test_the_list_shows_what_is_asked_for():
    lecture, other = make_lecture(), make_lecture("另一讲", slug="other")
    session = make_session(lecture)
    index = plant_index().url
    page = _text(Client().get(index))
    assert "古雄地名" in page
    assert "另一讲" not in page
    assert f"/sessions/{session.code}/" in page
    assert "另一讲" in _text(Client().get(f"{index}?show=all"))
    assert "没有找到" in _text(Client().get(f"{index}?show=replays"))
    assert "古雄地名" in _text(Client().get(f"{index}?show=nonsense&series=nonsense"))
    community = session.roster.community.slug
    assert other.title not in _text(Client().get(f"{index}?show=all&community={community}"))


def test_a_series_shows_its_own():
    make_lecture(), make_lecture("别处的", slug="x", series=plant_series("other", "别的系列"))
    page = _text(Client().get(SeriesPage.objects.get(slug="stories").url))
    assert "古雄地名" in page
    assert "别处的" not in page


@pytest.mark.parametrize("number", [1, 3])
def test_pages_cost_the_same_however_many(django_assert_num_queries, number):
    series = plant_series()
    for each in range(number):
        lecture = make_lecture(f"讲座{each}", slug=f"talk-{each}", series=series, transcript=CHAPTERS)
        for day in range(number):
            session = make_session(lecture, starts_at=STARTS + day * DAY, ends_at=STARTS + day * DAY + HOUR)
    client = client_of(neighbours(1)[0])
    pages = ((plant_index().url, 11), (series.url, 8), (lecture.url, 9), (f"/sessions/{session.code}/", 10))
    for path, queries in pages:
        client.get(path)
        with django_assert_num_queries(queries):
            assert client.get(path).status_code == 200


def test_a_session_is_booked_on_its_page_and_special_places_are_noted():
    session = make_session(special={Need.WHEELCHAIR: 1})
    [person] = neighbours(1)
    client, path = client_of(person), f"/sessions/{session.code}/"
    assert "需要特别座位" not in _text(client.get(path))
    client.post(f"/rosters/{session.code}/book/", {"size": 2, "children": 0})
    assert "需要特别座位" in _text(client.get(path))
    assert "不能多过一起来的人数" in _text(client.post(f"{path}wishes/", {"wheelchair": 9}), 422)
    client.post(f"{path}wishes/", {"wheelchair": 1})
    assert SpecialWish.objects.get().people == 1
    assert "登录后报名" in _text(Client().get(path))


def test_a_mother_agrees_and_then_books():
    session = make_session(for_children=True)
    [person] = neighbours(1)
    client, path = client_of(person), f"/sessions/{session.code}/"
    page = _text(client.get(path))
    assert "去看并同意" in page
    assert "/book/" not in page
    assert "监护人" in _text(client.get(f"{path}agreement/"))
    client.post(f"{path}agreement/")
    assert "/book/" in _text(client.get(path))
    client.post(f"/rosters/{session.code}/book/", {"size": 2, "children": 1})
    client.post(f"{path}agreement/", {"take_back": "1"})
    assert [line.given for line in GuardianConsent.objects.order_by("id")] == [True, False]
    assert session.roster.bookings.get().state == "cancelled"


def test_a_child_asks_and_then_books():
    session, home = make_session(for_children=True), HouseholdFactory()
    mother, child = (
        ResidentFactory(household=home, community=home.community, born_on=day).user
        for day in (date(1985, 1, 1), date(2015, 6, 1))
    )
    client, path = client_of(child), f"/sessions/{session.code}/"
    assert "先请家里大人同意" in _text(client.get(path))
    client.post(f"{path}ask/", {"guardian": mother.code})
    notice = Notice.objects.get(recipient=mother)
    assert "想参加，请您同意" in _text(client_of(mother).get(notice.url))
    client_of(mother).post(f"{path}agreement/", {"child": child.code})
    assert f'value="{mother.code}"' in _text(client.get(path))
    client.post(f"/rosters/{session.code}/book/", {"guardian": mother.code, "size": 1, "children": 0})
    assert session.roster.bookings.get().guardian == mother


def test_who_was_there_is_asked_and_answers_once(run_outbox):
    session = make_session()
    [person, stayed] = neighbours(2)
    for each in (person, stayed):
        book(code=session.code, actor=each, now=NOW)
    hold(session, 3 * HOUR)
    came = [session.roster.bookings.get(user=person).code]
    tick(code=session.code, came=came, missed=[], actor=keeper_of(session), now=NOW)
    run_outbox()
    assert Notice.objects.get(kind="lectures.how").recipient == person
    client, path = client_of(person), f"/sessions/{session.code}/feedback/"
    assert [item.url for item in next_steps(person, NOW, 9)] == [path]
    assert path in [item.url for item in my_items.get("lectures")(person)]
    assert "请填" in _text(client.post(path, {"clear": "yes"}), 422) or Feedback.objects.count() == 0
    client.post(path, {"clear": "yes", "useful": "yes", "again": "partly", "words": "好"})
    assert Feedback.objects.get().again == "partly"
    assert "修改评价" in _text(client.get(path))
    assert next_steps(person, NOW, 9) == []
    assert client_of(stayed).get(path).status_code == 403


def test_who_booked_hears_once_that_there_is_a_recording(run_outbox):
    lecture = make_lecture()
    session = make_session(lecture)
    [person] = neighbours(1)
    book(code=session.code, actor=person, now=NOW)
    hold(session, 3 * HOUR)
    lecture.recording = Document.objects.create(title="录音", file=ContentFile(b"ID3", "a.mp3"))
    lecture.transcript = CHAPTERS
    lecture.title = "古雄地名（有录音）"
    revision = lecture.save_revision()
    check(lecture)
    for _time in range(2):
        revision.publish()
        run_outbox()
    assert Notice.objects.filter(kind="lectures.replay", recipient=person).count() == 1
    page = _text(Client().get(lecture.url))
    assert f"/recordings/{lecture.code}/#t=65" in page
    assert "逐字稿" in page


def test_sessions_ahead_are_called_as_their_lecture_is_now(run_outbox):
    lecture = make_lecture()
    session = make_session(lecture)
    lecture.title = "古雄老地名"
    revision = lecture.save_revision()
    check(lecture)
    revision.publish()
    run_outbox()
    session.roster.refresh_from_db()
    assert session.roster.title == "古雄老地名"


def test_lectures_stand_on_the_first_page_and_are_passed_on():
    venue = make_venue()
    session = make_session(venue=venue)
    [card] = [card for card in home_cards(venue.community, NOW, 9) if card.room == "lectures"]
    assert (card.kind, card.code, card.here, card.action) == ("lecture_session", session.code, True, "book")
    lecture = session.lecture
    assert address_for(lecture.code) == lecture.url
    assert address_for(session.code) == f"/sessions/{session.code}/"
    kind, poster = poster_of(lecture.code, UserFactory())
    assert (kind, poster.title, poster.dates[0].label) == ("lecture", lecture.title, venue.community.title)
    call_off_session(code=session.code, reason="停电", actor=keeper_of(session), now=NOW)
    assert "停电" in _text(Client().get(f"/sessions/{session.code}/"))


def test_consent_is_not_asked_where_no_children_come():
    session = make_session()
    [person] = neighbours(1)
    answer = client_of(person).post(f"/sessions/{session.code}/agreement/")
    assert answer.status_code == 409
    with pytest.raises(Exception, match="同意"):
        agree(code=session.code, actor=person, now=NOW)


def test_whoever_books_a_lecture_lands_on_its_page_again():
    session = make_session(make_lecture())
    [person] = neighbours(1)
    for act in ("book", "cancel"):
        answer = client_of(person).post(f"/rosters/{session.code}/{act}/", {"size": "1", "children": "0"})
        assert (answer.status_code, answer["Location"]) == (302, f"/sessions/{session.code}/")
