"""Owners' soundings: a roll read whole or not at all and frozen, one recorded vote a head, papers by two."""

import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, IntegrityError, transaction
from openpyxl import Workbook

from councils.actions.owners import confirm_paper, enter_paper, link_owner, put_roll, vote_as_owner
from councils.models import OwnerHead, OwnerUnit, OwnerVote
from councils.owners_enums import OwnerChannel, VoteState
from councils.owners_personal import forget_in_soundings, part_in_soundings
from councils.owners_sheet import csv_of, read_units
from councils.queries import owners as read
from portal.core.errors import Forbidden, Hidden, Invalid, OutsideWindow, SignInNeeded, WrongState
from tests.councils.life import now, staff_of
from tests.councils.owners import DAY, HEADING, SHEET, head_named, opened, owner_of, prepared
from tests.factories import ResidentFactory

pytestmark = pytest.mark.django_db


def paper(sounding, name, choice, clerk=None):
    clerk = clerk or staff_of(sounding.body.community)
    head = head_named(sounding, name)
    return enter_paper(code=sounding.code, head_code=head.code, choice=choice, actor=clerk, now=now())


def confirmed(sounding, vote, choice, clerk=None):
    clerk = clerk or staff_of(sounding.body.community)
    return confirm_paper(code=sounding.code, vote_code=vote.code, choice=choice, actor=clerk, now=now())


@pytest.mark.parametrize(
    ("lines", "cells"),
    [
        ("1,80.505,张,,,\n", {"B2"}),
        ("1,-3,张,,,\n2,八十,李,,,\n", {"B2", "B3"}),
        ("1,80,张,,,\n1,80,李,,,\n", {"A3"}),
        ("1,80,张伟,,,\n2,80,张伟,,,\n", {"C3"}),
        ("1,80,,,,\n", {"C2"}),
        (",80,张,,,\n", {"A2"}),
        ("1,80,张,,,交了\n", {"F2"}),
        ("1,80,张,,7,\n2,80,李,,7,\n", {"E3"}),
        ("", {"file"}),
    ],
)
def test_sheet_names_each_cell_that_cannot_be_used(lines, cells):
    with pytest.raises(Invalid) as refused:
        read_units((HEADING + lines).encode())
    assert set(refused.value.fields) == cells


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04nonsense", b"\xff\xfe\x00", "房号,面积\n1,80\n".encode()])
def test_file_that_is_no_roll_is_refused(content):
    with pytest.raises(Invalid):
        read_units(content)


def test_workbook_and_csv_in_either_encoding_say_the_same():
    rows = read_units(SHEET.encode())
    assert rows == read_units(SHEET.encode("gb18030")) == read_units(csv_of(rows).encode())
    book = Workbook()
    for line in SHEET.splitlines():
        number, area, *rest = line.split(",")
        book.active.append([number, float(area) if area[0].isdigit() else area, *rest])
    output = io.BytesIO()
    book.save(output)
    assert read_units(output.getvalue()) == rows
    assert rows[1].representative == "李二"


def test_roll_is_kept_with_its_heads_and_replaced_whole_until_it_opens():
    sounding = prepared()
    assert (sounding.units.count(), sounding.heads.count()) == (6, 4)
    assert read.total_area(sounding) == Decimal("599.50")
    clerk = staff_of(sounding.body.community)
    put_roll(code=sounding.code, rows=read_units(SHEET.encode())[:1], actor=clerk)
    assert (sounding.units.count(), sounding.heads.count()) == (1, 1)


