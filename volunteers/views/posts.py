"""Posts: what there is to do in a community, what can happen there, and asking to serve."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.consents import CURRENT
from portal.accounts.enums import ConsentKind
from portal.core import clock
from portal.core.errors import Invalid
from portal.core.paging import keyset
from volunteers.actions.posts import apply, withdraw_application
from volunteers.forms import ApplyForm, PostFilter
from volunteers.models import Post
from volunteers.queries.posts import application_of, open_posts, post_to_see

PAGE = 24


@require_safe
def post_list(request: HttpRequest) -> HttpResponse:
    form = PostFilter(request.GET)
    page = keyset(open_posts(form.place, form.kind), order=["-id"], cursor=request.GET.get("cursor"), limit=PAGE)
    return render(request, "volunteers/posts.html", {"form": form, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def post_page(request: HttpRequest, code: str) -> HttpResponse:
    """What there is to do and what can happen; on POST ask to serve, or accept the present text of risks."""
    post = post_to_see(code)
    form, status = ApplyForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            apply(
                code=code,
                risks_version=given["risks_version"],
                agreed=given["agreed"],
                words=given["words"],
                actor=request.user,
                now=clock.now(),
            )
        except Invalid as error:
            for name, words in error.fields.items():
                form.add_error(name if name in form.fields and name != "risks_version" else None, words)
        else:
            messages.success(request, _("Thank you. Your community answers; you read it among your notices."))
            return redirect("volunteers:post", code)
    if form.errors:
        status = 422
    return render(request, "volunteers/post.html", _shown(request, post, form), status=status)


@require_POST
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    application = withdraw_application(code=code, actor=request.user, now=clock.now())
    messages.success(request, _("Taken back. You can apply again at any time."))
    return redirect("volunteers:post", application.post.code)


def _shown(request: HttpRequest, post: Post, form: ApplyForm) -> dict[str, Any]:
    mine = application_of(post, request.user)
    return {
        "post": post,
        "form": form,
        "mine": mine,
        "again": mine is not None and mine.risks_version != post.risks_version,
        "consent": CURRENT[ConsentKind.VOLUNTEERING],
        "routes": post.routes.filter(retired_at__isnull=True).order_by("title"),
    }
