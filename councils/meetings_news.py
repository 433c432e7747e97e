"""What people on a meeting's roll hear: that it is called, that it is called off, that its minutes are there."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.notices.enums import Importance
from portal.notices.ports import Fields, NoticeKind

MEETING = "councils.meeting"


def _title(fields: Fields) -> str:
    sentences: dict[str, str] = {
        "called": _("You are invited to the meeting “%(title)s”"),
        "cancelled": _("The meeting “%(title)s” is called off"),
        "published": _("The minutes of “%(title)s” are on display"),
    }
    return sentences[fields["event"]] % fields


def _body(fields: Fields) -> str:
    if fields["event"] == "called":
        return _("It begins on %(when)s. You may come, or attend on its page and vote there. Place: %(place)s") % fields
    if fields["event"] == "cancelled":
        return str(fields["reason"])
    return _("Everybody can read on the page of the meeting what was said and decided.")


meeting_kind = NoticeKind(
    key=MEETING,
    label=gettext_lazy("Meetings I am entitled to"),
    importance=Importance.IMPORTANT,
    title=_title,
    body=_body,
)
