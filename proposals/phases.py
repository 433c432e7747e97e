"""Phases as data: their order, and what each opens to residents. Nothing else in the room asks for a phase by name."""

from collections.abc import Mapping

from proposals.enums import Feature, PhaseKind

ORDER: tuple[PhaseKind, ...] = tuple(PhaseKind)

OPENS: Mapping[PhaseKind, frozenset[Feature]] = {
    PhaseKind.CALL: frozenset({Feature.SUBMIT, Feature.EDIT, Feature.ENDORSE, Feature.COMMENT}),
    PhaseKind.SCREENING: frozenset({Feature.EDIT, Feature.ENDORSE, Feature.COMMENT}),
    PhaseKind.COACHING: frozenset({Feature.EDIT, Feature.ENDORSE, Feature.COMMENT}),
    PhaseKind.EVALUATION: frozenset({Feature.COMMENT}),
    PhaseKind.VOTE: frozenset({Feature.VOTE, Feature.COMMENT}),
    PhaseKind.OBJECTION: frozenset({Feature.OBJECT, Feature.COMMENT}),
    PhaseKind.CERTIFIED: frozenset({Feature.COMMENT}),
    PhaseKind.DELIVERY: frozenset({Feature.COMMENT}),
}


def kinds_opening(feature: Feature) -> list[PhaseKind]:
    """The phases in which residents may use `feature`, in their order."""
    return [kind for kind in ORDER if feature in OPENS[kind]]
