"""What this floor holds of a person, for them to take along, and what of it stays when they leave."""

from datetime import datetime
from functools import partial
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.actions.avatar import drop_avatar
from portal.accounts.models import Appointment, Avatar, Consent, DataArchive, Resident, User
from portal.core import audit
from portal.core.personal_data import PersonalData, PersonFile


def export(user: Any) -> dict[str, Any]:
    """Account, picture, home, offices, consents and sessions, as JSON-ready data."""
    avatar = Avatar.objects.filter(user=user).first()
    resident = Resident.objects.filter(user=user).select_related("community", "household").first()
    return {
        "account": {
            "code": user.code,
            "phone": user.phone,
            "phone_confirmed": _moment(user.phone_verified_at),
            "opened": _moment(user.date_joined),
            "last_sign_in": _moment(user.last_login),
            "large_type": user.elder_mode,
        },
        "picture": {"code": avatar.code, "at": _moment(avatar.created_at)} if avatar else None,
        "residence": _residence(resident) if resident else None,
        "offices": [
            {
                "office": office.role,
                "place": str(office.community or office.subdistrict or ""),
                "from": office.starts_on.isoformat(),
                "until": office.ends_on.isoformat() if office.ends_on else None,
            }
            for office in Appointment.objects.filter(user=user).select_related("community", "subdistrict")
        ],
        "consents": [
            {"kind": line.kind, "version": line.version, "given": line.given, "at": _moment(line.at)}
            for line in Consent.objects.filter(user=user)
        ],
        "archives": [
            {"asked_at": _moment(archive.asked_at), "ready_at": _moment(archive.ready_at)}
            for archive in DataArchive.objects.filter(user=user)
        ],
        "sessions": [
            {"since": _moment(session.created_at), "address": session.ip, "browser": session.user_agent}
            for session in UserSession.objects.filter(user=user)
        ],
    }


def erase(user: Any, now: datetime) -> list[str]:
    """Take name, picture, number, home and second factor away: nobody is named. In the caller's transaction."""
    Resident.objects.filter(user=user).update(
        alias=_("a neighbour who left"),
        real_name="",
        born_on=None,
        household=None,
        verified_at=None,
        verified_how="",
        verified_by=None,
    )
    drop_avatar(user_id=user.pk)
    _drop_archives(user)
    Authenticator.objects.filter(user=user).delete()
    EmailAddress.objects.filter(user=user).delete()
    person = User.objects.get(pk=user.pk)
    person.username = f"gone-{person.code}"
    person.phone = person.phone_verified_at = None
    person.first_name = person.last_name = person.email = ""
    person.elder_mode = person.is_active = False
    person.set_unusable_password()
    person.save()
    for named in (person, *Resident.objects.filter(user=user)):
        audit.forget_names(named)
    return [
        _("The lines that say what you agreed to and when: we must be able to show them (PIPL Arts 14 and 69)."),
        _("Log entries of what was done with this account, without your name or number, for at least six months."),
    ]


def files(user: Any) -> list[PersonFile]:
    """The picture of oneself."""
    return [PersonFile(f"{each.code}.jpg", each.picture) for each in Avatar.objects.filter(user=user)]


def _drop_archives(user: Any) -> None:
    for archive in DataArchive.objects.filter(user=user):
        if archive.file:
            transaction.on_commit(partial(archive.file.storage.delete, archive.file.name))
        archive.delete()


def _residence(resident: Resident) -> dict[str, Any]:
    return {
        "alias": resident.alias,
        "real_name": resident.real_name,
        "born_on": resident.born_on.isoformat() if resident.born_on else None,
        "community": resident.community.title,
        "household": resident.household.label if resident.household else None,
        "confirmed": _moment(resident.verified_at),
        "confirmed_by": resident.verified_how,
    }


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


PERSONAL_DATA = PersonalData(
    export=export,
    erase=erase,
    holds=(
        "account.EmailAddress.user",
        "accounts.Appointment.user",
        "accounts.Avatar.user",
        "accounts.Consent.user",
        "accounts.DataArchive.user",
        "accounts.Resident.user",
        "accounts.Resident.household",
        "mfa.Authenticator.user",
        "usersessions.UserSession.user",
    ),
    files=files,
)
