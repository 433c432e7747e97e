"""What staff do on the board: each act asks first whether this person may, then moves the case by the engine.

All raise SignInNeeded, Hidden without an office in the case's community, Forbidden for one's own and one's
household's, and WrongState for a case that its own room moves; besides what the engine's act raises.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.accounts.queries import share_household
from portal.cases.actions import moving
from portal.cases.actions.handing import tell_handler
from portal.cases.actions.pictures import add_picture
from portal.cases.enums import CaseState, Entry, Office
from portal.cases.models import Case, TimelineEntry
from portal.cases.ports import case_kinds
from portal.cases.queries.board import handlers_for
from portal.cases.rules import require_care
from portal.core import audit
from portal.core.clock import end_of
from portal.core.errors import Forbidden, Hidden, Invalid, Refusal, WrongState
from portal.core.text import plain


@dataclass(frozen=True)
class Outcome:
    """What became of one case of several; `refusal` is None where it was done."""

    code: str
    title: str
    refusal: Refusal | None


@transaction.atomic
def take_on(*, code: str, actor: Any, now: datetime, text: str = "") -> Case:
    """Accept it; somebody has to be given it within a working day."""
    _held(code, actor)
    return moving.accept_case(code=code, actor=actor, now=now, text=text)


@transaction.atomic
def give_to(*, code: str, handler: str, actor: Any, now: datetime, is_complex: bool = False, text: str = "") -> Case:
    """Give it to a person (by code) in office there: accepted on the way where it was not, or taken from another.

    Raises Invalid (handler) for who has no office there, or lives with whoever raised it.
    """
    case = _held(code, actor, elsewhere=True)
    person = _handler(case, handler)
    if case.state in (CaseState.RECEIVED, CaseState.ACCEPTED):
        _require_ours(case)
        if case.state == CaseState.RECEIVED:
            moving.accept_case(code=code, actor=actor, now=now)
        return moving.forward_case(code=code, handler=person, actor=actor, now=now, is_complex=is_complex, text=text)
    return _reassigned(case, person, actor, now, text)


@transaction.atomic
def begin(*, code: str, actor: Any, now: datetime, text: str = "") -> Case:
    """Work has begun."""
    _held(code, actor)
    return moving.begin_case(code=code, actor=actor, now=now, text=text)


@transaction.atomic
def speak(*, code: str, actor: Any, now: datetime, text: str = "") -> Case:
    """Somebody has spoken with the person; what was said is for staff."""
    _held(code, actor)
    return moving.record_contact(code=code, actor=actor, now=now, text=text)


@transaction.atomic
def report(
    *, code: str, text: str, actor: Any, now: datetime, aloud: bool = True, uploads: Sequence[UploadedFile] = ()
) -> TimelineEntry:
    """Say how far it is, with pictures; `aloud` on the public timeline, else for staff."""
    _held(code, actor)
    line = moving.note_progress(code=code, text=text, actor=actor, now=now, public=aloud)
    for upload in uploads:
        add_picture(entry=line, upload=upload, alt=_("Picture of the progress"))
    return line


@transaction.atomic
def prolong(*, code: str, last_day: date, reason: str, actor: Any, now: datetime) -> Case:
    """Give the answer time until the end of `last_day`, with a reason that the person sees."""
    _held(code, actor)
    due = end_of(last_day)
    moving.extend_case(code=code, due=due, reason=reason, actor=actor, now=now)
    return Case.objects.get(code=code)


@transaction.atomic
def answer(*, code: str, text: str, actor: Any, now: datetime) -> Case:
    """Say what came of it; work that nobody said had begun has."""
    if _held(code, actor).state == CaseState.FORWARDED:
        moving.begin_case(code=code, actor=actor, now=now)
    return moving.answer_case(code=code, text=text, actor=actor, now=now)


@transaction.atomic
def close(*, code: str, actor: Any, now: datetime, text: str = "") -> Case:
    """End it; it can be opened again."""
    _held(code, actor)
    return moving.close_case(code=code, actor=actor, now=now, text=text)


@transaction.atomic
def reopen(*, code: str, reason: str, actor: Any, now: datetime) -> Case:
    """Work on it again; the reason is public."""
    _held(code, actor)
    return moving.reopen_case(code=code, reason=reason, actor=actor, now=now)


@transaction.atomic
def hand_off(
    *, code: str, office: Office, actor: Any, now: datetime, name: str = "", reference: str = "", text: str = ""
) -> Case:
    """It belongs to another office, with their number where there is one."""
    _held(code, actor)
    return moving.hand_off_case(
        code=code, office=office, name=name, reference=reference, text=text, actor=actor, now=now
    )


def give_all_to(*, codes: Iterable[str], handler: str, actor: Any, now: datetime) -> list[Outcome]:
    """Give several to one person, each by itself: what is refused changes nothing and holds nothing up."""
    return _each(codes, actor, lambda code: give_to(code=code, handler=handler, actor=actor, now=now))


def hand_all_off(
    *, codes: Iterable[str], office: Office, actor: Any, now: datetime, name: str = "", reference: str = ""
) -> list[Outcome]:
    """Hand several off to one office, each by itself, as `give_all_to`."""
    return _each(
        codes,
        actor,
        lambda code: hand_off(code=code, office=office, name=name, reference=reference, actor=actor, now=now),
    )


def _each(codes: Iterable[str], actor: Any, act: Callable[[str], object]) -> list[Outcome]:
    outcomes = []
    for code in dict.fromkeys(codes):
        refusal: Refusal | None = None
        title = Case.objects.in_care_of(actor).filter(code=code).values_list("title", flat=True).first() or ""
        try:
            act(code)
        except Refusal as error:
            refusal = error
        outcomes.append(Outcome(code, title, refusal))
    return outcomes


def _held(code: str, actor: Any, *, elsewhere: bool = False) -> Case:
    """The case, held. With `elsewhere` also one that its own room moves."""
    held = Case.objects.select_for_update(of=("self",)).select_related("community", "opened_by")
    case = held.filter(code=code).first()
    if case is None:
        raise Hidden
    require_care(actor, case)
    if not elsewhere:
        _require_ours(case)
    return case


def _require_ours(case: Case) -> None:
    """Raises WrongState for a case that its own room moves."""
    if case_kinds.get(case.kind).desk is not None:
        raise WrongState(_("This one is worked on at its own screen."))


def _handler(case: Case, code: str) -> User:
    """Raises Invalid."""
    person = handlers_for([case.community_id]).filter(code=code).first()
    if person is None:
        raise Invalid(handler=_("Choose somebody with an office there."))
    opener: Any = case.opened_by
    if opener is not None and share_household(person, opener):
        raise Invalid(handler=_("They raised it themselves, or live with whoever did."))
    return person


def _reassigned(case: Case, person: User, actor: Any, now: datetime, text: str) -> Case:
    if case.state not in (CaseState.FORWARDED, CaseState.ACTING):
        raise WrongState(_("This cannot be done now: it is %s.") % case.get_state_display())
    if case.handler_id == person.pk:
        raise Forbidden(_("It is with this person already."))
    case.handler = person
    case.save(update_fields=["handler"])
    words = plain(text)[:300]
    TimelineEntry.objects.create(case=case, kind=Entry.ASSIGNED, text=words, public=False, by=actor, at=now)
    audit.record("cases.assigned", case, actor, handler=person.code)
    tell_handler(case, Entry.ASSIGNED, actor, now)
    return case
