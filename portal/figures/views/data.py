"""Open data: what there is, what its columns mean, and the files."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from portal.core import clock
from portal.core.errors import Hidden
from portal.core.open_data import SMALLEST, data_sets
from portal.core.ratelimit import limit_request
from portal.figures.files import WRITERS

A_MINUTE, KEPT_SECONDS = 20, 3600


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Every data set with its dictionary: columns, meanings, units."""
    found = [(name, data_sets.get(name)) for name in data_sets.names()]
    context = {"data_sets": found, "today": timezone.localdate(clock.now()), "smallest": SMALLEST}
    return render(request, "figures/data.html", context)


@require_safe
def file(request: HttpRequest, name: str, kind: str) -> HttpResponse:
    """A data set as of now, named by its day. Hidden for what there is not."""
    if name not in data_sets or kind not in WRITERS:
        raise Hidden
    limit_request(request, "figures.data", A_MINUTE)
    now = clock.now()
    write, content_type = WRITERS[kind]
    answer = HttpResponse(write(name, data_sets.get(name), now), content_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}-{timezone.localdate(now):%Y-%m-%d}.{kind}"'
    patch_cache_control(answer, private=True, max_age=KEPT_SECONDS)
    return answer
