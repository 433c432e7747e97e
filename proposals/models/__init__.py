from proposals.models.contest import Contest, ContestTemplate, Phase
from proposals.models.delivery import Inspector, Milestone, Payment, Project, ProjectChange
from proposals.models.parts import CostLine, Endorsement, Photo, ProposalVoice
from proposals.models.proposal import Category, Proposal
from proposals.models.running import ContestImport, RollCorrection

__all__ = [
    "Category",
    "Contest",
    "ContestImport",
    "ContestTemplate",
    "CostLine",
    "Endorsement",
    "Inspector",
    "Milestone",
    "Payment",
    "Phase",
    "Photo",
    "Project",
    "ProjectChange",
    "Proposal",
    "ProposalVoice",
    "RollCorrection",
]
