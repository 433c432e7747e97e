"""One contest or one proposal with all that its page shows."""

from typing import Any

from django.db.models import Exists, OuterRef

from portal.accounts.rules import require_signed_in
from portal.core.errors import Hidden
from portal.core.passes import lets_in
from proposals.models import CoAuthor, Contest, DivisionPart, Photo, Proposal, ProposalVoice
from proposals.rules import is_author, is_public, moderates

VOICE_SCOPE = "proposals.voice"
PHOTO_SCOPE = "proposals.photo"


def contest_to_read(code: str, viewer: Any) -> Contest:
    """The contest with its phases and poll; raises Hidden where `viewer` may not see it. Two queries."""
    return Contest.objects.visible_to(viewer).select_related("poll__roll").found(code)


def proposal_to_read(code: str, viewer: Any, contest_code: str | None = None) -> Proposal:
    """The proposal with everything its page shows; raises Hidden where `viewer` may not see it.

    With `contest_code` only one of that contest. Four queries: the row, phases, cost lines, photos. `takes_in`,
    `has_co_authors` and `of_division` say whether `mergers.family` and `divisions.came_of` have anything to read.
    """
    found = (
        Proposal.objects.visible_to(viewer)
        .select_related("contest__poll", "option", "thread", "submission", "voice", "merged_into__contest")
        .annotate(
            takes_in=Exists(Proposal.objects.filter(merged_into=OuterRef("pk"))),
            has_co_authors=Exists(CoAuthor.objects.filter(proposal=OuterRef("pk"), accepted_at__isnull=False)),
            of_division=Exists(
                DivisionPart.objects.filter(
                    proposal=OuterRef("pk"), division__done_at__isnull=False, division__ended_at=None
                )
            ),
        )
        .prefetch_related("contest__phases", "cost_lines", "photos")
    )
    return (found if contest_code is None else found.filter(contest__code=contest_code)).found(code)


def require_in_contest(code: str, contest_code: str) -> None:
    """Raises Hidden for an address that puts a proposal into another contest; whether one may see it is not asked."""
    if not Proposal.objects.filter(code=code, contest__code=contest_code).exists():
        raise Hidden


def photo_to_show(code: str, viewer: Any, given: str = "") -> tuple[Photo, bool]:
    """The photo, and whether everybody may see it; else it is for the author, the community's staff, and whoever holds
    a pass (`given`).

    Raises Hidden. One query for a public photo.
    """
    photo = Photo.objects.select_related("proposal__contest").filter(code=code).first()
    if photo is None:
        raise Hidden
    if photo.approved_at is not None and is_public(viewer, photo.proposal):
        return photo, True
    _require_insider(photo.proposal, viewer, lets_in(given, PHOTO_SCOPE, code))
    return photo, False


def voice_of(proposal: Proposal) -> ProposalVoice | None:
    """Its recording, None where there is none; no query where it was loaded along."""
    return getattr(proposal, "voice", None)


def voice_to_hear(code: str, viewer: Any, given: str) -> tuple[ProposalVoice, bool]:
    """The recording, and whether everybody may hear it; else it is for the author, the community's staff, and whoever
    holds a pass (`given`).

    Raises Hidden. One query for a public one.
    """
    voice = ProposalVoice.objects.select_related("proposal__contest").filter(code=code).first()
    if voice is None:
        raise Hidden
    if is_public(viewer, voice.proposal):
        return voice, True
    _require_insider(voice.proposal, viewer, lets_in(given, VOICE_SCOPE, code))
    return voice, False


def _require_insider(proposal: Proposal, viewer: Any, has_pass: bool) -> None:
    """Who meets the files of what is not public: its author, the community's staff, holders of a pass; else Hidden."""
    if not (has_pass or is_author(viewer, proposal) or moderates(viewer, proposal)):
        raise Hidden


def address_of_code(code: str) -> str | None:
    """Where /s/<code> leads for a contest or a proposal that everybody may read; None for any other code."""
    proposal = Proposal.objects.readable().select_related("contest").filter(code=code).first()
    if proposal is not None:
        return proposal.get_absolute_url()
    contest = Contest.objects.filter(code=code, announced_at__isnull=False).first()
    return contest.get_absolute_url() if contest is not None else None


def own_proposal_to_read(code: str, author: Any, contest_code: str | None = None) -> Proposal:
    """The same for its author alone; raises SignInNeeded, or Hidden for anybody else."""
    require_signed_in(author)
    proposal = proposal_to_read(code, author, contest_code)
    if not is_author(author, proposal):
        raise Hidden
    return proposal
