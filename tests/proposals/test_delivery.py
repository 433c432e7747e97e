"""A winner carried out: from the certified result over agreement, milestones, money and acceptance to the look back."""

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.actions import erase_person, export_person
from portal.ballots.enums import Secrecy
from portal.cases import tasks
from portal.cases.enums import CaseState, Entry
from portal.core.clock import months_later
from portal.core.errors import Forbidden, Hidden, Invalid, WrongState
from portal.core.models import OutboxItem
from portal.notices.models import Notice
from proposals.actions.certify_contest import certify_contest, look_at_contest, put_result_forward
from proposals.actions.count_contest import count_contest
from proposals.actions.inspect_project import inspect_project
from proposals.actions.publish_contest_result import publish_contest_result
from proposals.actions.run_project import (
    begin_project,
    change_project,
    drop_inspector,
    finish_milestone,
    look_back,
    name_inspector,
    pay_part,
    sign_agreement,
)
from proposals.enums import ChangeOf, InspectorFrom, NextStep
from proposals.models import Contest, Payment, Project, Proposal
from proposals.money import split
from proposals.queries.delivery import delivery_of, winners
from tests.ballots.papers import refused, scan
from tests.factories import HouseholdFactory, ResidentFactory
from tests.proposals.contest_life import CLOSES, COUNTED, PUBLISHED, frozen, let_in, make_manager, vote
from tests.proposals.staff_visits import Visitor, personas, queries_of, text_of

pytestmark = pytest.mark.django_db
OVER = CLOSES + timedelta(days=8)
DAY = timedelta(days=1)
TODAY = timezone.localdate(OVER)


@pytest.fixture
def scene(monkeypatch):
    """A certified contest: its first proposal (40,000 yuan) was chosen, with a follower; managers and residents."""
    contest, manager, proposals = frozen(neighbours=20, secrecy=Secrecy.SECRET)
    authors = {proposal.author_id for proposal in proposals}
    people = [entry.user for entry in contest.poll.roll.entries.order_by("number") if entry.user_id not in authors]
    for voter in people[:3]:
        vote(voter, proposals[0])
    count_contest(code=contest.code, actor=manager, now=COUNTED)
    publish_contest_result(code=contest.code, actor=manager, now=PUBLISHED)
    second = make_manager(contest.subdistrict, signs_in=True)
    look_at_contest(code=contest.code, actor=manager, now=OVER)
    put_result_forward(code=contest.code, actor=manager, now=OVER)
    certify_contest(code=contest.code, actor=second, now=OVER)
    clock = SimpleNamespace(now=OVER)
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock.now)
    return SimpleNamespace(
        contest=Contest.objects.select_related("poll").get(pk=contest.pk),
        proposal=Proposal.objects.get(pk=proposals[0].pk),
        loser=proposals[1],
        manager=manager,
        second=second,
        people=people,
        clock=clock,
    )


def begun(scene, **more):
    steps = [("备料", TODAY + 10 * DAY), ("施工", TODAY + 40 * DAY)]
    return begin_project(
        code=scene.proposal.code, milestones=steps, actor=scene.manager, now=OVER, **{"handler": scene.second} | more
    )


def signed(scene):
    begun(scene)
    return sign_agreement(
        code=scene.proposal.code, partner="社区社会组织", agreed_on=TODAY, upload=scan(), actor=scene.manager, now=OVER
    )


def pay(scene, number, **more):
    terms = {"paid_on": TODAY, "reference": f"凭证{number}", "actor": scene.manager, "now": OVER} | more
    return pay_part(code=scene.proposal.code, number=number, **terms)


def finish(scene, text="做完了。", position=None, **more):
    """Report the next milestone, or the one at `position`."""
    coming = delivery_of(scene.proposal).coming_milestone
    at = position or (coming.position if coming else 1)
    return finish_milestone(
        code=scene.proposal.code, position=at, text=text, actor=scene.manager, now=OVER + DAY, **more
    )


def built(scene):
    """Both milestones done, two parts paid, two residents named."""
    project = signed(scene)
    pay(scene, 1)
    finish(scene)
    finish(scene)
    pay(scene, 2)
    for person, of in zip(scene.people, InspectorFrom, strict=False):
        name_inspector(code=scene.proposal.code, person=person, comes_from=of, actor=scene.manager, now=OVER)
    return project


def accept(scene, person, *, accepted=True, words="", now=OVER + 2 * DAY):
    return inspect_project(code=scene.proposal.code, accepted=accepted, words=words, actor=person, now=now)


