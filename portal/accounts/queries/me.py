"""What 我的 shows: who I am here, and everything the rooms know that I did."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Subquery

from portal.accounts.enums import Role, VerifiedBy
from portal.accounts.models import Avatar, Resident
from portal.accounts.queries.names import masked_phone
from portal.accounts.queries.offices import appointments_in_force
from portal.communities.models import Community
from portal.core.my_items import MyItem, my_items
from portal.core.shell import unread


@dataclass(frozen=True)
class Office:
    """An office in force and where: in a community, a sub-district, or (both empty) the whole district."""

    role: Role
    place: str

    @property
    def label(self) -> str:
        return str(self.role.label)


@dataclass(frozen=True)
class Residence:
    """A confirmed home: how and when it was confirmed, and whether its household is known."""

    how: VerifiedBy
    verified_at: datetime
    household_joined: bool

    @property
    def verified_how(self) -> str:
        return str(self.how.label)


@dataclass(frozen=True)
class Me:
    """`alias` is "" and `community` None for somebody who has not said yet where they live; `avatar` is the code of
    their picture or "", `residence` None until their home is confirmed."""

    code: str
    alias: str
    avatar: str
    phone: str
    community: Community | None
    phone_verified: bool
    residence: Residence | None
    offices: list[Office]
    elder_mode: bool
    unread: bool

    @property
    def residence_verified(self) -> bool:
        return self.residence is not None


def me(user: Any) -> Me:
    """Who `user`, who is signed in, is here; `phone` is masked. Two queries and those of the unread marks."""
    pictures = Avatar.objects.filter(user_id=user.pk).values_list("code", flat=True)
    homes = Resident.objects.filter(user_id=user.pk).select_related("community")
    resident = homes.annotate(picture=Subquery(pictures[:1])).first()
    offices = appointments_in_force(user).select_related("community", "subdistrict").order_by("starts_on", "id")
    return Me(
        code=user.code,
        alias=resident.alias if resident else "",
        avatar=(resident.picture if resident else pictures.first()) or "",
        phone=masked_phone(user.phone or ""),
        community=resident.community if resident else None,
        phone_verified=user.phone_confirmed,
        residence=_residence(resident) if resident else None,
        offices=[Office(Role(office.role), str(office.community or office.subdistrict or "")) for office in offices],
        elder_mode=user.elder_mode,
        unread=any(ask(user) for ask in unread),
    )


def _residence(resident: Resident) -> Residence | None:
    if resident.verified_at is None:
        return None
    return Residence(VerifiedBy(resident.verified_how), resident.verified_at, resident.household_id is not None)


def everything_mine(user: Any) -> list[MyItem]:
    """What every room lists for `user`, newest first."""
    found = [item for tell in my_items for item in tell(user)]
    return sorted(found, key=lambda item: item.at, reverse=True)
