from django.urls import path

from portal.moderation.views import author

app_name = "moderation"
urlpatterns = [
    path("moderation/<slug:code>/", author.submission, name="submission"),
    path("moderation/<slug:code>/appeal/", author.appeal, name="appeal"),
]
