"""Why a lecture is not published, or a place at it not given: one code a case, so that clients can tell them apart."""

from django.utils.translation import gettext as _

from portal.core.errors import Refusal


class NotChecked(Refusal):
    """Nobody but its editor has checked the facts of this very text."""

    code = "not_checked"

    @classmethod
    def default_message(cls) -> str:
        return _(
            "Somebody else has to check the facts of this text first. It is kept as a draft; after the check it can be "
            "published."
        )


class GuardianNeeded(Refusal):
    """Children come to this session, and no adult of the household has agreed to it."""

    code, status = "guardian_needed", 403

    @classmethod
    def default_message(cls) -> str:
        return _("This is for children: an adult of the household has to agree first. Nothing was booked.")


class NoSuchPlace(Refusal):
    """Places of the kind that is needed are all taken."""

    code = "no_such_place"

    @classmethod
    def default_message(cls) -> str:
        return _("Places of this kind are all taken. Please call the community: something can often be arranged.")
