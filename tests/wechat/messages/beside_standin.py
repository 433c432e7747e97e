"""Settings of a worker process beside the tests: its database and the stand-in come from the environment."""

import os

from portal.config.settings.test import *  # noqa: F403
from wechat.standin.apps import DEMO_MP

WECHAT_MP_APP_ID, WECHAT_MP_SECRET, WECHAT_MP_PUSH_TOKEN, WECHAT_MP_PUSH_KEY = DEMO_MP
WECHAT_API_URL = os.environ["WECHAT_API_URL"]
