"""The WeChat edge's own addresses; each part keeps a list of its own."""

from wechat.checks.urls import urlpatterns as checking
from wechat.pushes.urls import urlpatterns as pushes
from wechat.signin.urls import urlpatterns as signing_in

app_name = "wechat"
urlpatterns = [*pushes, *checking, *signing_in]
