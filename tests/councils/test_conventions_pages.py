import pytest
from django.test import Client
from django.urls import reverse

from councils.actions.conventions import begin_version
from councils.conventions_enums import ConventionEvent as Event
from councils.conventions_enums import ConventionState, Head
from councils.models import ConventionVersion
from tests.councils.conventions import MEETS, NOW, begun, brought_to, make_place, put_in_force, step, voted

pytestmark = pytest.mark.django_db


def client_of(person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("rows", [1, 3])
def test_list_of_conventions_takes_the_same_queries_however_long(client, django_assert_num_queries, rows):
    for _number in range(rows):
        put_in_force(make_place())
    address = reverse("councils:conventions")
    client.get(address)
    with django_assert_num_queries(2):
        page = client.get(address)
    assert page.content.decode().count("card-title") == rows


def test_page_shows_the_articles_in_force_and_what_is_under_way(client):
    place = make_place()
    put_in_force(place)
    begin_version(community=place.community, actor=place.staff, now=NOW)
    page = client.get(reverse("councils:convention", args=[place.community.slug]))
    assert "遛犬牵绳。" in page.content.decode()
    assert page.context["under_way"] is None


def test_version_shows_its_steps_and_its_count(client):
    place = make_place()
    version = put_in_force(place)
    page = client.get(version.get_absolute_url()).content.decode()
    assert "雨街备〔2026〕3号" in page
    assert "签字记录在档案柜" in page
    assert page.count("<tbody>") == 1


def test_difference_is_shown_with_words_for_those_who_cannot_see_it(client):
    place = make_place()
    old = put_in_force(place)
    new = begun(place, {Head.CONDUCT: ["楼道不堆物。", "遛犬全程牵绳。"]})
    step(place, new, Event.DRAFT)
    for codes in ([old.code, new.code], [new.code, old.code]):
        page = client.get(reverse("councils:convention_difference", args=codes)).content.decode()
        assert '<ins><span class="sr">' in page
        assert '<del><span class="sr">' in page
        assert "全程" in page
    assert client.get(reverse("councils:convention_difference", args=[old.code, old.code])).status_code == 404
    elsewhere = put_in_force(make_place())
    assert client.get(reverse("councils:convention_difference", args=[old.code, elsewhere.code])).status_code == 404


def test_staff_write_answer_and_move_with_evidence():
    place = make_place()
    client = client_of(place.staff)
    client.post(reverse("conventions_begin"), {"community": place.community.slug})
    version = ConventionVersion.objects.get()
    client.post(reverse("conventions_write", args=[version.code]), {"order": "乱停车罚款。\n不飞线。"})
    assert [each.text for each in version.articles.all()] == ["乱停车罚款。", "不飞线。"]
    screen = client.get(reverse("conventions_version", args=[version.code])).content.decode()
    assert "行政处罚法" in screen
    draft = reverse("conventions_move", args=[version.code, "draft"])
    assert client.post(draft, {"draft-held_on": "2026-06-01", "draft-record": ""}).status_code == 422
    client.post(draft, {"draft-held_on": "2026-06-01", "draft-record": "征求意见"})
    study = {"study-held_on": "2026-06-02", "study-record": "会议研究"}
    client.post(reverse("conventions_move", args=[version.code, "study"]), study)
    version.refresh_from_db()
    assert version.state == ConventionState.DRAFTED
    answer = {"article": "1", "key": "fine", "answer": "引用条例"}
    client.post(reverse("conventions_answer", args=[version.code]), answer)
    client.post(reverse("conventions_move", args=[version.code, "study"]), study)
    version.refresh_from_db()
    assert version.state == ConventionState.STUDIED
    assert "pass_review-record" not in client.get(reverse("conventions_version", args=[version.code])).content.decode()
    assert client.post(reverse("conventions_move", args=[version.code, "nothing"])).status_code == 404


def test_staff_enter_the_count_and_somebody_else_confirms_it():
    place = make_place()
    version = brought_to(place, Event.REVISE)
    names = [f"{way}_{name}" for way in ("online", "paper", "proxy") for name in ("present", "yes", "no", "abstain")]
    sent = dict.fromkeys(names, "0") | {"held_on": MEETS.isoformat(), "entitled": "100", "women": "10"}
    sent |= {"paper_present": "60", "paper_yes": "31", "paper_no": "20"}
    client = client_of(place.staff)
    address = reverse("conventions_count", args=[version.code])
    assert client.post(address, sent | {"women": "61"}).status_code == 422
    assert client.post(address, sent).status_code == 302
    count = version.counts.get()
    said = {"count": count.code, "record": "档案柜"}
    client.post(reverse("conventions_confirm", args=[version.code]), said)
    version.refresh_from_db()
    assert version.state == ConventionState.REVISED, "who entered it does not confirm it"
    client_of(place.street).post(reverse("conventions_confirm", args=[version.code]), said)
    version.refresh_from_db()
    assert version.state == ConventionState.ADOPTED
    again = client.post(reverse("conventions_confirm", args=[version.code]), said, follow=True)
    assert [str(each) for each in again.context["messages"]]


def test_staff_screen_of_a_finished_version_offers_nothing():
    place = make_place()
    version = voted(place, brought_to(place, Event.REVISE))
    ConventionVersion.objects.filter(pk=version.pk).update(state=ConventionState.REJECTED)
    screen = client_of(place.staff).get(reverse("conventions_version", args=[version.code])).content.decode()
    assert "<details" not in screen.split("councils")[-1]


def test_refusals_come_back_as_messages():
    place = make_place()
    version = brought_to(place, Event.STUDY)
    client = client_of(place.staff)
    again = client.post(reverse("conventions_begin"), {"community": place.community.slug}, follow=True)
    assert again.context["messages"]
    assert client.post(reverse("conventions_begin"), {"community": "nowhere"}).status_code == 404
    wrote = client.post(reverse("conventions_write", args=[version.code]), {"order": "改"})
    assert wrote.status_code == 422
    wrong = {"draft-held_on": "2026-06-01", "draft-record": "征求意见"}
    assert client.post(reverse("conventions_move", args=[version.code, "draft"]), wrong).status_code == 302
