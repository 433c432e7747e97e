"""What the WeChat edge puts into the registries below."""

from django.conf import settings

from portal.accounts.ports import my_settings, sign_in_ways
from portal.core import outbox
from portal.core.delays import delays
from portal.core.page_modules import page_modules
from portal.core.personal_data import personal_data
from portal.core.posters import link_makers, scan_codes
from portal.core.retention import retention_rules
from portal.core.staff_tasks import staff_tasks
from portal.moderation.ports import content_screens, media_screens
from portal.notices.ports import notice_channels
from wechat.checks import handling
from wechat.checks.media import TOPIC as MEDIA_TOPIC
from wechat.checks.media import WeChatMediaScreen
from wechat.checks.words import WeChatScreen
from wechat.codes import cards, links, scenes
from wechat.health.delays import tell
from wechat.messages import personal as messages_personal
from wechat.messages.channel import WeChatChannel
from wechat.messages.events import HANDLERS as EVENTS
from wechat.messages.queries import message_tasks
from wechat.personal_data import PERSONAL_DATA
from wechat.pushes import push_handlers
from wechat.pushes.actions import TOPIC as PUSH_TOPIC
from wechat.pushes.handling import handle_push
from wechat.retention import PUSHES
from wechat.signin import offers

personal_data.register("wechat", PERSONAL_DATA)
retention_rules.register(PUSHES.key, PUSHES)
sign_in_ways.register("wechat", offers.inside_wechat)
sign_in_ways.register("wechat_scan", offers.by_scanning)
my_settings.register("wechat", offers.my_wechat)
personal_data.register("wechat_messages", messages_personal.PERSONAL_DATA)
staff_tasks.register("wechat_messages", message_tasks)
if settings.WECHAT_MP_APP_ID and settings.WECHAT_MP_SECRET:
    notice_channels.register(WeChatChannel.key, WeChatChannel())
outbox.handlers.register(PUSH_TOPIC, handle_push)
outbox.handlers.register(MEDIA_TOPIC, handling.ask)
push_handlers.register(handling.VERDICT_EVENT, handling.verdict_pushed)
for _event, _handler in EVENTS.items():
    push_handlers.register(_event, _handler)
content_screens.register("wechat", WeChatScreen())
media_screens.register("wechat", WeChatMediaScreen())
scan_codes.register("mini-program", scenes.MINI_PROGRAM)
link_makers.register("mini-program", links.MINI_PROGRAM)
page_modules.register("wechat.share_card", cards.SHARE_CARD)
delays.register("wechat", tell)
