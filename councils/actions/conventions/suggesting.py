"""A resident suggests another wording of one article of a draft; neighbours support it."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from councils.conventions_enums import ConventionState, WordingEvent, WordingOutcome, WordingState
from councils.conventions_lifecycle import WORDING
from councils.models import Article, Convention, ConventionVersion, Wording, WordingSupport
from councils.models.conventions import ARTICLE_AT_MOST
from councils.models.wordings import REASON_AT_MOST
from portal.accounts.rules import require_verified_phone, require_verified_resident
from portal.core import audit
from portal.core.errors import Forbidden, Hidden, Invalid, WrongState
from portal.core.text import plain
from portal.discussions.actions import follow_thread
from portal.moderation.actions import submit_for_moderation, withdraw_submission
from portal.moderation.enums import Decision
from portal.moderation.models import Submission

WORDING_KIND = "convention_wording"


@transaction.atomic
def suggest_wording(*, code: str, article: int, text: str, reason: str, actor: Any, now: datetime) -> Wording:
    """Suggest `text` for the article of this number while the draft is under consultation; it is read like a comment.

    Raises SignInNeeded, VerificationNeeded, Hidden (version or article), Forbidden (another community), WrongState (no
    consultation, or another one of the actor's is open for this article), Invalid (text, reason).
    """
    _require_resident(actor)
    version = _consulted(code, actor)
    found = version.articles.select_related("thread").filter(number=article, thread__isnull=False).first()
    if found is None or found.thread is None:
        raise Hidden
    given = _checked(text, reason, found)
    wording = Wording(version=version, thread=found.thread, base=found.text, author=actor, suggested_at=now, **given)
    wording.submission = _submitted(wording, None, now)
    try:
        with transaction.atomic():
            wording.save()
    except IntegrityError:
        raise WrongState(
            _("You suggested a wording for this article already. Change it or take it back first.")
        ) from None
    follow_thread(thread=found.thread, user=actor)
    audit.record("councils.suggest_wording", wording, actor)
    return wording


@transaction.atomic
def change_wording(*, code: str, text: str, reason: str, actor: Any, now: datetime) -> Wording:
    """Hand one that came back in again, with other words. Raises as `suggest_wording`."""
    _require_resident(actor)
    submission = _own_submission(code, actor)
    version = _consulted(Wording.objects.values_list("version__code", flat=True).get(code=code), actor)
    wording = Wording.objects.locked(code)
    article = version.articles.filter(thread=wording.thread).first()
    if article is None or wording.outcome != WordingOutcome.OPEN:
        raise WrongState(_("This article is not in the draft any more."))
    given = _checked(text, reason, article)
    wording.state = WORDING.advance(WordingState(wording.state), WordingEvent.SUBMIT)
    wording.text, wording.reason, wording.base = given["text"], given["reason"], article.text
    wording.submission = _submitted(wording, submission, now)
    wording.save(update_fields=["state", "text", "reason", "base", "submission"])
    audit.record("councils.suggest_wording", wording, actor)
    return wording


@transaction.atomic
def withdraw_wording(*, code: str, actor: Any, now: datetime) -> Wording:
    """Its author takes it back before it is answered. Raises SignInNeeded, VerificationNeeded, Hidden, WrongState."""
    require_verified_resident(actor)
    submission = _own_submission(code, actor)
    wording = Wording.objects.locked(code)
    if wording.outcome != WordingOutcome.OPEN:
        raise WrongState(_("It is answered already and stays to be read."))
    wording.state = WORDING.advance(WordingState(wording.state), WordingEvent.WITHDRAW)
    wording.save(update_fields=["state"])
    withdraw_submission(submission=submission, now=now)
    audit.record("councils.withdraw_wording", wording, actor)
    return wording


@transaction.atomic
def support_wording(*, code: str, actor: Any, now: datetime) -> Wording:
    """Support a neighbour's wording, once, until it is answered; again changes nothing.

    Raises SignInNeeded, VerificationNeeded, Hidden, Forbidden (one's own, another community), WrongState.
    """
    wording = _supportable(code, actor)
    WordingSupport.objects.get_or_create(wording=wording, user=actor, defaults={"at": now})
    return _counted(wording)


@transaction.atomic
def take_back_support(*, code: str, actor: Any, now: datetime) -> Wording:
    """The other way round. Raises as `support_wording`."""
    wording = _supportable(code, actor)
    wording.supports.filter(user=actor).delete()
    return _counted(wording)


EVENTS = {
    Decision.APPROVE: WordingEvent.APPROVE,
    Decision.RESTORE: WordingEvent.APPROVE,
    Decision.RETURN: WordingEvent.RETURN,
    Decision.HIDE: WordingEvent.HIDE,
}
REACHED = {
    WordingEvent.APPROVE: WordingState.SHOWN,
    WordingEvent.RETURN: WordingState.RETURNED,
    WordingEvent.HIDE: WordingState.HIDDEN,
}


@transaction.atomic
def settle_wording(*, submission: Submission, decision: Decision, now: datetime) -> Wording:
    """Do to the wording what moderation decided, inside the deciding transaction. The same again changes nothing.

    Raises WrongState where it cannot go there.
    """
    wording = Wording.objects.locked(submission.wording.code)
    event = EVENTS[decision]
    if wording.state != REACHED[event]:
        wording.state = WORDING.advance(WordingState(wording.state), event)
        wording.save(update_fields=["state"])
    return wording


def _require_resident(actor: Any) -> None:
    require_verified_phone(actor)
    require_verified_resident(actor)


def _consulted(code: str, actor: Any) -> ConventionVersion:
    """The version, its convention locked: against a draft that goes on to study meanwhile."""
    found = ConventionVersion.objects.visible_to(actor).filter(code=code).values_list("convention", flat=True).first()
    if found is None:
        raise Hidden
    convention = Convention.objects.select_for_update().get(pk=found)
    if convention.community_id != actor.resident.community_id:
        raise Forbidden(_("Residents of this community write its convention."))
    version = ConventionVersion.objects.select_related("convention__community").get(code=code)
    if version.state != ConventionState.DRAFTED:
        raise WrongState(_("Wording is suggested while the draft is under consultation."))
    return version


def _own_submission(code: str, actor: Any) -> Submission:
    """The submission, locked before anything else as moderation does. Raises Hidden for somebody else's."""
    found = Submission.objects.filter(wording__code=code, wording__author=actor.pk).values_list("code", flat=True)
    if not found:
        raise Hidden
    return Submission.objects.locked(found[0])


def _supportable(code: str, actor: Any) -> Wording:
    require_verified_resident(actor)
    wording = Wording.objects.visible_to(actor).locked(code)
    if wording.author_id == actor.pk:
        raise Forbidden(_("It is your own suggestion: your support goes without saying."))
    if wording.version.convention.community_id != actor.resident.community_id:
        raise Forbidden(_("Residents of this community write its convention."))
    if wording.state != WordingState.SHOWN or wording.outcome != WordingOutcome.OPEN:
        raise WrongState(_("It is answered already and stays to be read."))
    return wording


def _counted(wording: Wording) -> Wording:
    wording.support_count = wording.supports.count()
    wording.save(update_fields=["support_count"])
    return wording


def _submitted(wording: Wording, previous: Submission | None, now: datetime) -> Submission:
    return submit_for_moderation(
        kind=WORDING_KIND,
        community=wording.version.convention.community,
        author=wording.author,
        title=wording.text[:60],
        text=f"{wording.text}\n\n{wording.reason}",
        url=wording.get_absolute_url(),
        previous=previous,
        now=now,
    )


def _checked(text: str, reason: str, article: Article) -> dict[str, str]:
    """One line of text, and why; raises Invalid."""
    given = {"text": " ".join(plain(text).split()), "reason": plain(reason)}
    wrong = {name: _("Please fill this in.") for name, value in given.items() if not value}
    for name, most in (("text", ARTICLE_AT_MOST), ("reason", REASON_AT_MOST)):
        if len(given[name]) > most:
            wrong[name] = _("%d characters at most, please.") % most
    if given["text"] == article.text:
        wrong["text"] = _("This is what the draft says already.")
    if wrong:
        raise Invalid(**wrong)
    return given
