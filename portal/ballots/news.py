"""What residents hear from ballots."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.notices.enums import Importance
from portal.notices.ports import Fields, NoticeKind

OBJECTION_ANSWERED = "ballots.objection_answered"


def _title(fields: Fields) -> str:
    return _("Your objection to the result of “%(title)s” has been answered") % fields


def _body(fields: Fields) -> str:
    verdict = _("It was upheld.") if fields["upheld"] else _("It was not upheld.")
    return f"{verdict}\n{fields['answer']}"


objection_kind = NoticeKind(
    key=OBJECTION_ANSWERED,
    label=gettext_lazy("The answer to my objection"),
    importance=Importance.IMPORTANT,
    title=_title,
    body=_body,
)
