from ninja import Field, Schema


class JsSignatureOut(Schema):
    """What wx.config takes, by its own names."""

    appId: str
    timestamp: int = Field(description="Seconds since 1970.")
    nonceStr: str
    signature: str
