"""What volunteers hear: who leads, what became of an application. Of seats and of what is called off rosters tell, of
a reported hazard its case."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.notices.enums import Importance
from portal.notices.ports import Fields, NoticeKind

LEADER, APPLICATION = "volunteers.leader", "volunteers.application"


def _leader_title(fields: Fields) -> str:
    if fields["event"] == "named":
        return _("You lead the shift “%(title)s”") % fields
    return _("Nobody leads the shift “%(title)s” any more") % fields


def _leader_body(fields: Fields) -> str:
    if fields["event"] == "named":
        return _("It begins on %(when)s. The page of the shift shows who comes, and starts and ends it.") % fields
    return _("It begins on %(when)s. Please name somebody.") % fields


def _application_title(fields: Fields) -> str:
    sentences: dict[str, str] = {
        "accepted": _("You are one of the volunteers of “%(title)s”"),
        "declined": _("Your application for “%(title)s” was declined"),
        "ended": _("Your service in “%(title)s” has ended"),
    }
    return sentences[fields["event"]] % fields


def _application_body(fields: Fields) -> str:
    if fields["event"] == "accepted":
        return _("Have a look at the shifts of the week, and join one with one tap.")
    return str(fields["reason"])


leader_kind = NoticeKind(
    key=LEADER,
    label=gettext_lazy("Leading a shift"),
    importance=Importance.IMPORTANT,
    title=_leader_title,
    body=_leader_body,
)
application_kind = NoticeKind(
    key=APPLICATION,
    label=gettext_lazy("My applications as a volunteer"),
    importance=Importance.IMPORTANT,
    title=_application_title,
    body=_application_body,
)
