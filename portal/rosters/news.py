"""What people hear of their seats, and whoever keeps a list of it."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.notices.enums import Importance
from portal.notices.ports import Fields, NoticeKind

SEAT, CHANGE, REMINDER, SWAP, MINIMUM, CALL = (
    "rosters.seat",
    "rosters.change",
    "rosters.reminder",
    "rosters.swap",
    "rosters.minimum",
    "rosters.call",
)
SEAT_EVENTS = ("promoted", "offered", "lapsed", "entered", "cancelled", "passed_over")
CHANGE_EVENTS = ("called_off", "moved")
SWAP_EVENTS = ("asked", "accepted", "declined")


def _seat_title(fields: Fields) -> str:
    sentences: dict[str, str] = {
        "promoted": _("You have a place: “%(title)s”"),
        "offered": _("A place is kept for you: “%(title)s”"),
        "lapsed": _("The place that was kept for you went on: “%(title)s”"),
        "entered": _("You were put on the list: “%(title)s”"),
        "cancelled": _("Your booking was cancelled: “%(title)s”"),
        "passed_over": _("A place could not be given to you: “%(title)s”"),
    }
    return sentences[fields["event"]] % fields


def _seat_body(fields: Fields) -> str:
    if fields["event"] == "offered":
        return _("Please take it by %(until)s, or it goes to the next person. It begins on %(when)s.") % fields
    if fields["event"] in ("promoted", "entered"):
        return _("It begins on %(when)s. If you cannot come, please cancel in time.") % fields
    begins = _("It begins on %(when)s.") % fields
    if fields["event"] == "passed_over":
        return " ".join([str(fields["why"]), _("You keep your place on the waiting list."), begins])
    return " ".join(part for part in (str(fields.get("why", "")), begins) if part)


def _change_title(fields: Fields) -> str:
    if fields["event"] == "called_off":
        return _("“%(title)s” does not take place") % fields
    return _("“%(title)s” has another time or place") % fields


def _change_body(fields: Fields) -> str:
    if fields["event"] == "called_off":
        return str(fields["reason"])
    return _where(fields)


def _reminder_title(fields: Fields) -> str:
    return _("You are coming to “%(title)s”") % fields


def _where(fields: Fields) -> str:
    return " · ".join(str(part) for part in (fields["when"], fields["place"]) if part)


def _swap_title(fields: Fields) -> str:
    sentences: dict[str, str] = {
        "asked": _("%(name)s would like to hand you a place: “%(title)s”"),
        "accepted": _("%(name)s has taken your place: “%(title)s”"),
        "declined": _("%(name)s cannot take your place: “%(title)s”"),
    }
    return sentences[fields["event"]] % fields


def _swap_body(fields: Fields) -> str:
    if fields["event"] == "declined":
        return _("You still have it. It begins on %(when)s.") % fields
    return _where(fields)


def _minimum_title(fields: Fields) -> str:
    return _("Too few people for “%(title)s”") % fields


def _minimum_body(fields: Fields) -> str:
    return _("%(taken)s have booked and it takes %(minimum)s. Please decide whether it takes place.") % fields


def _call_title(fields: Fields) -> str:
    return _("Please call %(name)s: a place has become free for “%(title)s”") % fields


def _call_body(fields: Fields) -> str:
    return _("It is too late to cancel, so they have to be asked. The place is kept until %(until)s.") % fields


def _kind(key: str, label: Any, title: Any, body: Any, importance: Importance = Importance.IMPORTANT) -> NoticeKind:
    return NoticeKind(key=key, label=label, importance=importance, title=title, body=body)


KINDS = (
    _kind(SEAT, gettext_lazy("My place on a list"), _seat_title, _seat_body),
    _kind(CHANGE, gettext_lazy("What I booked is called off or moved"), _change_title, _change_body, Importance.URGENT),
    _kind(REMINDER, gettext_lazy("Reminders of what I booked"), _reminder_title, _where),
    _kind(SWAP, gettext_lazy("Places handed from neighbour to neighbour"), _swap_title, _swap_body),
    NoticeKind(
        key=MINIMUM,
        label=gettext_lazy("Too few people for what I look after"),
        importance=Importance.IMPORTANT,
        title=_minimum_title,
        body=_minimum_body,
        channels=(),
    ),
    NoticeKind(
        key=CALL,
        label=gettext_lazy("People to call about a place on my list"),
        importance=Importance.IMPORTANT,
        title=_call_title,
        body=_call_body,
        channels=(),
    ),
)
