from proposals.models.contest import Contest, ContestTemplate, Phase
from proposals.models.delivery import Inspector, Milestone, Payment, Project, ProjectChange
from proposals.models.division import Division, DivisionPart
from proposals.models.evaluation import Criterion, Panel, Review, Reviewer, Score
from proposals.models.merging import AuthorInvitation, CoAuthor, Merger, SupportAsk
from proposals.models.parts import CostLine, Endorsement, Photo, ProposalVoice
from proposals.models.proposal import Category, Proposal
from proposals.models.running import ContestImport, RollCorrection
from proposals.models.versions import Suggestion, Version

__all__ = [
    "AuthorInvitation",
    "Category",
    "CoAuthor",
    "Contest",
    "ContestImport",
    "ContestTemplate",
    "CostLine",
    "Criterion",
    "Division",
    "DivisionPart",
    "Endorsement",
    "Inspector",
    "Merger",
    "Milestone",
    "Panel",
    "Payment",
    "Phase",
    "Photo",
    "Project",
    "ProjectChange",
    "Proposal",
    "ProposalVoice",
    "Review",
    "Reviewer",
    "RollCorrection",
    "Score",
    "Suggestion",
    "SupportAsk",
    "Version",
]
