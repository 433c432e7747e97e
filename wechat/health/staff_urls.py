"""The screen's addresses under /admin/."""

from django.urls import path

from wechat.health import views

urlpatterns = [
    path("wechat/", views.health, name="wechat_health"),
    path("wechat/check/<slug:name>/", views.check, name="wechat_check"),
]
