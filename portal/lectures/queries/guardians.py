"""Whether a guardian has agreed that children come to a session."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.core.errors import Invalid
from portal.lectures.consents import CHILDREN
from portal.lectures.models import GuardianConsent, Session
from portal.lectures.refusals import GuardianNeeded
from portal.rosters.models import Booking
from portal.rosters.queries.fitness import ADULT, age_on


def child_named(code: str) -> User | None:
    """The child with this code; None for "", the children one brings. Raises Invalid for a code that nobody has."""
    if not code:
        return None
    child = User.objects.filter(code=code, is_active=True).select_related("resident").first()
    if child is None:
        raise Invalid(child=_("Please name somebody of your own household."))
    return child


def consent_stands(session: Session, guardian_id: int, child_id: int | None) -> bool:
    """Whether the last line of the ledger says yes to the present text. One query."""
    lines = GuardianConsent.objects.filter(
        session=session, guardian=guardian_id, child=child_id, purpose=CHILDREN.purpose
    )
    last = lines.order_by("-at", "-id").first()
    return last is not None and last.given and last.version == CHILDREN.version


def require_guardian(session: Session, booking: Booking) -> None:
    """Raises GuardianNeeded unless who answers for the party has agreed: the adult a child names, else who books."""
    if not session.for_children:
        return
    if booking.user_id is None:
        raise GuardianNeeded(
            _("Children come with a guardian who has an account here. Open one for them at the counter first.")
        )
    answers = booking.guardian_id or booking.user_id
    child = booking.user_id if booking.guardian_id else None
    if not consent_stands(session, answers, child):
        raise GuardianNeeded


def is_minor(person: Any, session: Session) -> bool:
    """Known to be under 18 on the day."""
    born_on = getattr(getattr(person, "resident", None), "born_on", None)
    return born_on is not None and age_on(born_on, timezone.localtime(session.roster.starts_at).date()) < ADULT


def agreed_guardians(session: Session, child: Any) -> set[str]:
    """The codes of those who have agreed that `child` books this session. One query."""
    lines = GuardianConsent.objects.filter(session=session, child=child.pk, purpose=CHILDREN.purpose)
    last: dict[str, GuardianConsent] = {}
    for line in lines.select_related("guardian").order_by("at", "id"):
        last[line.guardian.code] = line
    return {code for code, line in last.items() if line.given and line.version == CHILDREN.version}
