from django.urls import path

from portal.cases.views import loop, matters

app_name = "cases"
urlpatterns = [
    path("", loop.closed_loop, name="loop"),
    path("new/", matters.new, name="new"),
    path("photos/<slug:code>.jpg", matters.photo, name="photo"),
    path("<slug:code>/", matters.matter_page, name="matter"),
    path("<slug:code>/rewrite/", matters.rewrite, name="rewrite"),
    path("<slug:code>/rating/", matters.rate, name="rate"),
    path("<slug:code>/reopen/", matters.reopen, name="reopen"),
    path("<slug:code>/private/", matters.keep_private, name="keep_private"),
]
