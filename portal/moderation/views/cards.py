"""One submission as a moderator sees it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, pairwise

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from portal.accounts.queries import alias_of
from portal.moderation.changes import Piece, changes
from portal.moderation.enums import MediaType, SubmissionEvent, SubmissionState, Verdict
from portal.moderation.lifecycle import OPEN_STATES, SUBMISSION
from portal.moderation.models import Appeal, Round, Ruling, Submission
from portal.moderation.ports import MediaOpinion, moderated_kinds
from portal.moderation.queries.inbox import locks, open_appeal
from portal.moderation.rules import decided_it
from portal.moderation.screens import names_a_number

MOVES = (
    SubmissionEvent.APPROVE,
    SubmissionEvent.RETURN,
    SubmissionEvent.HIDE,
    SubmissionEvent.RESTORE,
    SubmissionEvent.FORWARD,
)


@dataclass(frozen=True)
class Card:
    """What there is to see of a submission, and what may be done with it: `moves` is empty where `lock` says why."""

    submission: Submission
    body: SafeString
    alias: str
    real_name_known: bool
    verdict: str
    verdict_tone: str
    number: bool
    late: bool
    lock: str
    appeal: Appeal | None
    may_answer: bool
    last_refusal: Ruling | None
    changes: list[Piece]
    moves: frozenset[str]


def cards_for(request: HttpRequest, submissions: Sequence[Submission], now: datetime) -> list[Card]:
    """A card for each of `submissions`, which come from `queries.inbox`; each kind may fetch what it needs at once."""
    by_kind = sorted(submissions, key=lambda submission: submission.kind)
    for key, group in groupby(by_kind, key=lambda submission: submission.kind):
        if key in moderated_kinds and (prepare := moderated_kinds.get(key).prepare):
            prepare(list(group))
    locked = locks(request.user, submissions)
    return [_card(request, submission, locked.get(submission.pk, ""), now) for submission in submissions]


def _card(request: HttpRequest, submission: Submission, lock: str, now: datetime) -> Card:
    resident = getattr(submission.author, "resident", None)
    verdict, tone = verdict_words(submission)
    appeal = open_appeal(submission)
    refusals: list[Ruling] = getattr(submission, "refusals", [])
    rounds = list(submission.rounds.all())
    moves = frozenset(SUBMISSION.events_from(SubmissionState(submission.state))) & frozenset(MOVES)
    return Card(
        submission=submission,
        body=_body(submission, request),
        alias=alias_of(submission.author),
        real_name_known=bool(resident and resident.real_name),
        verdict=verdict,
        verdict_tone=tone,
        number=names_a_number(f"{submission.title}\n{submission.text}"),
        late=submission.due_at < now and (submission.state in OPEN_STATES or appeal is not None),
        lock=lock,
        appeal=appeal,
        may_answer=bool(appeal) and not lock and not decided_it(request.user, submission),
        last_refusal=refusals[-1] if refusals and submission.state in OPEN_STATES else None,
        changes=round_changes(rounds[-2], rounds[-1]) if len(rounds) > 1 else [],
        moves=frozenset() if lock else frozenset(move.value for move in moves),
    )


def _body(submission: Submission, request: HttpRequest) -> SafeString:
    if submission.kind not in moderated_kinds:
        return SafeString("")
    # The port asks rooms for safe HTML.
    return mark_safe(moderated_kinds.get(submission.kind).show(submission, request))  # noqa: S308


def round_changes(before: Round, after: Round) -> list[Piece]:
    """What the author changed, title and text together; [] where they handed in the same again."""
    return changes(f"{before.title}\n{before.text}", f"{after.title}\n{after.text}")


def changes_by_round(submission: Submission) -> list[tuple[Round, list[Piece]]]:
    """Every round after the first with what changed in it."""
    return [(after, round_changes(before, after)) for before, after in pairwise(submission.rounds.all())]


def verdict_words(submission: Submission) -> tuple[str, str]:
    """What the screen said and what that means, and its tone: positive, warning, critical or none."""
    found = submission.screen_found
    words: dict[str, tuple[str, str]] = {
        "": (_("The automatic check has not answered yet."), ""),
        Verdict.PASS: (_("The automatic check found nothing."), "positive"),
        Verdict.REVIEW: (_("The automatic check leaves it to you."), ""),
        Verdict.RISKY: (_("The automatic check advises against it: look closely."), "critical"),
        Verdict.UNAVAILABLE: (_("The automatic check could not be made: nothing is known."), "warning"),
    }
    sentence, tone = words[submission.screen_verdict]
    if found and submission.screen_verdict == Verdict.RISKY:
        sentence = _("The automatic check found %(found)s: look closely.") % {"found": found}
    elif found and submission.screen_verdict == Verdict.REVIEW:
        sentence = _("The automatic check is not sure: perhaps %(found)s.") % {"found": found}
    return sentence, tone


def opinion_words(opinion: MediaOpinion, media_type: MediaType = MediaType.PICTURE) -> tuple[str, str]:
    """What the check of a picture or sound said, and its tone: positive, warning, critical or none."""
    words = _sound_words if media_type == MediaType.SOUND else _picture_words
    return words(opinion.verdict, opinion.found), _TONES.get(opinion.verdict, "warning")


_TONES: dict[Verdict | None, str] = {Verdict.PASS: "positive", Verdict.RISKY: "critical"}


def _picture_words(verdict: Verdict | None, found: str) -> str:
    saw = {"found": found}
    match verdict:
        case None:
            return _("The picture check has not answered yet.")
        case Verdict.PASS:
            return _("The picture check found nothing.")
        case Verdict.REVIEW if found:
            return _("The picture check is not sure: perhaps %(found)s.") % saw
        case Verdict.REVIEW:
            return _("The picture check leaves it to you.")
        case Verdict.RISKY if found:
            return _("The picture check found %(found)s: look closely.") % saw
        case Verdict.RISKY:
            return _("The picture check advises against it: look closely.")
        case _:
            return _("The picture check could not be made: nothing is known.")


def _sound_words(verdict: Verdict | None, found: str) -> str:
    heard = {"found": found}
    match verdict:
        case None:
            return _("The voice check has not answered yet.")
        case Verdict.PASS:
            return _("The voice check found nothing.")
        case Verdict.REVIEW if found:
            return _("The voice check is not sure: perhaps %(found)s.") % heard
        case Verdict.REVIEW:
            return _("The voice check leaves it to you.")
        case Verdict.RISKY if found:
            return _("The voice check found %(found)s: listen closely.") % heard
        case Verdict.RISKY:
            return _("The voice check advises against it: listen closely.")
        case _:
            return _("The voice check could not be made: nothing is known.")
