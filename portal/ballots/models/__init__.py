from portal.ballots.models.certification import Certificate, Exclusion, Objection, Participation, ResultVersion
from portal.ballots.models.choice import Choice, CountedBallot
from portal.ballots.models.papers import AssistedVotes, BoxCount, SheetScan, SignInLine, SignInSheet
from portal.ballots.models.poll import Poll, PollOption
from portal.ballots.models.roll import Roll, RollEntry, RollVersion
from portal.ballots.models.signals import Signal, SignalCheck

__all__ = [
    "AssistedVotes",
    "BoxCount",
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
    "SheetScan",
    "SignInLine",
    "SignInSheet",
    "Signal",
    "SignalCheck",
]
