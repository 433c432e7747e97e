"""The portal as the stand-in finds it, through Django's test client: pushes go in, downloads come out."""

from typing import Any
from urllib.parse import urlsplit

from django.test import Client

from portal.core import clock
from tests.factories import ResidentFactory
from wechat.models import WeChatIdentity
from wechat.standin import delivery
from wechat.standin.world import World

ADDRESS = "http://testserver"


def connect(world: World, client: Client) -> None:
    """Have the stand-in push to the portal and download from it in this thread."""

    def deliver(address: str, push: delivery.Push) -> delivery.Answer:
        answer = sent(client, address.removeprefix(ADDRESS), push)
        return delivery.Answer(answer.status_code, answer.content)

    def fetch(address: str) -> delivery.Media:
        parts = urlsplit(address)
        answer = client.get(parts.path)
        return delivery.Media(answer.status_code, answer.content)

    world.portal, world.deliver, world.fetch = ADDRESS, deliver, fetch


def sent(client: Client, path: str, push: delivery.Push, **query: Any) -> Any:
    """The portal's answer to one push; `query` changes what stands in its address."""
    return client.post(path, push.body, content_type=push.content_type, query_params=push.query | query)


def mini_program_person(world: World, name: str = "小王", **resident: Any) -> Any:
    """A resident whom WeChat saw in the mini-program a moment ago."""
    person = world.open_app(name)
    user = ResidentFactory(**resident).user
    app_id = world.apps["mp"][0]
    WeChatIdentity.objects.create(user=user, app=app_id, openid=person.openid("mp"), seen_at=clock.now())
    return user
