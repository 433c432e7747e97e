"""Conventions as tests need them: a place with its meeting, and a version taken as far as wanted."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

from councils.actions.conventions import (
    Figures,
    Shown,
    begin_version,
    confirm_count,
    enter_count,
    move_version,
    write_articles,
)
from councils.conventions_count import Channel
from councils.conventions_enums import ConventionEvent as Event
from councils.conventions_enums import CountChannel, Head
from councils.enums import BodyKind
from councils.models import ConventionVersion
from portal.accounts.enums import Role
from tests.councils.life import body
from tests.factories import AppointmentFactory, CommunityFactory

NOW = datetime(2026, 6, 30, 4, tzinfo=UTC)
TODAY = date(2026, 6, 30)
DAY = timedelta(days=1)
TEXTS = {
    Head.CONDUCT: ["楼道不堆物。", "遛犬牵绳。"],
    Head.ORDER: ["电动车不进楼不飞线。"],
    Head.DISPUTES: ["纠纷先协商。"],
}
WAY = (Event.DRAFT, Event.STUDY, Event.PASS_REVIEW, Event.NOTIFY, Event.DELIBERATE, Event.REVISE)
AFTER = (Event.FILE, Event.PUBLISH, Event.TAKE_EFFECT)
MEETS = TODAY - 10 * DAY
PASSED = Channel(60, 50, 5, 5)


def make_place() -> SimpleNamespace:
    community = CommunityFactory()
    street = AppointmentFactory(role=Role.SUBDISTRICT_MANAGER, community=None, subdistrict=community.subdistrict)
    return SimpleNamespace(
        community=community,
        body=body(BodyKind.RESIDENTS, community=community),
        staff=AppointmentFactory(community=community).user,
        street=street.user,
    )


def begun(place, texts=TEXTS) -> ConventionVersion:
    version = begin_version(community=place.community, actor=place.staff, now=NOW)
    return write_articles(code=version.code, texts=texts, actor=place.staff, now=NOW)


def step(place, version, event, **shown) -> ConventionVersion:
    given = {"held_on": MEETS - 20 * DAY, "record": "会议记录第3号", "receipt": "雨街备〔2026〕3号"} | shown
    if event == Event.NOTIFY:
        given = {"body": place.body, "meets_on": MEETS} | given
    if event in (Event.DELIBERATE, Event.REVISE, Event.ORDER, *AFTER) and "held_on" not in shown:
        given["held_on"] = MEETS
    return move_version(code=version.code, event=event, shown=Shown(**given), actor=place.street, now=NOW)


def brought_to(place, event, version=None, texts=TEXTS) -> ConventionVersion:
    """A version after `event`, which is one of WAY."""
    version = version or begun(place, texts)
    for each in WAY[: WAY.index(event) + 1]:
        version = step(place, version, each)
    return version


def voted(place, version, line=PASSED, entitled=100) -> ConventionVersion:
    figures = Figures(MEETS, entitled, min(20, line.present), {CountChannel.PAPER: line})
    count = enter_count(code=version.code, figures=figures, actor=place.staff, now=NOW)
    confirm_count(code=count.code, record="签字记录在档案柜", actor=place.street, now=NOW)
    return ConventionVersion.objects.get(pk=version.pk)


def put_in_force(place, texts=TEXTS) -> ConventionVersion:
    version = voted(place, brought_to(place, Event.REVISE, texts=texts))
    for each in AFTER:
        version = step(place, version, each)
    return version
