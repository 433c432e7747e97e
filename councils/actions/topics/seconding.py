from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from councils.enums import TopicState
from councils.models import Topic, TopicSecond
from portal.accounts.rules import require_verified_resident
from portal.core.errors import Forbidden, WrongState


@transaction.atomic
def second_topic(*, code: str, actor: Any, now: datetime) -> Topic:
    """Second a topic of one's own community, once, while it is raised; again changes nothing.

    Raises SignInNeeded, VerificationNeeded, Hidden, Forbidden (one's own, another community), WrongState.
    """
    topic = _secondable(code, actor)
    TopicSecond.objects.get_or_create(topic=topic, user=actor, defaults={"at": now})
    return _counted(topic)


@transaction.atomic
def take_back_second(*, code: str, actor: Any, now: datetime) -> Topic:
    """The other way round, as long as it is raised. Raises as `second_topic`."""
    topic = _secondable(code, actor)
    topic.seconds.filter(user=actor).delete()
    return _counted(topic)


def _secondable(code: str, actor: Any) -> Topic:
    require_verified_resident(actor)
    topic = Topic.objects.visible_to(actor).locked(code)
    if topic.author_id == actor.pk:
        raise Forbidden(_("It is your own topic: your support goes without saying."))
    if topic.community_id != actor.resident.community_id:
        raise Forbidden(_("Residents of %s second this topic.") % topic.community.title)
    if topic.state != TopicState.RAISED:
        raise WrongState(_("It is not being seconded any more. You can say what you think about it."))
    return topic


def _counted(topic: Topic) -> Topic:
    topic.second_count = topic.seconds.count()
    topic.save(update_fields=["second_count"])
    return topic
