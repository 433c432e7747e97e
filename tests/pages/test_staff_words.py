"""The staff area speaks Chinese, where Wagtail's own catalogue does not as well."""

import pytest
from django.utils import translation

from portal.accounts.enums import Role
from tests.factories import AppointmentFactory
from tests.proposals.contest_life import let_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/admin/", "/admin/pages/", "/admin/images/", "/admin/reports/site-history/"])
def test_staff_read_no_english_where_wagtail_lacks_the_words(client, path):
    admin = AppointmentFactory(role=Role.DISTRICT_ADMIN, community=None).user
    client.force_login(let_in(admin))
    page = client.get(path).content.decode()
    for english in ("Search all pages", "Pages <span", "Images <span", "You haven", "Grid layout", "Sort by '"):
        assert english not in page


@pytest.mark.parametrize(
    ("english", "chinese"), [("Search all pages…", "搜索所有页面……"), ("Locked by another user", "别人锁定的")]
)
def test_borrowed_words_are_read(english, chinese):
    with translation.override("zh-hans"):
        assert translation.gettext(english) == chinese
    with translation.override("en"):
        assert translation.gettext(english) == english
