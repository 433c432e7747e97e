"""An earlier election becomes a contest: counted as officially, whole or not at all, once."""

import re
import time
from dataclasses import replace
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone
from wagtail.models import ModelLogEntry

from portal.accounts.models import Resident, User
from portal.accounts.queries import verified_residents
from portal.ballots.models import Choice, Poll, Roll
from portal.ballots.queries import export_pb, result
from portal.ballots.rules import is_public, result_is_public
from portal.communities.models import Community
from portal.core.errors import Hidden, Invalid, WrongState
from proposals.actions.import_contest import import_contest
from proposals.actions.importing import ContestWriter
from proposals.importing import Unreadable, read_election
from proposals.importing.example import example_file
from proposals.models import Contest, ContestImport, Proposal
from tests.factories import CategoryFactory, CommunityFactory, ContestFactory, UserFactory
from tests.proposals.contest_life import make_manager
from tests.proposals.test_import_files import CSV, NOW, PB

pytestmark = pytest.mark.django_db
ELECTIONS = ["poland_lodz_2020_nad-nerem.pb", "poland_lodz_2020_nowosolna.pb"]


@pytest.fixture
def street():
    return CommunityFactory(slug="meixin", name="梅欣").subdistrict


def bring(street, content=PB, name="votes.pb", **options):
    content = content if isinstance(content, bytes) else content.encode()
    terms = {"subdistrict": street, "actor": None, "now": NOW} | options
    return import_contest(content=content, name=name, **terms)


def nothing_was_written():
    return not (
        Contest.objects.exists()
        or Proposal.objects.exists()
        or Poll.objects.exists()
        or Roll.objects.exists()
        or Choice.objects.exists()
        or Resident.objects.exists()
        or ContestImport.objects.exists()
    )


def by_number(outcome):
    codes = outcome.contest.imported.projects
    return {number: Proposal.objects.get(code=code) for number, code in codes.items()}


@pytest.mark.realdata
@pytest.mark.parametrize("name", ELECTIONS)
def test_real_election_is_counted_as_officially(street, real_data, name):
    content = (real_data / "pabulib" / name).read_bytes()
    begun = time.monotonic()
    outcome = bring(street, content, name, now=timezone.now())
    assert time.monotonic() - begun < 20
    election, _problems = read_election(content, name, now=timezone.now())
    official = {project.number for project in election.projects if project.selected}
    assert set(outcome.selected) == official
    assert (outcome.official, outcome.differs) == (True, ())
    assert outcome.contest.poll.result["taking_part"] == outcome.ballots
    counted = {row["code"]: row["votes"] for row in outcome.contest.poll.result["options"]}
    lines = content.decode().split("PROJECTS\n")[1].split("VOTES\n")[0].splitlines()[1:]
    said = {number: int(votes) for number, _cost, votes, *_rest in (line.split(";") for line in lines)}
    assert {number: counted[code] for number, code in outcome.contest.imported.projects.items()} == said


def test_imported_contest_reads_like_any_other(street):
    outcome = bring(street)
    contest = Contest.objects.found(outcome.contest.code)
    assert (contest.is_history, contest.edition, contest.title) == (True, 1, "Widzew")
    assert contest.announced_at < contest.poll.opens_at
    assert is_public(contest.poll, NOW)
    assert result_is_public(contest.poll, NOW)
    assert contest.result_published_at == NOW
    assert [phase.kind for phase in contest.phases.all()] == ["vote"]
    assert (outcome.projects, outcome.voters, outcome.ballots) == (2, 3, 3)
    view = result(contest.poll)
    assert (view.taking_part, view.roll_size, view.budget_cny) == (3, 3, Decimal(1000))
    proposals = by_number(outcome)
    bench = proposals["p1"]
    assert (bench.title, bench.state, bench.cost_cny) == ('Bench; "green"', "published", Decimal(600))
    assert [line.amount_cny for line in bench.cost_lines.all()] == [Decimal(600)]
    assert bench.option.code == bench.code
    assert bench in Proposal.objects.public()
    assert ModelLogEntry.objects.filter(action="proposals.import_contest").count() == 1


def test_ties_go_to_the_cheaper_project(street):
    assert bring(street).selected == ("p2",)
    assert bring(street, again=True).differs == ("p1", "p2")


def test_imported_people_cannot_sign_in_and_are_on_no_later_roll(street):
    bring(street)
    imported = User.objects.all()
    assert imported.count() == 4
    assert not any(user.is_active or user.phone or user.has_usable_password() for user in imported)
    assert not verified_residents(Community.objects.all()).exists()


