"""How the API writes its answers down."""

from typing import Any

import orjson
from django.http import HttpRequest
from ninja.renderers import BaseRenderer
from ninja.responses import NinjaJSONEncoder


class JsonRenderer(BaseRenderer):
    """JSON in UTF-8 with Chinese as it is, half the bytes; times and numbers as Django writes them."""

    media_type = "application/json"
    charset = "utf-8"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        options = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_NON_STR_KEYS
        return orjson.dumps(data, default=NinjaJSONEncoder().default, option=options)
