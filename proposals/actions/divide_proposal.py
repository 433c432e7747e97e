"""Dividing a proposal that wants two things (拆分): its author makes two of it; supporters are asked, not moved.

Who begins is the author; staff can only ask. The original stands, and can be seconded, until both parts are published;
then `finish_division` comes from the outbox in a transaction of its own, because it takes the contest first, as merging
and freezing the roll do, and whoever approves a part holds that part already.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.core import audit
from portal.core.errors import Forbidden, Hidden, Invalid, WrongState
from proposals.actions.end_division import end_division
from proposals.actions.locking import locked_with_submission, own
from proposals.actions.merge_proposals import reason_given
from proposals.actions.name_writers import name_writers
from proposals.actions.write_draft import DRAFTS_AT_MOST, LABEL_AT_MOST, TEXTS_AT_MOST
from proposals.enums import Answer, ProposalEvent, ProposalState
from proposals.lifecycle import PROPOSAL
from proposals.merger_news import ask_supporters, tell_author, tell_named
from proposals.models import (
    CoAuthor,
    Contest,
    CostLine,
    Division,
    DivisionPart,
    Endorsement,
    Proposal,
    SupportAsk,
)
from proposals.news import tell_followers
from proposals.queries.divisions import why_not_divisible
from proposals.queries.mergers import too_late
from proposals.rules import lives_with_authors, moderates

_PARTS = ("（一）", "（二）")


@transaction.atomic
def ask_to_divide(*, code: str, reason: str, actor: Any, now: datetime) -> Division:
    """Ask the author of a published proposal to make two of it; they read the reason and say yes or no.

    For staff of its community. Raises Hidden, Forbidden (one's own or one's household's), WrongState (not published,
    too late, asked or begun already, others are merged into it) or Invalid ("reason").
    """
    reason = reason_given(reason)
    proposal = locked_with_submission(code, actor)
    if not moderates(actor, proposal):
        raise Hidden
    if lives_with_authors(actor, proposal):
        raise Forbidden(_("You or your household wrote this: somebody else has to judge it."))
    _require_divisible(proposal, now)
    if Division.objects.open().filter(original=proposal).exists():
        raise WrongState(_("Its author has been asked already, or is dividing it."))
    division = Division.objects.create(original=proposal, reason=reason, asked_by=actor, asked_at=now)
    tell_author(proposal, event="divide", other=proposal, reason=reason, offered=False, now=now)
    audit.record("proposals.ask_to_divide", proposal, actor, reason=reason)
    return division


@transaction.atomic
def begin_division(*, code: str, actor: Any, now: datetime) -> Division:
    """The author makes two drafts of their published proposal, each with everything it says; once more changes nothing.

    Pictures and the recording stay with the original. Raises SignInNeeded, Hidden, Forbidden (not theirs), WrongState
    as `ask_to_divide`, or Invalid (too many drafts).
    """
    proposal = own(code, actor)
    division = Division.objects.open().filter(original=proposal).first()
    if division is not None and division.begun_at is not None:
        return division
    _require_divisible(proposal, now)
    drafts = Proposal.objects.filter(author=actor, contest=proposal.contest, state=ProposalState.DRAFT).count()
    if drafts + len(_PARTS) > DRAFTS_AT_MOST:
        raise Invalid(_("You have many unfinished drafts. Finish or delete one first."))
    if division is None:
        division = Division(original=proposal)
    division.begun_at = now
    division.save()
    for position, mark in enumerate(_PARTS, start=1):
        part = _copied(proposal, mark, now)
        DivisionPart.objects.create(division=division, proposal=part, position=position)
    audit.record("proposals.begin_division", proposal, actor)
    return division


@transaction.atomic
def keep_whole(*, code: str, actor: Any, now: datetime) -> Proposal:
    """The author does not divide it, or no longer: it stays as it is, and parts that exist stand by themselves.

    Raises SignInNeeded, Hidden, Forbidden, or WrongState where nothing is under way.
    """
    proposal = own(code, actor)
    division = Division.objects.under_way().filter(original=proposal).first()
    if division is None:
        raise WrongState(_("It is not being divided."))
    end_division(proposal, why=_("Its author keeps it as one."), now=now)
    audit.record("proposals.keep_whole", proposal, actor)
    return proposal


@transaction.atomic
def finish_division(*, division: int, now: datetime) -> bool:
    """Once both parts are published the original becomes "divided", and whoever seconded it is asked about them.

    Returns whether that was done now; once more changes nothing. Where it is too late, or the original is no longer
    published, the division ends and its author is told.
    """
    found = Division.objects.under_way().filter(pk=division).values_list("original", "original__contest__code").first()
    if found is None:
        return False
    contest = Contest.objects.locked(found[1])
    parts = list(Proposal.objects.filter(part__division=division).values_list("pk", flat=True))
    rows = {
        row.pk: row
        for row in Proposal.objects.filter(pk__in=[found[0], *parts])
        .select_for_update(of=("self",))
        .select_related("contest", "author", "thread")
        .order_by("pk")
    }
    original, halves = rows[found[0]], [rows[pk] for pk in sorted(parts)]
    under_way = Division.objects.under_way().filter(pk=division).first()
    if under_way is None or len(halves) != len(_PARTS):
        return False
    if any(half.state != ProposalState.PUBLISHED for half in halves):
        return False
    why = too_late(contest)
    if original.state != ProposalState.PUBLISHED:
        why = _("It is not published any more.")
    if why:
        end_division(original, why=why, now=now)
        tell_author(original, event="undivided", other=original, reason=why, offered=False, now=now)
        return False
    original.state = PROPOSAL.advance(ProposalState(original.state), ProposalEvent.DIVIDE)
    original.save(update_fields=["state"])
    under_way.done_at = now
    under_way.save(update_fields=["done_at"])
    asked = _ask(original, halves, now)
    _offer_co_authorship(original, halves, now)
    tell_author(original, event="divided", other=original, reason=under_way.reason, offered=False, now=now)
    tell_followers(original, event="divided", now=now, but=asked)
    audit.record("proposals.divide", original, None, into=[half.code for half in halves])
    return True


@transaction.atomic
def reunite_proposal(*, code: str, reason: str, actor: Any, now: datetime) -> Proposal:
    """A divided proposal stands by itself again with the endorsements it always had, once both parts are out of sight.

    For managers, as long as merging. Raises Hidden, Forbidden, WrongState or Invalid ("reason").
    """
    reason = reason_given(reason)
    of_contest = Contest.objects.managed_by(actor).filter(proposals__code=code).values_list("code", flat=True).first()
    if of_contest is None:
        raise Hidden
    contest = Contest.objects.managed_by(actor).locked(of_contest)
    proposal = Proposal.objects.visible_to(actor).locked(code)
    if lives_with_authors(actor, proposal):
        raise Forbidden(_("You or your household wrote this: somebody else has to judge it."))
    if words := too_late(contest):
        raise WrongState(words)
    state = PROPOSAL.advance(ProposalState(proposal.state), ProposalEvent.REUNITE)
    parts = Proposal.objects.filter(part__division__original=proposal, part__division__ended_at=None)
    if parts.filter(state__in=(ProposalState.PUBLISHED, ProposalState.MERGED)).exists():
        raise WrongState(_("One of its parts can still be read. Both have to be withdrawn or taken down first."))
    end_division(proposal, why=reason, now=now)
    proposal.state = state
    proposal.save(update_fields=["state"])
    tell_author(proposal, event="split", other=proposal, reason=reason, offered=False, now=now)
    tell_followers(proposal, event="split", now=now)
    audit.record("proposals.reunite", proposal, actor, reason=reason)
    return proposal


def _require_divisible(proposal: Proposal, now: datetime) -> None:
    if words := why_not_divisible(proposal, now):
        raise WrongState(words)


def _copied(proposal: Proposal, mark: str, now: datetime) -> Proposal:
    title = proposal.title[: TEXTS_AT_MOST[Answer.TITLE] - len(mark)] + mark
    part = Proposal.objects.create(
        contest=proposal.contest,
        author=proposal.author,
        community=proposal.community,
        category=proposal.category,
        title=title,
        problem=proposal.problem,
        idea=proposal.idea,
        place=proposal.place,
        cost_cny=proposal.cost_cny,
        saved_at=now,
    )
    CostLine.objects.bulk_create(
        CostLine(proposal=part, position=line.position, label=line.label[:LABEL_AT_MOST], amount_cny=line.amount_cny)
        for line in proposal.cost_lines.all()
    )
    return part


def _ask(original: Proposal, parts: Sequence[Proposal], now: datetime) -> list[int]:
    """Ask whoever seconded the original, once and for both parts together; authors hear of it in their own notice."""
    named = CoAuthor.objects.filter(proposal=original, accepted_at__isnull=False).values("user")
    supporters = Endorsement.objects.filter(proposal=original).exclude(user=original.author_id).exclude(user__in=named)
    ids = sorted(supporters.values_list("user", flat=True))
    SupportAsk.objects.bulk_create(
        (SupportAsk(canonical=part, user_id=each, asked_at=now) for part in parts for each in ids),
        ignore_conflicts=True,
    )
    ask_supporters(original, ids, now, event="divided")
    return ids


def _offer_co_authorship(original: Proposal, parts: Sequence[Proposal], now: datetime) -> None:
    """Whoever is named beside the original may be named beside each part."""
    named = CoAuthor.objects.filter(proposal=original, accepted_at__isnull=False)
    people = list(named.values_list("user", flat=True))
    for person in people:
        for part in parts:
            CoAuthor.objects.get_or_create(proposal=part, user_id=person, defaults={"offered_at": now})
    for part in parts:
        name_writers(part)
    tell_named(original, people, now)