def test_titles_are_cut_on_cards_and_whole_on_the_ballot(street):
    long = "很长的名字" * 20
    outcome = bring(street, PB.replace("Lamp", long).replace("Widzew", "大赛" * 40))
    proposal = by_number(outcome)["p2"]
    assert len(proposal.title) == 40
    assert proposal.title.endswith("…")
    assert proposal.idea == proposal.option.title == long
    assert len(outcome.contest.title) == 60


def test_table_says_more_about_projects(street):
    CommunityFactory(subdistrict=street, name="梅岭", slug="meiling")
    category = CategoryFactory(name="环境")
    heading = "number,title,cost_cny,社区,类别,地点,说明,提案人,submitted_at,withdrawn"
    text = CSV.replace("number,title,cost_cny", heading).replace(
        "p1,长凳,600", "p1,长凳,600,梅岭社区,环境,楼下,坐一坐,老李,2020-10-01,是"
    )
    text = text.replace("1,\n2,\n3,\n", "1,meiling\n2,\n3,\n")
    outcome = bring(street, text, "votes.csv")
    bench, lamp = by_number(outcome).values()
    assert (bench.community.name, bench.category, bench.place, bench.idea) == ("梅岭", category, "楼下", "坐一坐")
    assert bench.author.resident.alias == "老李"
    assert lamp.author != bench.author
    assert bench.option.withdrawn_at is not None
    assert bench.submitted_at < lamp.submitted_at
    assert outcome.selected == ("p2",)
    assert Resident.objects.filter(community__slug="meiling").count() == 1


def test_roll_of_twenty_is_voted_on_secretly(street):
    ballots = "".join(f"{number},p1\n" for number in range(1, 21))
    text = CSV[: CSV.index("voters\n")] + f"ballots\nvoter,choices\n{ballots}"
    assert bring(street, text, "votes.csv").contest.poll.secrecy == "secret"
    assert bring(street, CSV, "votes.csv").contest.poll.secrecy == "recorded"


@pytest.mark.parametrize("ending", ["pb", "csv", "xlsx"])
def test_example_is_imported_and_agrees_with_itself(street, ending):
    outcome = bring(street, example_file(f"x.{ending}"), f"x.{ending}")
    assert set(outcome.selected) == {"A2", "A3", "A4"}
    assert (outcome.official, outcome.differs) == (True, ())


def test_our_own_ballot_file_can_be_imported(street):
    first = bring(street, example_file("x.csv"), "x.csv").contest
    second = bring(street, "".join(export_pb(first.poll)), "ballots.pb")
    assert (second.official, second.differs) == (True, ())
    assert second.contest.poll.result["spent_cny"] == first.poll.result["spent_cny"]


# whole or not at all


def test_file_with_a_slip_writes_nothing(street):
    with pytest.raises(Unreadable) as refusal:
        bring(street, PB.replace("3;51;p2", "3;51;p9"))
    assert len(refusal.value.problems) == 1
    assert nothing_was_written()


def test_ballots_the_box_refuses_write_nothing(street):
    """The file is checked before; should the two ever differ, the ballot box has the last word."""
    election, _problems = read_election(PB.encode(), "votes.pb", now=NOW)
    strict = replace(election, terms=replace(election.terms, votes_per_person=1))
    writer = ContestWriter(strict, street, None, NOW, lambda _steps: None)
    with pytest.raises(Invalid), transaction.atomic():
        writer.run(1)
    assert nothing_was_written()


def test_slips_are_told_as_the_file_goes(street):
    text = PB.replace("budget;1000", "budget;x").replace("p1;600", "p1;x").replace("3;51;p2", "3;51;p9")
    with pytest.raises(Unreadable) as refusal:
        bring(street, text.replace("description;Widzew\n", ""))
    numbers = [re.sub(r"\D", "", problem.where) for problem in refusal.value.problems]
    assert numbers == ["", "7", "15", "21"]


def test_unknown_communities_and_categories_are_slips_too(street):
    text = CSV.replace("number,title,cost_cny", "number,title,cost_cny,社区,类别")
    text = text.replace("p1,长凳,600", "p1,长凳,600,远方,怪事").replace("1,\n2,", "1,天边\n2,")
    with pytest.raises(Unreadable) as refusal:
        bring(street, text, "votes.csv")
    assert len(refusal.value.problems) == 3
    assert nothing_was_written()


def test_subdistrict_without_communities_is_a_slip():
    street = ContestFactory().subdistrict
    with pytest.raises(Unreadable):
        bring(street)


def test_file_that_cannot_be_read_is_refused(street):
    with pytest.raises(Unreadable):
        bring(street, "", "votes.pb")
    assert nothing_was_written()


