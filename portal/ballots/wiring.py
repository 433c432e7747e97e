"""What ballots put into the registries of the floors below."""

from portal.ballots import tasks
from portal.ballots.actions.certification import SWEEP
from portal.ballots.actions.signals import LOOK
from portal.ballots.measures import VOTED
from portal.ballots.news import objection_kind
from portal.ballots.personal import ballots_data_of, keep_ballots_data
from portal.core import outbox
from portal.core.access import secret_routes
from portal.core.measures import measures
from portal.core.personal_data import PersonalData, personal_data
from portal.core.targets import page_targets
from portal.notices.ports import notice_kinds

personal_data.register(
    "ballots",
    PersonalData(
        export=ballots_data_of,
        erase=keep_ballots_data,
        holds=("ballots.RollEntry.user", "ballots.RollEntry.household", "ballots.Objection.by"),
    ),
)
outbox.handlers.register(SWEEP, tasks.sweep)
outbox.handlers.register(LOOK, tasks.look)
notice_kinds.register(objection_kind.key, objection_kind)
for _route in ("api:put_choice", "api:put_ballot"):
    secret_routes.register(_route, "secret votes: rows lie in the order in which they were written")
page_targets.register("ballots:poll", ("poll", "code"))
measures.register("voted", VOTED)
