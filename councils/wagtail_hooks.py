"""What councils and conventions add to the staff area; each subject adds its own lines."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import register_permission_policy

from councils.conventions_enums import Answer, ConventionEvent
from councils.conventions_urls import STAFF
from councils.meetings_log import register_meeting_actions
from councils.meetings_urls import STAFF_MEETINGS
from councils.models import Body, Topic
from councils.opinions_urls import STAFF_OPINIONS
from councils.owners_log import register_owner_actions
from councils.owners_urls import STAFF_OWNERS
from councils.views import staff_bodies, staff_topics
from councils.views.staff_pages import ICON
from portal.accounts.permissions import CommunityPolicy
from portal.accounts.queries import communities_of

register_permission_policy(Body, CommunityPolicy(Body))
register_permission_policy(Topic, CommunityPolicy(Topic))


@hooks.register("register_log_actions")
def register_convention_log_actions(actions: Any) -> None:
    """What staff do to conventions, for the audit log."""
    actions.register_action("councils.begin_convention", _("Begin a version"), _("Began a version of the convention"))
    actions.register_action("councils.write_convention", _("Write the articles"), _("Wrote the articles"))
    actions.register_action("councils.answer_warning", _("Answer a warning"), _("Answered a warning"))
    actions.register_action("councils.enter_count", _("Enter the count"), _("Entered the count of the meeting"))
    actions.register_action("councils.open_with_statement", _("Put a statement up"), _("Put a statement up"))
    actions.register_action("councils.take_statement_down", _("Take a statement down"), _("Took a statement down"))
    actions.register_action("councils.suggest_wording", _("Suggest a wording"), _("Suggested a wording"))
    actions.register_action("councils.withdraw_wording", _("Take a wording back"), _("Took a wording back"))
    for answer in Answer:
        actions.register_action(f"councils.{answer}_wording", answer.label, answer.label)
    for event in ConventionEvent:
        actions.register_action(f"councils.convention_{event}", event.label, event.label)


@hooks.register("register_admin_urls")
def register_convention_urls() -> list[URLPattern]:
    return [*STAFF, *STAFF_OPINIONS, *STAFF_MEETINGS]


class CommunityMenuItem(MenuItem):
    """Shown to those who look after a community."""

    def is_shown(self, request: HttpRequest) -> bool:
        return communities_of(request.user).exists()


@hooks.register("register_admin_menu_item")
def register_conventions_menu_item() -> MenuItem:
    address = reverse("conventions_staff")
    return CommunityMenuItem(_("Residents' conventions"), address, name="conventions", icon_name="doc-full", order=29)


@hooks.register("register_log_actions")
def register_topic_log_actions(actions: Any) -> None:
    """What staff do to bodies and topics, for the audit log."""
    actions.register_action("councils.create_body", _("Set a body up"), _("Set the body up"))
    actions.register_action("councils.dissolve_body", _("Dissolve a body"), _("Dissolved the body"))
    actions.register_action("councils.seat_person", _("Give a seat"), _("Gave somebody a seat"))
    actions.register_action("councils.end_seat", _("End a seat"), _("Ended a seat"))
    actions.register_action("councils.move_topic", _("Move a topic"), _("Moved the topic"))
    actions.register_action("councils.write_paper", _("Write a paper"), _("Wrote a paper"))
    actions.register_action("councils.put_plans", _("Set plans"), _("Set the plans"))
    actions.register_action("councils.attach", _("Put a file beside a topic"), _("Put a file beside the topic"))
    actions.register_action("councils.take_attachment_away", _("Take a file away"), _("Took a file away"))


@hooks.register("register_admin_urls")
def register_topic_urls() -> list[URLPattern]:
    return [
        *STAFF_OWNERS,
        path("councils/", staff_topics.topics, name="councils_topics"),
        path("councils/topics/new/", staff_topics.new_topic, name="councils_new_topic"),
        path("councils/topics/<slug:code>/", staff_topics.topic, name="councils_topic"),
        path("councils/topics/<slug:code>/paper/", staff_topics.paper, name="councils_paper"),
        path("councils/topics/<slug:code>/plans/", staff_topics.plans, name="councils_plans"),
        path("councils/topics/<slug:code>/files/", staff_topics.add_attachment, name="councils_attach"),
        path(
            "councils/topics/<slug:code>/files/<slug:attachment>/away/",
            staff_topics.take_attachment_away,
            name="councils_take_away",
        ),
        path("councils/topics/<slug:code>/<slug:what>/", staff_topics.act_on_topic, name="councils_act_on_topic"),
        path("councils/bodies/", staff_bodies.bodies, name="councils_bodies"),
        path("councils/bodies/new/", staff_bodies.new_body, name="councils_new_body"),
        path("councils/bodies/<slug:code>/", staff_bodies.body, name="councils_body"),
        path("councils/bodies/<slug:code>/dissolve/", staff_bodies.dissolve, name="councils_dissolve"),
        path("councils/bodies/<slug:code>/seats/<slug:seat>/end/", staff_bodies.give_up_seat, name="councils_end_seat"),
    ]


@hooks.register("register_admin_menu_item")
def register_councils_menu_item() -> MenuItem:
    address = reverse("councils_topics")
    return CommunityMenuItem(_("Councils"), address, name="councils", icon_name=ICON, order=22)


hooks.register("register_log_actions", register_meeting_actions)
hooks.register("register_log_actions", register_owner_actions)
