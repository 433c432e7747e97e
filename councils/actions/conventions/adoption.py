"""The vote of the meeting: figures entered by one person, confirmed by another, decided by exact fractions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from councils.actions.conventions.holding import held_version, step_on
from councils.conventions_count import Channel, decided, online_votes, totals
from councils.conventions_enums import ConventionEvent, CountChannel
from councils.conventions_lifecycle import VOTABLE
from councils.models import Adoption, AdoptionLine, ConventionVersion, MotionVote
from councils.models.conventions import RECORD_AT_MOST
from councils.queries.adoption import motions_that_count
from councils.queries.conventions import open_warnings
from portal.core import audit
from portal.core.errors import Forbidden, Hidden, Invalid, WrongState
from portal.core.text import plain


@dataclass(frozen=True)
class Figures:
    """What the signed record of the meeting says; `entitled` is the roll frozen at the notice."""

    held_on: date
    entitled: int
    women: int
    lines: Mapping[CountChannel, Channel]


@transaction.atomic
def enter_count(*, code: str, figures: Figures, actor: Any, now: datetime) -> Adoption:
    """Enter the figures; they count for nothing until somebody else confirms them. Figures entered before go.

    Raises SignInNeeded, Hidden, WrongState before the deliberation or with a warning unanswered, Invalid.
    """
    return _entered(held_version(code, actor), figures, actor, now)


@transaction.atomic
def enter_count_of_motion(
    *,
    code: str,
    motion_code: str,
    women: int,
    lines: Mapping[CountChannel, Channel],
    actor: Any,
    now: datetime,
) -> Adoption:
    """Enter what a meeting held here voted on a motion, with the paper and proxy votes of its signed record beside it.

    The online figures, the day and the entitled are the meeting's own; nobody types them. Raises as `enter_count`,
    Invalid (motion) for one that was not voted on in the meeting that was called, or that serves another count.
    """
    version = held_version(code, actor)
    motion = motions_that_count(version).filter(code=motion_code).first()
    poll, meeting = (motion.poll, motion.meeting) if motion is not None else (None, None)
    if motion is None or poll is None or meeting is None or not (poll.result and meeting.roll and meeting.started_at):
        raise Invalid(motion=_("Choose a motion that this meeting voted on."))
    every: dict[CountChannel, Channel] = dict(lines)
    every[CountChannel.ONLINE] = online_votes(poll.result, poll.present or 0)
    figures = Figures(
        held_on=timezone.localdate(meeting.started_at),
        entitled=meeting.roll.size,
        women=women,
        lines={way: every[way] for way in CountChannel if way in every},
    )
    count = _entered(version, figures, actor, now)
    MotionVote.objects.create(adoption=count, motion=motion)
    return count


def _entered(version: ConventionVersion, figures: Figures, actor: Any, now: datetime) -> Adoption:
    body = _votable(version)
    wrong = _wrong_figures(version, figures, now)
    if wrong:
        raise Invalid(**wrong)
    version.counts.filter(confirmed_at__isnull=True).delete()
    count = Adoption.objects.create(
        version=version,
        body=body,
        rule=body.rule,
        held_on=figures.held_on,
        entitled=figures.entitled,
        present=totals(figures.lines.values()).present,
        women=figures.women,
        entered_at=now,
        entered_by=actor,
    )
    AdoptionLine.objects.bulk_create(
        AdoptionLine(adoption=count, channel=way, present=line.present, yes=line.yes, no=line.no, abstain=line.abstain)
        for way, line in figures.lines.items()
    )
    audit.record("councils.enter_count", version, actor)
    return count


@transaction.atomic
def confirm_count(*, code: str, record: str, actor: Any, now: datetime) -> Adoption:
    """Confirm figures somebody else entered, from the signed record: the version is adopted, or not.

    Raises SignInNeeded, Hidden, Forbidden for whoever entered them, WrongState, Invalid without the record.
    """
    found = Adoption.objects.filter(code=code).values_list("version__code", flat=True).first()
    if found is None:
        raise Hidden
    version = held_version(found, actor)
    _votable(version)
    count = Adoption.objects.filter(code=code, confirmed_at__isnull=True).first()
    if count is None:
        raise WrongState(_("These figures stand already, or others took their place."))
    if count.entered_by_id == actor.pk:
        raise Forbidden(_("Somebody else confirms what you entered."))
    said = plain(record)[:RECORD_AT_MOST]
    if not said:
        raise Invalid(record=_("Say where the signed record of the meeting is kept."))
    lines = [Channel(each.present, each.yes, each.no, each.abstain) for each in count.lines.all()]
    count.result = decided(count.rule, lines, count.entitled)
    count.confirmed_at, count.confirmed_by = now, actor
    count.save()
    event = ConventionEvent.ADOPT if count.result["adopted"] else ConventionEvent.REJECT
    step_on(version, event, held_on=count.held_on, record=said, receipt="", actor=actor, now=now)
    audit.record(f"councils.convention_{event}", version, actor)
    return count


def _votable(version: ConventionVersion) -> Any:
    """The body that votes; raises WrongState."""
    if version.state not in VOTABLE or version.body is None:
        raise WrongState(_("The meeting votes after it has deliberated."))
    if open_warnings(version):
        raise WrongState(_("Warnings about prohibited content wait for an answer."))
    return version.body


def _wrong_figures(version: ConventionVersion, figures: Figures, now: datetime) -> dict[str, str]:
    wrong: dict[str, str] = {}
    numbers = [figures.entitled, figures.women]
    for line in figures.lines.values():
        numbers += [line.present, line.yes, line.no, line.abstain]
        if line.yes + line.no + line.abstain > line.present:
            wrong["lines"] = _("More votes than people in one of the ways.")
    present = totals(figures.lines.values()).present
    if any(number < 0 for number in numbers):
        wrong["lines"] = _("No number is below zero.")
    if present > figures.entitled:
        wrong["entitled"] = _("More people present than entitled.")
    if figures.women > present:
        wrong["women"] = _("More women than people present.")
    if figures.held_on > timezone.localdate(now):
        wrong["held_on"] = _("This day is still to come.")
    elif version.meets_on and figures.held_on < version.meets_on:
        wrong["held_on"] = _("The meeting is called for %s.") % version.meets_on.isoformat()
    return wrong
