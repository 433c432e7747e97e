from django.utils.translation import gettext as _

from portal.core.errors import Refusal


class NotReady(Refusal):
    """A shift cannot start with those who are there; `fields` says why: people, experience, qualification."""

    code = "not_ready"


class ServedElsewhere(Refusal):
    """Hours of another shift stand for the person at that time; `fields["with"]` says which."""

    code = "served_elsewhere"

    @classmethod
    def default_message(cls) -> str:
        return _("For this time hours of another shift stand already. Nobody serves in two places at once.")
