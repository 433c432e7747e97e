from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.queries import subdistricts_managed_by
from portal.accounts.rules import require_signed_in
from portal.communities.models import Subdistrict
from portal.core import audit
from portal.core.errors import Hidden, Invalid, WrongState
from portal.core.text import plain
from proposals.actions.run_panel import write_criteria
from proposals.contest_template import ContestSettings, read_template, settings_of
from proposals.criteria import USUAL, PlannedCriterion, criteria_of
from proposals.models import Contest, ContestTemplate, Phase
from proposals.schedule import PlannedPhase, moved_to, present_plan

TITLE_AT_MOST = 60
EDITION_AT_MOST = 9999


@transaction.atomic
def create_contest(
    *,
    subdistrict: Subdistrict,
    template: ContestTemplate,
    title: str,
    edition: int,
    starts_at: datetime,
    actor: Any,
    now: datetime,
) -> Contest:
    """A contest with the template's settings and stages, counted from `starts_at`; nobody but its managers sees it.

    Raises SignInNeeded, Hidden (not `actor`'s sub-district) or Invalid: no title, an edition that is taken, a start in
    the past, or a template that cannot be used (fields of `read_template`).
    """
    require_signed_in(actor)
    _hold(subdistrict, actor)
    names = _names(subdistrict, title, edition, starts_at, now)
    plan = read_template(template.data)
    contest = _prepare(names, plan.settings, plan.phases_from(starts_at), plan.criteria, actor)
    audit.record("proposals.create_contest", contest, actor, template=template.name)
    return contest


@transaction.atomic
def copy_contest(*, code: str, title: str, edition: int, starts_at: datetime, actor: Any, now: datetime) -> Contest:
    """A new contest of the same sub-district with the settings, texts and stages of contest `code`; every moment is
    moved by as much as its first one moves to `starts_at`. Proposals, people and votes are not copied.

    Raises SignInNeeded, Hidden, WrongState (the old one has no dates), or Invalid as `create_contest` does.
    """
    require_signed_in(actor)
    old = Contest.objects.managed_by(actor).found(code)
    _hold(old.subdistrict, actor)
    plan = present_plan(old.phases.all())
    if not plan:
        raise WrongState(_("It has no dates to copy. Start from a template."))
    names = _names(old.subdistrict, title, edition, starts_at, now)
    contest = _prepare(names, settings_of(old), moved_to(plan, starts_at), criteria_of(old) or USUAL, actor)
    audit.record("proposals.create_contest", contest, actor, copied=old.code)
    return contest


@transaction.atomic
def discard_contest(*, code: str, actor: Any, now: datetime) -> None:
    """Delete a contest that was never announced. Raises Hidden, or WrongState once it is announced or written for."""
    contest = Contest.objects.managed_by(actor).locked(code)
    if contest.announced_at is not None:
        raise WrongState(_("It has been announced and stays."))
    if contest.proposals.exists():
        raise WrongState(_("Somebody has begun a proposal for it."))
    audit.record("proposals.discard_contest", contest, actor, at=now.isoformat())
    contest.delete()


def _hold(subdistrict: Subdistrict, actor: Any) -> None:
    """Locks it, so that two managers do not make the same edition at once; raises Hidden."""
    if not subdistricts_managed_by(actor).select_for_update(no_key=True).filter(pk=subdistrict.pk).exists():
        raise Hidden


def _names(subdistrict: Subdistrict, title: str, edition: int, starts_at: datetime, now: datetime) -> dict[str, Any]:
    """What tells the contest from others, as its row keeps it; raises Invalid."""
    title = " ".join(plain(title).split())
    problems = {}
    if not title or len(title) > TITLE_AT_MOST:
        problems["title"] = _("Give it a title of at most %d characters.") % TITLE_AT_MOST
    if not 1 <= edition <= EDITION_AT_MOST:
        problems["edition"] = _("A number from 1 on, please.")
    elif Contest.objects.filter(subdistrict=subdistrict, edition=edition).exists():
        problems["edition"] = _("There is an edition %d already.") % edition
    if starts_at <= now:
        problems["starts_at"] = _("Choose a moment that is still to come.")
    if problems:
        raise Invalid(**problems)
    return {"subdistrict": subdistrict, "title": title, "edition": edition}


def _prepare(
    names: dict[str, Any],
    settings: ContestSettings,
    plan: Sequence[PlannedPhase],
    criteria: Sequence[PlannedCriterion],
    actor: Any,
) -> Contest:
    contest = Contest.objects.create(created_by=actor, **names, **asdict(settings))
    Phase.objects.bulk_create(
        Phase(contest=contest, kind=phase.kind, opens_at=phase.opens_at, closes_at=phase.closes_at) for phase in plan
    )
    write_criteria(contest, criteria)
    return contest
