from typing import Any, Self

from django.db import models, transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import PageManager, Revision
from wagtail.query import PageQuerySet
from wagtail.search import index

from portal.communities.models import Community, Subdistrict
from portal.core import audit, outbox
from portal.core.codes import CodeField
from portal.core.models import BasePage
from portal.core.page_tree import open_to_all
from portal.core.prose import PROSE
from portal.lectures.blocks import HANDOUTS, TRANSCRIPT
from portal.lectures.digest import FACTS, digest_of
from portal.lectures.models.sign_off import SignOff
from portal.lectures.ports import page_parts
from portal.lectures.refusals import NotChecked

SCHEDULED = "wagtail.publish.scheduled"
SHOWN = "lectures.shown"
"""The outbox topic for what follows once a lecture is shown."""
INTRO_AT_MOST, SPEAKER_AT_MOST = 160, 60


class LectureIndexPage(BasePage):
    """All lectures of the district: those coming up, and those to listen to again."""

    intro = models.CharField(_("introduction"), max_length=INTRO_AT_MOST, blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("intro")]
    search_fields = [*BasePage.search_fields, index.SearchField("intro")]
    template = "lectures/index.html"
    subpage_types = ["lectures.SeriesPage"]
    max_count = 1
    show_in_menus_default = True

    class Meta:
        verbose_name = _("list of lectures")
        verbose_name_plural = _("lists of lectures")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().get_context(request, *args, **kwargs) | page_parts.get("index")(self, request)


class SeriesPage(BasePage):
    """Lectures that belong together. With a sub-district its managers publish them; else the district does."""

    intro = models.CharField(_("introduction"), max_length=INTRO_AT_MOST, blank=True)
    subdistrict = models.ForeignKey(
        Subdistrict,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("sub-district"),
        help_text=_("Whose series it is; empty for the whole district's."),
    )

    content_panels = [*BasePage.content_panels, FieldPanel("intro"), FieldPanel("subdistrict")]
    search_fields = [*BasePage.search_fields, index.SearchField("intro"), index.AutocompleteField("intro")]
    template = "lectures/series.html"
    parent_page_types = ["lectures.LectureIndexPage"]
    subpage_types = ["lectures.LecturePage"]

    class Meta:
        verbose_name = _("lecture series")
        verbose_name_plural = _("lecture series")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().get_context(request, *args, **kwargs) | page_parts.get("series")(self, request)

    @property
    def summary(self) -> str:
        return self.search_description or self.intro


class LectureForm(WagtailAdminPageForm):
    """Says in the editor, and loses nothing of what was written, that unchecked facts are not published."""

    def _post_clean(self) -> None:
        super()._post_clean()
        if "action-publish" in self.data and not self.errors and not self.instance.is_checked():
            self.add_error(None, NotChecked.default_message())


class LectureQuerySet(PageQuerySet):
    def shown(self) -> Self:
        """What everybody may read."""
        return open_to_all(self.live())


class LecturePage(BasePage):
    """One lecture: what it is about, who speaks, and afterwards the recording with its transcript.

    Its sessions are rows of their own (`Session`). It is shown only while somebody other than its editor has checked
    the facts of this very text: `save`, `publish` and the editor's form ask for it, and the database refuses what gets
    past them (triggers, migration 0002).
    """

    code = CodeField()
    intro = models.CharField(
        _("introduction"), max_length=INTRO_AT_MOST, help_text=_("Cards and chat previews show it.")
    )
    community = models.ForeignKey(
        Community,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("community"),
        help_text=_("Which community it is about; empty for the whole district."),
    )
    speaker_name = models.CharField(_("speaker"), max_length=SPEAKER_AT_MOST)
    speaker_about = models.CharField(_("who the speaker is"), max_length=300, blank=True)
    portrait = models.ForeignKey(
        "wagtailimages.Image", models.SET_NULL, related_name="+", null=True, blank=True, verbose_name=_("portrait")
    )
    body = StreamField(PROSE, verbose_name=_("text"), blank=True)
    handouts = StreamField(HANDOUTS, verbose_name=_("handouts"), blank=True)
    recording = models.ForeignKey(
        "wagtaildocs.Document",
        models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("recording"),
        help_text=_("MP3 or M4A for sound, MP4 for a film."),
    )
    recording_seconds = models.PositiveIntegerField(_("seconds it lasts"), null=True, blank=True)
    transcript = StreamField(TRANSCRIPT, verbose_name=_("transcript"), blank=True)
    text_digest = models.CharField(_("fingerprint of the text"), max_length=64, editable=False)

    objects = PageManager.from_queryset(LectureQuerySet)()

    base_form_class = LectureForm
    content_panels = [
        *BasePage.content_panels,
        FieldPanel("intro"),
        FieldPanel("community"),
        MultiFieldPanel(
            [FieldPanel("speaker_name"), FieldPanel("speaker_about"), FieldPanel("portrait")], _("Who speaks")
        ),
        FieldPanel("body"),
        FieldPanel("handouts"),
        MultiFieldPanel(
            [FieldPanel("recording"), FieldPanel("recording_seconds"), FieldPanel("transcript")],
            _("To listen to again"),
        ),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("intro"),
        index.AutocompleteField("intro"),
        index.SearchField("speaker_name"),
        index.AutocompleteField("speaker_name"),
        index.SearchField("body"),
        index.AutocompleteField("body"),
        index.SearchField("transcript"),
        index.AutocompleteField("transcript"),
    ]
    template = "lectures/lecture.html"
    parent_page_types = ["lectures.SeriesPage"]
    subpage_types: list[str] = []
    exclude_fields_in_copy = ["code"]

    class Meta:
        verbose_name = _("lecture")
        verbose_name_plural = _("lectures")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().get_context(request, *args, **kwargs) | page_parts.get("lecture")(self, request)

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises NotChecked for a text that would be shown unchecked, whoever publishes it and by which way."""
        fields = kwargs.get("update_fields")
        if fields is not None and {"live", *FACTS}.isdisjoint(fields):
            super().save(*args, **kwargs)
            return
        self.text_digest = digest_of(self)
        if self.live:
            if not self.is_checked():
                raise NotChecked
            # The database looks at the fingerprint as soon as the page's own row says that it is shown.
            LecturePage.objects.filter(pk=self.pk).update(text_digest=self.text_digest)
            outbox.add(SHOWN, key=self.code)
        super().save(*args, **kwargs)

    def publish(self, revision: Revision, user: Any = None, **how: Any) -> None:
        """As Wagtail's; raises NotChecked. What was scheduled and is no longer checked stays a draft, and is logged."""
        if revision.as_object().is_checked():
            super().publish(revision, user=user, **how)
        elif how.get("log_action") == SCHEDULED:
            self.revisions.update(approved_go_live_at=None)
            audit.record("lectures.stay_draft", self, user)
        else:
            raise NotChecked

    def is_checked(self) -> bool:
        """Whether the facts of the text, as it stands in this object, have been checked. One query."""
        return SignOff.objects.standing().filter(lecture=self.pk, digest=digest_of(self)).exists()

    @property
    def summary(self) -> str:
        return self.search_description or self.intro
