from django.http import HttpRequest
from ninja import Router

from portal.core.live_tickets import LIFETIME, issue_ticket
from portal.core.posters import poster_of
from portal.core.ratelimit import limit_request
from portal.core.schemas import CodeOut, LiveTicketIn, LiveTicketOut

router = Router()


@router.post("/live/ticket", response=LiveTicketOut, tags=["live"])
def post_live_ticket(request: HttpRequest, data: LiveTicketIn) -> LiveTicketOut:
    """A ticket for the websocket /ws/live: it opens for nobody else's topics, whoever holds it."""
    limit_request(request, "live_ticket", 60)
    return LiveTicketOut(ticket=issue_ticket(viewer=request.user, topics=data.topics), expires_in=LIFETIME)


@router.get("/codes/{code}", response=CodeOut, tags=["codes"])
def get_code(request: HttpRequest, code: str) -> CodeOut:
    """What a short code stands for: the scene of a mini-program code, or what follows /s/ in a short address."""
    kind, poster = poster_of(code, request.user)
    return CodeOut(kind=kind, code=poster.code, path=poster.path, title=poster.title)
