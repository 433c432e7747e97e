from datetime import datetime

from ninja import Schema
from pydantic import Field

from wechat.signin.scans import ScanState


class JsCodeIn(Schema):
    js_code: str = Field(min_length=1, max_length=128, description="wx.login's code; works once")


class PhoneCodeIn(Schema):
    code: str = Field(min_length=1, max_length=128, description="getPhoneNumber's code; works once")


class ScanOut(Schema):
    """A sign-in that waits for the phone. `place` is half a network address, empty where it is not known."""

    code: str
    state: ScanState
    browser: str
    place: str
    same_network: bool = Field(description="whether the phone that asks is behind the same address")
    asked_at: datetime
    expires_at: datetime
