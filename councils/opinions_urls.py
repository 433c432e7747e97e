"""The addresses of statements and the opinion map, on the site and in the staff area."""

from django.urls import path

from councils.views import opinions, staff_opinions

OPINIONS = [
    path("conventions/texts/<slug:code>/opinions/", opinions.ask, name="opinions"),
    path("conventions/texts/<slug:code>/opinions/answer/", opinions.answer, name="opinions_answer"),
    path("conventions/texts/<slug:code>/opinions/say/", opinions.say, name="opinions_say"),
    path("conventions/texts/<slug:code>/opinions/mine/", opinions.mine, name="opinions_mine"),
    path("conventions/texts/<slug:code>/opinions/map/", opinions.opinion_map, name="opinions_map"),
]
STAFF_OPINIONS = [
    path("conventions/<slug:code>/statements/", staff_opinions.statements, name="conventions_statements"),
    path(
        "conventions/<slug:code>/statements/<slug:statement>/down/",
        staff_opinions.take_down,
        name="conventions_statement_down",
    ),
]
