from wechat.models.app_link import AppLink
from wechat.models.held import HeldToken
from wechat.models.identity import WeChatIdentity
from wechat.models.keyword_reply import KeywordReply
from wechat.models.ledger import PromptLedger
from wechat.models.media_check import MediaCheck
from wechat.models.message import SubscribeMessage
from wechat.models.push import PushSeen
from wechat.models.scan import ScanSignIn
from wechat.models.scene_code import SceneCode
from wechat.models.template import SubscribeTemplate

__all__ = [
    "AppLink",
    "HeldToken",
    "KeywordReply",
    "MediaCheck",
    "PromptLedger",
    "PushSeen",
    "ScanSignIn",
    "SceneCode",
    "SubscribeMessage",
    "SubscribeTemplate",
    "WeChatIdentity",
]
