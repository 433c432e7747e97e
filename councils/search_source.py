"""What search may see of bodies, topics, meetings with their minutes, and conventions article by article."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext, pgettext_lazy

from councils.conventions_enums import ConventionState
from councils.conventions_lifecycle import UNSEEN
from councils.enums import SeatRole, TopicState
from councils.models import (
    AgendaItem,
    Article,
    Body,
    ConventionVersion,
    Meeting,
    Minutes,
    Motion,
    PlanVariant,
    Seat,
    Topic,
    TopicPaper,
)
from councils.models.topics import SHOWN
from portal.ballots.models import RollEntry
from portal.core.search_source import PUBLIC, SearchCard, SearchSource, Watch, keys_among, of_staff, of_user

PASSED_BY = frozenset(
    {ConventionState.SUPERSEDED, ConventionState.REJECTED, ConventionState.DROPPED, ConventionState.ORDERED}
)


def _topic_cards(keys: Sequence[int]) -> dict[int, SearchCard]:
    rows = Topic.objects.with_places().prefetch_related("papers", "variants").filter(pk__in=keys)
    return {
        each.pk: SearchCard(
            title=each.title,
            url=each.get_absolute_url(),
            summary=each.text[:120],
            body="\n".join(
                [each.text, *(paper.text for paper in each.papers.all()), *(plan.title for plan in each.variants.all())]
            ),
            scopes=_topic_scopes(each),
            at=each.raised_at or each.created_at,
            community_id=each.community_id,
        )
        for each in rows
    }


def _topic_scopes(topic: Topic) -> tuple[str, ...]:
    """The rule `can_view_topic` as scopes."""
    scopes = [of_user(topic.author_id)] if topic.author_id else []
    if topic.state in SHOWN:
        scopes.append(PUBLIC)
    if topic.state != TopicState.DRAFT:
        scopes.append(of_staff(topic.community_id))
    return tuple(scopes)


def _meeting_cards(keys: Sequence[int]) -> dict[int, SearchCard]:
    rows = Meeting.objects.filter(pk__in=keys).select_related("body", "minutes").prefetch_related("items", "motions")
    found = {}
    for each in rows:
        minutes = getattr(each, "minutes", None)
        said = [each.body.name, each.place, *(item.title for item in each.items.all())]
        if minutes and minutes.published_at:
            said += [minutes.text, *(f"{motion.who} {motion.what}" for motion in each.motions.all())]
        found[each.pk] = SearchCard(
            title=each.title,
            url=each.get_absolute_url(),
            summary=each.body.name,
            body="\n".join(filter(None, said)),
            scopes=_meeting_scopes(each),
            at=each.starts_at,
            ends_at=each.ends_at,
            community_id=each.body.community_id,
        )
    return found


def _meeting_scopes(meeting: Meeting) -> tuple[str, ...]:
    """The rule `can_view_meeting` as scopes; the people of a roll stand for themselves."""
    scopes = [of_staff(meeting.body.community_id), _of_convener(meeting.body_id)]
    if meeting.called_at and meeting.public:
        scopes.append(PUBLIC)
    elif meeting.called_at:
        people = RollEntry.objects.filter(roll=meeting.roll_id, user__isnull=False)
        scopes += [_of_seat(meeting.body_id), *map(of_user, people.values_list("user_id", flat=True))]
    return tuple(scopes)


def _of_seat(body_id: int) -> str:
    return f"seat:{body_id}"


def _of_convener(body_id: int) -> str:
    return f"convener:{body_id}"


def seats_as_scopes(user: Any) -> list[str]:
    """What somebody finds for the seats they hold. One query."""
    scopes = []
    for body, role in Seat.objects.filter(user=user.pk, ended_at__isnull=True).values_list("body_id", "role"):
        scopes += [_of_seat(body), _of_convener(body)] if role == SeatRole.CONVENER else [_of_seat(body)]
    return scopes


def _article_cards(keys: Sequence[int]) -> dict[int, SearchCard]:
    rows = Article.objects.filter(pk__in=keys).select_related("version__convention__community")
    found = {}
    for each in rows:
        version, place = each.version, each.version.convention.community
        found[each.pk] = SearchCard(
            title=gettext("Convention of %(place)s, article %(number)d")
            % {"place": place.title, "number": each.number},
            url=f"{version.get_absolute_url()}#article-{each.number}",
            summary=each.text[:120],
            body=f"{each.text}\n{each.get_head_display()}\n{version.get_state_display()}",
            scopes=(of_staff(place.pk),) if version.state in UNSEEN else (PUBLIC,),
            at=version.created_at,
            community_id=place.pk,
            weight=0.5 if version.state in PASSED_BY else (1.1 if version.state == ConventionState.IN_FORCE else 0.9),
        )
    return found


def _body_cards(keys: Sequence[int]) -> dict[int, SearchCard]:
    return {
        each.pk: SearchCard(
            title=each.name,
            url=each.get_absolute_url(),
            summary=each.about[:120],
            body=f"{each.get_kind_display()}\n{each.about}",
            scopes=(PUBLIC,),
            at=each.created_at,
            ends_at=each.dissolved_at,
            community_id=each.community_id,
        )
        for each in Body.objects.filter(pk__in=keys)
    }


def _articles_of(versions: Sequence[int]) -> Any:
    return Article.objects.filter(version__in=versions).values_list("pk", flat=True)


def _seen_articles(user: Any, keys: Sequence[int]) -> set[int]:
    return keys_among(Article.objects.filter(version__in=ConventionVersion.objects.visible_to(user)), keys)


TOPICS = SearchSource(
    label=pgettext_lazy("kind of thing", "topic"),
    keys=lambda: Topic.objects.values_list("pk", flat=True),
    cards=_topic_cards,
    visible=lambda user, keys: keys_among(Topic.objects.visible_to(user), keys),
    watches=(Watch(Topic), Watch(TopicPaper, "topic"), Watch(PlanVariant, "topic")),
)
MEETINGS = SearchSource(
    label=pgettext_lazy("kind of thing", "meeting"),
    keys=lambda: Meeting.objects.values_list("pk", flat=True),
    cards=_meeting_cards,
    visible=lambda user, keys: keys_among(Meeting.objects.visible_to(user), keys),
    watches=(Watch(Meeting), Watch(Minutes, "meeting"), Watch(AgendaItem, "meeting"), Watch(Motion, "meeting")),
)
ARTICLES = SearchSource(
    label=pgettext_lazy("kind of thing", "article of a convention"),
    keys=lambda: Article.objects.values_list("pk", flat=True),
    cards=_article_cards,
    visible=_seen_articles,
    watches=(Watch(Article), Watch(ConventionVersion, spread=_articles_of)),
)
BODIES = SearchSource(
    label=pgettext_lazy("kind of thing", "body"),
    keys=lambda: Body.objects.values_list("pk", flat=True),
    cards=_body_cards,
    visible=lambda _user, keys: keys_among(Body.objects.all(), keys),
    watches=(Watch(Body),),
)