def step(scene):
    return delivery_of(scene.proposal).next_step


@given(
    cost=st.decimals("0.01", 10_000_000, places=2),
    paid=st.lists(st.decimals(0, 1000, places=2), max_size=2),
)
def test_the_parts_are_the_cost_to_the_fen(cost, paid):
    if sum(paid) > cost:
        with pytest.raises(ValueError, match="more was paid"):
            split(cost, paid)
        return
    parts = split(cost, paid)
    assert len(parts) == 3
    assert sum(parts) == cost
    assert parts[: len(paid)] == paid
    assert all(part >= 0 for part in parts)


def test_forty_thousand_is_paid_as_24_12_and_4_thousand(scene):
    project = begun(scene)
    amounts = list(project.payments.values_list("amount_cny", flat=True))
    assert amounts == [Decimal(24_000), Decimal(12_000), Decimal(4_000)]
    assert (project.awarded_cny, project.cost_cny) == (Decimal(40_000), Decimal(40_000))


def test_the_whole_way_to_the_look_back(scene):
    assert winners(scene.contest, OVER).first() == scene.proposal
    begun(scene)
    assert step(scene) == NextStep.AGREEMENT
    sign_agreement(
        code=scene.proposal.code, partner="社会组织", agreed_on=TODAY, upload=scan(), actor=scene.manager, now=OVER
    )
    assert step(scene) == NextStep.FIRST_PAYMENT
    pay(scene, 1)
    assert step(scene) == NextStep.MILESTONE
    finish(scene, photos=[(scan(), "堆好的材料")])
    finish(scene)
    assert step(scene) == NextStep.SECOND_PAYMENT
    pay(scene, 2)
    assert step(scene) == NextStep.INSPECTORS
    for person, of in zip(scene.people, InspectorFrom, strict=False):
        name_inspector(code=scene.proposal.code, person=person, comes_from=of, actor=scene.manager, now=OVER)
    assert step(scene) == NextStep.INSPECTION
    accept(scene, scene.people[0])
    accept(scene, scene.people[1], accepted=False, words="扶手松动。")
    assert step(scene) == NextStep.INSPECTION
    accept(scene, scene.people[1])
    project = Project.objects.get()
    assert project.accepted_at == OVER + 2 * DAY
    assert project.look_back_on == months_later(timezone.localdate(OVER + 2 * DAY), 6)
    assert project.case.state == CaseState.ANSWERED
    assert step(scene) == NextStep.LAST_PAYMENT
    pay(scene, 3)
    assert step(scene) == NextStep.LOOK_BACK
    assert delivery_of(scene.proposal).paid == Decimal(40_000)
    later = OVER + 200 * DAY
    look_back(code=scene.proposal.code, still_used=True, lesson="定期紧固螺丝。", actor=scene.manager, now=later)
    project.refresh_from_db()
    assert (project.still_used, project.case.state) == (True, CaseState.CLOSED)
    assert step(scene) == NextStep.DONE
    told = Notice.objects.filter(recipient=scene.proposal.author_id, kind="proposals.delivery").order_by("pk")
    events = [notice.fields["event"] for notice in told]
    assert events == ["begun", "milestone", "milestone", "not_accepted", "accepted", "looked_back"]


def test_only_a_certified_winner_is_begun_once_and_by_its_managers(scene):
    with pytest.raises(Hidden):
        begin_project(code=scene.proposal.code, milestones=[("备料", TODAY)], actor=make_manager(), now=OVER)
    with refused(WrongState, "not chosen"):
        begin_project(code=scene.loser.code, milestones=[("备料", TODAY)], actor=scene.manager, now=OVER)
    begun(scene)
    with refused(WrongState, "begun already"):
        begun(scene)
    scene.contest.poll.certified_at = None
    type(scene.contest.poll).objects.filter(pk=scene.contest.poll.pk).update(
        certified_at=None, sealed_key="kept", secrecy=Secrecy.RECORDED
    )
    Project.objects.all().delete()
    with refused(WrongState, "certified first"):
        begun(scene)


@pytest.mark.parametrize(
    "milestones",
    [[], [("备料", TODAY - DAY)], [("一", TODAY + DAY), ("二", TODAY)], [(f"第{n}步", TODAY) for n in range(13)]],
)
def test_milestones_follow_each_other_from_today(scene, milestones):
    with pytest.raises(Invalid) as error:
        begin_project(code=scene.proposal.code, milestones=milestones, actor=scene.manager, now=OVER)
    assert "milestones" in error.value.fields
    assert not Project.objects.exists()


