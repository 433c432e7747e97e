from django.urls import path

from portal.figures.views import data, disclosure

app_name = "figures"
urlpatterns = [
    path("disclosure/", disclosure.page, name="disclosure"),
    path("disclosure/feed.atom", disclosure.feed, name="disclosure_feed"),
    path("disclosure/ends.ics", disclosure.calendar, name="disclosure_calendar"),
    path("data/", data.page, name="data"),
    path("data/<slug:name>.<slug:kind>", data.file, name="data_file"),
]
