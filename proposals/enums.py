from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PhaseKind(TextChoices):
    """The stages of a contest in their order; a contest uses those it has dates for."""

    CALL = "call", _("call for proposals")
    SCREENING = "screening", _("screening")
    COACHING = "coaching", _("coaching")
    EVALUATION = "evaluation", _("evaluation")
    VOTE = "vote", _("vote")
    OBJECTION = "objection", _("objection period")
    CERTIFIED = "certified", _("result certified")
    DELIVERY = "delivery", pgettext_lazy("stage of a contest", "delivery")


class Feature(TextChoices):
    """What residents may do while a phase is open; `phases.py` says which phase opens which."""

    SUBMIT = "submit", _("hand in a new proposal")
    EDIT = "edit", _("improve a returned proposal and hand it in again")
    ENDORSE = "endorse", _("second proposals")
    COMMENT = "comment", _("say what you think")
    VOTE = "vote", _("vote")
    OBJECT = "object", _("object to the result")


class AwardRule(TextChoices):
    """How the counted votes become winners; the values are those of the ballots engine."""

    VOTES = "votes", _("most votes first")
    BUDGET_GREEDY = "budget_greedy", _("most votes first, as far as the budget reaches")
    COMPOSITE = "composite", _("experts, a jury of residents and votes together")
    BUDGET_EQUAL_SHARES = "budget_equal_shares", _("everybody has an equal share of the budget")


class ProposalState(TextChoices):
    DRAFT = "draft", _("draft")
    IN_REVIEW = "in_review", _("being read by the community")
    RETURNED = "returned", _("returned for changes")
    PUBLISHED = "published", _("published")
    HIDDEN = "hidden", _("taken down")
    WITHDRAWN = "withdrawn", _("withdrawn")
    MERGED = "merged", _("merged into another")
    DIVIDED = "divided", _("divided into two")


class ProposalEvent(TextChoices):
    SUBMIT = "submit", _("submit")
    APPROVE = "approve", _("approve")
    RETURN = "return", _("return")
    HIDE = "hide", _("hide")
    RESTORE = "restore", _("restore")
    WITHDRAW = "withdraw", _("withdraw")
    MERGE = "merge", _("merge")
    SPLIT = "split", _("split off again")
    DIVIDE = "divide", _("divide")
    REUNITE = "reunite", _("let it stand again")


class CorrectionState(TextChoices):
    """What became of a proposal to add somebody to a contest's roll."""

    WAITING = "waiting", _("waits for a second person")
    ADDED = "added", _("added to the roll")
    DROPPED = "dropped", _("dropped")


class Answer(TextChoices):
    """The questions of the writing pages that are answered with one text each."""

    TITLE = "title", _("What would you like to change?")
    COMMUNITY = "community", _("Which community is it in?")
    PLACE = "place", _("Where exactly?")
    PROBLEM = "problem", _("What troubles you there?")
    IDEA = "idea", _("What do you suggest?")
    CATEGORY = "category", _("What is it about?")


class Suggestible(TextChoices):
    """The answers for which readers may suggest other words; the values are those of Answer."""

    TITLE = "title", _("What would you like to change?")
    PLACE = "place", _("Where exactly?")
    PROBLEM = "problem", _("What troubles you there?")
    IDEA = "idea", _("What do you suggest?")


class PaidFor(TextChoices):
    """What has to stand before a part of the money is paid."""

    AGREEMENT = "agreement", _("the agreement is signed")
    MILESTONES = "milestones", _("all milestones are done")
    ACCEPTANCE = "acceptance", _("residents have accepted it")


class ChangeOf(TextChoices):
    COST = "cost", _("cost")
    TIME = "time", _("time")
    CONTENT = "content", _("content")


class InspectorFrom(TextChoices):
    """For whom somebody accepts the work."""

    DELEGATES = "delegates", _("residents' delegate (居民代表)")
    COMMITTEE = "committee", _("committee supervising affairs (居务监督委员会)")


class NextStep(TextChoices):
    """What a project waits for."""

    AGREEMENT = "agreement", _("sign the agreement")
    FIRST_PAYMENT = "first", _("pay the first part")
    MILESTONE = "milestone", _("report the next milestone")
    SECOND_PAYMENT = "second", _("pay the second part")
    INSPECTORS = "inspectors", _("name who accepts it for the residents")
    INSPECTION = "inspection", _("wait for the acceptance")
    LAST_PAYMENT = "last", _("pay the last part")
    LOOK_BACK = "look_back", _("look back after six months")
    DONE = "done", _("nothing more")


class PanelKind(TextChoices):
    """Who scores proposals; the values are the sides of the ballots engine's composite rule."""

    EXPERTS = "experts", _("experts")
    JURY = "jury", _("residents' jury")
