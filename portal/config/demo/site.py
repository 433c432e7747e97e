"""The demo's site: a page for every sub-district and community, some articles, the plain pages, header and footer."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.models import Collection, Page, Site

from portal.communities.models import Community, Subdistrict
from portal.config.demo.cast import Cast
from portal.config.demo.scenes import picture
from portal.config.demo.texts import ARTICLES, INTRODUCTIONS, PAGES, Article, Block
from portal.core.models import SiteShell
from portal.pages.actions import sync_editors
from portal.pages.models import (
    ArticleIndexPage,
    ArticlePage,
    CommunityPage,
    DirectoryPage,
    FinderPage,
    HomePage,
    SubdistrictPage,
    TextPage,
)

HEADLINE = "把旧车棚变成会客厅，从一句“我觉得”开始"
CALLS = [("我要提案", "/proposals/"), ("看看邻居在提什么", "/proposals/#all")]
LINKS = [
    ("关于邻里", "About", "/about/"),
    ("隐私与授权", "Privacy", "/privacy/"),
    ("无障碍说明", "Accessibility", "/accessibility/"),
]


def planted() -> bool:
    """Whether the tree was loaded before: it is then left as its editors have it."""
    return DirectoryPage.objects.exists()


def plant(cast: Cast) -> None:
    """Everything under the home page, and then the editors' groups."""
    home = HomePage.objects.get()
    directory = home.add_child(
        instance=DirectoryPage(
            title="街道与社区", slug="communities", intro="找到您的社区：写名字、别名或者其中两个字都行。"
        )
    )
    news = home.add_child(
        instance=ArticleIndexPage(title="身边事", slug="news", intro="怎么参加、办到哪一步、邻居们的故事。")
    )
    home.add_child(
        instance=FinderPage(
            title="网格员和服务点", slug="who", intro="写上小区和楼号，看看谁负责您这一栋、去哪儿办事、现在开不开门。"
        )
    )
    streets, places = {}, {"news": news}
    for subdistrict in Subdistrict.objects.all():
        page = SubdistrictPage(
            title=subdistrict.name,
            slug=subdistrict.slug,
            subdistrict=subdistrict,
            search_description=f"{subdistrict.name}：{subdistrict.character}。",
        )
        streets[subdistrict.slug] = directory.add_child(instance=page)
        for community in subdistrict.communities.all():
            places[community.slug] = streets[subdistrict.slug].add_child(instance=_community_page(community))
    sync_editors(now=cast.now)
    for article in ARTICLES:
        # Where both have one name, such as 古雄, the sub-district is meant.
        _write(article, {**places, **streets}, cast)
    for slug, (title, summary, body) in PAGES.items():
        home.add_child(instance=TextPage(title=title, slug=slug, search_description=summary, body=body))
    _dress(home, cast)


def _community_page(community: Community) -> CommunityPage:
    words = INTRODUCTIONS.get(community.slug, "")
    return CommunityPage(
        title=community.title,
        slug=community.slug,
        community=community,
        search_description=words or f"{community.subdistrict.name}{community.title}的提案、服务地点和动态。",
        body=[("paragraph", f"<p>{words}</p>")] if words else [],
    )


def _write(article: Article, places: dict[str, Page], cast: Cast) -> None:
    parent = places[article.under]
    page = ArticlePage(
        title=article.title,
        slug=article.slug,
        day=timezone.localdate(cast.now) - timedelta(days=article.days),
        intro=article.intro,
        body=[_with_picture(block, parent) for block in article.body],
    )
    parent.add_child(instance=page)


def _with_picture(block: Block, page: Page) -> Block:
    kind, value = block
    if kind != "picture":
        return block
    scene, alt, caption = value
    image = get_image_model().objects.create(
        title=alt, file=picture(scene, alt), description=alt, collection=_collection_of(page)
    )
    image.file.close()
    return ("picture", {"image": image, "alt": alt, "caption": caption})


def _collection_of(page: Page) -> Collection:
    """The sub-district's own pictures, where the page stands under one; the district's otherwise."""
    above = SubdistrictPage.objects.ancestor_of(page, inclusive=True).first()
    root = Collection.get_first_root_node()
    found = root.get_children().filter(name=above.title).first() if above else None
    return found or root


def _dress(home: HomePage, cast: Cast) -> None:
    """The home page's words, and what surrounds every page. No number is made up: what is not known stays empty."""
    today = timezone.localdate(cast.now)
    home.headline = HEADLINE
    home.search_description = "雨花台区居民提案、投票和议事的地方：说出家门口最想改变的一件事，看着它办成。"
    home.calls = [("call", {"label": label, "path": path}) for label, path in CALLS]
    home.notes = [("note", _note(today, "9:00–17:30", "服务中心有人帮忙写提案、投票", "/communities/", "可代办"))]
    home.body = [
        ("proposals", {"heading": "邻居们最想办的", "order": "supported", "number": "6"}),
        ("contests", {"heading": "各街道正在进行的"}),
        ("results", {"heading": "选出来的"}),
        ("links", {"heading": "您可能在找", "links": [
            {"label": "我的社区", "text": "电话、服务地点、网格，还有邻居们的提案。", "path": "/communities/"},
            {"label": "找网格员和服务点", "text": "写上小区和楼号，电话、地址、开门时间都在。", "path": "/who/"},
            {"label": "政策文件", "text": "先看明白话，再看原文。", "path": "/policies/"},
            {"label": "投诉、建议、心愿", "text": "7 个工作日内有答复，办得怎么样大家都看得到。", "path": "/cases/"},
            {"label": "怎么写一份提案", "text": "不用写成公文，三句话就够。", "path": "/news/how-to-propose/"},
            {"label": "自己核一遍票", "text": "选票文件公开，谁都可以再算一遍。", "path": "/news/count-it-yourself/"},
        ]}),
    ]  # fmt: skip
    home.save_revision(clean=False).publish()
    site = Site.objects.get(is_default_site=True)
    site.site_name = "邻里"
    site.save()
    shell, _made = SiteShell.objects.get_or_create(site=site)
    shell.brand, shell.strapline, shell.organiser = "邻里", "雨花台区居民议事与参与", "演示"
    shell.complaints_path = "/cases/"
    shell.links = [("way", {"label": label, "label_en": english, "path": path}) for label, english, path in LINKS]
    shell.save()


def _note(first_day: Any, time: str, text: str, path: str, mark: str) -> dict[str, Any]:
    last_day = first_day + timedelta(days=60)
    return {"first_day": first_day, "last_day": last_day, "time": time, "text": text, "path": path, "mark": mark}
