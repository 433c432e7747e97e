from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import Page
from wagtail.permissions import register_permission_policy

from portal.accounts.permissions import CommunityPolicy
from portal.lectures.models import LecturePage, Session
from portal.lectures.rules import keeps_lectures
from portal.lectures.views import staff, staff_checks

register_permission_policy(Session, CommunityPolicy(Session, "roster__community"))


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    """What staff do to lectures and their sessions, for the audit log; pages are logged by Wagtail."""
    actions.register_action("lectures.sign_off", _("Check the facts"), _("Checked the facts"))
    actions.register_action("lectures.take_back_sign_off", _("Take a check back"), _("Took the check back"))
    actions.register_action("lectures.stay_draft", _("Stay a draft"), _("Stayed a draft: its facts were not checked"))
    actions.register_action("lectures.open_session", _("Set a session"), _("Set a session"))
    actions.register_action("lectures.change_session", _("Change a session"), _("Changed a session"))
    actions.register_action("lectures.call_off_session", _("Call a session off"), _("Called a session off"))
    actions.register_action("lectures.note_wish", _("Note a special place"), _("Noted a special place"))
    actions.register_action("lectures.record_agreement", _("Record a consent"), _("Recorded a guardian's consent"))


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLPattern]:
    return [
        path("lectures/", staff.index, name="lecture_staff"),
        path("lectures/checks/", staff_checks.queue, name="lecture_checks"),
        path("lectures/checks/<slug:code>/", staff_checks.check, name="lecture_check"),
        path("lectures/new/<slug:code>/", staff.new_session, name="lecture_new_session"),
        path("lectures/sessions/<slug:code>/", staff.session, name="lecture_session"),
        path("lectures/sessions/<slug:code>/change/", staff.change, name="lecture_change_session"),
        path("lectures/sessions/<slug:code>/call-off/", staff.call_off, name="lecture_call_off"),
        path("lectures/sessions/<slug:code>/wish/", staff.note_wish, name="lecture_note_wish"),
        path("lectures/sessions/<slug:code>/consent/", staff.record_consent, name="lecture_record_consent"),
    ]


class KeeperMenuItem(MenuItem):
    """Shown to those who look after a community."""

    def is_shown(self, request: HttpRequest) -> bool:
        return keeps_lectures(request.user)


@hooks.register("register_admin_menu_item")
def register_menu_item() -> MenuItem:
    return KeeperMenuItem(_("Lectures"), reverse("lecture_staff"), name="lectures", icon_name="openquote", order=23)


@hooks.register("before_delete_page")
def keep_what_was_booked(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A lecture with sessions stays: people's bookings hang on it."""
    if not _with_sessions([page]):
        return None
    messages.error(
        request, _("“%s” has sessions that people booked. Take it down instead of deleting it.") % page.title
    )
    return redirect("wagtailadmin_explore", page.get_parent().pk)


@hooks.register("before_bulk_action")
def refuse_in_bulk(request: HttpRequest, action_type: str, objects: list[Any], action: Any) -> HttpResponse | None:
    """What may not be deleted or published alone may not be in bulk: nothing is done, and the page says why."""
    if request.method != "POST" or not objects or not isinstance(objects[0], Page):
        return None
    if action_type == "delete" and _with_sessions(objects):
        messages.error(request, _("Lectures with sessions that people booked stay. Nothing was deleted."))
    elif action_type == "publish" and (names := _unchecked(objects)):
        messages.error(request, _("The facts of these are not checked, nothing was published: %s") % "、".join(names))
    else:
        return None
    return redirect("wagtailadmin_explore", objects[0].get_parent().pk)


def _with_sessions(pages: list[Any]) -> bool:
    found = LecturePage.objects.none()
    for page in pages:
        found |= LecturePage.objects.descendant_of(page, inclusive=True)
    return Session.objects.filter(lecture__in=found).exists()


def _unchecked(pages: list[Any]) -> list[str]:
    lectures = LecturePage.objects.filter(pk__in=[page.pk for page in pages]).select_related("latest_revision")
    return [
        lecture.title
        for lecture in lectures
        if lecture.latest_revision is not None and not lecture.latest_revision.as_object().is_checked()
    ]
