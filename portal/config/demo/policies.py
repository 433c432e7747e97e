"""The demo's policy library. Documents, numbers and issuers are invented and say so."""

from datetime import date, timedelta
from typing import NamedTuple

from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import Collection

from portal.config.demo.cast import Cast
from portal.pages.models import HomePage, PolicyIndexPage, PolicyPage

DISTRICT, STREET = "演示区居民议事办公室", "演示街道办事处"


class Paper(NamedTuple):
    """`issued`, `begins` and `ends`: days from today; `replaced_by`: a slug that comes before it in the list."""

    slug: str
    title: str
    number: str
    issuer: str
    issued: int
    begins: int
    ends: int | None
    plain: list[str]
    body: list[str]
    replaced_by: str = ""


PAPERS = [
    Paper("contest-rules-2", "居民幸福提案大赛办法（第二版）", "演示发〔2026〕8号", DISTRICT, -150, -120, None, [
        "年满十八岁、住在本街道的居民都可以提案，一个人同时最多三件。",
        "每件提案先过社区初看，十个工作日内一定答复，不采纳要写明理由。",
        "投票每人三票，投给谁保密，选票文件公开，谁都可以再算一遍。",
    ], [
        "第一条　为方便居民提出和选出家门口的小事、实事，制定本办法。",
        "第二条　街道应当在征集开始七日前公布预算总额、各阶段日期和评审标准。",
        "第三条　评审人与提案有利害关系的，应当回避。",
    ]),
    Paper("contest-rules-1", "居民幸福提案大赛办法（试行）", "演示发〔2025〕3号", DISTRICT, -560, -530, None, [
        "第一届大赛用的办法，已经由第二版代替，留在这里备查。",
    ], ["第一条　大赛分征集、评审、投票、公布四个阶段。"], "contest-rules-2"),
    Paper("charging", "电动自行车集中充电点设置与收费指引", "演示办〔2026〕15号", STREET, -60, -45, None, [
        "车不进楼、线不飞窗，小区里要有能充电的地方。",
        "充电价格由电费和服务费两部分组成，分开写在充电桩上。",
        "新装充电点之前，要听一听旁边住户的意见。",
    ], [
        "一、充电点与住宅外窗保持安全距离，配灭火器材和监控照明。",
        "二、服务费标准应当在启用前十五日公示。",
    ]),
    Paper("lift-subsidy", "既有住宅加装电梯补助申请办法", "演示办〔2026〕21号", STREET, -12, 20, 750, [
        "下个月起可以申请，补助每台一次，直接付给施工单位。",
        "先谈拢楼里的费用分摊，再申请；谈不拢，可以请社区召集协商。",
    ], ["一、申请人为同意加装的全体业主，由一名代表提交材料。", "二、补助在验收合格后三十日内支付。"]),
    Paper("heat-2025", "2025年高温天气社区服务点开放安排", "", STREET, -520, -510, -420, [
        "各社区服务点延长开放到晚上九点，供水、供凉，九月结束。",
    ], ["各社区应当在门口张贴开放时间和联系电话。"]),
]  # fmt: skip


def planted() -> bool:
    return PolicyIndexPage.objects.exists()


def plant(cast: Cast) -> None:
    today = timezone.localdate(cast.now)
    library = HomePage.objects.get().add_child(
        instance=PolicyIndexPage(
            title="政策文件", slug="policies", intro="先看明白话，再看原文；哪份还管用，一眼看得出。"
        )
    )
    made: dict[str, PolicyPage] = {}
    for paper in PAPERS:
        made[paper.slug] = library.add_child(instance=_page(paper, today, made.get(paper.replaced_by)))


def _page(paper: Paper, today: date, later: PolicyPage | None) -> PolicyPage:
    attachments = [("document", _form(paper))] if paper.slug == "lift-subsidy" else []
    return PolicyPage(
        title=paper.title,
        slug=paper.slug,
        number=paper.number,
        issuer=paper.issuer,
        issued_on=today + timedelta(days=paper.issued),
        effect_on=today + timedelta(days=paper.begins),
        expires_on=None if paper.ends is None else today + timedelta(days=paper.ends),
        plain="\n".join(paper.plain),
        body=[("paragraph", f"<p>{text}</p>") for text in paper.body],
        attachments=attachments,
        replaced_by=later,
    )


def _form(paper: Paper) -> object:
    words = f"{paper.title}\n申请表（演示数据）\n\n楼栋：\n代表：\n电话：\n"
    document = get_document_model()(title="申请表（演示）", collection=Collection.get_first_root_node())
    document.file.save("shenqingbiao.txt", ContentFile(words.encode()), save=False)
    document.save()
    return document
