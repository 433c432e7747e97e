"""Owners vote: online by the account of their head, or on paper by two clerks. One count, one vote a head."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from councils.models import OwnerHead, OwnerVote, Sounding
from councils.owners_enums import OwnerChannel, OwnerChoice, VoteState
from councils.rules import require_care
from portal.accounts.queries import share_household
from portal.accounts.rules import require_signed_in
from portal.core import audit
from portal.core.errors import Forbidden, Hidden, Invalid, OutsideWindow, WrongState


@transaction.atomic
def vote_as_owner(*, code: str, choice: str, actor: Any, now: datetime) -> OwnerVote:
    """Vote, or put another choice in its place until it closes; the earlier one is kept as history.

    Raises SignInNeeded, Hidden, Forbidden for whoever is no owner of this roll, OutsideWindow, WrongState for whoever
    voted on paper, Invalid (choice).
    """
    require_signed_in(actor)
    sounding = Sounding.objects.locked(code)
    if sounding.opened_at is None:
        raise Hidden
    head = sounding.heads.filter(user=actor).first()
    if head is None:
        raise Forbidden(
            _("Only owners on this roll vote here. If you are one, ask your community to link your account.")
        )
    _require_open(sounding, now)
    chosen = _choice(choice)
    if head.votes.filter(channel=OwnerChannel.PAPER).exclude(state=VoteState.REPLACED).exists():
        raise WrongState(_("You voted on paper. To change it, hand in another paper."))
    if (counted := _counted(head)) is not None and counted.choice == chosen:
        return counted
    _replace(head, VoteState.COUNTED)
    return OwnerVote.objects.create(
        head=head,
        choice=chosen,
        channel=OwnerChannel.ONLINE,
        state=VoteState.COUNTED,
        entered_by=actor,
        entered_at=now,
    )


@transaction.atomic
def enter_paper(*, code: str, head_code: str, choice: str, actor: Any, now: datetime) -> OwnerVote:
    """Enter what a paper says; it counts once somebody else confirmed it. Another paper waits in its place.

    Raises SignInNeeded, Hidden, Forbidden (one's own or one's household's), OutsideWindow, WrongState for a head that
    voted online, Invalid (choice).
    """
    sounding = _in_care(code, actor)
    head = sounding.heads.select_related("user").filter(code=head_code).first()
    if head is None:
        raise Hidden
    _require_apart(actor, head)
    _require_open(sounding, now)
    chosen = _choice(choice)
    if head.votes.filter(channel=OwnerChannel.ONLINE, state=VoteState.COUNTED).exists():
        raise WrongState(_("This owner voted online and can change it there until it closes."))
    _replace(head, VoteState.WAITING)
    made = OwnerVote.objects.create(
        head=head,
        choice=chosen,
        channel=OwnerChannel.PAPER,
        state=VoteState.WAITING,
        entered_by=actor,
        entered_at=now,
    )
    audit.record("councils.enter_owner_paper", sounding, actor, head=head.code)
    return made


@transaction.atomic
def confirm_paper(*, code: str, vote_code: str, choice: str, actor: Any, now: datetime) -> OwnerVote:
    """Confirm a paper by reading it again: `choice` is what the second clerk read. An earlier paper is replaced.

    Raises SignInNeeded, Hidden, Forbidden (who entered it, one's own or one's household's), OutsideWindow, WrongState,
    Invalid (choice) where the two readings differ.
    """
    sounding = _in_care(code, actor)
    vote = OwnerVote.objects.select_related("head__user").filter(code=vote_code, head__sounding=sounding).first()
    if vote is None:
        raise Hidden
    _require_apart(actor, vote.head)
    _require_open(sounding, now)
    if vote.state != VoteState.WAITING:
        raise WrongState(_("This paper no longer waits."))
    if vote.entered_by_id == actor.pk:
        raise Forbidden(_("Somebody else confirms what you entered."))
    if _choice(choice) != vote.choice:
        raise Invalid(choice=_("You read it differently from who entered it. Look at the paper together."))
    _replace(vote.head, VoteState.COUNTED)
    vote.state, vote.confirmed_by = VoteState.COUNTED, actor
    vote.save(update_fields=["state", "confirmed_by"])
    audit.record("councils.confirm_owner_paper", sounding, actor, head=vote.head.code)
    return vote


def _in_care(code: str, actor: Any) -> Sounding:
    sounding = Sounding.objects.locked(code)
    require_care(actor, sounding.body.community_id)
    return sounding


def _require_open(sounding: Sounding, now: datetime) -> None:
    if not sounding.is_open(now):
        raise OutsideWindow(_("This sounding is not open."))


def _require_apart(actor: Any, head: OwnerHead) -> None:
    if head.user is not None and share_household(actor, head.user):
        raise Forbidden(_("Somebody else handles the paper of your own household."))


def _choice(choice: str) -> OwnerChoice:
    if choice not in OwnerChoice.values:
        raise Invalid(choice=_("Please choose one of the three."))
    return OwnerChoice(choice)


def _counted(head: OwnerHead) -> OwnerVote | None:
    return head.votes.filter(state=VoteState.COUNTED).first()


def _replace(head: OwnerHead, state: VoteState) -> None:
    head.votes.filter(state=state).update(state=VoteState.REPLACED)
