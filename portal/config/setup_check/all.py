from datetime import datetime

from django.utils import timezone

from portal.config.setup_check.findings import Finding
from portal.config.setup_check.places import lacking_people, lacking_places
from portal.config.setup_check.site import lacking_pages, lacking_servers, lacking_shell, lacking_wechat


def lacking(now: datetime) -> list[Finding]:
    """All that is lacking, in the order in which a district is set up; empty where nothing is.

    The number of queries does not grow with communities.
    """
    return [
        *lacking_shell(),
        *lacking_places(),
        *lacking_people(timezone.localdate(now)),
        *lacking_pages(),
        *lacking_wechat(),
        *lacking_servers(),
    ]
