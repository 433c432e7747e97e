"""The news that discussions have for those who write and follow."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.discussions.actions.announce import ANSWER, NEWS, REPLY
from portal.discussions.queries.people import digest_audience
from portal.notices.enums import Importance
from portal.notices.ports import Fields, NoticeKind


def news_title(fields: Fields) -> str:
    return (
        ngettext(
            "%(count)d new comment on “%(title)s”",
            "%(count)d new comments on “%(title)s”",
            fields["count"],
        )
        % fields
    )


KINDS = [
    NoticeKind(
        key=REPLY,
        label=gettext_lazy("replies to what I said"),
        importance=Importance.ORDINARY,
        title=lambda fields: _("%(name)s replied to you on “%(title)s”") % fields,
        body=lambda fields: fields["words"],
    ),
    NoticeKind(
        key=ANSWER,
        label=gettext_lazy("answers of the community in discussions I follow"),
        importance=Importance.IMPORTANT,
        title=lambda fields: _("%(community)s has answered on “%(title)s”") % fields,
        body=lambda fields: fields["words"],
    ),
    NoticeKind(
        key=NEWS,
        label=gettext_lazy("what is new in discussions I follow, once a day"),
        importance=Importance.ORDINARY,
        title=news_title,
        body=lambda fields: "",
        audience=digest_audience,
    ),
]
