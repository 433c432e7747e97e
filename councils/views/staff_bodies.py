"""Bodies in the staff area: set up from a template, seats, dissolving."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from councils.actions.bodies import NewSeat, create_body, dissolve_body, end_seat, seat_person
from councils.enums import BodyKind, SeatRole, Side
from councils.forms import BodyForm, SeatForm
from councils.models import Body
from councils.procedure import TEMPLATES
from councils.queries.meetings import meetings_in_care_of
from councils.queries.topics import body_in_care_of, seats_of
from councils.views.staff_pages import staff_page
from councils.wording import missing_sides, rule_in_words, share_in_words
from portal.accounts.models import User
from portal.accounts.phones import normal_phone
from portal.accounts.staff_acts import do, require_office, show_refusal
from portal.core import clock
from portal.core.errors import Invalid, Refusal

AT_MOST, MEETINGS = 100, 10


@require_safe
def bodies(request: HttpRequest) -> HttpResponse:
    require_office(request)
    found = Body.objects.in_care_of(request.user).select_related("community")[:AT_MOST]
    return staff_page(request, "bodies.html", _("Councils and bodies"), [], {"bodies": found})


@require_http_methods(["GET", "HEAD", "POST"])
def new_body(request: HttpRequest) -> HttpResponse:
    """Choose a template; its fractions and the article they rest on are shown beside."""
    require_office(request)
    form = BodyForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = create_body(
                community=given["community"],
                kind=BodyKind(given["kind"]),
                name=given["name"],
                about=given["about"],
                actor=request.user,
                now=clock.now(),
            )
        except Refusal as error:
            show_refusal(form, error)
        else:
            return redirect("councils_body", made.code)
    templates = [
        (kind.label, share_in_words(template.rule.quorum), share_in_words(template.rule.threshold), template.rests_on)
        for kind, template in TEMPLATES.items()
    ]
    context = {"form": form, "templates": templates}
    return staff_page(request, "new_body.html", _("A new body"), _ways(), context, 422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def body(request: HttpRequest, code: str) -> HttpResponse:
    """Its rules and its seats; on POST somebody is given one."""
    found, now = body_in_care_of(code, request.user), clock.now()
    form = SeatForm(
        request.POST if request.method == "POST" else None, initial={"since": timezone.localdate(now).isoformat()}
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            seat = NewSeat(
                name=given["name"],
                role=SeatRole(given["role"]),
                side=Side(given["side"]),
                since=given["since"],
                until=given["until"],
                user=person_by_phone(given["phone"]),
            )
            seat_person(body_code=code, seat=seat, actor=request.user, now=now)
        except Refusal as error:
            show_refusal(form, error)
        else:
            return redirect("councils_body", code)
    seats = seats_of(found, now)
    context = {
        "body": found,
        "rules": rule_in_words(found),
        "seats": seats,
        "missing": missing_sides(found, seats),
        "form": form,
        "meetings": meetings_in_care_of(request.user).filter(body=found)[:MEETINGS],
    }
    return staff_page(request, "body.html", found.name, _ways(), context, 422 if form.errors else 200)


@require_POST
def give_up_seat(request: HttpRequest, code: str, seat: str) -> HttpResponse:
    def act() -> None:
        end_seat(code=seat, actor=request.user, now=clock.now())

    found = body_in_care_of(code, request.user)
    return do(request, act, _("The seat is given up."), reverse("councils_body", args=[found.code]))


@require_POST
def dissolve(request: HttpRequest, code: str) -> HttpResponse:
    def act() -> None:
        dissolve_body(code=code, actor=request.user, now=clock.now())

    return do(request, act, _("The body is dissolved. What it did stays on file."), reverse("councils_bodies"))


def person_by_phone(phone: str, name: str = "phone") -> User | None:
    """Whoever has this number; None for no number. Raises Invalid (`name`) where nobody has it."""
    if not phone.strip():
        return None
    found = User.objects.filter(phone=normal_phone(phone), is_active=True).first()
    if found is None:
        raise Invalid(**{name: _("Nobody here has this number.")})
    return found


def _ways() -> list[tuple[str, str]]:
    return [(_("Councils and bodies"), reverse("councils_bodies"))]
