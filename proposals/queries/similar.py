"""Proposals that say much the same, found by the pairs of characters they share: Chinese has no blanks to split at."""

import re

from proposals.models import Proposal

LOOKED_AT = 300
ALIKE_FROM = 0.22
_LETTERS = re.compile(r"[\w]+")


def bigrams(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters in each run of letters: 旧车棚 gives 旧车 and 车棚."""
    runs = _LETTERS.findall(text.lower())
    return frozenset(run[at : at + 2] for run in runs for at in range(len(run) - 1))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Sørensen–Dice: 0 where nothing is shared, 1 for the same pairs."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def similar_proposals(proposal: Proposal, at_most: int = 3) -> list[Proposal]:
    """Public proposals of the same sub-district most like `proposal`, best first; its own author's are left out.

    One query; compares title, place and idea with the 300 newest. The search edge does this better once it is there.
    """
    mine_title, mine_all = bigrams(proposal.title), bigrams(words_of(proposal))
    others = (
        Proposal.objects.public()
        .filter(contest__subdistrict_id=proposal.contest.subdistrict_id)
        .exclude(pk=proposal.pk)
        .exclude(author_id=proposal.author_id)
        .select_related("contest__poll", "community", "category", "option")
        .defer("contest__poll__result")
        .order_by("-published_at", "-id")[:LOOKED_AT]
    )
    scored = [
        (max(likeness(mine_title, bigrams(other.title)), likeness(mine_all, bigrams(words_of(other)))), other)
        for other in others
    ]
    alike = [(score, other) for score, other in scored if score >= ALIKE_FROM]
    return [other for _score, other in sorted(alike, key=lambda pair: (-pair[0], -pair[1].pk))[:at_most]]


def words_of(proposal: Proposal) -> str:
    """What is compared: title, place and idea."""
    return f"{proposal.title} {proposal.place} {proposal.idea}"
