"""Leaving ballots out, taking them back in: two people, a recount, and every version kept."""

import io

import pytest
from django.db import IntegrityError, transaction

from portal.ballots.actions import count_poll, decide_exclusion, propose_exclusion, propose_restoration
from portal.ballots.enums import BallotAct, Decision, ExclusionKind
from portal.ballots.models import Exclusion, Poll, ResultVersion
from portal.ballots.queries import (
    ballot_of,
    decided_exclusions,
    excluded_counts,
    export_csv,
    export_pb,
    result_versions,
)
from portal.ballots.refusals import KeyUnavailable
from portal.core.errors import Forbidden, Hidden, Invalid, WrongState
from tests.ballots.certified import OBJECTING, OVER, certified, published
from tests.factories import UserFactory, make_poll, voters
from tests.factories.ballots import AFTER
from tools import recount

pytestmark = pytest.mark.django_db
KIND = ExclusionKind.NOT_ENTITLED


@pytest.fixture
def people():
    return voters(20)


@pytest.fixture
def poll(people):
    return published(people, ("o1 o2", "o1", "o3", "o3", "o3"))


def proposed(poll, actor=None, **which):
    terms = {"kind": KIND, "reason": "冻结名册前已迁出", "now": OBJECTING} | which
    return propose_exclusion(poll=poll, actor=actor, **terms)


def decided(poll, exclusion, agree=True, actor=None):
    return decide_exclusion(poll=poll, code=exclusion.code, agree=agree, actor=actor or UserFactory(), now=OBJECTING)


def votes(poll):
    stored = Poll.objects.get(pk=poll.pk).result
    return {row["code"]: row["votes"] for row in stored["options"]}


@pytest.mark.parametrize("by", ["receipt", "voter"])
def test_a_ballot_is_left_out_by_two_people_and_the_vote_recounted(poll, people, by):
    receipt = ballot_of(poll, people[0]).receipt
    manager = UserFactory()
    which = {"receipt": f" {receipt.upper()[:6]}-{receipt[6:]}"} if by == "receipt" else {"voter": people[0]}
    exclusion = proposed(poll, manager, **which)
    assert votes(poll) == {"o1": 2, "o2": 1, "o3": 3, "o4": 0}
    with pytest.raises(Forbidden):
        decided(poll, exclusion, actor=manager)
    assert decided(poll, exclusion).state == Decision.DONE
    assert votes(poll) == {"o1": 1, "o2": 0, "o3": 3, "o4": 0}
    poll.refresh_from_db()
    assert (poll.result["taking_part"], excluded_counts(poll)) == (4, {"not_entitled": 1})
    versions = result_versions(poll)
    assert [version.number for version in versions] == [2, 1]
    assert (versions[0].digest, versions[0].exclusion) == (poll.result_digest, exclusion)
    assert versions[1].result["taking_part"] == 5
    assert [each.code for each in decided_exclusions(poll)] == [exclusion.code]
    assert (str(versions[1]), str(exclusion)) == (f"{poll.pk} v1", exclusion.code)


def test_a_refused_exclusion_changes_nothing(poll, people):
    before = poll.result_digest
    exclusion = proposed(poll, voter=people[0])
    assert decided(poll, exclusion, agree=False).state == Decision.REFUSED
    poll.refresh_from_db()
    assert (poll.result_digest, poll.result_versions.count(), decided_exclusions(poll)) == (before, 1, [])
    with pytest.raises(WrongState):
        decided(poll, exclusion)


def test_a_ballot_left_out_comes_back_by_two_people_and_the_first_result_is_there_again(poll, people):
    receipt, first = ballot_of(poll, people[0]).receipt, poll.result_digest
    with pytest.raises(Invalid):
        propose_restoration(poll=poll, receipt=receipt, reason="误判", actor=None, now=OBJECTING)
    decided(poll, proposed(poll, receipt=receipt))
    with pytest.raises(Invalid):
        proposed(poll, receipt=receipt)
    manager = UserFactory()
    back = propose_restoration(poll=poll, receipt=receipt, reason="迁出登记有误", actor=manager, now=OBJECTING)
    assert (back.act, back.kind) == (BallotAct.RESTORE, KIND)
    with pytest.raises(Forbidden):
        decided(poll, back, actor=manager)
    decided(poll, back)
    poll.refresh_from_db()
    assert (poll.result_digest, excluded_counts(poll)) == (first, {})
    assert [version.digest == first for version in result_versions(poll)] == [True, False, True]


