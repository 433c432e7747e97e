from urllib.parse import urlencode

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.communities.enums import VenueKind
from portal.communities.hours import NOT_READ, readable_hours

OPENED_BY = {"src": "linli", "callnative": "1"}
"""What the map is told of who asks; it opens its own program where the phone has it."""


class Subdistrict(models.Model):
    """A sub-district (街道): the office that runs contests and appoints staff for its communities."""

    slug = models.SlugField(_("address"), unique=True)
    name = models.CharField(_("name"), max_length=40, unique=True)
    character = models.CharField(_("what it is known for"), max_length=120, blank=True)
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("sub-district")
        verbose_name_plural = _("sub-districts")

    def __str__(self) -> str:
        return self.name


class Community(models.Model):
    """A residential community (社区) with its residents' committee (居委会)."""

    slug = models.SlugField(_("address"), unique=True)
    subdistrict = models.ForeignKey(
        Subdistrict, models.PROTECT, related_name="communities", verbose_name=_("sub-district")
    )
    name = models.CharField(_("name"), max_length=40)
    nicknames = models.CharField(_("other names, split by spaces"), max_length=200, blank=True)
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    office = models.CharField(_("office address"), max_length=120, blank=True)
    household_count = models.PositiveIntegerField(_("households"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["subdistrict__position", "position", "id"]
        verbose_name = _("community")
        verbose_name_plural = _("communities")
        constraints = [models.UniqueConstraint(fields=["subdistrict", "name"], name="community_name_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        """The name as people say it: 梅欣社区."""
        return self.name if self.name.endswith(("社区", "村")) else f"{self.name}社区"


class Grid(models.Model):
    """A grid (网格): some hundred households with their own grid worker (网格员)."""

    community = models.ForeignKey(Community, models.PROTECT, related_name="grids", verbose_name=_("community"))
    name = models.CharField(_("name"), max_length=40)
    covers = models.CharField(_("buildings it covers"), max_length=200, blank=True)
    worker = models.CharField(
        _("grid worker"), max_length=20, blank=True, help_text=_("Shown to everybody, with the telephone.")
    )
    phone = models.CharField(_("telephone"), max_length=20, blank=True)

    class Meta:
        ordering = ["community_id", "name"]
        verbose_name = _("grid")
        verbose_name_plural = _("grids")
        constraints = [models.UniqueConstraint(fields=["community", "name"], name="grid_name_once")]

    def __str__(self) -> str:
        return self.name


class Venue(models.Model):
    """A place people can go to: service centre, grid station, police post.

    Its position is that of Chinese maps (GCJ-02), both halves or none (a constraint).
    """

    community = models.ForeignKey(Community, models.PROTECT, related_name="venues", verbose_name=_("community"))
    kind = models.CharField(_("kind"), max_length=16, choices=VenueKind)
    name = models.CharField(_("name"), max_length=60)
    address = models.CharField(_("address"), max_length=120, blank=True)
    opening_hours = models.CharField(
        _("opening hours"), max_length=120, blank=True, validators=[readable_hours], help_text=NOT_READ
    )
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=8,
        decimal_places=6,
        null=True,
        blank=True,
        help_text=_("Both from a Chinese map; without them the map looks for the address."),
    )
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, blank=True)

    class Meta:
        ordering = ["community_id", "kind", "name"]
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False)
                & Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
                name="venue_position_whole",
                violation_error_message=_("Give both, latitude from -90 to 90 and longitude from -180 to 180."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def map_url(self) -> str:
        """An address that opens the phone's map at its position, or looking for it; "" without position and address.

        https://lbs.amap.com/api/uri-api/guide/mobile-web/point, and …/search.
        """
        if self.latitude is not None and self.longitude is not None:
            asked = {"position": f"{self.longitude},{self.latitude}", "name": self.name}
            return f"https://uri.amap.com/marker?{urlencode(asked | OPENED_BY)}"
        if not self.address:
            return ""
        return f"https://uri.amap.com/search?{urlencode({'keyword': f'{self.address} {self.name}'} | OPENED_BY)}"
