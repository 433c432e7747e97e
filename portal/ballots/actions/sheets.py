from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from portal.ballots.enums import AwardRule
from portal.ballots.models import Poll
from portal.ballots.tally.composite import FULL, PANELS
from portal.ballots.tally.digests import result_digest
from portal.ballots.tally.election import Sheet
from portal.core import audit
from portal.core.errors import Invalid, OutsideWindow, WrongState

JUDGES_AT_MOST = 200


@transaction.atomic
def file_sheets(*, poll: Poll, panel: str, sheets: Sequence[Sheet], actor, now: datetime) -> Poll:
    """Put these score sheets in the place of all that `panel` has filed so far; an empty list takes them back.

    The sheets are published with the ballots, so judges appear by pseudonym. Raises WrongState (the poll is not counted
    by points), OutsideWindow (it has been counted), Invalid (another panel's sheet, two of one judge, an unknown
    option, a score outside 0 to 100).
    """
    poll = Poll.objects.select_for_update().get(pk=poll.pk)
    if poll.award_rule != AwardRule.COMPOSITE:
        raise WrongState(_("This vote is not counted by points."))
    if poll.counted_at is not None:
        raise OutsideWindow(_("This vote has been counted."))
    _require_fitting(poll, panel, sheets)
    others = [told for told in poll.sheets if told["panel"] != panel]
    poll.sheets = others + [_told(sheet) for sheet in sorted(sheets, key=lambda sheet: sheet.judge)]
    poll.save(update_fields=["sheets"])
    audit.record("ballots.file_sheets", poll, actor, panel=panel, sheets=len(sheets), digest=result_digest(poll.sheets))
    return poll


def _require_fitting(poll: Poll, panel: str, sheets: Sequence[Sheet]) -> None:
    judges = [sheet.judge for sheet in sheets]
    if panel not in PANELS or any(sheet.panel != panel for sheet in sheets) or len(sheets) > JUDGES_AT_MOST:
        raise Invalid(_("There is no such panel."), panel=_("cannot be read"))
    if len(set(judges)) < len(judges) or not all(judges):
        raise Invalid(_("Two sheets have the same judge, or one has none."), judge=_("repeated"))
    codes = set(poll.options.values_list("code", flat=True))
    for sheet in sheets:
        if unknown := sheet.scores.keys() - codes:
            raise Invalid(_("Not on this ballot: %s") % ", ".join(sorted(unknown)), scores=_("cannot be read"))
        if not all(0 <= score <= FULL for score in sheet.scores.values()):
            raise Invalid(_("A score is a number from 0 to 100."), scores=_("out of range"))


def _told(sheet: Sheet) -> dict[str, object]:
    scores = {code: f"{score.numerator}/{score.denominator}" for code, score in sorted(sheet.scores.items())}
    return {"panel": sheet.panel, "judge": sheet.judge, "scores": scores}
