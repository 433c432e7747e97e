"""The search as residents and staff see it."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from portal.accounts.enums import Role
from portal.accounts.staff_session import SEEN_KEY
from portal.core.site_search import find
from proposals.enums import ProposalState
from search.actions.asked import count_asked, forget_asked
from search.actions.index import write_keys
from search.models import AskedWord, IndexState, SynonymGroup
from tests.factories import AppointmentFactory, ProposalFactory
from tests.search.texts import strange

pytestmark = pytest.mark.django_db


def proposal(title: str, **more):
    made = ProposalFactory(title=title, state=ProposalState.PUBLISHED, published_at=timezone.now(), **more)
    write_keys("proposals", [made.pk], 1)
    return made


def page(client, **asked):
    answer = client.get(reverse("search:search"), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_results_are_marked_and_lead_on(client):
    made = proposal("旧车棚变客厅")
    text = page(client, q="車棚")
    assert f'href="{made.get_absolute_url()}"' in text
    assert "旧<mark>车棚</mark>变客厅" in text


def test_what_is_typed_is_shown_harmless(client):
    text = page(client, q='<script>alert(1)</script>"')
    assert "<script>alert" not in text


def test_a_filter_narrows_and_can_be_taken_off(client):
    here, there = proposal("旧车棚一"), proposal("旧车棚二")
    text = page(client, q="旧车棚", community=here.community_id)
    assert "旧<mark>车棚</mark>一" in text or "<mark>旧车棚</mark>一" in text
    assert there.get_absolute_url() not in text
    assert 'aria-current="true"' in text


@pytest.mark.parametrize("asked", [{"kind": "nobody"}, {"community": "x"}, {"period": "9"}, {"sort": "?"}])
def test_a_filter_nobody_knows_is_none(client, asked):
    made = proposal("旧车棚变客厅")
    assert made.get_absolute_url() in page(client, q="车棚", **asked)


def test_a_bad_cursor_is_said_and_not_a_fault(client):
    assert client.get(reverse("search:search"), {"q": "车棚", "cursor": "x"}).status_code == 422


def test_the_page_takes_as_many_queries_for_three_as_for_six(client, django_assert_num_queries):
    """With fewer than three the freer pass is made, which takes two more."""
    for titles, queries in (
        (["旧车棚一"], 8),
        (["旧车棚二", "旧车棚三"], 6),
        (["旧车棚四", "旧车棚五", "旧车棚六"], 6),
    ):
        for title in titles:
            proposal(title)
        page(client, q="车棚")
        with django_assert_num_queries(queries):
            page(client, q="车棚")


def test_ones_own_draft_is_found_by_oneself_and_nobody_else(client):
    draft = ProposalFactory(title="我的旧车棚", state=ProposalState.DRAFT)
    write_keys("proposals", [draft.pk], 1)
    assert "我的" not in page(client, q="旧车棚")
    client.force_login(draft.author)
    assert "我的" in page(client, q="旧车棚")


def test_suggestions_are_links(client):
    made = proposal("旧车棚变客厅")
    answer = client.get(reverse("search:suggest"), {"q": "jiuche"})
    assert made.get_absolute_url() in answer.content.decode()


def test_the_api_answers_as_the_page_does(client):
    made = proposal("旧车棚变客厅")
    answer = client.get("/api/v1/search", {"q": "车棚"}).json()
    assert [item["url"] for item in answer["items"]] == [made.get_absolute_url()]
    assert answer["total"] == 1
    assert answer["facets"]["kinds"] == [{"value": "proposals", "label": "幸福提案", "documents": 1}]
    assert client.get("/api/v1/search/suggest", {"q": "旧车"}).json()["items"][0]["text"] == "旧车棚变客厅"
    alike = client.get("/api/v1/proposals/similar", {"text": "把旧车棚变成客厅"}).json()["items"]
    assert [item["url"] for item in alike] == [made.get_absolute_url()]


@pytest.fixture
def inside(client):
    """Somebody of the district, in the staff area."""
    client.force_login(AppointmentFactory(role=Role.DISTRICT_ADMIN, community=None).user)
    session = client.session
    session[SEEN_KEY] = timezone.now().timestamp()
    session.save()


@pytest.mark.usefixtures("inside")
def test_staff_see_what_was_not_found_and_add_a_word(client):
    proposal("旧车棚变客厅")
    for day in range(2):
        for _n in range(2):
            count_asked(text="单车房", hits=0, now=timezone.now() - timedelta(days=day))
    text = client.get(reverse("search_staff")).content.decode()
    assert "单车房" in text
    tried = client.post(reverse("search_staff"), {"words": "单车房、旧车棚", "note": "", "try": "1"}).content.decode()
    assert "合并后能找到" in tried
    assert not SynonymGroup.objects.filter(words="单车房、旧车棚").exists()
    client.post(reverse("search_staff"), {"words": "单车房，旧车棚", "note": ""})
    group = SynonymGroup.objects.get(words="单车房、旧车棚")
    cache.clear()
    assert "旧车棚" in page(client, q="单车房")
    client.post(reverse("search_remove_words", args=[group.pk]))
    assert not SynonymGroup.objects.filter(pk=group.pk).exists()
    wrong = client.post(reverse("search_staff"), {"words": "单车房", "note": ""})
    assert wrong.status_code == 422


def test_what_was_searched_is_forgotten_after_its_time():
    now = timezone.now()
    count_asked(text="车棚", hits=1, now=now - timedelta(days=91))
    count_asked(text="车棚", hits=1, now=now)
    assert forget_asked(before=timezone.localdate(now) - timedelta(days=90)) == 1
    assert AskedWord.objects.get().times == 1


def test_the_site_search_of_lower_floors_is_answered_once_the_index_is_built(client):
    proposal("电动自行车集中充电")
    assert find("电瓶车") == []
    IndexState.objects.update_or_create(pk=1, defaults={"built_at": timezone.now()})
    cache.clear()
    assert [hit.title for hit in find("电瓶车")] == ["电动自行车集中充电"]


def test_whatever_stands_in_an_address_is_answered(client):
    proposal("旧车棚变客厅")
    addresses = (reverse("search:search"), reverse("search:suggest"), "/api/v1/search", "/api/v1/search/suggest")
    for number in range(60):
        cache.clear()
        text = strange(number)
        for address in addresses:
            assert client.get(address, {"q": text}).status_code == 200, (address, text)
        assert client.get("/api/v1/proposals/similar", {"text": text}).status_code == 200, text
