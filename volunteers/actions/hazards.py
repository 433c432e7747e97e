"""Hazards seen on patrol: reported as a place, read by staff before anybody else does, carried out as a case."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.queries import share_household
from portal.accounts.rules import require_signed_in
from portal.cases.actions import (
    accept_case,
    answer_case,
    begin_case,
    close_case,
    forward_case,
    hand_off_case,
    open_case,
    record_contact,
)
from portal.cases.enums import CaseState, Office
from portal.core import audit
from portal.core.errors import Forbidden, Hidden, Invalid, WrongState
from portal.core.pictures import store_picture
from portal.core.text import plain
from portal.rosters.actions.desk import TICKED_WITHIN
from volunteers.actions.running import require_with_it
from volunteers.enums import HazardKind
from volunteers.models import Checkpoint, Hazard, HazardPhoto, Shift
from volunteers.models.hazards import PHOTOS_AT_MOST, TEXT_AT_MOST
from volunteers.models.posts import TITLE_AT_MOST
from volunteers.rules import require_care

HAZARD = "volunteers.hazard"
"""The kind of a hazard's case."""


@transaction.atomic
def report_hazard(
    *,
    shift_code: str,
    kind: HazardKind,
    place: str,
    text: str,
    actor: Any,
    now: datetime,
    checkpoint_code: str = "",
    uploads: Sequence[UploadedFile] = (),
) -> Hazard:
    """Report something seen on a shift that has started, until its list is closed for good. Nobody reads it yet.

    The place is a checkpoint or words. Raises SignInNeeded, Hidden, Forbidden for whoever is not on the shift,
    WrongState before it started, Invalid (place, text, kind, photo, checkpoint).
    """
    require_signed_in(actor)
    shift = Shift.objects.locked(shift_code)
    require_with_it(shift, actor)
    if shift.started_at is None or now >= shift.roster.ends_at + TICKED_WITHIN:
        raise WrongState(_("Hazards are reported from a shift that has started, and for two weeks after."))
    point = _checkpoint(shift, checkpoint_code)
    where, seen = plain(place)[:TITLE_AT_MOST] or (point.name if point else ""), plain(text)[:TEXT_AT_MOST]
    _require_said(kind, where, seen, uploads)
    case = open_case(
        kind=HAZARD,
        community=shift.roster.community,
        title=f"{HazardKind(kind).label}：{where}",
        opened_by=actor,
        now=now,
    )
    hazard = Hazard.objects.create(
        case=case,
        shift=shift,
        checkpoint=point,
        kind=kind,
        place=where,
        text=seen,
        reporter=actor,
        reported_at=now,
    )
    for upload in uploads:
        photo = HazardPhoto(hazard=hazard)
        photo.image.save("photo.jpg", store_picture(upload), save=True)
    return hazard


@transaction.atomic
def add_photo(*, code: str, upload: UploadedFile, actor: Any, now: datetime) -> HazardPhoto:
    """The reporter adds a picture before staff read it. Raises SignInNeeded, Hidden, WrongState, Invalid."""
    require_signed_in(actor)
    hazard = Hazard.objects.select_for_update(of=("self",)).select_related("case").filter(code=code).first()
    if hazard is None or hazard.reporter_id != actor.pk:
        raise Hidden
    if hazard.case.state != CaseState.RECEIVED:
        raise WrongState(_("Staff have read this already. Report anew what else is to be seen."))
    if hazard.photos.count() >= PHOTOS_AT_MOST:
        raise Invalid(photo=_("At most %d pictures, please.") % PHOTOS_AT_MOST)
    photo = HazardPhoto(hazard=hazard)
    photo.image.save("photo.jpg", store_picture(upload), save=True)
    return photo


