"""The tests' settings with the broker of production: what a Celery worker beside a test runs with."""

from portal.config.settings.test import *  # noqa: F403
from portal.config.settings.test import REDIS_URL

CELERY_BROKER_URL = REDIS_URL
CELERY_IMPORTS = ("tests.core.outside_handlers",)
