"""Lectures of the demo: written by one person and checked by another, sessions ahead and past, one of them full."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.documents import get_document_model

from portal.accounts.models import User
from portal.communities.enums import VenueKind
from portal.communities.models import Subdistrict, Venue
from portal.config.demo.cast import Cast, dice
from portal.config.demo.lecture_texts import DRAFT, SAID, SERIES, TALKS, Talk
from portal.config.demo.melody import melody, seconds_of
from portal.lectures.actions import Plan, give_feedback, open_session, sign_off
from portal.lectures.digest import digest_of
from portal.lectures.enums import Grade, Need
from portal.lectures.models import LectureIndexPage, LecturePage, SeriesPage, Session
from portal.lectures.queries.checking import latest_text
from portal.lectures.queries.feedback import QUESTIONS
from portal.pages.actions import sync_editors
from portal.pages.models import HomePage
from portal.rosters.actions import book, close_roster, tick
from portal.rosters.enums import Channel

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


class Date(NamedTuple):
    """A session `days` from now (before, where negative) at `hour`; `parties` families have booked."""

    talk: str
    community: str
    days: int
    hour: int
    seats: int
    phone: int
    parties: int
    children: bool = False


DATES = [
    Date("elder-fraud", "meixin", -9, 14, 24, 6, 12),
    Date("bridge-and-station", "guxiong", -20, 9, 20, 5, 8),
    Date("plant-476", "luzhou", -41, 14, 20, 5, 7),
    Date("elder-fraud", "meixin", 3, 14, 24, 6, 7),
    Date("family-letters", "cuizhuyuan", 6, 9, 30, 10, 5),
    Date("mock-court", "cuizhuyuan", 8, 14, 16, 4, 0, True),
    Date("place-names", "guxiong", 10, 9, 6, 2, 5),
    Date("plant-476", "luzhou", 13, 14, 20, 5, 2),
    Date("illegal-fundraising", "banqiao", 17, 19, 40, 10, 3),
]


def planted() -> bool:
    return LectureIndexPage.objects.exists()


def plant(cast: Cast) -> None:
    """Pages, their checks, sessions with who booked, and what people said."""
    home = HomePage.objects.get()
    index = home.add_child(
        instance=LectureIndexPage(
            title="讲堂",
            slug="lectures",
            show_in_menus=True,
            intro="坐下来听一段：报个名，带上家里人。错过了可以回听。",
        )
    )
    series = {}
    for each in SERIES:
        street = Subdistrict.objects.filter(slug=each.subdistrict).first()
        page = SeriesPage(title=each.title, slug=each.slug, intro=each.intro, subdistrict=street)
        series[each.slug] = index.add_child(instance=page)
    sync_editors(now=cast.now)
    written = {talk.slug: _written(talk, series, cast) for talk in TALKS}
    for lecture in written.values():
        _published(lecture, cast)
    _written(DRAFT, series, cast)
    for date in DATES:
        _held(date, written[date.talk], cast)


def _written(talk: Talk, series: dict[str, SeriesPage], cast: Cast) -> LecturePage:
    page = LecturePage(
        title=talk.title,
        slug=talk.slug,
        live=False,
        owner=_editor(talk.community, cast),
        intro=talk.intro,
        community=cast.communities.get(talk.community),
        speaker_name=talk.speaker,
        speaker_about=talk.about,
        body=talk.body,
        transcript=[
            ("chapter", {"begins": begins, "heading": heading, "text": text}) for begins, heading, text in talk.chapters
        ],
    )
    if talk.tune:
        file = ContentFile(melody(talk.tune), f"{talk.slug}.wav")
        page.recording = get_document_model().objects.create(title=f"{talk.title}（演示录音）", file=file)
        page.recording_seconds = seconds_of(talk.tune)
    series[talk.series].add_child(instance=page)
    page.save_revision(user=page.owner)
    return page


def _editor(community: str, cast: Cast) -> User:
    """What is about a community is checked by the district, and so written by somebody else."""
    return cast.personas["manager" if community else "admin"]


def _published(lecture: LecturePage, cast: Cast) -> None:
    checker = cast.personas["admin" if lecture.community_id else "manager"]
    sign_off(
        code=lecture.code,
        seen=digest_of(latest_text(lecture)),
        note="演示：对照公开出版物和讲述人本人。",
        actor=checker,
        now=cast.now,
    )
    lecture.latest_revision.publish(user=lecture.owner, skip_permission_checks=True)


def _held(date: Date, lecture: LecturePage, cast: Cast) -> Session:
    starts_at = timezone.localtime(cast.now).replace(hour=date.hour, minute=0, second=0, microsecond=0)
    starts_at += date.days * DAY
    early = min(cast.now, starts_at) - 12 * DAY
    session = open_session(lecture=lecture, plan=_plan(date, starts_at, early), actor=cast.personas["admin"], now=early)
    people = _families(date, cast)
    for number, person in enumerate(people):
        book(code=session.code, actor=person, now=early + (number + 1) * HOUR, size=1 + number % 2)
    if starts_at < cast.now:
        _came(session, people, starts_at, cast)
    return session


def _plan(date: Date, starts_at: datetime, early: datetime) -> Plan:
    place = Venue.objects.get(community__slug=date.community, kind=VenueKind.PARTY_CENTRE)
    return Plan(
        venue=place,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=90),
        opens_at=early,
        closes_at=starts_at - 2 * HOUR,
        cancel_until=starts_at - 12 * HOUR,
        seats={Channel.ONLINE: date.seats, Channel.PHONE: date.phone},
        for_children=date.children,
        min_age=None,
        special={Need.WHEELCHAIR: 2, Need.HEARING: 4},
    )


def _families(date: Date, cast: Cast) -> list[User]:
    """Neighbours of the community, and where it is theirs the resident whom one can try the portal as."""
    people = cast.neighbours[date.community][: date.parties]
    own = cast.personas["resident"]
    return [own, *people] if date.community == "meixin" and date.days < 0 else list(people)


def _came(session: Session, people: list[User], starts_at: datetime, cast: Cast) -> None:
    """Most of them came and said how it was; the resident has not said so yet."""
    keeper, chance = cast.personas["admin"], dice(session.lecture.slug)
    lines = list(session.roster.bookings.order_by("id"))
    came, missed = [line.code for line in lines[:-1]], [lines[-1].code]
    tick(code=session.code, came=came, missed=missed, actor=keeper, now=starts_at + HOUR)
    close_roster(code=session.code, actor=keeper, now=starts_at + 3 * HOUR)
    for number, person in enumerate(people[:-1]):
        if person == cast.personas["resident"] or number % 5 == 4:
            continue
        answers: dict[str, Any] = {
            name: chance.choice([Grade.YES, Grade.YES, Grade.YES, Grade.PARTLY]) for name in QUESTIONS
        }
        words = SAID[number] if number < len(SAID) else ""
        give_feedback(code=session.code, **answers, words=words, actor=person, now=starts_at + 5 * HOUR)
