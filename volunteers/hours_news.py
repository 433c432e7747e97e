"""What people hear of their hours and certificates."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.notices.enums import Importance
from portal.notices.ports import Fields, NoticeKind

HOURS, CERTIFICATE = "volunteers.hours", "volunteers.certificate"
HOURS_EVENTS = ("confirmed", "corrected", "answered")


def spoken_minutes(minutes: int) -> str:
    """90 → 1 hour 30 minutes, as people say it."""
    hours, rest = divmod(int(minutes), 60)
    if not hours:
        return _("%d min") % rest
    if not rest:
        return _("%d h") % hours
    return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}


def _hours_title(fields: Fields) -> str:
    sentences: dict[str, str] = {
        "confirmed": _("Your service is recorded: “%(title)s”"),
        "corrected": _("Your recorded service was corrected: “%(title)s”"),
        "answered": _("An answer about your hours: “%(title)s”"),
    }
    return sentences[fields["event"]] % fields


def _hours_body(fields: Fields) -> str:
    if fields["event"] == "answered":
        return str(fields["reason"])
    said = spoken_minutes(fields["minutes"]) if fields["minutes"] else _("no service")
    parts = [f"{fields['when']} · {said}", str(fields["reason"])]
    if fields["event"] == "confirmed":
        parts.append(_("If something is wrong, say so under my hours."))
    return " ".join(part for part in parts if part)


def _certificate_title(fields: Fields) -> str:
    return _("Your certificate of service %(serial)s no longer counts") % fields


def _certificate_body(fields: Fields) -> str:
    return _("%(reason)s You can have a new one issued at once, free of charge.") % fields


hours_kind = NoticeKind(
    key=HOURS,
    label=gettext_lazy("My hours of service"),
    importance=Importance.IMPORTANT,
    title=_hours_title,
    body=_hours_body,
)
certificate_kind = NoticeKind(
    key=CERTIFICATE,
    label=gettext_lazy("My certificates of service"),
    importance=Importance.IMPORTANT,
    title=_certificate_title,
    body=_certificate_body,
)
