"""What rosters put into the registries of the floors below."""

from django.utils.translation import gettext_lazy as _

from portal.core import outbox
from portal.core.measures import measures
from portal.core.my_items import my_items
from portal.core.open_data import data_sets
from portal.core.personal_data import PersonalData, personal_data
from portal.core.retention import retention_rules
from portal.notices.ports import notice_kinds
from portal.rosters import tasks
from portal.rosters.actions.seats import REFILL
from portal.rosters.actions.setting_up import COUNT, REMIND
from portal.rosters.measures import CAME, OFFERED, TAKEN
from portal.rosters.news import KINDS
from portal.rosters.open_data import SEATS
from portal.rosters.personal import GUESTS, bookings_of, forget_in_rosters, rosters_first
from portal.rosters.ports import qualification_kinds
from portal.rosters.queries.mine import my_bookings

for _kind in KINDS:
    notice_kinds.register(_kind.key, _kind)
qualification_kinds.register("insurance", _("accident insurance"))
qualification_kinds.register("training", _("training"))
outbox.handlers.register(REFILL, tasks.refill)
outbox.handlers.register(REMIND, tasks.send_reminder)
outbox.handlers.register(COUNT, tasks.look_at_minimum)
my_items.register("rosters", my_bookings)
retention_rules.register(GUESTS.key, GUESTS)
personal_data.register(
    "rosters",
    PersonalData(
        export=bookings_of,
        erase=forget_in_rosters,
        holds=(
            "rosters.Booking.user",
            "rosters.Booking.guardian",
            "rosters.CalendarAddress.user",
            "rosters.Qualification.user",
            "rosters.Swap.to",
        ),
        first=rosters_first,
    ),
)
measures.register("places_offered", OFFERED)
measures.register("places_taken", TAKEN)
measures.register("people_came", CAME)
data_sets.register("places", SEATS)
