"""Preparing a sounding: the question, the roll of units, whose account a head is, opening."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from councils.enums import BodyKind
from councils.models import Body, OwnerHead, OwnerUnit, Sounding
from councils.models.owners import TEXT_AT_MOST, TITLE_AT_MOST
from councils.owners_count import DEVELOPER, roll_digest
from councils.owners_enums import Matter
from councils.owners_sheet import UnitRow
from councils.queries.owners import units_of
from councils.rules import require_care
from portal.accounts.models import User
from portal.core import audit
from portal.core.errors import Hidden, Invalid, WrongState
from portal.core.text import plain


@dataclass(frozen=True)
class NewSounding:
    """What owners are asked, what kind of matter it is, and when it closes."""

    title: str
    text: str
    matter: Matter
    closes_at: datetime


@transaction.atomic
def create_sounding(*, body_code: str, new: NewSounding, actor: Any, now: datetime) -> Sounding:
    """Prepare a sounding; nobody but staff sees it. Raises SignInNeeded, Hidden, WrongState, Invalid."""
    body = Body.objects.select_for_update().filter(code=body_code, kind=BodyKind.OWNERS).first()
    if body is None:
        raise Hidden
    require_care(actor, body.community_id)
    if body.dissolved_at is not None:
        raise WrongState(_("This body was dissolved."))
    title = plain(new.title)[:TITLE_AT_MOST]
    if not title:
        raise Invalid(title=_("Please write the question."))
    if new.closes_at <= now:
        raise Invalid(closes_at=_("This moment has passed."))
    made = Sounding.objects.create(
        body=body,
        title=title,
        text=plain(new.text)[:TEXT_AT_MOST],
        matter=new.matter,
        closes_at=new.closes_at,
        created_at=now,
        created_by=actor,
    )
    audit.record("councils.create_sounding", made, actor)
    return made


@transaction.atomic
def put_roll(*, code: str, rows: Sequence[UnitRow], actor: Any) -> Sounding:
    """Put the whole roll in place of what was there. Raises SignInNeeded, Hidden, WrongState (frozen), Invalid."""
    sounding = _held(code, actor)
    if sounding.opened_at is not None:
        raise WrongState(_("The roll was frozen when the sounding opened."))
    if not rows:
        raise Invalid(file=_("This file has no units."))
    sounding.units.all().delete()
    sounding.heads.all().delete()
    names = {row.head: str(_("the developer")) if row.head == DEVELOPER else row.owners for row in rows}
    for key, name in names.items():
        OwnerHead.objects.create(sounding=sounding, key=key, name=name)
    heads = {head.key: head for head in sounding.heads.all()}
    OwnerUnit.objects.bulk_create(
        OwnerUnit(
            sounding=sounding,
            head=heads[row.head],
            number=row.number,
            area_m2=row.area_m2,
            owners=row.owners,
            representative=row.representative,
            state=row.state,
        )
        for row in rows
    )
    audit.record("councils.put_roll", sounding, actor, units=len(rows))
    return sounding


@transaction.atomic
def link_owner(*, code: str, head_code: str, person: User | None, actor: Any) -> OwnerHead:
    """Say whose account a head is, after seeing the papers; None ends it. Who votes does not change the count.

    Raises SignInNeeded, Hidden, WrongState (it has voted online), Invalid (the developer, an account of another head).
    """
    sounding = _held(code, actor)
    head = sounding.heads.filter(code=head_code).first()
    if head is None:
        raise Hidden
    if head.key == DEVELOPER and person is not None:
        raise Invalid(phone=_("The developer votes on paper."))
    if person is not None and sounding.heads.filter(user=person).exclude(pk=head.pk).exists():
        raise Invalid(phone=_("This account is another owner of this roll."))
    if head.user is not None and head.user != person and head.votes.filter(entered_by=head.user).exists():
        raise WrongState(_("They have voted online already."))
    head.user = person
    head.save(update_fields=["user"])
    audit.record("councils.link_owner", sounding, actor, head=head.code)
    return head


@transaction.atomic
def open_sounding(*, code: str, actor: Any, now: datetime) -> Sounding:
    """Freeze the roll with its digest and let owners vote. Again changes nothing.

    Raises SignInNeeded, Hidden, WrongState (no roll, or the closing moment has passed).
    """
    sounding = _held(code, actor)
    if sounding.opened_at is not None:
        return sounding
    units = units_of(sounding)
    if not units:
        raise WrongState(_("Read the roll of units in first."))
    if sounding.closes_at <= now:
        raise WrongState(_("Its closing moment has passed. Prepare a new one."))
    sounding.opened_at, sounding.roll_digest = now, roll_digest(units)
    sounding.save(update_fields=["opened_at", "roll_digest"])
    audit.record("councils.open_sounding", sounding, actor, digest=sounding.roll_digest)
    return sounding


def _held(code: str, actor: Any) -> Sounding:
    sounding = Sounding.objects.locked(code)
    require_care(actor, sounding.body.community_id)
    return sounding
