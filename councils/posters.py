"""What a topic tells the neighbours: on a sheet of paper, on a card, in a chat group."""

from typing import Any

from django.utils.translation import gettext as _

from councils.enums import TopicState
from councils.models import Topic
from portal.core.posters import Contact, Poster, PosterSource


def topic_poster(topic: Topic) -> Poster:
    """The poster of a topic that everybody may read, with its places loaded."""
    lead = _("Say what you think, and second it if it concerns you too.")
    if topic.state != TopicState.RAISED:
        lead = _("See where it stands, and say what you think.")
    return Poster(
        code=topic.code,
        title=topic.title,
        path=topic.get_absolute_url(),
        lead=lead,
        place=topic.community.title,
        news=_("Now: %s.") % topic.get_state_display(),
        words=f"{topic.text}\n{lead}",
        figure=(_("neighbours second it"), str(topic.second_count)),
        contacts=(Contact(topic.community.title, topic.community.phone),),
    )


def _found(code: str, viewer: Any) -> Poster | None:
    topic = Topic.objects.shown().with_places().filter(code=code).first()
    return topic_poster(topic) if topic is not None else None


TOPICS = PosterSource(kind="topic", find=_found)
