"""Setting bodies up from their templates, seating people, and ending both."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from councils.enums import BodyKind, SeatRole, Side
from councils.models import Body, Seat
from councils.models.bodies import NAME_AT_MOST, TEXT_AT_MOST
from councils.procedure import TEMPLATES
from councils.rules import require_care
from portal.accounts.models import User
from portal.communities.models import Community
from portal.core import audit
from portal.core.errors import Hidden, Invalid, WrongState
from portal.core.text import plain


@transaction.atomic
def create_body(*, community: Community, kind: BodyKind, name: str, about: str, actor: Any, now: datetime) -> Body:
    """A body with the rules of its template, copied. Raises SignInNeeded, Hidden, Invalid (name)."""
    require_care(actor, community.pk)
    Community.objects.select_for_update().get(pk=community.pk)
    name, template = plain(name)[:NAME_AT_MOST], TEMPLATES[BodyKind(kind)]
    if not name:
        raise Invalid(name=_("Please give it a name."))
    if Body.objects.standing().filter(community=community, name=name).exists():
        raise Invalid(name=_("This community has a body of this name already."))
    body = Body.objects.create(
        community=community,
        kind=kind,
        name=name,
        about=plain(about)[:TEXT_AT_MOST],
        basis=template.basis,
        rule=template.rule.as_json(),
        rests_on=template.rests_on,
        binding=template.binding,
        notice_days=template.notice_days,
        proxies_at_most=template.proxies_at_most,
        created_at=now,
        created_by=actor,
    )
    audit.record("councils.create_body", body, actor, kind=kind)
    return body


@transaction.atomic
def dissolve_body(*, code: str, actor: Any, now: datetime) -> Body:
    """End a body; what it did stays on file. Again changes nothing. Raises SignInNeeded, Hidden."""
    body = _held(code, actor)
    if body.dissolved_at is None:
        body.dissolved_at = now
        body.save(update_fields=["dissolved_at"])
        audit.record("councils.dissolve_body", body, actor)
    return body


@dataclass(frozen=True)
class NewSeat:
    """Who sits: by the mobile number of their account, or by name alone where they have none."""

    name: str
    role: SeatRole
    side: Side
    since: date
    until: date | None = None
    user: User | None = None


@transaction.atomic
def seat_person(*, body_code: str, seat: NewSeat, actor: Any, now: datetime) -> Seat:
    """Give somebody a seat for a term. Raises SignInNeeded, Hidden, WrongState (dissolved), Invalid."""
    body = _held(body_code, actor)
    if body.dissolved_at is not None:
        raise WrongState(_("This body was dissolved."))
    name = plain(seat.name)[:NAME_AT_MOST]
    if not name:
        raise Invalid(name=_("Please write the name."))
    if seat.until is not None and seat.until < seat.since:
        raise Invalid(until=_("It ends before it begins."))
    if seat.role == SeatRole.CONVENER and seat.user is None:
        raise Invalid(phone=_("A convener needs an account of their own."))
    if seat.user is not None and body.seats.filter(user=seat.user, ended_at__isnull=True).exists():
        raise Invalid(phone=_("This person has a seat here already."))
    made = Seat.objects.create(
        body=body,
        user=seat.user,
        name=name,
        role=seat.role,
        side=seat.side,
        since=seat.since,
        until=seat.until,
    )
    audit.record("councils.seat_person", body, actor, seat=made.code, role=seat.role, side=seat.side)
    return made


@transaction.atomic
def end_seat(*, code: str, actor: Any, now: datetime) -> Seat:
    """A seat is given up; its term ends today at the latest. Again changes nothing. Raises SignInNeeded, Hidden."""
    found = Seat.objects.select_related("body").filter(code=code).first()
    if found is None:
        raise Hidden
    body = _held(found.body.code, actor)
    seat = Seat.objects.select_for_update().get(pk=found.pk)
    if seat.ended_at is None:
        today = timezone.localdate(now)
        last = max(seat.since, min(seat.until, today) if seat.until else today)
        seat.ended_at, seat.until = now, last
        seat.save(update_fields=["ended_at", "until"])
        audit.record("councils.end_seat", body, actor, seat=seat.code)
    return seat


def _held(code: str, actor: Any) -> Body:
    body = Body.objects.select_for_update(of=("self",)).select_related("community").filter(code=code).first()
    if body is None:
        raise Hidden
    require_care(actor, body.community_id)
    return body
