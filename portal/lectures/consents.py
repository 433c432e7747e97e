"""What a guardian agrees to before children come to a session. Versioned like the texts in `portal.accounts.consents`:
a text is never edited, a new one gets a new version and asks again. PIPL Arts 14–17, 31; 未成年人保护法 Arts 17, 72.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class SessionConsentText:
    """`if_withdrawn` says what happens then, in the same plain words."""

    purpose: str
    version: str
    title: str
    text: str
    if_withdrawn: str


CHILDREN = SessionConsentText(
    "children_session",
    "2026-11",
    "同意孩子参加这一场活动",
    "我是孩子的监护人，和孩子住在一户。我同意孩子参加这一场活动，会按时接送，或陪孩子一起到场。"
    "活动方只记下来几个孩子、哪位大人负责，用来排座位、点名和通知改期，不记孩子的姓名和学校，不拍孩子的正脸对外发布。"
    "这份同意只管这一场。",
    "这一场的报名会马上取消，位子让给候补的家庭。",
)
