"""What residents hear when a stage opens in which they have something to do, in the contest's own words."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.templatetags.linli import when
from portal.notices.enums import Importance
from portal.notices.ports import Fields, NoticeKind
from proposals.enums import PhaseKind

STAGE = "proposals.stage"
TOLD = (PhaseKind.CALL, PhaseKind.VOTE, PhaseKind.OBJECTION)
"""The stages that residents are told of; the contest keeps words of its own for each."""
WORDS_AT_MOST = 120


def _title(fields: Fields) -> str:
    text = {
        PhaseKind.CALL: _("%(contest)s: proposals wanted"),
        PhaseKind.VOTE: _("%(contest)s: the vote is open"),
        PhaseKind.OBJECTION: _("%(contest)s: the result can be objected to"),
    }[PhaseKind(fields["stage"])]
    return text % {"contest": fields["title"]}


def _body(fields: Fields) -> str:
    until = _("Until %s.") % when(datetime.fromisoformat(fields["until"]))
    return f"{fields['words']}\n{until}" if fields["words"] else until


stage_kind = NoticeKind(
    key=STAGE,
    label=gettext_lazy("Contests of my sub-district: proposals wanted, vote open, result"),
    importance=Importance.ORDINARY,
    title=_title,
    body=_body,
)
