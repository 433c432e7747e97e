"""What people hear of topics."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from councils.enums import TopicState
from portal.notices.enums import Importance
from portal.notices.ports import Fields, NoticeKind

TOPIC_NEWS = "councils.topic"


def _title(fields: Fields) -> str:
    return _("“%(title)s”: %(state)s") % {"title": fields["title"], "state": TopicState(fields["state"]).label}


def _body(fields: Fields) -> str:
    return str(fields["text"]) or _("Its page says what happened and what comes next.")


topic_kind = NoticeKind(
    key=TOPIC_NEWS,
    label=gettext_lazy("Topics of the councils"),
    importance=Importance.ORDINARY,
    title=_title,
    body=_body,
)
