"""The screen: asked outside any transaction, believed only when it says PASS, and then only for kinds that allow it."""

import logging
from datetime import datetime

from django.db import transaction

from portal.moderation.actions.settle import settle
from portal.moderation.enums import SEVERITY, Decision, SubmissionEvent, SubmissionState, Verdict
from portal.moderation.lifecycle import SUBMISSION
from portal.moderation.models import Ruling, Submission
from portal.moderation.ports import Finding, Words, content_screens, media_screens, moderated_kinds
from portal.moderation.queries.media import media_pass

LONGEST_LABEL = 40
log = logging.getLogger(__name__)


def screen_submission(*, code: str, round_number: int, now: datetime) -> None:
    """Ask every registered screen about this round of a submission and act on the worst answer.

    Its pictures and sounds are handed to their own screens first, which answer later. Idempotent: a round that has
    moved on meanwhile is left alone.
    """
    waiting = Submission.objects.select_related("author")
    submission = waiting.filter(code=code, round=round_number, state=SubmissionState.SCREENING).first()
    if submission is None:
        return
    kind = moderated_kinds.get(submission.kind)
    ask_about_media(submission, now)
    found = worst_finding(Words(submission.title, submission.text, submission.author, kind.scene))
    record_verdict(code=code, round_number=round_number, verdict=found.verdict, label=found.label, now=now)


def ask_about_media(submission: Submission, now: datetime) -> None:
    """Have those of its pictures and sounds checked that are not yet; writes rows, calls nobody. Again is no harm."""
    kind = moderated_kinds.get(submission.kind)
    if kind.media is not None and (media := kind.media.of(submission)):
        for screen in media_screens:
            screen.ask(submission, media, now)


def worst_finding(words: Words) -> Finding:
    """The most severe answer of all screens; UNAVAILABLE for one that fails, REVIEW where none has a say.

    Its label carries the name of the screen, "wechat:20001".
    """
    answers = []
    for name in content_screens.names():
        try:
            found = content_screens.get(name).check(words)
            if found is not None:
                answers.append(Finding(Verdict(found.verdict), f"{name}:{found.label}" if found.label else ""))
        except Exception:
            # Whatever goes wrong with somebody else's service, the text goes to a person.
            log.exception("content screen %s failed", name)
            answers.append(Finding(Verdict.UNAVAILABLE))
    return max(answers, key=lambda found: SEVERITY.index(found.verdict), default=Finding(Verdict.REVIEW))


@transaction.atomic
def record_verdict(*, code: str, round_number: int, verdict: Verdict, label: str = "", now: datetime) -> Submission:
    """Publish on PASS where the kind allows it and nothing speaks against its pictures, hand to a person otherwise.

    Raises Hidden for an unknown code.
    """
    submission = Submission.objects.locked(code)
    if submission.round != round_number or submission.state != SubmissionState.SCREENING:
        return submission
    submission.screen_verdict, submission.screen_label = verdict, label[:LONGEST_LABEL]
    kind = moderated_kinds.get(submission.kind)
    if verdict == Verdict.PASS and not kind.needs_person(submission, now) and media_pass(submission):
        return settle(submission, Decision.APPROVE, actor=None, reason="", now=now)
    submission.state = SUBMISSION.advance(SubmissionState.SCREENING, SubmissionEvent.QUEUE)
    submission.save(update_fields=["state", "screen_verdict", "screen_label"])
    Ruling.objects.create(
        submission=submission, event=SubmissionEvent.QUEUE, reason=verdict, round=submission.round, at=now
    )
    return submission
