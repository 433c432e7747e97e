from datetime import date

from ninja import Field, Schema

from councils.conventions_enums import ConventionState, Head
from portal.accounts.schemas import CommunityRef


class ConventionArticleOut(Schema):
    """An article. `thread` is where it is talked about: read and write at `/threads/{code}`; null where nowhere."""

    number: int
    head: Head
    head_label: str
    text: str
    thread: str | None
    comments: int


class PledgesOut(Schema):
    """`households` is how many there are, null where that is not known; `mine` is of the caller's household."""

    count: int
    households: int | None
    mine: bool


class VersionRefOut(Schema):
    code: str
    number: int
    state: ConventionState
    state_label: str
    in_force_from: date | None
    url: str


class ConventionVersionOut(VersionRefOut):
    """One version with its articles. What is said about a draft is an opinion and decides nothing."""

    community: CommunityRef
    articles: list[ConventionArticleOut]
    pledges: PledgesOut
    decides: bool = Field(description="False until a signed record of the meeting is attached: 意见征集,不具表决效力.")


class ConventionOut(Schema):
    """A community's convention: the version in force and the one under way, null where there is none."""

    code: str
    url: str
    community: CommunityRef
    in_force: VersionRefOut | None
    under_way: VersionRefOut | None
    versions: list[VersionRefOut]


class ConventionListOut(Schema):
    items: list[ConventionOut]


class DifferencePartOut(Schema):
    change: str = Field(description="same, gone or new.")
    text: str


class ArticleChangeOut(Schema):
    """An article in both versions; a number is null where it is in one of them alone."""

    head: Head
    old_number: int | None
    new_number: int | None
    parts: list[DifferencePartOut]


class ConventionDifferenceOut(Schema):
    old: VersionRefOut
    new: VersionRefOut
    changes: list[ArticleChangeOut]


class FoundArticleOut(Schema):
    """An article in force that holds the words asked for."""

    community: CommunityRef
    number: int
    text: str
    url: str


class FoundArticlesOut(Schema):
    items: list[FoundArticleOut]
