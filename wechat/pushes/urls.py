from django.urls import path

from wechat.pushes import views

urlpatterns = [
    path("wechat/push/mp/", views.mini_program_push, name="push_mp"),
    path("wechat/push/oa/", views.official_account_push, name="push_oa"),
]
