"""A rush on one roster inside Django, without HTTP: what the lock and the database make of it."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.db import connection
from django.db.models import Q

from portal.accounts.models import User
from portal.communities.models import Community, Subdistrict
from portal.core import clock
from portal.rosters.actions import Terms, book, open_roster
from portal.rosters.enums import BookingState, Channel
from portal.rosters.models import Roster
from portal.rosters.ports import RosterKind, roster_kinds

HOUR = timedelta(hours=1)


def times(people: int, seats: int, connections: int) -> list[float]:
    """People booked, people waiting in the order of their bookings, errors, and seconds from first to last."""
    roster, now = _roster(seats), clock.now()
    crowd = User.objects.bulk_create(
        User(username=f"rush-{n}", phone=f"+8613700{n:06d}", phone_verified_at=now) for n in range(people)
    )
    ready, errors = threading.Barrier(connections + 1), []

    def worker(mine: list[User]) -> None:
        connection.ensure_connection()
        ready.wait()
        for person in mine:
            try:
                book(code=roster.code, actor=person, now=now)
            except Exception as error:
                errors.append(error)
        connection.close()

    with ThreadPoolExecutor(connections) as pool:
        jobs = [pool.submit(worker, crowd[n::connections]) for n in range(connections)]
        ready.wait()
        started = time.monotonic()
        for job in jobs:
            job.result()
        seconds = time.monotonic() - started
    booked = roster.bookings.filter(state=BookingState.BOOKED)
    last = booked.order_by("-id").first()
    waiting = roster.bookings.waiting().filter(id__gt=last.pk if last else 0)
    return [booked.count(), waiting.count(), len(errors), seconds]


def _roster(seats: int) -> Roster:
    roster_kinds.register(
        "bench", RosterKind("bench", "bench", url=str, visible=lambda user: Q(), managed=lambda user: Q(pk__in=[]))
    )
    street = Subdistrict.objects.create(slug="bench", name="bench")
    home = Community.objects.create(subdistrict=street, slug="bench", name="bench")
    now = clock.now()
    terms = Terms(
        title="bench",
        starts_at=now + 9 * HOUR,
        ends_at=now + 10 * HOUR,
        opens_at=now - HOUR,
        closes_at=now + 9 * HOUR,
        cancel_until=now + 8 * HOUR,
        residents_only=False,
        remind_hours=0,
    )
    return open_roster(kind="bench", community=home, terms=terms, seats={Channel.ONLINE: seats}, actor=None, now=now)
