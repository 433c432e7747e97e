"""What is known of one person, read once, to say of any number of shifts whether they may come."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.enums import ConsentKind
from portal.accounts.queries.consents import has_consented
from portal.accounts.rules import has_verified_phone, is_verified_resident
from portal.rosters.enums import BookingState
from portal.rosters.models import Booking, Qualification, Roster
from portal.rosters.ports import qualification_kinds
from portal.rosters.queries.fitness import age_on
from volunteers.enums import ApplicationState
from volunteers.models import Application, Post, Route, Shift


@dataclass(frozen=True)
class Obstacle:
    """Why somebody cannot come: `code` for clients, `words` for people, `url` where they can do something about it."""

    code: str
    words: str
    url: str = ""


@dataclass(frozen=True)
class Standing:
    """`posts`: version of the accepted risks by post; `seats`: (begins, ends, roster) of seats held from now on."""

    signed_in: bool
    reachable: bool = False
    lives_here: bool = False
    consented: bool = False
    born_on: date | None = None
    posts: Mapping[int, int] | None = None
    qualifications: Mapping[str, date] | None = None
    seats: tuple[tuple[datetime, datetime, int], ...] = ()


def standing_of(user: Any, now: datetime) -> Standing:
    """Five queries at most, none for nobody."""
    if not user.is_authenticated:
        return Standing(signed_in=False)
    held = Booking.objects.holding().filter(
        user=user.pk, roster__ends_at__gt=now, roster__overlap_allowed=False, state__in=_SEATED
    )
    return Standing(
        signed_in=True,
        reachable=has_verified_phone(user),
        lives_here=is_verified_resident(user),
        consented=has_consented(user, ConsentKind.VOLUNTEERING),
        born_on=getattr(getattr(user, "resident", None), "born_on", None),
        posts=accepted_posts(user),
        qualifications=dict(Qualification.objects.filter(user=user.pk).values_list("kind", "valid_until")),
        seats=tuple(held.values_list("roster__starts_at", "roster__ends_at", "roster_id")),
    )


def accepted_posts(user: Any) -> dict[int, int]:
    """By post for which `user` is accepted, the version of the risks they accepted. One query."""
    accepted = Application.objects.filter(user=user.pk, state=ApplicationState.ACCEPTED)
    return dict(accepted.values_list("post_id", "risks_version"))


def route_obstacle(route: Route, person: Standing, day: date) -> Obstacle | None:
    """What the room itself asks for, beside what every roster does: the post, its risks, the consent, an age.

    Whose date of birth is not on file is not asked for it here, unless the roster is one that does.
    """
    if person.born_on is not None and age_on(person.born_on, day) < route.min_age:
        return Obstacle("age", _("From the age of %d.") % route.min_age)
    post = route.post
    if post is None:
        return None
    if post.pk not in (person.posts or {}):
        return Obstacle("post", _("For volunteers of “%s”: apply first.") % post.title, post.get_absolute_url())
    return _agreed(post, person)


def shift_obstacle(shift: Shift, person: Standing, now: datetime) -> Obstacle | None:
    """Why `person`, who has no booking there, cannot take a seat or wait for one; None where they can."""
    roster = shift.roster
    closed = _closed(roster, now)
    if closed is not None:
        return closed
    if not person.signed_in:
        return Obstacle("sign_in", _("Sign in to join."))
    if not person.reachable:
        return Obstacle("verify", _("Please confirm your mobile number first."))
    if roster.residents_only and not person.lives_here:
        return Obstacle("verify", _("Please confirm first that you live here."))
    day = timezone.localtime(roster.starts_at).date()
    if roster.min_age is not None and person.born_on is None:
        return Obstacle("age", _("Your date of birth is not on file. Your community can enter it."))
    obstacle = route_obstacle(shift.route, person, day)
    if obstacle is not None:
        return obstacle
    valid = {kind for kind, until in (person.qualifications or {}).items() if until >= day}
    missing = [str(qualification_kinds.get(kind)) for kind in roster.needs if kind not in valid]
    if missing:
        return Obstacle("qualification", _("Needed first: %s.") % "、".join(missing))
    if any(begins < roster.ends_at and ends > roster.starts_at for begins, ends, _pk in person.seats):
        return Obstacle("overlaps", _("You have booked something else at that time."))
    return None


def _closed(roster: Roster, now: datetime) -> Obstacle | None:
    if roster.called_off_at is not None:
        return Obstacle("called_off", _("This shift does not take place."))
    if roster.closed_at is not None or now >= roster.closes_at:
        return Obstacle("closed", _("Joining is over."))
    return Obstacle("not_open", _("Joining has not begun yet.")) if now < roster.opens_at else None


def _agreed(post: Post, person: Standing) -> Obstacle | None:
    if (person.posts or {}).get(post.pk, 0) < post.risks_version:
        return Obstacle("risks", _("What can happen is described anew: please read it first."), post.get_absolute_url())
    if not person.consented:
        words = _("Please agree first that your leader may read your name and number.")
        return Obstacle("consent", words, post.get_absolute_url())
    return None


_SEATED = (BookingState.BOOKED, BookingState.OFFERED, BookingState.ATTENDED)
