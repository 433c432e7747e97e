"""How a winner is carried out, for the mini-program."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from ninja import Router, Schema

from portal.cases.enums import CaseState, Entry
from portal.core import clock
from portal.core.errors import Hidden
from proposals.enums import ChangeOf, InspectorFrom, NextStep, PaidFor, ProposalState
from proposals.queries.delivery import Delivery, delivery_of, inspector_of
from proposals.queries.outcomes import outcomes
from proposals.queries.reading import proposal_to_read

router = Router(tags=["proposals"])


class MilestoneOut(Schema):
    title: str
    due_on: date
    done_at: datetime | None


class PaymentOut(Schema):
    number: int
    paid_for: PaidFor
    paid_for_text: str
    amount_cny: Decimal
    paid_on: date | None


class ChangeOut(Schema):
    what: ChangeOf
    what_text: str
    before: str
    after: str
    reason: str
    at: datetime


class InspectionOut(Schema):
    """`accepted` is null until they have looked. Who they are is not told."""

    comes_from: InspectorFrom
    comes_from_text: str
    accepted: bool | None
    words: str


class DeliveryPhotoOut(Schema):
    url: str
    alt: str


class DeliveryLineOut(Schema):
    kind: Entry
    kind_text: str
    text: str
    at: datetime
    photos: list[DeliveryPhotoOut]


class DeliveryOut(Schema):
    """`begun` is false, and everything else empty, while nobody has begun. `asked`: the caller is to accept it now."""

    title: str
    url: str
    begun: bool
    state: CaseState | None = None
    state_text: str = ""
    next_step: NextStep | None = None
    next_text: str = ""
    partner: str = ""
    due_at: datetime | None = None
    awarded_cny: Decimal | None = None
    cost_cny: Decimal | None = None
    paid_cny: Decimal | None = None
    accepted_at: datetime | None = None
    look_back_on: date | None = None
    still_used: bool | None = None
    lesson: str = ""
    asked: bool = False
    milestones: list[MilestoneOut] = []
    payments: list[PaymentOut] = []
    changes: list[ChangeOut] = []
    inspections: list[InspectionOut] = []
    timeline: list[DeliveryLineOut] = []


@router.get("/proposals/{code}/delivery", response=DeliveryOut)
def get_delivery(request: HttpRequest, code: str) -> dict[str, Any]:
    """Money, milestones, changes, acceptance and timeline of a proposal that the public result chose."""
    found = proposal_to_read(code, request.user)
    outcome = outcomes([found], clock.now()).get(found.pk)
    if found.state != ProposalState.PUBLISHED or outcome is None or not outcome.selected:
        raise Hidden
    delivery = delivery_of(found)
    head = {"title": found.title, "url": reverse("proposals:delivery", args=[found.contest.code, found.code])}
    if delivery is None:
        return {**head, "begun": False}
    return {**head, "begun": True, **_told(delivery, request.user)}


def _told(delivery: Delivery, viewer: Any) -> dict[str, Any]:
    project, case = delivery.project, delivery.project.case
    named = viewer.is_authenticated and inspector_of(delivery, viewer) is not None
    return {
        "state": case.state,
        "state_text": case.get_state_display(),
        "next_step": delivery.next_step,
        "next_text": str(delivery.next_step.label),
        "partner": project.partner,
        "due_at": case.act_due,
        "awarded_cny": project.awarded_cny,
        "cost_cny": project.cost_cny,
        "paid_cny": delivery.paid,
        "accepted_at": project.accepted_at,
        "look_back_on": project.look_back_on,
        "still_used": project.still_used,
        "lesson": project.lesson,
        "asked": named and project.accepted_at is None and delivery.coming_milestone is None,
        "milestones": [
            {"title": each.title, "due_on": each.due_on, "done_at": each.done_at} for each in delivery.milestones
        ],
        "payments": [
            {
                "number": each.number,
                "paid_for": each.paid_for,
                "paid_for_text": each.get_paid_for_display(),
                "amount_cny": each.amount_cny,
                "paid_on": each.paid_on,
            }
            for each in delivery.payments
        ],
        "changes": [
            {
                "what": each.what,
                "what_text": each.get_what_display(),
                "before": each.before,
                "after": each.after,
                "reason": each.reason,
                "at": each.at,
            }
            for each in delivery.changes
        ],
        "inspections": [
            {
                "comes_from": each.comes_from,
                "comes_from_text": each.get_comes_from_display(),
                "accepted": each.accepted,
                "words": each.words,
            }
            for each in delivery.inspectors
        ],
        "timeline": [
            {
                "kind": line.kind,
                "kind_text": line.get_kind_display(),
                "text": line.text,
                "at": line.at,
                "photos": [
                    {"url": reverse("proposals:delivery_photo", args=[photo.code]), "alt": photo.alt}
                    for photo in line.photos.all()
                ],
            }
            for line in delivery.timeline
        ],
    }
