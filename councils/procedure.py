"""The rules each kind of body starts with: who is entitled, quorum, threshold, notice, sides, and where that rests.

Statute: Urban Residents' Committee Organisation Law (城市居民委员会组织法, rewritten 2025-10-28, in force 2026-01-01),
Arts 26-31 for the two meetings, Art. 32 for consultation (协商, with 中办发〔2015〕41号); Civil Code Art. 278 for
owners. 以上 includes the number and 过半数 does not (民法典 Art. 1259). They are defaults of a body, to be confirmed by
the operator's counsel; a body keeps its own copy.
"""

from dataclasses import dataclass
from fractions import Fraction

from councils.enums import BodyBasis, BodyKind, Side
from portal.ballots.tally.decision import DELEGATES_MEETING, HALF, RESIDENTS_MEETING, DecisionRule, Share

RESIDENTS_LAW = "城市居民委员会组织法"
CIVIL_CODE = "民法典"
CONSULTATION_OPINION = "中办发〔2015〕41号"


@dataclass(frozen=True)
class BodyTemplate:
    """`notice_days` full days lie between notice and meeting, the day of the notice not counted (民法典 Art. 201).

    `binding` says whether what it adopts decides; where not, its votes are an opinion (意见征集,不具表决效力).
    `sides` are the seats that must all be held before it may meet; empty where no seat is set.
    """

    basis: BodyBasis
    rule: DecisionRule
    notice_days: int
    rests_on: str
    binding: bool = True
    sides: tuple[Side, ...] = ()
    proxies_at_most: int = 1


_HALF_OF_SEATS = DecisionRule(Share(HALF, True, "roll"), Share(HALF, True, "taking_part"))

TEMPLATES: dict[BodyKind, BodyTemplate] = {
    BodyKind.RESIDENTS: BodyTemplate(BodyBasis.HOUSEHOLDS, RESIDENTS_MEETING, 10, f"{RESIDENTS_LAW} Arts 26-28"),
    BodyKind.DELEGATES: BodyTemplate(BodyBasis.SEATS, DELEGATES_MEETING, 10, f"{RESIDENTS_LAW} Arts 29-31"),
    BodyKind.ONLINE: BodyTemplate(BodyBasis.RESIDENTS, _HALF_OF_SEATS, 3, f"{RESIDENTS_LAW} Art. 32", binding=False),
    BodyKind.CONSULTATION: BodyTemplate(
        BodyBasis.SEATS, _HALF_OF_SEATS, 3, f"{CONSULTATION_OPINION}; {RESIDENTS_LAW} Art. 32", binding=False
    ),
    BodyKind.SIX_SEATS: BodyTemplate(
        BodyBasis.SEATS,
        DecisionRule(Share(Fraction(2, 3), False, "roll"), Share(HALF, True, "taking_part")),
        3,
        f"{CONSULTATION_OPINION}; {RESIDENTS_LAW} Art. 32",
        binding=False,
        sides=(
            Side.PARTY_BRANCH,
            Side.COMMITTEE,
            Side.SOCIAL_ORG,
            Side.OWNERS_COMMITTEE,
            Side.PROPERTY,
            Side.UNIT,
        ),
        proxies_at_most=0,
    ),
    BodyKind.FOUR_PARTIES: BodyTemplate(
        BodyBasis.SEATS,
        _HALF_OF_SEATS,
        3,
        f"{CONSULTATION_OPINION}; {RESIDENTS_LAW} Art. 32",
        binding=False,
        sides=(Side.COMMITTEE, Side.OWNERS_COMMITTEE, Side.PROPERTY, Side.MUTUAL_AID),
        proxies_at_most=0,
    ),
    BodyKind.OWNERS: BodyTemplate(
        BodyBasis.OWNERS,
        DecisionRule(Share(Fraction(2, 3), False, "roll"), Share(HALF, True, "taking_part")),
        15,
        f"{CIVIL_CODE} Art. 278",
        binding=False,
    ),
}
