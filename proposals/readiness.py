"""What stands between a contest and its next step: one answer for the screens that ask and the actions that act."""

from datetime import datetime

from django.utils.translation import gettext as _

from portal.communities.models import Community
from portal.core.errors import OutsideWindow, Refusal, WrongState
from proposals.enums import PhaseKind
from proposals.models import Contest


def missing_for_announcement(contest: Contest, now: datetime) -> dict[str, str]:
    """What it still lacks before residents may see it: {part: what to do}; empty once it is complete."""
    call, vote = contest.phase(PhaseKind.CALL), contest.phase(PhaseKind.VOTE)
    cap = contest.cost_cap_cny
    asked = {
        "summary": (not contest.summary, _("Say in one sentence what it is about.")),
        "guide": (not contest.guide, _("Write how to take part.")),
        "call": (call is None, _("Give the call for proposals its dates.")),
        "call_closes_at": (call is not None and call.closes_at <= now, _("The call would be over already: move it.")),
        "vote": (vote is None, _("Give the vote its dates.")),
        "cost_cap_cny": (
            cap is not None and cap > contest.budget_cny,
            _("One proposal may cost more than there is: lower the limit."),
        ),
        "communities": (
            not Community.objects.filter(subdistrict_id=contest.subdistrict_id).exists(),
            _("This sub-district has no communities on file yet."),
        ),
    }
    return {part: what_to_do for part, (lacks, what_to_do) in asked.items() if lacks}


def announcing_refusal(contest: Contest) -> Refusal | None:
    return WrongState(_("It has been announced already.")) if contest.announced_at is not None else None


def freezing_refusal(contest: Contest, now: datetime) -> Refusal | None:
    """Why the roll cannot be frozen at `now`; None where it can."""
    call, vote = contest.phase(PhaseKind.CALL), contest.phase(PhaseKind.VOTE)
    if contest.announced_at is None:
        return WrongState(_("Announce the contest first."))
    if contest.poll_id is not None:
        return WrongState(_("The roll is frozen already."))
    if vote is None:
        return WrongState(_("Give the vote its dates first."))
    if call is not None and now < call.closes_at:
        return OutsideWindow(_("Proposals are still being handed in. Freeze the roll once the call is over."))
    if now > vote.opens_at:
        return OutsideWindow(_("The vote was to have opened already. Move it to a later date first."))
    return None


def counting_refusal(contest: Contest, now: datetime) -> Refusal | None:
    """Why the vote cannot be counted at `now`; None where it can, and where it has been."""
    if contest.poll is None:
        return WrongState(_("There is no vote yet: freeze the roll first."))
    if now < contest.poll.closes_at:
        return OutsideWindow(_("This vote has not closed yet. It is counted after the close."))
    return None


def publishing_refusal(contest: Contest) -> Refusal | None:
    """Why the result cannot be published; None where it can, and where it has been."""
    if contest.poll is None or contest.poll.counted_at is None:
        return WrongState(_("This vote has not been counted yet."))
    return None
