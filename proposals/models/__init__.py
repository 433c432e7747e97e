from proposals.models.contest import Contest, ContestTemplate, Phase
from proposals.models.parts import CostLine, Endorsement, Photo
from proposals.models.proposal import Category, Proposal

__all__ = ["Category", "Contest", "ContestTemplate", "CostLine", "Endorsement", "Phase", "Photo", "Proposal"]
