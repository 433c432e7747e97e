"""Routes: set up, changed without making printed codes worthless, given up; single shifts, days that differ."""

from datetime import date, timedelta

import pytest

from portal.core.errors import Hidden, Invalid
from portal.rosters.models import Qualification
from tests.permissions.cases import client_of
from tests.volunteers.clock import NOW
from tests.volunteers.patrols import join, make_post, make_route, make_series, make_staff, volunteer
from tests.volunteers.test_staff_screens import visit
from volunteers.actions import open_coming_shifts
from volunteers.actions.routes import Point, RouteWords, change_route, create_route, retire_route
from volunteers.models import Checkpoint, Route, Series, SeriesDay, Shift

pytestmark = pytest.mark.django_db
WORDS = RouteWords(title="翠竹园环线", place="东门岗亭", gear=["手电", " ", "哨子"])
POINTS = [Point("东门岗亭", "门禁"), Point("健身角", "照明"), Point("地库入口")]


def set_up(community=None):
    post = make_post(community)
    staff = make_staff(post.community)
    return staff, create_route(community=post.community, words=WORDS, points=POINTS, actor=staff, now=NOW)


def points_of(route):
    found = route.checkpoints.filter(retired_at__isnull=True).order_by("position")
    return [(each.position, each.name, each.look_at) for each in found]


def test_a_route_begins_with_its_checkpoints_in_order():
    _staff, route = set_up()
    assert points_of(route) == [(1, "东门岗亭", "门禁"), (2, "健身角", "照明"), (3, "地库入口", "")]
    assert route.gear == ["手电", "哨子"]


