"""What the edges say where a vote could not be given or shown: one code a case, so that clients can tell them apart."""

from typing import ClassVar

from django.utils.translation import gettext as _

from portal.ballots.enums import Outcome
from portal.core.errors import Refusal


class VoteRefusal(Refusal):
    """A tap that changed nothing. Its code is the outcome's value."""

    outcome: ClassVar[Outcome]

    @classmethod
    def default_message(cls) -> str:
        return str(cls.outcome.label)


class NoSlot(VoteRefusal):
    """All votes are used; one has to be taken back first."""

    outcome, code = Outcome.NO_SLOT, "no_slot"


class NotOpen(VoteRefusal):
    """Voting has not started."""

    outcome, code = Outcome.NOT_OPEN, "not_open"


class Closed(VoteRefusal):
    """Voting has closed, or the count has begun."""

    outcome, code = Outcome.CLOSED, "closed"


class NotOnRoll(VoteRefusal):
    """The person is not on the frozen roll."""

    outcome, code, status = Outcome.NOT_ON_ROLL, "not_on_roll", 403


class NoOption(VoteRefusal):
    """There is no such option, or it was withdrawn."""

    outcome, code, status = Outcome.NO_OPTION, "no_option", 404


class OtherChannel(VoteRefusal):
    """The person has voted another way already; the message says which, where it is known."""

    outcome, code = Outcome.OTHER_CHANNEL, "other_channel"


class KeyUnavailable(Refusal):
    """A poll's key cannot be opened: settings.POLL_KEYS does not hold what it was sealed under."""

    code, status = "key_unavailable", 503

    @classmethod
    def default_message(cls) -> str:
        return _(
            "The key of this vote cannot be opened right now. Nothing was changed and nothing is lost: please call the "
            "sub-district, whose operator has to put the key back."
        )


class NotPublicYet(Refusal):
    """The result and the ballot file are not public yet."""

    code = "not_public_yet"

    @classmethod
    def default_message(cls) -> str:
        return _("The result is not public yet.")


REFUSALS: dict[Outcome, type[VoteRefusal]] = {
    refusal.outcome: refusal for refusal in (NoSlot, NotOpen, Closed, NotOnRoll, NoOption, OtherChannel)
}


def require_done(outcome: Outcome) -> None:
    """Raises the outcome's refusal; nothing for what was done (ACCEPTED) or already was so (ALREADY, NOT_CHOSEN)."""
    if outcome in REFUSALS:
        raise REFUSALS[outcome]