def test_everything_is_due_when_the_last_milestone_is(scene):
    project = begun(scene)
    assert timezone.localtime(project.case.act_due).date() == TODAY + 41 * DAY
    assert project.case.handler == scene.second


def test_money_waits_for_its_condition(scene):
    begun(scene)
    with refused(WrongState, "the agreement is signed"):
        pay(scene, 1)
    with refused(WrongState, "agreement comes first"):
        finish(scene)
    sign_agreement(
        code=scene.proposal.code, partner="社会组织", agreed_on=TODAY, upload=scan(), actor=scene.manager, now=OVER
    )
    with refused(WrongState, "part before"):
        pay(scene, 2)
    with refused(Invalid, "voucher"):
        pay(scene, 1, reference=" ")
    with refused(Invalid, "still to come"):
        pay(scene, 1, paid_on=TODAY + DAY)
    pay(scene, 1)
    with refused(WrongState, "paid already"):
        pay(scene, 1)
    finish(scene)
    with refused(WrongState, "all milestones are done"):
        pay(scene, 2)
    with pytest.raises(Hidden):
        pay(scene, 4)
    finish(scene)
    pay(scene, 2)
    with refused(WrongState, "residents have accepted"):
        pay(scene, 3)


def test_an_agreement_is_whole_and_signed_once(scene):
    begun(scene)
    sign = {"code": scene.proposal.code, "actor": scene.manager, "now": OVER}
    with refused(Invalid, "who carries it out"):
        sign_agreement(partner=" ", agreed_on=TODAY, upload=scan(), **sign)
    with refused(Invalid, "still to come"):
        sign_agreement(partner="社会组织", agreed_on=TODAY + DAY, upload=scan(), **sign)
    sign_agreement(partner="社会组织", agreed_on=TODAY, upload=scan(), **sign)
    with refused(WrongState, "signed already"):
        sign_agreement(partner="别人", agreed_on=TODAY, upload=scan(), **sign)


def test_reports_have_words_and_end(scene):
    signed(scene)
    with refused(Invalid, "what was done"):
        finish(scene, text=" ")
    line = finish(scene, photos=[(scan(), "材料")])
    assert line.done_at == OVER + DAY
    finish(scene)
    with refused(WrongState, "All milestones"):
        finish(scene)


def test_a_second_tap_reports_no_other_milestone(scene):
    signed(scene)
    finish(scene, position=1)
    for position in (1, 3):
        with refused(WrongState, "reported, or is not the next"):
            finish(scene, position=position)
    assert delivery_of(scene.proposal).coming_milestone.position == 2


def test_whoever_proposed_it_or_lives_with_them_does_not_run_it(scene):
    begun(scene)
    door = HouseholdFactory(community=scene.proposal.community)
    scene.proposal.author.resident.household = door
    scene.proposal.author.resident.save()
    ResidentFactory(user=scene.manager, community=scene.proposal.community, household=door)
    with refused(Forbidden, "another manager"):
        sign_agreement(
            code=scene.proposal.code, partner="谁", agreed_on=TODAY, upload=scan(), actor=scene.manager, now=OVER
        )
    Project.objects.all().delete()
    with refused(Forbidden, "another manager"):
        begun(scene)


def test_who_never_looks_is_replaced_and_who_has_looked_is_not(scene):
    built(scene)
    accept(scene, scene.people[0])
    drop = {"code": scene.proposal.code, "actor": scene.manager, "now": OVER}
    with refused(WrongState, "looked already"):
        drop_inspector(person_code=scene.people[0].code, **drop)
    with pytest.raises(Hidden):
        drop_inspector(person_code=scene.people[5].code, **drop)
    drop_inspector(person_code=scene.people[1].code, **drop)
    assert step(scene) == NextStep.INSPECTORS
    assert Project.objects.get().accepted_at is None


def test_inspectors_are_strangers_of_the_sub_district_also_when_they_accept(scene):
    begun(scene)
    named = {"code": scene.proposal.code, "comes_from": InspectorFrom.DELEGATES, "now": OVER}
    with refused(Forbidden, "their own work"):
        name_inspector(person=scene.manager, actor=scene.manager, **named)
    with refused(Invalid, "of the sub-district"):
        name_inspector(person=ResidentFactory(verified_at=PUBLISHED).user, actor=scene.manager, **named)
    Project.objects.all().delete()
    built(scene)
    door = HouseholdFactory(community=scene.proposal.community)
    for person in (scene.people[0], scene.proposal.author):
        person.resident.household = door
        person.resident.save()
    with refused(Forbidden, "their own work"):
        accept(scene, scene.people[0])


