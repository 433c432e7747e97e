from collections.abc import Iterator
from datetime import date
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PageChooserPanel
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from portal.core import clock
from portal.core.models import BasePage
from portal.core.page_tree import open_to_all, ways_to
from portal.core.paging import keyset
from portal.core.prose import PROSE

NEWEST = ("-issued_on", "-id")
ON_A_PAGE = 20


class Standing(models.TextChoices):
    """Whether a document applies on a day."""

    UPCOMING = "upcoming", pgettext_lazy("document", "not yet in force")
    IN_FORCE = "in_force", pgettext_lazy("document", "in force")
    EXPIRED = "expired", pgettext_lazy("document", "expired")
    REPLACED = "replaced", pgettext_lazy("document", "replaced")


TONES = {Standing.UPCOMING: "wait", Standing.IN_FORCE: "done"}


class PolicyQuerySet(PageQuerySet):
    def shown(self) -> Self:
        """What everybody may read, newest first."""
        return open_to_all(self.live()).order_by(*NEWEST)

    def in_force(self, day: date) -> Self:
        """The twin of `PolicyPage.standing`: those that apply on `day`."""
        started = Q(effect_on__lte=day) & (Q(expires_on__isnull=True) | Q(expires_on__gt=day))
        return self.filter(started).exclude(replaced_by__live=True, replaced_by__effect_on__lte=day)


class PolicyPage(BasePage):
    """An official document with what it means in plain words.

    It applies from `effect_on` until `expires_on`, that day no longer included, or until what replaces it applies.
    No document replaces itself, directly (a constraint) or around several corners: `save` asks under a lock that all
    documents share, so that two editors at once cannot close a ring either.
    """

    number = models.CharField(
        _("document number"), max_length=60, blank=True, help_text=_("As printed; empty where it has none.")
    )
    issuer = models.CharField(_("issued by"), max_length=80)
    issued_on = models.DateField(_("issued on"))
    effect_on = models.DateField(_("in force from"))
    expires_on = models.DateField(
        _("no longer from"), null=True, blank=True, help_text=_("The first day it does not apply; empty: without end.")
    )
    plain = models.TextField(
        _("in plain words"),
        max_length=600,
        help_text=_("What changes for whom, as you would say it to a neighbour; one thing a line."),
    )
    body = StreamField(PROSE, verbose_name=_("full text"), blank=True)
    attachments = StreamField(
        [("document", DocumentChooserBlock(label=_("document")))], verbose_name=_("attachments"), blank=True
    )
    replaced_by = models.ForeignKey(
        "self", models.PROTECT, related_name="replaces", null=True, blank=True, verbose_name=_("replaced by")
    )

    objects = PageManager.from_queryset(PolicyQuerySet)()

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel([FieldPanel("number"), FieldPanel("issuer"), FieldPanel("issued_on")], _("Document")),
        MultiFieldPanel(
            [FieldPanel("effect_on"), FieldPanel("expires_on"), PageChooserPanel("replaced_by", "pages.PolicyPage")],
            _("Validity"),
        ),
        FieldPanel("plain"),
        FieldPanel("body"),
        FieldPanel("attachments"),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("number"),
        index.AutocompleteField("number"),
        index.SearchField("issuer"),
        index.SearchField("plain"),
        index.AutocompleteField("plain"),
        index.SearchField("body"),
        index.AutocompleteField("body"),
    ]
    template = "pages/policy.html"
    parent_page_types = ["pages.PolicyIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("policy document")
        verbose_name_plural = _("policy documents")
        constraints = [
            models.CheckConstraint(
                condition=~Q(replaced_by=F("page_ptr")),
                name="policy_replaced_by_another",
                violation_error_message=_("A document cannot replace itself."),
            ),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gt=F("effect_on")),
                name="policy_ends_after_it_begins",
                violation_error_message=_("It has to be in force for a day at least."),
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises ValidationError as `clean` does, also where a revision is published later."""
        with transaction.atomic():
            lists = PolicyIndexPage.objects.values("pk")
            list(Page.objects.filter(pk__in=lists).order_by("pk").select_for_update())
            super().save(*args, **kwargs)

    def clean(self) -> None:
        """Raises ValidationError where following what replaces it would lead back to it."""
        super().clean()
        if self.pk and any(later.pk == self.pk for later in self.successors()):
            raise ValidationError({"replaced_by": _("A document cannot replace itself, not even by way of others.")})

    def successors(self) -> Iterator["PolicyPage"]:
        """What replaces it, what replaces that, and so on; ends where it would begin again."""
        known: set[int] = set()
        later = self.replaced_by
        while later is not None and later.pk not in known:
            known.add(later.pk)
            yield later
            later = later.replaced_by

    def standing(self, day: date) -> Standing:
        later = self.replaced_by
        if later is not None and later.live and later.effect_on <= day:
            return Standing.REPLACED
        if self.expires_on is not None and self.expires_on <= day:
            return Standing.EXPIRED
        return Standing.IN_FORCE if self.effect_on <= day else Standing.UPCOMING

    @property
    def plain_lines(self) -> list[str]:
        return [line for line in self.plain.splitlines() if line.strip()]

    @property
    def summary(self) -> str:
        return self.search_description or self.plain_lines[0]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """`standing` with its `tone`, what it `replaces`, its `successor` where everybody may read that."""
        context = super().get_context(request, *args, **kwargs)
        context["ways"] = ways_to(self, request)
        context["standing"] = self.standing(timezone.localdate(clock.now()))
        context["tone"] = TONES.get(context["standing"], "")
        context["successor"] = PolicyPage.objects.shown().filter(pk=self.replaced_by_id).first()
        context["replaced"] = list(PolicyPage.objects.shown().filter(replaced_by=self)) if self.pk else []
        return context


class PolicyIndexPage(BasePage):
    """The policy library (政策): all documents, to be narrowed by year, by who issued them and to what applies now."""

    intro = models.CharField(_("introduction"), max_length=160, blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("intro")]
    search_fields = [*BasePage.search_fields, index.SearchField("intro")]
    template = "pages/policy_index.html"
    parent_page_types = ["pages.HomePage"]
    subpage_types = ["pages.PolicyPage"]
    max_count = 1

    class Meta:
        verbose_name = _("policy library")
        verbose_name_plural = _("policy libraries")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """`entries`: (document, standing, tone); `years` and `issuers` to choose from; what was `asked`."""
        context = super().get_context(request, *args, **kwargs)
        day = timezone.localdate(clock.now())
        everything = PolicyPage.objects.shown()
        asked = {name: request.GET.get(name, "").strip()[:80] for name in ("year", "issuer", "only")}
        found = everything.select_related("replaced_by")
        if asked["year"].isdecimal() and len(asked["year"]) == 4 and asked["year"] != "0000":
            found = found.filter(issued_on__year=int(asked["year"]))
        if asked["issuer"]:
            found = found.filter(issuer=asked["issuer"])
        if asked["only"] == Standing.IN_FORCE:
            found = found.in_force(day)
        page = keyset(found, order=NEWEST, cursor=request.GET.get("cursor"), limit=ON_A_PAGE)
        context["entries"] = [(each, one := each.standing(day), TONES.get(one, "")) for each in page.items]
        context["next_cursor"] = page.next_cursor
        context["years"] = [str(each.year) for each in everything.order_by().dates("issued_on", "year", order="DESC")]
        context["issuers"] = list(everything.order_by("issuer").values_list("issuer", flat=True).distinct())
        context["asked"] = asked
        return context
