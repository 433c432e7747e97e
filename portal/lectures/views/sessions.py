"""One session on the site: seats, special places, a guardian's consent, and afterwards how it was."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.accounts.models import User
from portal.accounts.queries import alias_of
from portal.accounts.rules import require_signed_in
from portal.core import clock
from portal.core.errors import Forbidden, Refusal
from portal.lectures import actions
from portal.lectures.consents import CHILDREN
from portal.lectures.enums import Need
from portal.lectures.forms import AskForm, FeedbackForm, WishesForm
from portal.lectures.models import Session
from portal.lectures.queries.feedback import feedback_by, may_answer
from portal.lectures.queries.guardians import agreed_guardians, child_named, consent_stands, is_minor
from portal.lectures.queries.places import places_left
from portal.lectures.queries.sessions import session_to_see
from portal.rosters.queries.fitness import guardians_for
from portal.rosters.views.booking import box_of

BOTH = ["GET", "HEAD", "POST"]


@require_GET
@never_cache
def session_page(request: HttpRequest, code: str) -> HttpResponse:
    """When, where, what is left, and everything the viewer can do about it."""
    return _page(request, session_to_see(code, request.user))


@require_http_methods(BOTH)
@never_cache
def agreement_page(request: HttpRequest, code: str) -> HttpResponse:
    """What a guardian agrees to; `child` names a child who books by themselves."""
    require_signed_in(request.user)
    session, now = session_to_see(code, request.user), clock.now()
    asked = request.POST.get("child", "") or request.GET.get("child", "")
    child = child_named(asked)
    if request.method == "POST":
        if "take_back" in request.POST:
            actions.take_back_agreement(code=code, child=child, actor=request.user, now=now)
            messages.success(request, _("You no longer agree. What was booked is cancelled."))
        else:
            actions.agree(code=code, child=child, actor=request.user, now=now)
            told = _("You have agreed. Now your child can book.") if child else _("You have agreed. Now you can book.")
            messages.success(request, told)
        return redirect("lectures:session", code)
    context = {
        "session": session,
        "roster": session.roster,
        "text": CHILDREN,
        "child": child,
        "child_name": alias_of(child) if child else "",
        "agreed": consent_stands(session, request.user.pk or 0, child.pk if child else None),
    }
    return render(request, "lectures/agreement.html", context)


@require_POST
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """A child asks an adult of the household to agree."""
    require_signed_in(request.user)
    guardian = User.objects.filter(code=request.POST.get("guardian", "")).select_related("resident").first()
    actions.ask_guardian(code=code, guardian=guardian, actor=request.user, now=clock.now())
    messages.success(request, _("They are asked. Once they have agreed, you can book here."))
    return redirect("lectures:session", code)


@require_POST
def wishes(request: HttpRequest, code: str) -> HttpResponse:
    """Which special places one's party needs; what was chosen is kept where it is refused."""
    session = session_to_see(code, request.user)
    wanted = {need: _number(request.POST.get(need.value, "0")) for need in Need}
    try:
        actions.wish_for_places(code=code, wanted=wanted, actor=request.user, now=clock.now())
    except Refusal as error:
        if error.status not in (409, 422):
            raise
        messages.error(request, " ".join([error.message, *error.fields.values()]))
        return _page(request, session, status=error.status, chosen=request.POST)
    messages.success(request, _("Noted. The places are kept for you."))
    return redirect("lectures:session", code)


@require_http_methods(BOTH)
@never_cache
def feedback_page(request: HttpRequest, code: str) -> HttpResponse:
    """Three questions for who was there."""
    require_signed_in(request.user)
    session, now = session_to_see(code, request.user), clock.now()
    given = feedback_by(session, request.user)
    if request.method == "POST":
        form = FeedbackForm(request.POST)
        if form.is_valid():
            actions.give_feedback(code=code, **form.cleaned_data, actor=request.user, now=now)
            messages.success(request, _("Thank you. The next one will be better for it."))
            return redirect("lectures:session", code)
    else:
        form = FeedbackForm(instance=given)
        if not may_answer(session, request.user, now):
            raise Forbidden(_("Only who was there is asked, for a month after it."))
    context = {"session": session, "roster": session.roster, "form": form, "given": given}
    return render(request, "lectures/feedback.html", context, status=422 if form.errors else 200)


def _page(request: HttpRequest, session: Session, status: int = 200, chosen: Any = None) -> HttpResponse:
    now, user = clock.now(), request.user
    box = box_of(request, session.roster)
    mine, places = box["mine"], places_left(session)
    context = box | {
        "session": session,
        "lecture": session.lecture,
        "map_url": session.venue.map_url if session.venue else "",
        "places": places,
        "wishes": _wishes(mine, places, chosen) if mine is not None and places else None,
        "may_answer": may_answer(session, user, now),
    }
    if session.for_children and mine is None and user.is_authenticated:
        context |= _guarded(session, user, box)
    return render(request, "lectures/session.html", context, status=status)


def _guarded(session: Session, user: Any, box: dict[str, Any]) -> dict[str, Any]:
    """What stands before the booking of a children's session: a consent to give, or an adult to ask."""
    if not is_minor(user, session):
        return {"to_agree": CHILDREN if not consent_stands(session, user.pk, None) else None}
    family = guardians_for(session.roster, user) or []
    agreed = agreed_guardians(session, user)
    ready = [(code, name) for code, name in family if code in agreed]
    if ready and box["form"] is not None and "guardian" in box["form"].fields:
        box["form"].fields["guardian"].choices = ready
    return {"to_ask": None if ready else AskForm(guardians=family), "is_child": True}


def _wishes(mine: Any, places: Any, chosen: Any) -> WishesForm:
    noted = {wish.need: wish.people for wish in mine.special_wishes.all()}
    initial = {place.need.value: noted.get(place.need, 0) for place in places}
    return WishesForm(chosen, places=places, party=mine.size, initial=initial)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 4 else 0
