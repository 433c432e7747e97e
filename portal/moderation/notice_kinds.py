"""The news that moderation has for authors."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.moderation.enums import Decision
from portal.notices.enums import Importance
from portal.notices.ports import NoticeKind

Fields = dict[str, Any]


def decided_title(fields: Fields) -> str:
    words = {
        Decision.APPROVE: _("“%(title)s” is published"),
        Decision.RETURN: _("“%(title)s” came back to you for changes"),
        Decision.HIDE: _("“%(title)s” is no longer shown"),
        Decision.RESTORE: _("“%(title)s” is published after all"),
    }
    return words[Decision(fields["decision"])] % fields


def decided_body(fields: Fields) -> str:
    reason = _("Reason: %(reason)s") % fields if fields.get("reason") else ""
    way_on = {
        Decision.RETURN: _("Change it and hand it in again, or appeal within 15 days."),
        Decision.HIDE: _("You may appeal within 15 days; somebody else will decide."),
    }.get(Decision(fields["decision"]), "")
    return "\n".join(part for part in (reason, way_on) if part)


KINDS = [
    NoticeKind(
        key="moderation.decided",
        label=gettext_lazy("decisions on what I wrote"),
        importance=Importance.IMPORTANT,
        title=decided_title,
        body=decided_body,
    ),
    NoticeKind(
        key="moderation.passed",
        label=gettext_lazy("what I wrote appeared at once"),
        importance=Importance.ORDINARY,
        title=decided_title,
        body=decided_body,
        channels=(),
    ),
    NoticeKind(
        key="moderation.forwarded",
        label=gettext_lazy("what I wrote was passed on"),
        importance=Importance.ORDINARY,
        title=lambda fields: _("“%(title)s” now lies with %(community)s") % fields,
        body=lambda fields: _("Reason: %(reason)s") % fields,
    ),
    NoticeKind(
        key="moderation.appeal_answered",
        label=gettext_lazy("answers to my appeals"),
        importance=Importance.IMPORTANT,
        title=lambda fields: _("Your appeal about “%(title)s” is answered: the decision stands") % fields,
        body=lambda fields: _("Reason: %(answer)s") % fields,
    ),
]