def change(scene, what, after, reason="物价变了。"):
    return change_project(
        code=scene.proposal.code, what=what, after=after, reason=reason, actor=scene.manager, now=OVER + DAY
    )


def test_a_cheaper_project_is_paid_less_and_never_less_than_was_paid(scene):
    signed(scene)
    pay(scene, 1)
    for after, words in (
        (Decimal(40_001), "At most"),
        (Decimal(0), "At most"),
        (Decimal(23_999), "paid already"),
        (Decimal(40_000), "changes nothing"),
    ):
        with refused(Invalid, words):
            change(scene, ChangeOf.COST, after)
    with refused(Invalid, "everybody reads it"):
        change(scene, ChangeOf.COST, Decimal(30_000), reason=" ")
    changed = change(scene, ChangeOf.COST, Decimal(30_000))
    assert "30,000" in changed.after
    amounts = list(Payment.objects.order_by("number").values_list("amount_cny", flat=True))
    assert amounts == [Decimal(24_000), Decimal(4_500), Decimal(1_500)]


def test_time_and_content_change_with_reasons_that_are_published(scene):
    project = begun(scene)
    with refused(Invalid, "Choose a day"):
        change(scene, ChangeOf.TIME, "明天")
    with refused(Invalid, "not later"):
        change(scene, ChangeOf.TIME, TODAY)
    change(scene, ChangeOf.TIME, TODAY + 60 * DAY, reason="雨季。")
    with refused(Invalid, "instead"):
        change(scene, ChangeOf.CONTENT, " ")
    change(scene, ChangeOf.CONTENT, "扶手改为不锈钢")
    with refused(Invalid, "changes nothing"):
        change(scene, ChangeOf.CONTENT, "扶手改为不锈钢")
    kinds = list(project.case.timeline.values_list("kind", flat=True))
    assert kinds.count(Entry.EXTENDED) == 1
    page = text_of(Client().get(reverse("proposals:delivery", args=[scene.contest.code, scene.proposal.code])))
    assert "雨季。" in page
    assert "扶手改为不锈钢" in page


def test_neither_author_nor_handler_nor_their_households_accept_their_own_work(scene):
    begun(scene)
    wife = scene.people[5]
    door = HouseholdFactory(community=wife.resident.community)
    author = scene.proposal.author
    for person in (wife, author):
        person.resident.household = door
        person.resident.save()
    for person in (author, wife, scene.second):
        with refused(Forbidden, "their own work"):
            name_inspector(
                code=scene.proposal.code,
                person=person,
                comes_from=InspectorFrom.DELEGATES,
                actor=scene.manager,
                now=OVER,
            )
    named = {"comes_from": InspectorFrom.DELEGATES, "actor": scene.manager, "now": OVER}
    name_inspector(code=scene.proposal.code, person=scene.people[0], **named)
    with refused(Invalid, "named already"):
        name_inspector(code=scene.proposal.code, person=scene.people[0], **named)


def test_one_alone_does_not_accept_for_all(scene):
    signed(scene)
    name_inspector(
        code=scene.proposal.code,
        person=scene.people[0],
        comes_from=InspectorFrom.DELEGATES,
        actor=scene.manager,
        now=OVER,
    )
    with refused(WrongState, "work left"):
        accept(scene, scene.people[0])
    pay(scene, 1)
    finish(scene)
    finish(scene)
    accept(scene, scene.people[0])
    assert Project.objects.get().accepted_at is None
    with refused(Invalid, "what is missing"):
        accept(scene, scene.people[0], accepted=False)
    with pytest.raises(Hidden):
        accept(scene, scene.people[1])


def test_what_was_accepted_is_not_touched_again(scene):
    built(scene)
    for person in scene.people[:2]:
        accept(scene, person)
    with refused(WrongState, "accepted already"):
        accept(scene, scene.people[0])
    with refused(WrongState, "nothing is changed"):
        change(scene, ChangeOf.COST, Decimal(39_000))
    with refused(WrongState, "accepted already"):
        name_inspector(
            code=scene.proposal.code,
            person=scene.people[3],
            comes_from=InspectorFrom.DELEGATES,
            actor=scene.manager,
            now=OVER,
        )