def test_a_checkpoint_that_keeps_its_name_keeps_its_code():
    staff, route = set_up()
    codes = dict(Checkpoint.objects.values_list("name", "code"))
    order = [Point("地库入口", "积水"), Point("西门"), Point("东门岗亭", "门禁")]
    change_route(code=route.code, words=WORDS, points=order, actor=staff, now=NOW)
    assert points_of(route) == [(1, "地库入口", "积水"), (2, "西门", ""), (3, "东门岗亭", "门禁")]
    now_there = dict(Checkpoint.objects.filter(retired_at__isnull=True).values_list("name", "code"))
    assert {name: now_there[name] for name in ("地库入口", "东门岗亭")} == {
        name: codes[name] for name in ("地库入口", "东门岗亭")
    }
    assert Checkpoint.objects.get(name="健身角").retired_at == NOW


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": " "}, "title"),
        ({"place": ""}, "place"),
        ({"minimum": 1}, "minimum"),
        ({"seats": 3, "minimum": 4}, "minimum"),
        ({"seats": 61}, "minimum"),
        ({"min_age": 5}, "min_age"),
        ({"gear": ["手电"] * 21}, "gear"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_changes_nothing(wrong, field):
    staff, route = set_up()
    words = RouteWords(**{"title": "环线", "place": "东门"} | wrong)
    with pytest.raises(Invalid) as refused:
        change_route(code=route.code, words=words, points=[], actor=staff, now=NOW)
    assert set(refused.value.fields) == {field}
    assert len(points_of(route)) == 3


@pytest.mark.parametrize("points", [[Point("东门"), Point("东门")], [Point(f"点{n}") for n in range(31)]])
def test_checkpoints_have_names_of_their_own_and_are_not_too_many(points):
    staff, route = set_up()
    with pytest.raises(Invalid):
        change_route(code=route.code, words=WORDS, points=points, actor=staff, now=NOW)


def test_another_communitys_post_is_no_choice():
    staff, route = set_up()
    words = RouteWords(title="环线", place="东门", post=make_post())
    with pytest.raises(Invalid) as refused:
        change_route(code=route.code, words=words, points=[], actor=staff, now=NOW)
    assert set(refused.value.fields) == {"post"}


def test_staff_of_another_community_meet_nothing():
    _staff, route = set_up()
    stranger = make_staff(make_post().community)
    for act in (
        lambda: change_route(code=route.code, words=WORDS, points=[], actor=stranger, now=NOW),
        lambda: retire_route(code=route.code, reason="x", actor=stranger, now=NOW),
        lambda: create_route(community=route.community, words=WORDS, points=[], actor=stranger, now=NOW),
    ):
        with pytest.raises(Hidden):
            act()


def test_a_route_that_is_given_up_ends_its_series_and_tells_whoever_booked():
    route = make_route()
    staff, series = make_staff(route.community), make_series(route)
    shifts = open_coming_shifts(series_pk=series.pk, now=NOW)
    join(shifts[0], volunteer(community=route.community))
    with pytest.raises(Invalid):
        retire_route(code=route.code, reason=" ", actor=staff, now=NOW)
    retire_route(code=route.code, reason="路在修", actor=staff, now=NOW)
    assert Series.objects.get().ended_at == NOW
    assert not Shift.objects.filter(roster__called_off_at__isnull=True).exists()
    with pytest.raises(Hidden):
        retire_route(code=route.code, reason="路在修", actor=staff, now=NOW)


def test_staff_set_a_route_up_and_change_it_on_their_screens():
    post = make_post()
    staff, told = (
        make_staff(post.community),
        {
            "title": "环线",
            "place": "东门",
            "points": "东门 | 门禁\n健身角",
            "gear": "手电\n哨子",
            "seats": 6,
            "minimum": 2,
            "min_age": 18,
        },
    )
    assert "每行一个" in visit(staff, "/admin/volunteers/routes/new/")
    assert visit(staff, "/admin/volunteers/routes/new/", told | {"community": post.community.slug, "minimum": 9}, 422)
    address = visit(staff, "/admin/volunteers/routes/new/", told | {"community": post.community.slug}, 302)
    route = Route.objects.get()
    assert points_of(route) == [(1, "东门", "门禁"), (2, "健身角", "")]
    shown = visit(staff, f"{address}edit/")
    assert "东门 | 门禁" in shown
    visit(staff, f"{address}edit/", told | {"title": "大环线", "post": post.code}, 302)
    route.refresh_from_db()
    assert (route.title, route.post) == ("大环线", post)
    visit(staff, f"{address}shift/", {"starts_at": "2026-11-28T19:00", "ends_at": "2026-11-28T20:00"}, 302)
    assert Shift.objects.get().roster.title == "大环线"
    visit(staff, f"{address}shift/", {"starts_at": "", "ends_at": ""}, 302)
    assert Shift.objects.count() == 1
    visit(staff, f"{address}give-up/", {"reason": "路在修"}, 302)
    assert "已停用" in visit(staff, address)


def test_staff_let_one_day_of_a_series_differ():
    route = make_route()
    staff, series = make_staff(route.community), make_series(route)
    address = f"/admin/volunteers/routes/{route.code}/"
    open_coming_shifts(series_pk=series.pk, now=NOW)
    assert "单独一天" in visit(staff, address)
    day = date(2026, 11, 24)
    visit(staff, f"{address}{series.code}/day/", {"day": day.isoformat(), "change": "skip", "reason": "演出"}, 302)
    assert SeriesDay.objects.get().day == day
    assert Shift.objects.get(day=day).roster.called_off_at is not None
    visit(staff, f"{address}{series.code}/day/", {"day": "", "change": "skip"}, 302)
    assert SeriesDay.objects.count() == 1
    other = make_series(make_route())
    assert client_of(staff).post(f"{address}{other.code}/day/", {}).status_code == 404


def test_staff_note_what_somebody_has_shown():
    post = make_post()
    staff, person = make_staff(post.community), volunteer(post)
    address, until = "/admin/volunteers/qualifications/", (NOW + timedelta(days=300)).date()
    told = {"kind": "insurance", "valid_until": until.isoformat()}
    assert "没有人用这个号码登录过" in visit(staff, address, told | {"phone": "13999999999"}, 422)
    visit(staff, address, told | {"phone": person.phone.removeprefix("+86")}, 302)
    assert Qualification.objects.get(user=person).valid_until == until
    assert person.resident.alias in visit(staff, address)
    stranger = volunteer(make_post())
    visit(staff, address, told | {"phone": stranger.phone.removeprefix("+86")}, 422)
    assert Qualification.objects.count() == 1
