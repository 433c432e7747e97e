"""One download from which a stranger counts again, with nothing but Python."""

import io
import subprocess
import sys
import zipfile

import pytest

from portal.ballots.actions import count_poll, replace_ballot
from portal.ballots.enums import AwardRule
from portal.ballots.queries import recount_kit
from portal.core.errors import OutsideWindow
from tests.factories import make_poll, voters
from tests.factories.ballots import AFTER, DURING

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return voters(4)


def counted(people, rule):
    poll = make_poll(people, award_rule=rule)
    for person, chosen in zip(people, (["o3", "o2"], ["o3"], ["o4"], []), strict=True):
        replace_ballot(poll_code=poll.code, option_codes=chosen, voter=person, now=DURING)
    return count_poll(poll=poll, actor=None, now=AFTER)


@pytest.mark.parametrize("rule", [AwardRule.BUDGET_GREEDY, AwardRule.BUDGET_EQUAL_SHARES, AwardRule.VOTES])
def test_a_stranger_counts_again_from_the_kit_alone(people, rule, tmp_path):
    poll = counted(people, rule)
    with zipfile.ZipFile(io.BytesIO(recount_kit(poll))) as archive:
        archive.extractall(tmp_path)
    assert {each.name for each in tmp_path.iterdir()} == {"README.txt", "recount.py", f"ballots-{poll.code}.csv"}
    command = [sys.executable, "-I", "recount.py", f"ballots-{poll.code}.csv"]
    said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout + said.stderr
    assert poll.result_digest in said.stdout
    words = (tmp_path / "README.txt").read_text(encoding="utf-8")
    assert poll.result_digest in words
    assert poll.roll.digest in words
    assert poll.lot_seed in words


def test_the_same_poll_gives_the_same_bytes(people):
    poll = counted(people, AwardRule.BUDGET_GREEDY)
    assert recount_kit(poll) == recount_kit(poll)


def test_there_is_no_kit_before_the_count(people):
    with pytest.raises(OutsideWindow):
        recount_kit(make_poll(people))