def test_open_roll_is_frozen_by_the_database():
    sounding = opened()
    assert len(sounding.roll_digest) == 64
    with pytest.raises(WrongState):
        put_roll(code=sounding.code, rows=read_units(SHEET.encode()), actor=staff_of(sounding.body.community))
    unit = sounding.units.first()
    with pytest.raises(DatabaseError), transaction.atomic():
        OwnerUnit.objects.filter(pk=unit.pk).update(area_m2=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        OwnerHead.objects.create(sounding=sounding, key="one more", name="甲")


def test_owner_votes_once_and_a_change_replaces_and_stays_as_history():
    sounding = opened()
    owner = owner_of(sounding, "王三")
    for choice in ("agree", "against", "against"):
        vote_as_owner(code=sounding.code, choice=choice, actor=owner, now=now())
    assert list(OwnerVote.objects.order_by("pk").values_list("choice", "state")) == [
        ("agree", "replaced"),
        ("against", "counted"),
    ]
    result = read.result_of(sounding)
    assert (result.quorum_area.part, result.quorum_heads.part) == (19800, 1)


def test_database_counts_one_vote_a_head_and_two_people_a_paper():
    sounding = opened()
    head, clerk = head_named(sounding, "张一"), staff_of(sounding.body.community)
    usual = {"head": head, "choice": "agree", "entered_at": now(), "entered_by": clerk, "state": VoteState.COUNTED}
    OwnerVote.objects.create(channel=OwnerChannel.ONLINE, **usual)
    with pytest.raises(IntegrityError), transaction.atomic():
        OwnerVote.objects.create(channel=OwnerChannel.ONLINE, **usual)
    usual["head"] = head_named(sounding, "李二")
    for second in (None, clerk):
        with pytest.raises(IntegrityError), transaction.atomic():
            OwnerVote.objects.create(channel=OwnerChannel.PAPER, confirmed_by=second, **usual)


def test_only_owners_of_the_roll_vote_while_it_is_open():
    sounding = opened()
    stranger = ResidentFactory(community=sounding.body.community).user
    owner = owner_of(sounding, "张一")
    with pytest.raises(Forbidden):
        vote_as_owner(code=sounding.code, choice="agree", actor=stranger, now=now())
    with pytest.raises(Invalid):
        vote_as_owner(code=sounding.code, choice="perhaps", actor=owner, now=now())
    with pytest.raises(OutsideWindow):
        vote_as_owner(code=sounding.code, choice="agree", actor=owner, now=sounding.closes_at)
    vote_as_owner(code=sounding.code, choice="agree", actor=owner, now=sounding.closes_at - timedelta(seconds=1))
    unopened = prepared()
    with pytest.raises(Hidden):
        vote_as_owner(code=unopened.code, choice="agree", actor=owner, now=now())


def test_paper_counts_when_somebody_else_reads_the_same():
    sounding = opened()
    one, two = staff_of(sounding.body.community), staff_of(sounding.body.community)
    entered = paper(sounding, "张一", "agree", one)
    assert not read.counted_votes(sounding).exists()
    with pytest.raises(Forbidden):
        confirmed(sounding, entered, "agree", one)
    with pytest.raises(Invalid):
        confirmed(sounding, entered, "against", two)
    confirmed(sounding, entered, "agree", two)
    with pytest.raises(WrongState):
        confirmed(sounding, entered, "agree", two)
    changed = paper(sounding, "张一", "against", two)
    assert read.counted_votes(sounding).get().choice == "agree"
    confirmed(sounding, changed, "against", one)
    assert read.counted_votes(sounding).get().choice == "against"


def test_first_channel_closes_the_other():
    sounding = opened()
    online, on_paper = owner_of(sounding, "张一"), owner_of(sounding, "王三")
    vote_as_owner(code=sounding.code, choice="agree", actor=online, now=now())
    with pytest.raises(WrongState, match="网上投"):
        paper(sounding, "张一", "against")
    paper(sounding, "王三", "against")
    with pytest.raises(WrongState, match="纸质"):
        vote_as_owner(code=sounding.code, choice="agree", actor=on_paper, now=now())


def test_nobody_handles_the_paper_of_their_own_household():
    sounding = opened()
    clerk = staff_of(sounding.body.community)
    owner_of(sounding, "张一", clerk)
    with pytest.raises(Forbidden):
        paper(sounding, "张一", "agree", clerk)
    entered = paper(sounding, "张一", "agree")
    with pytest.raises(Forbidden):
        confirmed(sounding, entered, "agree", clerk)


def test_another_communitys_staff_and_guests_find_nothing():
    sounding, elsewhere = opened(), staff_of(prepared().body.community)
    with pytest.raises(Hidden):
        paper(sounding, "张一", "agree", elsewhere)
    with pytest.raises(Hidden):
        link_owner(code=sounding.code, head_code="nothing", person=None, actor=staff_of(sounding.body.community))


def test_an_account_is_one_head_and_the_developer_has_none():
    sounding = opened()
    owner = owner_of(sounding, "张一")
    with pytest.raises(Invalid):
        owner_of(sounding, "王三", owner)
    developer = sounding.heads.get(key="developer")
    with pytest.raises(Invalid):
        link_owner(code=sounding.code, head_code=developer.code, person=owner, actor=staff_of(sounding.body.community))
    vote_as_owner(code=sounding.code, choice="agree", actor=owner, now=now())
    with pytest.raises(WrongState):
        owner_of(sounding, "张一", ResidentFactory().user)


def test_names_show_after_closing_to_owners_of_the_roll_and_staff_only():
    sounding = opened()
    owner = owner_of(sounding, "张一")
    vote_as_owner(code=sounding.code, choice="agree", actor=owner, now=now())
    stranger, staff, later = ResidentFactory().user, staff_of(sounding.body.community), now() + 11 * DAY
    assert read.recorded_votes(sounding, owner, now()) == []
    assert read.recorded_votes(sounding, stranger, later) == []
    assert [vote.head.name for vote in read.recorded_votes(sounding, owner, later)] == ["张一"]
    assert len(read.recorded_votes(sounding, staff, later)) == 1
    assert read.seen_sounding(sounding, owner, now()).result is None
    assert read.seen_sounding(sounding, stranger, later).result.quorum_heads.part == 1


def test_erasing_unlinks_the_account_and_keeps_the_vote():
    sounding = opened()
    owner = owner_of(sounding, "张一")
    vote_as_owner(code=sounding.code, choice="agree", actor=owner, now=now())
    assert part_in_soundings(owner)["owner_votes"][0]["choice"] == "agree"
    assert forget_in_soundings(owner, now())
    assert part_in_soundings(owner) == {"owner_on": [], "owner_votes": []}
    assert read.counted_votes(sounding).count() == 1
    assert forget_in_soundings(owner, now()) == []


def test_guest_is_asked_to_sign_in(client):
    sounding = opened()
    assert client.post(f"/councils/soundings/{sounding.code}/vote/").status_code == 302
    with pytest.raises(SignInNeeded):
        vote_as_owner(code=sounding.code, choice="agree", actor=AnonymousUser(), now=now())
