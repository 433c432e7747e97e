"""Suggested wording of a draft's articles: suggested, read, supported, answered, credited."""

import pytest
from django.db import IntegrityError, transaction

from councils.actions.conventions import (
    accept_wording,
    change_wording,
    decline_wording,
    merge_wordings,
    suggest_wording,
    support_wording,
    take_back_support,
    withdraw_wording,
    write_articles,
)
from councils.conventions_desk import convention_tasks
from councils.conventions_enums import ConventionEvent as Event
from councils.conventions_enums import WordingOutcome, WordingState
from councils.conventions_personal import forget_part_in_conventions, part_in_conventions
from councils.models import ArticleRevision, Wording
from councils.queries.wordings import as_shown, my_wordings, revisions_of
from councils.rules import can_view_wording
from portal.core.errors import Forbidden, Hidden, Invalid, VerificationNeeded, WrongState
from portal.moderation.actions import decide_submission
from portal.moderation.enums import Decision
from portal.notices.models import Notice
from tests.councils.conventions import DAY, NOW, TEXTS, begun, make_place, step
from tests.factories import AppointmentFactory, HouseholdFactory, ResidentFactory, UserFactory

pytestmark = pytest.mark.django_db
BETTER, WHY = "楼道和电梯口不堆物。", "电梯口也常堵。"


def consulted(place=None):
    place = place or make_place()
    return place, step(place, begun(place), Event.DRAFT)


def neighbour(place, **more):
    return ResidentFactory(community=place.community, **more).user


def suggested(place, version, by=None, text=BETTER, article=1):
    return suggest_wording(
        code=version.code, article=article, text=text, reason=WHY, actor=by or neighbour(place), now=NOW
    )


def decided(place, wording, decision=Decision.APPROVE):
    decide_submission(code=wording.submission.code, decision=decision, reason="说明", actor=place.staff, now=NOW)
    return Wording.objects.get(pk=wording.pk)


def shown(place, version, **more):
    return decided(place, suggested(place, version, **more))


def first_text(version):
    return version.articles.get(number=1).text


def test_wording_is_suggested_and_appears_once_it_was_read():
    place, version = consulted()
    wording = suggested(place, version)
    assert (wording.state, wording.base) == (WordingState.QUEUED, "楼道不堆物。")
    assert decided(place, wording).state == WordingState.SHOWN
    assert first_text(version) == "楼道不堆物。", "a suggestion changes nothing"


@pytest.mark.parametrize(("text", "reason"), [("", WHY), (BETTER, " "), ("楼道不堆物。", WHY), ("长" * 401, WHY)])
def test_wording_needs_another_text_and_a_reason(text, reason):
    place, version = consulted()
    with pytest.raises(Invalid):
        suggest_wording(code=version.code, article=1, text=text, reason=reason, actor=neighbour(place), now=NOW)


def test_only_residents_of_the_community_suggest_and_only_during_the_consultation():
    place = make_place()
    version = begun(place)
    with pytest.raises(Hidden):
        suggested(place, version)
    version = step(place, version, Event.DRAFT)
    with pytest.raises(Forbidden):
        suggested(place, version, by=neighbour(make_place()))
    with pytest.raises(VerificationNeeded):
        suggested(place, version, by=UserFactory())
    with pytest.raises(Hidden):
        suggested(place, version, article=9)
    step(place, version, Event.STUDY)
    with pytest.raises(WrongState):
        suggested(place, version)


def test_person_has_one_open_wording_of_an_article():
    place, version = consulted()
    person = neighbour(place)
    first = suggested(place, version, by=person)
    with pytest.raises(WrongState):
        suggested(place, version, by=person, text="又一句。")
    suggested(place, version, by=person, article=2)
    withdraw_wording(code=first.code, actor=person, now=NOW)
    suggested(place, version, by=person)
    with pytest.raises(IntegrityError), transaction.atomic():
        Wording.objects.filter(pk=first.pk).update(state=WordingState.SHOWN)


def test_returned_wording_is_changed_and_handed_in_again():
    place, version = consulted()
    wording = decided(place, suggested(place, version), Decision.RETURN)
    assert wording.state == WordingState.RETURNED
    assert [item.action_hint != "" for item in my_wordings(wording.author)] == [True]
    with pytest.raises(Hidden):
        change_wording(code=wording.code, text=BETTER, reason=WHY, actor=neighbour(place), now=NOW)
    again = change_wording(code=wording.code, text="楼道保持畅通。", reason=WHY, actor=wording.author, now=NOW)
    assert (again.state, again.submission.round) == (WordingState.QUEUED, 2)
    assert decided(place, again).text == "楼道保持畅通。"
    with pytest.raises(WrongState):
        change_wording(code=wording.code, text=BETTER, reason=WHY, actor=wording.author, now=NOW)


