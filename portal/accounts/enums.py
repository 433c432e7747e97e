from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class VerifiedBy(TextChoices):
    STAFF = "staff", _("staff at the counter")
    HOUSEHOLD_CODE = "household_code", _("household code")
    IMPORT = "import", _("imported roll")


class Role(TextChoices):
    COMMUNITY_MODERATOR = "community_moderator", _("community moderator")
    COUNCIL_CONVENER = "council_convener", _("council convener")
    PATROL_LEADER = "patrol_leader", _("patrol leader")
    SUBDISTRICT_MANAGER = "subdistrict_manager", _("sub-district manager")
    DISTRICT_ADMIN = "district_admin", _("district administrator")


class ConsentKind(TextChoices):
    SERVICE = "service", _("use of the service")
    SENSITIVE = "sensitive", _("sensitive personal information")
    PUBLICATION = "publication", _("publication under an alias")
    GUARDIAN = "guardian", _("a guardian's consent for a child under 14")
    VOLUNTEERING = "volunteering", _("name and number for the leader of a shift")
