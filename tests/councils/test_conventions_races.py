"""Conventions moved by several people at the same moment, on real connections."""

from collections import Counter

import pytest

from councils.actions.conventions import Figures, Shown, begin_version, confirm_count, enter_count, move_version
from councils.conventions_enums import ConventionEvent as Event
from councils.conventions_enums import ConventionState as State
from councils.conventions_enums import CountChannel
from councils.models import ConventionStep, ConventionVersion
from portal.core.errors import WrongState
from tests.ballots.test_races import together
from tests.councils.conventions import AFTER, MEETS, NOW, PASSED, brought_to, make_place, put_in_force, step, voted

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_versions_begun_at_once_are_one():
    place = make_place()

    def act(_number):
        try:
            return begin_version(community=place.community, actor=place.staff, now=NOW).number
        except WrongState:
            return "under way"

    assert Counter(together(act, range(8), 8)) == {1: 1, "under way": 7}


def test_version_put_in_force_at_once_by_many_replaces_the_old_one_once():
    place = make_place()
    old = put_in_force(place)
    new = voted(place, brought_to(place, Event.REVISE))
    for event in AFTER[:-1]:
        new = step(place, new, event)

    def act(_number):
        try:
            shown = Shown(MEETS, "开始执行")
            return move_version(
                code=new.code, event=Event.TAKE_EFFECT, shown=shown, actor=place.staff, now=NOW
            ).state.value
        except WrongState:
            return "stands"

    assert Counter(together(act, range(8), 8)) == {"in_force": 1, "stands": 7}
    states = dict(ConventionVersion.objects.values_list("pk", "state"))
    assert states == {old.pk: State.SUPERSEDED, new.pk: State.IN_FORCE}
    assert ConventionStep.objects.filter(event=Event.REPLACE).count() == 1


def test_count_confirmed_at_once_by_many_decides_once():
    place = make_place()
    version = brought_to(place, Event.REVISE)
    figures = Figures(MEETS, 100, 20, {CountChannel.PAPER: PASSED})
    count = enter_count(code=version.code, figures=figures, actor=place.staff, now=NOW)

    def act(_number):
        try:
            confirm_count(code=count.code, record="柜", actor=place.street, now=NOW)
            return "confirmed"
        except WrongState:
            return "stands"

    assert Counter(together(act, range(6), 6)) == {"confirmed": 1, "stands": 5}
    assert ConventionStep.objects.filter(event=Event.ADOPT).count() == 1
