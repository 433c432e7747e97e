"""The site's name, header and footer, first pages, WeChat and the servers' settings."""

from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Site

from portal.config.setup_check.findings import Finding
from portal.core.models import SiteShell
from portal.pages.models import DirectoryPage, HomePage, TextPage
from search.models import IndexState
from wechat.gateway.registration import registration
from wechat.models import SubscribeTemplate

NAME, FOOTER, PAGES = gettext_lazy("Name of the site"), gettext_lazy("Footer"), gettext_lazy("Pages")
WECHAT, SERVERS = gettext_lazy("WeChat"), gettext_lazy("Servers")


def lacking_shell() -> Iterator[Finding]:
    """Name and footer. Two queries."""
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        yield Finding(NAME, _("There is no default site: make one under Settings → Sites."))
    elif site.hostname in ("localhost", "127.0.0.1") and not settings.DEMO:
        yield Finding(NAME, _("The site still calls itself %s: Settings → Sites.") % site.hostname)
    shell = SiteShell.for_reading(site)
    for part, field, words, must in (
        (NAME, "brand", _("The site has no name: Settings → Header and footer."), True),
        (FOOTER, "organiser", _("No organiser is named; people want to know whose site this is."), True),
        (FOOTER, "icp_number", _("The ICP number is missing; a site in mainland China has to show it."), True),
        (FOOTER, "police_number", _("The public-security filing number is missing."), True),
        (FOOTER, "links", _("There are no links, to the privacy page for one."), False),
    ):
        if not getattr(shell, field):
            yield Finding(part, words, must)
    if not (shell.complaints_phone or shell.complaints_path):
        yield Finding(FOOTER, _("Neither a telephone nor a page for complaints and suggestions is named."))


def lacking_pages() -> Iterator[Finding]:
    """Three queries."""
    for model, words, must in (
        (HomePage, _("The home page is not published."), True),
        (DirectoryPage, _("There is no directory of sub-districts and communities."), False),
        (TextPage, _("There is no plain page: privacy, about, accessibility."), False),
    ):
        if not model.objects.live().exists():
            yield Finding(PAGES, words, must)


def lacking_wechat() -> Iterator[Finding]:
    """WeChat is optional: what is not configured is not offered. One query where the mini-program is configured."""
    program, account = registration("mp"), registration("oa")
    if not program.can_call:
        yield Finding(WECHAT, _("No mini-program (WECHAT_MP_APP_ID, WECHAT_MP_SECRET): it is not offered."), must=False)
    else:
        if not settings.WECHAT_MP_PUSH_TOKEN:
            yield Finding(WECHAT, _("WECHAT_MP_PUSH_TOKEN is empty: WeChat's opinions on pictures do not arrive."))
        if not SubscribeTemplate.objects.filter(active=True).exists():
            yield Finding(WECHAT, _("No message template is in use: nobody hears of anything in WeChat."))
    if not account.can_call:
        yield Finding(
            WECHAT, _("No official account (WECHAT_OA_APP_ID, WECHAT_OA_SECRET): no share cards."), must=False
        )


def lacking_servers() -> Iterator[Finding]:
    """What production starts without and should not stay without. One query."""
    if not settings.ACCESS_LOG:
        yield Finding(
            SERVERS, _("ACCESS_LOG is empty: the law asks for six months of network logs."), not settings.DEMO
        )
    if not (settings.METRICS_TOKEN or settings.METRICS_NETWORKS):
        yield Finding(SERVERS, _("Neither METRICS_TOKEN nor METRICS_NETWORKS is set: nobody can watch it."), must=False)
    if not IndexState.objects.filter(pk=1, built_at__isnull=False).exists():
        words = _(
            "The search index was never built: manage.py search_index rebuild. Until then titles alone are found."
        )
        yield Finding(SERVERS, words, must=False)
