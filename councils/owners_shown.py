"""A result of owners as pages and the API tell it: every fraction with both its numbers."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from councils.owners_count import QUORUM, Measure, OwnersResult, threshold_of
from councils.owners_enums import SoundingOutcome
from councils.wording import share_in_words


@dataclass(frozen=True)
class MeasureTold:
    """One comparison in words; areas in square metres with two places."""

    what: str
    part: str
    whole: str
    needed: str
    fraction: str
    rule: str
    met: bool


def label() -> str:
    """The sentence that stands beside every sounding and every result."""
    return _("A sounding of owners' intentions; it does not replace a vote of the owners' assembly.")


def result_told(result: OwnersResult, matter: str) -> dict[str, Any]:
    """outcome, outcome_text, and the four measures in order: taking part by area and heads, in favour by both."""
    quorum, threshold = share_in_words(QUORUM), share_in_words(threshold_of(matter))
    return {
        "outcome": result.outcome,
        "outcome_text": str(SoundingOutcome(result.outcome).label),
        "measures": [
            _told(_("Taking part, by floor area (m²)"), result.quorum_area, quorum, area=True),
            _told(_("Taking part, by heads"), result.quorum_heads, quorum),
            _told(_("In favour, by floor area (m²)"), result.agree_area, threshold, area=True),
            _told(_("In favour, by heads"), result.agree_heads, threshold),
        ],
    }


def _told(what: str, measure: Measure, rule: str, *, area: bool = False) -> MeasureTold:
    def number(value: int) -> str:
        return f"{Decimal(value) / 100:.2f}" if area else str(value)

    fraction = measure.fraction
    return MeasureTold(
        what=what,
        part=number(measure.part),
        whole=number(measure.whole),
        needed=number(measure.needed),
        fraction=f"{fraction.numerator}/{fraction.denominator}",
        rule=rule,
        met=measure.met,
    )
