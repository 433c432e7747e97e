from django.urls import path

from portal.ballots.views import polls

app_name = "ballots"
urlpatterns = [
    path("polls/<slug:code>/", polls.poll_page, name="poll"),
    path("polls/<slug:code>/receipt/", polls.receipt_page, name="receipt"),
]
