"""What a convention tells the neighbours: on a sheet of paper, on a card, in a chat group."""

from typing import Any

from django.utils.translation import gettext as _

from councils.conventions_enums import ConventionState
from councils.models import Convention, ConventionVersion
from portal.core.posters import Contact, Poster, PosterDate, PosterSource


def convention_poster(version: ConventionVersion) -> Poster:
    """The poster of a version in force, with its community and articles loaded."""
    community = version.convention.community
    articles = [f"{each.number}. {each.text}" for each in version.articles.all()]
    day = version.in_force_from.isoformat() if version.in_force_from else ""
    return Poster(
        code=version.convention.code,
        title=_("Residents' convention of %s") % community.title,
        path=version.convention.get_absolute_url(),
        lead=_("What we as neighbours agreed on."),
        place=community.title,
        news=_("Version %(number)d, in force since %(day)s.") % {"number": version.number, "day": day},
        words="\n".join(articles),
        dates=(PosterDate(_("In force since"), day),),
        contacts=(Contact(community.title, community.phone),),
    )


def _found(code: str, viewer: Any) -> Poster | None:
    version = (
        ConventionVersion.objects.filter(convention__code=code, state=ConventionState.IN_FORCE)
        .select_related("convention__community")
        .first()
    )
    return convention_poster(version) if version is not None else None


def address_of_convention(code: str) -> str | None:
    """Where the short code of a convention leads; None where it is none of ours or nothing of it is in force."""
    found = (
        Convention.objects.filter(code=code, versions__state=ConventionState.IN_FORCE)
        .select_related("community")
        .first()
    )
    return found.get_absolute_url() if found is not None else None


POSTERS = PosterSource(kind="convention", find=_found)
