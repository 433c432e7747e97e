from typing import Annotated

from ninja import Field, Schema
from pydantic import ConfigDict, StringConstraints

from wechat.messages.prompts import Answer

TemplateId = Annotated[str, StringConstraints(min_length=1, max_length=64)]
AT_MOST = 10


class PromptableOut(Schema):
    template_id: str
    title: str
    left: int = Field(description="Messages allowed already: while there are many, ask nobody again.")


class PromptablesOut(Schema):
    """What to ask for in one prompt, right under the tap; empty where nothing is to be asked."""

    items: list[PromptableOut]


class AnswersIn(Schema):
    """What wx.requestSubscribeMessage answered. Send an Idempotency-Key, so that a repeated request counts once."""

    model_config = ConfigDict(extra="forbid")

    results: dict[TemplateId, Answer] = Field(min_length=1, max_length=AT_MOST)


class AnswersOut(Schema):
    accepted: int = Field(description="How many messages were allowed by this answer.")
