from django.conf import settings
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from portal.config.api import api

urlpatterns = [
    path("api/v1/", api.urls),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("portal.core.urls")),
    path("", include(wagtail_urls)),
]
if settings.DEMO:
    urlpatterns += []

handler400 = "portal.core.views.errors.bad_request"
handler403 = "portal.core.views.errors.forbidden"
handler404 = "portal.core.views.errors.not_found"
handler500 = "portal.core.views.errors.server_error"
