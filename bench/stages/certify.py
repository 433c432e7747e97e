"""A secret vote as large as asked for, counted and certified inside Django."""

import itertools
import time
from datetime import timedelta
from decimal import Decimal

from portal.accounts.models import Resident, User
from portal.ballots.actions import (
    OBJECTION_PERIOD,
    NewOption,
    certify_poll,
    count_poll,
    create_poll,
    freeze_roll,
    look_at_ballots,
    propose_certification,
    publish_result,
    sweep_poll,
)
from portal.ballots.actions.bulk import cast_ballots
from portal.ballots.enums import AwardRule, PollMethod, RollBasis, Secrecy
from portal.ballots.models import Poll
from portal.communities.models import Community, Subdistrict
from portal.core import clock

DAY = timedelta(days=1)


def times(voters: int, options: int, slots: int) -> list[float]:
    """Seconds for the count, the certificate and the sweep, in this order."""
    poll, closed = _voted(voters, options, slots)
    managers = [User.objects.create(username=f"manager-{n}") for n in range(2)]
    over = closed + OBJECTION_PERIOD

    def published() -> None:
        publish_result(poll=poll, actor=None, now=closed)
        look_at_ballots(poll=poll, now=over)
        propose_certification(poll=poll, actor=managers[0], now=over)

    counted = _seconds(lambda: count_poll(poll=poll, actor=None, now=closed))
    published()
    certified = _seconds(lambda: certify_poll(poll=poll, actor=managers[1], now=over))
    return [counted, certified, _seconds(lambda: sweep_poll(code=poll.code, now=over))]


def _voted(voters: int, options: int, slots: int) -> tuple[Poll, object]:
    opens = clock.now() - 20 * DAY
    street = Subdistrict.objects.create(slug="bench", name="bench")
    home = Community.objects.create(subdistrict=street, slug="bench", name="bench")
    people = User.objects.bulk_create([User(username=f"bench-{n}") for n in range(voters)])
    Resident.objects.bulk_create(
        [Resident(user=person, community=home, verified_at=opens, verified_how="staff") for person in people]
    )
    roll = freeze_roll(
        title="bench", basis=RollBasis.RESIDENTS, residents=Resident.objects.all(), actor=None, now=opens - DAY
    )
    poll = create_poll(
        title="bench",
        method=PollMethod.APPROVAL,
        slots=slots,
        award_rule=AwardRule.BUDGET_GREEDY,
        budget_cny=Decimal(100_000),
        roll=roll,
        opens_at=opens,
        closes_at=opens + DAY,
        secrecy=Secrecy.SECRET,
        options=[NewOption(f"o{n}", Decimal(1000 * n), code=f"o{n}") for n in range(1, options + 1)],
        actor=None,
        now=opens - DAY,
    )
    wishes = itertools.cycle(itertools.combinations([f"o{n}" for n in range(1, options + 1)], slots))
    refused = cast_ballots(poll=poll, ballots={p.pk: next(wishes) for p in people}, now=opens)
    if refused:
        raise SystemExit(f"{len(refused)} ballots were refused")
    return poll, opens + DAY


def _seconds(act) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun
