"""What people are told when signing in with WeChat does not work."""

from django.utils.translation import gettext as _

from portal.core.errors import Refusal, WrongState
from wechat.gateway.errors import Limited, Refused, WeChatTrouble

BLOCKED, NOT_THEIRS = 40226, 40003
SPENT = {40029, 40163}


class WeChatAway(Refusal):
    """WeChat does not answer, or this installation is not known there; other ways in are open."""

    code, status = "wechat_away", 503

    @classmethod
    def default_message(cls) -> str:
        return _("WeChat does not answer just now. Please try again in a minute, or sign in by phone code.")


class WeChatBusy(Refusal):
    """WeChat says that this person asked too often."""

    code, status = "wechat_busy", 429

    @classmethod
    def default_message(cls) -> str:
        return _("That was a bit fast for WeChat. Please wait a minute and try again.")


class CodeSpent(Refusal):
    """WeChat's code is unknown, too old or used: the app asks for a new one, never with this one again."""

    code, status = "wechat_code_spent", 422

    @classmethod
    def default_message(cls) -> str:
        return _("WeChat's sign-in was too old or used already. Please try once more.")


class WeChatBlocked(Refusal):
    """WeChat takes this account for a risk."""

    code, status = "wechat_blocked", 403

    @classmethod
    def default_message(cls) -> str:
        return _("WeChat does not let this account sign in here. You can sign in by phone code instead.")


class PhoneNotTheirs(Refusal):
    """The phone code was given to somebody else's WeChat."""

    code, status = "wechat_phone_mismatch", 422

    @classmethod
    def default_message(cls) -> str:
        return _("This number was shared by another WeChat account. Please share it again from your own.")


class PhoneTaken(Refusal):
    """The number belongs to another account, which nobody gets by WeChat alone."""

    code = "phone_taken"

    @classmethod
    def default_message(cls) -> str:
        return _(
            "There is an account with this number already. Please sign in with a code sent to the number; "
            "after that you can connect your WeChat."
        )


class OtherPerson(WrongState):
    """This WeChat belongs to another account here."""

    code = "wechat_other_account"

    @classmethod
    def default_message(cls) -> str:
        return _("This WeChat belongs to another account here. Nothing was changed.")


class NoOtherWayIn(WrongState):
    """WeChat is the only way into the account."""

    code = "wechat_only_way"

    @classmethod
    def default_message(cls) -> str:
        return _("WeChat is your only way in. Please confirm a mobile number first; then you can disconnect it.")


class NotConnected(WrongState):
    """The account has no WeChat yet."""

    code = "wechat_not_connected"

    @classmethod
    def default_message(cls) -> str:
        return _("Your account is not connected with WeChat yet. Please open the mini-program and sign in there.")


class OnlyAPreview(Refusal):
    """WeChat shows the page in preview, with a made-up person."""

    code = "wechat_preview"

    @classmethod
    def default_message(cls) -> str:
        return _("WeChat shows only a preview of this page. Please tap “Use full service” at the bottom, then sign in.")


class OldState(Refusal):
    """An answer of WeChat's that this browser did not ask for, or asked for too long ago."""

    code, status = "wechat_state", 400

    @classmethod
    def default_message(cls) -> str:
        return _("This sign-in was begun too long ago, or in another browser. Please begin again on the sign-in page.")


def told(trouble: WeChatTrouble) -> Refusal:
    """What to say about a trouble with a sign-in code or a phone code."""
    if isinstance(trouble, Limited):
        return WeChatBusy()
    if isinstance(trouble, Refused) and trouble.code in SPENT:
        return CodeSpent()
    if isinstance(trouble, Refused) and trouble.code == BLOCKED:
        return WeChatBlocked()
    if isinstance(trouble, Refused) and trouble.code == NOT_THEIRS:
        return PhoneNotTheirs()
    return WeChatAway()
