"""How many took part in certified votes: before that a ballot is nobody's, and who voted is not written down."""

from typing import Any

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from portal.ballots.models import Participation
from portal.core.measures import By, Measure, Section, Stretch, grouped


def _voted(stretch: Stretch, by: By) -> dict[Any, int]:
    people = Count("entry__user", distinct=True)
    return grouped(
        Participation.objects.all(),
        stretch,
        by,
        people,
        community="entry__user__resident__community",
        at="poll__closes_at",
    )


VOTED = Measure(Section.FUNNEL, 2, _("Took part in certified votes"), _voted)
