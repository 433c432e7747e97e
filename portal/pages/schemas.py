from datetime import date as Day
from datetime import datetime

from ninja import Field, Schema

from portal.accounts.schemas import CommunityRef, MyItemOut
from portal.communities.enums import VenueKind
from portal.communities.models import Community, Venue
from portal.core.schemas import BlockOut
from portal.pages.queries.places import Place, Street
from proposals.schemas import ContestCardOut


class HomePersonOut(Schema):
    alias: str = Field(description="Empty until the person has chosen one.")
    unread: int = Field(description="How many notices.")


class HomeCardOut(Schema):
    """One thing that is going on. What to open is said by `kind` and `code`, what to do there by `action`."""

    room: str
    kind: str
    code: str
    title: str
    summary: str
    next: str = Field(description="What comes, in words with dates.")
    state_label: str
    state_tone: str = Field(description="wait, done, agate, live or empty")
    action: str = Field(description="For a contest: vote, write, second, object, result, discuss, wait or over.")
    action_label: str
    url: str
    here: bool = Field(description="Of the community's own sub-district.")
    picture: str
    ends_at: datetime | None


class ArticleCardOut(Schema):
    code: str = Field(description="Names it for good; a slug may come twice.")
    slug: str
    title: str
    intro: str
    url: str
    date: Day
    picture: str = Field(description="600 by 450 pixels; empty where it has none.")


class HomeOut(Schema):
    """The first page. `community` is null for the whole district, `person` for whoever is not signed in."""

    community: CommunityRef | None
    person: HomePersonOut | None
    cards: list[HomeCardOut]
    news: list[ArticleCardOut]
    next_steps: list[MyItemOut]

    @staticmethod
    def resolve_community(found: dict) -> CommunityRef | None:
        place = found["community"]
        return CommunityRef(slug=place.slug, name=place.title, phone=place.phone) if place else None


class PlaceInStreetOut(CommunityRef):
    nicknames: str
    url: str = Field(description="Its page on the site; empty where it has none.")

    @staticmethod
    def resolve_slug(place: Place) -> str:
        return place.community.slug

    @staticmethod
    def resolve_name(place: Place) -> str:
        return place.community.title

    @staticmethod
    def resolve_phone(place: Place) -> str:
        return place.community.phone

    @staticmethod
    def resolve_nicknames(place: Place) -> str:
        return place.community.nicknames


class StreetRef(Schema):
    slug: str
    name: str
    phone: str


class StreetOut(StreetRef):
    character: str = Field(description="What it is known for.")
    url: str
    communities: list[PlaceInStreetOut]

    @classmethod
    def of(cls, street: Street) -> dict[str, object]:
        own = {name: getattr(street.subdistrict, name) for name in ("slug", "name", "phone", "character")}
        return own | {"url": street.url, "communities": street.places}


class StreetsOut(Schema):
    items: list[StreetOut]


class VenueOut(Schema):
    kind: VenueKind
    kind_label: str
    name: str
    address: str
    opening_hours: str
    phone: str

    @staticmethod
    def resolve_kind_label(venue: Venue) -> str:
        return venue.get_kind_display()


class GridOut(Schema):
    name: str
    covers: str = Field(description="The buildings.")


class CommunityOut(CommunityRef):
    """A community as its page shows it."""

    nicknames: str
    subdistrict: StreetRef
    office: str = Field(description="Where the residents' committee sits; empty where it is not known.")
    household_count: int | None
    url: str
    about: list[BlockOut]
    venues: list[VenueOut]
    grids: list[GridOut]
    contests: list[ContestCardOut]
    articles: list[ArticleCardOut]

    @classmethod
    def of(cls, place: Community, **parts: object) -> dict[str, object]:
        """`place` with what `community_told` found of it."""
        own = {name: getattr(place, name) for name in ("slug", "phone", "nicknames", "office", "household_count")}
        return own | {"name": place.title, "subdistrict": place.subdistrict} | parts


class ArticlesOut(Schema):
    items: list[ArticleCardOut]
    next_cursor: str | None


class ArticleOut(ArticleCardOut):
    """An article whole. `audio` is the first recording in it, empty where there is none."""

    body: list[BlockOut]
    audio: str
