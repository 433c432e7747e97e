from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.core import audit
from portal.core.errors import Invalid, WrongState
from portal.core.text import plain
from proposals.contest_template import plan_of, template_data
from proposals.models import Contest, ContestTemplate

NAME_AT_MOST = 60


@transaction.atomic
def keep_template(*, code: str, name: str, actor: Any, now: datetime) -> ContestTemplate:
    """A template for all sub-districts with the settings, texts and stages of contest `code`.

    No two templates have the same name (UNIQUE). Raises Hidden, WrongState (not announced yet, so that its texts are
    not public; or without dates), or Invalid: no name, or one that is taken.
    """
    contest = Contest.objects.managed_by(actor).locked(code)
    if contest.announced_at is None:
        raise WrongState(_("Announce it first: a template shows its texts to all sub-districts."))
    if not contest.phases.all():
        raise WrongState(_("It has no dates: a template needs its stages."))
    name = " ".join(plain(name).split())
    if not name or len(name) > NAME_AT_MOST:
        raise Invalid(name=_("Give it a name of at most %d characters.") % NAME_AT_MOST)
    data = template_data(plan_of(contest))
    try:
        with transaction.atomic():
            template = ContestTemplate.objects.create(name=name, data=data)
    except IntegrityError:
        raise Invalid(name=_("There is a template of this name already.")) from None
    audit.record("proposals.keep_template", contest, actor, at=now.isoformat(), template=name)
    return template
