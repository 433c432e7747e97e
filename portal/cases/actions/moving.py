"""A case's way. Each action locks the case, moves it by the lifecycle table, writes a line and sets the next clock.

`actor` is somebody in office, or None where a room or the clock acts; whether they may is asked by the caller's rule.
All raise Case.DoesNotExist for an unknown code and WrongState where the table has no such move.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.cases.actions.clocks import start_clock
from portal.cases.actions.handing import tell_handler
from portal.cases.enums import CaseEvent, CaseState, Entry, Office, Solved, Step
from portal.cases.lifecycle import CASE
from portal.cases.models import Case, CaseRating, Extension, TimelineEntry
from portal.cases.models.case import REASON_AT_MOST, TEXT_AT_MOST, TITLE_AT_MOST
from portal.cases.news import NEWS, TOLD
from portal.cases.ports import case_kinds
from portal.cases.queries.working_days import add_working_days
from portal.communities.models import Community
from portal.core import audit
from portal.core.errors import Forbidden, Invalid, WrongState
from portal.core.text import plain
from portal.notices.actions import notify

FIRST_CONTACT = timedelta(hours=24)
ACCEPT_DAYS = FORWARD_DAYS = 1
SCORES = range(1, 6)


@transaction.atomic
def open_case(
    *, kind: str, community: Community, title: str, opened_by: User | None, now: datetime, text: str = ""
) -> Case:
    """Take a matter in. It has to be accepted within a working day, and the person spoken with within 24 hours.

    Raises KeyError for a kind that nobody registered, Invalid without a title.
    """
    case_kinds.get(kind)
    title = plain(title)[:TITLE_AT_MOST]
    if not title:
        raise Invalid(title=_("Write what it is about."))
    case = Case.objects.create(
        kind=kind,
        community=community,
        title=title,
        opened_by=opened_by,
        opened_at=now,
        accept_due=add_working_days(now, ACCEPT_DAYS),
        contact_due=now + FIRST_CONTACT if opened_by is not None else None,
    )
    _write(case, Entry.OPENED, text, opened_by, now)
    start_clock(case, Step.ACCEPT, now)
    if case.contact_due is not None:
        start_clock(case, Step.CONTACT, now)
    audit.record("cases.open", case, opened_by)
    return case


@transaction.atomic
def accept_case(*, code: str, actor: User | None, now: datetime, text: str = "") -> Case:
    """Take it on; it has to be passed to a handler within a working day."""
    case = _moved(code, CaseEvent.ACCEPT)
    case.accept_due, case.forward_due = None, add_working_days(now, FORWARD_DAYS)
    return _kept(case, Entry.ACCEPTED, text, actor, now, Step.FORWARD)


@transaction.atomic
def forward_case(
    *,
    code: str,
    handler: User,
    actor: User | None,
    now: datetime,
    is_complex: bool = False,
    due: datetime | None = None,
    text: str = "",
) -> Case:
    """Pass it to `handler`, who hears of it. The time for the answer runs from now: the kind's days, or until `due`.

    Raises Invalid for a `due` that is over.
    """
    case = _moved(code, CaseEvent.FORWARD)
    kind = case_kinds.get(case.kind)
    case.handler, case.is_complex, case.forward_due, case.act_from = handler, is_complex, None, now
    case.act_due = due or add_working_days(now, kind.complex_days if is_complex else kind.act_days)
    if case.act_due <= now:
        raise Invalid(due=_("This day is over."))
    _kept(case, Entry.FORWARDED, text, actor, now, Step.ACT)
    tell_handler(case, Entry.FORWARDED, actor, now)
    return case


@transaction.atomic
def begin_case(*, code: str, actor: User | None, now: datetime, text: str = "") -> Case:
    """Work has begun."""
    return _kept(_moved(code, CaseEvent.BEGIN), Entry.BEGUN, text, actor, now)


@transaction.atomic
def record_contact(*, code: str, actor: User, now: datetime, text: str = "") -> Case:
    """Somebody has spoken with the person. The first time ends the 24 hours; what was said is not public."""
    case = Case.objects.locked(code)
    if case.contacted_at is None:
        case.contacted_at, case.contact_due = now, None
    return _kept(case, Entry.CONTACTED, text, actor, now, public=False)


@transaction.atomic
def note_progress(*, code: str, text: str, actor: User | None, now: datetime, public: bool = True) -> TimelineEntry:
    """Add a line to the timeline of a case that is not closed. Raises Invalid without words."""
    case = Case.objects.locked(code)
    if case.state in (CaseState.CLOSED, CaseState.HANDED_OFF):
        raise WrongState(_("This cannot be done now: it is %s.") % case.get_state_display())
    if not plain(text):
        raise Invalid(text=_("Write what happened."))
    return _write(case, Entry.PROGRESS, text, actor, now, public=public)


@transaction.atomic
def extend_case(*, code: str, due: datetime, reason: str, actor: User, now: datetime) -> Extension:
    """Give the answer more time, with a reason that the person sees. Raises WrongState or Invalid (reason, due)."""
    case = Case.objects.locked(code)
    reason = plain(reason)[:REASON_AT_MOST]
    if case.act_due is None:
        raise WrongState(_("No time for an answer is running."))
    if not reason:
        raise Invalid(reason=_("Say why more time is needed: the person sees it."))
    if due <= max(case.act_due, now):
        raise Invalid(due=_("This is not later than what was promised."))
    extension = Extension.objects.create(case=case, was_due=case.act_due, due=due, reason=reason, by=actor, at=now)
    case.act_due = due
    _kept(case, Entry.EXTENDED, reason, actor, now, Step.ACT)
    return extension


@transaction.atomic
def answer_case(*, code: str, text: str, actor: User | None, now: datetime) -> Case:
    """Say what came of it; all clocks stop. Raises Invalid without words."""
    case = _moved(code, CaseEvent.ANSWER)
    answer = plain(text)[:TEXT_AT_MOST]
    if not answer:
        raise Invalid(text=_("Write the answer."))
    case.answer, case.answered_at = answer, now
    case.act_due = case.act_from = case.contact_due = None
    return _kept(case, Entry.ANSWERED, answer, actor, now)


@transaction.atomic
def close_case(*, code: str, actor: User | None, now: datetime, text: str = "") -> Case:
    """End it; it can be opened again."""
    case = _moved(code, CaseEvent.CLOSE)
    case.closed_at = now
    return _kept(case, Entry.CLOSED, text, actor, now)


@transaction.atomic
def reopen_case(
    *, code: str, reason: str, actor: User, now: datetime, due: datetime | None = None, aloud: bool = True
) -> Case:
    """Work on it again, with its clock from the beginning; its handler hears of it. Raises Invalid without a reason.

    The reason is public unless `aloud` is False: then that it was opened again is public, and why is for the office.
    """
    case = _moved(code, CaseEvent.REOPEN)
    reason = plain(reason)[:REASON_AT_MOST]
    if not reason:
        raise Invalid(reason=_("Say why it is opened again."))
    kind = case_kinds.get(case.kind)
    case.closed_at, case.act_from = None, now
    case.act_due = due or add_working_days(now, kind.complex_days if case.is_complex else kind.act_days)
    _kept(case, Entry.REOPENED, reason if aloud else "", actor, now, Step.ACT)
    if not aloud:
        _write(case, Entry.PROGRESS, reason, actor, now, public=False)
    tell_handler(case, Entry.REOPENED, actor, now)
    return case


@transaction.atomic
def hand_off_case(
    *, code: str, office: Office, actor: User, now: datetime, name: str = "", reference: str = "", text: str = ""
) -> Case:
    """Give it to whoever it belongs to, with their reference number where there is one. Raises Invalid (name)."""
    case = _moved(code, CaseEvent.HAND_OFF)
    case.office, case.office_name, case.reference = office, plain(name)[:80], plain(reference)[:60]
    if office == Office.OTHER and not case.office_name:
        raise Invalid(name=_("Write which office."))
    case.accept_due = case.forward_due = case.contact_due = case.act_due = case.act_from = None
    return _kept(case, Entry.HANDED_OFF, text, actor, now)


@transaction.atomic
def rate_case(*, code: str, score: int, solved: Solved, actor: User, now: datetime, words: str = "") -> CaseRating:
    """What whoever raised it says of the answer; saying it again changes it. Raises Forbidden, WrongState, Invalid."""
    case = Case.objects.locked(code)
    if case.opened_by_id != actor.pk:
        raise Forbidden(_("Whoever raised it says how it came out."))
    if case.state not in (CaseState.ANSWERED, CaseState.CLOSED) or case.answered_at is None:
        raise WrongState(_("There is no answer yet."))
    if score not in SCORES:
        raise Invalid(score=_("From 1 to 5, please."))
    said = {"score": score, "solved": solved, "words": plain(words)[:TEXT_AT_MOST], "at": now}
    rating, _new = CaseRating.objects.update_or_create(case=case, by=actor, answered_at=case.answered_at, defaults=said)
    return rating


def _moved(code: str, event: CaseEvent) -> Case:
    case = Case.objects.locked(code)
    case.state = CASE.advance(CaseState(case.state), event)
    return case


def _kept(
    case: Case, entry: Entry, text: str, actor: User | None, now: datetime, step: Step | None = None, *, public=True
) -> Case:
    """Write the case, its line, the audit log, the clock of `step` and the news for whoever raised it."""
    case.save()
    line = _write(case, entry, text, actor, now, public=public)
    if step is not None:
        start_clock(case, step, now)
    audit.record(f"cases.{entry.value}", case, actor)
    if entry in TOLD and case.opened_by_id is not None and case.opened_by_id != (actor.pk if actor else None):
        notify(
            kind=NEWS,
            recipients=[case.opened_by_id],
            subject=case.code,
            event=f"{entry.value}:{now.isoformat()}",
            fields={"title": case.title, "entry": entry.value, "text": line.text},
            url=case_kinds.get(case.kind).url(case),
            now=now,
        )
    return case


def _write(
    case: Case, entry: Entry, text: str, actor: User | None, now: datetime, *, public: bool = True
) -> TimelineEntry:
    words = plain(text)[:TEXT_AT_MOST]
    return TimelineEntry.objects.create(case=case, kind=entry, text=words, public=public, by=actor, at=now)
