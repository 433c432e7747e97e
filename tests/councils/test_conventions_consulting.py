import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from councils.actions.conventions import begin_version, make_pledge, withdraw_pledge, write_articles
from councils.conventions_desk import convention_tasks
from councils.conventions_enums import ConventionEvent as Event
from councils.conventions_enums import Head
from councils.conventions_personal import forget_part_in_conventions, part_in_conventions
from councils.models import ConventionVersion, Pledge
from councils.queries.conventions import articles_about
from councils.queries.pledges import pledges_of
from portal.core.errors import Forbidden, Hidden, VerificationNeeded, WrongState
from portal.core.posters import poster_of
from tests.councils.conventions import DAY, NOW, TEXTS, begun, brought_to, make_place, put_in_force, step
from tests.factories import HouseholdFactory, ResidentFactory

pytestmark = pytest.mark.django_db


def client_of(person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def family(place, people=2):
    home = HouseholdFactory(community=place.community)
    return [ResidentFactory(community=place.community, household=home).user for _number in range(people)]


def test_every_article_of_a_draft_is_talked_about_until_it_is_studied():
    place = make_place()
    version = begun(place)
    assert not version.articles.filter(thread__isnull=False).exists(), "not while it is only written"
    step(place, version, Event.DRAFT)
    threads = [each.thread for each in version.articles.select_related("thread")]
    assert all(thread.is_public and thread.closes_at is None for thread in threads)
    step(place, version, Event.STUDY)
    assert all(each.thread.closes_at == NOW for each in version.articles.select_related("thread"))
    step(place, version, Event.SEND_BACK)
    assert all(each.thread.closes_at is None for each in version.articles.select_related("thread"))


def test_reworded_article_keeps_its_discussion_and_a_new_one_gets_its_own():
    place = make_place()
    version = step(place, begun(place), Event.DRAFT)
    before = version.articles.get(text="楼道不堆物。").thread_id
    texts = TEXTS | {Head.CONDUCT: ["常关心独居老人。", "楼道不堆放杂物。", "遛犬牵绳。"]}
    write_articles(code=version.code, texts=texts, actor=place.staff, now=NOW)
    assert version.articles.get(text="楼道不堆放杂物。").thread_id == before
    fresh = version.articles.get(text="常关心独居老人。").thread
    assert fresh.is_public
    assert fresh.pk != before


def test_draft_says_that_opinions_do_not_decide(client):
    place = make_place()
    version = step(place, begun(place), Event.DRAFT)
    page = client.get(version.get_absolute_url(), headers={"accept-language": "zh-hans"}).content.decode()
    assert "意见征集，不具表决效力" in page
    assert page.count('class="talk"') == 8


def test_household_promises_once_whoever_says_it_and_takes_it_back():
    place = make_place()
    version = put_in_force(place)
    one, two = family(place)
    assert make_pledge(code=version.code, actor=one, now=NOW) == make_pledge(code=version.code, actor=two, now=NOW)
    version = ConventionVersion.objects.select_related("convention__community").get()
    assert (pledges_of(version, two).count, pledges_of(version, two).mine) == (1, True)
    withdraw_pledge(code=version.code, actor=two, now=NOW + DAY)
    withdraw_pledge(code=version.code, actor=two, now=NOW + DAY)
    assert pledges_of(version, one).count == 0
    make_pledge(code=version.code, actor=one, now=NOW + 2 * DAY)
    assert Pledge.objects.count() == 2


def test_database_holds_one_promise_of_a_household():
    place = make_place()
    version = put_in_force(place)
    pledge = make_pledge(code=version.code, actor=family(place)[0], now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Pledge.objects.create(version=version, household=pledge.household, made_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Pledge.objects.update(withdrawn_at=NOW - DAY)


def test_only_households_of_the_community_promise_and_only_for_what_is_in_force():
    place = make_place()
    version = put_in_force(place)
    with pytest.raises(Forbidden):
        make_pledge(code=version.code, actor=family(make_place())[0], now=NOW)
    with pytest.raises(VerificationNeeded):
        make_pledge(code=version.code, actor=ResidentFactory(community=place.community).user, now=NOW)
    with pytest.raises(Hidden):
        make_pledge(code="nothing", actor=family(place)[0], now=NOW)
    draft = brought_to(place, Event.DRAFT)
    with pytest.raises(WrongState):
        make_pledge(code=draft.code, actor=family(place)[0], now=NOW)


def test_promise_is_told_to_who_gave_it_and_stays_without_them():
    place = make_place()
    version = put_in_force(place)
    person = family(place)[0]
    make_pledge(code=version.code, actor=person, now=NOW)
    assert [each["taken_back"] for each in part_in_conventions(person)["pledges"]] == [None]
    forget_part_in_conventions(person, NOW)
    assert Pledge.objects.get().user is None


def test_promise_on_the_site_and_its_denominator():
    place = make_place()
    place.community.household_count = 1321
    place.community.save()
    version = put_in_force(place)
    client = client_of(family(place)[0])
    address = reverse("councils:convention_pledge", args=[version.code])
    page = client.post(address, {"promise": "1"}, follow=True).content.decode()
    assert "1321" in page
    assert Pledge.objects.filter(withdrawn_at=None).count() == 1
    client.post(address, {"promise": ""})
    assert not Pledge.objects.filter(withdrawn_at=None).exists()


@pytest.mark.parametrize(
    ("asked", "found"), [("狗", 1), ("宠物", 1), ("电瓶车", 1), ("楼道", 1), ("养鸡", 0), ("", 0), ("楼道 堆放", 1)]
)
def test_look_up_finds_what_conventions_call_it(client, asked, found):
    place = make_place()
    put_in_force(place)
    begin_version(community=place.community, actor=place.staff, now=NOW)
    assert len(articles_about(asked)) == found
    assert len(articles_about(asked, "elsewhere")) == 0
    page = client.get(reverse("councils:conventions"), {"q": asked})
    assert len(page.context["found"]) == found


def test_sheet_and_poster_are_of_what_is_in_force(client):
    place = make_place()
    version = put_in_force(place)
    answer = client.get(reverse("councils:convention_sheet", args=[version.code]))
    assert answer.status_code == 200
    kind, poster = poster_of(version.convention.code, place.staff)
    assert (kind, poster.path) == ("convention", version.convention.get_absolute_url())
    assert "遛犬牵绳。" in poster.words
    assert client.get(reverse("core:short", args=[version.convention.code])).status_code == 302
    draft = brought_to(place, Event.DRAFT)
    assert client.get(reverse("councils:convention_sheet", args=[draft.code])).status_code == 404


def test_staff_hear_after_a_year_and_of_figures_that_wait():
    place = make_place()
    version = put_in_force(place)
    assert convention_tasks(place.staff) == []
    ConventionVersion.objects.filter(pk=version.pk).update(in_force_from="2020-01-01")
    assert [each.count for each in convention_tasks(place.staff)] == [1]
    assert convention_tasks(make_place().staff) == []


def test_api_tells_the_convention_its_versions_and_what_changed(client):
    place = make_place()
    old = put_in_force(place)
    new = step(place, begun(place, {Head.CONDUCT: ["楼道不堆物。", "遛犬全程牵绳。"]}), Event.DRAFT)
    told = client.get(f"/api/v1/conventions/{place.community.slug}").json()
    assert (told["in_force"]["code"], told["under_way"]["code"]) == (old.code, new.code)
    assert len(client.get("/api/v1/conventions").json()["items"]) == 1
    draft = client.get(f"/api/v1/conventions/texts/{new.code}").json()
    assert draft["decides"] is False
    assert all(each["thread"] for each in draft["articles"])
    changed = client.get(f"/api/v1/conventions/texts/{new.code}/difference/{old.code}").json()
    assert "new" in {part["change"] for each in changed["changes"] for part in each["parts"]}
    found = client.get("/api/v1/conventions/articles", {"q": "狗"}).json()["items"]
    assert [each["number"] for each in found] == [2]


def test_api_takes_a_promise_and_gives_it_back():
    place = make_place()
    version = put_in_force(place)
    client = client_of(family(place)[0])
    address = f"/api/v1/conventions/texts/{version.code}/pledge"
    assert client.put(address).json()["pledges"] == {"count": 1, "households": None, "mine": True}
    assert client.delete(address).json()["pledges"] == {"count": 0, "households": None, "mine": False}
