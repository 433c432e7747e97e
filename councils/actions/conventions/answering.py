"""The drafting staff answer a suggested wording: take it over, work it in, or say why not."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from councils.actions.conventions.holding import held_version
from councils.actions.conventions.revising import revise
from councils.conventions_enums import Answer, ConventionState, WordingOutcome, WordingState
from councils.conventions_lifecycle import ANSWER
from councils.conventions_news import WORDING
from councils.models import ArticleRevision, ConventionVersion, Wording
from councils.models.conventions import ARTICLE_AT_MOST
from councils.models.wordings import REASON_AT_MOST
from councils.rules import shares_wording
from portal.core import audit
from portal.core.errors import Forbidden, Hidden, Invalid, WrongState
from portal.core.text import plain
from portal.notices.actions import notify


@transaction.atomic
def accept_wording(*, code: str, seen: int, actor: Any, now: datetime, answer: str = "") -> Wording:
    """The suggested text becomes the draft's. `seen` is the number of the article's last revision that was looked at.

    Raises SignInNeeded, Hidden, Forbidden (one's own or one's household's), WrongState (no consultation, answered, not
    shown, the article is gone or was reworded meanwhile).
    """
    wording = _answerable(code, actor)
    revision = _reworded([wording], wording.text, seen, actor, now)
    return _answered(wording, Answer.ACCEPT, revision, answer, actor, now)


@transaction.atomic
def merge_wordings(
    *, code: str, others: Sequence[str], text: str, seen: int, actor: Any, now: datetime, answer: str = ""
) -> Wording:
    """Work it, and `others` of the same article by code, into one text, which credits them all.

    Raises as `accept_wording`, Hidden for one of another article, and Invalid (text).
    """
    wording = _answerable(code, actor)
    together = [wording, *(_answerable(other, actor) for other in dict.fromkeys(others) if other != code)]
    if any(each.thread_id != wording.thread_id for each in together):
        raise Hidden
    said = " ".join(plain(text).split())
    if not said:
        raise Invalid(text=_("Write the text that both become."))
    if len(said) > ARTICLE_AT_MOST:
        raise Invalid(text=_("An article has %d characters at most.") % ARTICLE_AT_MOST)
    revision = _reworded(together, said, seen, actor, now)
    for each in together:
        _answered(each, Answer.MERGE, revision, answer, actor, now)
    return wording


@transaction.atomic
def decline_wording(*, code: str, reason: str, actor: Any, now: datetime) -> Wording:
    """Say why it is not taken over; its author and everybody read it. Raises as `accept_wording`, Invalid (reason)."""
    wording = _answerable(code, actor)
    if not plain(reason):
        raise Invalid(reason=_("Please write a few words; everybody reads them."))
    return _answered(wording, Answer.DECLINE, None, reason, actor, now)


def lapse_wordings(version: ConventionVersion, now: datetime) -> None:
    """The consultation is over: what came back and was not handed in again waits for nothing any more.

    Within the caller's transaction, which holds the convention.
    """
    for wording in version.wordings.select_for_update().filter(outcome=WordingOutcome.OPEN):
        wording.outcome = ANSWER.advance(WordingOutcome(wording.outcome), Answer.LAPSE)
        wording.answered_at = now
        wording.save(update_fields=["outcome", "answered_at"])


def _answerable(code: str, actor: Any) -> Wording:
    """The wording, locked after its convention."""
    found = Wording.objects.filter(code=code).values_list("version__code", flat=True).first()
    if found is None:
        raise Hidden
    version = held_version(found, actor)
    wording = Wording.objects.locked(code)
    if shares_wording(actor, wording):
        raise Forbidden(_("Somebody else has to do this for you and your household."))
    if version.state != ConventionState.DRAFTED:
        raise WrongState(_("Wording is suggested while the draft is under consultation."))
    if wording.state != WordingState.SHOWN:
        raise WrongState(_("It is not shown, so it is not answered."))
    ANSWER.advance(WordingOutcome(wording.outcome), Answer.DECLINE)
    return wording


def _reworded(wordings: Sequence[Wording], text: str, seen: int, actor: Any, now: datetime) -> ArticleRevision:
    """Give the article its new text; where the draft was brought there by hand, its last revision is credited."""
    wording = wordings[0]
    article = wording.version.articles.select_related("thread").filter(thread=wording.thread).first()
    if article is None or article.thread is None:
        raise WrongState(_("This article is not in the draft any more."))
    last = ArticleRevision.objects.filter(thread=wording.thread).last()
    if (last.number if last is not None else 0) != seen:
        raise WrongState(_("The article was reworded meanwhile. Look at it again, please."))
    if article.text == text:
        if last is None:
            raise Invalid(text=_("This is what the draft says already."))
        return last
    before, article.text = article.text, text
    article.save(update_fields=["text"])
    return revise(
        wording.version,
        article.thread,
        number=article.number,
        before=before,
        after=text,
        actor=actor,
        now=now,
        knowing=[each.author_id for each in wordings if each.author_id],
    )


def _answered(
    wording: Wording, answer: Answer, revision: ArticleRevision | None, words: str, actor: Any, now: datetime
) -> Wording:
    wording.outcome = ANSWER.advance(WordingOutcome(wording.outcome), answer)
    wording.answer = plain(words)[:REASON_AT_MOST]
    wording.answered_at, wording.answered_by, wording.revision = now, actor, revision
    wording.save(update_fields=["outcome", "answer", "answered_at", "answered_by", "revision"])
    audit.record(f"councils.{answer}_wording", wording, actor)
    if wording.author_id:
        notify(
            kind=WORDING,
            recipients=[wording.author_id],
            subject=wording.code,
            event="answered",
            fields={
                "place": str(wording.version.convention),
                "title": wording.text[:60],
                "outcome": wording.outcome,
                "answer": wording.answer,
            },
            url=wording.get_absolute_url(),
            now=now,
        )
    return wording
