"""The demo is alive whenever it is loaded: a contest in each phase, work waiting for everybody one can try it as."""

import subprocess
import sys
from datetime import timedelta
from io import StringIO
from itertools import pairwise
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page

from portal.accounts.models import Resident
from portal.ballots.queries import ballot_of, export_csv, turnout
from portal.communities.models import Community, Subdistrict
from portal.config.demo.loader import load
from portal.config.demo.plans import CALL, FINISHED, GOING_ON, LAST_YEAR, SMALL, VOTE
from portal.core.models import OutboxItem, OutboxState, SiteShell
from portal.discussions.models import Comment
from portal.moderation.enums import SubmissionState
from portal.moderation.models import Appeal, Submission
from portal.moderation.queries.inbox import waiting_for
from portal.notices.models import Notice
from portal.pages.models import CommunityPage, SubdistrictPage
from proposals.enums import NextStep, PhaseKind, ProposalState
from proposals.models import Contest, Division, Endorsement, Merger, Photo, Proposal
from proposals.queries.delivery import delivery_of, winners
from proposals.queries.divisions import why_not_divisible
from proposals.queries.doing import side
from proposals.queries.mergers import carried_over
from proposals.queries.reading import proposal_to_read

ROOT = Path(__file__).resolve().parents[2]
WRITTEN_ANYWAY = {"sessions", "usersessions", "django_tasks_database"}


def contest(plan):
    return Contest.objects.found(Contest.objects.get(subdistrict__slug=plan.subdistrict, edition=plan.edition).code)


def counted():
    """How many rows of everything there are."""
    return {
        model._meta.label: model._default_manager.count()
        for model in apps.get_models()
        if model._meta.managed and model._meta.app_label not in WRITTEN_ANYWAY
    }


def test_every_step_says_what_it_did(demo):
    labels = [step.label for step in demo.steps]
    assert labels[0] == "places and people"
    assert all(plan.title in labels for plan in [*FINISHED, *GOING_ON, VOTE, SMALL])
    assert all(step.new for step in demo.steps)


def test_a_contest_is_in_each_phase(demo):
    phases = {found.phase_at(demo.now).kind for found in Contest.objects.with_phases()}
    assert phases == set(PhaseKind)


@pytest.mark.parametrize("hour", [0, 9, 12, 20, 23])
@pytest.mark.parametrize(
    "plan", [*FINISHED, *GOING_ON, VOTE, SMALL], ids=lambda plan: f"{plan.subdistrict}{plan.edition}"
)
def test_plans_fit_whatever_the_hour(plan, hour):
    now = timezone.make_aware(timezone.datetime(2026, 12, 30, hour, 59))
    phases = plan.phases(now)
    open_now = [phase.kind for phase in phases if phase.opens_at <= now < phase.closes_at]
    assert len(open_now) == 1
    assert all(before.closes_at <= after.opens_at for before, after in pairwise(phases))


def test_places_are_the_districts_own(demo):
    assert Subdistrict.objects.count() == SubdistrictPage.objects.live().count() == 7
    assert Community.objects.count() == CommunityPage.objects.live().count() == 30


def test_no_number_is_made_up(demo):
    shell = SiteShell.objects.get()
    assert not Community.objects.exclude(phone="").exists()
    assert not Subdistrict.objects.exclude(phone="").exists()
    assert (shell.icp_number, shell.police_number, shell.complaints_phone) == ("", "", "")


def test_resident_has_three_votes_in_the_open_vote(demo):
    poll = contest(VOTE).poll
    ballot = ballot_of(poll, demo.persona("resident"))
    assert poll.is_open(demo.now)
    assert (ballot.on_roll, ballot.slots_left, ballot.chosen) == (True, 3, ())
    assert 50 < turnout(poll).taking_part < turnout(poll).roll_size


def test_resident_has_a_draft_a_published_proposal_and_news(demo):
    user = demo.persona("resident")
    states = set(Proposal.objects.filter(author=user).values_list("state", flat=True))
    assert states == {ProposalState.DRAFT, ProposalState.PUBLISHED}
    assert Notice.objects.filter(recipient=user, unread=True).exists()
    assert Notice.objects.filter(recipient=user, unread=False).exists()
    certified = ballot_of(contest(LAST_YEAR).poll, user)
    assert (certified.took_part, certified.chosen) == (True, ())
    assert contest(SMALL).phase_at(demo.now).kind == PhaseKind.CALL


def test_a_merger_waits_for_the_resident_and_their_own_proposal_may_be_divided(demo):
    resident, merger = demo.persona("resident"), Merger.objects.get()
    figures = carried_over(merger.canonical)
    assert 0 < figures.carried < figures.supporters
    assert side(proposal_to_read(merger.canonical.code, resident), resident, demo.now).carry
    division = Division.objects.get()
    assert (division.original.author, division.begun_at) == (resident, None)
    assert not why_not_divisible(division.original, demo.now)


