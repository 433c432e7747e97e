"""The staff's addresses under /admin/."""

from django.urls import path

from wechat.messages import views

urlpatterns = [
    path("wechat/messages/", views.messages, name="wechat_messages"),
    path("wechat/messages/seen/", views.seen, name="wechat_messages_seen"),
    path("wechat/templates/", views.templates, name="wechat_templates"),
    path("wechat/templates/new/", views.add, name="wechat_template_add"),
    path("wechat/templates/<slug:code>/", views.edit, name="wechat_template"),
]
