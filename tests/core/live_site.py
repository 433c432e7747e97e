"""The site with one more live topic, "test", that everybody may follow."""

from portal.config.asgi import application
from portal.core.live import live_topics

live_topics.register("test", lambda viewer, code: True)

__all__ = ["application"]
