from portal.ballots.models.certification import Certificate, Exclusion, Objection, Participation, ResultVersion
from portal.ballots.models.choice import Choice, CountedBallot
from portal.ballots.models.poll import Poll, PollOption
from portal.ballots.models.roll import Roll, RollEntry, RollVersion

__all__ = [
    "Certificate",
    "Choice",
    "CountedBallot",
    "Exclusion",
    "Objection",
    "Participation",
    "Poll",
    "PollOption",
    "ResultVersion",
    "Roll",
    "RollEntry",
    "RollVersion",
]
