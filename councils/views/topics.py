"""Topics on the site: the hall, lists by chapter, one whole, raising one, seconding it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from councils.actions.topics.seconding import second_topic, take_back_second
from councils.actions.topics.writing import WRITABLE, submit_topic, withdraw_topic, write_topic
from councils.enums import BodyKind, Chapter
from councils.forms import SubmitForm
from councils.models import Topic
from councils.queries.conventions import convention_card
from councils.queries.meetings import meetings_of
from councils.queries.resolutions import implementation_rate, resolutions_of
from councils.queries.topics import (
    attachment_to_read,
    bodies_around,
    body_to_see,
    chapter_counts,
    seats_of,
    shown_topics,
    topic_to_read,
    whole_topic,
)
from councils.wording import missing_sides, rule_in_words
from portal.accounts.rules import require_verified_resident
from portal.core import clock
from portal.core.errors import Hidden, Invalid
from portal.core.paging import keyset
from portal.core.private_files import file_answer
from portal.core.ratelimit import limit_request
from portal.discussions.queries import thread_page

PAGE, BODIES_AT_MOST, ACTS_PER_MINUTE = 12, 12, 30


@require_safe
def hall(request: HttpRequest) -> HttpResponse:
    """Everything that is being talked about, by chapter; `?community=` for one place."""
    place, chapter = _place(request), request.GET.get("chapter", "")
    page = keyset(
        shown_topics(chapter, place), order=["-raised_at", "-id"], cursor=request.GET.get("cursor"), limit=PAGE
    )
    counts = chapter_counts(place)
    context = {
        "page": page,
        "chapters": [(each.value, each.label, counts[each.value]) for each in Chapter],
        "chapter": chapter if chapter in Chapter.values else "",
        "total": sum(counts.values()),
        "place": place,
        "community": _own_community(request),
        "convention_card": convention_card(place),
        "bodies": bodies_around(place)[:BODIES_AT_MOST],
    }
    return render(request, "councils/hall.html", context)


@require_safe
def body_page(request: HttpRequest, code: str) -> HttpResponse:
    """Who sits there, and its rules in plain words."""
    body = body_to_see(code)
    seats = seats_of(body, clock.now())
    coming, past = meetings_of(body, request.user)
    context = {
        "body": body,
        "seats": seats,
        "rules": rule_in_words(body),
        "missing": missing_sides(body, seats),
        "topics": shown_topics().filter(body=body)[:PAGE],
        "coming": coming,
        "past": past,
        "resolved": resolutions_of(body, request.user)[:PAGE],
        "rate": implementation_rate(body),
        "soundings": body.soundings.opened()[:PAGE] if body.kind == BodyKind.OWNERS else (),
    }
    return render(request, "councils/bodies/body.html", context)


@require_safe
@never_cache
def topic_page(request: HttpRequest, code: str) -> HttpResponse:
    topic = topic_to_read(code, request.user)
    if topic.state == "draft":
        return redirect("councils:write", code)
    whole, now = whole_topic(topic, request.user), clock.now()
    context: dict[str, Any] = {"whole": whole, "topic": topic, "late": topic.answer_is_late(now)}
    if topic.thread is not None and topic.chapter is not None:
        context["discussion"] = thread_page(topic.thread, request.user, None, now)
    return render(request, "councils/topics/topic.html", context)


@require_safe
def attachment(request: HttpRequest, code: str, attachment: str) -> HttpResponse:
    """A file beside the topic, to download."""
    found = attachment_to_read(code, attachment, request.user)
    answer = file_answer(request, found.file, found.content_type, public=False)
    answer["Content-Disposition"] = content_disposition_header(True, f"{found.title}.{found.suffix}") or "attachment"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def write(request: HttpRequest, code: str = "") -> HttpResponse:
    """Write a topic; `keep` saves it as a draft, anything else hands it in."""
    require_verified_resident(request.user)
    topic = topic_to_read(code, request.user) if code else None
    if topic is not None and (topic.author_id != request.user.pk or topic.state not in WRITABLE):
        raise Hidden
    form = SubmitForm(request.POST if request.method == "POST" else None, initial=_words(topic))
    status = 200
    if request.method == "POST" and form.is_valid():
        limit_request(request, "councils.write", ACTS_PER_MINUTE)
        given, now = form.cleaned_data, clock.now()
        try:
            kept = write_topic(title=given["title"], text=given["text"], code=code, actor=request.user, now=now)
            if "keep" in request.POST:
                messages.success(request, _("Your draft is kept."))
                return redirect("councils:write", kept.code)
            code = kept.code
            submit_topic(code=kept.code, consent=given["consent"], actor=request.user, now=now)
        except Invalid as error:
            for name, words in error.fields.items():
                form.add_error(name if name in form.fields else None, words)
        else:
            messages.success(request, _("Thank you. Somebody of your community reads it; you hear of it."))
            return redirect("councils:topic", kept.code)
    if form.errors:
        status = 422
    return render(request, "councils/topics/write.html", {"form": form, "topic": topic, "code": code}, status=status)


@require_POST
def second(request: HttpRequest, code: str) -> HttpResponse:
    """Second it, or take that back (`back`)."""
    limit_request(request, "councils.second", ACTS_PER_MINUTE)
    if "back" in request.POST:
        take_back_second(code=code, actor=request.user, now=clock.now())
        messages.success(request, _("You no longer second it."))
    else:
        second_topic(code=code, actor=request.user, now=clock.now())
        messages.success(request, _("You second it."))
    return redirect("councils:topic", code)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Ask, then take it back."""
    topic = topic_to_read(code, request.user)
    if not request.user.is_authenticated or topic.author_id != request.user.pk:
        raise Hidden
    if request.method == "POST":
        withdraw_topic(code=code, actor=request.user, now=clock.now())
        messages.success(request, _("Taken back."))
        return redirect("councils:hall")
    return render(request, "councils/topics/withdraw.html", {"topic": topic})


def _words(topic: Topic | None) -> dict[str, str]:
    return {"title": topic.title, "text": topic.text} if topic is not None else {}


def _place(request: HttpRequest) -> str:
    return request.GET.get("community", "")[:50]


def _own_community(request: HttpRequest) -> Any:
    resident = getattr(request.user, "resident", None) if request.user.is_authenticated else None
    return resident.community if resident is not None else None