def test_the_look_back_is_reminded_of_and_comes_in_time(scene, monkeypatch):
    built(scene)
    for person in scene.people[:2]:
        accept(scene, person)
    project = Project.objects.get()
    back = {"code": scene.proposal.code, "actor": scene.manager}
    with refused(WrongState, "last part of the money"):
        look_back(still_used=True, lesson="好用。", now=OVER + 300 * DAY, **back)
    pay(scene, 3)
    with refused(WrongState, "six months after"):
        look_back(still_used=True, lesson="好用。", now=OVER + 30 * DAY, **back)
    [item] = OutboxItem.objects.filter(topic="cases.look_again")
    assert timezone.localdate(item.due_at) == project.look_back_on
    monkeypatch.setattr("portal.core.clock.now", lambda: item.due_at)
    tasks.look_again(item)
    assert set(Notice.objects.filter(kind="proposals.look_back").values_list("recipient", flat=True)) == {
        scene.manager.pk,
        scene.second.pk,
    }
    with refused(Invalid, "learned"):
        look_back(still_used=True, lesson=" ", now=item.due_at, **back)
    look_back(still_used=False, lesson="没人用。", now=item.due_at, **back)
    with refused(WrongState, "looked back on"):
        look_back(still_used=True, lesson="好用。", now=item.due_at, **back)
    Notice.objects.all().delete()
    tasks.look_again(item)
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    "broken",
    [
        {"cost_cny": Decimal(40_001)},
        {"cost_cny": Decimal(0)},
        {"partner": "谁"},
        {"accepted_at": OVER},
        {"lesson": "好"},
    ],
)
def test_the_database_keeps_a_project_whole(scene, broken):
    project = begun(scene)
    with pytest.raises(IntegrityError), transaction.atomic():
        Project.objects.filter(pk=project.pk).update(**broken)


