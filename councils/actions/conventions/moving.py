"""The steps of a convention: each demands its evidence, and none is taken back."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from councils.actions.conventions.answering import lapse_wordings
from councils.actions.conventions.holding import held_version, step_on
from councils.actions.conventions.talking import close_talk, open_talk
from councils.actions.conventions.telling import promise_news
from councils.conventions_days import first_day_to_meet
from councils.conventions_enums import ConventionEvent, ConventionState
from councils.conventions_lifecycle import BY_ITSELF, BY_THE_STREET, CHECKED, CONVENTION, EVIDENCE
from councils.models import Body, ConventionVersion
from councils.models.conventions import RECEIPT_AT_MOST, RECORD_AT_MOST
from councils.queries.conventions import open_warnings
from councils.queries.wordings import unanswered
from councils.rules import reviews_conventions
from portal.core import audit
from portal.core.errors import Forbidden, Invalid, WrongState
from portal.core.text import plain


@dataclass(frozen=True)
class Shown:
    """What a step is shown by: the day it happened, what is on record of it, the receipt's number.

    `body` and `meets_on` where a meeting is called.
    """

    held_on: date
    record: str = ""
    receipt: str = ""
    body: Body | None = None
    meets_on: date | None = None


@transaction.atomic
def move_version(*, code: str, event: ConventionEvent, shown: Shown, actor: Any, now: datetime) -> ConventionVersion:
    """Take the next step of a version. What is put in force replaces the version that was, in the same transaction.

    Raises SignInNeeded, Hidden, Forbidden for an act of the sub-district by somebody of the community, WrongState
    where the table has no such step or a warning is not answered, Invalid where its evidence is missing.
    """
    version = held_version(code, actor)
    if event in BY_THE_STREET and not reviews_conventions(actor, version.convention.community):
        raise Forbidden(_("The sub-district does this, not the community itself."))
    if event in BY_ITSELF:
        raise WrongState(_("The confirmed count of the meeting decides this."))
    CONVENTION.advance(ConventionState(version.state), event)
    kept = _evidence(version, event, shown, now)
    _require_fit(version, event)
    if event == ConventionEvent.NOTIFY:
        version.body, version.meets_on = kept.body, kept.meets_on
    if event == ConventionEvent.TAKE_EFFECT:
        _replace_what_was(version, kept, actor, now)
        version.in_force_from = kept.held_on
    step_on(version, event, held_on=kept.held_on, record=kept.record, receipt=kept.receipt, actor=actor, now=now)
    if version.state == ConventionState.DRAFTED:
        open_talk(version, now)
    elif event in (ConventionEvent.STUDY, ConventionEvent.DROP):
        close_talk(version, now)
        lapse_wordings(version, now)
    promise_news(version, event, now)
    audit.record(f"councils.convention_{event}", version, actor)
    return version


def _evidence(version: ConventionVersion, event: ConventionEvent, shown: Shown, now: datetime) -> Shown:
    """What was given, cleaned. Raises Invalid with everything that is missing or cannot be."""
    asked = EVIDENCE[event]
    record, receipt = plain(shown.record)[:RECORD_AT_MOST], plain(shown.receipt)[:RECEIPT_AT_MOST]
    wrong: dict[str, str] = {}
    if asked.record and not record:
        wrong["record"] = _("Say what is on record of this step.")
    if asked.receipt and not receipt:
        wrong["receipt"] = _("Give the number of the document or the receipt.")
    if shown.held_on > timezone.localdate(now):
        wrong["held_on"] = _("This day is still to come.")
    last = version.steps.order_by("-held_on").values_list("held_on", flat=True).first()
    if last is not None and shown.held_on < last:
        wrong["held_on"] = _("The step before it was on %s; this one cannot be earlier.") % last.isoformat()
    if event == ConventionEvent.DELIBERATE and version.meets_on and shown.held_on < version.meets_on:
        wrong["held_on"] = _("The meeting is called for %s.") % version.meets_on.isoformat()
    if asked.meets_on:
        wrong |= _wrong_meeting(version, shown)
    if wrong:
        raise Invalid(**wrong)
    return Shown(shown.held_on, record, receipt, shown.body, shown.meets_on)


def _wrong_meeting(version: ConventionVersion, shown: Shown) -> dict[str, str]:
    """Only a body whose decisions bind adopts a convention, and only after its notice has run out."""
    body = shown.body
    if (
        body is None
        or body.community_id != version.convention.community_id
        or not body.binding
        or body.dissolved_at is not None
    ):
        return {"body": _("Choose the residents' meeting or the meeting of residents' delegates of this community.")}
    first = first_day_to_meet(shown.held_on, body.notice_days)
    if shown.meets_on is None or shown.meets_on < first:
        told = {"days": body.notice_days, "first": first.isoformat()}
        return {"meets_on": _("With %(days)d days of notice it can meet from %(first)s.") % told}
    return {}


def _require_fit(version: ConventionVersion, event: ConventionEvent) -> None:
    if event not in (ConventionEvent.DROP, ConventionEvent.ORDER) and not version.articles.exists():
        raise WrongState(_("It has no articles yet."))
    if event in CHECKED and open_warnings(version):
        raise WrongState(_("Warnings about prohibited content wait for an answer."))
    if event == ConventionEvent.STUDY and unanswered(version).exists():
        raise WrongState(_("Suggested wordings wait for an answer."))


def _replace_what_was(version: ConventionVersion, kept: Shown, actor: Any, now: datetime) -> None:
    before = version.convention.versions.filter(state=ConventionState.IN_FORCE).first()
    if before is not None:
        words = _("Replaced by version %d.") % version.number
        step_on(
            before,
            ConventionEvent.REPLACE,
            held_on=kept.held_on,
            record=words,
            receipt="",
            actor=actor,
            now=now,
        )
