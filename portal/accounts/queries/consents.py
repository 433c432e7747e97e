"""What somebody has agreed to: the last line of the ledger counts, and only for the text that is current."""

from dataclasses import dataclass
from typing import Any

from portal.accounts.consents import CURRENT, ConsentText
from portal.accounts.enums import ConsentKind
from portal.accounts.errors import ConsentNeeded
from portal.accounts.models import Consent

FOR_EVERYBODY = (ConsentKind.SERVICE, ConsentKind.SENSITIVE, ConsentKind.PUBLICATION)


@dataclass(frozen=True)
class Standing:
    """One kind of consent of one person: the current text, whether it is given, and its lines, newest first."""

    text: ConsentText
    given: bool
    lines: list[Consent]

    @property
    def outdated(self) -> bool:
        """Given for an earlier text, so to be asked for again."""
        return not self.given and bool(self.lines) and self.lines[0].given


def has_consented(user: Any, kind: ConsentKind) -> bool:
    """Whether consent to the current text is in force. One query."""
    last = Consent.objects.filter(user=user, kind=kind).order_by("-at", "-id").first()
    return last is not None and last.given and last.version == CURRENT[kind].version


def require_consent(user: Any, kind: ConsentKind) -> None:
    """Raises ConsentNeeded unless consent to the current text is in force. One query."""
    if not has_consented(user, kind):
        raise ConsentNeeded(kind)


def refuse_if_withdrawn(user: Any, kind: ConsentKind) -> None:
    """Raises ConsentNeeded where `user` took this consent back; lets through who was never asked. One query.

    For acts that themselves say what is agreed to, such as handing in a proposal that will be public.
    """
    last = Consent.objects.filter(user=user, kind=kind).order_by("-at", "-id").first()
    if last is not None and not last.given:
        raise ConsentNeeded(kind)


def consents_of(user: Any) -> list[Standing]:
    """Every kind that concerns `user`, in the order of the enum. One query."""
    lines: dict[str, list[Consent]] = {}
    for line in Consent.objects.filter(user=user).order_by("-at", "-id"):
        lines.setdefault(line.kind, []).append(line)
    return [
        Standing(CURRENT[kind], _in_force(lines.get(kind, []), CURRENT[kind]), lines.get(kind, []))
        for kind in ConsentKind
        if kind in FOR_EVERYBODY or kind in lines
    ]


def _in_force(lines: list[Consent], text: ConsentText) -> bool:
    return bool(lines) and lines[0].given and lines[0].version == text.version
