"""Telephone numbers as people write them, and as they are kept: +86 and eleven digits, or E.164 from elsewhere."""

import re

from django.utils.translation import gettext as _

from portal.core.errors import Invalid

HOME_PREFIX = "+86"
_NOISE = re.compile(r"[\s\-‐-―()（）·.]+")
_MAINLAND = re.compile(r"1[3-9]\d{9}")
_ABROAD = re.compile(r"\+[1-9]\d{6,14}")


def normal_phone(text: str) -> str:
    """The number in E.164; without a country code a mainland mobile number is meant. Raises Invalid.

    Full-width digits, blanks and dashes are as good as none: "１３９ 1234-5678" is +8613912345678.
    """
    digits = _NOISE.sub("", text.translate(_FULL_WIDTH))
    if digits.startswith("0086"):
        digits = "+" + digits[2:]
    local = digits.removeprefix(HOME_PREFIX)
    if len(local) == 13 and local.startswith("86"):
        local = local[2:]
    if _MAINLAND.fullmatch(local):
        return HOME_PREFIX + local
    if _ABROAD.fullmatch(digits) and not digits.startswith(HOME_PREFIX):
        return digits
    raise Invalid(
        _("This does not look like a mobile number. It has eleven digits and begins with 1."),
        phone=_("Please check the number."),
    )


_FULL_WIDTH = str.maketrans("０１２３４５６７８９＋－（）", "0123456789+-()")
