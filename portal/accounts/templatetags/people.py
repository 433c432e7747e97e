from typing import Any

from django import template

from portal.accounts.phones import HOME_PREFIX
from portal.accounts.ports import SignInWay, ways_in
from portal.accounts.queries import masked_phone

register = template.Library()


@register.filter
def spoken_phone(phone: str) -> str:
    """+8613912345678 → 139 1234 5678, as people say it, for somebody who typed it themselves."""
    local = phone.removeprefix(HOME_PREFIX)
    return f"{local[:3]} {local[3:7]} {local[7:]}" if phone.startswith(HOME_PREFIX) else phone


@register.filter
def spoken_code(code: str) -> str:
    """abcdefghjk → ABCDE FGHJK, easier to copy from paper."""
    half = (len(code) + 1) // 2
    return f"{code[:half]} {code[half:]}".upper()


@register.filter
def masked_number(phone: str | None) -> str:
    """+8613912345678 → 139****5678; empty for no number."""
    return masked_phone(phone or "")


@register.simple_tag(takes_context=True)
def other_ways_in(context: dict[str, Any]) -> dict[str, list[SignInWay]]:
    """What to offer `above` and `below` the phone number on the sign-in page."""
    ways = ways_in(context["request"])
    return {"above": [way for way in ways if way.first], "below": [way for way in ways if not way.first]}
