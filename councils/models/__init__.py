from councils.models.bodies import Body, Seat
from councils.models.meetings import AgendaItem, Meeting, Motion
from councils.models.topics import Topic

__all__ = ["AgendaItem", "Body", "Meeting", "Motion", "Seat", "Topic"]
