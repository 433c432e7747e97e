"""Paper, proxies and help at the counter: one person, one way; two people for every entry; all of it in one count."""

import io
import subprocess
import sys
import zipfile
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from portal.ballots.actions import (
    add_scan,
    cast,
    certify_poll,
    close_sheet,
    confirm_sheet,
    count_poll,
    decide_exclusion,
    drop_sheet,
    enter_box,
    open_sheet,
    propose_exclusion,
    propose_restoration,
    publish_result,
    recount_box,
    remove_scan,
    reopen_sheet,
    sign_in,
    take_off,
    vote_with_help,
    withdraw_choice,
)
from portal.ballots.enums import AwardRule, Channel, ExclusionKind, Outcome, Secrecy, SheetState
from portal.ballots.facts import facts_of
from portal.ballots.models import AssistedVotes, BoxCount, Participation, SignInLine, SignInSheet
from portal.ballots.personal import ballots_data_of
from portal.ballots.queries import (
    ballot_of,
    ballots_of,
    counted_ballot,
    gathered,
    receipt_in_file,
    recount_kit,
    sheets_of,
    turnout,
)
from portal.ballots.refusals import OtherChannel
from portal.core.errors import Forbidden, Hidden, Invalid, OutsideWindow, WrongState
from tests.ballots.certified import OBJECTING, OVER, put_forward
from tests.ballots.papers import confirmed_sheet, filled, opened, refused, scan, settled
from tests.factories import HouseholdFactory, UserFactory, make_poll, voters
from tests.factories.ballots import AFTER, BEFORE, DURING

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return voters(30)


@pytest.fixture
def poll(people):
    return make_poll(people, secrecy=Secrecy.SECRET, public_from=BEFORE)


def tap(poll, person, option="o1"):
    return cast(poll_code=poll.code, option_code=option, voter=person, now=DURING).outcome


def online(poll, people, options="o1"):
    for person in people:
        for option in options.split():
            assert tap(poll, person, option) == Outcome.ACCEPTED


def recounted(poll, tmp_path):
    """What the program says to the kit of the poll, from the kit alone."""
    with zipfile.ZipFile(io.BytesIO(recount_kit(poll))) as archive:
        archive.extractall(tmp_path)
    command = [sys.executable, "-I", "recount.py", f"ballots-{poll.code}.csv", "--lang", "en"]
    said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout + said.stderr
    return said.stdout


def test_whoever_signed_in_for_paper_cannot_vote_online(poll, people):
    sheet = opened(poll)
    sign_in(sheet=sheet, voter=people[0], actor=UserFactory(), now=DURING)
    assert tap(poll, people[0]) == Outcome.OTHER_CHANNEL
    assert withdraw_choice(poll_code=poll.code, option_code="o1", voter=people[0], now=DURING).outcome == (
        Outcome.OTHER_CHANNEL
    )
    assert tap(poll, people[1]) == Outcome.ACCEPTED
    take_off(sheet=sheet, voter_code=people[0].code, actor=UserFactory())
    assert tap(poll, people[0]) == Outcome.ACCEPTED


def test_whoever_voted_online_gets_no_paper(poll, people):
    online(poll, people[:1])
    sheet = opened(poll)
    with refused(OtherChannel, "online already"):
        sign_in(sheet=sheet, voter=people[0], actor=UserFactory(), now=DURING)
    assert not sheet.lines.exists()
    withdraw_choice(poll_code=poll.code, option_code="o1", voter=people[0], now=DURING)
    assert sign_in(sheet=sheet, voter=people[0], actor=UserFactory(), now=DURING).sheet == sheet


def test_two_clerks_entering_one_person_the_second_is_told_where_they_stand(poll, people):
    first, second = opened(poll), opened(poll)
    sign_in(sheet=first, voter=people[0], actor=UserFactory(), now=DURING)
    with refused(OtherChannel, first.code):
        sign_in(sheet=second, voter=people[0], actor=UserFactory(), now=DURING)
    with refused(OtherChannel, first.code):
        sign_in(sheet=first, voter=people[0], actor=UserFactory(), now=DURING)


def test_the_database_keeps_a_person_on_one_sheet(poll, people):
    first, second = opened(poll), opened(poll)
    line = sign_in(sheet=first, voter=people[0], actor=UserFactory(), now=DURING)
    with pytest.raises(IntegrityError), transaction.atomic():
        SignInLine(poll=poll, sheet=second, entry=line.entry).save(force_insert=True)


