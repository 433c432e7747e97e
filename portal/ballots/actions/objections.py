"""Objecting to a published result, and answering."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.accounts.queries import share_household
from portal.accounts.rules import require_verified_phone
from portal.ballots.models import Objection, Poll
from portal.ballots.models.certification import TEXT_AT_MOST
from portal.ballots.news import OBJECTION_ANSWERED
from portal.ballots.rules import is_on_roll, takes_objections
from portal.core import audit
from portal.core.errors import Forbidden, Hidden, Invalid, OutsideWindow, WrongState
from portal.core.text import plain
from portal.notices.actions import notify


@transaction.atomic
def file_objection(*, poll: Poll, text: str, actor, now: datetime) -> Objection:
    """Put an objection to the published result before the poll's managers. Whoever objects must stand on the roll.

    Raises SignInNeeded, VerificationNeeded (no confirmed number), Forbidden (not on the roll), OutsideWindow,
    WrongState while an earlier objection of theirs waits, or Invalid (nothing, or more than TEXT_AT_MOST characters).
    """
    require_verified_phone(actor)
    poll = _locked(poll)
    if not is_on_roll(actor, poll):
        raise Forbidden(_("Only people on the roll of this vote can object to its result."))
    if not takes_objections(poll, now):
        raise OutsideWindow(_("Objections to this result cannot be raised now."))
    text = plain(text)
    if not text or len(text) > TEXT_AT_MOST:
        raise Invalid(text=_("Write what is wrong, in at most %d characters.") % TEXT_AT_MOST)
    if poll.objections.filter(by=actor.pk, answered_at__isnull=True).exists():
        raise WrongState(_("Your earlier objection has not been answered yet. You will be told when it is."))
    objection = Objection.objects.create(poll=poll, by_id=actor.pk, text=text, filed_at=now)
    audit.record("ballots.file_objection", poll, actor, objection=objection.code)
    return objection


@transaction.atomic
def answer_objection(
    *,
    poll: Poll,
    code: str,
    upheld: bool,
    answer: str,
    actor: User,
    now: datetime,
    url: str = "",
    parties: Collection[int] = (),
) -> Objection:
    """Answer an objection with reasons, once; the objector is told at `url` (the poll's page where not given).

    `parties` are the people (their ids) whom the room holds concerned: authors of what was voted on, say. They, the
    objector and the objector's household do not answer: Forbidden. Raises Hidden, WrongState (answered already) or
    Invalid (no reasons, or more than TEXT_AT_MOST characters). The caller has asked its own rule whether `actor` may.
    """
    poll = _locked(poll)
    objection = poll.objections.filter(code=code).first()
    if objection is None:
        raise Hidden
    if objection.answered_at is not None:
        raise WrongState(_("This objection has been answered already."))
    if actor.pk in parties or share_household(actor, User.objects.get(pk=objection.by_id)):
        raise Forbidden(_("You are a party to this: somebody else has to answer."))
    answer = plain(answer)
    if not answer or len(answer) > TEXT_AT_MOST:
        raise Invalid(answer=_("Write the reasons, in at most %d characters.") % TEXT_AT_MOST)
    objection.upheld, objection.answer, objection.answered_by, objection.answered_at = upheld, answer, actor, now
    objection.save(update_fields=["upheld", "answer", "answered_by", "answered_at"])
    notify(
        kind=OBJECTION_ANSWERED,
        recipients=[objection.by_id],
        subject=objection.code,
        event="answered",
        fields={"title": poll.title, "upheld": upheld, "answer": answer},
        url=url or reverse("ballots:poll", args=[poll.code]),
        now=now,
    )
    audit.record("ballots.answer_objection", poll, actor, objection=objection.code, upheld=upheld)
    return objection


@transaction.atomic
def extend_objections(*, poll: Poll, until: datetime, actor, now: datetime) -> Poll:
    """Let objections be raised for longer; the time is never made shorter. Raises WrongState once certified."""
    poll = _locked(poll)
    if poll.certified_at is not None:
        raise WrongState(_("This result has been certified."))
    if poll.objections_until is not None and until > poll.objections_until:
        poll.objections_until = until
        poll.save(update_fields=["objections_until"])
        audit.record("ballots.extend_objections", poll, actor, until=until.isoformat())
    return poll


def _locked(poll: Poll) -> Poll:
    return Poll.objects.select_for_update(of=("self",)).select_related("roll").get(pk=poll.pk)
