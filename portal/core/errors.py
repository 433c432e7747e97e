"""Refusals a person can act on. The API answers {code, message, fields}; a page shows the message."""

from typing import ClassVar

from django.utils.translation import gettext as _


class Refusal(Exception):
    """Base of every domain error. `code` is stable for clients, `status` is the HTTP answer."""

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 409

    def __init__(self, message: str = "", **fields: str) -> None:
        super().__init__(message)
        self.message = message or self.default_message()
        self.fields = fields

    @classmethod
    def default_message(cls) -> str:
        return _("This cannot be done. Nothing was changed.")


class Hidden(Refusal):
    """There is nothing here for this person, whether it exists or not."""

    code, status = "not_found", 404

    @classmethod
    def default_message(cls) -> str:
        return _("There is nothing here.")


class Forbidden(Refusal):
    """The person may see the thing but not do this to it."""

    code, status = "forbidden", 403

    @classmethod
    def default_message(cls) -> str:
        return _("You may not do this. Nothing was changed.")


class SignInNeeded(Refusal):
    """Nobody is signed in, and the act needs somebody."""

    code, status = "sign_in", 401

    @classmethod
    def default_message(cls) -> str:
        return _("Please sign in first. What you wrote is kept.")


class VerificationNeeded(Refusal):
    """The person is signed in, but their phone or residence is not verified yet."""

    code, status = "verify", 403

    @classmethod
    def default_message(cls) -> str:
        return _("Please confirm first that you live here.")


class Invalid(Refusal):
    """The input breaks a rule; `fields` says which part and why."""

    code, status = "invalid", 422

    @classmethod
    def default_message(cls) -> str:
        return _("Some answers need another look. Nothing was lost.")


class TooMany(Refusal):
    """Too many requests in a short time."""

    code, status = "too_many", 429

    @classmethod
    def default_message(cls) -> str:
        return _("That was a bit fast. Please wait a moment and try again.")


class WrongState(Refusal):
    """The thing's state does not allow the event."""

    code = "wrong_state"


class OutsideWindow(Refusal):
    """The act comes before its window opens or after it closed."""

    code = "outside_window"
