"""What lectures put into the registries of the floors below."""

from django.utils.translation import gettext_lazy as _

from portal.core import outbox
from portal.core.home_feed import HomePart, home_parts
from portal.core.my_items import my_items
from portal.core.personal_data import PersonalData, personal_data
from portal.core.posters import poster_sources
from portal.core.retention import retention_rules
from portal.core.search_source import search_sources
from portal.core.shortcodes import short_codes
from portal.core.staff_tasks import staff_tasks
from portal.core.targets import page_targets
from portal.lectures import tasks
from portal.lectures.actions import booking_moved
from portal.lectures.actions.following import ASK
from portal.lectures.home import (
    POSTERS,
    address_of_code,
    feedback_to_give,
    lecture_cards_on_home,
    my_feedback,
)
from portal.lectures.models.pages import SHOWN
from portal.lectures.news import KINDS
from portal.lectures.personal import WISHES, forget_in_lectures, lectures_of
from portal.lectures.ports import page_parts
from portal.lectures.queries.checking import check_tasks
from portal.lectures.queries.sessions import KIND, keepers_of, rosters_kept, rosters_shown, session_address
from portal.lectures.search_source import LECTURES
from portal.lectures.views.pages import index_parts, lecture_parts, series_parts
from portal.notices.ports import notice_kinds
from portal.rosters.ports import RosterKind, roster_kinds

roster_kinds.register(
    KIND,
    RosterKind(
        key=KIND,
        label=_("lecture"),
        url=session_address,
        visible=rosters_shown,
        managed=rosters_kept,
        managers=keepers_of,
        moved=booking_moved,
    ),
)
for _kind in KINDS:
    notice_kinds.register(_kind.key, _kind)
outbox.handlers.register(SHOWN, tasks.follow_shown)
outbox.handlers.register(ASK, tasks.ask_how)
retention_rules.register(WISHES.key, WISHES)
personal_data.register(
    "lectures",
    PersonalData(
        export=lectures_of,
        erase=forget_in_lectures,
        holds=(
            "lectures.Feedback.user",
            "lectures.GuardianConsent.child",
            "lectures.GuardianConsent.guardian",
        ),
    ),
)
home_parts.register("lectures", HomePart(cards=lecture_cards_on_home, steps=feedback_to_give))
my_items.register("lectures", my_feedback)
short_codes.register("lectures", address_of_code)
poster_sources.register("lectures", POSTERS)
staff_tasks.register("lectures", check_tasks)
page_parts.register("index", index_parts)
page_parts.register("series", series_parts)
page_parts.register("lecture", lecture_parts)
for _name in ("session", "consent", "feedback"):
    page_targets.register(f"lectures:{_name}", ("lecture_session", "code"))
search_sources.register("lectures", LECTURES)
