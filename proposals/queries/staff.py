"""What managers and moderators see of contests: their own places only."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.accounts.queries import communities_of
from portal.ballots.enums import Decision
from portal.ballots.models import Exclusion, Objection
from portal.ballots.queries import Turnout, turnout
from portal.core import clock
from portal.core.errors import Hidden
from portal.core.staff_tasks import StaffTask
from proposals.checklist import pressing
from proposals.enums import CorrectionState, ProposalState
from proposals.models import Contest, Phase, Proposal, RollCorrection
from proposals.queries.rolls import ballot_proposals

SOON = timedelta(days=3)


@dataclass(frozen=True)
class Numbers:
    """A contest in figures. `turnout` is None before the vote opens; standings are nobody's to see before the count."""

    states: tuple[tuple[str, str, int], ...]
    handed_in: int
    endorsements: int
    on_ballot: int
    roll_size: int | None
    turnout: Turnout | None
    corrections: int


def managed_contests(user: Any) -> QuerySet[Contest]:
    """The contests of `user`'s sub-districts, newest first, with phases and poll, `handed_in` and `waiting`."""
    return _managed(user).order_by("is_history", "subdistrict__position", "-edition", "-pk")


def contests_to_copy(user: Any) -> QuerySet[Contest]:
    """The contests with dates that `user` may start a new one from: the latest of theirs, five at most."""
    found = Contest.objects.managed_by(user).filter(phases__isnull=False).select_related("subdistrict")
    return found.distinct().order_by("-edition", "-pk")[:5]


def contest_to_run(code: str, user: Any) -> Contest:
    """The same for one of them; raises Hidden for everybody who does not manage it."""
    contest = _managed(user).filter(code=code).first()
    if contest is None:
        raise Hidden
    return contest


def _managed(user: Any) -> QuerySet[Contest]:
    handed_in, waiting = ~Q(proposals__state=ProposalState.DRAFT), Q(proposals__state=ProposalState.IN_REVIEW)
    return (
        Contest.objects.managed_by(user)
        .with_phases()
        .select_related("poll__roll")
        .annotate(
            handed_in=Count("proposals", filter=handed_in),
            waiting=Count("proposals", filter=waiting),
        )
    )


def numbers(contest: Contest, now: datetime) -> Numbers:
    """The contest's figures. Four queries at most, and one more every 30 seconds for the turnout."""
    rows = contest.proposals.exclude(state=ProposalState.DRAFT).values_list("state")
    counted = {
        state: (count, seconds or 0) for state, count, seconds in rows.annotate(Count("pk"), _seconds()).order_by()
    }
    states = tuple(
        (state.value, str(state.label), counted[state][0]) for state in ProposalState if state.value in counted
    )
    poll = contest.poll
    return Numbers(
        states=states,
        handed_in=sum(count for count, _seconds_of in counted.values()),
        # Of a merger only what the joint proposal has: whoever carried support over is counted once.
        endorsements=sum(seconds for state, (_count, seconds) in counted.items() if state != ProposalState.MERGED),
        on_ballot=poll.options.count() if poll is not None else ballot_proposals(contest).count(),
        roll_size=poll.roll.size if poll is not None else None,
        turnout=turnout(poll) if poll is not None and poll.opens_at <= now else None,
        corrections=contest.roll_corrections.filter(state=CorrectionState.WAITING).count(),
    )


def _seconds() -> Sum:
    return Sum("endorsement_count")


@dataclass(frozen=True)
class ProposalsWanted:
    """What a member of staff looks for; empty parts ask for nothing."""

    contest: str = ""
    community: str = ""
    category: str = ""
    state: str = ""
    text: str = ""


def proposals_in_care_of(user: Any, wanted: ProposalsWanted) -> QuerySet[Proposal]:
    """What was handed in to `user`'s communities, drafts never among it, with all that the staff's list shows."""
    found = (
        Proposal.objects.filter(community__in=communities_of(user))
        .exclude(state=ProposalState.DRAFT)
        .select_related("contest__subdistrict", "community", "category", "author__resident", "submission")
    )
    named = {
        "contest__code": wanted.contest,
        "community__slug": wanted.community,
        "category__slug": wanted.category,
        "state": wanted.state,
    }
    found = found.filter(**{path: value for path, value in named.items() if value})
    for word in wanted.text.split()[:5]:
        found = found.filter(Q(title__icontains=word) | Q(idea__icontains=word) | Q(place__icontains=word))
    return found


