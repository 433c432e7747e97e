from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class BodyKind(TextChoices):
    """What sort of body it is; each has a template of its rules (`councils.procedure`)."""

    RESIDENTS = "residents", _("residents' meeting")
    DELEGATES = "delegates", _("meeting of residents' delegates")
    ONLINE = "online", _("online residents' council")
    CONSULTATION = "consultation", _("consultation room")
    SIX_SEATS = "six_seats", _("council of six seats")
    FOUR_PARTIES = "four_parties", _("platform of four parties")
    OWNERS = "owners", _("owners' sounding")


class BodyBasis(TextChoices):
    """Whom the roll of a body is frozen from, and so what one vote stands for."""

    RESIDENTS = "residents", _("residents of 18 and over")
    HOUSEHOLDS = "households", _("household representatives")
    SEATS = "seats", _("those who hold a seat")
    OWNERS = "owners", _("owners by unit and floor area")


class SeatRole(TextChoices):
    CONVENER = "convener", _("convener")
    MEMBER = "member", _("member")
    OBSERVER = "observer", _("observer")


class Side(TextChoices):
    """Whom somebody with a seat speaks for."""

    RESIDENT = "resident", _("residents")
    PARTY_BRANCH = "party_branch", _("community party organisation")
    COMMITTEE = "committee", _("residents' committee")
    SOCIAL_ORG = "social_org", _("social organisation")
    OWNERS_COMMITTEE = "owners_committee", _("owners' committee")
    PROPERTY = "property", _("property management")
    UNIT = "unit", _("unit based here")
    MUTUAL_AID = "mutual_aid", _("mutual-aid association")


class Chapter(TextChoices):
    """The three chapters that every topic runs through."""

    DISCUSS = "discuss", _("Residents discuss")
    DO = "do", _("Residents do")
    WATCH = "watch", _("Residents watch")


class TopicState(TextChoices):
    """Where a topic stands. Its chapter is drawn from it (`councils.lifecycle.CHAPTERS`), never stored."""

    DRAFT = "draft", _("being written")
    QUEUED = "queued", _("waiting to be read")
    RETURNED = "returned", _("returned for changes")
    HIDDEN = "hidden", _("hidden")
    RAISED = "raised", _("raised")
    SCREENED = "screened", _("taken on")
    SCHEDULED = "scheduled", _("on an agenda")
    DELIBERATED = "deliberated", _("being deliberated")
    DECIDED = "decided", _("decided")
    CARRIED_OUT = "carried_out", _("carried out")
    LOOKED_BACK = "looked_back", _("looked back on")
    DECLINED = "declined", _("not taken on")
    WITHDRAWN = "withdrawn", _("withdrawn")


class TopicEvent(TextChoices):
    SUBMIT = "submit", _("hand in")
    APPROVE = "approve", _("publish")
    RETURN = "return", _("return for changes")
    HIDE = "hide", _("hide")
    TAKE_ON = "take_on", _("take on")
    DECLINE = "decline", _("do not take on")
    SCHEDULE = "schedule", _("put on an agenda")
    DELIBERATE = "deliberate", _("begin to deliberate")
    DECIDE = "decide", _("note what was decided")
    CARRY_OUT = "carry_out", _("note that it is carried out")
    UNSCHEDULE = "unschedule", _("take off the agenda")
    LOOK_BACK = "look_back", _("look back on it")
    REOPEN = "reopen", _("open it again")
    WITHDRAW = "withdraw", _("withdraw")


class PaperKind(TextChoices):
    """What is written about a topic before it is deliberated."""

    BACKGROUND = "background", _("background paper")
    FOR = "for", _("what speaks for it")
    AGAINST = "against", _("what speaks against it")
    VISIT = "visit", _("notes of a site visit")


class MeetingState(TextChoices):
    PLANNED = "planned", _("being prepared")
    CALLED = "called", _("called")
    RUNNING = "running", _("in session")
    RECESS = "recess", _("in recess")
    ENDED = "ended", _("ended")
    PUBLISHED = "published", _("minutes published")
    CANCELLED = "cancelled", _("called off")


class MeetingKind(TextChoices):
    """Why a meeting is held (城市居民委员会组织法 Arts 27, 30: at its term, or because enough people ask)."""

    REGULAR = "regular", _("regular meeting")
    REQUESTED = "requested", _("asked for by those entitled")
    SPECIAL = "special", _("special meeting")


class ItemState(TextChoices):
    WAITING = "waiting", pgettext_lazy("agenda item", "to come")
    OPEN = "open", _("being dealt with")
    CLOSED = "closed", _("dealt with")


class MotionState(TextChoices):
    """The way of a motion on the floor; at most one of a meeting is open, debated or put to the vote at a time."""

    RAISED = "raised", _("raised, waits for seconds")
    DEBATED = "debated", _("under debate")
    DEBATE_CLOSED = "debate_closed", _("debate closed")
    VOTING = "voting", _("put to the vote")
    ADOPTED = "adopted", _("adopted")
    REJECTED = "rejected", _("not adopted")
    WITHDRAWN = "withdrawn", _("withdrawn")


class AttendedBy(TextChoices):
    ONLINE = "online", _("online")
    CODE = "code", _("by the code in the room")
    PAPER = "paper", _("on the paper list")
    PROXY = "proxy", _("through a proxy")


IN_ROOM = (AttendedBy.CODE, AttendedBy.PAPER)
"""Who signed in so is in the room."""


class RoomWay(TextChoices):
    """How those in the room vote where they do not vote on their phones."""

    HANDS = "hands", _("by show of hands")
    PAPER = "paper", _("on paper, in piles")


class Stance(TextChoices):
    """Says which way somebody speaks before they do (stance first)."""

    FOR = "for", pgettext_lazy("stance of a speaker", "for it")
    AGAINST = "against", pgettext_lazy("stance of a speaker", "against it")
    ASKS = "asks", pgettext_lazy("stance of a speaker", "has a question")
    ORDER = "order", pgettext_lazy("stance of a speaker", "point of order")
