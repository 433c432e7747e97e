from django.urls import path

from portal.core.views import monitor, share, shell, short

app_name = "core"
urlpatterns = [
    path("elder/", shell.switch_elder_mode, name="elder"),
    path("coming/", shell.coming, name="coming"),
    path("styleguide/", shell.styleguide, name="styleguide"),
    path("robots.txt", shell.robots, name="robots"),
    path("manifest.webmanifest", shell.manifest, name="manifest"),
    path("s/<slug:code>", short.follow, name="short"),
    path("s/<slug:code>/qr.svg", short.qr, name="short_qr"),
    path("share/<slug:code>/", share.page, name="share"),
    path("share/<slug:code>/poster.pdf", share.poster, name="share_poster"),
    path("share/<slug:code>/picture.png", share.picture, name="share_picture"),
    path("share/<slug:code>/codes/<slug:kind>", share.scan, name="share_scan"),
    path("share/<slug:code>/links/<slug:kind>/", share.make_link, name="share_link"),
    path("healthz", monitor.health, name="health"),
    path("readyz", monitor.ready, name="ready"),
    path("metrics", monitor.metrics, name="metrics"),
]
