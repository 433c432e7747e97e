from portal.ballots.models.choice import Choice, CountedBallot
from portal.ballots.models.poll import Poll, PollOption
from portal.ballots.models.roll import Roll, RollEntry, RollVersion

__all__ = ["Choice", "CountedBallot", "Poll", "PollOption", "Roll", "RollEntry", "RollVersion"]
