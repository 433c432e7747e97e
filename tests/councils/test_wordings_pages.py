"""Suggested wordings on the site, in the staff area, in the inbox and by the API; pages that lead to conventions."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from councils.actions.conventions import accept_wording, support_wording
from councils.conventions_enums import ConventionEvent as Event
from councils.conventions_enums import WordingOutcome, WordingState
from councils.models import Wording
from councils.queries.conventions import convention_card
from portal.core.posters import poster_of
from portal.moderation.enums import Decision
from tests.councils.conventions import NOW, begun, make_place, put_in_force, step
from tests.councils.life import draft, neighbour, raised
from tests.councils.test_wordings import BETTER, WHY, consulted, decided, shown, suggested
from tests.councils.test_wordings import neighbour as neighbour_of
from tests.permissions.cases import client_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("rows", [1, 3])
def test_list_of_wordings_takes_the_same_queries_however_long(client, django_assert_num_queries, rows):
    place, version = consulted()
    for number in range(rows):
        shown(place, version, text=f"楼道不堆物，{number}。")
    address = reverse("councils:wordings", args=[version.code])
    client.get(address)
    with django_assert_num_queries(5):
        page = client.get(address)
    assert page.content.decode().count("change-card") == rows
    api = f"/api/v1/conventions/texts/{version.code}/wordings"
    with django_assert_num_queries(4):
        assert len(client.get(api).json()["items"]) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_staff_list_takes_the_same_queries_however_long(django_assert_num_queries, rows):
    place, version = consulted()
    for number in range(rows):
        shown(place, version, text=f"楼道不堆物，{number}。")
    client, address = client_of(place.staff), reverse("conventions_wordings", args=[version.code])
    client.get(address)
    with django_assert_num_queries(23):
        page = client.get(address).content.decode()
    assert page.count('class="councils-wording"') == rows


def test_resident_suggests_on_the_site_with_the_draft_before_them():
    place, version = consulted()
    client = client_of(neighbour_of(place))
    assert "suggest/" in client.get(version.get_absolute_url()).content.decode()
    address = reverse("councils:suggest_wording", args=[version.code, 1])
    assert client.get(address).context["form"]["text"].value() == "楼道不堆物。"
    assert client.post(address, {"text": "楼道不堆物。", "reason": WHY}).status_code == 422
    page = client.post(address, {"text": BETTER, "reason": WHY}, follow=True)
    assert '<ins><span class="sr">' in page.content.decode()
    assert Wording.objects.get().state == WordingState.QUEUED
    assert client.post(address, {"text": "又一句。", "reason": WHY}).status_code == 422, "one open at a time"


def test_returned_wording_shows_the_reason_and_is_handed_in_again():
    place, version = consulted()
    wording = decided(place, suggested(place, version), Decision.RETURN)
    client = client_of(wording.author)
    assert "说明" in client.get(wording.get_absolute_url()).content.decode()
    address = reverse("councils:change_wording", args=[wording.code])
    assert client.get(address).status_code == 200
    client.post(address, {"text": "楼道保持畅通。", "reason": WHY})
    wording.refresh_from_db()
    assert wording.state == WordingState.QUEUED
    assert client.get(reverse("councils:withdraw_wording", args=[wording.code])).status_code == 200
    client.post(reverse("councils:withdraw_wording", args=[wording.code]))
    wording.refresh_from_db()
    assert wording.state == WordingState.WITHDRAWN


def test_neighbour_supports_on_the_site_and_takes_it_back():
    place, version = consulted()
    wording = shown(place, version)
    client, address = client_of(neighbour_of(place)), reverse("councils:support_wording", args=[wording.code])
    client.post(address)
    assert Wording.objects.get().support_count == 1
    client.post(address, {"back": "1"})
    assert Wording.objects.get().support_count == 0


def test_page_shows_answers_reasons_and_who_a_revision_is_credited_to(client):
    place, version = consulted()
    wording = shown(place, version)
    accept_wording(code=wording.code, seen=0, actor=place.staff, now=NOW, answer="写得更清楚。")
    page = client.get(reverse("councils:wordings", args=[version.code]), {"article": 1}).content.decode()
    assert "写得更清楚。" in page
    assert page.count(wording.author.resident.alias) == 2
    assert "revisions" in page
    assert (
        "change-card"
        not in client.get(reverse("councils:wordings", args=[version.code]), {"article": 2}).content.decode()
    )


def test_staff_answer_on_their_screen():
    place, version = consulted()
    one, two = shown(place, version), shown(place, version, text="楼道不放私人物品。")
    three = shown(place, version, article=2, text="遛犬全程牵绳。")
    client = client_of(place.staff)
    assert client.get(reverse("conventions_version", args=[version.code])).context["wordings"] == 3

    def post(wording, what, **sent):
        return client.post(reverse("conventions_answer_wording", args=[wording.code, what]), sent, follow=True)

    post(one, "merge", seen="0", text="楼道、电梯口不放私人物品。", others=[two.code])
    assert [str(said) for said in post(three, "decline", answer="").context["messages"]]
    post(three, "decline", answer="已有规定。")
    assert client.post(reverse("conventions_answer_wording", args=[one.code, "lapse"])).status_code == 404
    assert list(Wording.objects.order_by("id").values_list("outcome", flat=True)) == [
        WordingOutcome.MERGED,
        WordingOutcome.MERGED,
        WordingOutcome.DECLINED,
    ]
    four = shown(place, version, text="楼道畅通。")
    post(four, "accept", seen="x")
    post(four, "accept", seen="1")
    four.refresh_from_db()
    assert four.outcome == WordingOutcome.ACCEPTED


def test_moderators_read_every_word_in_the_inbox():
    place, version = consulted()
    suggested(place, version)
    page = client_of(place.staff).get(reverse("moderation_inbox")).content.decode()
    assert BETTER in page
    assert WHY in page


def test_api_suggests_changes_supports_and_takes_back():
    place, version = consulted()
    client = client_of(neighbour_of(place))
    address = f"/api/v1/conventions/texts/{version.code}/wordings"
    sent = {"article": 1, "text": BETTER, "reason": WHY}
    made = client.post(address, sent, content_type="application/json").json()
    assert (made["state"], made["own"], made["article"]) == ("queued", True, 1)
    assert {part["change"] for part in made["parts"]} == {"same", "new"}
    wording = decided(place, Wording.objects.get(), Decision.RETURN)
    one = f"/api/v1/conventions/wordings/{wording.code}"
    assert client.get(one).json()["returned_because"] == "说明"
    client.put(one, {"text": "楼道畅通。", "reason": WHY}, content_type="application/json")
    decided(place, Wording.objects.get())
    fan = client_of(neighbour_of(place))
    assert fan.put(f"{one}/support").json()["support_count"] == 1
    assert fan.delete(f"{one}/support").json()["support_count"] == 0
    support_wording(code=wording.code, actor=neighbour_of(place), now=NOW)
    assert Client().get(address).json()["items"][0]["support_count"] == 1
    assert client.delete(one).json()["state"] == "withdrawn"


def test_look_up_is_offered_where_something_is_in_force(client):
    place = make_place()
    assert not convention_card().shown
    assert not convention_card(place.community.slug).shown
    put_in_force(place)
    step(place, begun(place), Event.DRAFT)
    card = convention_card(place.community.slug)
    assert (card.current.number, card.under_way.number, convention_card().in_force) == (1, 2, 1)
    hall = client.get(reverse("councils:hall"), {"community": place.community.slug}).content.decode()
    assert f'name="community" value="{place.community.slug}"' in hall
    found = client.get(reverse("councils:conventions"), {"q": "狗", "community": place.community.slug})
    assert len(found.context["found"]) == 1
    elsewhere = client.get(reverse("councils:conventions"), {"q": "狗", "community": "elsewhere"})
    assert elsewhere.context["found"] == []


def test_topic_in_sight_has_a_poster_and_one_that_is_not_has_none(client):
    topic = raised()
    kind, poster = poster_of(topic.code, AnonymousUser())
    assert (kind, poster.path, poster.figure[1]) == ("topic", topic.get_absolute_url(), "0")
    assert client.get(reverse("core:share", args=[topic.code])).status_code == 200
    assert reverse("core:share", args=[topic.code]) in client.get(topic.get_absolute_url()).content.decode()
    hidden = draft(neighbour())
    assert client.get(reverse("core:share", args=[hidden.code])).status_code == 404
