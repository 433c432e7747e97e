"""What figures add to the staff area."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from portal.accounts.enums import Role
from portal.accounts.queries import holds_any
from portal.figures.views import board

READERS = (Role.COMMUNITY_MODERATOR, Role.SUBDISTRICT_MANAGER, Role.DISTRICT_ADMIN)


class FiguresMenuItem(MenuItem):
    """Shown to those who look after a community."""

    def is_shown(self, request: HttpRequest) -> bool:
        return holds_any(request.user, READERS)


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLPattern]:
    return [
        path("figures/", board.board, name="figures_board"),
        path("figures/figures.xlsx", board.workbook, name="figures_workbook"),
        path("figures/report/", board.report, name="figures_report"),
        path("figures/report.pdf", board.report_pdf, name="figures_report_pdf"),
    ]


@hooks.register("register_reports_menu_item")
def register_board_item() -> MenuItem:
    return FiguresMenuItem(
        pgettext_lazy("staff", "Figures"), reverse_lazy("figures_board"), name="figures", icon_name="table", order=100
    )


@hooks.register("register_reports_menu_item")
def register_report_item() -> MenuItem:
    label = _("Monthly report")
    return FiguresMenuItem(label, reverse_lazy("figures_report"), name="report", icon_name="doc-full", order=110)
