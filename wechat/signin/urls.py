from django.urls import path

from wechat.signin.views import linked, official, scan

urlpatterns = [
    path("wechat/oa/", official.go, name="oa_go"),
    path("wechat/oa/back/", official.back, name="oa_back"),
    path("me/wechat/", linked.page, name="linked"),
    path("wechat/scan/", scan.begin, name="scan_begin"),
    path("wechat/scan/<slug:code>/", scan.wait, name="scan"),
    path("wechat/scan/<slug:code>/picture/", scan.picture, name="scan_picture"),
]
