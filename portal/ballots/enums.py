from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RollBasis(TextChoices):
    """Whom a roll lists, and so what one vote stands for."""

    RESIDENTS = "residents", _("residents")
    HOUSEHOLDS = "households", _("household representatives")
    DELEGATES = "delegates", _("delegates")


class PollMethod(TextChoices):
    APPROVAL = "approval", _("choose up to N")
    YES_NO = "yes_no", _("for, against or abstain")


class Secrecy(TextChoices):
    RECORDED = "recorded", _("recorded by name")
    SECRET = "secret", _("secret")


class AwardRule(TextChoices):
    """How choices become a result; each is one pure function in `portal.ballots.tally`."""

    VOTES = "votes", _("most votes first")
    BUDGET_GREEDY = "budget_greedy", _("most votes first, as long as the budget lasts")
    BUDGET_EQUAL_SHARES = "budget_equal_shares", _("everybody's equal share of the budget")
    COMPOSITE = "composite", _("experts, a jury of residents and votes together")
    DECISION = "decision", _("adopted or not adopted")


class Outcome(TextChoices):
    """What became of one tap. Only ACCEPTED changed anything."""

    ACCEPTED = "accepted", _("Counted.")
    ALREADY = "already", _("You had already chosen this one. It counts once.")
    NO_SLOT = "no_slot", _("All your votes are used. Take one back first.")
    NOT_OPEN = "not_open", _("Voting has not started yet.")
    CLOSED = "closed", _("Voting has closed.")
    NOT_ON_ROLL = (
        "not_on_roll",
        _("You are not on the roll of this vote. Ask your community if you think you should be."),
    )
    NO_OPTION = "no_option", _("This can no longer be voted for.")
    NOT_CHOSEN = "not_chosen", _("You had not chosen this one.")
    SIGNED_OUT = "signed_out", _("Your sign-in has run out. Please sign in again; nothing was changed.")
    OTHER_CHANNEL = (
        "other_channel",
        _("You are on a sign-in sheet of this vote, so you have voted on paper or through somebody you authorised."),
    )


class Channel(TextChoices):
    """How somebody votes. A person's first way closes the others; COUNTER is online, with somebody's help; HANDS are
    raised at a meeting, counted and not named."""

    ONLINE = "online", _("online")
    COUNTER = "counter", _("at the counter, with help")
    PAPER = "paper", _("on paper")
    HANDS = "hands", _("by show of hands")


class SheetState(TextChoices):
    """Where a sign-in sheet stands. Only confirmed ones let a vote be counted; dropped ones hold nobody."""

    OPEN = "open", _("being filled in")
    CLOSED = "closed", _("waits for a second person")
    CONFIRMED = "confirmed", _("confirmed")
    DROPPED = "dropped", _("dropped")


class ExclusionKind(TextChoices):
    """Why a ballot is left out of the count; published with the result."""

    NOT_ENTITLED = "not_entitled", _("its voter was not entitled to vote")
    NOT_OWN = "not_own", _("somebody else voted in the person's place")
    TWICE = "twice", _("the person voted in another way too")
    AUTOMATED = "automated", _("cast by a program, not by a person")
    PAPER_FIRST = "paper_first", _("the person had voted on paper already")
    OTHER = "other", _("another reason")


class BallotAct(TextChoices):
    """What is proposed to do with one counted ballot."""

    EXCLUDE = "exclude", _("leave the ballot out of the count")
    RESTORE = "restore", _("count the ballot again")


class Decision(TextChoices):
    """Where something stands that one person asks for and another one decides."""

    WAITING = "waiting", _("waits for a second person")
    DONE = "done", _("decided and done")
    REFUSED = "refused", _("refused")


class SignalKind(TextChoices):
    """What a look at how ballots came notices (`portal.ballots.tally.signals`)."""

    DEVICE = "device", _("many ballots from one device")
    ADDRESS = "address", _("many ballots from one network within minutes")
    BURST = "burst", _("an unusual number of ballots within minutes")
    LATE = "late", _("an unusual share of ballots shortly before the close")
    CLUSTER = "cluster", _("many people confirmed one after another, who then nearly all voted")


class SignalState(TextChoices):
    """What people made of it. Nothing is left out of the count by the look itself."""

    NOTED = "noted", _("waits for somebody to look at it")
    EXPLAINED = "explained", _("explained: nothing wrong")
    PROPOSED = "proposed", _("its ballots are proposed to be left out")
    LEFT_OUT = "left_out", _("its ballots are left out")
    KEPT = "kept", _("proposed to be left out, and refused: its ballots count")


class Blocker(TextChoices):
    """What stands between a counted vote and its certification."""

    NOT_PUBLIC = "not_public", _("The result has not been published yet.")
    WINDOW_OPEN = "window_open", _("Objections can still be raised.")
    UNANSWERED = "unanswered", _("Objections wait for an answer.")
    UNDECIDED = "undecided", _("Exclusions of ballots wait for a second person.")
    UNCHECKED = "unchecked", _("How the ballots came has not been looked at, or something noticed is not explained.")


class Reason(TextChoices):
    """Why an option was selected or not, in terms of the data."""

    SELECTED = "selected", _("selected")
    NO_VOTES = "no_votes", _("nobody chose it")
    OVER_BUDGET = "over_budget", _("costs more than was left when its turn came")
    BEYOND_WINNERS = "beyond_winners", _("all places were taken by options with more votes")
    AFTER_CUT = "after_cut", _("the award ended with an option before it in the order")
    WITHDRAWN = "withdrawn", _("withdrawn before the count")
