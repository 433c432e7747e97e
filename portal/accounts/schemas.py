from datetime import datetime

from ninja import Field, Schema

from portal.accounts.enums import ConsentKind, Role
from portal.accounts.queries.avatars import avatar_address
from portal.accounts.queries.me import Me
from portal.core.my_items import MyItem
from portal.core.schemas import TargetOut
from portal.core.targets import Target, target_of


class CommunityRef(Schema):
    slug: str
    name: str
    phone: str = Field(description="Empty where none is known.")


class OfficeOut(Schema):
    role: Role
    label: str
    place: str = Field(description="The community or sub-district; empty for the whole district.")


class ResidenceOut(Schema):
    """A confirmed home."""

    verified_how: str = Field(description="In words: by the code on the household's letter, at the counter.")
    verified_at: datetime
    household_joined: bool = Field(description="Whether it is known behind which door; POST /me/household says so.")


class MeOut(Schema):
    code: str
    alias: str = Field(description="Empty until the person has chosen one.")
    avatar: str = Field(
        description="Where the caller's own picture is, 192 pixels square; empty where there is none. Opens without "
        "signing in and ends after an hour or two: ask again then."
    )
    community: CommunityRef | None
    phone: str = Field(description="139****5678; empty where there is none.")
    phone_verified: bool
    residence_verified: bool
    residence: ResidenceOut | None = Field(description="null until it is confirmed.")
    offices: list[OfficeOut]
    elder_mode: bool
    unread: bool

    @staticmethod
    def resolve_avatar(person: Me) -> str:
        return avatar_address(person.avatar)

    @staticmethod
    def resolve_community(person: Me) -> CommunityRef | None:
        place = person.community
        return CommunityRef(slug=place.slug, name=place.title, phone=place.phone) if place else None


class MyItemOut(Schema):
    title: str
    url: str
    state_label: str
    state_tone: str = Field(description="wait, done, agate, live or empty")
    kind_label: str
    action_hint: str
    at: datetime
    target: TargetOut | None = Field(description="What `url` is a page of; null where it is of no one thing.")

    @staticmethod
    def resolve_target(item: MyItem) -> Target | None:
        return target_of(item.url)


class MyItemsOut(Schema):
    items: list[MyItemOut]


class TokenOut(Schema):
    token: str
    expires_in: int = Field(description="seconds")


class MeIn(Schema):
    """What is left out stays as it is."""

    alias: str | None = Field(None, max_length=40)
    elder_mode: bool | None = None


class ResidenceIn(Schema):
    community: str = Field(max_length=50, description="The community's slug.")
    alias: str = Field(max_length=40)


class JoinIn(Schema):
    community: str = Field(max_length=50, description="The community's slug.")
    join_code: str = Field(max_length=40, description="As printed on the letter; case and gaps do not matter.")
    agreed: bool = Field(description="Consent to the text `sensitive`.")
    alias: str = Field("", max_length=40, description="Needed where none was chosen yet.")


class ArchiveOut(Schema):
    """`url` is empty until it is ready, and then holds a pass of an hour or two."""

    asked_at: datetime | None
    ready_at: datetime | None
    expires_at: datetime | None
    url: str


class ConsentTextOut(Schema):
    kind: ConsentKind
    version: str
    title: str
    text: str
    if_withdrawn: str


class ConsentLineOut(Schema):
    version: str
    given: bool
    at: datetime


class ConsentOut(Schema):
    text: ConsentTextOut
    given: bool
    outdated: bool = Field(description="Given for an earlier text, so to be asked for again.")
    lines: list[ConsentLineOut]


class ConsentsOut(Schema):
    items: list[ConsentOut]
