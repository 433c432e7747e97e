"""The people one may try the portal as, and what is worth trying as each."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.config.demo.people import PERSONAS, Persona, username_of
from portal.core.errors import Hidden

TRIES: dict[str, str | Promise] = {
    "resident": _("Write a proposal, second one, vote, take a vote back, read what came of it."),
    "elder": _("The same in large type, with the community's telephone always at hand."),
    "moderator": _("Read what residents of Meixin wrote: approve it, return it with a reason, answer an appeal."),
    "convener": _("Convene the council of Meixin; score proposals of Banqiao as one of its experts."),
    "patrol_leader": _("Lead tonight's shift in Cuizhuyuan: who comes, start, checkpoints, a hazard, end."),
    "manager": _("Set a contest up for Meishan, freeze its roll, watch the turnout, count and publish."),
    "admin": _("Everything in the district: pages, appointments, residents, what the clockwork is doing."),
}


@dataclass(frozen=True)
class Choice:
    persona: Persona
    community: str
    tries: str | Promise

    @property
    def office(self) -> str | Promise:
        return self.persona.role.label if self.persona.role else _("resident")


def choices() -> list[Choice]:
    """The personas that the demo data holds; empty where it is not loaded. One query."""
    loaded = {
        user.username: user
        for user in User.objects.filter(
            username__in=[username_of(persona.key) for persona in PERSONAS], is_active=True
        ).select_related("resident__community")
    }
    return [
        Choice(persona, loaded[username_of(persona.key)].resident.community.title, TRIES[persona.key])
        for persona in PERSONAS
        if username_of(persona.key) in loaded
    ]


def persona_user(key: str) -> User:
    """The person behind a persona; raises Hidden where there is no such persona, or the demo data is not loaded."""
    if key not in TRIES:
        raise Hidden
    user = User.objects.filter(username=username_of(key), is_active=True).select_related("resident__community").first()
    if user is None:
        raise Hidden
    return user
