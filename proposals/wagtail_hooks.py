from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.admin_url_finder import register_admin_url_finder
from wagtail.admin.menu import MenuItem
from wagtail.permissions import register_permission_policy

from portal.accounts.permissions import CommunityPolicy, SubdistrictPolicy
from portal.accounts.queries import communities_of, subdistricts_managed_by
from proposals.models import Contest, Proposal
from proposals.queries.staff import ProposalsWanted, proposals_in_care_of
from proposals.rules import manages_contest
from proposals.views import (
    staff_certification,
    staff_contest,
    staff_copy,
    staff_counter,
    staff_delivery,
    staff_divisions,
    staff_evaluation,
    staff_mergers,
    staff_papers,
    staff_proposals,
    staff_result,
    staff_roll,
    staff_setup,
    staff_sheets,
    staff_suggestions,
)
from proposals.views.staff_pages import ICON

register_permission_policy(Contest, SubdistrictPolicy(Contest))
register_permission_policy(Proposal, CommunityPolicy(Proposal))


class ContestFinder:
    """Where reports and logs lead for a contest: its dashboard, for its managers."""

    def __init__(self, user: Any) -> None:
        self.user = user

    def get_edit_url(self, instance: Contest) -> str | None:
        return reverse("contest_dashboard", args=[instance.code]) if manages_contest(self.user, instance) else None


class ProposalFinder:
    """Where they lead for a proposal: its page for staff of its community."""

    def __init__(self, user: Any) -> None:
        self.user = user

    def get_edit_url(self, instance: Proposal) -> str | None:
        seen = proposals_in_care_of(self.user, ProposalsWanted()).filter(pk=instance.pk).exists()
        return reverse("contest_proposal", args=[instance.code]) if seen else None


