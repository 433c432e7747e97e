"""Where allauth looks for providers."""

from wechat.signin.providers import MiniProgramProvider, OfficialAccountProvider

provider_classes = [MiniProgramProvider, OfficialAccountProvider]
