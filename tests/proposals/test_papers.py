"""The managers' screens for paper, proxies and the counter, from the sheet to the result that shows the ways apart."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from portal.ballots.enums import Secrecy
from portal.ballots.models import SignInLine, SignInSheet
from portal.core.errors import Invalid
from portal.core.models import OutboxItem
from proposals import tasks
from proposals.paper_forms import read_piles, typed_piles
from tests.ballots.papers import scan
from tests.proposals.contest_life import let_in, make_manager
from tests.proposals.resident_life import close_vote, publish_the_result, signed_in, voting
from tests.proposals.staff_visits import Visitor, queries_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def secret():
    """An open secret vote with 30 neighbours besides the authors, and two managers who look after it."""
    contest, proposals, people = voting(options=3, voters=30, secrecy=Secrecy.SECRET)
    managers = [Visitor(let_in(make_manager(contest.subdistrict))) for _ in range(2)]
    return contest, proposals, people, *managers


def begin(manager, contest, channel="paper"):
    """A fresh sheet of today, by the form."""
    today = timezone.localdate().isoformat()
    answer = manager.send("contest_papers", contest.code, channel=channel, place="梅欣社区活动室", held_on=today)
    assert answer.status_code == 302, text_of(answer)
    return SignInSheet.objects.latest("pk")


def sign(manager, contest, sheet, person, **more):
    return manager.send("contest_paper_sheet", contest.code, sheet.code, person=person.code, **more)


def do(manager, contest, sheet, what, **more):
    return manager.send("contest_paper_act", contest.code, sheet.code, act=what, **more)


def test_three_ways_from_the_sheet_to_the_result(secret):
    contest, proposals, people, clerk, colleague = secret
    for person in people[:6]:
        signed_in(person).post(reverse("proposals:tap", args=[contest.code, proposals[0].code]))
    for person in people[6:11]:
        options = [option.code for option in contest.poll.options.order_by("position")[1:2]]
        asked = clerk.send("contest_counter_vote", contest.code, person.code, option=options)
        assert "确认，投出" in text_of(asked)
        given = clerk.send("contest_counter_vote", contest.code, person.code, option=options, sure="1")
        assert "的选票已投出" in text_of(given)
    counter, paper = begin(clerk, contest, "counter"), begin(clerk, contest)
    for person in people[6:11]:
        assert sign(clerk, contest, counter, person).status_code == 302
    for person in people[11:17]:
        assert sign(clerk, contest, paper, person).status_code == 302
    for sheet in (counter, paper):
        assert "签到表的照片" in text_of(do(clerk, contest, sheet, "close"))
        assert do(clerk, contest, sheet, "scan", scan=[scan(), scan()]).status_code == 302
        assert do(clerk, contest, sheet, "close").status_code == 302
        assert do(clerk, contest, sheet, "confirm").status_code == 403
        assert do(colleague, contest, sheet, "confirm").status_code == 302
    assert "投票截止前保持封箱" in text_of(clerk.open("contest_paper_sheet", contest.code, paper.code))
    close_vote(contest)
    refused = clerk.send("contest_count", contest.code)
    assert paper.code in text_of(refused)
    first = clerk.send("contest_paper_box", contest.code, paper.code, piles="1 3 = 4\n2", invalid="1")
    assert first.status_code == 302
    second = colleague.send("contest_paper_box", contest.code, paper.code, piles="3 1=3\n2=2", invalid="1")
    assert second.status_code == 302
    page = text_of(colleague.open("contest_paper_sheet", contest.code, paper.code))
    assert "两人清点不一致的选项" in page
    assert "3 1 = 3" not in page, "nobody reads the other's count"
    again = text_of(colleague.open("contest_paper_box", contest.code, paper.code))
    assert "1 3 = 3" in again
    colleague.send("contest_paper_box", contest.code, paper.code, piles="1 3\n1,3\n1、3 × 2\n2", invalid="1")
    assert "两人清点一致" in text_of(clerk.open("contest_paper_sheet", contest.code, paper.code))
    publish_the_result(contest)
    result = text_of(signed_in(people[0]).get(reverse("proposals:result", args=[contest.code])))
    assert "线上和纸质" in result
    assert "纸质投票签到 6 人" in result
    ways = {way["channel"]: way for way in _result(contest)["channels"]}
    assert {name: way["ballots"] for name, way in ways.items()} == {"online": 6, "counter": 5, "paper": 5}
    assert _result(contest)["papers"] == {"signed_in": 6, "proxies": 0, "invalid": 1}


def _result(contest):
    return Client().get(f"/api/v1/polls/{contest.poll.code}/result").json()


def test_the_clock_counts_nothing_while_a_sheet_is_open(secret):
    contest, _proposals, people, clerk, _colleague = secret
    sign(clerk, contest, begin(clerk, contest), people[0])
    close_vote(contest)
    tasks.count(OutboxItem(topic="proposals.count_contest", key=contest.code))
    contest.poll.refresh_from_db()
    assert contest.poll.counted_at is None
    refused = clerk.send("contest_count", contest.code)
    assert (refused.status_code, SignInSheet.objects.get().code in text_of(refused)) == (409, True)


def test_a_voter_is_told_which_way_they_went(secret):
    contest, proposals, people, clerk, _colleague = secret
    sheet = begin(clerk, contest)
    sign(clerk, contest, sheet, people[0])
    browser = signed_in(people[0])
    page = text_of(browser.get(reverse("proposals:vote", args=[contest.code])))
    assert "您已投纸质票" in page
    assert "投给它" not in page
    box = browser.get(reverse("proposals:proposal", args=[contest.code, proposals[0].code]))
    assert "您已投纸质票" in text_of(box)
    tapped = browser.post(reverse("proposals:tap", args=[contest.code, proposals[0].code]), follow=True)
    assert "您已在这次投票的签到表上" in text_of(tapped)


def test_whoever_voted_online_is_refused_paper_with_the_reason(secret):
    contest, proposals, people, clerk, _colleague = secret
    signed_in(people[0]).post(reverse("proposals:tap", args=[contest.code, proposals[0].code]))
    sheet = begin(clerk, contest)
    refused = sign(clerk, contest, sheet, people[0])
    assert refused.status_code == 409
    assert "已在线上投过票" in text_of(refused)
    assert sign(clerk, contest, sheet, people[0], paper_in_box="on").status_code == 302


def test_a_proxy_is_named_by_their_number_on_the_roll(secret):
    contest, _proposals, people, clerk, _colleague = secret
    sheet = begin(clerk, contest)
    number = contest.poll.roll.entries.get(user=people[1]).number
    assert "名册上没有 999 号" in text_of(sign(clerk, contest, sheet, people[0], proxy="999"))
    assert "委托书" in text_of(sign(clerk, contest, sheet, people[0], proxy=str(number)))
    assert sign(clerk, contest, sheet, people[0], proxy=str(number), authorisation=scan()).status_code == 302
    page = text_of(clerk.open("contest_paper_sheet", contest.code, sheet.code))
    assert f"代投人：{number} 号" in page
    [picture] = sheet.scans.all()
    assert clerk.open("contest_paper_scan", contest.code, sheet.code, picture.code)["Content-Type"] == "image/jpeg"
    assert clerk.open("contest_paper_scan", contest.code, sheet.code, "nothing").status_code == 404


def test_people_are_found_by_number_name_or_the_end_of_their_mobile_number(secret):
    contest, _proposals, people, clerk, _colleague = secret
    sheet = begin(clerk, contest)
    entry = contest.poll.roll.entries.get(user=people[3])
    for words in (str(entry.number), "投票人3", people[3].phone[-4:]):
        assert "投票人3" in text_of(clerk.open("contest_paper_sheet", contest.code, sheet.code, q=words)), words
        assert "投票人3" in text_of(clerk.open("contest_counter", contest.code, q=words)), words
    assert "名册上没有找到" in text_of(clerk.open("contest_counter", contest.code, q="不在这里"))
    sign(clerk, contest, sheet, people[3])
    assert sheet.code in text_of(clerk.open("contest_paper_sheet", contest.code, sheet.code, q="投票人3"))


def test_a_sheet_is_corrected_sent_back_and_dropped(secret):
    contest, _proposals, people, clerk, colleague = secret
    sheet = begin(clerk, contest)
    sign(clerk, contest, sheet, people[0])
    do(clerk, contest, sheet, "off", which=people[0].code)
    assert not SignInLine.objects.exists()
    do(clerk, contest, sheet, "scan", scan=scan())
    picture = sheet.scans.get()
    assert do(clerk, contest, sheet, "unscan", which=picture.code).status_code == 302
    assert do(clerk, contest, sheet, "unscan", which=picture.code).status_code == 404
    sign(clerk, contest, sheet, people[0])
    do(clerk, contest, sheet, "scan", scan=scan())
    do(clerk, contest, sheet, "close")
    assert "与签名一致" in text_of(colleague.open("contest_paper_sheet", contest.code, sheet.code))
    do(colleague, contest, sheet, "reopen")
    assert do(clerk, contest, sheet, "drop", reason="").status_code == 422
    do(clerk, contest, sheet, "drop", reason="重复录入")
    page = text_of(clerk.open("contest_papers", contest.code))
    assert "已作废" in page
    assert "重复录入" in page
    assert do(clerk, contest, sheet, "nothing").status_code == 404


def test_a_box_can_be_counted_anew_until_the_vote_is_counted(secret):
    contest, _proposals, people, clerk, colleague = secret
    sheet = begin(clerk, contest)
    for person in people[:3]:
        sign(clerk, contest, sheet, person)
    do(clerk, contest, sheet, "scan", scan=scan())
    do(clerk, contest, sheet, "close")
    do(colleague, contest, sheet, "confirm")
    close_vote(contest)
    wrong = clerk.send("contest_paper_box", contest.code, sheet.code, piles="9\n1 1\n一号", invalid="两张")
    assert wrong.status_code == 422
    assert "第 3 行看不懂：一号" in text_of(wrong)
    assert "一号" in text_of(wrong).split("<textarea")[1], "nothing typed is lost"
    assert clerk.send("contest_paper_box", contest.code, sheet.code, piles="1", invalid="两张").status_code == 422
    for teller in (clerk, colleague):
        teller.send("contest_paper_box", contest.code, sheet.code, piles="1=3", invalid="")
    sheet.refresh_from_db()
    assert sheet.papers == 3
    do(clerk, contest, sheet, "recount")
    sheet.refresh_from_db()
    assert sheet.papers is None


def test_the_counter_asks_again_before_it_takes_a_ballot(secret):
    contest, _proposals, people, clerk, _colleague = secret
    codes = list(contest.poll.options.values_list("code", flat=True))
    assert "还没有选" in text_of(clerk.send("contest_counter_vote", contest.code, people[0].code))
    many = clerk.send("contest_counter_vote", contest.code, people[0].code, option=codes)
    assert (many.status_code, "最多选 2 项" in text_of(many)) == (422, True)
    assert not contest.poll.choices.exists()
    clerk.send("contest_counter_vote", contest.code, people[0].code, option=codes[:1], sure="1")
    twice = clerk.send("contest_counter_vote", contest.code, people[0].code, option=codes[1:2], sure="1")
    assert (twice.status_code, "已经投过票" in text_of(twice)) == (409, True)
    assert clerk.open("contest_counter_vote", contest.code, "nobody").status_code == 404


def test_a_recorded_vote_takes_the_paper_with_the_name():
    contest, _proposals, people = voting(options=3, voters=3)
    clerk = Visitor(let_in(make_manager(contest.subdistrict)))
    sheet = begin(clerk, contest)
    codes = list(contest.poll.options.values_list("code", flat=True))
    assert sign(clerk, contest, sheet, people[0], option=codes[:2]).status_code == 302
    assert SignInLine.objects.get().options == sorted(codes[:2])
    assert "票上所选" in text_of(clerk.open("contest_paper_sheet", contest.code, sheet.code, q="投票人1"))


def test_a_sheet_outside_the_vote_is_refused_with_what_was_typed(secret):
    contest, _proposals, _people, clerk, _colleague = secret
    answer = clerk.send("contest_papers", contest.code, channel="paper", place="活动室", held_on="2020-01-01")
    assert (answer.status_code, "不在投票期内" in text_of(answer)) == (422, True)
    assert 'value="活动室"' in text_of(answer)
    assert clerk.send("contest_papers", contest.code, channel="paper", place="", held_on="").status_code == 422


def test_another_contests_sheet_is_not_there(secret):
    contest, _proposals, _people, clerk, _colleague = secret
    other, *_rest = voting(options=3, voters=3)
    elsewhere = Visitor(let_in(make_manager(other.subdistrict)))
    sheet = begin(elsewhere, other)
    assert clerk.open("contest_paper_sheet", contest.code, sheet.code).status_code == 404
    assert clerk.open("contest_paper_sheet", other.code, sheet.code).status_code == 404


def test_ballot_and_list_are_printed(secret):
    contest, _proposals, _people, clerk, _colleague = secret
    for name in ("contest_paper_ballots", "contest_sign_in_list"):
        answer = clerk.open(name, contest.code)
        assert answer.status_code == 200
        assert answer["Content-Type"] in ("application/pdf", "text/html; charset=utf-8")


@pytest.mark.parametrize("number", [1, 3])
def test_a_sheet_costs_the_same_however_many_are_on_it(secret, number):
    contest, _proposals, people, clerk, _colleague = secret
    sheet = begin(clerk, contest)
    for person in people[:number]:
        sign(clerk, contest, sheet, person)
    assert queries_of(clerk, "contest_paper_sheet", contest.code, sheet.code, q="投票人") == 11


def test_piles_are_read_as_people_write_them():
    class Option:
        def __init__(self, code):
            self.code = code

    options = [Option(code) for code in ("a", "b", "c")]
    assert read_piles("1 3 = 12\n\n2×5\n 3，1 \n2:1", options) == [
        (["a", "c"], 12),
        (["b"], 5),
        (["c", "a"], 1),
        (["b"], 1),
    ]
    assert typed_piles([[["a", "c"], 12]], options) == "1 3 = 12"
    with translation.override("en"), pytest.raises(Invalid) as refused:
        read_piles("4\n1 1\nx", options)
    assert refused.value.fields["piles"].count("\n") == 2
    with translation.override("en"), pytest.raises(Invalid) as refused:
        read_piles("1\n" * 2001, options)
    assert "2000" in refused.value.fields["piles"]
