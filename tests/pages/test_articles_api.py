"""Articles as the mini-program reads them: lists, and texts without HTML."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import PageViewRestriction
from wagtail.models.view_restrictions import BaseViewRestriction

from tests.factories import CommunityFactory

# Wagtail leaves the temporary file of a rendition to the garbage collector.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:Exception ignored in. .function SpooledTemporaryFile"),
]
ARTICLES = "/api/v1/articles"
TODAY = timezone.localdate()


def told(client, path="", **asked):
    answer = client.get(f"{ARTICLES}{path}", asked)
    assert answer.status_code == 200, answer.content
    return answer.json()


def an_image(number=0):
    return get_image_model().objects.create(title=f"车棚{number}", file=get_test_image_file(size=(640, 480)))


def blocks_of(client, article):
    """Without what is empty."""
    body = told(client, f"/{article.translation_key.hex}")["body"]
    return [{name: value for name, value in block.items() if value} for block in body]


def test_articles_come_by_cursor_newest_first(tree, client):
    titles = [f"第{number}篇" for number in range(3)]
    for number, title in enumerate(titles):
        tree.article(title, day=TODAY - timedelta(days=number))
    tree.article("没写完的", live=False)
    first = told(client, limit=2)
    assert [each["title"] for each in first["items"]] == titles[:2]
    second = told(client, limit=2, cursor=first["next_cursor"])
    assert ([each["title"] for each in second["items"]], second["next_cursor"]) == (titles[2:], None)
    assert client.get(ARTICLES, {"cursor": "forged"}).status_code == 422
    assert client.get(ARTICLES, {"limit": 1000}).status_code == 422


def test_articles_of_a_community_are_its_own_and_around_it_also_its_sub_districts(tree, client):
    street = tree.subdistrict()
    here = tree.community(CommunityFactory(subdistrict=street.subdistrict), under=street)
    for title, page in (("社区", here), ("街道", street), ("全区", None), ("远处", tree.community())):
        tree.article(title, under=page)
    slug = here.community.slug
    assert [each["title"] for each in told(client, community=slug)["items"]] == ["社区"]
    around = told(client, community=slug, around=True)["items"]
    assert {each["title"] for each in around} == {"社区", "街道", "全区"}
    assert client.get(ARTICLES, {"community": "nowhere"}).status_code == 404


def test_an_article_is_found_by_its_code_and_by_its_slug(tree, client):
    article = tree.article(day=date(2026, 3, 9), slug="车棚")
    found = told(client, f"/{article.translation_key.hex}")
    assert (found["title"], found["date"], found["url"], found["slug"], found["audio"]) == (
        article.title,
        "2026-03-09",
        article.url,
        "车棚",
        "",
    )
    assert told(client, "/车棚") == found


def test_of_two_with_one_slug_the_newer_is_meant(tree, client):
    tree.article("旧的", slug="news", day=TODAY - timedelta(days=9))
    newer = tree.article("新的", slug="news", under=tree.community())
    assert told(client, "/news")["code"] == newer.translation_key.hex


def test_drafts_private_and_unpublished_articles_are_not_there(tree, client):
    draft = tree.article("没写完的", live=False)
    page = tree.community()
    private, gone = tree.article("内部", under=page), tree.article("撤下的")
    PageViewRestriction.objects.create(page=page, restriction_type=BaseViewRestriction.LOGIN)
    gone.unpublish()
    for article in (draft, private, gone):
        for key in (article.translation_key.hex, article.slug):
            assert client.get(f"{ARTICLES}/{key}").status_code == 404
    assert told(client)["items"] == []
    assert client.get(f"{ARTICLES}/nothing").json()["code"] == "not_found"


def test_a_text_comes_as_plain_blocks(tree, client):
    other = tree.article("另一篇")
    sound = get_document_model().objects.create(title="录音", file="documents/story.MP3")
    html = (
        f'<p>越<b>具体</b>越好，<br/>见<a linktype="page" id="{other.pk}">另一篇</a>。</p>'
        "<ol><li>写哪里</li><li>写什么 &amp; 为什么</li></ol><p></p>"
        f'<p><a linktype="document" id="{sound.pk}">听他说</a></p>'
    )
    article = tree.article(
        body=[
            ("heading", "怎么写"),
            ("paragraph", html),
            ("quote", {"text": "天天盼着这件事。", "source": "梅欣9号楼居民"}),
            ("note", {"title": "不会打字？", "text": "到服务中心来。"}),
            ("paragraph", '<p>再看<a href="https://example.org/a">别处</a></p>'),
        ]
    )
    assert blocks_of(client, article) == [
        {"kind": "heading", "text": "怎么写"},
        {"kind": "paragraph", "text": "越具体越好，\n见另一篇。"},
        {"kind": "link", "text": "另一篇", "url": other.url},
        {"kind": "list", "items": ["写哪里", "写什么 & 为什么"], "ordered": True},
        {"kind": "paragraph", "text": "听他说"},
        {"kind": "audio", "text": "听他说", "url": sound.url},
        {"kind": "quote", "text": "天天盼着这件事。", "source": "梅欣9号楼居民"},
        {"kind": "note", "text": "到服务中心来。", "title": "不会打字？"},
        {"kind": "paragraph", "text": "再看别处"},
        {"kind": "link", "text": "别处", "url": "https://example.org/a"},
    ]
    assert told(client, f"/{article.translation_key.hex}")["audio"] == sound.url


def test_words_outside_any_paragraph_and_bare_links_are_kept(tree, client):
    article = tree.article(body=[("paragraph", '只是一句 <a href="/x/">去</a><a>哪里也不去</a>')])
    assert blocks_of(client, article) == [
        {"kind": "paragraph", "text": "只是一句"},
        {"kind": "paragraph", "text": "去"},
        {"kind": "link", "text": "去", "url": "/x/"},
        {"kind": "paragraph", "text": "哪里也不去"},
    ]


def test_pictures_say_what_they_show_and_how_large_they_are(tree, client):
    picture = {"image": an_image(), "alt": "堆着纸箱的车棚", "caption": "现在的样子"}
    [block] = blocks_of(client, tree.article(body=[("picture", picture)]))
    assert block.pop("url").startswith("/media/images/")
    assert block == {"kind": "picture", "text": "现在的样子", "alt": "堆着纸箱的车棚", "width": 640, "height": 480}


def test_a_picture_whose_file_is_lost_is_left_out(tree, client):
    image = an_image()
    article = tree.article(body=[("picture", {"image": image, "alt": "车棚", "caption": ""})])
    image.file.storage.delete(image.file.name)
    found = told(client, f"/{article.translation_key.hex}")
    assert (found["body"], found["picture"]) == ([], "")


@pytest.mark.parametrize("rows", [1, 3])
def test_articles_cost_the_same_however_many_and_however_long(tree, client, rows, django_assert_num_queries):
    body = []
    for row in range(rows):
        linked = f'<p><a linktype="page" id="{tree.articles.pk}">看</a></p>'
        body += [("paragraph", linked), ("picture", {"image": an_image(row), "alt": "车棚", "caption": ""})]
        article = tree.article(f"新闻{row}", body=list(body))
    path = f"/{article.translation_key.hex}"
    for _visit in range(2):
        assert told(client, path)["body"]
        told(client)
    with django_assert_num_queries(2):
        assert len(told(client)["items"]) == rows
    with django_assert_num_queries(5):
        assert len(told(client, path)["body"]) == 3 * rows
