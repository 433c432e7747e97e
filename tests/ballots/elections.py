"""Random elections for the tally, as hypothesis strategies."""

from decimal import Decimal

from hypothesis import strategies as st

from portal.ballots.tally.decision import DecisionRule, Share
from portal.ballots.tally.election import Election, TallyOption

TIMES = ("", "2026-05-01T01:00:00.000000Z", "2026-05-01T02:00:00.000000Z")


@st.composite
def elections(draw, award_rule: str | None = None) -> tuple[Election, list[list[str]]]:
    """An election with few distinct costs and times, so that ties are common, and its ballots."""
    codes = [f"o{n}" for n in range(draw(st.integers(1, 7)))]
    options = tuple(
        TallyOption(
            code,
            f"提案{code}",
            Decimal(draw(st.integers(0, 4)) * 1000),
            draw(st.sampled_from(TIMES)),
            draw(st.booleans()) and draw(st.booleans()),
        )
        for code in codes
    )
    slots = draw(st.integers(1, 4))
    award = award_rule or draw(st.sampled_from(["votes", "budget_greedy"]))
    budget = Decimal(draw(st.integers(1, 9)) * 1000)
    ballots = draw(st.lists(st.lists(st.sampled_from(codes), unique=True, max_size=slots), max_size=12))
    election = Election(
        code="p",
        title="幸福提案大赛",
        method="approval",
        award_rule=award,
        slots=slots,
        options=options,
        lot_seed=draw(st.sampled_from(["seed", "another"])),
        budget=budget if award != "votes" else draw(st.sampled_from([None, budget])),
        winners=draw(st.sampled_from([None, 1, 2, 3])),
        roll={"basis": "residents", "size": 100, "digest": "d"},
    )
    return election, ballots


@st.composite
def shares(draw) -> Share:
    top = draw(st.integers(0, 6))
    bottom = draw(st.integers(max(top, 1), 6))
    text = {"fraction": f"{top}/{bottom}", "strict": draw(st.booleans())}
    return Share.from_json(text | {"basis": draw(st.sampled_from(["roll", "present", "taking_part"]))})


def decision_rules() -> st.SearchStrategy[DecisionRule]:
    return st.builds(DecisionRule, shares(), shares())
