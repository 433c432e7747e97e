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
from proposals.contest_template import read_template
from proposals.models import Contest, ContestTemplate, Phase

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
    # Locked, so that two managers do not make the same edition at once.
    if not subdistricts_managed_by(actor).select_for_update(no_key=True).filter(pk=subdistrict.pk).exists():
        raise Hidden
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
    plan = read_template(template.data)
    contest = Contest.objects.create(
        subdistrict=subdistrict, title=title, edition=edition, created_by=actor, **asdict(plan.settings)
    )
    Phase.objects.bulk_create(
        Phase(contest=contest, kind=phase.kind, opens_at=phase.opens_at, closes_at=phase.closes_at)
        for phase in plan.phases_from(starts_at)
    )
    audit.record("proposals.create_contest", contest, actor, template=template.name)
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
