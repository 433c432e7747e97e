"""From a published result to a certified one, through the residents' and the managers' screens."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from portal.accounts.tokens import issue_token
from portal.ballots.enums import Secrecy, SignalKind
from portal.ballots.models import Certificate, Exclusion, Objection, Poll, Signal
from portal.ballots.personal import ballots_data_of, keep_ballots_data
from portal.ballots.queries import ballot_of
from portal.core.errors import Forbidden, Hidden, OutsideWindow
from portal.core.models import OutboxItem
from proposals.actions.certify_contest import look_at_contest
from proposals.actions.count_contest import count_contest
from proposals.actions.object_to_result import answer_contest_objection, object_to_result
from proposals.actions.plan_phases import plan_phases
from proposals.actions.publish_contest_result import publish_contest_result
from proposals.actions.tell_result import tell_result
from proposals.enums import PhaseKind
from proposals.models import Contest
from proposals.queries.mine import my_proposal_items
from proposals.queries.staff import contest_tasks
from proposals.schedule import present_plan
from tests.factories import AppointmentFactory, ResidentFactory
from tests.proposals.contest_life import (
    CLOSES,
    COUNTED,
    PUBLISHED,
    VOTING,
    announced,
    frozen,
    let_in,
    make_manager,
    vote,
)
from tests.proposals.staff_visits import Visitor, queries_of, text_of

pytestmark = pytest.mark.django_db
OBJECTING = PUBLISHED + timedelta(days=1)
OVER = CLOSES + timedelta(days=8)


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


@pytest.fixture
def at(monkeypatch):
    def present(moment):
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    present(OBJECTING)
    return present


@pytest.fixture
def scene():
    """A published contest of a secret vote: three proposals with 2, 1 and 1 votes, its manager, and who voted."""
    contest, manager, proposals = frozen(neighbours=20, secrecy=Secrecy.SECRET)
    authors = {proposal.author_id for proposal in proposals}
    people = [entry.user for entry in contest.poll.roll.entries.order_by("number") if entry.user_id not in authors]
    for voter, proposal in zip(people, (proposals[0], proposals[0], proposals[1], proposals[2]), strict=False):
        vote(voter, proposal)
    count_contest(code=contest.code, actor=manager, now=COUNTED)
    publish_contest_result(code=contest.code, actor=manager, now=PUBLISHED)
    look_at_contest(code=contest.code, actor=manager, now=PUBLISHED)
    return SimpleNamespace(
        contest=Contest.objects.select_related("poll").get(pk=contest.pk),
        first=Visitor(let_in(manager)),
        second=Visitor(make_manager(contest.subdistrict, signs_in=True)),
        people=people,
        proposals=proposals,
    )


def resident(person):
    person.phone_verified_at = PUBLISHED
    person.save()
    return Visitor(person)


def test_publication_opens_objections_until_the_planned_period_ends(scene):
    assert scene.contest.poll.objections_until == scene.contest.phase(PhaseKind.OBJECTION).closes_at


def test_a_longer_objection_period_lengthens_what_was_promised(scene):
    plan = [
        replace(phase, closes_at=phase.closes_at + timedelta(days=3)) if phase.kind == PhaseKind.OBJECTION else phase
        for phase in present_plan(scene.contest.phases.all())
    ]
    plan_phases(code=scene.contest.code, plan=plan, actor=scene.first.user, now=OBJECTING)
    assert Poll.objects.get().objections_until == scene.contest.poll.objections_until + timedelta(days=3)


def test_a_resident_objects_and_reads_the_answer(scene, at):
    person, code = resident(scene.people[0]), scene.contest.code
    assert "对结果提出异议" in text_of(person.open("proposals:result", code))
    answer = person.send("proposals:object", code, text=" ")
    assert answer.status_code == 422
    answer = person.send("proposals:object", code, text="我的票好像没算进去")
    assert answer.url == reverse("proposals:result", args=[code]) + "#objections"
    answer = person.send("proposals:object", code, text="再写一遍")
    assert (answer.status_code, "再写一遍" in text_of(answer)) == (409, True)
    page = text_of(person.open("proposals:result", code))
    assert "我的票好像没算进去" in page
    assert "我的票好像没算进去" not in text_of(Client().get(reverse("proposals:result", args=[code])))
    [mine] = [item for item in my_proposal_items(person.user) if item.url.endswith("#objections")]
    assert (mine.state_tone, mine.title) == ("wait", scene.contest.title)
    assert any(task.url.endswith("/objections/") for task in contest_tasks(scene.first.user))
    objection = Objection.objects.get()
    assert "我的票好像没算进去" in text_of(scene.first.open("contest_objections", code))
    assert scene.first.send("contest_answer", code, objection.code, verdict="rejected").status_code == 422
    sent = scene.first.send("contest_answer", code, objection.code, verdict="rejected", answer="已核对，票数无误")
    assert sent.status_code == 302
    assert "已核对，票数无误" in text_of(scene.second.open("contest_answer", code, objection.code))
    assert "已核对，票数无误" in text_of(Client().get(reverse("proposals:result", args=[code])))
    again = scene.second.send("contest_answer", code, objection.code, verdict="upheld", answer="改判")
    assert again.status_code == 409
    [mine] = [item for item in my_proposal_items(person.user) if item.url.endswith("#objections")]
    assert mine.state_tone == "done"
    assert scene.first.open("contest_answer", code, "nothing").status_code == 404


def test_an_author_on_the_ballot_answers_no_objection(scene):
    objection = object_to_result(
        code=scene.contest.code, text="不对", actor=resident(scene.people[0]).user, now=OBJECTING
    )
    author = scene.proposals[0].author
    AppointmentFactory(user=author, role="subdistrict_manager", community=None, subdistrict=scene.contest.subdistrict)
    with pytest.raises(Forbidden):
        answer_contest_objection(
            code=scene.contest.code,
            objection_code=objection.code,
            upheld=True,
            answer="对",
            actor=author,
            now=OBJECTING,
        )


def test_outside_its_time_the_page_says_so_and_takes_nothing(scene, at):
    person, code = resident(scene.people[0]), scene.contest.code
    at(OVER)
    assert "<textarea" not in text_of(person.open("proposals:object", code))
    assert person.send("proposals:object", code, text="晚了").status_code == 409
    announced_only, _manager = announced()
    with pytest.raises(OutsideWindow):
        object_to_result(code=announced_only.code, text="早了", actor=person.user, now=OBJECTING)
    assert not Objection.objects.exists()


def test_ballots_are_left_out_by_two_managers_and_changed_outcomes_are_news(scene):
    code, poll = scene.contest.code, scene.contest.poll
    assert set(Poll.objects.get().result["selected"]) == {scene.proposals[0].code, scene.proposals[2].code}
    OutboxItem.objects.all().delete()
    terms = {"kind": "not_entitled", "reason": "冻结名册前已迁出"}
    assert scene.first.send("contest_exclusions", code, **terms).status_code == 422
    assert scene.first.send("contest_exclusions", code, receipt="nothing", **terms).status_code == 422
    assert scene.first.send("contest_exclusions", code, phone="13800000000", **terms).status_code == 422
    receipt = ballot_of(poll, scene.people[0]).receipt
    assert scene.first.send("contest_exclusions", code, receipt=receipt, **terms).status_code == 302
    phone = resident(scene.people[1]).user.phone
    assert scene.first.send("contest_exclusions", code, phone=phone, **terms).status_code == 302
    assert receipt not in text_of(scene.second.open("contest_exclusions", code))
    one, two = Exclusion.objects.all()
    scene.first.send("contest_decide", code, one.code, decide="agree")
    assert Exclusion.objects.filter(state="waiting").count() == 2
    assert sum(task.count for task in contest_tasks(scene.second.user) if task.url.endswith("/exclusions/")) == 2
    for exclusion in (one, two):
        scene.second.send("contest_decide", code, exclusion.code, decide="agree")
    assert set(Poll.objects.get().result["selected"]) == {scene.proposals[1].code, scene.proposals[2].code}
    told = set(OutboxItem.objects.filter(topic="proposals.tell_result").values_list("key", flat=True))
    assert told == {scene.proposals[0].code, scene.proposals[1].code}
    assert tell_result(code=scene.proposals[0].code, now=OBJECTING) == 1
    page = text_of(Client().get(reverse("proposals:result", args=[code])))
    assert "冻结名册前已迁出" in page
    found = Client().post(reverse("proposals:result", args=[code]), {"receipt": receipt})
    assert "这张选票没有计入" in text_of(found)
    found = Client().post(reverse("ballots:receipt", args=[poll.code]), {"receipt": receipt})
    assert "这张选票没有计入" in text_of(found)


def test_a_ballot_comes_back_the_same_way_and_a_refusal_changes_nothing(scene):
    code, poll = scene.contest.code, scene.contest.poll
    receipt = ballot_of(poll, scene.people[0]).receipt
    scene.first.send("contest_exclusions", code, receipt=receipt, kind="other", reason="查实")
    exclusion = Exclusion.objects.get()
    scene.second.send("contest_decide", code, exclusion.code, decide="refuse")
    assert Poll.objects.get().result_digest == poll.result_digest
    scene.first.send("contest_exclusions", code, receipt=receipt, kind="other", reason="查实")
    scene.second.send("contest_decide", code, Exclusion.objects.last().code, decide="agree")
    out = Exclusion.objects.last()
    assert "提议恢复计入" in text_of(scene.second.open("contest_exclusions", code))
    assert scene.second.send("contest_decide", code, "nothing", decide="restore", reason="x").status_code == 302
    scene.second.send("contest_decide", code, out.code, decide="restore", reason="登记有误")
    scene.first.send("contest_decide", code, Exclusion.objects.last().code, decide="agree")
    assert Poll.objects.get().result_digest == poll.result_digest
    assert scene.first.send("contest_decide", code, "nothing", decide="agree").status_code == 404


def test_two_managers_certify_and_everybody_reads_the_certificate(scene, at):
    code, poll = scene.contest.code, scene.contest.poll
    assert "disabled" in text_of(scene.first.open("contest_certification", code))
    assert scene.first.send("contest_certification", code, act="forward").status_code == 409
    at(OVER)
    assert any(task.url.endswith("/certification/") for task in contest_tasks(scene.first.user))
    assert scene.first.send("contest_certification", code, act="forward").status_code == 302
    assert ">认证结果<" not in text_of(scene.first.open("contest_certification", code))
    assert scene.first.send("contest_certification", code, act="certify").status_code == 403
    assert ">认证结果<" in text_of(scene.second.open("contest_certification", code))
    assert scene.second.send("contest_certification", code, act="certify").status_code == 302
    certificate = Certificate.objects.get()
    assert certificate.certified_by == scene.second.user
    assert "查看认证书" in text_of(scene.first.open("contest_certification", code))
    assert not any(task.url.endswith("/certification/") for task in contest_tasks(scene.first.user))
    visitor = Client()
    assert reverse("ballots:certificate", args=[poll.code]) in text_of(
        visitor.get(reverse("proposals:result", args=[code]))
    )
    page = text_of(visitor.get(reverse("ballots:certificate", args=[poll.code])))
    assert certificate.code in page
    sheet = visitor.get(reverse("ballots:certificate_sheet", args=[poll.code]))
    assert sheet["Content-Type"].startswith(("application/pdf", "text/html"))
    told = visitor.get(f"/api/v1/polls/{poll.code}/certificate").json()
    assert (told["code"], told["marked"], told["result_digest"]) == (certificate.code, 4, poll.result_digest)
    [item] = my_proposal_items(scene.people[0])
    assert (item.url, item.state_tone) == (reverse("proposals:result", args=[code]), "done")


def test_the_api_tells_the_review_and_takes_an_objection(scene, at):
    poll, person = scene.contest.poll, resident(scene.people[0])
    path = f"/api/v1/polls/{poll.code}"
    headers = {"authorization": f"Bearer {issue_token(person.user).text}"}
    sent = Client().post(f"{path}/objections", {"text": "请复核"}, "application/json", headers=headers)
    assert sent.status_code == 201, sent.json()
    assert (sent.status_code, sent.json()["answer"], sent.json()["upheld"]) == (201, "", None)
    scene.first.send("contest_answer", scene.contest.code, sent.json()["code"], verdict="upheld", answer="属实")
    receipt = ballot_of(poll, scene.people[1]).receipt
    scene.first.send("contest_exclusions", scene.contest.code, receipt=receipt, kind="other", reason="查实")
    scene.second.send("contest_decide", scene.contest.code, Exclusion.objects.get().code, decide="agree")
    mine = Client().get(f"{path}/review", headers=headers).json()
    assert (mine["filed"], mine["upheld"], mine["version"], len(mine["mine"])) == (1, 1, 2, 1)
    assert [(each["ground"], each["ballots"]) for each in mine["excluded"]] == [("other", 1)]
    everybody = Client().get(f"{path}/review").json()
    assert (everybody["mine"], everybody["answers"]) == ([], [{"upheld": True, "answer": "属实"}])


def test_before_publication_there_is_nothing_to_review_and_no_desk_before_the_count():
    contest, manager, _proposals = frozen()
    Poll.objects.update(public_from=PUBLISHED)
    answer = Client().get(f"/api/v1/polls/{contest.poll.code}/review")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_public_yet")
    assert Visitor(let_in(manager)).open("contest_certification", contest.code).status_code == 404
    with pytest.raises(Hidden):
        answer_contest_objection(
            code=announced()[0].code, objection_code="x", upheld=True, answer="x", actor=manager, now=OBJECTING
        )


def test_a_persons_data_tells_rolls_participation_and_objections(scene, at):
    person = resident(scene.people[0])
    object_to_result(code=scene.contest.code, text="请复核", actor=person.user, now=OBJECTING)
    told = ballots_data_of(person.user)
    assert (len(told["rolls"]), told["took_part_in"], told["objections"][0]["text"]) == (1, [], "请复核")
    assert len(keep_ballots_data(person.user, OBJECTING)) == 2
    assert keep_ballots_data(ResidentFactory().user, OBJECTING) == []


@pytest.mark.parametrize("number", [1, 3])
def test_the_desk_costs_the_same_however_much_there_is(scene, number):
    code, poll = scene.contest.code, scene.contest.poll
    for person in scene.people[:number]:
        object_to_result(code=code, text="请复核", actor=resident(person).user, now=OBJECTING)
        receipt = ballot_of(poll, person).receipt
        scene.first.send("contest_exclusions", code, receipt=receipt, kind="other", reason="查实")
    assert queries_of(scene.second, "contest_objections", code) == 4
    assert queries_of(scene.second, "contest_exclusions", code) == 5
    assert queries_of(scene.second, "contest_certification", code) == 8


def test_managers_settle_what_was_noticed_on_its_screen(scene):
    poll, code = scene.contest.poll, scene.contest.code
    page = text_of(scene.first.open("contest_signals", code))
    assert "没有发现异常" in page or "查到的部分里没有发现异常" in page
    signal = Signal.objects.create(
        poll=poll, kind=SignalKind.LATE, ballots=20, facts={"of": 40, "minutes": 60}, digest="d"
    )
    assert signal.get_kind_display() in text_of(scene.first.open("contest_signals", code))
    send = scene.first.send
    assert send("contest_signals", code, act="explain", which=signal.code, why="").status_code == 422
    assert send("contest_signals", code, act="quarantine", which=signal.code, why="手机").status_code == 409
    assert send("contest_signals", code, act="nothing", which=signal.code).status_code == 404
    assert send("contest_signals", code, act="agree", which=signal.code).status_code == 409
    assert send("contest_signals", code, act="refuse", which="nothing").status_code == 404
    assert send("contest_signals", code, act="explain", which=signal.code, why="群里提醒过").status_code == 302
    assert send("contest_signals", code, act="look").status_code == 302
    assert "群里提醒过" in text_of(scene.second.open("contest_signals", code))


def test_ballots_tapped_on_one_phone_are_left_out_on_the_screen_by_two_managers(monkeypatch):
    contest, manager, proposals = frozen(neighbours=20, secrecy=Secrecy.SECRET)
    first, second = Visitor(let_in(manager)), Visitor(make_manager(contest.subdistrict, signs_in=True))
    people = [entry.user for entry in contest.poll.roll.entries.order_by("number")]
    monkeypatch.setattr("django.utils.timezone.now", lambda: VOTING)
    for person in people[:6]:
        assert resident(person).send("proposals:tap", contest.code, proposals[0].code, choose="1").status_code == 302
    monkeypatch.undo()
    count_contest(code=contest.code, actor=manager, now=COUNTED)
    publish_contest_result(code=contest.code, actor=manager, now=PUBLISHED)
    code = contest.code
    assert first.send("contest_signals", code, act="look").status_code == 302
    signal = Signal.objects.get(kind=SignalKind.DEVICE)
    assert signal.ballots == 6
    told = {"which": signal.code, "why": "同一部手机代投"}
    assert first.send("contest_signals", code, act="quarantine", **told).status_code == 302
    assert first.send("contest_signals", code, act="agree", **told).status_code == 403
    assert second.send("contest_signals", code, act="agree", **told).status_code == 302
    assert Poll.objects.get().result["excluded"] == {"other": 6}
