"""The API of lectures, as the mini-program uses it."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents.models import Document

from portal.lectures.actions import call_off_session
from portal.lectures.enums import Need
from portal.rosters.actions import book, tick
from tests.factories import CommunityFactory
from tests.lectures.lectures import CHAPTERS, hold, keeper_of, make_lecture, make_session, make_venue, plant_series
from tests.permissions.cases import client_of
from tests.rosters.clock import DAY, HOUR, NOW, STARTS
from tests.rosters.kinds import neighbours
from tests.rosters.test_api import ask

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()


def _recorded(title="听过的", slug="heard", **words):
    sound = Document.objects.create(title="录音", file=ContentFile(b"ID3 sound", "talk.mp3"))
    return make_lecture(title, slug=slug, recording=sound, recording_seconds=90, transcript=CHAPTERS, **words)


def _codes(answer):
    return [item["code"] for item in answer["items"]]


def test_lists_show_what_was_asked_for():
    here, elsewhere = CommunityFactory(), CommunityFactory()
    soon, later = make_lecture("先讲", slug="soon"), make_lecture("后讲", slug="later", community=elsewhere)
    other = plant_series("fingers", "指尖课堂")
    heard = _recorded(series=other)
    make_session(later, starts_at=STARTS + DAY, ends_at=STARTS + 2 * DAY)
    make_session(soon, venue=make_venue(here))
    assert _codes(ask(NOBODY, "get", "/lectures?show=coming")) == [soon.code, later.code]
    assert _codes(ask(NOBODY, "get", "/lectures?show=replays")) == [heard.code]
    assert _codes(ask(NOBODY, "get", "/lectures?series=fingers")) == [heard.code]
    assert _codes(ask(NOBODY, "get", f"/lectures?community={here.slug}")) == [soon.code]
    assert _codes(ask(NOBODY, "get", f"/lectures?community={elsewhere.slug}")) == [later.code]
    assert set(_codes(ask(NOBODY, "get", "/lectures"))) == {soon.code, later.code, heard.code}
    assert ask(NOBODY, "get", "/lectures?series=nothing", status=404)["code"] == "not_found"
    assert [each["slug"] for each in ask(NOBODY, "get", "/lectures/series")["items"]] == ["stories", "fingers"]


def test_coming_ones_are_read_page_by_page():
    for number in range(3):
        make_session(make_lecture(f"讲座{number}", slug=f"talk-{number}"), starts_at=STARTS + number * DAY,
                     ends_at=STARTS + number * DAY + HOUR)  # fmt: skip
    first = ask(NOBODY, "get", "/lectures?show=coming&limit=2")
    rest = ask(NOBODY, "get", f"/lectures?show=coming&limit=2&cursor={first['next_cursor']}")
    assert [each["title"] for each in [*first["items"], *rest["items"]]] == ["讲座0", "讲座1", "讲座2"]
    assert rest["next_cursor"] is None


def test_what_does_not_take_place_is_not_coming():
    lecture = make_lecture()
    session = make_session(lecture)
    call_off_session(code=session.code, reason="老师病了", actor=keeper_of(session), now=NOW)
    assert _codes(ask(NOBODY, "get", "/lectures?show=coming")) == []
    shown = ask(NOBODY, "get", f"/lectures/{lecture.code}")
    assert (shown["next"], shown["sessions"][0]["called_off_because"]) == (None, "老师病了")


def test_a_lecture_is_told_whole():
    lecture = _recorded()
    session = make_session(lecture)
    shown = ask(NOBODY, "get", f"/lectures/{lecture.slug}")
    assert shown == ask(NOBODY, "get", f"/lectures/{lecture.code}")
    assert shown["body"][0] == {"kind": "paragraph", "text": "走马夺古雄的说法流传很久。"} | {
        "items": [], "ordered": False, "title": "", "source": "", "url": "", "alt": "", "width": 0, "height": 0,
    }  # fmt: skip
    assert (shown["speaker"], shown["series"]["title"]) == ("赵老师", "古雄故事")
    assert shown["next"]["code"] == session.code
    assert shown["next"]["seats"] == {"all": 3, "taken": 0, "left": 3, "kept": 0, "waiting": 0}
    replay = shown["replay"]
    assert (replay["kind"], replay["url"], replay["seconds"]) == ("audio", f"/recordings/{lecture.code}/", 90)
    assert [(each["at"], each["clock"]) for each in replay["chapters"]] == [(0, "0:00"), (65, "1:05")]
    assert shown["feedback"] == {"answers": 0, "asked": 0, "counts": []}


def test_a_recording_is_played_in_parts():
    lecture = _recorded()
    answer = Client().get(f"/recordings/{lecture.code}/", headers={"Range": "bytes=0-2"})
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (206, b"ID3", "audio/mpeg")


def test_a_lost_recording_leaves_its_words():
    lecture = _recorded()
    lecture.recording.file.storage.delete(lecture.recording.file.name)
    replay = ask(NOBODY, "get", f"/lectures/{lecture.code}")["replay"]
    assert (replay["missing"], replay["url"], len(replay["chapters"])) == (True, "", 2)
    assert Client().get(f"/recordings/{lecture.code}/").status_code == 404
    page = Client().get(lecture.url).content.decode()
    assert "录音暂时放不了" in page
    assert "桥在老街的北头" in page


def test_what_is_not_published_is_not_there():
    lecture = _recorded()
    session = make_session(lecture)
    lecture.unpublish()
    for path in (f"/lectures/{lecture.code}", f"/lectures/sessions/{session.code}"):
        assert ask(NOBODY, "get", path, status=404)["code"] == "not_found"
    assert Client().get(f"/recordings/{lecture.code}/").status_code == 404


def test_a_session_tells_what_it_is_to_the_caller():
    session = make_session(special={Need.WHEELCHAIR: 1})
    [person] = neighbours(1)
    path = f"/lectures/sessions/{session.code}"
    shown = ask(NOBODY, "get", path)
    assert (shown["my_state"], shown["consent"], shown["may_answer"]) == (None, None, False)
    book(code=session.code, actor=person, now=NOW)
    told = ask(person, "put", f"{path}/wishes", {"wheelchair": 1})
    assert told["my_state"] == "booked"
    assert told["special"] == [{"need": "wheelchair", "label": "轮椅位", "all": 1, "left": 0, "mine": 1}]
    assert ask(person, "put", f"{path}/wishes", {"wheelchair": 2}, status=422)["code"] == "invalid"


def test_a_consent_is_given_and_taken_back():
    session = make_session(for_children=True)
    [person] = neighbours(1)
    path = f"/lectures/sessions/{session.code}"
    refused = ask(person, "put", f"/rosters/{session.code}/booking", {"size": 2, "children": 1}, status=403)
    assert refused["code"] == "guardian_needed"
    assert ask(person, "get", path)["consent"]["version"] == "2026-11"
    assert ask(person, "put", f"{path}/agreement", {})["agreed"] is True
    assert ask(person, "put", f"{path}/agreement", {"child": "nobody"}, status=422)["fields"] == {
        "child": "请选一位和您住在一户的人。"
    }
    assert ask(person, "put", f"/rosters/{session.code}/booking", {"size": 2, "children": 1})["state"] == "booked"
    told = ask(person, "delete", f"{path}/agreement")
    assert (told["agreed"], told["my_state"]) == (False, None)
    assert ask(person, "post", f"{path}/agreement/ask", {"guardian": "nobody"}, status=422)["code"] == "invalid"


def test_feedback_is_given_once_by_who_was_there(monkeypatch):
    session = make_session(seats={"online": 9})
    people = neighbours(6)
    for person in people:
        book(code=session.code, actor=person, now=NOW)
    hold(session, 3 * HOUR)
    came = list(session.roster.bookings.values_list("code", flat=True))[:5]
    tick(code=session.code, came=came, missed=[], actor=keeper_of(session), now=NOW)
    path = f"/lectures/sessions/{session.code}"
    said = {"clear": "yes", "useful": "partly", "again": "no", "words": "音量小了点"}
    assert ask(people[5], "put", f"{path}/feedback", said, status=403)["code"] == "forbidden"
    for person in people[:5]:
        assert ask(person, "get", path)["may_answer"] is True
        for _time in range(2):
            assert ask(person, "put", f"{path}/feedback", said)["my_feedback"]["words"] == "音量小了点"
    shown = ask(NOBODY, "get", f"/lectures/{session.lecture.code}")["feedback"]
    assert (shown["answers"], shown["asked"]) == (5, 5)
    assert shown["counts"][0] == {"question": "clear", "label": "好懂", "yes": 5, "partly": 0, "no": 0}
    assert "音量" not in str(shown)
    assert ask(people[0], "put", f"{path}/feedback", said | {"clear": "perhaps"}, status=422)["code"] == "invalid"
    monkeypatch.setattr("portal.core.clock.now", lambda: NOW + 40 * DAY)
    assert ask(people[0], "put", f"{path}/feedback", said, status=409)["code"] == "outside_window"


@pytest.mark.parametrize("number", [1, 3])
def test_lists_and_lectures_cost_the_same_however_many(django_assert_num_queries, number):
    series = plant_series()
    for each in range(number):
        lecture = make_lecture(f"讲座{each}", slug=f"talk-{each}", series=series)
        for day in range(number):
            make_session(lecture, starts_at=STARTS + day * DAY, ends_at=STARTS + day * DAY + HOUR)
    client = client_of(neighbours(1)[0])
    for path, queries in (("/lectures?show=coming", 4), (f"/lectures/{lecture.code}", 7)):
        client.get(f"/api/v1{path}")
        with django_assert_num_queries(queries):
            assert client.get(f"/api/v1{path}").status_code == 200
