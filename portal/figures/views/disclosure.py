"""公示: what must be public, as a page, a feed and a calendar of when it ends."""

from datetime import timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.core import clock
from portal.core.icalendar import Event, calendar_file
from portal.core.ratelimit import limit_request
from portal.core.templatetags.linli import when
from portal.figures.enums import Shown
from portal.figures.forms import DisclosureFilters
from portal.figures.queries.disclosure import Disclosed, Wanted, displayed, label_of

PAGE, FEED = 20, 100
A_MINUTE = 30
"""So many feeds and calendars one address may fetch."""


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The list with its filters; for htmx the list alone."""
    now, wanted = clock.now(), _wanted(request)
    found = displayed(wanted, now, cursor=request.GET.get("cursor"), limit=PAGE)
    context = {
        "rows": [_row(each) for each in found.items],
        "next_cursor": found.next_cursor,
        "past": wanted.shown == Shown.PAST,
        "filtered": wanted != Wanted(shown=wanted.shown),
        "subscribe": _subscribe(wanted),
    }
    if getattr(request, "htmx", False):
        answer = render(request, "figures/disclosure_found.html", context)
    else:
        answer = render(request, "figures/disclosure.html", context | {"form": DisclosureFilters(request.GET)})
    patch_vary_headers(answer, ["HX-Request"])
    return answer


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """What is on display now as an Atom feed (RFC 4287), under the same filters."""
    limit_request(request, "figures.feed", A_MINUTE)
    atom = Atom1Feed(
        title=_("On public display"),
        link=request.build_absolute_uri(reverse("figures:disclosure")),
        description="",
        language=get_language(),
        feed_url=request.build_absolute_uri(),
    )
    for each in displayed(_wanted(request), clock.now(), limit=FEED).items:
        address = request.build_absolute_uri(each.url)
        atom.add_item(
            title=f"{label_of(each.kind)}：{each.title}",
            link=address,
            unique_id=f"{address}#{each.kind}",
            description=f"{each.scope.name} · {_until(each)}",
            pubdate=each.begins,
            updateddate=each.begins,
        )
    return HttpResponse(atom.writeString("utf-8"), atom.content_type)


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """When what is on display now ends: each end as the last hour before it."""
    limit_request(request, "figures.calendar", A_MINUTE)
    now = clock.now()
    events = [
        Event(
            uid=f"{each.kind}{each.url.replace('/', '-')}@{request.get_host()}",
            title=_("Display ends: %s") % each.title,
            place=each.scope.name,
            url=request.build_absolute_uri(each.url),
            starts_at=each.ends - timedelta(hours=1),
            ends_at=each.ends,
        )
        for each in displayed(_wanted(request), now, limit=FEED).items
        if each.ends is not None
    ]
    text = calendar_file(_("Ends of public displays"), events, now)
    return HttpResponse(text, "text/calendar; charset=utf-8")


def _wanted(request: HttpRequest) -> Wanted:
    asked = request.GET
    return Wanted(
        shown=Shown.PAST if asked.get("shown") == Shown.PAST else Shown.NOW,
        kind=asked.get("kind", ""),
        subdistrict=asked.get("subdistrict", ""),
        community=asked.get("community", ""),
    )


def _subscribe(wanted: Wanted) -> str:
    """The filters for the addresses of feed and calendar, "?" included; "" for none."""
    chosen = {name: getattr(wanted, name) for name in ("kind", "subdistrict", "community")}
    words = urlencode({name: value for name, value in chosen.items() if value})
    return f"?{words}" if words else ""


def _row(each: Disclosed) -> dict[str, str]:
    return {
        "title": each.title,
        "url": each.url,
        "kind": label_of(each.kind),
        "place": each.scope.name,
        "from": when(each.begins),
        "until": _until(each),
    }


def _until(each: Disclosed) -> str:
    return _("until %s") % when(each.ends) if each.ends is not None else _("for as long as it stands")
