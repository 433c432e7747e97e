"""What ballots put into the registries of the floors below."""

from portal.ballots import tasks
from portal.ballots.actions.certification import SWEEP
from portal.ballots.news import objection_kind
from portal.core import outbox
from portal.core.targets import page_targets
from portal.notices.ports import notice_kinds

outbox.handlers.register(SWEEP, tasks.sweep)
notice_kinds.register(objection_kind.key, objection_kind)
page_targets.register("ballots:poll", ("poll", "code"))
