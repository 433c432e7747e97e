"""What residents bring: handed in with pictures, in the office at once, public only once moderation has let it be."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.rules import require_signed_in, require_verified_resident
from portal.cases.actions.moving import open_case, reopen_case
from portal.cases.actions.pictures import add_picture
from portal.cases.enums import CaseState, Entry, MatterKind
from portal.cases.models import Case, EntryPhoto, Matter
from portal.cases.models.case import TITLE_AT_MOST
from portal.cases.models.matter import PICTURES_AT_MOST, PLACE_AT_MOST, WORDS_AT_MOST
from portal.cases.queries.working_days import reopen_until
from portal.core import audit
from portal.core.errors import Hidden, Invalid, OutsideWindow, WrongState
from portal.core.text import plain
from portal.moderation.actions import submit_for_moderation, withdraw_submission
from portal.moderation.actions.screen import ask_about_media
from portal.moderation.enums import Decision, SubmissionState
from portal.moderation.lifecycle import OPEN_STATES
from portal.moderation.models import Submission

KIND = "matter"
"""The kind of its submission."""


@transaction.atomic
def hand_in_matter(
    *,
    kind: MatterKind,
    title: str,
    place: str,
    words: str,
    public: bool,
    actor: Any,
    now: datetime,
    uploads: Sequence[UploadedFile] = (),
) -> Matter:
    """Bring something to one's own community; its clock runs from now. With `public` moderation reads it first.

    Raises SignInNeeded, VerificationNeeded, ConsentNeeded where the author took back that their words are published,
    Invalid (kind, title, place, words, photo).
    """
    require_verified_resident(actor)
    said = _checked(title, place, words)
    if kind not in MatterKind.values:
        raise Invalid(kind=_("Choose one of the list."))
    if len(uploads) > PICTURES_AT_MOST:
        raise Invalid(photo=_("At most %d pictures, please.") % PICTURES_AT_MOST)
    community = actor.resident.community
    case = open_case(kind=kind, community=community, title=said["title"], opened_by=actor, now=now)
    matter = Matter.objects.create(case=case, place=said["place"], words=said["words"], public=public)
    for upload in uploads:
        _picture(matter, upload)
    if public:
        _submit(matter, actor, now)
    return matter


@transaction.atomic
def add_matter_picture(*, code: str, upload: UploadedFile, actor: Any, now: datetime) -> EntryPhoto:
    """Add a picture while nobody has decided and work has not begun; its check is asked for.

    Raises SignInNeeded, Hidden, WrongState, Invalid (photo).
    """
    matter = _own(code, actor)
    submission = matter.submission
    if matter.case.state != CaseState.RECEIVED or (submission is not None and submission.state not in OPEN_STATES):
        raise WrongState(_("It has been read already. Tell whoever handles it what else is to be seen."))
    photo = _picture(matter, upload)
    if submission is not None:
        ask_about_media(submission, now)
    return photo


@transaction.atomic
def rewrite_matter(*, code: str, title: str, place: str, words: str, actor: Any, now: datetime) -> Matter:
    """Say anew what moderation returned, and hand it in again. Raises as `hand_in_matter`, Hidden, WrongState."""
    matter, said = _own(code, actor), _checked(title, place, words)
    if matter.submission is None or matter.submission.state != SubmissionState.RETURNED:
        raise WrongState(_("It has been handed in and cannot be changed now."))
    matter.case.title = said["title"]
    matter.case.save(update_fields=["title"])
    matter.place, matter.words = said["place"], said["words"]
    _submit(matter, actor, now)
    return matter


@transaction.atomic
def keep_matter_private(*, code: str, actor: Any, now: datetime) -> Matter:
    """Its author wants no neighbour to read it any more; the office goes on with it. Again changes nothing.

    Raises SignInNeeded, Hidden.
    """
    matter = _own(code, actor)
    if matter.submission is not None and matter.submission.state != SubmissionState.WITHDRAWN:
        withdraw_submission(submission=matter.submission, now=now)
    if matter.public:
        matter.public, matter.shown_at = False, None
        matter.save(update_fields=["public", "shown_at"])
        audit.record("cases.keep_private", matter.case, actor)
    return matter


@transaction.atomic
def reopen_own_matter(*, code: str, reason: str, actor: Any, now: datetime) -> Case:
    """Whoever raised it is not content with the answer; why is for the office alone, until somebody answers.

    Raises SignInNeeded, Hidden, WrongState, OutsideWindow after the kind's `reopen_days`, Invalid (reason).
    """
    case = _own(code, actor).case
    if case.state not in (CaseState.ANSWERED, CaseState.CLOSED):
        raise WrongState(_("It is being worked on."))
    if now >= reopen_until(case):
        raise OutsideWindow(_("The time to open it again is over. Please bring it as a new matter."))
    return reopen_case(code=code, reason=reason, actor=actor, now=now, aloud=False)


@transaction.atomic
def settle_matter(*, submission: Submission, decision: Decision, actor: Any, now: datetime) -> Matter:
    """Show it, or take it out of sight, as moderation decided; inside the deciding transaction. Again is no harm."""
    matter = Matter.objects.select_for_update(of=("self",)).select_related("case").get(submission=submission)
    shows = decision in (Decision.APPROVE, Decision.RESTORE) and matter.public
    matter.shown_at = (matter.shown_at or now) if shows else None
    matter.save(update_fields=["shown_at"])
    audit.record("cases.show" if shows else "cases.hide", matter.case, actor)
    return matter


def _submit(matter: Matter, actor: Any, now: datetime) -> None:
    matter.submission = submit_for_moderation(
        kind=KIND,
        community=matter.case.community,
        author=actor,
        title=matter.case.title,
        text=f"{matter.place}\n{matter.words}",
        url=matter.get_absolute_url(),
        previous=matter.submission,
        now=now,
    )
    matter.save()


def _picture(matter: Matter, upload: UploadedFile) -> EntryPhoto:
    opened = matter.case.timeline.get(kind=Entry.OPENED)
    number = opened.photos.count() + 1
    if number > PICTURES_AT_MOST:
        raise Invalid(photo=_("At most %d pictures, please.") % PICTURES_AT_MOST)
    return add_picture(entry=opened, upload=upload, alt=_("Picture %d, sent by the resident") % number)


def _own(code: str, actor: Any) -> Matter:
    require_signed_in(actor)
    held = Matter.objects.select_for_update(of=("self", "case")).whole().filter(case__code=code).first()
    if held is None or held.case.opened_by_id != actor.pk:
        raise Hidden
    return held


def _checked(title: str, place: str, words: str) -> dict[str, str]:
    """Raises Invalid, by field."""
    said = {
        "title": " ".join(plain(title).split())[:TITLE_AT_MOST],
        "place": " ".join(plain(place).split())[:PLACE_AT_MOST],
        "words": plain(words)[:WORDS_AT_MOST],
    }
    missing = {name: _("Please fill this in.") for name, value in said.items() if not value}
    if missing:
        raise Invalid(**missing)
    return said