def test_a_paper_that_came_first_leaves_the_online_ballot_out(poll, people, tmp_path):
    online(poll, people[:8], "o1 o2")
    online(poll, people[8:9], "o3")
    late = people[8]
    settled(poll, people[8:16], ("o1", 6), ("o2", 2), paper_in_box=True)
    counted = count_poll(poll=poll, actor=None, now=AFTER)
    assert counted.result["taking_part"] == 16
    assert counted.result["excluded"] == {"paper_first": 1}
    receipt = receipt_in_file(counted, late.pk)
    assert counted_ballot(counted, receipt).options == []
    assert counted.result["channels"]["paper"] == {"ballots": 8, "votes": {"o1": 6, "o2": 2, "o3": 0, "o4": 0}}
    assert counted.result["channels"]["online"]["ballots"] == 8
    said = recounted(counted, tmp_path)
    assert "8 on paper" in said
    assert "paper_first: 1" in said
    with refused(Invalid, "cannot count again"):
        propose_restoration(poll=poll, receipt=receipt, reason="核对", actor=None, now=OBJECTING)
    with refused(Invalid, "by the count alone"):
        propose_exclusion(poll=poll, kind=ExclusionKind.PAPER_FIRST, reason="核对", actor=None, now=OBJECTING)


@pytest.mark.parametrize("rule", [AwardRule.VOTES, AwardRule.BUDGET_GREEDY, AwardRule.BUDGET_EQUAL_SHARES])
def test_three_ways_are_one_count_that_a_stranger_reproduces(people, rule, tmp_path):
    poll = make_poll(people, secrecy=Secrecy.SECRET, award_rule=rule, public_from=BEFORE)
    online(poll, people[:7], "o1 o3")
    helped = people[7:12]
    clerk = UserFactory()
    for person in helped:
        vote_with_help(poll=poll, option_codes=["o2"], voter=person, actor=clerk, now=DURING)
    confirmed_sheet(poll, helped, Channel.COUNTER)
    settled(poll, people[12:20], ("o1 o2", 3), ("o4", 3), invalid=1)
    counted = count_poll(poll=poll, actor=None, now=AFTER)
    assert {way: told["ballots"] for way, told in counted.result["channels"].items()} == {
        "online": 7,
        "counter": 5,
        "paper": 6,
    }
    assert counted.result["papers"] == {"signed_in": 8, "proxies": 0, "invalid": 1}
    assert counted.result["taking_part"] == 18
    votes = {row["code"]: row["votes"] for row in counted.result["options"]}
    assert votes == {"o1": 10, "o2": 8, "o3": 7, "o4": 3}
    assert AssistedVotes.objects.get().number == 5
    said = recounted(counted, tmp_path)
    assert "5 at the counter" in said
    assert "1 invalid" in said
    publish_result(poll=counted, actor=None, now=AFTER)
    exclusion = propose_exclusion(
        poll=counted, kind=ExclusionKind.OTHER, reason="查实", actor=None, now=OBJECTING, voter=people[0]
    )
    decide_exclusion(poll=counted, code=exclusion.code, agree=True, actor=UserFactory(), now=OBJECTING)
    counted.refresh_from_db()
    assert counted.result["channels"]["online"]["ballots"] == 6
    assert "other: 1" in recounted(counted, tmp_path)


def test_ways_taken_by_few_are_not_told_apart_in_a_secret_vote(poll, people, tmp_path):
    online(poll, people[:8])
    settled(poll, people[8:12], ("o2", 4))
    counted = count_poll(poll=poll, actor=None, now=AFTER)
    assert "channels" not in counted.result
    assert counted.result["papers"]["signed_in"] == 4
    assert set(counted.counted_ballots.values_list("channel", flat=True)) == {""}
    recounted(counted, tmp_path)


