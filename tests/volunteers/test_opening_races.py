"""Workers that open the shifts of one series at the same moment, on real connections: each day once."""

import pytest

from portal.rosters.models import Roster
from tests.ballots.test_races import together
from tests.volunteers.clock import NOW
from tests.volunteers.patrols import make_route, make_series
from volunteers.actions import open_coming_shifts

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_workers_that_open_a_series_at_once_open_each_day_once():
    series = make_series(make_route(), (0, 1, 3, 5))
    opened = together(lambda _worker: len(open_coming_shifts(series_pk=series.pk, now=NOW)), range(6), 6)
    days = list(series.shifts.values_list("day", flat=True))
    assert len(days) == len(set(days)) == sum(opened) > 4
    assert sorted(opened)[:-1] == [0] * 5, "one worker opened them all, the others found nothing to do"
    assert Roster.objects.count() == len(days), "no seats were left over"
