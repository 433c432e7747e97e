from django.urls import path

from portal.core.views import shell

app_name = "core"
urlpatterns = [
    path("elder/", shell.switch_elder_mode, name="elder"),
    path("coming/", shell.coming, name="coming"),
    path("styleguide/", shell.styleguide, name="styleguide"),
    path("robots.txt", shell.robots, name="robots"),
    path("manifest.webmanifest", shell.manifest, name="manifest"),
    path("healthz", shell.health, name="health"),
]
