"""WeChat's labels in words (security.msgSecCheck, security.mediaCheckAsync)."""

from django.utils.translation import gettext as _

FINE = 100


def label_words(label: str) -> str:
    """What a moderator reads for WeChat's number; "" for one that is not documented."""
    words = {
        "10001": _("advertising"),
        "20001": _("something political"),
        "20002": _("something pornographic"),
        "20003": _("abuse"),
        "20006": _("something criminal"),
        "20008": _("something like fraud"),
        "20012": _("something vulgar"),
        "20013": _("something that may be somebody else's work"),
        "21000": _("something else that is not allowed"),
    }
    return words.get(label, "")
