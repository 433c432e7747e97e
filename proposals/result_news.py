"""What authors hear once a contest's result is public: chosen or not, and why."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.ballots.enums import Reason
from portal.notices.enums import Importance
from portal.notices.ports import Fields, NoticeKind

RESULT = "proposals.result"
TOO_FEW_ENDORSEMENTS = "too_few_endorsements"
NOT_ON_BALLOT = "not_on_ballot"


def _title(fields: Fields) -> str:
    if fields["selected"]:
        return _("“%(title)s” was chosen") % fields
    return _("“%(title)s” was not chosen this time") % fields


def _body(fields: Fields) -> str:
    if fields["selected"]:
        text = _("“%(contest)s”, votes: %(votes)s. The sub-district will now talk with you about carrying it out.")
        return text % fields
    return f"{why_not(fields)}\n{_('It stays in the proposal library: you can hand it in again next time.')}"


def why_not(fields: dict[str, Any]) -> str:
    """The reason in one sentence, from the fields of the notice."""
    match fields["reason"]:
        case Reason.OVER_BUDGET:
            text = _("Votes: %(votes)s. When its turn came, %(left)s yuan were left and it costs %(cost)s yuan.")
        case Reason.NO_VOTES:
            text = _("Nobody voted for it.")
        case Reason.BEYOND_WINNERS | Reason.AFTER_CUT:
            text = _("Votes: %(votes)s. Others got more, and there was not enough for all.")
        case Reason.WITHDRAWN:
            text = _("It was taken off the ballot before the count.")
        case "too_few_endorsements":
            needed = fields["needed"]
            text = ngettext(
                "It did not come to the vote: %(needed)s endorsement was needed, it had %(had)s.",
                "It did not come to the vote: %(needed)s endorsements were needed, it had %(had)s.",
                needed,
            )
        case _other:
            text = _("It was not on the ballot: it was published after the ballot was made.")
    return text % fields


result_kind = NoticeKind(
    key=RESULT,
    label=gettext_lazy("The result for my proposals"),
    importance=Importance.IMPORTANT,
    title=_title,
    body=_body,
)
