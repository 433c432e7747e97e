"""The policy library: what applies on a day, what took a document's place, and that no ring can be made."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models.deletion import ProtectedError
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from wagtail.documents import get_document_model

from portal.core.search_source import search_sources
from portal.pages.models import PolicyIndexPage, PolicyPage
from portal.pages.models.policy import ON_A_PAGE, Standing
from tests.pages.conftest import Tree

TODAY = timezone.localdate()
DAY = timedelta(days=1)


def library(tree):
    found = PolicyIndexPage.objects.first()
    return found or tree.home.add_child(instance=PolicyIndexPage(title="政策文件", slug="policies"))


def policy(tree, title="加装电梯补助办法", **words):
    words = {"issuer": "演示街道办事处", "issued_on": TODAY - DAY, "effect_on": TODAY, "plain": "可以申请。"} | words
    return library(tree).add_child(instance=PolicyPage(title=title, **words))


def test_document_shows_what_it_is_and_what_it_means(tree, client, db):
    form = get_document_model().objects.create(title="申请表", file="documents/form.txt", file_size=2048)
    page = policy(
        tree,
        number="演示办〔2026〕21号",
        issued_on=date(2025, 3, 2),
        effect_on=date(2026, 4, 1),
        plain="下个月起可以申请。\n补助直接付给施工单位。",
        body=[("paragraph", "<p>第一条</p>")],
        attachments=[("document", form)],
    )
    text = client.get(page.url).content.decode()
    for words in ("演示办〔2026〕21号", "演示街道办事处", "2025年3月2日", "补助直接付给施工单位。", "第一条", form.url):
        assert words in text
    assert "TXT · 2.0" in text
    assert page.summary == "下个月起可以申请。"


def test_standing_follows_the_day(tree):
    page = policy(tree, effect_on=TODAY, expires_on=TODAY + 2 * DAY)
    days = {TODAY - DAY: "upcoming", TODAY: "in_force", TODAY + DAY: "in_force", TODAY + 2 * DAY: "expired"}
    assert {day: page.standing(day) for day in days} == days


def test_document_is_replaced_from_the_day_the_next_one_applies(tree, client):
    later = policy(tree, "第二版", effect_on=TODAY + DAY)
    page = policy(tree, "第一版", replaced_by=later)
    assert page.standing(TODAY) == Standing.IN_FORCE
    assert page.standing(TODAY + DAY) == Standing.REPLACED
    text = client.get(page.url).content.decode()
    assert f'<a href="{later.url}">第二版</a>' in text
    assert "起由这份文件替代" in text
    assert f'<a href="{page.url}">第一版</a>' in client.get(later.url).content.decode()
    PolicyPage.objects.filter(pk=later.pk).update(effect_on=TODAY)
    assert "这份文件已被替代" in client.get(page.url).content.decode()


def test_draft_replaces_nothing_and_is_not_shown(tree, client):
    later = policy(tree, "还没发的第二版", live=False)
    page = policy(tree, replaced_by=later)
    assert page.standing(TODAY) == Standing.IN_FORCE
    assert "还没发的第二版" not in client.get(page.url).content.decode()


def test_document_cannot_replace_itself(tree):
    page = policy(tree)
    page.replaced_by = page
    with pytest.raises(ValidationError):
        page.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        PolicyPage.objects.filter(pk=page.pk).update(replaced_by=page)


def test_documents_cannot_replace_each_other_in_a_ring(tree):
    third = policy(tree, "三")
    second = policy(tree, "二", replaced_by=third)
    first = policy(tree, "一", replaced_by=second)
    third.refresh_from_db()
    third.replaced_by = first
    with pytest.raises(ValidationError, match="绕一圈"):
        third.save()
    with pytest.raises(ValidationError, match="绕一圈"):
        third.save_revision(clean=False).publish()


def test_following_a_ring_made_behind_its_back_ends(tree):
    first, second = policy(tree, "一"), policy(tree, "二")
    PolicyPage.objects.filter(pk=first.pk).update(replaced_by=second)
    PolicyPage.objects.filter(pk=second.pk).update(replaced_by=first)
    first.refresh_from_db()
    assert [each.pk for each in first.successors()] == [second.pk, first.pk]


def test_document_has_to_apply_for_a_day_at_least(tree):
    page = policy(tree)
    page.expires_on = page.effect_on
    with pytest.raises(ValidationError):
        page.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        PolicyPage.objects.filter(pk=page.pk).update(expires_on=page.effect_on)


def test_what_replaces_another_is_not_deleted(tree):
    later = policy(tree, "第二版")
    policy(tree, "第一版", replaced_by=later)
    with pytest.raises(ProtectedError):
        later.delete()


def test_library_is_narrowed_by_year_issuer_and_what_applies(tree, client):
    policy(tree, "去年的", issued_on=date(2025, 5, 1), effect_on=date(2025, 6, 1), expires_on=date(2025, 7, 1))
    policy(tree, "今年的", issued_on=date(2026, 5, 1), effect_on=date(2026, 6, 1), issuer="演示区政府")

    def found(**asked):
        return [page.title for page, _standing, _tone in client.get(library(tree).url, asked).context["entries"]]

    assert found() == ["今年的", "去年的"]
    assert found(year="2025") == ["去年的"]
    assert found(issuer="演示区政府") == ["今年的"]
    assert found(only="in_force") == ["今年的"]
    assert found(year="2025", only="in_force") == []
    assert found(year="二〇二五") == found(year="0000") == found()
    assert client.get(library(tree).url).context["years"] == ["2026", "2025"]
    assert "没有这样的文件" in client.get(library(tree).url, {"year": "1999"}).content.decode()


def test_chosen_filter_stays_on_the_next_page(tree, client):
    for number in range(ON_A_PAGE + 1):
        policy(tree, f"文件{number}", slug=f"p{number}")
    answer = client.get(library(tree).url, {"year": str(TODAY.year), "only": "in_force"})
    assert len(answer.context["entries"]) == ON_A_PAGE
    assert f"year={TODAY.year}&amp;only=in_force&amp;cursor=" in answer.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_library_costs_the_same_however_many_documents(tree, client, rows, django_assert_num_queries):
    later = policy(tree, "新版")
    for number in range(rows):
        policy(tree, f"文件{number}", slug=f"p{number}", replaced_by=later)
    address = library(tree).url
    client.get(address)
    with django_assert_num_queries(LIBRARY_QUERIES):
        client.get(address)


LIBRARY_QUERIES = 6


def test_search_knows_number_words_and_end(tree):
    later = policy(tree, "第二版", effect_on=TODAY + 5 * DAY)
    page = policy(tree, number="演示办〔2026〕21号", replaced_by=later, expires_on=TODAY + 9 * DAY)
    source = search_sources.get("policies")
    cards = source.cards([page.pk, later.pk])
    assert "演示办〔2026〕21号" in cards[page.pk].body
    assert timezone.localdate(cards[page.pk].ends_at) == TODAY + 5 * DAY
    assert cards[later.pk].ends_at is None
    assert [
        list(watch.spread([later.pk])) for watch in source.watches if watch.model is PolicyPage and watch.spread
    ] == [[page.pk]]


class StandingTest(TestCase):
    @settings(max_examples=40, deadline=None)
    @given(
        begins=st.integers(-3, 3),
        lasts=st.none() | st.integers(1, 5),
        next_begins=st.none() | st.integers(-3, 3),
        next_live=st.booleans(),
    )
    def test_in_force_is_the_twin_of_standing(self, begins, lasts, next_begins, next_live):
        tree = Tree()
        later = None
        if next_begins is not None:
            later = policy(tree, "新", slug="later", effect_on=TODAY + next_begins * DAY, live=next_live)
        start = TODAY + begins * DAY
        page = policy(
            tree, "旧", slug="page", effect_on=start, expires_on=lasts and start + lasts * DAY, replaced_by=later
        )
        applies = PolicyPage.objects.in_force(TODAY).filter(pk=page.pk).exists()
        assert applies == (page.standing(TODAY) == Standing.IN_FORCE)
