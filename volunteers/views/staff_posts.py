"""Posts with their applications, routes with their series and codes to print, hazards to read and answer."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.staff_acts import do, require_office, show_refusal
from portal.cases.enums import Office
from portal.core import clock
from portal.core.errors import Hidden, Refusal
from portal.core.printing import render_pdf
from portal.core.shortcodes import qr_svg
from volunteers.actions.hazards import answer_hazard, hide_hazard, note_contact, pass_hazard_on, take_hazard
from volunteers.actions.posts import PostWords, change_post, close_post, create_post, decide_application
from volunteers.actions.series import Rhythm, create_series, end_series, rhythm_series
from volunteers.enums import ApplicationEvent
from volunteers.models import Hazard, Route, Series
from volunteers.queries import desk
from volunteers.queries.days import next_days, rule_words
from volunteers.route_forms import DayForm, ShiftForm
from volunteers.staff_forms import AnswerForm, PostForm, SeriesForm
from volunteers.views.staff_pages import staff_page

WORDS = ("title", "category", "about", "risks", "min_age", "training")
AT_MOST = 100


@require_safe
def posts(request: HttpRequest) -> HttpResponse:
    require_office(request)
    context = {"posts": desk.posts_in_care_of(request.user)[:AT_MOST]}
    return staff_page(request, "posts.html", _("Posts for volunteers"), [], context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_post(request: HttpRequest) -> HttpResponse:
    require_office(request)
    form = PostForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        words = PostWords(**{name: given[name] for name in WORDS})
        try:
            made = create_post(community=given["community"], words=words, actor=request.user, now=clock.now())
        except Refusal as error:
            show_refusal(form, error)
        else:
            return redirect("volunteers_post", made.code)
    return staff_page(request, "form.html", _("A new post"), _ways(), {"form": form}, 422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def post(request: HttpRequest, code: str) -> HttpResponse:
    """What the post says, and who applied or serves."""
    found = desk.post_in_care_of(code, request.user)
    initial = {name: getattr(found, name) for name in WORDS}
    sent = request.POST if request.method == "POST" else None
    form = PostForm(sent, user=request.user, fixed=True, initial=initial)
    if request.method == "POST" and form.is_valid():
        words = PostWords(**{name: form.cleaned_data[name] for name in WORDS})
        try:
            change_post(code=code, words=words, actor=request.user, now=clock.now())
        except Refusal as error:
            show_refusal(form, error)
        else:
            return redirect("volunteers_post", code)
    context = {"post": found, "form": form, "applications": desk.applications_of(found)[:AT_MOST]}
    return staff_page(request, "post.html", found.title, _ways(), context, 422 if form.errors else 200)


@require_POST
def shut_post(request: HttpRequest, code: str) -> HttpResponse:
    def act() -> None:
        close_post(code=code, actor=request.user, now=clock.now())

    return do(request, act, _("This post takes nobody any more."), reverse("volunteers_posts"))


@require_POST
def decide(request: HttpRequest, code: str, application: str) -> HttpResponse:
    """Accept, decline or end somebody's service."""
    found = desk.post_in_care_of(code, request.user)
    word = request.POST.get("decision", "")
    if word not in (ApplicationEvent.ACCEPT, ApplicationEvent.DECLINE, ApplicationEvent.END):
        raise Hidden

    def act() -> None:
        decide_application(
            code=application,
            event=ApplicationEvent(word),
            reason=request.POST.get("reason", ""),
            actor=request.user,
            now=clock.now(),
        )

    return do(request, act, _("Noted; the person hears of it."), reverse("volunteers_post", args=[found.code]))


