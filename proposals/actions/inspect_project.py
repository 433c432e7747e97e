from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.rules import require_signed_in
from portal.cases.actions import answer_case, note_progress, remind_room
from portal.core import audit
from portal.core.clock import months_later
from portal.core.errors import Forbidden, Hidden, Invalid, WrongState
from portal.core.text import plain
from proposals.actions.run_project import concerned
from proposals.delivery_news import tell_delivery
from proposals.models import Inspector, Project
from proposals.models.delivery import WORDS_AT_MOST
from proposals.queries.delivery import ACCEPTING

LOOK_BACK_MONTHS = 6
MORNING = time(9)


@transaction.atomic
def inspect_project(*, code: str, accepted: bool, words: str, actor: Any, now: datetime) -> Inspector:
    """Say for the residents whether the work is accepted; saying it again is possible until all have accepted.

    Once two at least were named and all have accepted, the project is accepted: its case is answered, and the look
    back is due six months later. Raises SignInNeeded, Hidden (not named), Forbidden (concerned by now), WrongState
    (work left, accepted already) or Invalid (not accepted without words).
    """
    require_signed_in(actor)
    project = Project.objects.select_for_update(of=("self",)).select_related(
        "case__handler", "proposal__contest", "proposal__thread", "proposal__author"
    )
    found = project.filter(proposal__code=code, inspectors__user=actor.pk).first()
    if found is None:
        raise Hidden
    if found.accepted_at is not None:
        raise WrongState(_("It has been accepted already."))
    if found.milestones.filter(done_at=None).exists():
        raise WrongState(_("There is work left: milestones are not done yet."))
    if concerned(found, actor):
        raise Forbidden(_("Author and handler, and their households, do not accept their own work."))
    said = plain(words)[:WORDS_AT_MOST]
    if not accepted and not said:
        raise Invalid(words=_("Write what is missing."))
    inspector = found.inspectors.get(user=actor.pk)
    inspector.accepted, inspector.words, inspector.at = accepted, said, now
    inspector.save(update_fields=["accepted", "words", "at"])
    audit.record("proposals.inspect_project", found.proposal, actor, accepted=accepted)
    if not accepted:
        note_progress(code=found.case.code, text=_("Not accepted yet: %s") % said, actor=None, now=now)
        tell_delivery(found, event="not_accepted", text=said[:200], now=now)
    elif found.inspectors.count() >= ACCEPTING and not found.inspectors.exclude(accepted=True).exists():
        _accept(found, now)
    return inspector


def _accept(project: Project, now: datetime) -> None:
    today = timezone.localdate(now)
    project.accepted_at, project.look_back_on = now, months_later(today, LOOK_BACK_MONTHS)
    project.save(update_fields=["accepted_at", "look_back_on"])
    text = _("Finished, and accepted for the residents by %d people.") % project.inspectors.count()
    case = answer_case(code=project.case.code, text=text, actor=None, now=now)
    remind_room(case, timezone.make_aware(datetime.combine(project.look_back_on, MORNING)))
    tell_delivery(project, event="accepted", text=text, now=now)
