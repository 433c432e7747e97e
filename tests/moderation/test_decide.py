from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from wagtail.models import ModelLogEntry

from portal.core.errors import Forbidden, Hidden, Invalid, WrongState
from portal.moderation.actions import decide_in_bulk, decide_submission, forward_submission
from portal.moderation.enums import Decision, SubmissionEvent, SubmissionState
from portal.moderation.models import Ruling, Submission
from portal.notices.models import Notice
from tests.factories import AppointmentFactory, CommunityFactory, HouseholdFactory, ResidentFactory
from tests.moderation.conftest import MONDAY

LATER = MONDAY + timedelta(days=1)
STATES = {
    Decision.APPROVE: SubmissionState.PUBLISHED,
    Decision.RETURN: SubmissionState.RETURNED,
    Decision.HIDE: SubmissionState.HIDDEN,
}


def decide(submission, decision, actor, **changes) -> Submission:
    terms = {"code": submission.code, "decision": decision, "actor": actor, "reason": "请写清地点", "now": LATER}
    return decide_submission(**terms | changes)


def assert_untouched(submission) -> None:
    """Nothing of what a decision writes is there."""
    fresh = Submission.objects.get(pk=submission.pk)
    assert (fresh.state, fresh.inbox_id, fresh.decided_at) == (submission.state, submission.inbox_id, None)
    assert not Notice.objects.exists()
    assert not ModelLogEntry.objects.filter(action__startswith="moderation.").exists()
    assert not Ruling.objects.filter(event__in=["approve", "return", "hide", "restore", "forward"]).exists()


@pytest.mark.parametrize("decision", STATES)
def test_decision_settles_state_thing_history_log_and_notice(here, room, waiting, decision):
    decided = decide(waiting, decision, here.moderator)
    assert (decided.state, decided.decided_at, decided.decided_by) == (STATES[decision], LATER, here.moderator)
    assert decided.reason == "请写清地点"
    assert room.decided == [(waiting.code, decision.value)]
    ruling = waiting.rulings.latest("pk")
    assert (ruling.event, ruling.actor, ruling.reason, ruling.round) == (
        decision.value,
        here.moderator,
        "请写清地点",
        1,
    )
    entry = ModelLogEntry.objects.get(action=f"moderation.{decision.value}")
    assert (entry.user, entry.data) == (here.moderator, {"reason": "请写清地点", "kind": "note"})
    notice = Notice.objects.get()
    assert (notice.recipient, notice.kind) == (here.author, "moderation.decided")
    assert notice.url == ("/things/1/" if decision == Decision.APPROVE else f"/moderation/{waiting.code}/")
    assert "请写清地点" in notice.body
    assert waiting.title in notice.title


def test_decision_need_not_wait_for_the_screen(here):
    assert decide(here.submit(), Decision.APPROVE, here.moderator).state == SubmissionState.PUBLISHED


@pytest.mark.parametrize("reason", ["", "   ", "<script>alert(1)</script>"])
@pytest.mark.parametrize("decision", [Decision.RETURN, Decision.HIDE])
def test_return_and_hiding_need_a_reason(here, waiting, decision, reason):
    with pytest.raises(Invalid) as refused:
        decide(waiting, decision, here.moderator, reason=reason)
    assert "reason" in refused.value.fields
    assert_untouched(waiting)


def test_reason_is_plain_text_of_500_characters(here, waiting):
    reason = decide(waiting, Decision.RETURN, here.moderator, reason="<b>长</b>" * 600).reason
    assert reason == "长" * 500


def test_another_communitys_moderator_finds_nothing(here, waiting):
    with pytest.raises(Hidden):
        decide(waiting, Decision.APPROVE, here.stranger())
    assert_untouched(waiting)


def test_author_and_visitors_find_nothing_to_decide(here, waiting):
    for actor in (here.author, AnonymousUser()):
        with pytest.raises(Hidden):
            decide(waiting, Decision.APPROVE, actor)
    assert_untouched(waiting)


def test_nobody_decides_what_they_wrote(here):
    submission = here.submit(author=here.moderator)
    with pytest.raises(Forbidden):
        decide(submission, Decision.APPROVE, here.moderator)
    assert_untouched(submission)


def test_nobody_decides_what_their_household_wrote(here):
    door = HouseholdFactory(community=here.community)
    wife = ResidentFactory(community=here.community, household=door).user
    ResidentFactory(user=here.moderator, community=here.community, household=door)
    submission = here.submit(author=wife)
    with pytest.raises(Forbidden):
        decide(submission, Decision.APPROVE, here.moderator)
    assert_untouched(submission)
    assert decide(submission, Decision.APPROVE, here.colleague()).state == SubmissionState.PUBLISHED


def test_managers_and_the_district_decide_as_well(here, waiting):
    other = here.submit()
    assert decide(waiting, Decision.APPROVE, here.manager()).decided_at
    admin = AppointmentFactory(role="district_admin", community=None).user
    assert decide(other, Decision.APPROVE, admin).decided_at


def test_second_decision_learns_that_somebody_was_quicker(here, waiting):
    decide(waiting, Decision.APPROVE, here.moderator, seen=waiting.version)
    with pytest.raises(WrongState, match=r"比您快一步|quicker"):
        decide(waiting, Decision.HIDE, here.colleague(), seen=waiting.version)
    assert Submission.objects.get().state == SubmissionState.PUBLISHED
    assert Notice.objects.count() == 1


