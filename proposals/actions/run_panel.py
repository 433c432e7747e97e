"""Running a panel: its criteria and reviewers, opening, what is before the jury now, closing for good.

Every action locks the contest's row first and then the panel's; saving scores locks the panel's alone.
"""

import secrets
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.accounts.models import Resident, User
from portal.ballots.actions import file_sheets
from portal.core import audit
from portal.core.errors import Hidden, Invalid, OutsideWindow, WrongState
from portal.core.text import plain
from proposals.criteria import PlannedCriterion, problem_of
from proposals.enums import AwardRule, PanelKind
from proposals.evaluation_news import ask_reviewers, tell_comments
from proposals.models import Contest, Criterion, Panel, Proposal, Review, Reviewer
from proposals.models.evaluation import HINT_AT_MOST, WHY_AT_MOST
from proposals.queries.evaluation import progress_of, scored_proposals, sheets_of_panel
from proposals.rules import lives_with_authors, manages_contest

LETTERS = {PanelKind.EXPERTS: "E", PanelKind.JURY: "R"}
REVIEWERS_AT_MOST = 60


@transaction.atomic
def set_criteria(*, code: str, criteria: Sequence[PlannedCriterion], actor: Any, now: datetime) -> Contest:
    """Put these in the place of the contest's criteria.

    Raises Hidden, WrongState (a panel is open, or was) or Invalid (`problem_of`).
    """
    contest = Contest.objects.managed_by(actor).locked(code)
    if contest.panels.filter(opened_at__isnull=False).exists():
        raise WrongState(_("Scoring has begun: the criteria stay as they are."))
    wanted = [PlannedCriterion(plain(each.name), each.weight, plain(each.hint)[:HINT_AT_MOST]) for each in criteria]
    if why := problem_of(wanted):
        raise Invalid(criteria=why)
    contest.criteria.all().delete()
    write_criteria(contest, wanted)
    audit.record("proposals.set_criteria", contest, actor, at=now.isoformat(), criteria=len(wanted))
    return contest


def write_criteria(contest: Contest, criteria: Sequence[PlannedCriterion]) -> None:
    """The rows of a contest that has none."""
    Criterion.objects.bulk_create(
        Criterion(contest=contest, position=position, name=each.name, weight=each.weight, hint=each.hint)
        for position, each in enumerate(criteria, start=1)
    )


@transaction.atomic
def name_reviewer(*, code: str, kind: PanelKind, person: User, actor: Any, now: datetime) -> Reviewer:
    """Put `person` on a panel; where it is open, they get their proposals and are asked at once.

    Raises Hidden, WrongState (closed) or Invalid: on a panel already, runs the contest, a
    juror from elsewhere, too many.
    """
    contest = Contest.objects.managed_by(actor).locked(code)
    Panel.objects.get_or_create(contest=contest, kind=kind)
    panel = _locked(contest, kind)
    if panel.closed_at is not None:
        raise WrongState(_("This panel is closed."))
    if manages_contest(person, contest):
        raise Invalid(person=_("Whoever runs the contest does not score in it."))
    if kind == PanelKind.JURY and not _lives_in(contest, person):
        raise Invalid(person=_("Only confirmed residents of the sub-district sit on the residents' jury."))
    if panel.reviewers.count() >= REVIEWERS_AT_MOST:
        raise Invalid(person=_("At most %d people on a panel.") % REVIEWERS_AT_MOST)
    taken = contest.reviewers.filter(panel=panel).values_list("label", flat=True)
    number = max((int(label[1:]) for label in taken), default=0) + 1
    try:
        with transaction.atomic():
            reviewer = Reviewer.objects.create(
                panel=panel, contest=contest, user=person, label=f"{LETTERS[kind]}{number}"
            )
    except IntegrityError:
        raise Invalid(person=_("This person is on a panel of this contest already.")) from None
    audit.record("proposals.name_reviewer", contest, actor, panel=kind.value, reviewer=reviewer.label)
    if panel.is_open:
        _hand_out(panel, now)
        ask_reviewers(panel, [reviewer], now)
    return reviewer