@pytest.mark.parametrize("form", ["csv", "pb"])
def test_the_ballot_file_gives_the_result_before_and_after(poll, people, tmp_path, form, capsys):
    decided(poll, proposed(poll, voter=people[0]))
    decided(poll, proposed(poll, voter=people[2], kind=ExclusionKind.TWICE))
    poll.refresh_from_db()
    text = "".join({"csv": export_csv, "pb": export_pb}[form](poll))
    assert recount.count(recount.read(io.BytesIO(text.encode()))) == poll.result
    file = tmp_path / f"ballots.{form}"
    file.write_text(text)
    assert recount.main([str(file), "--lang", "en"]) == 0
    assert "Ballots left out: 2 (not_entitled: 1, twice: 1)." in capsys.readouterr().out
    if form == "csv":
        before = recount.count(recount.read(io.BytesIO(text.encode()), before=True))
        assert before == poll.result_versions.get(number=1).result
        file.write_text(text.replace("excluded,receipt,choices,ground\n", "excluded,receipt,choices\n"))
        assert recount.main([str(file)]) == 2
        file.write_text(text + "ballot,x,o1\n")
        assert recount.main([str(file)]) == 2


def test_a_ballot_file_that_hides_a_ballot_left_out_is_found_out(poll, people, tmp_path, capsys):
    decided(poll, proposed(poll, voter=people[0]))
    decided(poll, proposed(poll, voter=people[2]))
    poll.refresh_from_db()
    lines = "".join(export_csv(poll)).splitlines(keepends=True)
    file = tmp_path / "ballots.csv"
    file.write_text("".join(lines[:-1]))
    assert recount.main([str(file), "--lang", "en"]) == 1
    changed = lines[-1].replace("o1 o2", "o4").replace("o3", "o4")
    file.write_text("".join([*lines[:-1], changed]))
    assert recount.main([str(file), "--lang", "en"]) == 1
    assert "result_digest_before" in capsys.readouterr().out


def test_what_does_not_fit_is_refused_and_nothing_is_kept(poll, people):
    for which in ({"receipt": "nothing"}, {"voter": people[19]}, {"voter": people[0], "reason": " "}):
        with pytest.raises(Invalid):
            proposed(poll, **which)
    with pytest.raises(Invalid):
        proposed(poll, voter=people[0], reason="长" * 201)
    with pytest.raises(Hidden):
        decide_exclusion(poll=poll, code="nothing", agree=True, actor=UserFactory(), now=OBJECTING)
    assert not Exclusion.objects.exists()


def test_one_proposal_at_a_time_waits_for_a_ballot(poll, people):
    exclusion = proposed(poll, voter=people[0])
    with pytest.raises(WrongState):
        proposed(poll, receipt=exclusion.receipt)
    with pytest.raises(IntegrityError), transaction.atomic():
        Exclusion.objects.create(
            poll=poll, act="exclude", receipt=exclusion.receipt, kind=KIND, reason="再", proposed_at=OBJECTING
        )


def test_nobody_decides_on_their_own_ballot(poll, people):
    with pytest.raises(Forbidden):
        proposed(poll, actor=people[0], voter=people[0])
    exclusion = proposed(poll, voter=people[0])
    with pytest.raises(Forbidden):
        decided(poll, exclusion, actor=people[0])


def test_the_database_itself_wants_two_people_and_a_reason(poll, people):
    manager = UserFactory()
    exclusion = proposed(poll, manager, voter=people[0])
    for broken in (
        {"state": Decision.DONE, "decided_by": manager, "decided_at": OBJECTING},
        {"state": Decision.DONE},
        {"reason": ""},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Exclusion.objects.filter(pk=exclusion.pk).update(**broken)
    with pytest.raises(IntegrityError), transaction.atomic():
        ResultVersion.objects.create(poll=poll, number=2, result={}, digest="d", at=OBJECTING)


def test_only_between_count_and_certificate(people):
    uncounted = make_poll(people)
    with pytest.raises(WrongState):
        proposed(uncounted, voter=people[0])
    poll = published(people)
    receipt = ballot_of(poll, people[0]).receipt
    done = certified(poll)
    with pytest.raises(WrongState):
        proposed(done, receipt=receipt)
    with pytest.raises(WrongState):
        propose_restoration(poll=done, receipt=receipt, reason="x", actor=None, now=OVER)


def test_without_the_key_nobody_is_looked_up_by_name(poll, people, settings):
    settings.POLL_KEYS = []
    with pytest.raises(KeyUnavailable):
        proposed(poll, voter=people[0])
    assert not Exclusion.objects.exists()


def test_without_the_key_nothing_is_counted_and_nothing_lost(people, settings):
    poll = make_poll(people)
    kept, settings.POLL_KEYS = settings.POLL_KEYS, ["no key"]
    with pytest.raises(KeyUnavailable):
        count_poll(poll=poll, actor=None, now=AFTER)
    settings.POLL_KEYS = kept
    assert count_poll(poll=poll, actor=None, now=AFTER).counted_at == AFTER
