"""What search may see of contests and proposals."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from django.utils.translation import pgettext_lazy

from portal.core.search_source import PUBLIC, SearchCard, SearchSource, Watch, keys_among, of_staff, of_user
from proposals.enums import PhaseKind, ProposalState
from proposals.models import CoAuthor, Contest, Phase, Proposal
from proposals.rules import READABLE


def _contest_cards(keys: Sequence[int]) -> dict[int, SearchCard]:
    found = {}
    for contest in Contest.objects.with_phases().filter(pk__in=keys, announced_at__isnull=False):
        vote = contest.phase(PhaseKind.VOTE)
        found[contest.pk] = SearchCard(
            title=contest.title,
            url=contest.get_absolute_url(),
            summary=contest.summary,
            body="\n".join((contest.summary, str(contest.subdistrict), contest.guide)),
            scopes=(PUBLIC,),
            at=cast(datetime, contest.announced_at),
            ends_at=vote.closes_at if vote else None,
            weight=1.2,
        )
    return found


def _proposal_cards(keys: Sequence[int]) -> dict[int, SearchCard]:
    rows = Proposal.objects.with_places().prefetch_related("co_authors").filter(pk__in=keys)
    return {
        each.pk: SearchCard(
            title=each.title,
            url=each.get_absolute_url(),
            summary=each.idea[:120],
            body="\n".join(
                filter(None, (each.place, each.problem, each.idea, each.category.name if each.category else ""))
            ),
            scopes=_scopes(each),
            at=each.published_at or each.saved_at or each.created_at,
            community_id=each.community_id,
            weight=0.8 if each.state in (ProposalState.MERGED, ProposalState.DIVIDED) else 1.0,
        )
        for each in rows
        if each.title
    }


def _scopes(proposal: Proposal) -> tuple[str, ...]:
    """The rule `can_view_proposal` as scopes."""
    scopes = [of_user(proposal.author_id)]
    scopes += [of_user(each.user_id) for each in proposal.co_authors.all() if each.accepted_at]
    if proposal.state in READABLE and proposal.contest.announced_at:
        scopes.append(PUBLIC)
    if proposal.state != ProposalState.DRAFT and proposal.community_id:
        scopes.append(of_staff(proposal.community_id))
    return tuple(scopes)


CONTESTS = SearchSource(
    label=pgettext_lazy("kind of thing", "contest"),
    keys=lambda: Contest.objects.values_list("pk", flat=True),
    cards=_contest_cards,
    visible=lambda user, keys: keys_among(Contest.objects.visible_to(user), keys),
    watches=(Watch(Contest), Watch(Phase, "contest")),
)
PROPOSALS = SearchSource(
    label=pgettext_lazy("kind of thing", "happiness proposal"),
    keys=lambda: Proposal.objects.values_list("pk", flat=True),
    cards=_proposal_cards,
    visible=lambda user, keys: keys_among(Proposal.objects.visible_to(user), keys),
    watches=(Watch(Proposal), Watch(CoAuthor, "proposal")),
)