@transaction.atomic
def drop_reviewer(*, code: str, kind: PanelKind, label: str, actor: Any, now: datetime) -> None:
    """Take somebody off a panel who has not scored anything. Raises Hidden or WrongState."""
    panel = _managed(code, kind, actor)
    reviewer = panel.reviewers.filter(label=label).first()
    if reviewer is None:
        raise Hidden
    if panel.closed_at is not None:
        raise WrongState(_("This panel is closed."))
    if reviewer.reviews.filter(scored_at__isnull=False).exists():
        raise WrongState(_("They have scored already: what they gave stays."))
    reviewer.delete()
    audit.record("proposals.drop_reviewer", panel.contest, actor, panel=kind.value, reviewer=label)


@transaction.atomic
def open_panel(*, code: str, kind: PanelKind, each: int, actor: Any, now: datetime) -> Panel:
    """Give the proposals out and ask the reviewers: `each` of them to a proposal, 0 for all.

    Whoever wrote a proposal or lives with its author never gets it. Raises Hidden, WrongState (open or closed
    already), OutsideWindow (counted) or Invalid: no criteria, no reviewers, nothing to score, nobody for a proposal.
    """
    panel = _managed(code, kind, actor)
    if panel.opened_at is not None:
        raise WrongState(_("This panel was opened before."))
    _require_before_the_count(panel.contest)
    if not panel.contest.criteria.exists():
        raise Invalid(criteria=_("Write the criteria first."))
    reviewers = list(panel.reviewers.all())
    if not reviewers:
        raise Invalid(reviewers=_("Name the reviewers first."))
    if not 0 <= each <= len(reviewers):
        raise Invalid(each=_("From 0 to %d, please.") % len(reviewers))
    if not scored_proposals(panel.contest).exists():
        raise Invalid(_("There is nothing to score: no published proposal has enough endorsements."))
    panel.each, panel.opened_at = each, now
    panel.save(update_fields=["each", "opened_at"])
    _hand_out(panel, now)
    ask_reviewers(panel, reviewers, now)
    audit.record("proposals.open_panel", panel.contest, actor, panel=kind.value, reviewers=len(reviewers), each=each)
    return panel


@transaction.atomic
def hand_out(*, code: str, kind: PanelKind, actor: Any, now: datetime) -> int:
    """Give out what has come since, and what a recusal left open; returns how many. Raises Hidden or WrongState."""
    panel = _open(code, kind, actor)
    before = Review.objects.filter(reviewer__panel=panel).values_list("pk", flat=True)
    known = set(before)
    _hand_out(panel, now)
    new = Review.objects.filter(reviewer__panel=panel).exclude(pk__in=known).select_related("reviewer")
    asked = {review.reviewer for review in new.still_to_do()}
    ask_reviewers(panel, sorted(asked, key=lambda reviewer: reviewer.pk), now)
    return len(new)


@transaction.atomic
def remind_reviewers(*, code: str, kind: PanelKind, actor: Any, now: datetime) -> int:
    """Ask those again for whom something waits, once a day at most; returns how many. Raises Hidden, WrongState."""
    panel = _open(code, kind, actor)
    waiting = list(panel.reviewers.filter(reviews__in=Review.objects.still_to_do()).distinct())
    ask_reviewers(panel, waiting, now, again=True)
    return len(waiting)


@transaction.atomic
def present_proposal(*, code: str, kind: PanelKind, proposal: str, actor: Any, now: datetime) -> Panel:
    """Put a proposal before the jury: it stands on top of everybody's desk. "" for none. Raises Hidden, WrongState."""
    panel = _open(code, kind, actor)
    found: Proposal | None = None
    if proposal:
        found = scored_proposals(panel.contest).filter(code=proposal).first()
        if found is None:
            raise Hidden
    panel.present = found
    panel.save(update_fields=["present"])
    return panel


