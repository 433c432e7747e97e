"""What search may see of posts and shifts; everybody may read them."""

from collections.abc import Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import pgettext_lazy

from portal.core.search_source import PUBLIC, SearchCard, SearchSource, Watch, keys_among
from portal.rosters.models import Roster
from volunteers.models import Post, Shift


def _post_cards(keys: Sequence[int]) -> dict[int, SearchCard]:
    return {
        each.pk: SearchCard(
            title=each.title,
            url=each.get_absolute_url(),
            summary=each.about[:120],
            body="\n".join((str(each.get_category_display()), each.about, each.risks, each.training)),
            scopes=(PUBLIC,),
            at=each.created_at,
            ends_at=each.closed_at,
            community_id=each.community_id,
        )
        for each in Post.objects.filter(pk__in=keys)
    }


def _shift_cards(keys: Sequence[int]) -> dict[int, SearchCard]:
    found = {}
    for each in Shift.objects.with_places().filter(roster__in=keys):
        roster = each.roster
        begins = localtime(roster.starts_at)
        found[roster.pk] = SearchCard(
            title=roster.title,
            url=each.get_absolute_url(),
            summary=" · ".join(filter(None, (date_format(begins, "SHORT_DATETIME_FORMAT"), roster.place))),
            body="\n".join((roster.place, each.route.title, roster.community.title, *_of_post(each.route.post))),
            scopes=(PUBLIC,),
            at=roster.starts_at,
            ends_at=roster.called_off_at or roster.ends_at,
            community_id=roster.community_id,
            weight=0.9,
        )
    return found


def _of_post(post: Post | None) -> tuple[str, ...]:
    return (post.title, post.about) if post else ()


def _rosters(keys: Sequence[int]) -> Any:
    return Shift.objects.filter(roster__in=keys).values_list("roster_id", flat=True)


POSTS = SearchSource(
    label=pgettext_lazy("kind of thing", "post"),
    keys=lambda: Post.objects.values_list("pk", flat=True),
    cards=_post_cards,
    visible=lambda _user, keys: keys_among(Post.objects.all(), keys),
    watches=(Watch(Post),),
)
SHIFTS = SearchSource(
    label=pgettext_lazy("kind of thing", "shift"),
    keys=lambda: Shift.objects.values_list("roster_id", flat=True),
    cards=_shift_cards,
    visible=lambda _user, keys: set(_rosters(keys)),
    watches=(Watch(Shift, "roster"), Watch(Roster)),
)
