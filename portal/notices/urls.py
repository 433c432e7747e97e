from django.urls import path

from portal.notices import views

app_name = "notices"
urlpatterns = [
    path("me/notices/", views.inbox, name="inbox"),
    path("me/notices/read/", views.read_all, name="read_all"),
    path("me/notices/preferences/", views.preferences, name="preferences"),
    path("me/notices/<slug:code>/", views.notice, name="notice"),
]