def test_last_years_winners_are_certified_and_carried_out(demo):
    found = contest(LAST_YEAR)
    assert found.poll.certified_at
    first, second, third = winners(found, demo.now)[:3]
    assert delivery_of(first).next_step == NextStep.DONE
    assert delivery_of(second).next_step == NextStep.MILESTONE
    assert delivery_of(third) is None


def test_older_resident_has_a_proposal_to_improve(demo):
    back = Proposal.objects.get(author=demo.persona("elder"))
    assert back.state == ProposalState.RETURNED
    assert back.submission.reason


def test_moderators_inbox_has_work_of_every_kind(demo):
    user = demo.persona("moderator")
    waiting = waiting_for(user)
    assert waiting.count() >= 6
    assert {submission.kind for submission in waiting} == {"proposal", "comment", "statement", "matter"}
    own = waiting.filter(author=user)
    assert own.count() == 2
    assert not Submission.objects.decidable_by(user).filter(pk__in=own).exists()
    assert Appeal.objects.open().filter(submission__in=waiting).count() == 1
    assert waiting.filter(state=SubmissionState.QUEUED).count() >= 6
    assert not waiting.filter(state=SubmissionState.SCREENING).exists()


def test_results_can_be_counted_again_with_the_stand_alone_program(demo, tmp_path):
    for plan in FINISHED:
        file = tmp_path / f"{plan.subdistrict}.csv"
        file.write_text("".join(export_csv(contest(plan).poll)), encoding="utf-8")
        done = subprocess.run([sys.executable, ROOT / "tools" / "recount.py", file], capture_output=True, check=False)
        assert done.returncode == 0, done.stdout.decode()


def test_finished_contests_chose_some_and_not_all(demo):
    for plan in FINISHED:
        rows = contest(plan).poll.result["options"]
        assert 1 <= sum(row["selected"] for row in rows) <= len(rows)
    assert not all(row["selected"] for row in contest(LAST_YEAR).poll.result["options"])


def test_people_second_talk_and_get_answers(demo):
    assert Endorsement.objects.count() > 150
    assert Comment.objects.filter(parent__isnull=False, state="published").count() >= 5
    assert Comment.objects.filter(official=True).count() >= 2
    shed = Proposal.objects.get(title="旧车棚变“乐龄客厅”")
    assert shed.thread.pinned.official
    assert shed.community_opinion
    assert shed.photos.filter(approved_at__isnull=False).exists()


def test_everything_shown_has_its_picture_or_none(demo):
    assert Photo.objects.count() >= 25
    assert not Photo.objects.filter(small_width=0).exists()


def test_nothing_lies_in_the_future(demo):
    assert not Proposal.objects.filter(published_at__gt=demo.now).exists()
    assert not Comment.objects.filter(submitted_at__gt=demo.now).exists()
    assert not Notice.objects.filter(created_at__gt=demo.now).exists()
    assert not Endorsement.objects.filter(created_at__gt=demo.now).exists()


def test_demo_starts_calm(demo):
    due = OutboxItem.objects.filter(state=OutboxState.WAITING, due_at__lte=demo.now)
    assert not due.exists()
    assert not OutboxItem.objects.filter(state=OutboxState.FAILED).exists()
    assert not Notice.objects.filter(unread=True, created_at__lt=demo.now - timedelta(days=2)).exists()


def test_staff_and_residents_are_who_they_say(demo):
    assert demo.persona("admin").is_superuser
    assert demo.persona("manager").groups.filter(name="editors-meishan").exists()
    assert not demo.persona("moderator").groups.exists()
    assert not Resident.objects.filter(verified_at=None).exists()


# Wagtail leaves the temporary file of a rendition to the garbage collector.
@pytest.mark.filterwarnings("ignore:Exception ignored in. (.function SpooledTemporaryFile|._io.FileIO)")
def test_every_page_of_the_site_can_be_read(demo, client):
    pages = [page for page in Page.objects.live().filter(depth__gt=1).specific() if page.get_url()]
    assert len(pages) >= 45
    for page in pages[:6] + pages[-12:]:
        assert client.get(page.get_url()).status_code == 200, page.get_url()


@pytest.mark.parametrize("later", [timedelta(0), timedelta(days=9)])
def test_loading_again_adds_nothing_and_keeps_everything(demo, later):
    user = demo.persona("elder")
    user.elder_mode = False
    user.save()
    before = counted()
    again = list(load(demo.now + later))
    assert counted() == before
    assert not any(step.new for step in again)
    assert demo.persona("elder").elder_mode is False


def test_command_says_each_step(demo):
    out = StringIO()
    call_command("load_demo", stdout=out)
    assert f"  {VOTE.title}: there already\n" in out.getvalue()
    assert "The demo is loaded" in out.getvalue()


def test_call_that_is_open_has_proposals_to_second(demo):
    open_calls = [contest(CALL), contest(SMALL)]
    assert all(found.proposals.filter(state=ProposalState.PUBLISHED).count() >= 3 for found in open_calls)
