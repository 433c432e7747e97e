"""What a shift tells the neighbours: on a sheet by the door, on a card, in a chat group."""

from typing import Any

from django.utils.translation import gettext as _

from portal.core import clock
from portal.core.posters import Contact, Poster, PosterDate, PosterSource
from portal.core.templatetags.linli import when
from volunteers.enums import ShiftPhase
from volunteers.models import Shift


def shift_poster(shift: Shift) -> Poster:
    """The poster of a shift with its places loaded."""
    roster, lead = shift.roster, _("Walk along with your neighbours: at least two people, and one who leads.")
    return Poster(
        code=roster.code,
        title=roster.title,
        path=shift.get_absolute_url(),
        lead=lead,
        place=roster.place,
        news=_("On %s") % when(roster.starts_at),
        words=f"{lead} {roster.place}",
        dates=(PosterDate(roster.community.title, when(roster.starts_at), when(roster.ends_at)),),
        contacts=(Contact(roster.community.title, roster.community.phone),),
    )


def _found(code: str, viewer: Any) -> Poster | None:
    shift = Shift.objects.with_places().filter(roster__code=code).first()
    if shift is None or shift.phase(clock.now()) != ShiftPhase.COMING:
        return None
    return shift_poster(shift)


POSTERS = PosterSource(kind="shift", find=_found)
