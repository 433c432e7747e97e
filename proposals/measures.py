"""How many residents proposed something."""

from typing import Any

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from portal.core.measures import By, Measure, Section, Stretch, grouped
from proposals.models import Proposal


def _proposed(stretch: Stretch, by: By) -> dict[Any, int]:
    authors = Count("author", distinct=True)
    return grouped(
        Proposal.objects.all(), stretch, by, authors, community="author__resident__community", at="submitted_at"
    )


PROPOSED = Measure(Section.FUNNEL, 3, _("Handed in a proposal"), _proposed)