def test_a_vote_recorded_by_name_takes_papers_line_by_line(people, tmp_path):
    poll = make_poll(people[:6])
    online(poll, people[:2])
    sheet = opened(poll)
    with refused(Invalid, "at most 2"):
        sign_in(sheet=sheet, voter=people[2], actor=UserFactory(), now=DURING, options=["o1", "o2", "o3"])
    with refused(Invalid, "at most 2"):
        sign_in(sheet=sheet, voter=people[2], actor=UserFactory(), now=DURING, options=["o9"])
    sign_in(sheet=sheet, voter=people[2], actor=UserFactory(), now=DURING, options=["o2", "o3"])
    sign_in(sheet=sheet, voter=people[3], actor=UserFactory(), now=DURING, options=[])
    add_scan(sheet=sheet, upload=scan(), actor=UserFactory())
    sheet = close_sheet(sheet=sheet, actor=UserFactory(), now=DURING)
    sheet = confirm_sheet(sheet=sheet, actor=UserFactory(), now=DURING)
    with refused(WrongState, "no ballot box"):
        enter_box(sheet=sheet, piles=[(["o1"], 1)], invalid=0, actor=UserFactory(), now=AFTER)
    counted = count_poll(poll=poll, actor=None, now=AFTER)
    assert counted.result["channels"]["paper"] == {"ballots": 1, "votes": {"o1": 0, "o2": 1, "o3": 1, "o4": 0}}
    recounted(counted, tmp_path)


def test_a_secret_vote_takes_no_choice_with_a_name(poll, people):
    with refused(Invalid, "secret"):
        sign_in(sheet=opened(poll), voter=people[0], actor=UserFactory(), now=DURING, options=["o1"])


