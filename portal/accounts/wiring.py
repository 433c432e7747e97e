"""What accounts put into the registries of the floors below, and the port that installations fill."""

from portal.accounts import tasks
from portal.accounts.actions.archive import TOPIC
from portal.accounts.measures import VERIFIED
from portal.accounts.personal_data import PERSONAL_DATA
from portal.accounts.queries.scopes import places_as_scopes
from portal.accounts.retention import RULES
from portal.accounts.sms import ConsoleSender, HttpSender, sms_senders
from portal.core import outbox
from portal.core.measures import measures
from portal.core.personal_data import personal_data
from portal.core.retention import retention_rules
from portal.core.search_source import search_scopes

sms_senders.register(ConsoleSender.key, ConsoleSender())
sms_senders.register(HttpSender.key, HttpSender())
outbox.handlers.register(TOPIC, tasks.archive)
for _rule in RULES:
    retention_rules.register(_rule.key, _rule)
personal_data.register("accounts", PERSONAL_DATA)
search_scopes.register("accounts", places_as_scopes)
measures.register("verified", VERIFIED)
