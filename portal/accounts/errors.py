"""Refusals that only this floor knows."""

from django.utils.translation import gettext as _

from portal.accounts.consents import CURRENT
from portal.accounts.enums import ConsentKind
from portal.core.errors import Refusal


class ConsentNeeded(Refusal):
    """The act needs a consent that is not in force; `fields["consent"]` names its kind, /me/consents/ gives it."""

    code, status = "consent", 403

    def __init__(self, kind: ConsentKind) -> None:
        message = _("This needs your consent “%s”. You can give it on your page under “What I agreed to”.")
        super().__init__(message % CURRENT[kind].title, consent=kind.value)
