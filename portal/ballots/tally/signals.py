"""What the way ballots came may tell: pure functions over marks without names.

The thresholds are set so that a household, a stairwell on one network and the evening of an announcement stay below
them; what passes them is shown to people, and decides nothing by itself.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from portal.ballots.enums import SignalKind

PER_DEVICE = 5
"""Ballots of one device: a family's phone stays below."""
PER_ADDRESS, ADDRESS_MINUTES = 12, 10
"""Ballots of one network (IPv4 /24, IPv6 /48) within so many minutes. Mobile carriers put thousands behind one."""
BURST_MINUTES, BURST_LEAST, BURST_TIMES = 5, 30, 8
"""Ballots within five minutes: thirty at least, and eight times what such minutes with any ballot usually have."""
LATE_MINUTES, LATE_LEAST, LATE_SHARE = 60, 20, (1, 4)
"""Of at least so many ballots in the last hour, a quarter of all or more."""
CLUSTER_MINUTES, CLUSTER_LEAST, CLUSTER_SHARE = 30, 10, (9, 10)
"""So many people confirmed by one person within half an hour, of whom nine tenths or more voted."""


@dataclass(frozen=True)
class Mark:
    """How one ballot came first: the minute since 1970, and the network and the device as digests."""

    receipt: str
    minute: int
    network: str
    device: str


@dataclass(frozen=True)
class Confirmed:
    """Somebody on the roll: when and by whom their home was confirmed; `receipt` is "" where they did not vote."""

    receipt: str
    minute: int
    by: str


SINGLE = (SignalKind.DEVICE, SignalKind.ADDRESS)
"""What is about single ballots that can be left out. A cluster's are not: the database holds who was confirmed when, so
ballots left out for it would tell what those people chose."""


@dataclass(frozen=True)
class Found:
    """`facts` are figures that may be published; `receipts` in order, () where the ballots are not told apart."""

    kind: SignalKind
    ballots: int
    facts: Mapping[str, Any] = field(default_factory=dict)
    receipts: tuple[str, ...] = ()


def signals(marks: Sequence[Mark], people: Sequence[Confirmed], closes_minute: int) -> list[Found]:
    """Everything noticed, in the order of SignalKind; the same marks always give the same."""
    return [
        *_devices(marks),
        *_networks(marks),
        *_bursts(marks),
        *_late(marks, closes_minute),
        *_clusters(people),
    ]


def _devices(marks: Iterable[Mark]) -> list[Found]:
    by_device = defaultdict(list)
    for mark in marks:
        by_device[mark.device].append(mark.receipt)
    many = [sorted(receipts) for _device, receipts in sorted(by_device.items()) if len(receipts) >= PER_DEVICE]
    return [
        Found(SignalKind.DEVICE, len(receipts), {"least": PER_DEVICE}, tuple(receipts)) for receipts in _ordered(many)
    ]


def _networks(marks: Iterable[Mark]) -> list[Found]:
    """Each network's longest run of ballots of which any PER_ADDRESS in a row came within ADDRESS_MINUTES."""
    by_network = defaultdict(list)
    for mark in marks:
        by_network[mark.network].append((mark.minute, mark.receipt))
    many = []
    for _network, came in sorted(by_network.items()):
        came.sort()
        taken: dict[str, None] = {}
        for at in range(len(came) - PER_ADDRESS + 1):
            window = came[at : at + PER_ADDRESS]
            if window[-1][0] - window[0][0] < ADDRESS_MINUTES:
                taken |= dict.fromkeys(receipt for _minute, receipt in window)
        if taken:
            many.append(sorted(taken))
    facts = {"least": PER_ADDRESS, "minutes": ADDRESS_MINUTES}
    return [Found(SignalKind.ADDRESS, len(receipts), facts, tuple(receipts)) for receipts in _ordered(many)]


def _bursts(marks: Iterable[Mark]) -> list[Found]:
    """Of each stretch of minutes far above the usual: how many ballots came, and when it began."""
    counts = Counter(mark.minute // BURST_MINUTES for mark in marks)
    if not counts:
        return []
    usual = median(counts.values())
    facts = {"minutes": BURST_MINUTES, "usual": float(usual)}
    return [
        Found(SignalKind.BURST, number, facts | {"minute": slot * BURST_MINUTES})
        for slot, number in sorted(counts.items())
        if number >= BURST_LEAST and number >= BURST_TIMES * usual
    ]


def _late(marks: Sequence[Mark], closes_minute: int) -> list[Found]:
    late = sum(mark.minute >= closes_minute - LATE_MINUTES for mark in marks)
    share, of = LATE_SHARE
    if late < LATE_LEAST or late * of < len(marks) * share:
        return []
    return [Found(SignalKind.LATE, late, {"minutes": LATE_MINUTES, "of": len(marks)})]


def _clusters(people: Iterable[Confirmed]) -> list[Found]:
    by_clerk = defaultdict(list)
    for person in people:
        by_clerk[person.by].append(person)
    found = []
    for _clerk, confirmed in sorted(by_clerk.items()):
        confirmed.sort(key=lambda person: (person.minute, person.receipt))
        start = 0
        while start < len(confirmed):
            end = start
            while end < len(confirmed) and confirmed[end].minute - confirmed[start].minute < CLUSTER_MINUTES:
                end += 1
            group = confirmed[start:end]
            voted = sorted(person.receipt for person in group if person.receipt)
            share, of = CLUSTER_SHARE
            if len(group) >= CLUSTER_LEAST and len(voted) * of >= len(group) * share:
                facts = {"people": len(group), "minutes": CLUSTER_MINUTES}
                found.append(Found(SignalKind.CLUSTER, len(voted), facts, tuple(voted)))
            start = end
    return found


def _ordered(many: list[list[str]]) -> list[list[str]]:
    return sorted(many, key=lambda receipts: (-len(receipts), receipts))