@require_safe
def routes(request: HttpRequest) -> HttpResponse:
    require_office(request)
    found = Route.objects.in_care_of(request.user).select_related("community").prefetch_related("series")
    rows = [
        (route, [rule_words(each) for each in route.series.all() if each.ended_at is None]) for route in found[:AT_MOST]
    ]
    return staff_page(request, "routes.html", _("Patrol routes"), [], {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def route(request: HttpRequest, code: str) -> HttpResponse:
    """One route: its checkpoints, its series, and a new series with a look at its next days before it is kept."""
    found = desk.route_in_care_of(code, request.user)
    form, days = SeriesForm(request.POST if request.method == "POST" else None), []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        rhythm = Rhythm(**given | {"weekdays": tuple(given["weekdays"])})
        try:
            if "keep" in request.POST:
                create_series(route_code=code, rhythm=rhythm, actor=request.user, now=clock.now())
                return redirect("volunteers_route", code)
            days = next_days(rhythm_series(found, rhythm), clock.now())
        except Refusal as error:
            show_refusal(form, error)
    context: dict[str, Any] = {
        "route": found,
        "points": found.checkpoints.filter(retired_at__isnull=True).order_by("position"),
        "series": [
            (each, rule_words(each), DayForm(auto_id=f"{each.code}_%s"))
            for each in found.series.filter(ended_at__isnull=True)
        ],
        "form": form,
        "days": days,
        "shift_form": ShiftForm(auto_id="single_%s"),
    }
    ways = [(_("Patrol routes"), reverse("volunteers_routes"))]
    return staff_page(request, "route.html", found.title, ways, context, 422 if form.errors else 200)


@require_POST
def stop_series(request: HttpRequest, code: str, series: str) -> HttpResponse:
    """No more shifts of a series; those that are open are called off."""
    found = desk.route_in_care_of(code, request.user)
    if not Series.objects.filter(code=series, route=found).exists():
        raise Hidden

    def act() -> None:
        end_series(code=series, reason=request.POST.get("reason", ""), actor=request.user, now=clock.now())

    return do(
        request, act, _("The series has ended; whoever booked hears it."), reverse("volunteers_route", args=[code])
    )


@require_safe
def codes_sheet(request: HttpRequest, code: str) -> HttpResponse:
    """The codes of a route's checkpoints, to cut out and put up."""
    found = desk.route_in_care_of(code, request.user)
    points = found.checkpoints.filter(retired_at__isnull=True).order_by("position")
    rows = [
        (point, qr_svg(request.build_absolute_uri(reverse("volunteers:checkpoint", args=[point.code]))))
        for point in points
    ]
    return render_pdf(request, "volunteers/staff/codes.html", {"route": found, "rows": rows}, f"codes-{code}.pdf")


@require_safe
def hazards(request: HttpRequest) -> HttpResponse:
    require_office(request)
    context = {
        "hazards": desk.hazards_in_care_of(request.user)[:AT_MOST],
        "form": AnswerForm(),
        "offices": Office.choices,
    }
    return staff_page(request, "hazards.html", _("Hazards seen on patrol"), [], context)


@require_POST
def act_on_hazard(request: HttpRequest, code: str, what: str) -> HttpResponse:
    """Take it on, answer it, pass it on, hide it, or note that the reporter was spoken with."""
    if not Hazard.objects.in_care_of(request.user).filter(code=code).exists():
        raise Hidden
    said, now = request.POST, clock.now()
    common: dict[str, Any] = {"code": code, "actor": request.user, "now": now}
    office = said.get("office", "")
    ways = {
        "take": lambda: take_hazard(show="show" in said, hide_photos=said.getlist("hide"), **common),
        "answer": lambda: answer_hazard(text=said.get("text", ""), **common),
        "contact": lambda: note_contact(text=said.get("text", ""), **common),
        "hide": lambda: hide_hazard(**common),
        "pass": lambda: pass_hazard_on(
            office=Office(office) if office in Office.values else Office.OTHER,
            name=said.get("name", ""),
            reference=said.get("reference", ""),
            **common,
        ),
    }
    if what not in ways:
        raise Hidden
    return do(request, ways[what], _("Done."), reverse("volunteers_hazards"))


def _ways() -> list[tuple[str, str]]:
    return [(_("Posts for volunteers"), reverse("volunteers_posts"))]
