"""What accounts put into the registries of the floors below, and the port that installations fill."""

from portal.accounts import tasks
from portal.accounts.actions.archive import TOPIC
from portal.accounts.personal_data import PERSONAL_DATA
from portal.accounts.sms import ConsoleSender, HttpSender, sms_senders
from portal.core import outbox
from portal.core.personal_data import personal_data

sms_senders.register(ConsoleSender.key, ConsoleSender())
sms_senders.register(HttpSender.key, HttpSender())
outbox.handlers.register(TOPIC, tasks.archive)
personal_data.register("accounts", PERSONAL_DATA)
