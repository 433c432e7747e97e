"""Templates are read strictly, and the dates made of them fit together."""

import copy
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from portal.core.errors import Invalid
from proposals.actions.edit_contest import edit_contest
from proposals.actions.keep_template import keep_template
from proposals.contest_template import read_template, settings_of, template_data
from proposals.enums import AwardRule, PhaseKind
from proposals.models import ContestTemplate
from proposals.schedule import problems_in
from tests.proposals.contest_life import DATA, SETUP, STARTS, announced


def changed(*path, value):
    data = copy.deepcopy(DATA)
    part = data
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = value
    return data


def test_template_gives_settings_and_dates():
    plan = read_template(DATA)
    assert plan.settings.budget_cny == Decimal(60_000)
    assert plan.settings.award_rule is AwardRule.BUDGET_GREEDY
    call, vote, _objection = plan.phases_from(STARTS)
    assert (call.kind, call.opens_at, call.closes_at) == (PhaseKind.CALL, STARTS, STARTS + timedelta(days=10))
    assert vote.opens_at == STARTS + timedelta(days=12)


def test_template_survives_a_round_trip():
    plan = read_template(DATA)
    assert read_template(template_data(plan)) == plan


def test_template_may_leave_most_settings_out():
    settings = read_template(changed("settings", value={"budget_cny": 1})).settings
    assert (settings.cost_cap_cny, settings.votes_per_person, settings.endorsements_needed) == (None, 3, 0)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ("not a mapping", "settings"),
        ({}, "phases"),
        (changed("settings", value=[]), "settings"),
        (changed("settings", "colour", value="red"), "settings"),
        (changed("settings", "budget_cny", value="much"), "budget_cny"),
        (changed("settings", "budget_cny", value="NaN"), "budget_cny"),
        (changed("settings", "cost_cap_cny", value=0), "cost_cap_cny"),
        (changed("settings", "votes_per_person", value=0), "votes_per_person"),
        (changed("settings", "votes_per_person", value=True), "votes_per_person"),
        (changed("settings", "endorsements_needed", value="20"), "endorsements_needed"),
        (changed("settings", "award_rule", value="lottery"), "award_rule"),
        (changed("phases", value=[]), "phases"),
        (changed("phases", 0, value="call"), "phases"),
        (changed("phases", 0, "kind", value="party"), "phases"),
        (changed("phases", 0, "days", value=0), "call_days"),
        (changed("phases", 1, "offset_days", value=-1), "vote_offset_days"),
        (changed("phases", 1, "offset_days", value=9), "vote_offset_days"),
        (changed("phases", 0, "kind", value="vote"), "phases"),
        (changed("phases", 0, "kind", value="delivery"), "phases"),
    ],
)
def test_template_that_cannot_be_used_says_where(data, field):
    with pytest.raises(Invalid) as refusal:
        read_template(data)
    assert field in refusal.value.fields


@pytest.mark.django_db
def test_seeded_templates_can_be_used():
    assert ContestTemplate.objects.count() == 2
    for template in ContestTemplate.objects.all():
        plan = read_template(template.data)
        assert problems_in(plan.phases_from(STARTS)) == {}
        assert {PhaseKind.CALL, PhaseKind.VOTE} <= {phase.kind for phase in plan.phases}
        assert plan.settings.guide
        assert plan.settings.summary


@pytest.mark.django_db
def test_words_for_stages_go_from_contest_to_template_to_contest():
    contest, manager = announced()
    words = {"call": "说说家门口的事。", "vote": "来投票。"}
    settings = replace(settings_of(contest), notices=words)
    edit_contest(code=contest.code, title=contest.title, settings=settings, actor=manager, now=SETUP)
    keep_template(code=contest.code, name="带通知的", actor=manager, now=SETUP)
    assert read_template(ContestTemplate.objects.get(name="带通知的").data).settings.notices == words


@pytest.mark.parametrize("notices", ["说", {"call": 1}, {"delivery": "没人听"}])
def test_words_for_stages_that_cannot_be_used_are_named(notices):
    with pytest.raises(Invalid) as refusal:
        read_template(changed("settings", "notices", value=notices))
    assert "notices" in refusal.value.fields
