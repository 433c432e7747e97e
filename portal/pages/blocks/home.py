"""The sections of the home page. Those that show what is live read it from the rooms when the page is shown."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ChoiceBlock, DateBlock, ListBlock, RichTextBlock, StructBlock

from portal.core import clock
from portal.core.models.shell import LOCAL_PATH
from portal.core.prose import PLAIN_FEATURES
from portal.pages.queries.live import cards_of_contests, newest_results, shown_proposals
from proposals.queries.contests import current_contests

ON_SITE = {"label": _("address on this site"), "max_length": 200, "validators": [LOCAL_PATH]}


def _viewer(context: dict[str, Any] | None) -> Any:
    request = (context or {}).get("request")
    return getattr(request, "user", None) or AnonymousUser()


class CallBlock(StructBlock):
    """A button under the headline."""

    label = CharBlock(label=_("label"), max_length=16)
    path = CharBlock(**ON_SITE)

    class Meta:
        icon = "link"
        label = _("button")


class NoteOfTheDayBlock(StructBlock):
    """One line of the card beside the headline, shown on its days only."""

    first_day = DateBlock(label=_("first day"))
    last_day = DateBlock(label=_("last day"), required=False, help_text=_("Empty: the first day alone."))
    time = CharBlock(label=_("when"), max_length=12, help_text=_("As people say it: 19:00, all day, this evening."))
    text = CharBlock(label=_("what"), max_length=60)
    path = CharBlock(**ON_SITE, required=False)
    mark = CharBlock(label=_("mark"), max_length=10, required=False)

    class Meta:
        icon = "calendar-alt"
        label = _("note of the day")


class ContestsBlock(StructBlock):
    """The contest that each sub-district has now."""

    heading = CharBlock(label=_("heading"), max_length=30)

    class Meta:
        icon = "list-ul"
        label = _("contests now")
        template = "pages/blocks/contests.html"

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        now = clock.now()
        # The home page has read them for its card; a preview of the section alone reads them here.
        loaded = (parent_context or {}).get("current_contests")
        contests = current_contests(_viewer(parent_context), now) if loaded is None else loaded
        context["contests"] = cards_of_contests(contests, now)
        return context


class ProposalsBlock(StructBlock):
    """Proposals as neighbours wrote them."""

    heading = CharBlock(label=_("heading"), max_length=30)
    order = ChoiceBlock(
        label=_("order"), choices=[("newest", _("newest first")), ("supported", _("most seconded first"))]
    )
    number = ChoiceBlock(label=_("how many"), choices=[("3", "3"), ("6", "6"), ("9", "9")], default="6")

    class Meta:
        icon = "doc-full-inverse"
        label = _("proposals")
        template = "pages/blocks/proposals.html"

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        known = (parent_context or {}).get("current_contests") or ()
        number = int(value["number"])
        context["proposals"] = shown_proposals(clock.now(), order=value["order"], at_most=number, known=known)
        return context


class ResultsBlock(StructBlock):
    """What was chosen in the contests that were counted last."""

    heading = CharBlock(label=_("heading"), max_length=30)

    class Meta:
        icon = "success"
        label = _("results")
        template = "pages/blocks/results.html"

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        context["results"] = newest_results(clock.now())
        return context


class TextSectionBlock(StructBlock):
    heading = CharBlock(label=_("heading"), max_length=30, required=False)
    text = RichTextBlock(label=_("text"), features=PLAIN_FEATURES)

    class Meta:
        icon = "pilcrow"
        label = _("text")
        template = "pages/blocks/text_section.html"


class LinkBlock(StructBlock):
    label = CharBlock(label=_("label"), max_length=30)
    text = CharBlock(label=_("what is behind it"), max_length=80, required=False)
    path = CharBlock(**ON_SITE)

    class Meta:
        icon = "link"
        label = _("link")


class LinksBlock(StructBlock):
    """Ways to other pages, as cards."""

    heading = CharBlock(label=_("heading"), max_length=30)
    links = ListBlock(LinkBlock(), label=_("links"))

    class Meta:
        icon = "link"
        label = _("links")
        template = "pages/blocks/links.html"


HOME_SECTIONS = [
    ("contests", ContestsBlock()),
    ("proposals", ProposalsBlock()),
    ("results", ResultsBlock()),
    ("text", TextSectionBlock()),
    ("links", LinksBlock()),
]