def test_same_decision_sent_twice_counts_once(here, waiting):
    decide(waiting, Decision.APPROVE, here.moderator, seen=waiting.version)
    with pytest.raises(WrongState, match=r"已经处理过|already"):
        decide(waiting, Decision.APPROVE, here.moderator, seen=waiting.version)
    assert Notice.objects.count() == 1


def test_decision_on_words_that_were_changed_meanwhile_is_not_made(here, waiting):
    seen = waiting.version
    here.submit(previous=waiting, text="换了内容")
    with pytest.raises(WrongState, match=r"重新看一遍|anew"):
        decide(waiting, Decision.APPROVE, here.moderator, seen=seen)
    assert Submission.objects.get().state == SubmissionState.SCREENING


def test_screen_answering_meanwhile_does_not_stop_a_decision(here, waiting):
    assert decide(waiting, Decision.APPROVE, here.moderator, seen="1-open").state == SubmissionState.PUBLISHED


def test_event_that_the_state_does_not_allow_is_refused(here, waiting):
    with pytest.raises(WrongState):
        decide(waiting, Decision.RESTORE, here.moderator)
    assert_untouched(waiting)


@pytest.mark.parametrize(
    ("first", "back", "state"),
    [
        (Decision.APPROVE, Decision.HIDE, SubmissionState.HIDDEN),
        (Decision.RETURN, Decision.RESTORE, SubmissionState.PUBLISHED),
        (Decision.HIDE, Decision.RESTORE, SubmissionState.PUBLISHED),
    ],
)
def test_decision_just_made_can_be_taken_back(here, waiting, first, back, state):
    decide(waiting, first, here.moderator)
    assert decide(waiting, back, here.moderator).state == state
    assert Notice.objects.count() == 2


def test_room_that_fails_leaves_everything_as_it_was(here, room, waiting):
    room.broken = True
    with pytest.raises(RuntimeError):
        decide(waiting, Decision.APPROVE, here.moderator)
    assert_untouched(waiting)


def forward(here, submission, to, **changes) -> Submission:
    terms = {"code": submission.code, "community": to, "actor": here.moderator, "reason": "在他们那边", "now": LATER}
    return forward_submission(**terms | changes)


def test_forwarding_hands_it_to_the_others_alone(here, waiting):
    other = AppointmentFactory(community=CommunityFactory())
    forwarded = forward(here, waiting, other.community)
    assert (forwarded.inbox, forwarded.community) == (other.community, here.community)
    assert (forwarded.state, forwarded.due_at) == (SubmissionState.QUEUED, waiting.due_at)
    with pytest.raises(Hidden):
        decide(waiting, Decision.APPROVE, here.moderator)
    assert decide(waiting, Decision.APPROVE, other.user).state == SubmissionState.PUBLISHED


def test_author_hears_of_each_forwarding(here, waiting):
    manager = here.manager()
    neighbour = CommunityFactory(subdistrict=here.community.subdistrict)
    forward(here, waiting, neighbour, actor=manager)
    forward(here, waiting, here.community, actor=manager)
    forward(here, waiting, neighbour, actor=manager)
    told = Notice.objects.filter(kind="moderation.forwarded")
    assert told.count() == 3
    assert neighbour.title in told[0].title
    assert ModelLogEntry.objects.filter(action="moderation.forward").count() == 3


def test_forwarding_needs_a_reason_and_another_community(here, waiting):
    with pytest.raises(Invalid) as no_reason:
        forward(here, waiting, CommunityFactory(), reason=" ")
    with pytest.raises(Invalid) as same_place:
        forward(here, waiting, here.community)
    assert ("reason" in no_reason.value.fields, "community" in same_place.value.fields) == (True, True)
    assert_untouched(waiting)


def test_forwarding_what_is_decided_is_refused(here, waiting):
    decide(waiting, Decision.APPROVE, here.moderator)
    with pytest.raises(WrongState):
        forward(here, waiting, CommunityFactory())
    with pytest.raises(WrongState):
        forward(here, waiting, CommunityFactory(), seen="1-open")
    assert Submission.objects.get().inbox == here.community


def test_forwarding_is_for_those_it_lies_with(here, waiting):
    with pytest.raises(Hidden):
        forward(here, waiting, CommunityFactory(), actor=here.stranger())
    assert_untouched(waiting)


def test_bulk_makes_each_decision_on_its_own(here, waiting):
    mine = here.submit(author=here.moderator)
    foreign = here.submit(community=CommunityFactory())
    last = here.submit()
    items = [(each.code, each.version) for each in (waiting, mine, foreign, last)]
    outcomes = decide_in_bulk(
        items=[*items, items[0], ("nothing", "")], decision=Decision.APPROVE, actor=here.moderator, now=LATER
    )
    assert [(each.code, type(each.refusal)) for each in outcomes] == [
        (waiting.code, type(None)),
        (mine.code, Forbidden),
        (foreign.code, Hidden),
        (last.code, type(None)),
        ("nothing", Hidden),
    ]
    published = Submission.objects.filter(state=SubmissionState.PUBLISHED)
    assert set(published) == {waiting, last}
    assert Ruling.objects.filter(event=SubmissionEvent.APPROVE).count() == 2


def test_bulk_says_of_each_that_it_came_too_late(here, waiting):
    decide(waiting, Decision.RETURN, here.colleague())
    (outcome,) = decide_in_bulk(
        items=[(waiting.code, "1-open")], decision=Decision.APPROVE, actor=here.moderator, now=LATER
    )
    assert isinstance(outcome.refusal, WrongState)
