from django.urls import path

from portal.figures.views import disclosure

app_name = "figures"
urlpatterns = [
    path("disclosure/", disclosure.page, name="disclosure"),
    path("disclosure/feed.atom", disclosure.feed, name="disclosure_feed"),
    path("disclosure/ends.ics", disclosure.calendar, name="disclosure_calendar"),
]
