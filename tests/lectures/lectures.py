"""Lectures as tests plant them: written by one person, checked by another, with sessions at a venue."""

from datetime import timedelta
from typing import Any

from wagtail.models import Locale, Page, Site

from portal.accounts.enums import Role
from portal.communities.models import Venue
from portal.lectures.actions import Plan, open_session, sign_off
from portal.lectures.digest import digest_of
from portal.lectures.models import LectureIndexPage, LecturePage, SeriesPage, Session
from portal.lectures.queries.checking import latest_text
from portal.pages.models import HomePage
from portal.rosters.enums import Channel
from tests.factories import AppointmentFactory, CommunityFactory
from tests.rosters.clock import DAY, HOUR, NOW, STARTS

CHAPTERS = [
    ("chapter", {"begins": "0:00", "heading": "开场", "text": "今天讲古雄的地名。"}),
    ("chapter", {"begins": "1:05", "heading": "青石板桥", "text": "桥在老街的北头。"}),
]


def plant_index() -> LectureIndexPage:
    found = LectureIndexPage.objects.first()
    if found is not None:
        return found
    Locale.objects.get_or_create(language_code="zh-hans")
    root = Page.get_first_root_node() or Page.add_root(title="root", slug="root")
    home = HomePage.objects.first() or root.add_child(instance=HomePage(title="首页", slug="home", headline="家门口"))
    Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "localhost", "root_page": home})
    return home.add_child(instance=LectureIndexPage(title="讲堂", slug="lectures"))


def plant_series(slug: str = "stories", title: str = "古雄故事", **words: Any) -> SeriesPage:
    index = plant_index()
    found = SeriesPage.objects.filter(slug=slug).first()
    if found is not None:
        return found
    index = LectureIndexPage.objects.get(pk=index.pk)
    return index.add_child(instance=SeriesPage(title=title, slug=slug, **words))


def write_lecture(
    title: str = "古雄地名", *, series: SeriesPage | None = None, editor: Any = None, **words
) -> LecturePage:
    """A draft, saved once by `editor`."""
    usual = {
        "intro": "地名里的老故事。",
        "speaker_name": "赵老师",
        "speaker_about": "退休语文教师。",
        "body": [("paragraph", "<p>走马夺古雄的说法流传很久。</p>")],
    }
    parent = SeriesPage.objects.get(pk=(series or plant_series()).pk)
    page = LecturePage(title=title, live=False, owner=editor, **{**usual, **words})
    parent.add_child(instance=page)
    page.save_revision(user=editor)
    return LecturePage.objects.get(pk=page.pk)


def make_checker() -> Any:
    return AppointmentFactory(role=Role.DISTRICT_ADMIN, community=None).user


def check(lecture: LecturePage, checker: Any = None, now=NOW):
    lecture = LecturePage.objects.select_related("latest_revision").get(pk=lecture.pk)
    seen = digest_of(latest_text(lecture))
    return sign_off(code=lecture.code, seen=seen, note="对照区志", actor=checker or make_checker(), now=now)


def make_lecture(title: str = "古雄地名", **words: Any) -> LecturePage:
    """Published, as it should be."""
    lecture = write_lecture(title, **words)
    check(lecture)
    lecture.latest_revision.publish()
    return LecturePage.objects.get(pk=lecture.pk)


def make_venue(community=None, **words: Any) -> Venue:
    place = community or CommunityFactory()
    usual = {"kind": "party_centre", "name": "党群服务中心二楼", "address": "老街12号"}
    return Venue.objects.create(community=place, **{**usual, **words})


def plan(venue: Venue, **changed: Any) -> Plan:
    usual = {
        "venue": venue,
        "starts_at": STARTS,
        "ends_at": STARTS + 2 * HOUR,
        "opens_at": NOW - DAY,
        "closes_at": STARTS - HOUR,
        "cancel_until": STARTS - DAY,
        "seats": {Channel.ONLINE: 3},
    }
    return Plan(**{**usual, **changed})


def make_session(lecture: LecturePage | None = None, *, venue: Venue | None = None, actor=None, **changed) -> Session:
    place = venue or make_venue()
    keeper = actor or AppointmentFactory(community=place.community).user
    session = open_session(lecture=lecture or make_lecture(), plan=plan(place, **changed), actor=keeper, now=NOW)
    return Session.objects.with_places().get(pk=session.pk)


def keeper_of(session: Session) -> Any:
    return AppointmentFactory(community=session.roster.community).user


def hold(session: Session, started: timedelta) -> None:
    """The session began `started` before NOW."""
    roster = session.roster
    shift = NOW - started - roster.starts_at
    for name in ("starts_at", "ends_at", "opens_at", "closes_at", "cancel_until"):
        setattr(roster, name, getattr(roster, name) + shift)
    roster.save()
