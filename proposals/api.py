from typing import Any, Literal

from django.http import HttpRequest
from ninja import File, Form, Router, Status
from ninja.files import UploadedFile

from portal.ballots.refusals import NotPublicYet
from portal.core import clock
from portal.core.paging import keyset
from portal.core.ratelimit import limit_request
from proposals.actions.add_photo import add_photo, remove_photo
from proposals.actions.add_voice import add_voice, remove_voice
from proposals.actions.endorse_proposal import endorse_proposal, take_back_endorsement
from proposals.actions.follow_proposal import follow_proposal, unfollow_proposal
from proposals.actions.submit_proposal import submit_proposal
from proposals.actions.withdraw_proposal import withdraw_proposal
from proposals.actions.write_draft import NewCostLine, discard_draft, save_draft_answers, start_draft
from proposals.enums import Answer
from proposals.models import Contest
from proposals.queries import told
from proposals.queries.doing import side
from proposals.queries.lists import ORDERS, Wanted, public_proposals
from proposals.queries.outcomes import public_result
from proposals.queries.reading import contest_to_read, own_proposal_to_read, proposal_to_read
from proposals.queries.result_told import result_told
from proposals.queries.similar import similar_proposals
from proposals.schemas import (
    ContestOut,
    ContestResultOut,
    ContestsOut,
    DraftIn,
    EndorsementOut,
    FollowedOut,
    PhotoOut,
    ProposalOut,
    ProposalsOut,
    SimilarOut,
    SubmitIn,
    VoiceOut,
)
from proposals.wording import what_next

router = Router(tags=["proposals"])
CONTEST_ORDER = ("-announced_at", "-id")


@router.get("/contests", response=ContestsOut)
def list_contests(request: HttpRequest, subdistrict: str = "", cursor: str = "", limit: int = 20) -> dict[str, Any]:
    """Announced contests, the latest first."""
    now = clock.now()
    found = Contest.objects.filter(announced_at__isnull=False).with_phases()
    if subdistrict:
        found = found.filter(subdistrict__slug=subdistrict)
    page = keyset(found, order=CONTEST_ORDER, cursor=cursor, limit=limit)
    cards = [told.contest_card(contest, now, what_next(contest, now)) for contest in page.items]
    return {"items": cards, "next_cursor": page.next_cursor}


@router.get("/contests/{code}", response=ContestOut)
def get_contest(request: HttpRequest, code: str) -> dict[str, Any]:
    """A contest with its stages, its rules, and what residents may do now."""
    now = clock.now()
    contest = contest_to_read(code, request.user)
    return told.whole_contest(contest, now, what_next(contest, now))


@router.get("/contests/{code}/result", response=ContestResultOut)
def get_contest_result(request: HttpRequest, code: str) -> dict[str, Any]:
    """The result of its vote, once it is public, with the proposals' pictures; before that `not_public_yet`."""
    contest = contest_to_read(code, request.user)
    view = public_result(contest, clock.now())
    if contest.poll is None or view is None:
        raise NotPublicYet
    return result_told(contest, contest.poll, view)


@router.get("/contests/{code}/proposals", response=ProposalsOut)
def list_proposals(
    request: HttpRequest,
    code: str,
    community: str = "",
    category: str = "",
    q: str = "",
    order: Literal["newest", "supported"] = "newest",
    cursor: str = "",
    limit: int = 20,
) -> dict[str, Any]:
    """A contest's published proposals. `q` finds words and parts of words."""
    contest = contest_to_read(code, request.user)
    wanted = Wanted(contest=contest, community=community, category=category, text=q[:80])
    return _page(wanted, order, cursor, limit)


@router.get("/proposals", response=ProposalsOut)
def list_all_proposals(
    request: HttpRequest,
    subdistrict: str = "",
    community: str = "",
    category: str = "",
    phase: str = "",
    q: str = "",
    order: Literal["newest", "supported"] = "newest",
    cursor: str = "",
    limit: int = 20,
) -> dict[str, Any]:
    """Published proposals of all contests; `phase` keeps those whose contest is in that stage now."""
    wanted = Wanted(subdistrict=subdistrict, community=community, category=category, phase=phase, text=q[:80])
    return _page(wanted, order, cursor, limit)


@router.post("/contests/{code}/proposals", response={201: ProposalOut})
def post_proposal(request: HttpRequest, code: str, data: DraftIn) -> Status:
    """Begin a draft, with as many answers as there are. Nobody but its author sees it."""
    limit_request(request, "proposals.begin", 10)
    now = clock.now()
    answers, lines = _answers(data)
    draft = start_draft(contest_code=code, answers=answers, lines=lines, actor=request.user, now=now)
    return Status(201, _whole(request, draft.code))


@router.get("/proposals/{code}", response=ProposalOut)
def get_proposal(request: HttpRequest, code: str) -> dict[str, Any]:
    """A proposal, and under `mine` what the caller has to do with it."""
    return _whole(request, code)


@router.patch("/proposals/{code}", response=ProposalOut)
def patch_proposal(request: HttpRequest, code: str, data: DraftIn) -> dict[str, Any]:
    """Change answers of a draft or a returned proposal: all that are given, or none."""
    limit_request(request, "proposals.save", 120)
    answers, lines = _answers(data)
    save_draft_answers(code=code, answers=answers, lines=lines, actor=request.user, now=clock.now())
    return _whole(request, code)


