"""Editors find Chinese: pages by title and text, pictures and documents by title; on both databases alike."""

import pytest
from django.core.files.base import ContentFile
from modelsearch.query import And, Not, Phrase, PlainText
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from portal.core.search_backend.terms import Dialect
from portal.core.search_backend.tokens import index_text, pairs, runs, words
from portal.pages.models import ArticlePage

ANY = Dialect(whole="<%s>", prefix="<%s…>", both=" and ", either=" or ")


def titles(found):
    return [page.title for page in found]


@pytest.fixture
def articles(tree):
    tree.article("旧车棚变乐龄客厅")
    tree.article("儿童放学安全步道", intro="从小学北门到翠竹园东门。")
    tree.article("Wi-Fi 7 与 3号楼", intro="ＡＢＣ 全角也找得到。")


@pytest.mark.parametrize(
    "asked", ["车棚", "旧车", "棚变", "乐龄", "客厅", "旧车棚变乐龄客厅", "车", "车棚 客厅", "车棚客厅"]
)
def test_title_is_found_by_any_fragment(articles, asked):
    assert titles(Page.objects.search(asked)) == ["旧车棚变乐龄客厅"]
    assert titles(Page.objects.autocomplete(asked)) == ["旧车棚变乐龄客厅"]


@pytest.mark.parametrize("asked", ["围栏", "桌椅", "三号楼"])
def test_text_is_found_as_well_as_the_title(articles, asked):
    assert "旧车棚变乐龄客厅" in titles(Page.objects.search(asked))
    assert "旧车棚变乐龄客厅" in titles(Page.objects.autocomplete(asked))


@pytest.mark.parametrize(
    ("asked", "found"), [("abc", 1), ("ABC", 1), ("wi", 1), ("3号", 1), ("翠竹园", 1), ("3号楼 客厅", 0)]
)
def test_letters_and_digits_are_folded_and_all_terms_must_be_there(articles, asked, found):
    assert len(Page.objects.autocomplete(asked)) == found


@pytest.mark.parametrize("asked", ["电梯", "厅客", "！！", '"', "' OR 1=1", "车棚 电梯", "“”", "%", "*", "\x00"])
def test_what_is_not_there_is_not_found_and_nothing_breaks(articles, asked):
    assert titles(Page.objects.search(asked)) == []
    assert titles(Page.objects.autocomplete(asked)) == []


def test_changed_and_deleted_pages_are_found_as_they_are_now(articles):
    article = ArticlePage.objects.get(title="旧车棚变乐龄客厅")
    article.title = "老车间变书房"
    article.save()
    assert titles(Page.objects.search("书房")) == ["老车间变书房"]
    assert titles(Page.objects.search("乐龄")) == []
    article.delete()
    assert titles(Page.objects.search("书房")) == []


def test_phrases_negations_and_named_fields_work(articles):
    backend = get_search_backend()
    assert titles(backend.search(Phrase("旧车棚"), Page.objects.all())) == ["旧车棚变乐龄客厅"]
    kept = backend.search(And([PlainText("安全"), Not(PlainText("车棚"))]), ArticlePage.objects.all())
    assert titles(kept) == ["儿童放学安全步道"]
    assert len(backend.search(Not(PlainText("车棚")), ArticlePage.objects.all())) == 2
    assert titles(backend.search("车棚", ArticlePage.objects.all(), fields=["title"])) == ["旧车棚变乐龄客厅"]


def test_pictures_and_documents_are_found_by_their_chinese_titles(db):
    image = get_image_model().objects.create(title="梅欣车棚现状", file=get_test_image_file())
    document = get_document_model().objects.create(title="车棚改造方案", file=ContentFile("a", name="plan.txt"))
    backend = get_search_backend()
    assert list(backend.autocomplete("车棚", get_image_model().objects.all())) == [image]
    assert list(backend.autocomplete("改造", get_document_model().objects.all())) == [document]


def test_tokens_are_words_pairs_and_single_characters():
    assert set(index_text("旧车棚!").split()) == {"旧", "车", "棚", "旧车", "车棚"}
    assert runs("Ａb3号，楼") == ["ab3", "号", "楼"]
    assert pairs("车棚变") == ["车棚", "棚变"]
    assert pairs("车") == ["车"]
    assert pairs("abc") == ["abc"]
    assert words("车棚客厅") == ["车棚", "客厅"]


def test_condition_asks_for_pairs_or_words_of_each_run():
    assert ANY.condition("车棚") == "((<车棚>))"
    assert ANY.condition("车棚客厅") == "((<客厅> and <棚客> and <车棚>) or (<客厅> and <车棚>))"
    assert ANY.condition("梅 b", last_is_prefix=True) == "((<梅>)) and (<b…>)"
