"""Merging proposals (合并): several that want the same become one, and whoever stood behind them is asked, not moved.

Locks, always in this order: the contest, then proposals by ascending id. Freezing the roll takes the contest first as
well; seconding and carrying over take one proposal, the one that is counted. So nobody waits in a ring, and no support
given meanwhile is lost: it is either counted before the merger, and its giver asked, or refused with a way on.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.core import audit
from portal.core.errors import Forbidden, Hidden, Invalid, WrongState
from portal.core.text import plain
from proposals.actions.end_division import end_division
from proposals.actions.end_merger import split_off
from proposals.actions.name_writers import name_writers
from proposals.enums import ProposalEvent, ProposalState
from proposals.lifecycle import PROPOSAL
from proposals.merger_news import ask_supporters, tell_author
from proposals.models import CoAuthor, Contest, Endorsement, Merger, Proposal, SupportAsk
from proposals.models.merging import REASON_AT_MOST
from proposals.news import tell_followers
from proposals.queries.mergers import too_late
from proposals.rules import lives_with_authors

MERGED_AT_ONCE = 20


@transaction.atomic
def merge_proposals(*, code: str, originals: Sequence[str], reason: str, actor: Any, now: datetime) -> Proposal:
    """Merge published proposals (`originals`, by code) into the one called `code`, of the same contest.

    The originals stay readable under their address and keep their endorsements; whoever seconded one of them and not
    the joint one is asked once whether their support may go over. Their authors are told the reason and may become
    co-authors. For managers, until the scoring begins or the ballot is made. Raises Hidden (another sub-district, or no
    such proposal), Forbidden (one's own or one's household's), WrongState (too late; not published; itself a joint one)
    or Invalid ("originals", "reason").
    """
    wanted = list(dict.fromkeys(originals))
    reason = reason_given(reason)
    if not wanted or code in wanted:
        raise Invalid(originals=_("Choose at least one other proposal."))
    if len(wanted) > MERGED_AT_ONCE:
        raise Invalid(originals=_("At most %d at once, please.") % MERGED_AT_ONCE)
    canonical, merged = _held(code, wanted, actor)
    if canonical.state != ProposalState.PUBLISHED:
        raise WrongState(_("Only a published proposal can take others in."))
    if Proposal.objects.filter(merged_into__in=merged).exists():
        raise WrongState(_("One of them has taken others in itself. Split those off first."))
    for original in merged:
        original.state = PROPOSAL.advance(ProposalState(original.state), ProposalEvent.MERGE)
        original.merged_into = canonical
        original.save(update_fields=["state", "merged_into"])
        Merger.objects.create(original=original, canonical=canonical, reason=reason, merged_by=actor, merged_at=now)
        end_division(original, why=reason, now=now)
        offered = _offer_co_authorship(canonical, original, now)
        tell_author(original, event="merged", other=canonical, reason=reason, offered=offered, now=now)
        tell_author(canonical, event="joined", other=original, reason=reason, offered=False, now=now)
        audit.record("proposals.merge", original, actor, into=canonical.code, reason=reason)
    asked = _ask(canonical, merged, now)
    for original in merged:
        tell_followers(original, event="merged", now=now, but=asked)
    return canonical


@transaction.atomic
def split_proposal(*, code: str, original: str, reason: str, actor: Any, now: datetime) -> Proposal:
    """Undo the merger of `original` into `code`, as long; returns the original, published again.

    Its endorsements never left it. Support that people carried over stays with the joint proposal until they take it
    back. Raises as `merge_proposals`, WrongState where it is not merged into that one (any more).
    """
    reason = reason_given(reason)
    canonical, [split] = _held(code, [original], actor)
    if split.merged_into_id != canonical.pk:
        raise WrongState(_("It is not part of this proposal any more."))
    split_off([split], why=reason, actor=actor, now=now)
    tell_author(canonical, event="left", other=split, reason=reason, offered=False, now=now)
    audit.record("proposals.split", split, actor, of=canonical.code, reason=reason)
    return split


def reason_given(text: str) -> str:
    """The reason in one line; raises Invalid ("reason") where there is none or too much of it."""
    reason = " ".join(plain(text).split())
    if not reason:
        raise Invalid(reason=_("Give a reason: the authors read it."))
    if len(reason) > REASON_AT_MOST:
        raise Invalid(reason=_("At most %d characters, please.") % REASON_AT_MOST)
    return reason


def _held(code: str, others: Sequence[str], actor: Any) -> tuple[Proposal, list[Proposal]]:
    """The proposal and the others, locked; everything in `merge_proposals` that refuses a person or a moment."""
    of_contest = Contest.objects.managed_by(actor).filter(proposals__code=code).values_list("code", flat=True).first()
    if of_contest is None:
        raise Hidden
    contest = Contest.objects.managed_by(actor).locked(of_contest)
    rows = {
        row.code: row
        for row in contest.proposals.exclude(state=ProposalState.DRAFT)
        .select_for_update(of=("self",))
        .select_related("contest", "author", "thread")
        .filter(code__in=[code, *others])
        .order_by("pk")
    }
    if len(rows) != 1 + len(others):
        raise Hidden
    if words := too_late(contest):
        raise WrongState(words)
    if any(lives_with_authors(actor, row) for row in rows.values()):
        raise Forbidden(_("You or your household wrote one of them: somebody else has to decide."))
    return rows[code], [rows[other] for other in others]


def _offer_co_authorship(canonical: Proposal, original: Proposal, now: datetime) -> bool:
    if original.author_id == canonical.author_id:
        return False
    offer, _new = CoAuthor.objects.get_or_create(
        proposal=canonical, user_id=original.author_id, defaults={"offered_at": now}
    )
    name_writers(canonical)
    return offer.accepted_at is None


def _ask(canonical: Proposal, merged: Sequence[Proposal], now: datetime) -> list[int]:
    """Ask whoever seconded one of `merged` and does not second `canonical`; authors hear of it in their own notice."""
    authors = {canonical.author_id, *(original.author_id for original in merged)}
    supporters = Endorsement.objects.filter(proposal__in=merged).exclude(user__in=authors)
    known = Endorsement.objects.filter(proposal=canonical).values("user")
    asked = SupportAsk.objects.filter(canonical=canonical).values("user")
    named = CoAuthor.objects.filter(proposal=canonical, accepted_at__isnull=False).values("user")
    people = supporters.exclude(user__in=known).exclude(user__in=asked).exclude(user__in=named)
    ids = sorted(set(people.values_list("user", flat=True)))
    SupportAsk.objects.bulk_create(SupportAsk(canonical=canonical, user_id=each, asked_at=now) for each in ids)
    ask_supporters(canonical, ids, now)
    return ids
