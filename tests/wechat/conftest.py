from collections.abc import Iterator
from typing import Any

import pytest

from tests.wechat import portal
from wechat.gateway import metrics
from wechat.standin.apps import DEMO_MP, DEMO_OA
from wechat.standin.server import Server, in_background
from wechat.standin.world import World

PARTS = ("APP_ID", "SECRET", "PUSH_TOKEN", "PUSH_KEY")


@pytest.fixture(scope="session")
def _standin_server() -> Iterator[Server]:
    server = in_background()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def standin(_standin_server: Server, settings: Any) -> Iterator[World]:
    """WeChat's stand-in over real HTTP, forgetful of earlier tests, with settings that name it.

    Pushes and downloads wait until `standin.run_waiting()`, which does them in the test's own thread.
    """
    world = _standin_server.world
    world.reset()
    world.holds_pushes = True
    settings.WECHAT_API_URL = settings.WECHAT_OPEN_URL = world.address
    for prefix, app in (("WECHAT_MP_", DEMO_MP), ("WECHAT_OA_", DEMO_OA)):
        for part, value in zip(PARTS, app, strict=True):
            setattr(settings, prefix + part, value)
    metrics.reset()
    yield world
    world.reset()


@pytest.fixture
def connected(standin: World, client: Any, settings: Any) -> World:
    """The stand-in, pushing to this very portal and downloading from it."""
    settings.WAGTAILADMIN_BASE_URL = portal.ADDRESS
    portal.connect(standin, client)
    return standin
