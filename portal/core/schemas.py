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
