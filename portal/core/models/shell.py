# mypy: disable-error-code="var-annotated"
# (Wagtail is untyped, so the plugin does not see that SiteShell is a model.)
import re
from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.blocks import CharBlock, StructBlock
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import StreamField
from wagtail.models import Site

LOCAL_PATH = RegexValidator(re.compile(r"^/(?!/)\S*$"), _("Write an address on this site, beginning with one /."))


class WayBlock(StructBlock):
    """A labelled address on this site."""

    label = CharBlock(label=_("label"), max_length=12)
    label_en = CharBlock(label=_("label in English"), max_length=24, required=False)
    path = CharBlock(label=_("address on this site"), max_length=200, validators=[LOCAL_PATH])

    class Meta:
        icon = "link"
        label = _("entry")


@register_setting(icon="site")
class SiteShell(BaseSiteSetting):
    """Header and footer of one site. What is left empty is not shown: nothing is made up."""

    brand = models.CharField(_("name"), max_length=20, blank=True)
    strapline = models.CharField(_("line beside the name"), max_length=40, blank=True)
    navigation = StreamField(
        [("way", WayBlock())],
        verbose_name=_("main navigation"),
        blank=True,
        help_text=_("Empty: what exists."),
    )
    organiser = models.CharField(_("organiser"), max_length=80, blank=True)
    contractor = models.CharField(_("contractor"), max_length=80, blank=True)
    icp_number = models.CharField(_("ICP number"), max_length=40, blank=True)
    police_number = models.CharField(_("public-security filing number"), max_length=40, blank=True)
    complaints_path = models.CharField(
        _("page for complaints and suggestions"), max_length=200, blank=True, validators=[LOCAL_PATH]
    )
    complaints_phone = models.CharField(_("telephone for complaints and suggestions"), max_length=20, blank=True)
    links = StreamField([("way", WayBlock())], verbose_name=_("links in the footer"), blank=True)

    panels = [
        MultiFieldPanel([FieldPanel("brand"), FieldPanel("strapline"), FieldPanel("navigation")], _("Header")),
        MultiFieldPanel(
            [
                FieldPanel("organiser"),
                FieldPanel("contractor"),
                FieldPanel("icp_number"),
                FieldPanel("police_number"),
                FieldPanel("complaints_path"),
                FieldPanel("complaints_phone"),
                FieldPanel("links"),
            ],
            _("Footer"),
        ),
    ]

    class Meta:
        verbose_name = _("header and footer")

    def __str__(self) -> str:
        return self.brand or str(_("header and footer"))

    @classmethod
    def for_reading(cls, site: Site | None) -> Self:
        """The site's setting, or an unsaved empty one: reading a page never writes."""
        found = cls.objects.filter(site=site).first() if site else None
        return found or cls(site=site)

    @property
    def police_record(self) -> str:
        """The digits of the filing number, as the ministry's record page asks for them."""
        return "".join(re.findall(r"\d+", self.police_number))
