"""The addresses of conventions, on the site and in the staff area."""

from django.urls import path

from councils.views import conventions, staff_conventions, staff_wordings, wordings

CONVENTIONS = [
    path("conventions/", conventions.index, name="conventions"),
    path("conventions/texts/<slug:code>/", conventions.version_page, name="convention_version"),
    path("conventions/texts/<slug:code>/pledge/", conventions.pledge, name="convention_pledge"),
    path("conventions/texts/<slug:code>/sheet.pdf", conventions.sheet, name="convention_sheet"),
    path("conventions/texts/<slug:code>/wordings/", wordings.wordings_page, name="wordings"),
    path("conventions/texts/<slug:code>/articles/<int:number>/suggest/", wordings.suggest, name="suggest_wording"),
    path("conventions/wordings/<slug:code>/", wordings.wording_page, name="wording"),
    path("conventions/wordings/<slug:code>/change/", wordings.change, name="change_wording"),
    path("conventions/wordings/<slug:code>/support/", wordings.support, name="support_wording"),
    path("conventions/wordings/<slug:code>/withdraw/", wordings.withdraw, name="withdraw_wording"),
    path("conventions/texts/<slug:code>/<slug:other>/", conventions.difference_page, name="convention_difference"),
    path("conventions/<slug:slug>/", conventions.convention_page, name="convention"),
]
STAFF = [
    path("conventions/", staff_conventions.index, name="conventions_staff"),
    path("conventions/begin/", staff_conventions.begin, name="conventions_begin"),
    path("conventions/<slug:code>/", staff_conventions.version, name="conventions_version"),
    path("conventions/<slug:code>/write/", staff_conventions.write, name="conventions_write"),
    path("conventions/<slug:code>/wordings/", staff_wordings.wordings, name="conventions_wordings"),
    path("conventions/wordings/<slug:code>/<slug:what>/", staff_wordings.answer, name="conventions_answer_wording"),
    path("conventions/<slug:code>/answer/", staff_conventions.answer, name="conventions_answer"),
    path("conventions/<slug:code>/count/", staff_conventions.count, name="conventions_count"),
    path("conventions/<slug:code>/count/motion/", staff_conventions.count_motion, name="conventions_count_motion"),
    path("conventions/<slug:code>/confirm/", staff_conventions.confirm, name="conventions_confirm"),
    path("conventions/<slug:code>/move/<slug:event>/", staff_conventions.move, name="conventions_move"),
]
