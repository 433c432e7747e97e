"""The pages and the API of statements and the map: one tap, the way back, what is shown to whom, and the queries."""

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from councils.actions.opinions import draw_map
from councils.conventions_enums import ConventionEvent as Event
from councils.models import Reaction, Statement
from councils.opinions_enums import MapSource, StatementState
from portal.moderation.enums import Decision
from tests.councils.conventions import NOW, step
from tests.councils.opinions import SENTENCES, TWO_CAMPS, answered, decided, draft, neighbour, polis, put_up, written

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Target": "asked"}


def client_of(person) -> Client:
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def address(version, name="opinions"):
    return reverse(f"councils:{name}", args=[version.code])


def drawn(version=None, camps=TWO_CAMPS):
    version = version or draft()
    people = answered(version, put_up(version), camps)
    draw_map(code=version.code, now=NOW)
    return version, people


def test_one_tap_without_scripts_leads_on_to_the_next_and_can_be_taken_back():
    version = draft()
    put_up(version, SENTENCES[:2])
    client = client_of(neighbour(version))
    first = client.get(address(version)).context["asked"].statement
    page = client.post(address(version, "opinions_answer"), {"statement": first.code, "view": "agree"}, follow=True)
    assert page.context["asked"].statement not in (first, None)
    assert page.context["last"] == first
    assert "撤回" in page.content.decode()
    page = client.post(address(version, "opinions_answer"), {"statement": first.code, "view": ""}, follow=True)
    assert page.context["last"] is None
    assert not Reaction.objects.exists()


def test_one_tap_with_htmx_answers_the_part_alone():
    version = draft()
    statement = put_up(version, SENTENCES[:1])[0]
    client = client_of(neighbour(version))
    sent = {"statement": statement.code, "view": "pass"}
    part = client.post(address(version, "opinions_answer"), sent, headers=HTMX).content.decode()
    assert part.lstrip().startswith('<section class="asked" id="asked"')
    assert "您都表过态了" in part
    refused = client.post(address(version, "opinions_answer"), sent | {"view": "maybe"}, headers=HTMX)
    assert refused.status_code == 422


@pytest.mark.parametrize("name", ["opinions_answer", "opinions_say"])
def test_whoever_is_not_signed_in_comes_back_to_the_page(client, name):
    version = draft()
    statement = put_up(version, SENTENCES[:1])[0]
    assert "赞成" in client.get(address(version), headers={"accept-language": "zh-hans"}).content.decode()
    answer = client.post(address(version, name), {"statement": statement.code, "view": "agree", "text": "好"})
    assert answer.status_code == 302
    assert address(version) in answer.headers["Location"]
    by_htmx = client.post(
        address(version, "opinions_answer"), {"statement": statement.code, "view": "agree"}, headers=HTMX
    )
    assert "HX-Redirect" in by_htmx.headers


def test_residents_of_elsewhere_look_and_are_not_asked():
    version = draft()
    put_up(version, SENTENCES[:1])
    page = client_of(neighbour(draft())).get(address(version)).content.decode()
    assert "的居民表态" in page
    assert 'name="view"' not in page


def test_own_sentence_is_handed_in_told_of_and_handed_in_again():
    version = draft()
    person = neighbour(version)
    client = client_of(person)
    wrong = client.post(address(version, "opinions_say"), {"text": "字" * 141})
    assert wrong.status_code == 422
    assert "字" * 141 in wrong.content.decode(), "nothing typed is lost"
    assert client.post(address(version, "opinions_say"), {"text": "晾衣不滴水"}).status_code == 302
    statement = decided(Statement.objects.get(), Decision.RETURN, "请写清楚在哪里")
    page = client.get(address(version)).content.decode()
    assert "请写清楚在哪里" in page
    again = {"text": "三号楼晾衣不滴水", "statement": statement.code}
    client.post(address(version, "opinions_say"), again)
    statement.refresh_from_db()
    assert (statement.state, statement.text) == (StatementState.WAITING, "三号楼晾衣不滴水")


def test_what_one_said_is_changed_on_a_page_of_ones_own():
    version = draft()
    statements = put_up(version)
    person = answered(version, statements, ["+++-----"])[0]
    client = client_of(person)
    page = client.get(address(version, "opinions_mine"))
    assert len(page.context["rows"]) == 8
    sent = {"statement": statements[0].code, "view": "disagree", "from": "mine"}
    assert client.post(address(version, "opinions_answer"), sent).headers["Location"].endswith("/mine/")
    assert Reaction.objects.get(statement=statements[0]).view == "disagree"
    step(version.place, version, Event.STUDY)
    closed = client.get(address(version, "opinions_mine")).content.decode()
    assert 'name="view"' not in closed


def test_closed_draft_says_so_and_keeps_the_map(client):
    version, _people = drawn()
    step(version.place, version, Event.STUDY)
    page = client.get(address(version), headers={"accept-language": "zh-hans"}).content.decode()
    assert "意见图会一直保留" in page
    assert address(version, "opinions_map") in client.get(version.get_absolute_url()).content.decode()


