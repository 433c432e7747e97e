"""Posts, and who serves in them: asked by residents, decided by the community's staff."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.actions import give_consent
from portal.accounts.enums import ConsentKind
from portal.accounts.models import Resident
from portal.accounts.queries import share_household
from portal.accounts.rules import require_signed_in, require_verified_phone, require_verified_resident
from portal.communities.models import Community
from portal.core import audit
from portal.core.errors import Forbidden, Hidden, Invalid, WrongState
from portal.core.text import plain
from portal.notices.actions import notify
from portal.rosters.queries.fitness import age_on
from volunteers.enums import ApplicationEvent, ApplicationState, Category
from volunteers.lifecycle import APPLICATION
from volunteers.models import Application, Post
from volunteers.models.posts import ACTIVE, REASON_AT_MOST, TEXT_AT_MOST, TITLE_AT_MOST
from volunteers.news import APPLICATION as NEWS
from volunteers.rules import require_care

TOLD = {
    ApplicationState.ACCEPTED: "accepted",
    ApplicationState.DECLINED: "declined",
    ApplicationState.ENDED: "ended",
}


@dataclass(frozen=True)
class PostWords:
    """What staff write about a post; the fields of `Post` of the same names."""

    title: str
    category: str
    about: str
    risks: str
    min_age: int = 18
    training: str = ""


@transaction.atomic
def create_post(*, community: Community, words: PostWords, actor: Any, now: datetime) -> Post:
    """Set a post up. Raises SignInNeeded, Hidden, Invalid."""
    require_care(actor, community.pk)
    post = Post(community=community, created_at=now, created_by=actor, **_cleaned(words))
    post.save()
    audit.record("volunteers.create_post", post, actor)
    return post


@transaction.atomic
def change_post(*, code: str, words: PostWords, actor: Any, now: datetime) -> Post:
    """Change it. Another text of risks asks everybody who serves there again. Raises SignInNeeded, Hidden, Invalid."""
    post = _held(code)
    require_care(actor, post.community_id)
    given = _cleaned(words)
    if given["risks"] != post.risks:
        post.risks_version += 1
    for name, value in given.items():
        setattr(post, name, value)
    post.save()
    audit.record("volunteers.change_post", post, actor, risks=post.risks_version)
    return post


@transaction.atomic
def close_post(*, code: str, actor: Any, now: datetime) -> Post:
    """Nobody applies any more; who serves there goes on. Again changes nothing. Raises SignInNeeded, Hidden."""
    post = _held(code)
    require_care(actor, post.community_id)
    if post.closed_at is None:
        post.closed_at = now
        post.save(update_fields=["closed_at"])
        audit.record("volunteers.close_post", post, actor)
    return post


@transaction.atomic
def apply(*, code: str, risks_version: int, agreed: bool, actor: Any, now: datetime, words: str = "") -> Application:
    """Ask to serve in a post, having read what can happen (`risks_version`), and agreeing that a leader reads name
    and number. Asking again, while one waits or is accepted, accepts the present text of risks and changes no more.

    Raises SignInNeeded, VerificationNeeded, Hidden, WrongState for a closed post, Invalid (risks_version for a text
    that is not the present one, agreed, age for who is known to be too young).
    """
    require_verified_phone(actor)
    require_verified_resident(actor)
    post = _held(code)
    active = post.applications.filter(user=actor.pk, state__in=ACTIVE).first()
    if post.closed_at is not None and active is None:
        raise WrongState(_("This post takes nobody at the moment."))
    if risks_version != post.risks_version:
        raise Invalid(risks_version=_("What can happen is described anew: please read it first."))
    if not agreed:
        raise Invalid(agreed=_("Without this a leader cannot reach you in time."))
    _require_age(post, actor, now)
    give_consent(kind=ConsentKind.VOLUNTEERING, actor=actor, now=now)
    if active is None:
        return Application.objects.create(
            post=post,
            user=actor,
            words=plain(words)[:REASON_AT_MOST],
            risks_version=post.risks_version,
            risks_accepted_at=now,
            asked_at=now,
        )
    if active.risks_version != post.risks_version:
        active.risks_version, active.risks_accepted_at = post.risks_version, now
        active.save(update_fields=["risks_version", "risks_accepted_at"])
    return active


@transaction.atomic
def withdraw_application(*, code: str, actor: Any, now: datetime) -> Application:
    """Take one's application back, or stop serving. Again changes nothing.

    Raises SignInNeeded, Hidden for another's, WrongState.
    """
    require_signed_in(actor)
    application = _application(code)
    if application.user_id != actor.pk:
        raise Hidden
    if application.state == ApplicationState.WITHDRAWN:
        return application
    return _moved(application, ApplicationEvent.WITHDRAW, None, "", now)


@transaction.atomic
def decide_application(
    *, code: str, event: ApplicationEvent, actor: Any, now: datetime, reason: str = ""
) -> Application:
    """Accept, decline or end somebody's service; they hear of it. Declining and ending need a reason.

    Raises SignInNeeded, Hidden, Forbidden for oneself and one's household, Invalid (reason), WrongState.
    """
    application = _application(code)
    require_care(actor, application.post.community_id)
    if share_household(actor, application.user):
        raise Forbidden(_("Somebody else has to decide on you and your household."))
    because = plain(reason)[:REASON_AT_MOST]
    if event != ApplicationEvent.ACCEPT and not because:
        raise Invalid(reason=_("Say why: the person is told."))
    done = _moved(application, event, actor, because, now)
    audit.record(f"volunteers.{event.value}_application", application.post, actor, application=application.code)
    notify(
        kind=NEWS,
        recipients=[application.user_id],
        subject=application.code,
        event=f"{event.value}:{now.isoformat()}",
        fields={
            "event": TOLD[ApplicationState(done.state)],
            "title": application.post.title,
            "reason": because,
        },
        url=application.post.get_absolute_url(),
        now=now,
    )
    return done


def _moved(application: Application, event: ApplicationEvent, actor: Any, reason: str, now: datetime) -> Application:
    application.state = APPLICATION.advance(ApplicationState(application.state), event)
    application.decided_at, application.decided_by, application.reason = now, actor, reason
    application.save(update_fields=["state", "decided_at", "decided_by", "reason"])
    return application


def _held(code: str) -> Post:
    """The post, locked until the transaction ends: applications and texts of risks come one after the other."""
    post = Post.objects.select_for_update(of=("self",)).filter(code=code).first()
    if post is None:
        raise Hidden
    return post


def _application(code: str) -> Application:
    held = Application.objects.select_for_update(of=("self",)).select_related("post", "user").filter(code=code)
    found = held.first()
    if found is None:
        raise Hidden
    return found


def _require_age(post: Post, actor: Any, now: datetime) -> None:
    born_on = Resident.objects.filter(user=actor.pk).values_list("born_on", flat=True).first()
    if born_on is not None and age_on(born_on, now.date()) < post.min_age:
        raise Invalid(age=_("From the age of %d.") % post.min_age)


def _cleaned(words: PostWords) -> dict[str, Any]:
    """Raises Invalid with every field that cannot be used."""
    at_most = {"title": TITLE_AT_MOST, "about": TEXT_AT_MOST, "risks": TEXT_AT_MOST, "training": REASON_AT_MOST}
    given: dict[str, Any] = {each.name: getattr(words, each.name) for each in fields(words)}
    for name, length in at_most.items():
        given[name] = plain(given[name])[:length]
    wrong: dict[str, str] = {}
    if not given["title"]:
        wrong["title"] = _("Give it a name.")
    if not given["about"]:
        wrong["about"] = _("Say what there is to do.")
    if not given["risks"]:
        wrong["risks"] = _("Say what can happen: people have to know before they serve.")
    if given["category"] not in Category.values:
        wrong["category"] = _("Choose one of the list.")
    if not 6 <= given["min_age"] <= 70:
        wrong["min_age"] = _("An age from 6 to 70, please.")
    if wrong:
        raise Invalid(**wrong)
    return given
