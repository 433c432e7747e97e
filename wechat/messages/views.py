"""Staff: templates with a check of every field and a preview, and the messages with what became of them."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages as told
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.core import clock
from portal.core.crumbs import crumbs
from portal.core.errors import Hidden, Refusal
from portal.core.paging import keyset
from wechat.district import of_the_district
from wechat.messages import queries
from wechat.messages.actions import mark_seen, save_template, template_complaints
from wechat.messages.enums import MessageState
from wechat.messages.filling import IN_PAGE, SOURCES, Filled, examples
from wechat.messages.forms import TemplateForm
from wechat.messages.keywords import RULES
from wechat.messages.reasons import reason_of
from wechat.models import SubscribeMessage, SubscribeTemplate

ICON = "mail"


@require_GET
@of_the_district
def templates(request: HttpRequest) -> HttpResponse:
    """All templates, those in use first."""
    rows = [(template, queries.labels_of(template.kinds)) for template in queries.templates_for_staff()]
    return _page(request, "templates.html", _("Message templates"), [_messages()], {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@of_the_district
def add(request: HttpRequest) -> HttpResponse:
    return _write(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@of_the_district
def edit(request: HttpRequest, code: str) -> HttpResponse:
    template = SubscribeTemplate.objects.filter(code=code).first()
    if template is None:
        raise Hidden
    return _write(request, template)


def _write(request: HttpRequest, template: SubscribeTemplate | None) -> HttpResponse:
    """The form, with the messages it would make; `check` in the form looks without saving."""
    now = clock.now()
    form = TemplateForm(request.POST if request.method == "POST" else None, template=template)
    shown: list[Filled] = []
    if form.is_bound and form.is_valid():
        answers = form.answers()
        asked = {name: answers[name] for name in ("kinds", "fields", "page")}
        complaints = template_complaints(**asked, now=now)
        if not complaints:
            shown = examples(answers["fields"], answers["page"], answers["kinds"], now)
        if "check" in request.POST:
            form.show(complaints)
        else:
            try:
                save_template(code=template.code if template else None, **answers, actor=request.user, now=now)
            except Refusal as error:
                form.refuse(error)
            else:
                told.success(request, _("Saved. Every message made from it fits WeChat's rules."))
                return redirect("wechat_templates")
    elif template and not template_complaints(
        kinds=template.kinds, fields=template.fields, page=template.page, now=now
    ):
        shown = examples(template.fields, template.page, template.kinds, now)
    title = template.title if template else _("New template")
    context = {
        "form": form,
        "shown": shown,
        "checked": "check" in request.POST and not form.errors,
        "sources": SOURCES.items(),
        "in_page": IN_PAGE.items(),
        "rules": [(name, rule.takes) for name, rule in RULES.items()],
    }
    ways = [_messages(), (_("Message templates"), reverse("wechat_templates"))]
    return _page(request, "template.html", title, ways, context, 422 if form.errors else 200)


@dataclass(frozen=True)
class Line:
    """One message on the list."""

    message: SubscribeMessage
    news: str
    reason: str

    @property
    def who(self) -> str:
        resident = getattr(self.message.person, "resident", None)
        return f"{resident.alias} · {resident.community.title}" if resident else str(self.message.person)


@require_GET
@of_the_district
def messages(request: HttpRequest) -> HttpResponse:
    """What became of messages: uncertain ones first, then refused ones, then the newest."""
    state = request.GET.get("state", "")
    rows = queries.messages_for_staff(state if state in MessageState.values else "")
    page = keyset(rows, order=queries.STAFF_ORDER, cursor=request.GET.get("cursor"), limit=50)
    counts = queries.counts_by_state()
    context = {
        "lines": [Line(message, queries.labels_of([message.kind])[0], reason_of(message)) for message in page.items],
        "next_cursor": page.next_cursor,
        "state": state,
        "counts": [(each, each.label, counts[each]) for each in queries.STAFF_STATES],
        "total": sum(counts.values()),
        "unseen": queries.troubles().count(),
    }
    return _page(request, "messages.html", _("WeChat messages"), [], context)


@require_POST
@of_the_district
def seen(request: HttpRequest) -> HttpResponse:
    count = mark_seen(actor=request.user, now=clock.now())
    told.success(request, ngettext("%d message is marked as seen.", "%d messages are marked as seen.", count) % count)
    return redirect("wechat_messages")


def _messages() -> tuple[str, str]:
    return _("WeChat messages"), reverse("wechat_messages")


def _page(
    request: HttpRequest, name: str, title: str, ways: list[tuple[str, str]], context: dict[str, Any], status: int = 200
) -> HttpResponse:
    frame = {
        "header_title": title,
        "header_icon": ICON,
        "breadcrumbs_items": crumbs(*ways, (title, "")),
    }
    return render(request, f"wechat/staff/{name}", frame | context, status=status)
