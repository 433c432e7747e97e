"""By what names and numbers people appear to others and to themselves."""

from typing import Any

from django.utils.translation import gettext as _

from portal.accounts.phones import HOME_PREFIX


def alias_of(user: Any) -> str:
    """The name neighbours see under what `user` wrote; never the real one."""
    resident = getattr(user, "resident", None)
    return resident.alias if resident else _("a neighbour")


def masked_phone(phone: str) -> str:
    """+8613912345678 → 139****5678; empty for no number."""
    local = phone.removeprefix(HOME_PREFIX)
    return f"{local[:3]}****{local[-4:]}" if len(local) > 7 else "*" * len(local)
