"""How the API's answers are written: Chinese as it is, and values as Django's own JSON has them."""

import json
from datetime import UTC, datetime
from decimal import Decimal

from django.core.serializers.json import DjangoJSONEncoder
from django.test import RequestFactory

from portal.core.renderer import JsonRenderer

SAID = {
    "title": "旧车棚变“乐龄客厅”",
    "at": datetime(2026, 11, 26, 6, 5, 4, 321000, tzinfo=UTC),
    "cost": Decimal("12.50"),
}


def test_answers_leave_chinese_alone_and_write_the_rest_as_django_does():
    written = JsonRenderer().render(RequestFactory().get("/"), SAID, response_status=200)
    assert "旧车棚变“乐龄客厅”" in written.decode()
    assert json.loads(written) == json.loads(json.dumps(SAID, cls=DjangoJSONEncoder))
    assert json.loads(written)["at"] == "2026-11-26T06:05:04.321Z"
