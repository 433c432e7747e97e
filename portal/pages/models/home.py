from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from councils.queries.conventions import convention_card
from portal.core import clock
from portal.core.models import BasePage
from portal.pages.blocks import HOME_SECTIONS, CallBlock, NoteOfTheDayBlock
from portal.pages.queries.live import happenings, week_ahead
from proposals.queries.contests import current_contests


class HomePage(BasePage):
    """The front page: what is live now on top, then sections in the order that the editor gives them."""

    headline = models.CharField(_("headline"), max_length=60)
    lead = models.CharField(_("lead"), max_length=160, blank=True)
    calls = StreamField([("call", CallBlock())], verbose_name=_("buttons"), max_num=2, blank=True)
    notes = StreamField([("note", NoteOfTheDayBlock())], verbose_name=_("notes of the day"), blank=True)
    body = StreamField(HOME_SECTIONS, verbose_name=_("sections"), blank=True)

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel([FieldPanel("headline"), FieldPanel("lead"), FieldPanel("calls")], _("On top")),
        FieldPanel("notes"),
        FieldPanel("body"),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("headline"), index.SearchField("lead")]
    template = "pages/home.html"
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "pages.DirectoryPage",
        "pages.ArticleIndexPage",
        "pages.TextPage",
        "pages.PolicyIndexPage",
        "pages.FinderPage",
        "lectures.LectureIndexPage",
    ]
    max_count = 1

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def notes_on(self, day: Any) -> list[Any]:
        """The notes to show on `day`, in the editor's order."""
        values = [block.value for block in self.notes]
        return [note for note in values if note["first_day"] <= day <= (note["last_day"] or note["first_day"])]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """`today`, `notes` of the day, `current_contests`, `happenings`: those of them with something on,
        `ahead`: what can be joined this week, and the `convention_card`."""
        context = super().get_context(request, *args, **kwargs)
        now = clock.now()
        context["today"] = timezone.localdate(now)
        context["notes"] = self.notes_on(context["today"])
        context["current_contests"] = current_contests(request.user, now)
        context["happenings"] = happenings(context["current_contests"], now)
        context["ahead"] = week_ahead(now)
        context["convention_card"] = convention_card()
        return context