@transaction.atomic
def close_panel(*, code: str, kind: PanelKind, why: str, actor: Any, now: datetime) -> Panel:
    """End the scoring for good: scores come into sight, go to the count where points decide, comments to authors.

    Raises Hidden, WrongState (not open), OutsideWindow (counted) or Invalid: something waits and no reason is given, or
    nobody at all has scored a proposal.
    """
    panel = _open(code, kind, actor)
    _require_before_the_count(panel.contest)
    progress = progress_of(panel)
    if unscored := progress.unscored:
        names = "、".join(proposal.title for proposal in unscored)
        raise Invalid(_("Nobody has scored: %s") % names, proposals=_("Everything needs one score at least."))
    why = plain(why)[:WHY_AT_MOST]
    if progress.waiting and not why:
        raise Invalid(why=_("Some scores are missing: write why it is closed all the same."))
    panel.closed_at, panel.closed_by, panel.present = now, actor, None
    panel.missing = progress.waiting
    panel.why_closed = why if progress.waiting else ""
    panel.save(update_fields=["closed_at", "closed_by", "missing", "why_closed", "present"])
    file_panel(panel, actor, now)
    tell_comments(panel, now)
    audit.record("proposals.close_panel", panel.contest, actor, panel=kind.value, missing=panel.missing, why=why)
    return panel


def file_panel(panel: Panel, actor: Any, now: datetime) -> None:
    """Hand a closed panel's sheets to the count. Nothing where points do not decide, or before there is a vote."""
    contest = panel.contest
    if contest.poll is not None and contest.award_rule == AwardRule.COMPOSITE:
        sheets = sheets_of_panel(panel)
        contest.poll = file_sheets(poll=contest.poll, panel=panel.kind, sheets=sheets, actor=actor, now=now)


def _lives_in(contest: Contest, person: User) -> bool:
    homes = Resident.objects.filter(user=person, verified_at__isnull=False)
    return homes.filter(community__subdistrict=contest.subdistrict_id).exists()


def _managed(code: str, kind: PanelKind, actor: Any) -> Panel:
    return _locked(Contest.objects.managed_by(actor).locked(code), kind)


def _locked(contest: Contest, kind: PanelKind) -> Panel:
    panel = Panel.objects.select_for_update().filter(contest=contest, kind=kind).first()
    if panel is None:
        raise Hidden
    panel.contest = contest
    return panel


def _open(code: str, kind: PanelKind, actor: Any) -> Panel:
    panel = _managed(code, kind, actor)
    if not panel.is_open:
        raise WrongState(_("This panel is not open."))
    return panel


def _require_before_the_count(contest: Contest) -> None:
    if contest.poll is not None and contest.poll.counted_at is not None:
        raise OutsideWindow(_("This vote has been counted."))


def _hand_out(panel: Panel, now: datetime) -> None:
    """The reviews that are missing, the least burdened reviewers first and equal ones by lot."""
    reviewers = list(panel.reviewers.select_related("user__resident"))
    given = set(Review.objects.filter(reviewer__panel=panel).values_list("reviewer_id", "proposal_id"))
    active = Review.objects.filter(reviewer__panel=panel, recused_at=None)
    load = Counter(active.values_list("reviewer_id", flat=True))
    enough = Counter(active.values_list("proposal_id", flat=True))
    for proposal in scored_proposals(panel.contest).select_related("author").prefetch_related("co_authors__user"):
        free = [each for each in reviewers if (each.pk, proposal.pk) not in given]
        concerned = [each for each in free if lives_with_authors(each.user, proposal)]
        fit = [each for each in free if each not in concerned]
        secrets.SystemRandom().shuffle(fit)
        fit.sort(key=lambda reviewer: load[reviewer.pk])
        chosen = fit if not panel.each else fit[: max(0, panel.each - enough[proposal.pk])]
        if not chosen and not enough[proposal.pk]:
            names = {"title": proposal.title}
            raise Invalid(
                _("Nobody on the panel may score “%(title)s”: name somebody who is not concerned.") % names,
                reviewers=_("Name more people."),
            )
        Review.objects.bulk_create(Review(reviewer=each, proposal=proposal) for each in chosen)
        Review.objects.bulk_create(
            Review(reviewer=each, proposal=proposal, recused_at=now, why_recused=_("lives with its author"))
            for each in concerned
        )
        load.update(each.pk for each in chosen)
