"""The persona picker: in the demo one becomes somebody with one tap. Routed in demo settings alone."""

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.accounts.views.onward import onward
from portal.config.demo.personas import choices, persona_user

BACKEND = "django.contrib.auth.backends.ModelBackend"


@never_cache
@require_http_methods(["GET", "POST"])
def personas(request: HttpRequest) -> HttpResponse:
    """Shows the personas; POST `persona` signs in as that one and goes to `next`, if that is on this site."""
    if not settings.DEMO:
        raise Http404
    next_page = onward(request, "/")
    if request.method == "POST":
        login(request, persona_user(request.POST.get("persona", "")), backend=BACKEND)
        return HttpResponseRedirect(next_page)
    return render(request, "demo/personas.html", {"choices": choices(), "next": next_page})
