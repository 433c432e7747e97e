"""Objections to a contest's result: residents raise them, a manager who is not concerned answers."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.ballots.actions import answer_objection, file_objection
from portal.ballots.models import Objection
from portal.core.errors import OutsideWindow
from proposals.actions.locking import managed_with_poll
from proposals.models import Contest


@transaction.atomic
def object_to_result(*, code: str, text: str, actor: Any, now: datetime) -> Objection:
    """Raise an objection to the contest's published result.

    Raises Hidden, OutsideWindow where there is no result yet, or what `portal.ballots.actions.file_objection` raises.
    """
    contest = Contest.objects.visible_to(actor).found(code)
    if contest.poll is None:
        raise OutsideWindow(_("Objections to this result cannot be raised now."))
    return file_objection(poll=contest.poll, text=text, actor=actor, now=now)


@transaction.atomic
def answer_contest_objection(
    *, code: str, objection_code: str, upheld: bool, answer: str, actor: Any, now: datetime
) -> Objection:
    """Answer as one of the contest's managers. Whoever wrote a proposal on the ballot is a party and does not answer.

    Raises Hidden, or what `portal.ballots.actions.answer_objection` raises.
    """
    contest, poll = managed_with_poll(code, actor)
    return answer_objection(
        poll=poll,
        code=objection_code,
        upheld=upheld,
        answer=answer,
        actor=actor,
        now=now,
        url=reverse("proposals:result", args=[contest.code]) + "#objections",
        parties=set(contest.proposals.filter(option__isnull=False).values_list("author_id", flat=True)),
    )
