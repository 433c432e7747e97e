"""Why there is no seat: one code a case, so that clients can tell them apart."""

from django.utils.translation import gettext as _

from portal.core.errors import Refusal


class Full(Refusal):
    """No seats are left for a party of this size, and nobody can wait for them."""

    code = "full"

    @classmethod
    def default_message(cls) -> str:
        return _("There are not enough places left. Nothing was changed.")


class Overlaps(Refusal):
    """The person holds seats of something else at that time; `fields["with"]` is its title."""

    code = "overlaps"

    @classmethod
    def default_message(cls) -> str:
        return _("You have booked something else at that time. Cancel that first.")


class NotFit(Refusal):
    """The person lacks what the roster asks for; `fields` says what: age, party, or the key of a qualification."""

    code, status = "not_fit", 403

    @classmethod
    def default_message(cls) -> str:
        return _("Something that is needed for this is missing. Nothing was changed.")


class MissedTooOften(Refusal):
    """The person stayed away too often without cancelling (settings.NO_SHOWS_AT_MOST)."""

    code, status = "missed_too_often", 403

    @classmethod
    def default_message(cls) -> str:
        return _("You booked several times and did not come. Please call: somebody can still enter you.")


class NotOnList(Refusal):
    """Whoever wants to sign in holds no seat."""

    code = "not_on_list"

    @classmethod
    def default_message(cls) -> str:
        return _("You hold no place here. Please ask whoever keeps the list.")


class StaleCode(Refusal):
    """The scanned code is not of the last minutes, or not of this roster."""

    code = "stale_code"

    @classmethod
    def default_message(cls) -> str:
        return _("This code has run out. Please scan the one that is shown now.")
