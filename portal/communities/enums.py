from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class VenueKind(TextChoices):
    PARTY_CENTRE = "party_centre", _("Party and community service centre")
    GRID_STATION = "grid_station", _("grid station")
    POLICE_POST = "police_post", _("police post")
    SERVICE_POINT = "service_point", _("community service point")
