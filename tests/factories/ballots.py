from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from portal.accounts.models import Resident, User
from portal.ballots.actions import NewOption, create_poll, freeze_roll
from portal.ballots.enums import AwardRule, PollMethod, RollBasis, Secrecy
from portal.ballots.models import Poll, Roll
from portal.communities.models import Community
from tests.factories.people import CommunityFactory

BEFORE = datetime(2026, 5, 1, 1, 0, tzinfo=UTC)
OPENS = datetime(2026, 5, 2, 1, 0, tzinfo=UTC)
DURING = datetime(2026, 5, 5, 1, 0, tzinfo=UTC)
CLOSES = datetime(2026, 5, 9, 1, 0, tzinfo=UTC)
AFTER = datetime(2026, 5, 9, 2, 0, tzinfo=UTC)


def voters(number: int, community: Community | None = None) -> list[User]:
    """`number` verified residents of one community, made in three statements."""
    community = community or CommunityFactory()
    start = User.objects.count()
    users = User.objects.bulk_create(
        [User(username=f"voter-{start + n}", phone=f"+86138{start + n:08d}") for n in range(number)]
    )
    Resident.objects.bulk_create(
        [
            Resident(user=user, community=community, alias=f"邻居{n}", verified_at=BEFORE, verified_how="staff")
            for n, user in enumerate(users)
        ]
    )
    return users


def make_roll(users: Sequence[User], basis: RollBasis = RollBasis.RESIDENTS, **changes) -> Roll:
    residents = Resident.objects.filter(user__in=[user.pk for user in users])
    terms = {"title": "梅欣社区居民名册", "actor": None, "now": BEFORE} | changes
    return freeze_roll(basis=basis, residents=residents, **terms)


def make_poll(users: Sequence[User] | None = None, options: int | list[NewOption] = 4, **changes) -> Poll:
    """A recorded approval poll with two slots, open from OPENS to CLOSES; options o1, o2 … cost 1,000, 2,000 … yuan."""
    if isinstance(options, int):
        options = [
            NewOption(f"提案{n}", Decimal(1000 * n), BEFORE + timedelta(hours=n), f"o{n}")
            for n in range(1, options + 1)
        ]
    terms = {
        "title": "梅山街道幸福提案大赛",
        "method": PollMethod.APPROVAL,
        "slots": 2,
        "award_rule": AwardRule.BUDGET_GREEDY,
        "budget_cny": Decimal(5000),
        "opens_at": OPENS,
        "closes_at": CLOSES,
        "secrecy": Secrecy.RECORDED,
        "actor": None,
        "now": BEFORE,
    } | changes
    roll = terms.pop("roll", None) or make_roll(users if users is not None else voters(3))
    return create_poll(options=options, roll=roll, **terms)
