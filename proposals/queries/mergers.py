"""Mergers as they are read: what a joint proposal took in, who carried support over, and what could be merged."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from portal.accounts.rules import require_signed_in
from portal.core.errors import Hidden
from portal.core.site_search import find
from proposals.enums import ProposalState
from proposals.models import CoAuthor, Contest, Endorsement, Merger, Proposal
from proposals.models.division import of_origins
from proposals.queries.reading import proposal_to_read
from proposals.queries.similar import ALIKE_FROM, LOOKED_AT, bigrams, likeness, words_of

SUGGESTED = 8
SEARCHED = 20


@dataclass(frozen=True)
class Carried:
    """Of `supporters` of the originals, `carried` second the joint proposal too."""

    carried: int
    supporters: int


@dataclass(frozen=True)
class Family:
    """What belongs to a joint proposal, for everybody to read."""

    originals: tuple[Merger, ...]
    co_authors: tuple[CoAuthor, ...]
    carried: Carried | None


def family(proposal: Proposal) -> Family:
    """For a proposal as `proposal_to_read` gives it: at most three queries, none where nothing was merged."""
    takes_in, named = getattr(proposal, "takes_in", True), getattr(proposal, "has_co_authors", True)
    people = proposal.co_authors.filter(accepted_at__isnull=False).select_related("user__resident")
    return Family(
        originals=tuple(mergers_into(proposal)) if takes_in else (),
        co_authors=tuple(people) if named else (),
        carried=carried_over(proposal) if takes_in else None,
    )


def has_family(proposal: Proposal) -> bool:
    """Whether a proposal as `proposal_to_read` gives it took others in, was merged or divided, is a part of one, or has
    co-authors."""
    flags = (getattr(proposal, flag, False) for flag in ("takes_in", "has_co_authors", "of_division"))
    return proposal.merged_into_id is not None or proposal.state == ProposalState.DIVIDED or any(flags)


def mergers_into(canonical: Proposal) -> list[Merger]:
    """The mergers in force, the first one first, each with its original and the original's author. One query."""
    found = Merger.objects.filter(canonical=canonical, original__merged_into=canonical, ended_at=None)
    return list(found.select_related("original__contest", "original__author__resident", "original__community"))


def current_merger(original: Proposal) -> Merger | None:
    """What `original` is part of, with the reason; one query, none where it is not merged."""
    if original.merged_into_id is None:
        return None
    return Merger.objects.filter(original=original, ended_at=None).first()


def carried_over(canonical: Proposal) -> Carried:
    """How many of those who seconded an original, authors apart, second `canonical` too. One query."""
    authors = Proposal.objects.filter(Q(merged_into=canonical) | Q(pk=canonical.pk)).values("author")
    named = CoAuthor.objects.filter(proposal=canonical, accepted_at__isnull=False).values("user")
    both = Endorsement.objects.filter(proposal=canonical, user=OuterRef("user"))
    found = Endorsement.objects.filter(proposal__merged_into=canonical).exclude(user__in=authors)
    found = found.exclude(user__in=named).annotate(also=Exists(both))
    people = found.aggregate(
        carried=Count("user", distinct=True, filter=Q(also=True)), supporters=Count("user", distinct=True)
    )
    return Carried(**people)


def seconded_originals(canonical: Proposal, user: Any) -> list[Proposal]:
    """What `user` seconded of that which was merged into it or divided into it. One query."""
    found = Endorsement.objects.filter(of_origins(canonical), user=user.pk).select_related("proposal__contest")
    return [each.proposal for each in found.order_by("proposal").distinct()]


def co_authorship(code: str, user: Any, contest_code: str) -> tuple[Proposal, CoAuthor]:
    """The proposal and what was offered to `user` of it; raises SignInNeeded, or Hidden where nothing was."""
    require_signed_in(user)
    proposal = proposal_to_read(code, user, contest_code)
    offer = CoAuthor.objects.filter(proposal=proposal, user=user.pk).first()
    if offer is None:
        raise Hidden
    return proposal, offer


def merged_words(proposal: Proposal) -> str:
    """Where a merged proposal went, in a few words; "" for any other. The other one has to be loaded."""
    if proposal.state != ProposalState.MERGED or proposal.merged_into is None:
        return ""
    if proposal.merged_into.state != ProposalState.PUBLISHED:
        return _("Merged into a proposal that cannot be read at present")
    return _("Merged into “%s”") % proposal.merged_into.title


def mergeable(canonical: Proposal, words: str = "") -> list[Proposal]:
    """Published proposals of its contest to merge into it, best first: alike in words, or found by the site's search.

    `words` replaces the title in the search, and what holds them in its title comes first. Two queries and the search.
    """
    others = (
        Proposal.objects.public()
        .filter(contest=canonical.contest)
        .exclude(pk=canonical.pk)
        .filter(~Exists(Proposal.objects.filter(merged_into=OuterRef("pk"))))
        .select_related("contest", "community", "author__resident")
        .order_by("-published_at", "-pk")
    )
    found = {hit.url for hit in find(words or canonical.title, at_most=SEARCHED)}
    mine = bigrams(words_of(canonical))
    scored = []
    for other in others[:LOOKED_AT]:
        score = likeness(mine, bigrams(words_of(other)))
        named = bool(words) and words.lower() in other.title.lower()
        hit = other.get_absolute_url() in found
        if named or hit or (not words and score >= ALIKE_FROM):
            scored.append((named, hit + score, other.pk, other))
    return [each[-1] for each in sorted(scored, key=lambda each: each[:3], reverse=True)[:SUGGESTED]]


def too_late(contest: Contest) -> str:
    """Why the contest's proposals can no longer be merged or split, in a sentence; "" while they can."""
    if contest.poll_id is not None:
        return _("The ballot is made: what is on it can no longer be merged or split.")
    if contest.panels.filter(opened_at__isnull=False).exists():
        return _("The scoring has begun: what is scored can no longer be merged or split.")
    return ""


def contest_of(code: str, user: Any) -> Contest:
    """The contest of a proposal, for its managers; raises Hidden for everybody else."""
    contest = Contest.objects.managed_by(user).filter(proposals__code=code).first()
    if contest is None:
        raise Hidden
    return contest