def proposal_in_care_of(code: str, user: Any) -> Proposal:
    """One of them; raises Hidden for anybody else's."""
    proposal = proposals_in_care_of(user, ProposalsWanted()).filter(code=code).first()
    if proposal is None:
        raise Hidden
    return proposal


def contest_tasks(user: Any) -> list[StaffTask]:
    """What the staff home shows of contests: duties that press, stages about to begin, corrections waiting."""
    now = clock.now()
    tasks = []
    contests = Contest.objects.managed_by(user).filter(
        Q(result_published_at=None) | Q(poll__certified_at=None, poll__objections_until__isnull=False),
        is_history=False,
    )
    for contest in contests.with_phases().select_related("poll__roll"):
        if (duty := pressing(contest, now)) is not None:
            title = _("“%(contest)s”: %(duty)s") % {"contest": contest.title, "duty": duty.label}
            tasks.append(StaffTask(title, reverse(duty.page, args=[contest.code]), 1, duty.due_at))
        if contest.result_published_at is None:
            tasks += [_stage_task(contest, phase) for phase in _beginning_soon(contest, now)]
    return [*tasks, *_correction_tasks(user), *_objection_tasks(user), *_exclusion_tasks(user)]


def _beginning_soon(contest: Contest, now: datetime) -> list[Phase]:
    if contest.announced_at is None:
        return []
    return [phase for phase in contest.phases_in_order() if now < phase.opens_at <= now + SOON]


def _stage_task(contest: Contest, phase: Phase) -> StaffTask:
    words = {"contest": contest.title, "phase": phase.get_kind_display()}
    url = reverse("contest_dashboard", args=[contest.code])
    return StaffTask(_("“%(contest)s” enters a new stage: %(phase)s") % words, url, 1, phase.opens_at)


def _correction_tasks(user: Any) -> list[StaffTask]:
    """Corrections of rolls that somebody else proposed: this person may be the second one."""
    waiting = (
        RollCorrection.objects.filter(contest__in=Contest.objects.managed_by(user), state=CorrectionState.WAITING)
        .exclude(proposed_by=user)
        .values_list("contest__code", "contest__title", "contest__poll__closes_at")
        .annotate(count=Count("pk"))
        .order_by("contest__code")
    )
    return [
        StaffTask(
            ngettext(
                "“%(contest)s”: confirm a correction of the roll",
                "“%(contest)s”: confirm corrections of the roll",
                count,
            )
            % {"contest": title},
            reverse("contest_corrections", args=[code]),
            count,
            closes_at,
        )
        for code, title, closes_at, count in waiting
    ]


def _objection_tasks(user: Any) -> list[StaffTask]:
    """Objections without an answer, one line a contest."""
    waiting = (
        Objection.objects.filter(poll__contest__in=Contest.objects.managed_by(user), answered_at=None)
        .values_list("poll__contest__code", "poll__contest__title", "poll__objections_until")
        .annotate(count=Count("pk"))
        .order_by("poll__contest__code")
    )
    return [
        StaffTask(
            ngettext("“%(contest)s”: answer an objection", "“%(contest)s”: answer objections", count)
            % {"contest": title},
            reverse("contest_objections", args=[code]),
            count,
            until,
        )
        for code, title, until, count in waiting
    ]


def _exclusion_tasks(user: Any) -> list[StaffTask]:
    """Ballots that somebody else proposed to leave out or take back in."""
    waiting = (
        Exclusion.objects.filter(poll__contest__in=Contest.objects.managed_by(user), state=Decision.WAITING)
        .exclude(proposed_by=user)
        .values_list("poll__contest__code", "poll__contest__title", "poll__objections_until")
        .annotate(count=Count("pk"))
        .order_by("poll__contest__code")
    )
    return [
        StaffTask(
            ngettext("“%(contest)s”: decide about a ballot", "“%(contest)s”: decide about ballots", count)
            % {"contest": title},
            reverse("contest_exclusions", args=[code]),
            count,
            until,
        )
        for code, title, until, count in waiting
    ]