def test_six_months_later_is_the_same_day_or_the_last_of_a_shorter_month():
    assert months_later(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert months_later(date(2026, 6, 15), 6) == date(2026, 12, 15)


def test_managers_do_each_step_on_one_page(scene):
    visitor = Visitor(let_in(scene.manager))
    code, winner = scene.contest.code, scene.proposal.code
    assert scene.proposal.title in text_of(visitor.open("contest_projects", code))
    assert "开始实施" in text_of(visitor.open("contest_project", code, winner))
    late = visitor.send("contest_project", code, winner, title_0="备料", day_0="")
    assert late.status_code == 422
    wrong = visitor.send("contest_project", code, winner, title_0="备料", day_0="2020-01-01")
    assert "从今天起" in text_of(wrong)
    day = (TODAY + DAY).isoformat()
    assert visitor.send("contest_project", code, winner, title_0="备料", day_0=day).status_code == 302

    def do(act, **data):
        return visitor.send("contest_project", code, winner, act=act, **data)

    today = TODAY.isoformat()
    assert do("step", partner="社会组织", agreed_on=today, upload=scan()).status_code == 302
    assert visitor.open("contest_agreement", code, winner)["Content-Type"] == "image/jpeg"
    assert "凭证" in text_of(do("step", paid_on=today, reference=""))
    assert do("step", paid_on=today, reference="凭证1").status_code == 302
    assert do("change", cost="30000", content="两件事", reason="一起").status_code == 422
    assert do("change", cost="30000", reason="便宜了").status_code == 302
    assert "没有已核实" in text_of(do("inspector", phone="13900000000", comes_from="delegates"))
    for person in scene.people[:2]:
        person.resident.verified_at = PUBLISHED
        person.resident.save()
        assert do("inspector", phone=person.phone.removeprefix("+86"), comes_from="delegates").status_code == 302
    assert do("step", position="1", text="做完了。", photo=scan(), alt="成品").status_code == 302
    assert do("drop", person=scene.people[1].code).status_code == 302
    assert do("drop", person="nobody").status_code == 404
    assert do("inspector", phone=scene.people[1].phone.removeprefix("+86"), comes_from="committee").status_code == 302
    assert do("step", paid_on=today, reference="凭证2").status_code == 302
    assert "不能代替他们" in text_of(visitor.open("contest_project", code, winner))
    for person in scene.people[:2]:
        browser = Visitor(person)
        page = browser.client.get(reverse("proposals:delivery", args=[code, winner]))
        assert "您代表居民验收" in text_of(page)
        missing = browser.client.post(reverse("proposals:inspect", args=[code, winner]), {"missing": "1"})
        assert missing.status_code == 422
        assert (
            browser.client.post(reverse("proposals:inspect", args=[code, winner]), {"words": "好"}).status_code == 302
        )
    assert do("step", paid_on=today, reference="凭证3").status_code == 302
    assert "届时会提醒" in text_of(visitor.open("contest_project", code, winner))
    scene.clock.now = OVER + 200 * DAY
    assert do("step", still_used="yes", lesson="很好用。").status_code == 302
    public = text_of(Client().get(reverse("proposals:delivery", args=[code, winner])))
    for words in ("社会组织", "成品", "很好用。", "仍在使用"):
        assert words in public, words
    assert "全部办完" in text_of(visitor.open("contest_project", code, winner))
    told = Client().get(f"/api/v1/proposals/{winner}/delivery").json()
    assert (told["paid_cny"], told["state"], told["next_step"]) == ("30000.00", "closed", "done")
    [photo] = [photo for line in told["timeline"] for photo in line["photos"]]
    assert Client().get(photo["url"])["Content-Type"] == "image/jpeg"
    assert Client().get(reverse("proposals:delivery_photo", args=["nothing"])).status_code == 404


def test_only_the_contests_managers_see_its_projects(scene):
    begun(scene)
    code, winner = scene.contest.code, scene.proposal.code
    for name, person in personas(scene.contest).items():
        let_in(person)
        visitor = Visitor(person)
        allowed = name in ("manager", "admin")
        for screen in (("contest_projects", code), ("contest_project", code, winner)):
            answer = visitor.open(*screen)
            assert (answer.status_code == 200) is allowed, (name, screen)
            assert answer.status_code in (200, 302, 404), (name, screen)
        assert visitor.client.get(reverse("proposals:delivery", args=[code, winner])).status_code == 200


def test_what_was_not_chosen_has_no_such_page(scene):
    visitor = Visitor(let_in(scene.manager))
    for code in (scene.loser.code, "nothing"):
        assert Client().get(reverse("proposals:delivery", args=[scene.contest.code, code])).status_code == 404
        assert visitor.open("contest_project", scene.contest.code, code).status_code == 404
        assert Client().get(f"/api/v1/proposals/{code}/delivery").status_code == 404
    page = text_of(Client().get(reverse("proposals:delivery", args=[scene.contest.code, scene.proposal.code])))
    assert "还没有开工" in page
    assert Client().get(f"/api/v1/proposals/{scene.proposal.code}/delivery").json()["begun"] is False
    assert visitor.open("contest_agreement", scene.contest.code, scene.proposal.code).status_code == 404
    inspect = reverse("proposals:inspect", args=[scene.contest.code, scene.proposal.code])
    assert Client().post(inspect).status_code == 302
    assert Visitor(scene.people[4]).client.post(inspect).status_code == 404


def test_the_list_costs_the_same_however_many_are_begun(scene):
    visitor = Visitor(let_in(scene.manager))
    begun(scene)
    assert queries_of(visitor, "contest_projects", scene.contest.code) == 8


def test_a_project_page_costs_the_same_however_much_happened(scene):
    visitor = Visitor(let_in(scene.manager))
    signed(scene)
    before = queries_of(visitor, "contest_project", scene.contest.code, scene.proposal.code)
    pay(scene, 1)
    finish(scene, photos=[(scan(), "材料"), (scan(), "工地")])
    assert queries_of(visitor, "contest_project", scene.contest.code, scene.proposal.code) == before == 8


def test_inspectors_take_their_words_along_and_are_told_that_they_stay(scene):
    built(scene)
    accept(scene, scene.people[0], words="验收合格")
    [told] = export_person(actor=scene.people[0], now=OVER)["proposals"]["accepted_for_residents"]
    assert told["words"] == "验收合格"
    assert any("验收" in sentence for sentence in erase_person(actor=scene.people[0], now=OVER))


def test_the_contests_page_leads_to_what_is_carried_out(scene):
    address, page = reverse("proposals:delivery", args=[scene.contest.code, scene.proposal.code]), Client()
    shown = text_of(page.get(scene.contest.get_absolute_url()))
    assert address in shown
    assert "即将开始" in shown
    assert reverse("proposals:delivery", args=[scene.contest.code, scene.loser.code]) not in shown
    built(scene)
    assert "实施中" in text_of(page.get(scene.contest.get_absolute_url()))
    for person in scene.people[:2]:
        accept(scene, person)
    assert "居民已验收" in text_of(page.get(scene.contest.get_absolute_url()))
