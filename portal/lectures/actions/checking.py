"""Checking facts: somebody who had no hand in a lecture says that its text is right, and what they went by."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.actions.unpublish_page import UnpublishPageAction

from portal.accounts.queries import share_household
from portal.accounts.rules import require_signed_in
from portal.core import audit
from portal.core.errors import Forbidden, Hidden, Invalid, WrongState
from portal.core.text import plain
from portal.lectures.digest import digest_of
from portal.lectures.models import LecturePage, SignOff
from portal.lectures.models.sign_off import NOTE_AT_MOST
from portal.lectures.queries.checking import hands_in, latest_text
from portal.lectures.rules import looks_after


@transaction.atomic
def sign_off(*, code: str, seen: str, note: str, actor: Any, now: datetime) -> SignOff:
    """Say that the facts of the latest text are right; `note` names what they were checked against.

    `seen` is the fingerprint of the text that was read: a newer one is another text. Doing it again changes nothing.
    Raises SignInNeeded, Hidden, Forbidden for who had a hand in it and their household, WrongState where the text has
    changed meanwhile, Invalid (note).
    """
    lecture = lecture_to_check(code, actor)
    text = latest_text(lecture)
    digest = digest_of(text)
    if digest != seen:
        raise WrongState(_("The text was changed while you read it. Please read it again."))
    editors = hands_in(lecture)
    if any(share_household(actor, editor) for editor in editors):
        raise Forbidden(_("You or somebody of your household wrote this. Somebody else has to check it."))
    note = plain(note)[:NOTE_AT_MOST]
    if not note:
        raise Invalid(note=_("Say what you checked it against: a book, an archive, somebody who was there."))
    standing = lecture.sign_offs.standing().filter(digest=digest).first()
    if standing is not None:
        return standing
    signed = SignOff.objects.create(
        lecture=lecture,
        digest=digest,
        title=text.title,
        revision=lecture.latest_revision,
        reviewer=actor,
        editor=editors[0] if editors else None,
        note=note,
        at=now,
    )
    audit.record("lectures.sign_off", lecture, actor, digest=digest)
    return signed


@transaction.atomic
def take_back_sign_off(*, code: str, reason: str, actor: Any, now: datetime) -> LecturePage:
    """Something turned out to be wrong: the checks of a lecture fall, and where it is shown it is taken down.

    Raises as `lecture_to_check`, WrongState where nothing stands, Invalid (reason).
    """
    lecture = lecture_to_check(code, actor)
    reason = plain(reason)[:NOTE_AT_MOST]
    if not reason:
        raise Invalid(reason=_("Say what is wrong, so that it can be put right."))
    standing = lecture.sign_offs.standing()
    if not standing.exists():
        raise WrongState(_("Nobody has checked this yet."))
    if lecture.live:
        UnpublishPageAction(lecture, user=actor).execute(skip_permission_checks=True)
    lecture.revisions.update(approved_go_live_at=None)
    standing.update(withdrawn_at=now, withdrawn_by=actor, withdrawn_because=reason)
    audit.record("lectures.take_back_sign_off", lecture, actor, reason=reason)
    return lecture


def lecture_to_check(code: str, actor: Any) -> LecturePage:
    """The lecture, held, whose place `actor` looks after. Raises SignInNeeded, Hidden."""
    require_signed_in(actor)
    held = LecturePage.objects.select_for_update(of=("self",)).filter(code=code).first()
    if held is None or not looks_after(actor, held):
        raise Hidden
    return held