def test_hidden_wording_is_seen_by_its_author_and_staff_and_comes_back():
    place, version = consulted()
    wording = decided(place, shown(place, version), Decision.HIDE)
    stranger = neighbour(place)
    assert wording.state == WordingState.HIDDEN
    for user, sees in ((wording.author, True), (place.staff, True), (stranger, False), (make_place().staff, False)):
        assert can_view_wording(user, wording) is sees
        assert Wording.objects.visible_to(user).exists() is sees
    with pytest.raises(WrongState):
        decline_wording(code=wording.code, reason="不行", actor=place.staff, now=NOW)


def test_neighbours_support_once_until_it_is_answered():
    place, version = consulted()
    wording, one, two = shown(place, version), neighbour(place), neighbour(place)
    for person in (one, one, two):
        counted = support_wording(code=wording.code, actor=person, now=NOW)
    assert counted.support_count == 2
    assert take_back_support(code=wording.code, actor=two, now=NOW).support_count == 1
    with pytest.raises(Forbidden):
        support_wording(code=wording.code, actor=wording.author, now=NOW)
    with pytest.raises(Forbidden):
        support_wording(code=wording.code, actor=neighbour(make_place()), now=NOW)
    decline_wording(code=wording.code, reason="与现有规定重复。", actor=place.staff, now=NOW)
    with pytest.raises(WrongState):
        support_wording(code=wording.code, actor=two, now=NOW)


def test_accepted_wording_becomes_the_draft_with_a_credited_revision():
    place, version = consulted()
    wording = shown(place, version)
    accept_wording(code=wording.code, seen=0, actor=place.staff, now=NOW)
    wording.refresh_from_db()
    assert (first_text(version), wording.outcome) == (BETTER, WordingOutcome.ACCEPTED)
    revision = ArticleRevision.objects.get()
    assert (revision.number, revision.before, revision.after) == (1, "楼道不堆物。", BETTER)
    assert [list(each.wordings.all()) for each in revisions_of(version)] == [[wording]]
    news = Notice.objects.get(kind="councils.wording")
    assert (news.recipient, news.fields["outcome"]) == (wording.author, "accepted")
    with pytest.raises(WrongState):
        accept_wording(code=wording.code, seen=1, actor=place.staff, now=NOW)


def test_merged_wordings_are_all_credited_with_one_revision():
    place, version = consulted()
    one, two = shown(place, version), shown(place, version, text="楼道不放私人物品。")
    other = shown(place, version, article=2, text="遛犬全程牵绳。")
    merge = {"code": one.code, "seen": 0, "actor": place.staff, "now": NOW}
    with pytest.raises(Hidden):
        merge_wordings(**merge, others=[other.code], text="合并。")
    with pytest.raises(Invalid):
        merge_wordings(**merge, others=[], text=" ")
    merge_wordings(**merge, others=[one.code, two.code, two.code], text="楼道、电梯口不放私人物品。")
    outcomes = [(each.outcome, each.revision.number) for each in Wording.objects.filter(revision__isnull=False)]
    assert outcomes == [(WordingOutcome.MERGED, 1), (WordingOutcome.MERGED, 1)]
    assert first_text(version) == "楼道、电梯口不放私人物品。"
    assert Notice.objects.filter(kind="councils.wording").count() == 2


def test_declined_wording_shows_its_reason_to_all():
    place, version = consulted()
    wording = shown(place, version)
    with pytest.raises(Invalid):
        decline_wording(code=wording.code, reason="  ", actor=place.staff, now=NOW)
    decline_wording(code=wording.code, reason="电梯口另有规定。", actor=place.staff, now=NOW)
    assert Notice.objects.get(kind="councils.wording").fields["answer"] == "电梯口另有规定。"
    with pytest.raises(IntegrityError), transaction.atomic():
        Wording.objects.update(answer="")


