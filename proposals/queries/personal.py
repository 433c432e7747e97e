"""What the proposals room holds of one person."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from portal.core.personal_data import PersonFile
from proposals.models import (
    CoAuthor,
    Endorsement,
    Inspector,
    Photo,
    Proposal,
    ProposalVoice,
    Review,
    RollCorrection,
    SupportAsk,
)
from proposals.queries.reading import voice_of


def proposals_of(user: Any) -> dict[str, Any]:
    """Everything somebody wrote and seconded, as JSON; votes are the ballots engine's to tell. Eight queries."""
    written = (
        Proposal.objects.filter(author=user)
        .select_related("contest", "community", "category", "voice")
        .prefetch_related("cost_lines", "photos")
        .order_by("created_at", "pk")
    )
    added = RollCorrection.objects.filter(resident__user=user).select_related("contest").order_by("pk")
    seconded = Endorsement.objects.filter(user=user).select_related("proposal").order_by("created_at", "pk")
    inspected = Inspector.objects.filter(user=user).select_related("project__proposal").order_by("pk")
    scored = Review.objects.of(user).select_related("proposal", "reviewer").prefetch_related("scores__criterion")
    asked = SupportAsk.objects.filter(user=user).select_related("canonical").order_by("pk")
    named = CoAuthor.objects.filter(user=user).select_related("proposal").order_by("pk")
    return {
        "proposals": [_told(proposal) for proposal in written],
        "endorsements": [
            {"proposal": each.proposal.code, "title": each.proposal.title, "at": each.created_at.isoformat()}
            for each in seconded
        ],
        "asked_about_support": [
            {
                "proposal": each.canonical.code,
                "asked_at": each.asked_at.isoformat(),
                "carried_at": _moment(each.carried_at),
            }
            for each in asked
        ],
        "co_author_of": [
            {
                "proposal": each.proposal.code,
                "offered_at": each.offered_at.isoformat(),
                "accepted_at": _moment(each.accepted_at),
            }
            for each in named
        ],
        "accepted_for_residents": [
            {"project": str(each.project), "accepted": each.accepted, "words": each.words} for each in inspected
        ],
        "scored": [
            {
                "proposal": each.proposal.code,
                "as": each.reviewer.label,
                "points": {score.criterion.name: str(score.points) for score in each.scores.all()},
                "comment": each.comment,
                "left_to_others": each.why_recused,
            }
            for each in scored.order_by("pk")
        ],
        "roll_corrections": [
            {
                "contest": each.contest.title,
                "reason": each.reason,
                "state": each.state,
                "proposed_at": each.proposed_at.isoformat(),
            }
            for each in added
        ],
    }


def files_of(user: Any) -> Iterator[PersonFile]:
    """The pictures and recordings of what they wrote. Two queries."""
    for photo in Photo.objects.filter(proposal__author=user).select_related("proposal").order_by("pk"):
        yield PersonFile(f"{photo.proposal.code}-{photo.code}.jpg", photo.image)
    for voice in ProposalVoice.objects.filter(proposal__author=user).select_related("proposal").order_by("pk"):
        yield PersonFile(f"{voice.proposal.code}-{voice.code}.{voice.suffix}", voice.file)


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _told(proposal: Proposal) -> dict[str, Any]:
    voice = voice_of(proposal)
    moments = ("created_at", "saved_at", "submitted_at", "published_at")
    return {
        "code": proposal.code,
        "contest": proposal.contest.title,
        "state": proposal.state,
        "title": proposal.title,
        "problem": proposal.problem,
        "idea": proposal.idea,
        "place": proposal.place,
        "community": proposal.community.title if proposal.community else "",
        "category": proposal.category.name if proposal.category else "",
        "costs": [
            {"label": line.label, "amount_cny": None if line.amount_cny is None else str(line.amount_cny)}
            for line in proposal.cost_lines.all()
        ],
        "photos": [{"code": photo.code, "alt": photo.alt} for photo in proposal.photos.all()],
        "voice": {"code": voice.code, "seconds": voice.seconds, "at": voice.created_at.isoformat()} if voice else None,
        **{name: at.isoformat() if (at := getattr(proposal, name)) else None for name in moments},
    }
