"""No model holds a resident unnoticed: a field that leads to a person is some room's, or stands here with a reason."""

from datetime import timedelta

import pytest
from django.apps import apps
from wagtail.models import ModelLogEntry

from portal.accounts.actions import choose_alias, erase_person, export_person
from portal.accounts.models import Household, Resident, User
from portal.core import clock
from portal.core.personal_data import personal_data
from proposals.actions.correct_contest_roll import confirm_roll_correction, propose_roll_correction
from proposals.models import RollCorrection
from tests.factories import ResidentFactory
from tests.proposals.contest_life import FROZEN, SETUP, frozen, make_manager

PEOPLE = (User, Resident, Household)
ACT = "an act of somebody in office, which stays on file with its author's account"
EDITOR = "an editor's work on pages, pictures and documents; editors are staff, and their accounts stay"
ELSEWHERE = {
    "accounts.Resident.verified_by": ACT,
    "ballots.AssistedVotes.by": ACT,
    "ballots.BoxCount.by": ACT,
    "ballots.Certificate.certified_by": ACT,
    "ballots.Certificate.proposed_by": ACT,
    "ballots.Exclusion.decided_by": ACT,
    "ballots.Exclusion.proposed_by": ACT,
    "ballots.Objection.answered_by": ACT,
    "ballots.RollVersion.confirmed_by": ACT,
    "ballots.RollVersion.proposed_by": ACT,
    "ballots.Signal.settled_by": ACT,
    "ballots.SignInSheet.closed_by": ACT,
    "ballots.SignInSheet.confirmed_by": ACT,
    "ballots.SignInSheet.opened_by": ACT,
    "councils.Attendance.entered_by": ACT,
    "councils.RoomCount.first_by": ACT,
    "councils.RoomCount.second_by": ACT,
    "councils.Proxy.entered_by": ACT,
    "councils.Minutes.approved_by": ACT,
    "councils.Minutes.drafted_by": ACT,
    **dict.fromkeys(
        ("cases.Case.handler", "cases.Extension.by", "cases.TimelineEntry.by"),
        "an act of somebody in office; of whoever raised the matter a line says no more than the case",
    ),
    "councils.Body.created_by": ACT,
    "councils.OwnerVote.entered_by": ACT,
    "councils.OwnerVote.confirmed_by": ACT,
    "councils.Sounding.created_by": ACT,
    "councils.TopicAttachment.by": ACT,
    "councils.TopicAttachment.gone_by": ACT,
    "councils.Adoption.confirmed_by": ACT,
    "councils.Adoption.entered_by": ACT,
    "councils.ConventionStep.by": ACT,
    "councils.ConventionVersion.created_by": ACT,
    "councils.WarningAnswer.by": ACT,
    "councils.ArticleRevision.by": ACT,
    "councils.Wording.answered_by": ACT,
    "councils.Recusal.by": ACT,
    "councils.TopicPaper.by": ACT,
    "councils.TopicStep.by": "who did a step; a resident's own steps hang on their topic, which councils tells",
    "lectures.GuardianConsent.recorded_by": ACT,
    "lectures.SignOff.editor": EDITOR,
    "lectures.SignOff.reviewer": ACT,
    "lectures.SignOff.withdrawn_by": ACT,
    "moderation.Appeal.against": ACT,
    "moderation.Appeal.decided_by": ACT,
    "moderation.Ruling.actor": "who did a step; residents' own steps hang on their submission, which is moderation's",
    "moderation.Submission.co_writers": "what proposals holds as its co-authors, and exports and erases",
    "moderation.Submission.decided_by": ACT,
    "proposals.Contest.created_by": ACT,
    "proposals.ContestImport.imported_by": ACT,
    "proposals.AuthorInvitation.used_by": "who used it is named as co-author, which the room tells and erases",
    "proposals.Panel.closed_by": ACT,
    "proposals.Division.asked_by": ACT,
    "proposals.Merger.ended_by": ACT,
    "proposals.Merger.merged_by": ACT,
    "proposals.ProjectChange.by": ACT,
    "proposals.Review.recused_by": "an act of somebody in office, or the reviewer's own, told with what they scored",
    "proposals.RollCorrection.proposed_by": ACT,
    "proposals.Suggestion.by": ACT,
    "proposals.RollCorrection.settled_by": ACT,
    "rosters.Qualification.recorded_by": ACT,
    "rosters.Roster.created_by": ACT,
    "rosters.Booking.made_by": ACT,
    **dict.fromkeys(
        (
            "volunteers.Application.decided_by",
            "volunteers.Certificate.issued_by",
            "volunteers.HoursDispute.answered_by",
            "volunteers.ServiceRecord.confirmed_by",
            "volunteers.Hazard.shown_by",
            "volunteers.Post.created_by",
            "volunteers.Series.created_by",
            "volunteers.SeriesDay.by",
            "volunteers.Shift.confirmed_by",
            "volunteers.Shift.ended_by",
            "volunteers.Shift.started_by",
        ),
        ACT,
    ),
    "core.IdempotentAnswer.user": "an answer to the person's own request, gone within a day",
    "socialaccount.SocialAccount.user": "never written: WeChat's identities are wechat.WeChatIdentity",
    "wagtailcore.ModelLogEntry.user": "the audit log, kept for six months at least (等保 2.0); names leave it",
    "wagtailcore.PageLogEntry.user": "the audit log, kept for six months at least (等保 2.0)",
    **dict.fromkeys(
        (
            "wagtailadmin.EditingSession.user",
            "wagtailadmin.FormState.user",
            "wagtailcore.APIToken.user",
            "wagtailcore.Comment.resolved_by",
            "wagtailcore.Comment.user",
            "wagtailcore.CommentReply.user",
            "wagtailcore.Page.locked_by",
            "wagtailcore.Page.owner",
            "wagtailcore.PageSubscription.user",
            "wagtailcore.Revision.user",
            "wagtailcore.TaskState.finished_by",
            "wagtailcore.UploadedFile.uploaded_by_user",
            "wagtailcore.WorkflowState.requested_by",
            "wagtaildocs.Document.uploaded_by_user",
            "wagtailimages.Image.uploaded_by_user",
            "wagtailusers.UserProfile.user",
        ),
        EDITOR,
    ),
}


