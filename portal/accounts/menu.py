"""Menu items of the staff area that show by office."""

from django.http import HttpRequest
from wagtail.admin.menu import MenuItem

from portal.accounts.queries import is_district_admin


class DistrictMenuItem(MenuItem):
    """Shown to the district's administration."""

    def is_shown(self, request: HttpRequest) -> bool:
        return is_district_admin(request.user)
