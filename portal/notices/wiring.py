"""What notices put into the registries of the floors below."""

from django.conf import settings

from portal.core import outbox
from portal.notices import tasks
from portal.notices.channels import ConsoleChannel
from portal.notices.ports import notice_channels

outbox.handlers.register("notices.deliver", tasks.deliver)
outbox.handlers.register("notices.digest", tasks.digest)
if settings.DEMO:
    notice_channels.register(ConsoleChannel.key, ConsoleChannel())
