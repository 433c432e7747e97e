from django.urls import path

from wechat.checks import views

urlpatterns = [path("wechat/media/<str:token>/", views.media, name="media")]