@transaction.atomic
def take_hazard(
    *, code: str, show: bool, hide_photos: Collection[str], actor: Any, now: datetime, text: str = ""
) -> Hazard:
    """Staff have read it and take it on; with `show` everybody may read it, without the pictures named.

    What shows a person is for `hide_photos`. Raises SignInNeeded, Hidden, Forbidden for one's own and one's
    household's, WrongState where it was taken on already.
    """
    hazard = _held(code, actor)
    accept_case(code=hazard.case.code, actor=actor, now=now, text=text)
    forward_case(code=hazard.case.code, handler=actor, actor=actor, now=now)
    begin_case(code=hazard.case.code, actor=actor, now=now)
    hazard.photos.filter(code__in=list(hide_photos)).update(hidden_at=now)
    if show:
        hazard.shown_at, hazard.shown_by = now, actor
        hazard.save(update_fields=["shown_at", "shown_by"])
    audit.record("volunteers.take_hazard", hazard, actor, shown=show)
    return hazard


@transaction.atomic
def answer_hazard(*, code: str, text: str, actor: Any, now: datetime) -> Hazard:
    """Say what was done; the reporter hears of it. Raises as `take_hazard`, Invalid without words."""
    hazard = _held(code, actor)
    answer_case(code=hazard.case.code, text=text, actor=actor, now=now)
    close_case(code=hazard.case.code, actor=actor, now=now)
    return hazard


@transaction.atomic
def note_contact(*, code: str, text: str, actor: Any, now: datetime) -> Hazard:
    """Somebody has spoken with the reporter; what was said is for staff. Raises as `take_hazard`."""
    hazard = _held(code, actor)
    record_contact(code=hazard.case.code, text=text, actor=actor, now=now)
    return hazard


@transaction.atomic
def pass_hazard_on(
    *, code: str, office: Office, actor: Any, now: datetime, name: str = "", reference: str = ""
) -> Hazard:
    """It belongs to another office (110, 119, 12345 …). Raises as `take_hazard`, Invalid (name)."""
    hazard = _held(code, actor)
    hand_off_case(code=hazard.case.code, office=office, name=name, reference=reference, actor=actor, now=now)
    audit.record("volunteers.pass_hazard_on", hazard, actor, office=office.value)
    return hazard


@transaction.atomic
def hide_hazard(*, code: str, actor: Any, now: datetime) -> Hazard:
    """Take it out of sight again, such as where a person can be recognised after all. Again changes nothing.

    Raises as `take_hazard`.
    """
    hazard = _held(code, actor)
    if hazard.shown_at is not None:
        hazard.shown_at = hazard.shown_by = None
        hazard.save(update_fields=["shown_at", "shown_by"])
        audit.record("volunteers.hide_hazard", hazard, actor)
    return hazard


def _held(code: str, actor: Any) -> Hazard:
    held = Hazard.objects.select_for_update(of=("self",)).select_related("case", "reporter").filter(code=code)
    hazard = held.first()
    if hazard is None:
        raise Hidden
    require_care(actor, hazard.case.community_id)
    if hazard.reporter is not None and share_household(actor, hazard.reporter):
        raise Forbidden(_("Somebody else has to decide on what you or your household reported."))
    return hazard


def _checkpoint(shift: Shift, code: str) -> Checkpoint | None:
    """Raises Invalid for a code that is no checkpoint of this route."""
    if not code:
        return None
    point = Checkpoint.objects.filter(code=code, route=shift.route_id, retired_at__isnull=True).first()
    if point is None:
        raise Invalid(checkpoint=_("This is no checkpoint of this route."))
    return point


def _require_said(kind: str, place: str, text: str, uploads: Sequence[UploadedFile]) -> None:
    wrong: dict[str, str] = {}
    if kind not in HazardKind.values:
        wrong["kind"] = _("Choose one of the list.")
    if not place:
        wrong["place"] = _("Say where it is: a checkpoint, or a place in words.")
    if not text:
        wrong["text"] = _("Say what is to be seen there.")
    if len(uploads) > PHOTOS_AT_MOST:
        wrong["photo"] = _("At most %d pictures, please.") % PHOTOS_AT_MOST
    if wrong:
        raise Invalid(**wrong)


def is_open(hazard: Hazard) -> bool:
    """Whether staff still have something to do about it."""
    return hazard.case.state not in (CaseState.CLOSED, CaseState.HANDED_OFF)
