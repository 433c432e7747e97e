"""Contests and proposals as the API tells them: plain data, so that a list costs what its rows cost."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse

from portal.accounts.queries import alias_of
from portal.ballots.queries import ResultRow, turnout
from portal.ballots.rules import result_is_public, turnout_is_public
from portal.core.passes import pass_for
from proposals.completeness import missing_answers
from proposals.enums import ProposalState
from proposals.models import Contest, Photo, Proposal, ProposalVoice
from proposals.queries.choices import categories, communities_of_contest
from proposals.queries.doing import Side
from proposals.queries.mergers import has_family
from proposals.queries.outcomes import outcomes
from proposals.queries.pictures import first_loaded, first_pictures, small_address
from proposals.queries.reading import PHOTO_SCOPE, VOICE_SCOPE, voice_of
from proposals.rules import is_public

Told = dict[str, Any]
EXCERPT = 120
WITH_REASON = (ProposalState.RETURNED, ProposalState.HIDDEN)


def contest_card(contest: Contest, now: datetime, next_words: str) -> Told:
    """No query for a contest with its sub-district and phases loaded."""
    phase = contest.phase_at(now)
    return {
        "code": contest.code,
        "title": contest.title,
        "summary": contest.summary,
        "subdistrict": {"slug": contest.subdistrict.slug, "title": contest.subdistrict.name},
        "budget_cny": contest.budget_cny,
        "phase": phase.kind if phase is not None else None,
        "next": next_words,
        "url": contest.get_absolute_url(),
    }


def whole_contest(contest: Contest, now: datetime, next_words: str) -> Told:
    """Three queries at most: categories, communities, turnout; takes a contest as `contest_to_read` gives it."""
    poll = contest.poll
    return contest_card(contest, now, next_words) | {
        "guide": contest.guide,
        "cost_cap_cny": contest.cost_cap_cny,
        "votes_per_person": contest.votes_per_person,
        "endorsements_needed": contest.endorsements_needed,
        "award_rule": contest.award_rule,
        "phases": [
            {
                "kind": phase.kind,
                "label": phase.get_kind_display(),
                "opens_at": phase.opens_at,
                "closes_at": phase.closes_at,
            }
            for phase in contest.phases_in_order()
        ],
        "features": sorted(contest.features_at(now)),
        "poll": poll.code if poll is not None else None,
        "turnout": turnout(poll) if poll is not None and turnout_is_public(poll, now) else None,
        "result_public": poll is not None and result_is_public(poll, now),
        "short_url": f"/s/{contest.code}",
        "categories": _places(categories()),
        "communities": _places(communities_of_contest(contest)),
    }


def _places(choices: list[tuple[str, str]]) -> list[Told]:
    return [{"slug": slug, "title": title} for slug, title in choices]


def proposal_cards(proposals: Sequence[Proposal], now: datetime) -> list[Told]:
    """Proposals with contest, its poll, community, category and option loaded, in their order.

    One query for their pictures, and one for their results where some have been on a ballot.
    """
    results, pictures = outcomes(proposals, now), first_pictures(proposals)
    return [_card(each, results.get(each.pk), pictures.get(each.pk, ""), now) for each in proposals]


def _card(proposal: Proposal, outcome: ResultRow | None, photo: str, now: datetime) -> Told:
    community, category = proposal.community, proposal.category
    return {
        "code": proposal.code,
        "contest": proposal.contest.code,
        "title": proposal.title,
        "excerpt": proposal.idea[:EXCERPT],
        "community": {"slug": community.slug, "title": community.title} if community else None,
        "category": {"slug": category.slug, "title": category.name} if category else None,
        "cost_cny": proposal.cost_cny,
        "endorsement_count": proposal.endorsement_count,
        "published_at": proposal.published_at,
        "outcome": outcome,
        "photo": photo,
        "option": _option(proposal, now),
        "url": proposal.get_absolute_url(),
    }


def whole_proposal(proposal: Proposal, side: Side, now: datetime, next_words: str) -> Told:
    """No query for a proposal as `proposal_to_read` gives it and its `side` for the caller."""
    phase = proposal.contest.phase_at(now)
    return _card(proposal, side.outcome, first_loaded(proposal), now) | {
        "problem": proposal.problem,
        "idea": proposal.idea,
        "place": proposal.place,
        "costs": [{"label": line.label, "amount_cny": line.amount_cny} for line in proposal.cost_lines.all()],
        "photos": [photo_told(photo) for photo in proposal.photos.all()],
        "voice": voice_told(voice, proposal) if (voice := voice_of(proposal)) is not None else None,
        "author_alias": alias_of(proposal.author),
        "state": proposal.state,
        "merger": has_family(proposal),
        "revised": (side.own or side.co_author) and proposal.submission is not None and proposal.submission.round > 1,
        "phase": phase.kind if phase is not None else None,
        "next": next_words,
        "submitted_at": proposal.submitted_at,
        "community_opinion": proposal.community_opinion,
        "thread": proposal.thread.code if proposal.thread is not None and _public(proposal) else None,
        "short_url": f"/s/{proposal.code}",
        "mine": _mine(proposal, side),
    }


def photo_told(photo: Photo) -> Told:
    """For whoever may read its proposal: while that is not everybody, the addresses carry a pass."""
    public = photo.approved_at is not None and is_public(None, photo.proposal)
    shown = "" if public else f"?pass={pass_for(PHOTO_SCOPE, photo.code)}"
    return {
        "code": photo.code,
        "url": reverse("proposals:photo", args=[photo.code]) + shown,
        "small_url": small_address(photo) + shown,
        "width": photo.width,
        "height": photo.height,
        "alt": photo.alt,
    }


def voice_told(voice: ProposalVoice, proposal: Proposal) -> Told:
    """For whoever may read `proposal`: while that is not everybody, the address carries a pass."""
    shown = "" if is_public(None, proposal) else f"?pass={pass_for(VOICE_SCOPE, voice.code)}"
    return {"url": voice.get_absolute_url() + shown, "seconds": voice.seconds}


def _public(proposal: Proposal) -> bool:
    return proposal.state == ProposalState.PUBLISHED


def _option(proposal: Proposal, now: datetime) -> Told | None:
    option, poll = proposal.option, proposal.contest.poll
    if option is None or poll is None:
        return None
    withdrawn = option.withdrawn_at is not None
    return {
        "poll": poll.code,
        "option": option.code,
        "open": poll.is_open(now) and not withdrawn and _public(proposal),
        "withdrawn": withdrawn,
    }


def _mine(proposal: Proposal, side: Side) -> Told:
    submission = proposal.submission if side.own else None
    return {
        "author": side.own,
        "editable": side.editable,
        "endorsed": side.endorsed,
        "followed": side.followed,
        "chosen": side.chosen,
        "missing": missing_answers(proposal, list(proposal.cost_lines.all())) if side.editable else {},
        "reason": submission.reason if submission is not None and proposal.state in WITH_REASON else "",
        "submission": submission.code if submission is not None else "",
        "answer_due_at": submission.due_at
        if submission is not None and proposal.state == ProposalState.IN_REVIEW
        else None,
    }
