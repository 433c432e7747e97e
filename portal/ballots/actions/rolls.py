"""Freezing a roll, and the one way to correct it afterwards."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from portal.accounts.models import Resident, User
from portal.ballots.enums import RollBasis
from portal.ballots.models import Roll, RollEntry, RollVersion
from portal.ballots.queries import entry_lines
from portal.ballots.tally.digests import roll_digest
from portal.core import audit
from portal.core.errors import Invalid
from portal.core.text import plain

Line = tuple[int, str, int | None, str]


@transaction.atomic
def freeze_roll(*, title: str, basis: RollBasis, residents: QuerySet[Resident], actor, now: datetime) -> Roll:
    """Write down who may vote: one entry for each of `residents`, numbered, with a digest anybody can compare.

    On the households basis `residents` are the representatives: Invalid where one has no household or two share one.
    Raises Invalid for an empty roll. The caller has asked its own rule whether `actor` may.
    """
    lines: list[Line] = sorted(
        residents.order_by().values_list("user_id", "user__code", "household_id", "household__code").distinct(),
        key=lambda line: line[1],
    )
    if not lines:
        raise Invalid(_("Nobody is on this roll."))
    households = basis == RollBasis.HOUSEHOLDS
    if households:
        _require_one_a_household(lines)
    digest = roll_digest((person, (door or "") if households else "") for _user, person, _id, door in lines)
    roll = Roll.objects.create(title=plain(title), basis=basis, frozen_at=now, digest=digest, size=len(lines))
    RollVersion.objects.create(roll=roll, number=1, digest=digest, size=len(lines), at=now, proposed_by=_person(actor))
    RollEntry.objects.bulk_create(
        [
            RollEntry(roll=roll, user_id=user, household_id=household if households else None, number=number)
            for number, (user, _code, household, _door) in enumerate(lines, start=1)
        ],
        batch_size=2000,
    )
    audit.record("ballots.freeze_roll", roll, actor, size=roll.size, digest=digest)
    return roll


@transaction.atomic
def correct_roll(
    *, roll: Roll, resident: Resident, reason: str, proposed_by: User, confirmed_by: User, now: datetime
) -> RollEntry:
    """Add somebody who was left out. Nothing is ever changed or removed; the digest gets a next version.

    Raises Invalid without a reason, with one and the same person proposing and confirming, for somebody already on the
    roll, for a household already represented, and once a poll on this roll has closed.
    """
    roll = Roll.objects.select_for_update().get(pk=roll.pk)
    reason = plain(reason)
    if not reason:
        raise Invalid(_("Please write why the roll is corrected."), reason=_("missing"))
    if proposed_by.pk == confirmed_by.pk:
        raise Invalid(_("A correction needs two people: one proposes it, another confirms it."))
    if roll.polls.filter(closes_at__lte=now).exists():
        raise Invalid(_("A vote on this roll has closed; it can no longer be corrected."))
    household = resident.household_id if roll.basis == RollBasis.HOUSEHOLDS else None
    if roll.basis == RollBasis.HOUSEHOLDS and household is None:
        raise Invalid(_("%s belongs to no household on file.") % resident.alias)
    if roll.entries.filter(user=resident.user_id).exists():
        raise Invalid(_("%s is already on the roll.") % resident.alias)
    if household and roll.entries.filter(household=household).exists():
        raise Invalid(_("This household already has a representative on the roll."))
    version = roll.versions.count() + 1
    entry = RollEntry.objects.create(
        roll=roll,
        user_id=resident.user_id,
        household_id=household,
        number=roll.size + 1,
        version=version,
        reason=reason,
    )
    roll.digest, roll.size = roll_digest(entry_lines(roll)), roll.size + 1
    roll.save(update_fields=["digest", "size"])
    RollVersion.objects.create(
        roll=roll,
        number=version,
        digest=roll.digest,
        size=roll.size,
        at=now,
        reason=reason,
        proposed_by=proposed_by,
        confirmed_by=confirmed_by,
    )
    audit.record("ballots.correct_roll", roll, confirmed_by, size=roll.size, digest=roll.digest, reason=reason)
    return entry


def _require_one_a_household(lines: list[Line]) -> None:
    doors = [household for _user, _code, household, _door in lines]
    if None in doors:
        raise Invalid(_("Somebody on the list belongs to no household on file."))
    if len(set(doors)) < len(doors):
        raise Invalid(_("Two people on the list share a household: a household has one representative."))


def _person(actor) -> User | None:
    return actor if getattr(actor, "is_authenticated", False) else None