def test_dry_run_tells_the_result_and_keeps_nothing(street):
    outcome = bring(street, dry_run=True)
    assert outcome.selected == ("p2",)
    assert nothing_was_written()
    assert not User.objects.exists()
    assert bring(street).selected == ("p2",)


def test_file_is_imported_once_unless_asked_again(street):
    bring(street)
    with pytest.raises(WrongState):
        bring(street)
    assert Contest.objects.count() == 1
    assert bring(street, again=True).contest.edition == 2


def test_edition_is_the_one_asked_for_or_the_files_or_the_lowest_free(street):
    ContestFactory(subdistrict=street, edition=1)
    with_edition = PB.replace("country;Poland", "edition;8")
    assert bring(street, with_edition).contest.edition == 8
    assert bring(street, with_edition, again=True).contest.edition == 2
    assert bring(street, with_edition, again=True, edition=5).contest.edition == 5
    for taken in (5, 0):
        with pytest.raises(Invalid):
            bring(street, with_edition, again=True, edition=taken)


def test_import_is_for_managers_of_the_subdistrict(street):
    for stranger in (UserFactory(), make_manager()):
        with pytest.raises(Hidden):
            bring(street, actor=stranger)
    assert nothing_was_written()
    manager = make_manager(street)
    assert bring(street, actor=manager).contest.created_by == manager


def test_progress_is_told_to_the_end(street):
    steps, done = [], []
    bring(street, started=steps.append, advanced=done.append)
    assert steps == [8]
    assert sum(done) == 8


# the command


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "votes.pb"
    path.write_text(PB)
    return path


def run(*arguments, **options):
    out = StringIO()
    call_command("import_contest", *map(str, arguments), stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


def test_command_imports_and_tells(street, file):
    told = run(file, subdistrict=street.slug)
    assert "p2" in told
    assert Contest.objects.get().code in told
    assert "p1" in told  # the file says otherwise
    assert street.name not in told


def test_command_takes_the_name_and_a_manager(street, file):
    manager = make_manager(street)
    run(file, subdistrict=street.name, by=manager.username, title="新名字", edition=3, verbosity=0)
    contest = Contest.objects.get()
    assert (contest.title, contest.edition, contest.created_by) == ("新名字", 3, manager)


def test_command_tries_without_keeping(street, file):
    told = run(file, subdistrict=street.slug, dry_run=True)
    assert "p2" in told
    assert nothing_was_written()


def test_command_says_when_the_count_agrees_or_nothing_is_known(street, tmp_path):
    agreeing, silent = tmp_path / "a.csv", tmp_path / "b.csv"
    run(example=agreeing)
    silent.write_text(CSV)
    agrees, knows_nothing = (run(path, subdistrict=street.slug) for path in (agreeing, silent))
    assert len(agrees.splitlines()) == len(knows_nothing.splitlines()) + 1


def test_command_lists_slips_by_line_and_no_more_than_fifty(street, file):
    votes = "".join(f"{number};9;p9\n" for number in range(100, 160))
    file.write_text(PB.replace("num_votes;3\n", "") + votes)
    with pytest.raises(CommandError) as refusal:
        run(file, subdistrict=street.slug)
    lines = str(refusal.value).splitlines()
    assert len(lines) == 52
    assert "10" in lines[-1]
    assert nothing_was_written()


@pytest.mark.parametrize(
    "arguments",
    [
        {"args": []},
        {"args": ["missing.pb"], "subdistrict": "street"},
        {"args": ["FILE"], "subdistrict": "nowhere"},
        {"args": ["FILE"], "subdistrict": "street", "by": "nobody"},
        {"args": ["FILE"], "subdistrict": "street", "edition": 0},
        {"args": [], "example": Path("votes.pdf")},
    ],
)
def test_command_refuses_what_it_cannot_do(file, arguments):
    CommunityFactory(subdistrict__slug="street")
    names = [file if name == "FILE" else name for name in arguments.pop("args")]
    with pytest.raises(CommandError):
        run(*names, **arguments)
    assert nothing_was_written()


def test_command_lists_a_single_slip(street, file):
    file.write_text(PB.replace("3;51;p2", "3;51;p9"))
    with pytest.raises(CommandError) as refusal:
        run(file, subdistrict=street.slug)
    assert len(str(refusal.value).splitlines()) == 2


def test_command_writes_an_example_once(tmp_path):
    target = tmp_path / "votes.xlsx"
    assert "votes.xlsx" in run(example=target)
    assert target.read_bytes()[:2] == b"PK"
    with pytest.raises(CommandError):
        run(example=target)