def leading_to_people() -> set[str]:
    """Every relation of an installed model to a user, a resident or a household, as "app.Model.field"."""
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields(include_parents=False)
        if getattr(field, "concrete", False) and field.is_relation and field.related_model in PEOPLE
    }


def test_every_field_that_leads_to_a_person_is_somebodys():
    held = [name for each in personal_data.names() for name in personal_data.get(each).holds]
    assert len(held) == len(set(held)), "two rooms answer for the same"
    assert not set(held) & ELSEWHERE.keys()
    assert leading_to_people() == set(held) | ELSEWHERE.keys()


@pytest.mark.django_db
def test_an_erased_persons_names_leave_the_log():
    resident = ResidentFactory(alias="原来的名字")
    choose_alias(alias="后来的名字", actor=resident.user, now=clock.now())
    assert ModelLogEntry.objects.filter(label__contains="名字").exists()
    erase_person(actor=resident.user, now=clock.now())
    for entry in ModelLogEntry.objects.all():
        assert "名字" not in f"{entry.label} {entry.data}", entry.action
    assert ModelLogEntry.objects.filter(action="accounts.choose_alias").count() == 1, "that it happened stays"


@pytest.mark.django_db
def test_who_was_added_to_a_roll_can_take_that_along_and_is_told_that_it_stays():
    contest, manager, _proposals = frozen()
    late = ResidentFactory(community=contest.subdistrict.communities.first(), verified_at=SETUP)
    other = ResidentFactory(community=contest.subdistrict.communities.first(), verified_at=SETUP)
    colleague = make_manager(contest.subdistrict)
    for each in (late, other):
        propose_roll_correction(
            code=contest.code, person_code=each.user.code, reason="名单漏了", actor=manager, now=FROZEN
        )
    added = RollCorrection.objects.get(resident=late)
    confirm_roll_correction(correction_code=added.code, actor=colleague, now=FROZEN + timedelta(hours=1))
    [told] = export_person(actor=late.user, now=FROZEN)["proposals"]["roll_corrections"]
    assert (told["reason"], told["state"]) == ("名单漏了", "added")
    assert any("冻结的名册" in sentence for sentence in erase_person(actor=late.user, now=FROZEN))
    erase_person(actor=other.user, now=FROZEN)
    assert list(RollCorrection.objects.values_list("resident_id", flat=True)) == [late.pk]
