"""Invented people: seven personas to try the portal as, and neighbours enough for a vote to mean something."""

import random
from datetime import date, datetime
from typing import NamedTuple

from portal.accounts.enums import Role, VerifiedBy
from portal.accounts.models import Appointment, Household, Resident, User
from portal.communities.models import Community
from portal.config.demo.ideas import FAMILY_NAMES, GIVEN_NAMES

NEIGHBOURS_PER_COMMUNITY = {"meishan": 60, "saihongqiao": 120}
OTHER_COMMUNITIES = 12


class Persona(NamedTuple):
    key: str
    name: str
    alias: str
    community: str
    role: Role | None = None
    elder: bool = False


PERSONAS = [
    Persona("resident", "王小梅", "三号楼小梅", "meixin"),
    Persona("elder", "李桂兰", "一号楼李奶奶", "meixin", elder=True),
    Persona("moderator", "陈志强", "五号楼老陈", "meixin", Role.COMMUNITY_MODERATOR),
    Persona("convener", "周玉珍", "周老师", "meixin", Role.COUNCIL_CONVENER),
    Persona("patrol_leader", "赵建国", "巡防老赵", "cuizhuyuan", Role.PATROL_LEADER),
    Persona("manager", "孙晓燕", "小孙", "meiling", Role.SUBDISTRICT_MANAGER),
    Persona("admin", "何敏", "何敏", "gongqingtuanlu", Role.DISTRICT_ADMIN),
]


def username_of(key: str) -> str:
    return f"demo-{key}"


def load_personas(communities: dict[str, Community], now: datetime) -> dict[str, User]:
    """The seven personas by key, each with a household, a verified residence and, for staff, an office."""
    people = {}
    for number, persona in enumerate(PERSONAS):
        community = communities[persona.community]
        user, _ = User.objects.get_or_create(
            username=username_of(persona.key),
            defaults={
                "phone": f"+86199000000{number:02d}",
                "phone_verified_at": now,
                "elder_mode": persona.elder,
                "first_name": persona.name[1:],
                "last_name": persona.name[0],
                "is_superuser": persona.role == Role.DISTRICT_ADMIN,
                "is_staff": persona.role is not None,
            },
        )
        household, _ = Household.objects.get_or_create(community=community, label=f"{number + 1}幢201室")
        Resident.objects.get_or_create(
            user=user,
            defaults={
                "community": community,
                "household": household,
                "alias": persona.alias,
                "real_name": persona.name,
                "verified_at": now,
                "verified_how": VerifiedBy.STAFF,
            },
        )
        if persona.role:
            Appointment.objects.get_or_create(
                user=user,
                role=persona.role,
                defaults={"starts_on": date(2025, 1, 1), **_scope(persona.role, community)},
            )
        people[persona.key] = user
    return people


def _scope(role: Role, community: Community) -> dict:
    if role == Role.DISTRICT_ADMIN:
        return {}
    if role == Role.SUBDISTRICT_MANAGER:
        return {"subdistrict": community.subdistrict}
    return {"community": community}


def load_neighbours(communities: dict[str, Community], now: datetime) -> bool:
    """Verified residents for every community, two to a household, the same ones every time; whether they are new."""
    if User.objects.filter(username__startswith="demo-neighbour-").exists():
        return False
    dice = random.Random(20261124)  # noqa: S311  (invented names, not secrets)
    users: list[User] = []
    plans: list[tuple[Community, int, str]] = []
    for community in communities.values():
        for number in range(NEIGHBOURS_PER_COMMUNITY.get(community.subdistrict.slug, OTHER_COMMUNITIES)):
            name = dice.choice(FAMILY_NAMES) + dice.choice(GIVEN_NAMES)
            user = User(
                username=f"demo-neighbour-{community.slug}-{number:03d}",
                phone=f"+86198{len(users):08d}",
                phone_verified_at=now,
                last_name=name[0],
                first_name=name[1:],
            )
            user.set_unusable_password()
            users.append(user)
            plans.append((community, number, name))
    User.objects.bulk_create(users, batch_size=500)
    doors = {
        (community.pk, number // 2): Household(
            community=community, label=f"{number // 12 + 8}幢{number // 2 % 6 + 1}01室"
        )
        for community, number, _ in plans
    }
    Household.objects.bulk_create(doors.values(), batch_size=500)
    Resident.objects.bulk_create(
        [
            Resident(
                user=user,
                community=community,
                household=doors[community.pk, number // 2],
                alias=f"{number // 12 + 8}幢{name[0]}{'阿姨' if number % 3 else '师傅'}",
                real_name=name,
                verified_at=now,
                verified_how=VerifiedBy.HOUSEHOLD_CODE,
            )
            for user, (community, number, name) in zip(users, plans, strict=True)
        ],
        batch_size=500,
    )
    return True
