"""The agenda of a meeting, until its notice is given."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from councils.actions.meetings.steps import convened
from councils.enums import MeetingState
from councils.models import AgendaItem, Meeting
from councils.models.topics import TITLE_AT_MOST
from councils.queries.meetings import topics_to_schedule
from portal.core import audit
from portal.core.errors import Hidden, Invalid
from portal.core.text import plain


@transaction.atomic
def add_item(*, code: str, actor: Any, now: datetime, title: str = "", topic_code: str = "") -> AgendaItem:
    """Put an item at the end of the agenda, before the meeting is called; the words of a topic are its title.

    Raises as `convened`, and Invalid (title; topic: not one that this body has taken on and that waits for a meeting).
    """
    meeting = convened(code, actor, now, MeetingState.PLANNED)
    topic = None
    if topic_code:
        topic = topics_to_schedule(meeting).filter(code=topic_code).first()
        if topic is None:
            raise Invalid(topic=_("Choose a topic that this body has taken on and that waits for a meeting."))
    title = plain(title)[:TITLE_AT_MOST] or (topic.title if topic else "")
    if not title:
        raise Invalid(title=_("Write what it is about."))
    last = meeting.items.aggregate(last=Max("position"))["last"] or 0
    item = AgendaItem.objects.create(meeting=meeting, position=last + 1, title=title, topic=topic)
    audit.record("councils.change_agenda", meeting, actor, added=title)
    return item


@transaction.atomic
def drop_item(*, code: str, item_code: str, actor: Any, now: datetime) -> None:
    """Take an item off; those after it move up. Raises as `convened`, and Hidden."""
    meeting = convened(code, actor, now, MeetingState.PLANNED)
    item = item_of(meeting, item_code)
    item.delete()
    for number, left in enumerate(meeting.items.order_by("position"), start=1):
        if left.position != number:
            left.position = number
            left.save(update_fields=["position"])
    audit.record("councils.change_agenda", meeting, actor, dropped=item.title)


@transaction.atomic
def raise_item(*, code: str, item_code: str, actor: Any, now: datetime) -> None:
    """Let it come one item earlier; the first one stays. Raises as `convened`, and Hidden."""
    meeting = convened(code, actor, now, MeetingState.PLANNED)
    item = item_of(meeting, item_code)
    before = meeting.items.filter(position__lt=item.position).order_by("-position").first()
    if before is None:
        return
    places = before.position, item.position
    # A place is taken once (a constraint), so one of the two steps aside: places begin at 1.
    for each, place in ((item, 0), (before, places[1]), (item, places[0])):
        each.position = place
        each.save(update_fields=["position"])
    audit.record("councils.change_agenda", meeting, actor, raised=item.title)


def item_of(meeting: Meeting, code: str) -> AgendaItem:
    """An item of this meeting. Raises Hidden."""
    item = meeting.items.select_related("topic").filter(code=code).first()
    if item is None:
        raise Hidden
    return item
