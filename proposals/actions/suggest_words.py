"""Sending a proposal back with other words for single answers, and what its author makes of them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.core import audit
from portal.core.errors import Hidden, Invalid, WrongState
from portal.core.text import plain
from portal.moderation.actions import decide_submission
from portal.moderation.enums import Decision
from proposals.actions.locking import writable
from proposals.actions.write_draft import TEXTS_AT_MOST, save_draft_answer
from proposals.enums import Answer, Suggestible
from proposals.models import Proposal, Suggestion
from proposals.rules import moderates


@transaction.atomic
def return_with_suggestions(
    *, code: str, suggestions: Mapping[Suggestible, str], reason: str, actor: Any, now: datetime, seen: str = ""
) -> Proposal:
    """Return a proposal that waits in the inbox, reported ones among them, with words suggested for its answers.

    Words that are as they are already are left out; earlier suggestions that are still open make room. Raises Hidden
    (not in `actor`'s care), Invalid (no reason, nothing suggested, too long), and what `decide_submission` raises:
    one's own or one's household's, decided already, or another text than `seen`.
    """
    handed_in = Proposal.objects.select_related("submission", "contest").filter(submission__isnull=False)
    found = handed_in.filter(code=code).first()
    if found is None or found.submission is None or not moderates(actor, found):
        raise Hidden
    wanted = {field: plain(text) for field, text in suggestions.items()}
    wanted = {field: text for field, text in wanted.items() if text and text != getattr(found, field)}
    too_long = {
        field.value: _("Please keep it within %d characters.") % TEXTS_AT_MOST[Answer(field)]
        for field, text in wanted.items()
        if len(text) > TEXTS_AT_MOST[Answer(field)]
    }
    if too_long:
        raise Invalid(**too_long)
    if not wanted:
        raise Invalid(_("Suggest other words for one answer at least, or return it in the inbox."))
    decide_submission(
        code=found.submission.code, decision=Decision.RETURN, actor=actor, reason=reason, now=now, seen=seen
    )
    proposal = Proposal.objects.locked(code)
    proposal.suggestions.filter(taken=None).update(taken=False)
    Suggestion.objects.bulk_create(
        Suggestion(proposal=proposal, field=field, text=text, by=actor, at=now) for field, text in wanted.items()
    )
    audit.record("proposals.suggest_words", proposal, actor, fields=sorted(field.value for field in wanted))
    return proposal


@transaction.atomic
def take_suggestion(*, code: str, field: Suggestible, actor: Any, now: datetime) -> Proposal:
    """Put the suggested words in the place of one's own; once more changes nothing.

    Raises as `save_draft_answer`, Hidden where nothing is suggested, WrongState where it was answered otherwise.
    """
    proposal = writable(code, actor)
    suggestion = proposal.suggestions.filter(field=field).order_by("-pk").first()
    if suggestion is None:
        raise Hidden
    if suggestion.taken is False:
        raise WrongState(_("This suggestion has been answered already."))
    saved = save_draft_answer(code=code, answer=Answer(field), value=suggestion.text, actor=actor, now=now)
    suggestion.taken = True
    suggestion.save(update_fields=["taken"])
    return saved


def settle_suggestions(proposal: Proposal) -> None:
    """What the author did not take over by the time it is handed in again was passed over."""
    proposal.suggestions.filter(taken=None).update(taken=False)
