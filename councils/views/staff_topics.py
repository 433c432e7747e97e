"""Topics in the staff area: what waits for an answer, papers and plans, and each step."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from councils.actions.topics import moving
from councils.actions.topics.attachments import attach, take_away
from councils.actions.topics.papers import Plan, put_plans, write_paper
from councils.actions.topics.writing import raise_for_grid
from councils.enums import PaperKind, TopicEvent, TopicState
from councils.forms import AttachmentForm, GridTopicForm, PaperForm, PlanFormSet
from councils.lifecycle import TOPIC
from councils.models import Body, Topic
from councils.queries.topics import topic_in_care_of, whole_topic
from councils.views.staff_pages import staff_page
from portal.accounts.staff_acts import do, require_office, show_refusal
from portal.core import clock
from portal.core.errors import Hidden, Refusal

AT_MOST = 100
BY_HAND = (TopicEvent.TAKE_ON, TopicEvent.DECLINE, TopicEvent.CARRY_OUT, TopicEvent.LOOK_BACK, TopicEvent.REOPEN)
"""What staff do; the other steps are moderation's and the meetings'."""


@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    """Those whose answer is owed first, by deadline."""
    require_office(request)
    found = Topic.objects.in_care_of(request.user).with_places()
    waiting = found.filter(state=TopicState.RAISED).order_by("answer_due")[:AT_MOST]
    others = found.exclude(state=TopicState.RAISED)[:AT_MOST]
    context = {"waiting": waiting, "others": others, "now": clock.now()}
    return staff_page(request, "topics.html", _("Topics"), [], context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_topic(request: HttpRequest) -> HttpResponse:
    """Raise one for the grid; it is in sight at once."""
    require_office(request)
    form = GridTopicForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = raise_for_grid(
            community=given["community"],
            title=given["title"],
            text=given["text"],
            actor=request.user,
            now=clock.now(),
        )
        return redirect("councils_topic", made.code)
    context = {"form": form}
    return staff_page(
        request, "form.html", _("Raise a topic for the grid"), _ways(), context, 422 if form.errors else 200
    )


@require_safe
def topic(request: HttpRequest, code: str) -> HttpResponse:
    return _topic(request, code, {})


@require_POST
def paper(request: HttpRequest, code: str) -> HttpResponse:
    """The next version of a paper."""
    topic_in_care_of(code, request.user)
    form = PaperForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            write_paper(
                code=code,
                kind=PaperKind(given["kind"]),
                text=given["text"],
                signed=given["signed"],
                actor=request.user,
                now=clock.now(),
            )
        except Refusal as error:
            show_refusal(form, error)
        else:
            return redirect("councils_topic", code)
    return _topic(request, code, {"paper_form": form}, 422)


@require_POST
def add_attachment(request: HttpRequest, code: str) -> HttpResponse:
    """A file beside the topic."""
    topic_in_care_of(code, request.user)
    form = AttachmentForm(request.POST, request.FILES)
    if form.is_valid():
        given = form.cleaned_data
        try:
            attach(code=code, title=given["title"], upload=given["file"], actor=request.user, now=clock.now())
        except Refusal as error:
            show_refusal(form, error)
        else:
            return redirect("councils_topic", code)
    return _topic(request, code, {"attachment_form": form}, 422)


@require_POST
def take_attachment_away(request: HttpRequest, code: str, attachment: str) -> HttpResponse:
    topic_in_care_of(code, request.user)
    by: dict[str, Any] = {"code": code, "attachment": attachment, "actor": request.user, "now": clock.now()}
    reason = request.POST.get("reason", "")
    back = reverse("councils_topic", args=[code])
    return do(request, lambda: take_away(reason=reason, **by), _("The file is taken away."), back)


@require_POST
def plans(request: HttpRequest, code: str) -> HttpResponse:
    """All plans of the topic, in their order; an empty line is left out."""
    topic_in_care_of(code, request.user)
    forms = PlanFormSet(request.POST, prefix="plans")
    if not forms.is_valid():
        return _topic(request, code, {"plan_forms": forms}, 422)
    given = [
        Plan(**form.cleaned_data) for form in forms if form.cleaned_data.get("title") or form.cleaned_data.get("what")
    ]

    def act() -> None:
        put_plans(code=code, plans=given, actor=request.user, now=clock.now())

    return do(request, act, _("The plans are kept."), reverse("councils_topic", args=[code]))


@require_POST
def act_on_topic(request: HttpRequest, code: str, what: str) -> HttpResponse:
    """One of the steps that are staff's."""
    topic_in_care_of(code, request.user)
    if what not in BY_HAND:
        raise Hidden
    words, body = request.POST.get("text", ""), request.POST.get("body", "")
    by: dict[str, Any] = {"code": code, "actor": request.user, "now": clock.now()}
    acts: dict[TopicEvent, Callable[[], object]] = {
        TopicEvent.TAKE_ON: lambda: moving.take_topic_on(body_code=body, text=words, **by),
        TopicEvent.DECLINE: lambda: moving.decline_topic(reason=words, **by),
        TopicEvent.CARRY_OUT: lambda: moving.carry_topic_out(text=words, **by),
        TopicEvent.LOOK_BACK: lambda: moving.look_back_on_topic(text=words, **by),
        TopicEvent.REOPEN: lambda: moving.reopen_topic(reason=words, body_code=body, **by),
    }
    done = _("Noted; whoever raised it and whoever follows it hears of it.")
    return do(request, acts[TopicEvent(what)], done, reverse("councils_topic", args=[code]))


def _topic(request: HttpRequest, code: str, forms: dict[str, Any], status: int = 200) -> HttpResponse:
    found = topic_in_care_of(code, request.user)
    whole = whole_topic(found, request.user)
    possible = TOPIC.events_from(TopicState(found.state))
    kept = [
        {name: getattr(plan, name) for name in ("title", "what", "cost_cny", "who_pays", "good", "bad")}
        for plan in whole.variants
    ]
    context = {
        "topic": found,
        "whole": whole,
        "acts": [event for event in BY_HAND if event in possible],
        "bodies": Body.objects.standing().filter(community=found.community),
        "late": found.answer_is_late(clock.now()),
        "paper_form": PaperForm(),
        "attachment_form": AttachmentForm(),
        "plan_forms": PlanFormSet(prefix="plans", initial=kept),
    }
    return staff_page(request, "topic.html", found.title, _ways(), context | forms, status)


def _ways() -> list[tuple[str, str]]:
    return [(_("Topics"), reverse("councils_topics"))]
