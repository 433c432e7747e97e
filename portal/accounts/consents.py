"""What people consent to, as versioned texts. A text is never edited: a new one gets a new version and asks again.

The Chinese text is what counts, in every language of the site. PIPL Arts 7, 14–17 (plain and complete), 29 (sensitive
information apart from the rest), 31 (a guardian for children under 14).
"""

from dataclasses import dataclass

from portal.accounts.enums import ConsentKind


@dataclass(frozen=True)
class ConsentText:
    """One version of one text; `if_withdrawn` says what happens then, in the same plain words."""

    kind: ConsentKind
    version: str
    title: str
    text: str
    if_withdrawn: str


TEXTS: tuple[ConsentText, ...] = (
    ConsentText(
        ConsentKind.SERVICE,
        "2026-11",
        "使用本平台",
        "我们用您的手机号给您登录、给您报信儿，记下您在这里提的建议、附议、投票和留言，好让您随时查得到、改得了。"
        "投票选了什么，只用来计票。除了法律要求，我们不把这些交给别人，也不拿来做广告。"
        "您可以随时导出自己的数据，也可以随时注销。",
        "会把您在所有设备上退出登录。您写过的内容还在；想再用，重新登录就行。想全部删掉，请用“删除我的账号”。",
    ),
    ConsentText(
        ConsentKind.SENSITIVE,
        "2026-11",
        "核实住址时用到的敏感信息",
        "为了确认您住在这里，我们要记下您的姓名、住在哪一户；社区工作人员代办时，可能还要记出生日期。"
        "这些信息加密存放，只有您所在社区和街道的工作人员看得到，页面上只显示姓氏，比如“王**”。"
        "只用来核实居民身份、编制投票名册，不用在别处。",
        "我们马上删掉您的姓名、出生日期和门牌，您的居民核实随之失效，以后的投票名册里就没有您了。已经封存的名册不变。",
    ),
    ConsentText(
        ConsentKind.PUBLICATION,
        "2026-11",
        "用别名公开发表",
        "您提交的提案和留言，审核通过后会用您的别名公开，所有人都能看到。真实姓名和手机号不会公开。"
        "请不要在正文里写自己或别人的姓名、电话、门牌号。",
        "您不能再发表新的提案和留言。已经公开的内容还在，想撤下哪一条，可以在那一条的页面上处理，或打电话给社区。",
    ),
    ConsentText(
        ConsentKind.GUARDIAN,
        "2026-11",
        "监护人同意（未满十四周岁）",
        "孩子未满十四周岁，由监护人同意后才能使用本平台。我们按对敏感信息的办法保护孩子的信息，"
        "只用来让孩子参加社区活动、提建议。监护人可以随时查看、更正、导出、删除。",
        "孩子的账号马上停用，监护人可以再申请删除。",
    ),
    ConsentText(
        ConsentKind.VOLUNTEERING,
        "2026-11",
        "志愿服务时让领队看到称呼和电话",
        "您报了班次，这一班的领队和社区工作人员会看到您的称呼；手机号只在开始前24小时到结束后24小时之间给领队看，"
        "方便临时联系，过后就看不到了。您参加了哪些班次、服务了多久，会如实记下来，用来开志愿服务证明。"
        "我们不记行走路线，也不排名、不积分。",
        "领队马上看不到您的电话，要登记的班次您也不能再报名。已经记下的服务时长还在，您随时可以导出。",
    ),
)

CURRENT: dict[ConsentKind, ConsentText] = {text.kind: text for text in TEXTS}


def text_of(kind: str, version: str) -> ConsentText | None:
    """The text behind a line of the ledger; None where that version is not known here."""
    return next((text for text in TEXTS if text.kind == kind and text.version == version), None)
