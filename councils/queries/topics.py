"""Topics as people read them: lists by chapter and place, one whole, one's own, and what waits for staff."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from councils.enums import Chapter, PaperKind, SeatRole, TopicState
from councils.lifecycle import CHAPTERS, states_of
from councils.models import Body, PlanVariant, Recusal, Seat, Topic, TopicAttachment, TopicPaper, TopicStep
from councils.rules import cares_for
from portal.core.errors import Hidden
from portal.core.my_items import MyItem
from portal.core.staff_tasks import StaffTask


def shown_topics(chapter: str = "", community: str = "") -> QuerySet[Topic]:
    """What everybody may read, of one chapter and one community (by slug) where these are given. One query."""
    found = Topic.objects.shown().with_places()
    if chapter in Chapter.values:
        found = found.filter(state__in=states_of(chapter))
    return found.filter(community__slug=community) if community else found


def chapter_counts(community: str = "") -> dict[str, int]:
    """How many topics stand in each chapter. One query."""
    rows = shown_topics(community=community).order_by().values_list("state").annotate(topics=Count("id"))
    counts = dict.fromkeys(Chapter.values, 0)
    for state, topics in rows:
        counts[CHAPTERS[TopicState(state)]] += topics
    return counts


def topic_to_read(code: str, user: Any) -> Topic:
    """Raises Hidden."""
    found = Topic.objects.visible_to(user).with_places().select_related("submission").filter(code=code).first()
    if found is None:
        raise Hidden
    return found


@dataclass(frozen=True)
class TopicWhole:
    """All that stands beside a topic. `papers` is the newest of each kind; `seconded` and `own` are the reader's."""

    topic: Topic
    papers: dict[str, TopicPaper]
    variants: list[PlanVariant]
    attachments: list[TopicAttachment]
    steps: list[TopicStep]
    recusals: list[Recusal]
    seconded: bool
    own: bool
    cares: bool

    @property
    def can_second(self) -> bool:
        return self.topic.state == TopicState.RAISED and not self.own


def whole_topic(topic: Topic, user: Any) -> TopicWhole:
    """Five queries, one more for somebody signed in, and those of `cares_for`."""
    papers: dict[str, TopicPaper] = {}
    for paper in topic.papers.order_by("version"):
        papers[paper.kind] = paper
    known = bool(user.is_authenticated)
    return TopicWhole(
        topic=topic,
        papers={kind: papers[kind] for kind in PaperKind.values if kind in papers},
        variants=list(topic.variants.all()),
        attachments=list(topic.attachments.filter(gone_at__isnull=True)),
        steps=list(topic.steps.exclude(state=TopicState.QUEUED).order_by("at", "id")),
        recusals=list(topic.recusals.select_related("seat")),
        seconded=known and topic.seconds.filter(user=user.pk).exists(),
        own=known and topic.author_id == user.pk,
        cares=known and cares_for(user, topic.community_id),
    )


def attachment_to_read(code: str, attachment: str, user: Any) -> TopicAttachment:
    """A file beside a topic that `user` may read. Raises Hidden."""
    found = topic_to_read(code, user).attachments.filter(code=attachment, gone_at__isnull=True).first()
    if found is None:
        raise Hidden
    return found


def recused_from(topic: Topic) -> QuerySet[Seat]:
    """The seats whose holders keep out of this topic: not asked, and not counted."""
    return Seat.objects.filter(Exists(Recusal.objects.filter(topic=topic, seat=OuterRef("pk"))))


def bodies_around(community: str = "") -> QuerySet[Body]:
    """Standing bodies, of one community (by slug) where it is given, with how many sit in them. One query."""
    found = Body.objects.standing().select_related("community__subdistrict")
    if community:
        found = found.filter(community__slug=community)
    return found.order_by("community__subdistrict__position", "community__position", "kind", "id")


def body_to_see(code: str) -> Body:
    """Everybody may read who sits where. Raises Hidden."""
    found = Body.objects.select_related("community__subdistrict").filter(code=code).first()
    if found is None:
        raise Hidden
    return found


def seats_of(body: Body, at: datetime) -> list[Seat]:
    """Who sits there, conveners first. One query."""
    order = [SeatRole.CONVENER, SeatRole.MEMBER, SeatRole.OBSERVER]
    held = body.seats.filter(ended_at__isnull=True).order_by("side", "since", "id")
    return sorted(held, key=lambda seat: order.index(SeatRole(seat.role)))


def body_in_care_of(code: str, user: Any) -> Body:
    """Raises Hidden for a body of a community that `user` does not look after."""
    found = Body.objects.in_care_of(user).select_related("community").filter(code=code).first()
    if found is None:
        raise Hidden
    return found


def topic_in_care_of(code: str, user: Any) -> Topic:
    """Raises Hidden for a topic of a community that `user` does not look after, and for a draft."""
    found = Topic.objects.in_care_of(user).with_places().filter(code=code).first()
    if found is None:
        raise Hidden
    return found


def my_topics(user: Any) -> list[MyItem]:
    """For 我的: one's own topics, the newest first. One query."""
    tones = {TopicState.RETURNED: "agate", TopicState.QUEUED: "wait", TopicState.DECLINED: ""}
    return [
        MyItem(
            title=each.title,
            url=each.get_absolute_url(),
            state_label=each.get_state_display(),
            state_tone=tones.get(TopicState(each.state), "done" if each.chapter else ""),
            at=each.raised_at or each.created_at,
            kind_label=_("my topic"),
            action_hint=_("Go on writing") if each.state in (TopicState.DRAFT, TopicState.RETURNED) else "",
        )
        for each in Topic.objects.filter(author=user.pk).exclude(state=TopicState.WITHDRAWN).order_by("-id")[:20]
    ]


def topic_tasks(user: Any) -> list[StaffTask]:
    """For the staff's home: raised topics whose answer is owed. One query."""
    waiting = Topic.objects.in_care_of(user).filter(state=TopicState.RAISED).exclude(author=user.pk)
    due = list(waiting.order_by("answer_due").values_list("answer_due", flat=True))
    if not due:
        return []
    return [StaffTask(_("Topics to take on or not"), reverse("councils_topics"), len(due), due[0])]
