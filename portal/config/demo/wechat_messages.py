"""Messages in WeChat: templates as a district would set them up, and a resident who allowed some."""

from datetime import datetime

from portal.accounts.models import User
from portal.config.demo.cast import Cast
from wechat.gateway.registration import registration
from wechat.messages.actions import save_template
from wechat.models import KeywordReply, PromptLedger, SubscribeTemplate, WeChatIdentity
from wechat.standin.apps import DEMO_MP, DEMO_RESIDENT, DEMO_TEMPLATES
from wechat.standin.people import Person

ALLOWED = 5
BOOKED = ("rosters.seat", "rosters.change", "rosters.reminder", "rosters.swap")
LECTURES = ("lectures.how", "lectures.replay", "lectures.guardian")
PAGE = "pages/notices/index?code={notice}"
TEMPLATES = {
    "审核结果通知": (
        ["moderation.decided", "moderation.forwarded", "moderation.appeal_answered", "ballots.objection_answered"],
        [("thing1", "{about}"), ("phrase2", "{outcome}"), ("thing3", "{body}"), ("time4", "{time}")],
    ),
    "提案进展提醒": (
        [
            "proposals.result",
            "proposals.followed",
            "proposals.delivery",
            "proposals.stage",
            "proposals.review_asked",
            "proposals.review_comments",
            "proposals.merged",
            "proposals.carry",
            "cases.news",
            *BOOKED,
            *LECTURES,
            "volunteers.leader",
            "volunteers.application",
            "councils.topic",
            "councils.meeting",
            "councils.convention",
            "councils.wording",
            "volunteers.hours",
            "volunteers.certificate",
        ],
        [("thing1", "{about}"), ("phrase2", "{outcome}"), ("thing3", "{community}"), ("date4", "{date}")],
    ),
    "收到回复通知": (
        ["discussions.reply", "discussions.answer", "discussions.news"],
        [("thing1", "{about}"), ("thing2", "{title}"), ("time3", "{time}")],
    ),
}

ANSWERS = (
    (
        "你好，您好，在吗",
        "您好！想提建议、看投票，点下面菜单里的“邻里”。急事请直接打社区电话，上班时间都有人接。",
    ),
    ("几点上班，上班时间，办公时间", "社区服务台：周一到周五 9:00—17:30，周六上午有人值班。"),
)


def played() -> bool:
    """Whether WeChat is the stand-in here: no other knows these templates."""
    return registration("mp").app_id == DEMO_MP[0]


def known() -> bool:
    return SubscribeTemplate.objects.exists()


def set_up(cast: Cast) -> None:
    """Templates, the resident's WeChat account with as many messages as the stand-in allows, automatic answers."""
    identity = _identity(cast.personas["resident"], cast.now)
    for title, template_id in DEMO_TEMPLATES.items():
        kinds, fields = TEMPLATES[title]
        template = save_template(
            code=None,
            template_id=template_id,
            title=title,
            kinds=kinds,
            fields=fields,
            page=PAGE,
            active=True,
            actor=cast.personas["admin"],
            now=cast.now,
        )
        PromptLedger.objects.create(identity=identity, template=template, left=ALLOWED)
    KeywordReply.objects.bulk_create(
        KeywordReply(words=words, answer=answer, position=position)
        for position, (words, answer) in enumerate(ANSWERS, start=1)
    )


def _identity(resident: User, now: datetime) -> WeChatIdentity:
    """Under the openid that the stand-in gives to its own resident of the demo."""
    person = Person(DEMO_RESIDENT)
    identity, _new = WeChatIdentity.objects.get_or_create(
        app=DEMO_MP[0],
        openid=person.openid("mp"),
        defaults={"user": resident, "unionid": person.unionid, "seen_at": now},
    )
    return identity