def test_a_sheet_needs_a_scan_a_line_and_two_people(poll, people):
    sheet, clerk = opened(poll), UserFactory()
    with refused(Invalid, "Nobody"):
        close_sheet(sheet=sheet, actor=clerk, now=DURING)
    sign_in(sheet=sheet, voter=people[0], actor=clerk, now=DURING)
    with refused(Invalid, "picture of the signed sheet is missing"):
        close_sheet(sheet=sheet, actor=clerk, now=DURING)
    kept = add_scan(sheet=sheet, upload=scan(), actor=clerk)
    remove_scan(sheet=sheet, scan_code=kept.code, actor=clerk)
    with pytest.raises(Hidden):
        remove_scan(sheet=sheet, scan_code=kept.code, actor=clerk)
    add_scan(sheet=sheet, upload=scan(), actor=clerk)
    sheet = close_sheet(sheet=sheet, actor=clerk, now=DURING)
    with refused(WrongState, "another point"):
        sign_in(sheet=sheet, voter=people[1], actor=clerk, now=DURING)
    with refused(Forbidden, "second person"):
        confirm_sheet(sheet=sheet, actor=clerk, now=DURING)
    with refused(Forbidden, "on this sheet yourself"):
        confirm_sheet(sheet=sheet, actor=people[0], now=DURING)
    sheet = confirm_sheet(sheet=sheet, actor=UserFactory(), now=DURING)
    assert (sheet.state, sheet.signed_in) == (SheetState.CONFIRMED, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        SignInSheet.objects.filter(pk=sheet.pk).update(confirmed_by=clerk)


def test_a_sheet_takes_twenty_pictures(poll, monkeypatch):
    monkeypatch.setattr("portal.ballots.actions.signing_in.SCANS_AT_MOST", 1)
    sheet = opened(poll)
    add_scan(sheet=sheet, upload=scan(), actor=UserFactory())
    with refused(Invalid, "1 pictures"):
        add_scan(sheet=sheet, upload=scan(), actor=UserFactory())


def test_a_wrong_sheet_goes_back_or_is_dropped(poll, people):
    sheet = settled_later = confirmed_sheet(poll, people[:3])
    enter_box(sheet=settled_later, piles=[(["o1"], 2)], invalid=0, actor=UserFactory(), now=AFTER)
    sheet = reopen_sheet(sheet=sheet, actor=UserFactory(), now=DURING)
    assert (sheet.state, sheet.closed_by, sheet.confirmed_by, sheet.papers) == (SheetState.OPEN, None, None, None)
    assert not BoxCount.objects.exists()
    with refused(Invalid, "say why"):
        drop_sheet(sheet=sheet, reason=" ", actor=UserFactory(), now=DURING)
    sheet = drop_sheet(sheet=sheet, reason="重复录入", actor=UserFactory(), now=DURING)
    assert sheet.state == SheetState.DROPPED
    assert tap(poll, people[0]) == Outcome.ACCEPTED
    with pytest.raises(WrongState):
        reopen_sheet(sheet=sheet, actor=UserFactory(), now=DURING)


def test_a_confirmed_sheet_is_not_dropped(poll, people):
    with pytest.raises(WrongState):
        drop_sheet(sheet=confirmed_sheet(poll, people[:1]), reason="错了", actor=UserFactory(), now=DURING)


@pytest.mark.parametrize(
    ("change", "field"),
    [({"place": " "}, "place"), ({"channel": Channel.ONLINE}, "channel"), ({"held_on": BEFORE.date()}, "held_on")],
)
def test_a_sheet_has_its_place_day_and_way(poll, change, field):
    terms = {"channel": Channel.PAPER, "place": "活动室", "held_on": DURING.date()} | change
    with pytest.raises(Invalid) as refused:
        open_sheet(poll=poll, actor=UserFactory(), now=DURING, **terms)
    assert set(refused.value.fields) == {field}


def test_nobody_signs_in_before_the_vote_opens_or_off_the_roll(poll, people):
    sheet = opened(poll)
    with pytest.raises(OutsideWindow):
        sign_in(sheet=sheet, voter=people[0], actor=UserFactory(), now=BEFORE)
    with refused(Invalid, "not on the roll"):
        sign_in(sheet=sheet, voter=UserFactory(), actor=UserFactory(), now=DURING)


def test_nobody_enters_themselves_or_their_household(poll, people):
    door = HouseholdFactory(community=people[0].resident.community)
    for person in people[:2]:
        person.resident.household = door
        person.resident.save()
    sheet = opened(poll)
    for clerk in people[:2]:
        with refused(Forbidden, "household"):
            sign_in(sheet=sheet, voter=people[0], actor=clerk, now=DURING)
        with refused(Forbidden, "household"):
            vote_with_help(poll=poll, option_codes=["o1"], voter=people[0], actor=clerk, now=DURING)


def test_a_proxy_needs_a_written_authorisation_and_holds_one_vote(poll, people):
    sheet, clerk = opened(poll), UserFactory()
    absent, other, proxy = people[:3]

    def sign(voter, proxy, paper=True):
        return sign_in(
            sheet=sheet, voter=voter, proxy=proxy, authorisation=scan() if paper else None, actor=clerk, now=DURING
        )

    with refused(Invalid, "authorisation is missing"):
        sign(absent, proxy, paper=False)
    with refused(Invalid, "their own proxy"):
        sign(absent, absent)
    with refused(Invalid, "not on the roll"):
        sign(absent, UserFactory())
    line = sign(absent, proxy)
    with refused(Invalid, "somebody else already"):
        sign(other, proxy)
    with pytest.raises(IntegrityError), transaction.atomic():
        SignInLine(
            poll=poll,
            sheet=sheet,
            entry=poll.roll.entries.get(user=other),
            proxy=line.proxy,
            authorisation=add_scan(sheet=sheet, upload=scan(), actor=clerk),
        ).save(force_insert=True)
    assert tap(poll, absent) == Outcome.OTHER_CHANNEL
    assert tap(poll, proxy) == Outcome.ACCEPTED
    with refused(OtherChannel, "by proxy"):
        sign_in(sheet=sheet, voter=absent, actor=clerk, now=DURING)
    with pytest.raises(Hidden):
        remove_scan(sheet=sheet, scan_code=line.authorisation.code, actor=clerk)


def test_a_dropped_line_takes_its_authorisation_along(poll, people, django_capture_on_commit_callbacks):
    sheet = opened(poll)
    line = sign_in(sheet=sheet, voter=people[0], proxy=people[1], authorisation=scan(), actor=UserFactory(), now=DURING)
    image = line.authorisation.image
    with django_capture_on_commit_callbacks(execute=True):
        take_off(sheet=sheet, voter_code=people[0].code, actor=UserFactory())
    assert not image.storage.exists(image.name)
    assert not sheet.scans.exists()
    with pytest.raises(Hidden):
        take_off(sheet=sheet, voter_code=people[0].code, actor=UserFactory())


def test_a_counter_sheet_names_only_who_holds_a_ballot_and_takes_no_proxy(poll, people):
    sheet, clerk = opened(poll, Channel.COUNTER), UserFactory()
    with refused(Invalid, "holds no ballot"):
        sign_in(sheet=sheet, voter=people[0], actor=clerk, now=DURING)
    vote_with_help(poll=poll, option_codes=["o1"], voter=people[0], actor=clerk, now=DURING)
    with refused(Invalid, "given on paper"):
        sign_in(sheet=sheet, voter=people[0], proxy=people[1], authorisation=scan(), actor=clerk, now=DURING)
    sign_in(sheet=sheet, voter=people[0], actor=clerk, now=DURING)
    assert tap(poll, people[0], "o2") == Outcome.ACCEPTED, "it stays their ballot"
    with refused(OtherChannel, "counter's sheet"):
        sign_in(sheet=opened(poll), voter=people[0], actor=clerk, now=DURING, paper_in_box=True)


def test_help_is_given_once_and_names_nobody(poll, people):
    clerk = UserFactory()
    with refused(Invalid, "Nothing"):
        vote_with_help(poll=poll, option_codes=[], voter=people[0], actor=clerk, now=DURING)
    answer = vote_with_help(poll=poll, option_codes=["o1", "o2"], voter=people[0], actor=clerk, now=DURING)
    assert answer.receipt == ballot_of(poll, people[0]).receipt
    with refused(OtherChannel, "voted already"):
        vote_with_help(poll=poll, option_codes=["o3"], voter=people[0], actor=clerk, now=DURING)
    vote_with_help(poll=poll, option_codes=["o1"], voter=people[1], actor=clerk, now=DURING + timedelta(hours=1))
    assert AssistedVotes.objects.get().number == 2
    assert {field.name for field in AssistedVotes._meta.concrete_fields} == {"id", "poll", "by", "day", "number"}
    sign_in(sheet=opened(poll), voter=people[2], actor=clerk, now=DURING)
    with pytest.raises(OtherChannel):
        vote_with_help(poll=poll, option_codes=["o1"], voter=people[2], actor=clerk, now=DURING)
    assert AssistedVotes.objects.get().number == 2


def test_a_box_stands_once_two_tellers_found_the_same(poll, people):
    sheet = confirmed_sheet(poll, people[:6])
    first, second, third = (UserFactory() for _ in range(3))

    def enter(piles, teller, invalid=0):
        return enter_box(sheet=sheet, piles=piles, invalid=invalid, actor=teller, now=AFTER)

    assert enter([(["o1"], 3), (["o2", "o1"], 2)], first).papers is None
    assert enter([(["o1"], 2), (["o1", "o2"], 2)], second, invalid=1).papers is None, "not the same papers"
    with refused(Forbidden, "Two others"):
        enter([(["o1"], 1)], third)
    stands = enter([(["o1"], 1), (["o1", "o2"], 2), (["o1"], 2)], second)
    assert (stands.papers, stands.invalid) == (5, 0)
    with refused(WrongState, "counted by two"):
        enter([(["o1"], 1)], first)
    again = recount_box(sheet=sheet, actor=third, now=AFTER)
    assert again.papers is None
    assert not again.box_counts.exists()


@pytest.mark.parametrize(
    ("piles", "invalid", "words"),
    [
        ([(["o1"], 7)], 0, "only 6 people"),
        ([(["o1"], 6)], 1, "only 6 people"),
        ([(["o1", "o2", "o3"], 1)], 0, "1 to 2"),
        ([([], 1)], 0, "1 to 2"),
        ([(["o9"], 1)], 0, "1 to 2"),
        ([(["o1"], 0)], 0, "at least one"),
        ([(["o1"], 1)], -1, "number of papers"),
    ],
)
def test_a_box_holds_no_more_than_its_people_and_the_ballot_allow(poll, people, piles, invalid, words):
    sheet = confirmed_sheet(poll, people[:6])
    with refused(Invalid, words):
        enter_box(sheet=sheet, piles=piles, invalid=invalid, actor=UserFactory(), now=AFTER)
    assert not sheet.box_counts.exists()


def test_boxes_are_opened_after_the_close_and_only_of_confirmed_sheets(poll, people):
    sheet = filled(poll, people[:2])
    with pytest.raises(WrongState):
        enter_box(sheet=sheet, piles=[(["o1"], 1)], invalid=0, actor=UserFactory(), now=AFTER)
    sheet = confirmed_sheet(poll, people[2:4])
    with pytest.raises(OutsideWindow):
        enter_box(sheet=sheet, piles=[(["o1"], 1)], invalid=0, actor=UserFactory(), now=DURING)


def test_nothing_is_counted_before_sheets_and_boxes_are_settled(poll, people):
    online(poll, people[:1])
    sheet = filled(poll, people[1:3])
    with refused(WrongState, sheet.code):
        count_poll(poll=poll, actor=None, now=AFTER)
    sheet = close_sheet(sheet=sheet, actor=UserFactory(), now=DURING)
    with refused(WrongState, sheet.code):
        count_poll(poll=poll, actor=None, now=AFTER)
    sheet = confirm_sheet(sheet=sheet, actor=UserFactory(), now=DURING)
    enter_box(sheet=sheet, piles=[(["o1"], 1)], invalid=0, actor=UserFactory(), now=AFTER)
    with refused(WrongState, sheet.code):
        count_poll(poll=poll, actor=None, now=AFTER)
    enter_box(sheet=sheet, piles=[(["o1"], 1)], invalid=0, actor=UserFactory(), now=AFTER)
    drop_sheet(sheet=opened(poll), reason="没有人来", actor=UserFactory(), now=DURING)
    assert count_poll(poll=poll, actor=None, now=AFTER).result["taking_part"] == 2
    for act in (reopen_sheet, recount_box):
        with refused(WrongState, "has been counted"):
            act(sheet=sheet, actor=UserFactory(), now=AFTER)


def test_certification_marks_everybody_and_forgets_who_went_which_way(poll, people, tmp_path):
    online(poll, people[:7])
    settled(poll, people[7:13], ("o1", 5), ("o2", 1))
    counted = count_poll(poll=poll, actor=None, now=AFTER)
    publish_result(poll=counted, actor=None, now=AFTER)
    certificate = certify_poll(poll=put_forward(counted), actor=UserFactory(), now=OVER)
    assert certificate.data["marked"] == 13
    assert certificate.data["channels"] == {"online": 7, "paper": 6}
    assert certificate.data["papers"] == {"signed_in": 6, "proxies": 0, "invalid": 0}
    assert Participation.objects.count() == 13
    assert not SignInLine.objects.exists()
    assert not BoxCount.objects.exists()
    sheet = sheets_of(poll).get()
    assert (sheet.signed_in, sheet.papers, sheet.scans.count()) == (6, 6, 1)
    counted.refresh_from_db()
    assert sorted(counted.counted_ballots.values_list("channel", flat=True)) == ["online"] * 7 + ["paper"] * 6
    recounted(counted, tmp_path)


def test_a_box_that_no_two_counted_alike_is_never_used(poll, people):
    sheet = confirmed_sheet(poll, people[:6])
    enter_box(sheet=sheet, piles=[(["o1"], 1)], invalid=0, actor=UserFactory(), now=AFTER)
    SignInSheet.objects.filter(pk=sheet.pk).update(papers=1, invalid=0)
    with pytest.raises(ValueError, match="alike"):
        gathered(poll, facts_of(poll))


def test_a_person_takes_along_what_sheets_say_of_them(poll, people):
    sheet = opened(poll)
    absent, proxy = people[:2]
    sign_in(sheet=sheet, voter=absent, proxy=proxy, authorisation=scan(), actor=UserFactory(), now=DURING)
    told = ballots_data_of(absent)["signed_in"]
    assert told == [
        {
            "poll": poll.title,
            "channel": "paper",
            "place": "梅欣社区活动室",
            "day": "2026-05-05",
            "by_proxy": True,
            "options": None,
        }
    ]
    assert ballots_data_of(proxy)["voted_for_another_in"] == [poll.title]


def test_turnout_counts_who_signed_in_and_nobody_twice(poll, people):
    online(poll, people[:3])
    filled(poll, people[2:5], paper_in_box=True)
    assert turnout(poll).taking_part == 5


def test_whoever_is_on_a_sheet_has_no_vote_left_online(poll, people):
    filled(poll, people[:1])
    mine = ballot_of(poll, people[0])
    assert (mine.on_paper, mine.took_part, mine.slots_left, mine.on_roll) == (True, True, 0, True)
    assert ballots_of([poll], people[0]) == {poll.pk: mine}