def test_map_draws_shapes_and_tables_and_no_person(client):
    version, people = drawn()
    page = client.get(address(version, "opinions_map"), headers={"accept-language": "zh-hans"}).content.decode()
    assert page.count("<ellipse") == 2
    assert "<circle" not in page
    assert "13 个人分成 2 组" in page
    assert page.count("<table") == 3
    assert " style=" not in page.split("<main")[1]
    assert "您的回答最接近" not in page
    assert "您的回答最接近 B 组" in client_of(people[-1]).get(address(version, "opinions_map")).content.decode()


def test_map_of_too_few_shows_nothing_of_what_was_said(client):
    version, _people = drawn(camps=TWO_CAMPS[:9])
    page = client.get(address(version, "opinions_map"), headers={"accept-language": "zh-hans"})
    assert page.context["map"]["groups"] == []
    assert "人数还不够" in page.content.decode()
    told = client.get(f"/api/v1/conventions/texts/{version.code}/map").json()
    assert (told["enough"], told["groups"], told["agreed"]) == (False, [], [])


def test_map_of_people_who_stand_together_says_so(client):
    version, _people = drawn(camps=["++++--0+"] * 12)
    page = client.get(address(version, "opinions_map"), headers={"accept-language": "zh-hans"}).content.decode()
    assert page.count("<ellipse") == 1
    assert "没有明显分成几组" in page


def test_imported_map_is_named_as_such(client, tmp_path):
    version = draft()
    call_command("import_polis", polis(tmp_path, TWO_CAMPS))
    assert "of=imported" in client.get(address(version, "opinions_map")).content.decode()
    page = client.get(f"{address(version, 'opinions_map')}?of=imported", headers={"accept-language": "zh-hans"})
    assert "不是本社区居民" in page.content.decode()
    told = client.get(f"/api/v1/conventions/texts/{version.code}/map", {"of": "imported"}).json()
    assert (told["source"], told["mine"], len(told["groups"])) == (MapSource.IMPORTED, None, 2)


def test_staff_put_up_and_take_down():
    version = draft()
    client = client_of(version.place.staff)
    screen = reverse("conventions_statements", args=[version.code])
    assert client.post(screen, {"text": ""}).status_code == 422
    client.post(screen, {"text": "多种树"})
    statement = Statement.objects.get()
    assert "多种树" in client.get(screen).content.decode()
    assert screen in client.get(reverse("conventions_version", args=[version.code])).content.decode()
    client.post(reverse("conventions_statement_down", args=[version.code, statement.code]))
    statement.refresh_from_db()
    assert statement.state == StatementState.HIDDEN


def test_moderators_read_the_sentence_in_the_inbox():
    version = draft()
    written(version, neighbour(version), "晾衣不滴水")
    page = client_of(version.place.staff).get(reverse("moderation_inbox")).content.decode()
    assert "晾衣不滴水" in page
    assert "通过后请邻居们表态" in page


def test_api_asks_one_after_the_other_and_lists_what_was_said():
    version = draft()
    put_up(version, SENTENCES[:2])
    client = client_of(neighbour(version))
    base = f"/api/v1/conventions/texts/{version.code}"
    asked = client.get(f"{base}/statements/next").json()
    assert (asked["open"], asked["may"], asked["answered"], asked["total"]) == (True, True, 0, 2)
    code = asked["statement"]["code"]
    reaction = f"/api/v1/conventions/statements/{code}/reaction"
    after = client.put(reaction, {"view": "agree"}, content_type="application/json").json()
    assert after["answered"] == 1
    assert after["statement"]["code"] != code
    assert client.put(reaction, {"view": "maybe"}, content_type="application/json").status_code == 422
    assert [each["view"] for each in client.get(f"{base}/reactions").json()["items"]] == ["agree"]
    assert client.delete(reaction).json()["answered"] == 0
    made = client.post(f"{base}/statements", {"text": "晾衣不滴水"}, content_type="application/json")
    assert (made.status_code, made.json()["state"]) == (201, "waiting")
    decided(Statement.objects.get(code=made.json()["code"]), Decision.RETURN, "请写清楚")
    assert client.get(f"{base}/statements/mine").json()["items"][0]["reason"] == "请写清楚"


def test_api_tells_the_map():
    version, people = drawn()
    told = client_of(people[0]).get(f"/api/v1/conventions/texts/{version.code}/map").json()
    assert [(each["letter"], each["people"]) for each in told["groups"]] == [("A", 7), ("B", 6)]
    assert told["mine"] == "A"
    assert [each["text"] for each in told["agreed"]] == [SENTENCES[0], SENTENCES[7]]
    assert {"cx", "cy", "rx", "ry", "angle"} == set(told["groups"][0]["shape"])


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("opinions", 8), ("opinions_mine", 8), ("opinions_map", 8)])
def test_pages_take_the_same_queries_with_one_row_and_with_three(rows, name, queries, django_assert_num_queries):
    version = draft()
    statements = put_up(version, SENTENCES[: rows + 5])
    people = answered(version, statements, ["+" * rows + "." * 5, *["-" * (rows + 5)] * (9 + rows)])
    for number in range(rows):
        written(version, people[0], f"第{number}句")
    draw_map(code=version.code, now=NOW)
    client = client_of(people[0])
    client.get(address(version, name))
    with django_assert_num_queries(queries):
        client.get(address(version, name))
