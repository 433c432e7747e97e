"""Owners' soundings: prepared, a roll read in, opened, voted on."""

from councils.actions.owners.preparing import NewSounding, create_sounding, link_owner, open_sounding, put_roll
from councils.actions.owners.voting import confirm_paper, enter_paper, vote_as_owner

__all__ = [
    "NewSounding",
    "confirm_paper",
    "create_sounding",
    "enter_paper",
    "link_owner",
    "open_sounding",
    "put_roll",
    "vote_as_owner",
]
