from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.admin.admin_url_finder import register_admin_url_finder
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.sidebar import LinkMenuItem
from wagtail.permissions import register_permission_policy

from portal.accounts.permissions import CommunityPolicy
from portal.accounts.queries import communities_of
from portal.moderation.models import Submission
from portal.moderation.queries.inbox import waiting_for
from portal.moderation.rules import can_see_in_inbox
from portal.moderation.views import inbox, verdicts
from portal.moderation.views.home import DueTasks, quiet_home
from portal.moderation.viewsets import replies_viewset

register_permission_policy(Submission, CommunityPolicy(Submission, "inbox"))


class SubmissionFinder:
    """Where reports and logs lead for a submission: its page, for those with whom it lies."""

    def __init__(self, user: Any) -> None:
        self.user = user

    def get_edit_url(self, instance: Submission) -> str | None:
        seen = can_see_in_inbox(self.user, instance)
        return reverse("moderation_submission", args=[instance.code]) if seen else None


register_admin_url_finder(Submission, SubmissionFinder)


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    """What moderation writes into the audit log."""
    actions.register_action("moderation.approve", _("Approve"), _("Approved"))
    actions.register_action("moderation.return", _("Return"), _("Returned"))
    actions.register_action("moderation.hide", _("Hide"), _("Hid"))
    actions.register_action("moderation.restore", _("Restore"), _("Restored"))
    actions.register_action("moderation.forward", _("Forward"), _("Forwarded"))
    actions.register_action("moderation.appeal", _("Appeal"), _("Appealed"))
    actions.register_action("moderation.answer_appeal", _("Answer an appeal"), _("Answered the appeal"))


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLPattern]:
    return [
        path("inbox/", inbox.inbox, name="moderation_inbox"),
        path("inbox/decide/", verdicts.decide_many, name="moderation_decide_many"),
        path("inbox/<slug:code>/", inbox.submission, name="moderation_submission"),
        path("inbox/<slug:code>/decide/", verdicts.decide, name="moderation_decide"),
        path("inbox/<slug:code>/forward/", verdicts.forward, name="moderation_forward"),
        path("inbox/<slug:code>/answer/", verdicts.answer, name="moderation_answer"),
    ]


class InboxMenuItem(MenuItem):
    """The way to the inbox, with how many wait; not there for somebody who moderates nothing."""

    def is_shown(self, request: HttpRequest) -> bool:
        return communities_of(request.user).exists()

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        count = waiting_for(request.user).count()
        label = ngettext("Inbox (%d)", "Inbox (%d)", count) % count if count else str(self.label)
        return LinkMenuItem(self.name, label, self.url, icon_name=self.icon_name, classname=self.classname)


@hooks.register("register_admin_menu_item")
def register_inbox_menu_item() -> MenuItem:
    return InboxMenuItem(_("Inbox"), reverse("moderation_inbox"), name="inbox", icon_name=inbox.ICON, order=10)


@hooks.register("register_admin_viewset")
def register_replies() -> Any:
    return replies_viewset


@hooks.register("construct_homepage_panels")
def construct_homepage_panels(request: HttpRequest, panels: list[Component]) -> None:
    panels[:] = [DueTasks(), *quiet_home(panels)]
