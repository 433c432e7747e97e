"""Residents hear once when a stage opens in which they have something to do, in the contest's own words."""

from dataclasses import replace
from datetime import timedelta

import pytest

from portal.ballots.enums import RollBasis, Secrecy
from portal.core.errors import Invalid
from portal.core.models import OutboxItem
from portal.notices.models import Notice
from portal.notices.ports import notice_kinds
from proposals import tasks
from proposals.actions.count_contest import count_contest
from proposals.actions.edit_contest import edit_contest
from proposals.actions.freeze_contest_roll import freeze_contest_roll
from proposals.actions.plan_phases import plan_phases
from proposals.actions.publish_contest_result import publish_contest_result
from proposals.actions.tell_stage import tell_stage
from proposals.contest_template import settings_of
from proposals.enums import PhaseKind
from proposals.models import Contest
from proposals.posters import contest_poster
from proposals.schedule import moved_to, present_plan
from tests.factories import ResidentFactory
from tests.proposals.contest_life import (
    CLOSES,
    COUNTED,
    FROZEN,
    OPENS,
    PUBLISHED,
    SETUP,
    STARTS,
    VOTING,
    announced,
    let_in,
    make_manager,
    prepared,
    proposals_for,
)
from tests.proposals.staff_visits import Visitor, text_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def promises(contest):
    items = OutboxItem.objects.filter(topic="proposals.tell_stage").order_by("due_at")
    return [(item.key.removeprefix(f"{contest.code}:"), item.due_at) for item in items]


def test_news_of_stages_are_promised_with_the_announcement():
    contest, _manager = announced()
    assert promises(contest) == [("call", STARTS), ("vote", OPENS), ("objection", CLOSES)]


def test_a_stage_that_moves_gets_a_promise_of_its_own_and_a_contest_in_preparation_none():
    contest, manager = prepared()
    plan = moved_to(present_plan(contest.phases.all()), STARTS + DAY)
    plan_phases(code=contest.code, plan=plan, actor=manager, now=SETUP)
    assert promises(contest) == []
    contest, manager = announced(manager=make_manager())
    plan = present_plan(contest.phases.all())
    vote = next(phase for phase in plan if phase.kind == PhaseKind.VOTE)
    later = [phase if phase is not vote else replace(vote, opens_at=vote.opens_at + DAY) for phase in plan]
    plan_phases(code=contest.code, plan=later, actor=manager, now=SETUP)
    assert promises(contest)[-3:] == [("vote", OPENS), ("vote", OPENS + DAY), ("objection", CLOSES)]


def test_residents_hear_once_that_proposals_are_wanted_in_the_contests_own_words():
    contest, manager = announced()
    home = contest.subdistrict.communities.first()
    here = ResidentFactory(community=home, verified_at=SETUP)
    ResidentFactory(community=home, verified_at=None)
    ResidentFactory(verified_at=SETUP)
    settings = replace(settings_of(contest), notices={"call": "说说 家门口的事。", "vote": " "})
    edit_contest(code=contest.code, title=contest.title, settings=settings, actor=manager, now=SETUP)
    assert Contest.objects.get(pk=contest.pk).notices == {"call": "说说 家门口的事。"}
    assert tell_stage(code=contest.code, kind=PhaseKind.CALL, now=STARTS - DAY) == 0
    for expected in (1, 0):
        assert tell_stage(code=contest.code, kind=PhaseKind.CALL, now=STARTS) == expected
    notice = Notice.objects.get()
    assert notice.recipient == here.user
    kind = notice_kinds.get(notice.kind)
    assert contest.title in kind.title(notice.fields)
    assert kind.body(notice.fields).startswith("说说 家门口的事。\n")
    digest = contest_poster(Contest.objects.found(contest.code), STARTS).words
    assert "说说 家门口的事。" in digest


def test_the_roll_hears_of_the_vote_and_of_the_public_result():
    contest, manager = announced()
    proposals_for(contest)
    ResidentFactory(community=contest.subdistrict.communities.first(), verified_at=SETUP)
    assert tell_stage(code=contest.code, kind=PhaseKind.VOTE, now=VOTING) == 0
    terms = {"basis": RollBasis.RESIDENTS, "secrecy": Secrecy.RECORDED}
    contest = freeze_contest_roll(code=contest.code, actor=manager, now=FROZEN, **terms)
    size = contest.poll.roll.size
    item = OutboxItem(topic="proposals.tell_stage", key=f"{contest.code}:vote")
    assert tell_stage(code=contest.code, kind=PhaseKind.VOTE, now=VOTING) == size
    tasks.tell_stage(item)  # long over by the real clock: nothing
    assert Notice.objects.filter(kind="proposals.stage").count() == size
    count_contest(code=contest.code, actor=manager, now=COUNTED)
    assert tell_stage(code=contest.code, kind=PhaseKind.OBJECTION, now=COUNTED) == 0
    publish_contest_result(code=contest.code, actor=manager, now=PUBLISHED)
    assert tell_stage(code=contest.code, kind=PhaseKind.OBJECTION, now=PUBLISHED) == size


def test_words_that_are_too_long_are_refused_beside_their_field():
    contest, manager = announced()
    settings = replace(settings_of(contest), notices={"vote": "长" * 121})
    with pytest.raises(Invalid) as refusal:
        edit_contest(code=contest.code, title=contest.title, settings=settings, actor=manager, now=SETUP)
    assert list(refusal.value.fields) == ["notice_vote"]


def test_managers_write_the_words_with_the_rules():
    contest, manager = announced()
    let_in(manager)
    visitor = Visitor(manager)
    page = text_of(visitor.open("contest_settings", contest.code))
    assert 'name="notice_vote"' in page
    told = {"title": contest.title, "summary": contest.summary, "guide": contest.guide, "notice_vote": "来投票。"}
    assert visitor.send("contest_settings", contest.code, **told).status_code == 302
    assert Contest.objects.get(pk=contest.pk).notices == {"vote": "来投票。"}
