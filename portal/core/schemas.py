from ninja import Field, Schema


class LiveTicketIn(Schema):
    topics: list[str] = Field(description='What to follow, each "kind:code", such as "poll:7k3d9mpqx2".')


class LiveTicketOut(Schema):
    ticket: str = Field(description="Opens /ws/live?ticket=… once or more while it lasts.")
    expires_in: int = Field(description="Seconds.")


class TargetOut(Schema):
    """What an app opens: "proposal", "draft", "contest", its "vote", "result" or "new" proposal, "thread", …"""

    kind: str
    code: str


class CodeOut(Schema):
    kind: str = Field(description='What it is, such as "proposal" or "contest".')
    code: str
    path: str = Field(description="Its page on the site.")
    title: str


class BlockOut(Schema):
    """One block of a text; what a kind does not have is empty. Kinds: heading, paragraph, list, quote, note, picture,
    link, audio. A link or a recording follows the paragraph that it stands in."""

    kind: str
    text: str = ""
    items: list[str] = []
    ordered: bool = False
    title: str = Field("", description="Of a note.")
    source: str = Field("", description="Who said a quote.")
    url: str = ""
    alt: str = ""
    width: int = 0
    height: int = 0
