"""The one API under /api/v1: it collects the rooms' routers and renders every refusal in one form."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError

from councils.api import router as councils_router
from councils.conventions_api import router as conventions_router
from councils.meetings_api import router as meetings_router
from councils.opinions_api import router as opinions_router
from councils.owners_api import router as owners_router
from councils.wordings_api import router as wordings_router
from portal.accounts.api import router as accounts_router
from portal.accounts.api_auth import ApiAuth
from portal.ballots.api import router as ballots_router
from portal.ballots.review_api import router as review_router
from portal.cases.api import router as cases_router
from portal.config.demo.api import router as demo_router
from portal.core import idempotency
from portal.core.api import router as core_router
from portal.core.errors import Refusal
from portal.core.renderer import JsonRenderer
from portal.discussions.api import router as discussions_router
from portal.lectures.api import router as lectures_router
from portal.moderation.api import router as moderation_router
from portal.notices.api import router as notices_router
from portal.pages.api import router as pages_router
from portal.rosters.api import router as rosters_router
from portal.rosters.desk_api import router as desk_router
from proposals.api import router as proposals_router
from proposals.authors_api import router as authors_router
from proposals.delivery_api import router as delivery_router
from proposals.merger_api import router as merger_router
from proposals.versions_api import router as versions_router
from search.api import router as search_router
from volunteers.api import router as volunteers_router
from volunteers.hours_api import router as hours_router
from volunteers.posts_api import router as posts_router
from wechat.api import router as wechat_router

api = NinjaAPI(title="Linli", version="1.0.0", urls_namespace="api", auth=ApiAuth(), renderer=JsonRenderer())
idempotency.install(api)
for router in (
    core_router,
    search_router,
    accounts_router,
    notices_router,
    moderation_router,
    discussions_router,
    ballots_router,
    review_router,
    cases_router,
    rosters_router,
    desk_router,
    lectures_router,
    conventions_router,
    wordings_router,
    proposals_router,
    delivery_router,
    versions_router,
    merger_router,
    authors_router,
    councils_router,
    volunteers_router,
    posts_router,
    hours_router,
    meetings_router,
    opinions_router,
    owners_router,
    pages_router,
    wechat_router,
):
    api.add_router("", router)
if settings.DEMO:
    api.add_router("", demo_router)


def answer(request: HttpRequest, status: int, code: str, message: str, fields: dict[str, str]) -> HttpResponse:
    return api.create_response(request, {"code": code, "message": message, "fields": fields}, status=status)


@api.exception_handler(Refusal)
def refused(request: HttpRequest, error: Refusal) -> HttpResponse:
    return answer(request, error.status, error.code, error.message, error.fields)


@api.exception_handler(Http404)
def missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return answer(request, 404, "not_found", _("There is nothing here."), {})


@api.exception_handler(AuthenticationError)
def unauthenticated(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return answer(request, 401, "sign_in", _("Please sign in first. What you wrote is kept."), {})


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    fields = {".".join(str(part) for part in item["loc"][1:]) or "body": item["msg"] for item in error.errors}
    return answer(request, 422, "invalid", _("Some answers cannot be read. Nothing was changed."), fields)
