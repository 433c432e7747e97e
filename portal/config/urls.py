from django.conf import settings
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from portal.config.api import api
from portal.config.demo import preview

urlpatterns = [
    path("api/v1/", api.urls),
    path("accounts/", include("portal.accounts.signin_urls")),
    path("_allauth/app/v1/", include("portal.accounts.app_urls")),
    path("_allauth/app/v1/", include("wechat.signin.app_urls")),
    # Wagtail's own sign-in page knows no second factor: the staff page takes its place.
    path("admin/login/", RedirectView.as_view(pattern_name="staff_login", query_string=True)),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("portal.core.urls")),
    path("", include("portal.accounts.urls")),
    path("", include("portal.notices.urls")),
    path("", include("portal.moderation.urls")),
    path("", include("portal.discussions.urls")),
    path("", include("portal.ballots.urls")),
    path("", include("portal.rosters.urls")),
    path("", include("portal.lectures.urls")),
    path("cases/", include("portal.cases.urls")),
    path("proposals/", include("proposals.urls")),
    path("volunteers/", include("volunteers.urls")),
    path("councils/", include("councils.urls")),
    path("me/hours/", include("volunteers.hours_urls")),
    path("", include("search.urls")),
    path("", include("portal.figures.urls")),
    path("", include("wechat.urls")),
    path("", include(wagtail_urls)),
]
if settings.DEMO:
    # Editors' pictures alone; what residents send goes through views that ask who may see it.
    pictures = {"document_root": settings.MEDIA_ROOT}
    urlpatterns[:0] = [
        path("demo/", include("portal.config.demo.urls")),
        path("mp/", preview.show, name="preview"),
        path("mp/<path:path>", preview.show, name="preview_file"),
        re_path(r"^media/(?P<path>images/[^/]+)$", serve, pictures, name="editors_picture"),
    ]

handler400 = "portal.core.views.errors.bad_request"
handler403 = "portal.core.views.errors.forbidden"
handler404 = "portal.core.views.errors.not_found"
handler500 = "portal.core.views.errors.server_error"
