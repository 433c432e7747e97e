from councils.models.bodies import Body, Seat
from councils.models.conventions import (
    Adoption,
    AdoptionLine,
    Article,
    Convention,
    ConventionStep,
    ConventionVersion,
    WarningAnswer,
)
from councils.models.meetings import AgendaItem, Meeting, Motion
from councils.models.pledges import Pledge
from councils.models.topics import PlanVariant, Recusal, Topic, TopicPaper, TopicSecond, TopicStep

__all__ = [
    "Adoption",
    "AdoptionLine",
    "AgendaItem",
    "Article",
    "Body",
    "Convention",
    "ConventionStep",
    "ConventionVersion",
    "Meeting",
    "Motion",
    "PlanVariant",
    "Pledge",
    "Recusal",
    "Seat",
    "Topic",
    "TopicPaper",
    "TopicSecond",
    "TopicStep",
    "WarningAnswer",
]
