"""Routes and their checkpoints. What is on the wall stays good: a checkpoint that keeps its name keeps its code."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from portal.communities.models import Community
from portal.core import audit
from portal.core.errors import Hidden, Invalid
from portal.core.text import plain
from portal.rosters.models.roster import PLACE_AT_MOST
from volunteers.actions.series import end_series
from volunteers.models import Checkpoint, Post, Route
from volunteers.models.posts import REASON_AT_MOST, TEXT_AT_MOST, TITLE_AT_MOST
from volunteers.models.routes import FEWEST
from volunteers.rules import require_care

POINTS_AT_MOST, GEAR_AT_MOST, GEAR_LENGTH, SEATS_AT_MOST = 30, 20, 20, 60
_OUT_OF_THE_WAY = 1000


class Point(NamedTuple):
    name: str
    look_at: str = ""


@dataclass(frozen=True)
class RouteWords:
    """What staff write about a route; the fields of `Route` of the same names."""

    title: str
    place: str
    about: str = ""
    gear: Sequence[str] = ()
    seats: int = 8
    minimum: int = FEWEST
    min_age: int = 18
    is_hazardous: bool = False
    post: Post | None = None


@transaction.atomic
def create_route(
    *, community: Community, words: RouteWords, points: Sequence[Point], actor: Any, now: datetime
) -> Route:
    """Set a route up with its checkpoints. Raises SignInNeeded, Hidden, Invalid."""
    require_care(actor, community.pk)
    route = Route.objects.create(community=community, **_cleaned(words, community.pk))
    _set_points(route, points, now)
    audit.record("volunteers.create_route", route, actor)
    return route


@transaction.atomic
def change_route(*, code: str, words: RouteWords, points: Sequence[Point], actor: Any, now: datetime) -> Route:
    """Change what the next shifts are opened with; those that are open keep their terms.

    Raises SignInNeeded, Hidden (also for a route that was given up), Invalid.
    """
    route = _held(code, actor)
    given = _cleaned(words, route.community_id)
    for name, value in given.items():
        setattr(route, name, value)
    route.save(update_fields=list(given))
    _set_points(route, points, now)
    audit.record("volunteers.change_route", route, actor)
    return route


@transaction.atomic
def retire_route(*, code: str, reason: str, actor: Any, now: datetime) -> Route:
    """Give a route up: its series end, its coming shifts are called off, and whoever booked reads the reason.

    Raises SignInNeeded, Hidden, Invalid without a reason.
    """
    route = _held(code, actor)
    if not plain(reason):
        raise Invalid(reason=_("Say why: everybody who booked is told."))
    for series in route.series.filter(ended_at__isnull=True).order_by("pk"):
        end_series(code=series.code, reason=reason, actor=actor, now=now)
    route.retired_at = now
    route.save(update_fields=["retired_at"])
    audit.record("volunteers.retire_route", route, actor)
    return route


def _held(code: str, actor: Any) -> Route:
    route = Route.objects.select_for_update().filter(code=code, retired_at__isnull=True).first()
    if route is None:
        raise Hidden
    require_care(actor, route.community_id)
    return route


def _cleaned(words: RouteWords, community_id: int) -> dict[str, Any]:
    """Raises Invalid with every field that cannot be used."""
    given: dict[str, Any] = {each.name: getattr(words, each.name) for each in fields(words)}
    for name, length in {"title": TITLE_AT_MOST, "place": PLACE_AT_MOST, "about": TEXT_AT_MOST}.items():
        given[name] = plain(given[name])[:length]
    gear = [plain(each)[:GEAR_LENGTH] for each in words.gear]
    given["gear"] = [each for each in gear if each]
    wrong: dict[str, str] = {}
    if not given["title"]:
        wrong["title"] = _("Give it a name.")
    if not given["place"]:
        wrong["place"] = _("Say where people meet.")
    if len(given["gear"]) > GEAR_AT_MOST:
        wrong["gear"] = _("At most %d lines, please.") % GEAR_AT_MOST
    if not FEWEST <= words.minimum <= words.seats <= SEATS_AT_MOST:
        wrong["minimum"] = _("At least %(few)d people, and no more than there are places (%(most)d at most).") % {
            "few": FEWEST,
            "most": SEATS_AT_MOST,
        }
    if not 6 <= words.min_age <= 70:
        wrong["min_age"] = _("An age from 6 to 70, please.")
    if words.post is not None and (words.post.community_id != community_id or words.post.closed_at is not None):
        wrong["post"] = _("Choose one of the list.")
    if wrong:
        raise Invalid(**wrong)
    return given


def _set_points(route: Route, points: Sequence[Point], now: datetime) -> None:
    """The checkpoints in this order. One whose name is gone is given up, and its code says so when it is scanned."""
    wanted = [Point(plain(each.name)[:TITLE_AT_MOST], plain(each.look_at)[:REASON_AT_MOST]) for each in points]
    wanted = [each for each in wanted if each.name]
    names = [each.name for each in wanted]
    if len(wanted) > POINTS_AT_MOST:
        raise Invalid(points=_("At most %d lines, please.") % POINTS_AT_MOST)
    if len(set(names)) != len(names):
        raise Invalid(points=_("Two checkpoints have the same name."))
    here = route.checkpoints.filter(retired_at__isnull=True)
    here.exclude(name__in=names).update(retired_at=now)
    # Orders are unique among what is in use, row by row.
    here.update(position=F("position") + _OUT_OF_THE_WAY)
    known = {each.name: each for each in here}
    for position, point in enumerate(wanted, start=1):
        kept = known.get(point.name) or Checkpoint(route=route, name=point.name)
        kept.position, kept.look_at = position, point.look_at
        kept.save()