@router.delete("/proposals/{code}", response={204: None})
def delete_proposal(request: HttpRequest, code: str) -> Status:
    """Delete a draft with its photos. What was handed in is withdrawn instead."""
    limit_request(request, "proposals.save", 120)
    discard_draft(code=code, actor=request.user, now=clock.now())
    return Status(204, None)


@router.post("/proposals/{code}/submit", response=ProposalOut)
def post_submit(request: HttpRequest, code: str, data: SubmitIn) -> dict[str, Any]:
    """Hand it in: the community's staff read it and answer by `mine.answer_due_at`."""
    limit_request(request, "proposals.submit", 10)
    submit_proposal(code=code, actor=request.user, consent=data.consent, now=clock.now())
    return _whole(request, code)


@router.post("/proposals/{code}/withdraw", response=ProposalOut)
def post_withdraw(request: HttpRequest, code: str) -> dict[str, Any]:
    """Take it back for good."""
    limit_request(request, "proposals.submit", 10)
    withdraw_proposal(code=code, actor=request.user, now=clock.now())
    return _whole(request, code)


@router.put("/proposals/{code}/endorsement", response=EndorsementOut)
def put_endorsement(request: HttpRequest, code: str) -> dict[str, Any]:
    """Second the proposal; once more changes nothing."""
    limit_request(request, "proposals.act", 60)
    proposal = endorse_proposal(code=code, actor=request.user, now=clock.now())
    return {"endorsed": True, "endorsement_count": proposal.endorsement_count}


@router.delete("/proposals/{code}/endorsement", response=EndorsementOut)
def delete_endorsement(request: HttpRequest, code: str) -> dict[str, Any]:
    """Take the support back; once more changes nothing."""
    limit_request(request, "proposals.act", 60)
    proposal = take_back_endorsement(code=code, actor=request.user, now=clock.now())
    return {"endorsed": False, "endorsement_count": proposal.endorsement_count}


@router.put("/proposals/{code}/follow", response=FollowedOut)
def put_proposal_follow(request: HttpRequest, code: str) -> dict[str, Any]:
    """Hear what becomes of it."""
    limit_request(request, "proposals.act", 60)
    follow_proposal(code=code, actor=request.user)
    return {"followed": True}


@router.delete("/proposals/{code}/follow", response=FollowedOut)
def delete_proposal_follow(request: HttpRequest, code: str) -> dict[str, Any]:
    """No more news of it."""
    limit_request(request, "proposals.act", 60)
    unfollow_proposal(code=code, actor=request.user)
    return {"followed": False}


@router.post("/proposals/{code}/photos", response={201: PhotoOut})
def post_photo(request: HttpRequest, code: str, photo: File[UploadedFile], alt: Form[str] = "") -> Status:
    """Put a picture to it (JPEG, PNG, WebP or HEIC, 10 MB): drawn anew, without position and camera."""
    limit_request(request, "proposals.photo", 20)
    kept = add_photo(code=code, upload=photo, alt=alt, actor=request.user, now=clock.now())
    return Status(201, told.photo_told(kept))


@router.delete("/proposals/{code}/photos/{photo}", response={204: None})
def delete_photo(request: HttpRequest, code: str, photo: str) -> Status:
    """Take a picture off it."""
    limit_request(request, "proposals.photo", 20)
    remove_photo(code=code, photo_code=photo, actor=request.user, now=clock.now())
    return Status(204, None)


@router.post("/proposals/{code}/voice", response={201: VoiceOut})
def post_voice(request: HttpRequest, code: str, voice: File[UploadedFile]) -> Status:
    """Put a recording to it (MP3 or M4A, 60 seconds, 2 MB), in place of an earlier one."""
    limit_request(request, "proposals.voice", 10)
    kept = add_voice(code=code, upload=voice, actor=request.user, now=clock.now())
    return Status(201, told.voice_told(kept, kept.proposal))


@router.delete("/proposals/{code}/voice", response={204: None})
def delete_voice(request: HttpRequest, code: str) -> Status:
    """Take the recording off it."""
    limit_request(request, "proposals.voice", 10)
    remove_voice(code=code, actor=request.user, now=clock.now())
    return Status(204, None)


@router.get("/proposals/{code}/similar", response=SimilarOut)
def list_similar(request: HttpRequest, code: str) -> dict[str, Any]:
    """Up to three published proposals of the same sub-district that say much the same, for the author of this one."""
    proposal = own_proposal_to_read(code, request.user)
    return {"items": told.proposal_cards(similar_proposals(proposal), clock.now())}


def _page(wanted: Wanted, order: str, cursor: str, limit: int) -> dict[str, Any]:
    now = clock.now()
    page = keyset(public_proposals(wanted, now), order=ORDERS[order], cursor=cursor, limit=limit)
    return {"items": told.proposal_cards(page.items, now), "next_cursor": page.next_cursor}


def _whole(request: HttpRequest, code: str) -> dict[str, Any]:
    now = clock.now()
    proposal = proposal_to_read(code, request.user)
    beside = side(proposal, request.user, now)
    return told.whole_proposal(proposal, beside, now, what_next(proposal.contest, now))


def _answers(data: DraftIn) -> tuple[dict[Answer, str], list[NewCostLine] | None]:
    given = data.model_dump(exclude_unset=True, exclude_none=True)
    lines = given.pop("costs", None)
    kept = None if lines is None else [NewCostLine(line["label"], line["amount_cny"]) for line in lines]
    return {Answer(name): value for name, value in given.items()}, kept