register_admin_url_finder(Contest, ContestFinder)
register_admin_url_finder(Proposal, ProposalFinder)


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    """What residents do to proposals and managers to contests, for the audit log."""
    actions.register_action("proposals.submit", _("Hand in"), _("Handed in"))
    actions.register_action("proposals.withdraw", _("Withdraw"), _("Withdrew"))
    actions.register_action("proposals.discard", _("Delete a draft"), _("Deleted the draft"))
    actions.register_action("proposals.write_opinion", _("Write the community's opinion"), _("Wrote an opinion"))
    actions.register_action("proposals.merge", _("Merge into another proposal"), _("Merged it into another proposal"))
    actions.register_action("proposals.split", _("Split off again"), _("Split it off again"))
    actions.register_action(
        "proposals.ask_to_divide", _("Ask to divide a proposal"), _("Asked its author to divide it")
    )
    actions.register_action("proposals.begin_division", _("Begin to divide"), _("Began to divide it"))
    actions.register_action("proposals.keep_whole", _("Keep as one"), _("Kept it as one"))
    actions.register_action("proposals.divide", _("Divide a proposal"), _("Divided it into two"))
    actions.register_action("proposals.reunite", _("Let stand again"), _("Let it stand by itself again"))
    actions.register_action("proposals.accept_co_authorship", _("Become co-author"), _("Became co-author"))
    actions.register_action("proposals.leave_co_authorship", _("Leave the authors"), _("Left the authors"))
    actions.register_action("proposals.create_contest", _("Set a contest up"), _("Set the contest up"))
    actions.register_action("proposals.discard_contest", _("Discard a contest"), _("Discarded the contest"))
    actions.register_action("proposals.keep_template", _("Keep as a template"), _("Kept it as a template"))
    actions.register_action("proposals.edit_contest", _("Change settings"), _("Changed settings"))
    actions.register_action("proposals.plan_phases", _("Plan the stages"), _("Planned the stages"))
    actions.register_action("proposals.announce_contest", _("Announce a contest"), _("Announced the contest"))
    actions.register_action("proposals.freeze_roll", _("Freeze the roll"), _("Froze the roll"))
    actions.register_action("proposals.propose_correction", _("Propose a correction"), _("Proposed a correction"))
    actions.register_action("proposals.settle_correction", _("Settle a correction"), _("Settled the correction"))
    actions.register_action("proposals.count_contest", _("Count the vote"), _("Counted the vote"))
    actions.register_action("proposals.publish_result", _("Publish the result"), _("Published the result"))
    actions.register_action("proposals.begin_project", _("Begin a project"), _("Began the project"))
    actions.register_action("proposals.sign_agreement", _("Sign an agreement"), _("Signed the agreement"))
    actions.register_action("proposals.pay_part", _("Pay a part"), _("Paid a part"))
    actions.register_action("proposals.change_project", _("Change a project"), _("Changed the project"))
    actions.register_action("proposals.inspect_project", _("Inspect a project"), _("Inspected the project"))
    actions.register_action("proposals.drop_inspector", _("Take an inspector back"), _("Took the inspector back"))
    actions.register_action("proposals.set_criteria", _("Set the criteria"), _("Set the criteria"))
    actions.register_action("proposals.name_reviewer", _("Name a reviewer"), _("Named a reviewer"))
    actions.register_action("proposals.drop_reviewer", _("Take a reviewer off"), _("Took a reviewer off"))
    actions.register_action("proposals.open_panel", _("Open a panel"), _("Opened a panel"))
    actions.register_action("proposals.close_panel", _("Close a panel"), _("Closed a panel"))
    actions.register_action("proposals.recuse_reviewer", _("Leave a proposal to others"), _("Left it to others"))
    actions.register_action("proposals.suggest_words", _("Suggest other words"), _("Suggested other words"))
    actions.register_action("proposals.invite_co_author", _("Invite a co-author"), _("Invited a co-author"))
    actions.register_action("proposals.part_with_co_author", _("Take a co-author off"), _("Took a co-author off"))
    actions.register_action("proposals.import_contest", _("Import a contest"), _("Imported the contest"))


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLPattern]:
    return [
        path("contests/", staff_contest.index, name="contest_index"),
        path("contests/new/", staff_setup.begin, name="contest_begin"),
        path("contests/new/name/", staff_setup.name, name="contest_name"),
        path("contests/<slug:code>/", staff_contest.dashboard, name="contest_dashboard"),
        path("contests/<slug:code>/settings/", staff_setup.settings, name="contest_settings"),
        path("contests/<slug:code>/copy/", staff_copy.copy, name="contest_copy"),
        path("contests/<slug:code>/template/", staff_copy.keep, name="contest_keep"),
        path("contests/<slug:code>/phases/", staff_setup.phases, name="contest_phases"),
        path("contests/<slug:code>/announce/", staff_setup.announce, name="contest_announce"),
        path("contests/<slug:code>/discard/", staff_setup.discard, name="contest_discard"),
        path("contests/<slug:code>/roll/", staff_roll.roll, name="contest_roll"),
        path("contests/<slug:code>/corrections/", staff_roll.corrections, name="contest_corrections"),
        path("contests/<slug:code>/corrections/<slug:correction>/", staff_roll.settle, name="contest_settle"),
        path("contests/<slug:code>/sheets/", staff_sheets.sheets, name="contest_sheets"),
        path("contests/<slug:code>/sheets/<slug:panel>.xlsx", staff_sheets.blank, name="contest_sheet_file"),
        path("contests/<slug:code>/scoring/", staff_evaluation.evaluation, name="contest_evaluation"),
        path("contests/<slug:code>/scoring/<slug:kind>/", staff_evaluation.panel, name="contest_panel"),
        path("contests/<slug:code>/scoring/<slug:kind>.xlsx", staff_evaluation.workbook, name="contest_panel_sheet"),
        path("contests/<slug:code>/papers/", staff_papers.papers, name="contest_papers"),
        path("contests/<slug:code>/papers/ballots.pdf", staff_papers.ballots, name="contest_paper_ballots"),
        path("contests/<slug:code>/papers/sign-in.pdf", staff_papers.sign_in_list, name="contest_sign_in_list"),
        path("contests/<slug:code>/papers/<slug:sheet>/", staff_papers.sheet, name="contest_paper_sheet"),
        path("contests/<slug:code>/papers/<slug:sheet>/act/", staff_papers.act, name="contest_paper_act"),
        path("contests/<slug:code>/papers/<slug:sheet>/box/", staff_papers.box, name="contest_paper_box"),
        path("contests/<slug:code>/papers/<slug:sheet>/<slug:scan>.jpg", staff_papers.scan, name="contest_paper_scan"),
        path("contests/<slug:code>/counter/", staff_counter.counter, name="contest_counter"),
        path("contests/<slug:code>/counter/<slug:person>/", staff_counter.vote, name="contest_counter_vote"),
        path("contests/<slug:code>/count/", staff_result.count, name="contest_count"),
        path("contests/<slug:code>/result/", staff_result.publish, name="contest_result"),
        path("contests/<slug:code>/result/preview/", staff_result.preview, name="contest_preview"),
        path("contests/<slug:code>/ballots.<slug:ending>", staff_result.ballot_file, name="contest_ballots"),
        path("contests/<slug:code>/projects/", staff_delivery.projects, name="contest_projects"),
        path("contests/<slug:code>/projects/<slug:proposal>/", staff_delivery.project, name="contest_project"),
        path(
            "contests/<slug:code>/projects/<slug:proposal>/agreement.jpg",
            staff_delivery.agreement,
            name="contest_agreement",
        ),
        path("contests/<slug:code>/objections/", staff_certification.objections, name="contest_objections"),
        path("contests/<slug:code>/objections/<slug:objection>/", staff_certification.answer, name="contest_answer"),
        path("contests/<slug:code>/exclusions/", staff_certification.exclusions, name="contest_exclusions"),
        path("contests/<slug:code>/exclusions/<slug:exclusion>/", staff_certification.decide, name="contest_decide"),
        path("contests/<slug:code>/signals/", staff_certification.signals, name="contest_signals"),
        path("contests/<slug:code>/certification/", staff_certification.certification, name="contest_certification"),
        path("proposals/", staff_proposals.proposals, name="contest_proposals"),
        path("proposals/proposals.xlsx", staff_proposals.export, name="contest_proposals_export"),
        path("proposals/<slug:code>/merge/", staff_mergers.merge, name="contest_merge"),
        path("proposals/<slug:code>/split/<slug:original>/", staff_mergers.split, name="contest_split"),
        path("proposals/<slug:code>/divide/", staff_divisions.division, name="contest_division"),
        path("proposals/<slug:code>/suggest/", staff_suggestions.suggest, name="contest_suggest"),
        path("proposals/<slug:code>/", staff_proposals.proposal, name="contest_proposal"),
    ]


class ManagerMenuItem(MenuItem):
    """Shown to those who run contests."""

    def is_shown(self, request: HttpRequest) -> bool:
        return subdistricts_managed_by(request.user).exists()


class ModeratorMenuItem(MenuItem):
    """Shown to those who look after a community."""

    def is_shown(self, request: HttpRequest) -> bool:
        return communities_of(request.user).exists()


@hooks.register("register_admin_menu_item")
def register_contests_menu_item() -> MenuItem:
    return ManagerMenuItem(_("Proposal contests"), reverse("contest_index"), name="contests", icon_name=ICON, order=20)


@hooks.register("register_admin_menu_item")
def register_proposals_menu_item() -> MenuItem:
    address = reverse("contest_proposals")
    return ModeratorMenuItem(_("Proposals"), address, name="proposals", icon_name="list-ul", order=21)
