"""Writing a proposal, one answer at a time. Nothing here needs another answer first, and nothing is ever lost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.rules import require_signed_in
from portal.communities.models import Community
from portal.core import audit
from portal.core.errors import Invalid, OutsideWindow, WrongState
from portal.core.text import plain
from proposals.actions.end_division import part_is_gone
from proposals.actions.locking import own, writable
from proposals.enums import Answer, Feature, ProposalState
from proposals.models import Category, Contest, CostLine, Proposal, ProposalVoice
from proposals.phases import kinds_opening
from proposals.photo_files import delete_after_commit

DRAFTS_AT_MOST = 10
COST_LINES_AT_MOST = 20
LABEL_AT_MOST = 40
TEXTS_AT_MOST = {Answer.TITLE: 40, Answer.PLACE: 80, Answer.PROBLEM: 1000, Answer.IDEA: 2000}
AMOUNT_AT_MOST = Decimal("99999999.99")


@dataclass(frozen=True)
class NewCostLine:
    """What somebody typed into one line; `amount_cny` is None while it is empty."""

    label: str
    amount_cny: Decimal | None


@transaction.atomic
def start_draft(
    *,
    contest_code: str,
    actor: Any,
    now: datetime,
    answers: Mapping[Answer, str] | None = None,
    lines: Sequence[NewCostLine] | None = None,
) -> Proposal:
    """A draft in the contest with what is answered already; else the author's own community where the contest has it.

    A draft may be begun before the call opens. Raises SignInNeeded, Hidden (no such contest for `actor`),
    OutsideWindow (the call is over) or Invalid (too many unfinished drafts, or an answer that cannot be kept).
    """
    require_signed_in(actor)
    contest = Contest.objects.visible_to(actor).found(contest_code)
    calls = [phase for phase in contest.phases.all() if phase.kind in kinds_opening(Feature.SUBMIT)]
    if not any(now < phase.closes_at for phase in calls):
        raise OutsideWindow(_("The call for proposals is over. You can still read what neighbours proposed."))
    drafts = Proposal.objects.filter(author=actor, contest=contest, state=ProposalState.DRAFT)
    if drafts.count() >= DRAFTS_AT_MOST:
        raise Invalid(_("You have many unfinished drafts. Finish or delete one first."))
    draft = Proposal.objects.create(contest=contest, author=actor, community=_home(actor, contest), saved_at=now)
    return save_draft_answers(code=draft.code, answers=answers or {}, lines=lines, actor=actor, now=now)


@transaction.atomic
def save_draft_answer(*, code: str, answer: Answer, value: str, actor: Any, now: datetime) -> Proposal:
    """Keep one answer of a draft or of a returned proposal; an empty value clears it.

    `value` is text, or the slug of a community or category. Raises SignInNeeded, Hidden, Forbidden (not the author's to
    write any more), WrongState (during an appeal) or Invalid, whose field is `answer`; the earlier answer then stays.
    """
    proposal = writable(code, actor)
    text = plain(value)
    match answer:
        case Answer.COMMUNITY:
            here = Community.objects.filter(subdistrict_id=proposal.contest.subdistrict_id)
            proposal.community = _chosen(here, text, answer, _("Choose a community of this sub-district."))
        case Answer.CATEGORY:
            proposal.category = _chosen(Category.objects.all(), text, answer, _("Choose one from the list."))
        case _text_answer:
            _require_room(answer, text)
            setattr(proposal, answer.value, " ".join(text.split()) if answer in _ONE_LINE else text)
    return _saved(proposal, now, answer.value)


@transaction.atomic
def save_draft_answers(
    *, code: str, answers: Mapping[Answer, str], lines: Sequence[NewCostLine] | None, actor: Any, now: datetime
) -> Proposal:
    """Keep several answers at once, and the cost lines unless they are None: all of them or none.

    Raises as `save_draft_answer`.
    """
    proposal = writable(code, actor)
    for answer, value in answers.items():
        proposal = save_draft_answer(code=code, answer=answer, value=value, actor=actor, now=now)
    if lines is not None:
        proposal = save_cost_lines(code=code, lines=lines, actor=actor, now=now)
    return proposal


@transaction.atomic
def save_cost_lines(*, code: str, lines: Sequence[NewCostLine], actor: Any, now: datetime) -> Proposal:
    """Keep what the money is for, as typed; lines that are empty in both halves are dropped. The total follows.

    Raises as `save_draft_answer`, with the field "costs"; the earlier lines then stay.
    """
    proposal = writable(code, actor)
    kept = [(" ".join(plain(line.label).split()), line.amount_cny) for line in lines]
    kept = [(label, amount) for label, amount in kept if label or amount is not None]
    if len(kept) > COST_LINES_AT_MOST:
        raise Invalid(costs=_("At most %d lines, please; put small things together.") % COST_LINES_AT_MOST)
    if any(len(label) > LABEL_AT_MOST for label, _amount in kept):
        raise Invalid(costs=_("Keep the name of a line within %d characters.") % LABEL_AT_MOST)
    if any(amount is not None and not 0 < amount <= AMOUNT_AT_MOST for _label, amount in kept):
        raise Invalid(costs=_("Amounts are in yuan, above zero."))
    proposal.cost_lines.all().delete()
    CostLine.objects.bulk_create(
        CostLine(proposal=proposal, position=position, label=label, amount_cny=amount)
        for position, (label, amount) in enumerate(kept)
    )
    proposal.cost_cny = sum((amount for _label, amount in kept if amount is not None), Decimal(0))
    return _saved(proposal, now, "cost_cny")


@transaction.atomic
def discard_draft(*, code: str, actor: Any, now: datetime) -> None:
    """Delete a draft with its photos and its recording.

    Raises SignInNeeded, Hidden, Forbidden, or WrongState once it was handed in (withdraw it instead).
    """
    proposal = own(code, actor)
    if proposal.state != ProposalState.DRAFT:
        raise WrongState(_("It has been handed in already. You can withdraw it instead."))
    audit.record("proposals.discard", proposal, actor)
    part_is_gone(proposal, why=_("Its author has deleted a part."), now=now)
    delete_after_commit([*proposal.photos.all(), *ProposalVoice.objects.filter(proposal=proposal)])
    proposal.delete()


_ONE_LINE = frozenset({Answer.TITLE, Answer.PLACE})


def _home(actor: Any, contest: Contest) -> Community | None:
    here = Community.objects.filter(residents__user=actor, subdistrict_id=contest.subdistrict_id)
    return here.first()


def _chosen(choices: Any, slug: str, answer: Answer, refusal: str) -> Any:
    if not slug:
        return None
    if (chosen := choices.filter(slug=slug).first()) is None:
        raise Invalid(**{answer.value: refusal})
    return chosen


def _require_room(answer: Answer, text: str) -> None:
    if len(text) > (most := TEXTS_AT_MOST[answer]):
        raise Invalid(**{answer.value: _("Please keep it within %d characters.") % most})


def _saved(proposal: Proposal, now: datetime, field: str) -> Proposal:
    proposal.saved_at = now
    proposal.save(update_fields=[field, "saved_at"])
    return proposal
