"""What lectures hold of one person besides their bookings, which are rosters'."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.retention import RetentionRule
from portal.lectures.models import Feedback, GuardianConsent, SpecialPlace, SpecialWish

WISHES_KEPT = timedelta(days=30)


def lectures_of(user: Any) -> dict[str, Any]:
    """Answers, consents for children and as a child, special places asked for. Three queries."""
    feedback = Feedback.objects.filter(user=user).select_related("session__roster")
    lines = GuardianConsent.objects.filter(Q(guardian=user) | Q(child=user)).select_related("session__roster")
    wishes = SpecialWish.objects.filter(booking__user=user).select_related("booking__roster")
    return {
        "feedback": [
            {
                "title": each.session.roster.title,
                "clear": each.clear,
                "useful": each.useful,
                "again": each.again,
                "words": each.words,
                "at": each.at.isoformat(),
            }
            for each in feedback
        ],
        "consents_for_children": [
            {
                "title": each.session.roster.title,
                "version": each.version,
                "given": each.given,
                "at": each.at.isoformat(),
                "as_guardian": each.guardian_id == user.pk,
            }
            for each in lines.order_by("at", "id")
        ],
        "special_places": [
            {"title": each.booking.roster.title, "need": each.need, "people": each.people} for each in wishes
        ],
    }


def forget_in_lectures(user: Any, now: datetime) -> list[str]:
    """What was said in words and what was needed go; ticks stay as numbers, consents as the law asks."""
    Feedback.objects.filter(user=user).update(words="")
    SpecialPlace.objects.filter(booking__user=user).update(booking=None)
    SpecialWish.objects.filter(booking__user=user).delete()
    kept = []
    if Feedback.objects.filter(user=user).exists():
        kept.append(_("Your ticks on how lectures were, as numbers: what you wrote in words is gone."))
    if GuardianConsent.objects.filter(Q(guardian=user) | Q(child=user)).exists():
        kept.append(_("When you agreed that children take part, as proof: the law asks for it."))
    return kept


def _forget_wishes(before: datetime) -> int:
    """Delete the needs noted for sessions that ended before `before`; returns how many."""
    gone, _kinds = SpecialWish.objects.filter(booking__roster__ends_at__lt=before).delete()
    SpecialPlace.objects.filter(session__roster__ends_at__lt=before, booking__isnull=False).update(booking=None)
    return gone


WISHES = RetentionRule(
    key="lecture_wishes",
    what=gettext_lazy("needs for wheelchair and hearing places at lectures that are over"),
    kept=WISHES_KEPT,
    why=gettext_lazy("They say something of people's health and were for arranging the room alone."),
    sweep=_forget_wishes,
)
