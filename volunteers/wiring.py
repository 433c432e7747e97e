"""What volunteers put into the registries of the floors below."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.cases.ports import CaseKind, case_kinds
from portal.core import outbox
from portal.core.home_feed import HomePart, home_parts
from portal.core.measures import measures
from portal.core.my_items import my_items
from portal.core.open_data import data_sets
from portal.core.personal_data import PersonalData, personal_data
from portal.core.posters import poster_sources
from portal.core.search_source import search_sources
from portal.core.shortcodes import short_codes
from portal.core.staff_tasks import staff_tasks
from portal.core.targets import page_targets
from portal.notices.ports import notice_kinds
from portal.rosters.ports import roster_kinds
from volunteers import tasks
from volunteers.actions.hazards import HAZARD
from volunteers.actions.series import OPEN_SERIES
from volunteers.home import shift_cards_on_home
from volunteers.hours_news import certificate_kind, hours_kind
from volunteers.hours_personal import forget_hours, hours_of
from volunteers.measures import HOURS, VOLUNTEERED
from volunteers.news import application_kind, leader_kind
from volunteers.open_data import HOURS as HOURS_DATA
from volunteers.personal import forget_in_service, pictures_of, service_of
from volunteers.posters import POSTERS
from volunteers.queries.addresses import address_of_code
from volunteers.queries.desk import my_service, volunteer_tasks
from volunteers.queries.hours_due import hours_tasks, my_hours_items
from volunteers.roster_kind import SHIFTS
from volunteers.search_source import POSTS
from volunteers.search_source import SHIFTS as SHIFTS_FOUND

outbox.handlers.register(OPEN_SERIES, tasks.open_series)
case_kinds.register(
    HAZARD,
    CaseKind(
        key=HAZARD,
        label=_("a hazard seen on patrol"),
        url=lambda case: case.hazard.get_absolute_url(),
        desk=lambda case: reverse("volunteers_hazards"),
    ),
)
notice_kinds.register(leader_kind.key, leader_kind)
notice_kinds.register(application_kind.key, application_kind)
roster_kinds.register(SHIFTS.key, SHIFTS)
my_items.register("volunteers", my_service)
home_parts.register("volunteers", HomePart(cards=shift_cards_on_home))
staff_tasks.register("volunteers", volunteer_tasks)
my_items.register("volunteer_hours", my_hours_items)
staff_tasks.register("volunteer_hours", hours_tasks)
notice_kinds.register(hours_kind.key, hours_kind)
notice_kinds.register(certificate_kind.key, certificate_kind)
personal_data.register(
    "volunteer_hours",
    PersonalData(
        export=hours_of,
        erase=forget_hours,
        holds=(
            "volunteers.ServiceRecord.user",
            "volunteers.HoursDispute.user",
            "volunteers.Certificate.user",
        ),
    ),
)
short_codes.register("volunteers", address_of_code)
poster_sources.register("volunteers", POSTERS)
personal_data.register(
    "volunteers",
    PersonalData(
        export=service_of,
        erase=forget_in_service,
        holds=(
            "volunteers.Application.user",
            "volunteers.Hazard.reporter",
            "volunteers.Series.leader",
            "volunteers.Shift.leader",
        ),
        files=pictures_of,
    ),
)
for _page, _kind, _parameter in (
    ("shift", "shift", "code"),
    ("lead", "lead", "code"),
    ("checkpoint", "checkpoint", "code"),
    ("hazard", "hazard", "code"),
    ("post", "post", "code"),
):
    page_targets.register(f"volunteers:{_page}", (_kind, _parameter))
search_sources.register("posts", POSTS)
search_sources.register("shifts", SHIFTS_FOUND)
measures.register("volunteered", VOLUNTEERED)
measures.register("hours", HOURS)
data_sets.register("hours", HOURS_DATA)
