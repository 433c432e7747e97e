from councils.models.attachments import TopicAttachment
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
from councils.models.floor import Attendance, Second, Turn
from councils.models.meetings import AgendaItem, Meeting, Motion
from councils.models.minutes import Minutes
from councils.models.motion_votes import MotionVote
from councils.models.opinions import ImportedReaction, MapResult, Reaction, Statement
from councils.models.owners import OwnerHead, OwnerUnit, OwnerVote, Sounding
from councils.models.pledges import Pledge
from councils.models.resolutions import Resolution
from councils.models.room import Proxy, RoomCount
from councils.models.topics import PlanVariant, Recusal, Topic, TopicPaper, TopicSecond, TopicStep
from councils.models.wordings import ArticleRevision, Wording, WordingSupport

__all__ = [
    "Adoption",
    "AdoptionLine",
    "AgendaItem",
    "Article",
    "ArticleRevision",
    "Attendance",
    "Body",
    "Convention",
    "ConventionStep",
    "ConventionVersion",
    "ImportedReaction",
    "MapResult",
    "Meeting",
    "Minutes",
    "Motion",
    "MotionVote",
    "OwnerHead",
    "OwnerUnit",
    "OwnerVote",
    "PlanVariant",
    "Pledge",
    "Proxy",
    "Reaction",
    "Recusal",
    "Resolution",
    "RoomCount",
    "Seat",
    "Second",
    "Sounding",
    "Statement",
    "Topic",
    "TopicAttachment",
    "TopicPaper",
    "TopicSecond",
    "TopicStep",
    "Turn",
    "WarningAnswer",
    "Wording",
    "WordingSupport",
]
