"""What the parts of the dashboard are called."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.core.measures import By, Section

SECTIONS: dict[Section, str | Promise] = {
    Section.FUNNEL: _("From resident to volunteer"),
    Section.CASES: _("How cases are answered"),
    Section.SEATS: _("Places and hours"),
    Section.MODERATION: _("Reading before publication"),
    Section.SEARCH: _("Searches"),
}
WAYS: dict[By, str | Promise] = {
    By.MONTH: pgettext_lazy("figures", "by month"),
    By.COMMUNITY: pgettext_lazy("figures", "by community"),
}


def section_label(section: Section) -> str:
    return str(SECTIONS[section])


def by_label(by: By) -> str:
    return str(WAYS[by])
