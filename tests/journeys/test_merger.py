"""A merger that keeps 40 supporters: two proposals for one bicycle shed, from the manager's screen to the ballot."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.ballots.enums import RollBasis, Secrecy
from portal.notices.models import Notice
from proposals.actions.endorse_proposal import endorse_proposal
from proposals.actions.freeze_contest_roll import freeze_contest_roll
from proposals.enums import PhaseKind
from proposals.models import Endorsement
from tests.proposals.contest_life import let_in, make_manager
from tests.proposals.resident_life import contest_in, neighbour_in, published, signed_in, text_of

SUPPORTERS, CARRIED = 43, 40


@pytest.mark.django_db
def test_a_merger_keeps_forty_supporters_by_their_own_consent():
    contest = contest_in(PhaseKind.CALL, endorsements_needed=CARRIED)
    joint, original = published(contest, title="旧车棚变乐龄客厅"), published(contest, title="车棚改成老人活动室")
    people = [neighbour_in(contest) for _number in range(SUPPORTERS)]
    for person in people:
        endorse_proposal(code=original.code, actor=person, now=timezone.now())

    manager = make_manager(contest.subdistrict)
    desk = signed_in(let_in(manager))
    screen = reverse("contest_merge", args=[joint.code])
    assert original.title in text_of(desk.get(screen))
    desk.post(screen, {"originals": [original.code], "reason": "说的是同一个车棚。"})
    asked = Notice.objects.filter(kind="proposals.carry")
    assert set(asked.values_list("recipient", flat=True)) == {person.pk for person in people}
    joint.refresh_from_db()
    assert joint.endorsement_count == 0

    for person in people[:CARRIED]:
        browser = signed_in(person)
        question = asked.get(recipient=person).url
        assert original.title in text_of(browser.get(question))
        browser.post(question)
        browser.post(question)
    shown = text_of(desk.get(screen))
    assert f"原附议人 {SUPPORTERS} 位，其中 {CARRIED} 位已转来附议。" in shown
    joint.refresh_from_db()
    original.refresh_from_db()
    assert (joint.endorsement_count, original.endorsement_count) == (CARRIED, SUPPORTERS)
    kept = Endorsement.objects.filter(proposal=joint).values_list("user", flat=True)
    assert set(kept) == {person.pk for person in people[:CARRIED]}
    assert signed_in(people[-1]).get(original.get_absolute_url()).status_code == 200

    author = signed_in(original.author)
    offer = Notice.objects.get(kind="proposals.merged", recipient=original.author).url
    author.post(offer, {"accept": "1"})
    assert original.author.resident.alias in text_of(author.get(joint.get_absolute_url()))

    before = contest.phase(PhaseKind.VOTE).opens_at - timedelta(hours=1)
    freeze_contest_roll(
        code=contest.code, basis=RollBasis.RESIDENTS, secrecy=Secrecy.RECORDED, actor=manager, now=before
    )
    contest.refresh_from_db()
    assert [option.title for option in contest.poll.options.all()] == [joint.title]