def test_nobody_answers_their_own_or_their_households():
    place, version = consulted()
    home = HouseholdFactory(community=place.community)
    moderator = neighbour(place, household=home)
    AppointmentFactory(community=place.community, user=moderator)
    own = decided(place, suggested(place, version, by=moderator))
    kin = shown(place, version, by=neighbour(place, household=home), article=2, text="遛犬全程牵绳。")
    for wording in (own, kin):
        with pytest.raises(Forbidden):
            accept_wording(code=wording.code, seen=0, actor=moderator, now=NOW)
        with pytest.raises(Forbidden):
            decline_wording(code=wording.code, reason="不", actor=moderator, now=NOW)
        with pytest.raises(Forbidden):
            merge_wordings(code=wording.code, others=[], text="合", seen=0, actor=moderator, now=NOW)
    with pytest.raises(Hidden):
        accept_wording(code=own.code, seen=0, actor=make_place().staff, now=NOW)
    assert [each.can_answer for each in as_shown([own, kin], moderator, answering=True)] == [False, False]
    with pytest.raises(IntegrityError), transaction.atomic():
        Wording.objects.filter(pk=own.pk).update(
            outcome="declined", answer="不", answered_by=moderator, answered_at=NOW
        )


def test_answer_given_to_an_older_text_is_refused():
    place, version = consulted()
    one, two = shown(place, version), shown(place, version, text="楼道不放私人物品。")
    accept_wording(code=one.code, seen=0, actor=place.staff, now=NOW)
    with pytest.raises(WrongState):
        accept_wording(code=two.code, seen=0, actor=place.staff, now=NOW)
    accept_wording(code=two.code, seen=1, actor=place.staff, now=NOW)
    assert first_text(version) == "楼道不放私人物品。"


def test_draft_brought_there_by_hand_is_credited_without_another_revision():
    place, version = consulted()
    wording = shown(place, version)
    texts = {head: [BETTER if text == "楼道不堆物。" else text for text in lines] for head, lines in TEXTS.items()}
    write_articles(code=version.code, texts=texts, actor=place.staff, now=NOW)
    accept_wording(code=wording.code, seen=1, actor=place.staff, now=NOW)
    assert ArticleRevision.objects.get().wordings.get() == wording


def test_article_taken_out_leaves_only_to_decline():
    place, version = consulted()
    wording = shown(place, version, article=4, text="纠纷先协商，再找调解。")
    write_articles(code=version.code, texts={}, actor=place.staff, now=NOW)
    with pytest.raises(WrongState):
        accept_wording(code=wording.code, seen=0, actor=place.staff, now=NOW)
    assert as_shown([wording], place.staff)[0].article is None
    decline_wording(code=wording.code, reason="这一条已删去。", actor=place.staff, now=NOW)


def test_study_waits_for_answers_and_lets_what_came_back_lapse():
    place, version = consulted()
    returned = decided(place, suggested(place, version), Decision.RETURN)
    waiting = suggested(place, version, article=2, text="遛犬全程牵绳。")
    with pytest.raises(WrongState):
        step(place, version, Event.STUDY)
    decided(place, waiting)
    with pytest.raises(WrongState):
        step(place, version, Event.STUDY)
    decline_wording(code=waiting.code, reason="已包含。", actor=place.staff, now=NOW)
    step(place, version, Event.STUDY)
    returned.refresh_from_db()
    assert returned.outcome == WordingOutcome.LAPSED
    with pytest.raises(WrongState):
        withdraw_wording(code=returned.code, actor=returned.author, now=NOW)


def test_staff_are_told_what_waits_and_not_of_their_own():
    place, version = consulted()
    wording = shown(place, version)
    tasks = convention_tasks(place.staff)
    assert [task.count for task in tasks] == [1]
    assert version.code in tasks[0].url
    Wording.objects.filter(pk=wording.pk).update(author=place.staff)
    assert convention_tasks(place.staff) == []


def test_revisions_are_only_added_to():
    place, version = consulted()
    accept_wording(code=shown(place, version).code, seen=0, actor=place.staff, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        ArticleRevision.objects.update(after="别的。")


def test_who_suggested_and_supported_is_told_and_forgotten():
    place, version = consulted()
    wording, fan = shown(place, version), neighbour(place)
    support_wording(code=wording.code, actor=fan, now=NOW)
    assert part_in_conventions(wording.author)["suggested_wordings"][0]["text"] == BETTER
    assert part_in_conventions(fan)["supported_wordings"] == [BETTER]
    forget_part_in_conventions(wording.author, NOW + DAY)
    forget_part_in_conventions(fan, NOW + DAY)
    wording.refresh_from_db()
    assert (wording.author, wording.support_count) == (None, 0)
    accept_wording(code=wording.code, seen=0, actor=place.staff, now=NOW)
    assert not Notice.objects.filter(kind="councils.wording").exists()
