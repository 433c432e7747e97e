"""Elections of earlier years, read from files: docs/import.md names the columns."""

from proposals.importing.election import Ballot, Election, Problem, Project, Terms, Unreadable, Voter
from proposals.importing.reading import read_election

__all__ = ["Ballot", "Election", "Problem", "Project", "Terms", "Unreadable", "Voter", "read_election"]
