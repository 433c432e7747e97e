"""What becomes of a published result: objections with their answers, ballots left out, the certificate."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from portal.ballots import queries
from portal.ballots.actions import file_objection
from portal.ballots.enums import ExclusionKind
from portal.ballots.models import Objection, Poll
from portal.ballots.refusals import NotPublicYet
from portal.ballots.rules import result_is_public
from portal.ballots.schemas import CertificateOut, ObjectionIn, ObjectionOut, ReviewOut
from portal.core import clock
from portal.core.errors import Hidden
from portal.core.ratelimit import limit_request

router = Router(tags=["ballots"])


@router.get("/polls/{code}/review", response=ReviewOut)
def get_review(request: HttpRequest, code: str):
    """How many objected and what was answered, what was decided about ballots, and under `mine` the caller's own."""
    now, poll = clock.now(), _published(request, code)
    review = queries.review(poll, request.user, now)
    return {
        "open_until": review.open_until,
        "certified_at": review.certified_at,
        "version": review.versions,
        "filed": review.counts.filed,
        "upheld": review.counts.upheld,
        "rejected": review.counts.rejected,
        "answers": [{"upheld": each.upheld, "answer": each.answer} for each in review.answered],
        "excluded": [
            {"ground": kind, "ground_text": str(ExclusionKind(kind).label), "ballots": number}
            for kind, number in queries.excluded_counts(poll).items()
        ],
        "mine": [_own(each) for each in review.mine],
    }


@router.post("/polls/{code}/objections", response={201: ObjectionOut})
def post_objection(request: HttpRequest, code: str, data: ObjectionIn) -> Status:
    """Object to the published result, as somebody on the roll; the answer comes as a notice."""
    limit_request(request, "ballots.object", 5)
    poll = queries.visible_poll(code, request.user, clock.now())
    return Status(201, _own(file_objection(poll=poll, text=data.text, actor=request.user, now=clock.now())))


@router.get("/polls/{code}/certificate", response=CertificateOut)
def get_certificate(request: HttpRequest, code: str):
    """The certificate, once it is given."""
    certificate = queries.given_certificate(queries.visible_poll(code, request.user, clock.now()))
    if certificate is None:
        raise Hidden
    data: dict[str, Any] = certificate.data or {}
    return data | {
        "code": certificate.code,
        "proposed_by": str(certificate.proposed_by),
        "certified_by": str(certificate.certified_by),
        "certified_at": certificate.certified_at,
    }


def _published(request: HttpRequest, code: str) -> Poll:
    """Raises Hidden, or NotPublicYet for everybody, managers too."""
    poll = queries.visible_poll(code, request.user, clock.now())
    if not result_is_public(poll, clock.now()):
        raise NotPublicYet
    return poll


def _own(objection: Objection) -> dict[str, Any]:
    return {
        "code": objection.code,
        "text": objection.text,
        "filed_at": objection.filed_at,
        "upheld": objection.upheld,
        "answer": objection.answer,
    }
