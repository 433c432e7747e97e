from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from portal.pages.models import ArticleIndexPage, ArticlePage, TextPage
from portal.pages.models.article import ON_A_PAGE

TODAY = timezone.localdate()


@pytest.fixture
def image(db):
    return get_image_model().objects.create(title="车棚", file=get_test_image_file(size=(640, 480)))


# Wagtail leaves the temporary file of a rendition to the garbage collector.
@pytest.mark.filterwarnings("ignore:Exception ignored in. .function SpooledTemporaryFile")
def test_article_shows_its_blocks(tree, client, image):
    article = tree.article(
        "旧车棚变乐龄客厅",
        day=date(2026, 3, 9),
        body=[
            ("heading", "写哪里"),
            ("paragraph", "<p>越<b>具体</b>越好</p>"),
            ("picture", {"image": image, "alt": "堆着纸箱的车棚", "caption": "现在的样子"}),
            ("quote", {"text": "天天盼着这件事。", "source": "梅欣9号楼居民"}),
            ("note", {"title": "不会打字？", "text": "到服务中心来。"}),
        ],
    )
    answer = client.get(article.url)
    text = answer.content.decode()
    for words in (
        "<h2>写哪里</h2>",
        "<b>具体</b>",
        'alt="堆着纸箱的车棚"',
        "<figcaption>现在的样子",
        "—— 梅欣9号楼居民",
        "到服务中心来。",
    ):
        assert words in text
    assert '<meta property="og:type" content="article">' in text
    assert '<meta property="og:image" content="http://testserver/media/images/' in text
    assert " style=" not in text
    assert [way.label for way in answer.context["ways"]] == ["首页", "身边事"]


def test_picture_needs_words_for_those_who_do_not_see_it(tree, image):
    block = tree.article().body.stream_block.child_blocks["picture"]
    with pytest.raises(ValidationError):
        block.clean(block.to_python({"image": image.pk, "alt": "", "caption": ""}))


def test_article_without_a_picture_names_none(tree, client):
    article = tree.article(search_description="另写的一句话")
    text = client.get(article.url).content.decode()
    assert "og:image" not in text
    assert article.first_picture is None
    assert '<meta name="description" content="另写的一句话">' in text
    assert tree.article("又一篇").summary == "三号楼北侧的车棚要变样了。"


def test_reading_aloud_is_offered_in_large_type_and_waits_for_the_script(tree, client):
    article = tree.article()
    plain = client.get(article.url).content.decode()
    assert "data-read-aloud" not in plain
    client.cookies["mode"] = "elder"
    large = client.get(article.url).content.decode()
    assert '<button class="button" type="button" hidden data-read-aloud' in large
    assert '<div class="actions reading" hidden data-reading>' in large


def test_beside_an_article_stand_the_newest_of_the_same_place(tree, client):
    page = tree.community()
    here = tree.article("这一篇", under=page)
    sibling = tree.article("同社区的另一篇", under=page)
    tree.article("别处的一篇")
    assert list(client.get(here.url).context["others"]) == [sibling]


def test_list_has_every_article_newest_first_with_where_it_stands(tree, client):
    page = tree.community()
    old = tree.article("上月的", day=TODAY - timedelta(days=30))
    here = tree.article("社区的", under=page, day=TODAY)
    draft = tree.article("没写完的", day=TODAY, live=False)
    answer = client.get(tree.articles.url)
    entries = [(article.pk, place.title if place else "") for article, place in answer.context["entries"]]
    assert entries == [(here.pk, page.title), (old.pk, "")]
    assert draft.title not in answer.content.decode()


def test_list_goes_on_where_it_left_off(tree, client):
    titles = [f"第{number}篇" for number in range(ON_A_PAGE + 1)]
    for number, title in enumerate(titles):
        tree.article(title, day=TODAY - timedelta(days=number))
    first = client.get(tree.articles.url)
    cursor = first.context["next_cursor"]
    second = client.get(tree.articles.url, {"cursor": cursor})
    assert [article.title for article, _place in second.context["entries"]] == titles[ON_A_PAGE:]
    assert client.get(tree.articles.url, {"cursor": "forged"}).status_code == 422


def test_empty_list_leads_home(tree, client):
    assert 'class="empty"' in client.get(tree.articles.url).content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_list_and_article_cost_the_same_however_many(tree, client, number, django_assert_num_queries):
    for at in range(number):
        tree.article(f"新闻{at}")
        article = tree.article(f"社区{at}", under=tree.community())
    client.get(tree.articles.url)
    with django_assert_num_queries(6):
        client.get(tree.articles.url)
    client.get(article.url)
    with django_assert_num_queries(4):
        client.get(article.url)


def test_plain_text_page_shows_its_text(tree, client):
    page = tree.home.add_child(instance=TextPage(title="隐私与授权", slug="privacy", body=[("heading", "留下什么")]))
    assert "<h2>留下什么</h2>" in client.get(page.url).content.decode()


def test_articles_stand_under_lists_and_places_only():
    assert ArticlePage.allowed_subpage_models() == []
    names = {model.__name__ for model in ArticlePage.allowed_parent_page_models()}
    assert names == {"ArticleIndexPage", "SubdistrictPage", "CommunityPage"}
    assert ArticleIndexPage.allowed_subpage_models() == [ArticlePage]
