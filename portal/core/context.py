"""What every template may use."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict:
    """demo: whether to show the 演示数据 mark; elder: whether the large-type mode (长辈版) is on."""
    return {"demo": settings.DEMO, "elder": request.COOKIES.get("mode") == "elder"}
