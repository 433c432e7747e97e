"""The API of contests and proposals: who gets what, in which form, at what cost."""

import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from portal.accounts.tokens import issue_token
from portal.core import pictures
from portal.moderation.enums import Decision
from proposals.actions.endorse_proposal import endorse_proposal
from proposals.actions.vote_for_proposal import vote_for_proposal
from proposals.actions.withdraw_proposal import withdraw_proposal
from proposals.enums import PhaseKind, ProposalState
from proposals.models import Category, Contest, Photo, Proposal
from tests.factories import (
    CategoryFactory,
    CommunityFactory,
    ContestFactory,
    PhaseFactory,
    ProposalFactory,
    ResidentFactory,
)
from tests.proposals.resident_life import (
    contest_in,
    decided,
    draft_in,
    handed_in,
    moderator_of,
    neighbour_in,
    not_a_picture,
    picture,
    publish_the_result,
    published,
    signed_in,
    voting,
)

pytestmark = pytest.mark.django_db
API = "/api/v1"


@pytest.fixture
def contest() -> Contest:
    return contest_in(PhaseKind.CALL)


def call(client: Client, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    data = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
    answer = getattr(client, method)(API + path, **data)
    return answer.status_code, json.loads(answer.content) if answer.content else None


def refused(answer: tuple[int, Any], status: int, code: str) -> bool:
    return answer[0] == status and answer[1]["code"] == code and set(answer[1]) == {"code", "message", "fields"}


def test_contests_are_listed_by_cursor_the_latest_first(client):
    contests = [ContestFactory() for _number in range(3)]
    ContestFactory(announced_at=None)
    status, first = call(client, "get", "/contests?limit=2")
    assert (status, [item["code"] for item in first["items"]]) == (200, [contests[2].code, contests[1].code])
    _status, second = call(client, "get", f"/contests?limit=2&cursor={first['next_cursor']}")
    assert ([item["code"] for item in second["items"]], second["next_cursor"]) == ([contests[0].code], None)
    _status, here = call(client, "get", f"/contests?subdistrict={contests[0].subdistrict.slug}")
    assert [item["code"] for item in here["items"]] == [contests[0].code]
    assert refused(call(client, "get", "/contests?cursor=forged"), 422, "invalid")
    assert refused(call(client, "get", "/contests?limit=1000"), 422, "invalid")


def test_a_contest_tells_its_phases_rules_and_what_is_open(client, contest):
    status, told = call(client, "get", f"/contests/{contest.code}")
    assert (status, told["phase"], told["poll"], told["result_public"]) == (200, "call", None, False)
    assert [phase["kind"] for phase in told["phases"]] == [kind.value for kind in PhaseKind]
    assert told["features"] == ["comment", "edit", "endorse", "submit"]
    assert told["short_url"] == f"/s/{contest.code}"
    assert refused(call(client, "get", "/contests/nothing"), 404, "not_found")
    assert refused(call(client, "get", f"/contests/{ContestFactory(announced_at=None).code}"), 404, "not_found")


def test_a_contest_says_what_an_author_chooses_from_and_how_long_answers_may_be(client, contest):
    category = CategoryFactory()
    _status, told = call(client, "get", f"/contests/{contest.code}")
    assert {"slug": category.slug, "title": category.name} in told["categories"]
    here = contest.subdistrict.communities.get()
    CommunityFactory()
    assert told["communities"] == [{"slug": here.slug, "title": here.title}]
    assert told["limits"] == {
        "title": 40,
        "title_at_least": 4,
        "place": 80,
        "problem": 1000,
        "problem_at_least": 10,
        "idea": 2000,
        "idea_at_least": 10,
        "cost_lines": 20,
        "cost_label": 40,
        "amount_cny": "99999999.99",
        "photos": 6,
        "photo_bytes": 10 * 1024 * 1024,
        "photo_alt": 80,
        "drafts": 10,
    }


@pytest.mark.parametrize("rows", [1, 3])
def test_a_contest_costs_the_same_however_much_there_is_to_choose(client, contest, rows, django_assert_num_queries):
    for _row in range(rows):
        CategoryFactory()
        CommunityFactory(subdistrict=contest.subdistrict)
    with django_assert_num_queries(4):
        assert len(call(client, "get", f"/contests/{contest.code}")[1]["communities"]) == rows + 1


def test_a_contests_result_comes_with_pictures_in_the_published_order(client):
    contest, proposals, [voter, _other] = voting()
    for proposal in proposals:
        Photo.objects.create(proposal=proposal, approved_at=timezone.now())
    vote_for_proposal(code=proposals[1].code, actor=voter, now=timezone.now())
    path = f"/contests/{contest.code}/result"
    assert call(client, "get", path)[1]["code"] == "not_public_yet"
    contest = publish_the_result(contest)
    Proposal.objects.filter(pk=proposals[2].pk).update(state=ProposalState.HIDDEN)
    status, told = call(client, "get", path)
    stored = call(client, "get", f"/polls/{contest.poll.code}/result")[1]
    assert (status, told["contest"], told["digest"]) == (200, contest.code, stored["digest"])
    assert [row["option"] for row in told["rows"]] == [row["code"] for row in stored["rows"]]
    first = told["rows"][0]
    assert (first["proposal"], first["votes"], first["selected"]) == (proposals[1].code, 1, True)
    assert (first["url"], first["community"]["slug"]) == (
        proposals[1].get_absolute_url(),
        proposals[1].community.slug,
    )
    assert first["photo"] == f"/proposals/photos/{proposals[1].photos.get().code}/small.jpg"
    assert first["why"]
    gone = next(row for row in told["rows"] if row["option"] == proposals[2].option.code)
    assert (gone["proposal"], gone["url"], gone["photo"], gone["community"]) == (None, "", "", None)


def test_a_proposal_that_was_taken_out_is_not_named_in_the_result(client):
    contest, proposals, _voters = voting()
    withdraw_proposal(code=proposals[0].code, actor=proposals[0].author, now=timezone.now())
    contest = publish_the_result(contest)
    told = call(client, "get", f"/contests/{contest.code}/result")[1]
    gone = next(row for row in told["rows"] if row["reason"] == "withdrawn")
    assert gone["title"] == "一件已撤下的提案"
    assert proposals[0].title not in json.dumps(told, ensure_ascii=False)


@pytest.mark.parametrize("rows", [1, 3])
def test_a_contests_result_costs_the_same_however_long(client, rows, django_assert_num_queries):
    contest, proposals, _voters = voting(options=rows)
    for proposal in proposals:
        Photo.objects.create(proposal=proposal, approved_at=timezone.now())
    contest = publish_the_result(contest)
    with django_assert_num_queries(4):
        assert len(call(client, "get", f"/contests/{contest.code}/result")[1]["rows"]) == rows


def test_a_contest_in_its_vote_names_the_poll_and_shows_turnout_where_it_may(client):
    shown, _proposals, _voters = voting(turnout_public=True)
    _status, told = call(client, "get", f"/contests/{shown.code}")
    assert (told["poll"], told["turnout"]) == (shown.poll.code, {"taking_part": 0, "roll_size": 5})
    silent, _proposals, _voters = voting()
    assert call(client, "get", f"/contests/{silent.code}")[1]["turnout"] is None


def test_proposals_of_a_contest_are_filtered_ordered_and_paged(client, contest):
    many = [ProposalFactory(contest=contest, endorsement_count=number) for number in range(3)]
    ProposalFactory(contest=contest, state=ProposalState.HIDDEN)
    ProposalFactory()
    path = f"/contests/{contest.code}/proposals"
    _status, page = call(client, "get", f"{path}?order=supported&limit=2")
    assert [item["code"] for item in page["items"]] == [many[2].code, many[1].code]
    _status, page = call(client, "get", f"{path}?order=supported&limit=2&cursor={page['next_cursor']}")
    assert [item["code"] for item in page["items"]] == [many[0].code]
    for asked in (f"community={many[1].community.slug}", f"category={many[1].category.slug}", f"q={many[1].title}"):
        assert [item["code"] for item in call(client, "get", f"{path}?{asked}")[1]["items"]] == [many[1].code]
    assert refused(call(client, "get", f"{path}?order=loudest"), 422, "invalid")
    assert len(call(client, "get", "/proposals")[1]["items"]) == 4
    assert len(call(client, "get", f"/proposals?phase=call&subdistrict={contest.subdistrict.slug}")[1]["items"]) == 3


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_cost_the_same_however_long(client, rows, django_assert_num_queries):
    contest = contest_in(PhaseKind.CALL)
    for _row in range(rows):
        ProposalFactory(contest=contest)
        PhaseFactory()
    with django_assert_num_queries(2):
        assert len(call(client, "get", "/contests")[1]["items"]) == rows + 1
    with django_assert_num_queries(4):
        assert len(call(client, "get", f"/contests/{contest.code}/proposals")[1]["items"]) == rows
    with django_assert_num_queries(2):
        assert len(call(client, "get", "/proposals")[1]["items"]) == rows


def test_a_card_shows_the_first_public_photo_and_where_to_vote(client):
    contest, proposals, _voters = voting()
    now, path = timezone.now(), f"/contests/{contest.code}/proposals"
    Photo.objects.create(proposal=proposals[0], position=0)
    Photo.objects.create(proposal=proposals[0], position=2, approved_at=now)
    first = Photo.objects.create(proposal=proposals[0], position=1, approved_at=now)
    cards = {card["code"]: card for card in call(client, "get", path)[1]["items"]}
    shown = cards[proposals[0].code]
    assert shown["photo"] == f"/proposals/photos/{first.code}/small.jpg"
    assert shown["option"] == {"poll": contest.poll.code, "option": proposals[0].code, "open": True, "withdrawn": False}
    assert cards[proposals[1].code]["photo"] == ""
    whole = call(client, "get", f"/proposals/{proposals[0].code}")[1]
    assert (whole["photo"], whole["option"]) == (shown["photo"], shown["option"])
    outside = ProposalFactory()
    card = next(card for card in call(client, "get", "/proposals")[1]["items"] if card["code"] == outside.code)
    assert card["option"] is None


@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_of_what_is_voted_on_costs_the_same_however_long(client, rows, django_assert_num_queries):
    contest, proposals, _voters = voting(options=rows)
    for proposal in proposals:
        Photo.objects.create(proposal=proposal, approved_at=timezone.now())
    with django_assert_num_queries(5):
        assert len(call(client, "get", f"/contests/{contest.code}/proposals")[1]["items"]) == rows


def test_a_proposal_is_told_whole_to_everybody(client, contest):
    proposal = published(contest)
    status, told = call(client, "get", f"/proposals/{proposal.code}")
    assert status == 200
    assert (told["title"], told["costs"]) == (proposal.title, [{"label": "桌椅", "amount_cny": "800.00"}])
    assert (told["author_alias"], told["thread"]) == (proposal.author.resident.alias, proposal.thread.code)
    assert told["mine"]["author"] is False
    assert told["mine"]["missing"] == {}
    assert proposal.author.resident.real_name not in json.dumps(told, ensure_ascii=False)


def test_a_proposal_costs_the_same_number_of_queries_for_one_and_three_photos(
    client, contest, django_assert_num_queries
):
    proposal = published(contest)
    for _row in (1, 2):
        Photo.objects.create(proposal=proposal)
        with django_assert_num_queries(4):
            call(client, "get", f"/proposals/{proposal.code}")
        Photo.objects.create(proposal=proposal)


def test_a_proposal_says_what_the_caller_did_with_it():
    contest, proposals, [voter, _other] = voting()
    vote_for_proposal(code=proposals[0].code, actor=voter, now=timezone.now())
    told = call(signed_in(voter), "get", f"/proposals/{proposals[0].code}")[1]
    assert told["option"] == {
        "poll": contest.poll.code,
        "option": proposals[0].code,
        "open": True,
        "withdrawn": False,
    }
    assert (told["mine"]["chosen"], told["outcome"]) == (True, None)
    publish_the_result(contest)
    told = call(signed_in(voter), "get", f"/proposals/{proposals[0].code}")[1]
    assert (told["option"]["open"], told["outcome"]["selected"], told["outcome"]["votes"]) == (False, True, 1)
    cards = call(signed_in(voter), "get", f"/contests/{contest.code}/proposals")[1]["items"]
    assert {card["code"]: card["outcome"]["selected"] for card in cards}[proposals[0].code] is True


def test_anothers_draft_is_not_there_whatever_is_done_to_it(client, contest):
    draft = draft_in(contest)
    for visitor in (signed_in(neighbour_in(contest)), signed_in(moderator_of(draft))):
        for method, path, body in [
            ("get", "", None),
            ("patch", "", {"title": "换个标题"}),
            ("delete", "", None),
            ("post", "/submit", {"consent": True}),
            ("post", "/withdraw", None),
            ("put", "/endorsement", None),
            ("delete", "/endorsement", None),
            ("put", "/follow", None),
            ("delete", "/follow", None),
            ("get", "/similar", None),
            ("delete", "/photos/none", None),
        ]:
            assert refused(call(visitor, method, f"/proposals/{draft.code}{path}", body), 404, "not_found"), path
        assert visitor.post(f"{API}/proposals/{draft.code}/photos", {"photo": picture()}).status_code == 404
    assert refused(call(client, "get", f"/proposals/{draft.code}"), 404, "not_found")
    assert Proposal.objects.get().title == draft.title


def test_writes_need_somebody(client, contest):
    proposal = published(contest)
    for method, path, body in [
        ("post", f"/contests/{contest.code}/proposals", {}),
        ("patch", f"/proposals/{proposal.code}", {}),
        ("delete", f"/proposals/{proposal.code}", None),
        ("post", f"/proposals/{proposal.code}/submit", {}),
        ("post", f"/proposals/{proposal.code}/withdraw", None),
        ("put", f"/proposals/{proposal.code}/endorsement", None),
        ("delete", f"/proposals/{proposal.code}/endorsement", None),
        ("put", f"/proposals/{proposal.code}/follow", None),
        ("delete", f"/proposals/{proposal.code}/follow", None),
        ("get", f"/proposals/{proposal.code}/similar", None),
        ("delete", f"/proposals/{proposal.code}/photos/none", None),
    ]:
        assert refused(call(client, method, path, body), 401, "sign_in"), path
    assert client.post(f"{API}/proposals/{proposal.code}/photos", {"photo": picture()}).status_code == 401


def test_a_proposal_is_begun_filled_in_and_handed_in(contest):
    author = neighbour_in(contest)
    visitor = signed_in(author)
    status, begun = call(visitor, "post", f"/contests/{contest.code}/proposals", {"title": "放学路上加盏灯"})
    assert (status, begun["state"], begun["mine"]["editable"]) == (201, "draft", True)
    assert begun["community"]["slug"] == author.resident.community.slug
    assert set(begun["mine"]["missing"]) == {"place", "problem", "idea", "category", "costs"}
    path = f"/proposals/{begun['code']}"
    answers = {
        "place": "小学北门",
        "problem": "晚上路太暗，孩子放学看不清路。",
        "idea": "补几盏路灯，再划一条步道。",
        "category": Category.objects.first().slug,
        "costs": [{"label": "路灯", "amount_cny": "1200.50"}],
    }
    _status, filled = call(visitor, "patch", path, answers)
    assert (filled["mine"]["missing"], filled["cost_cny"], filled["title"]) == ({}, "1200.50", "放学路上加盏灯")
    refusal = call(visitor, "post", f"{path}/submit", {})
    assert refused(refusal, 422, "invalid")
    assert list(refusal[1]["fields"]) == ["consent"]
    status, waiting = call(visitor, "post", f"{path}/submit", {"consent": True})
    assert (status, waiting["state"], waiting["mine"]["editable"]) == (200, "in_review", False)
    assert waiting["mine"]["answer_due_at"]
    assert refused(call(visitor, "patch", path, {"title": "偷偷改"}), 403, "forbidden")
    assert refused(call(visitor, "post", f"{path}/submit", {"consent": True}), 409, "wrong_state")


def test_what_is_left_out_stays_and_what_is_empty_is_cleared(contest):
    draft = draft_in(contest)
    _status, told = call(signed_in(draft.author), "patch", f"/proposals/{draft.code}", {"place": "", "title": None})
    assert (told["place"], told["title"], told["costs"][0]["label"]) == ("", draft.title, "桌椅")


def test_answers_that_cannot_be_kept_change_nothing(contest):
    draft = draft_in(contest)
    visitor, path = signed_in(draft.author), f"/proposals/{draft.code}"
    for body, field in [
        ({"title": "新标题", "community": "nowhere"}, "community"),
        ({"title": "新标题", "costs": [{"label": "a", "amount_cny": -1}]}, "costs"),
        ({"title": "字" * 41}, "title"),
    ]:
        answer = call(visitor, "patch", path, body)
        assert refused(answer, 422, "invalid")
        assert list(answer[1]["fields"]) == [field]
    assert refused(call(visitor, "patch", path, {"costs": [{"amount_cny": "a lot"}]}), 422, "invalid")
    draft.refresh_from_db()
    assert draft.title != "新标题"


def test_a_draft_with_a_bad_answer_is_not_begun_at_all(contest):
    answer = call(signed_in(neighbour_in(contest)), "post", f"/contests/{contest.code}/proposals", {"title": "字" * 41})
    assert refused(answer, 422, "invalid")
    assert not Proposal.objects.exists()


def test_beginning_after_the_call_is_outside_the_window():
    contest = contest_in(PhaseKind.VOTE)
    answer = call(signed_in(neighbour_in(contest)), "post", f"/contests/{contest.code}/proposals", {})
    assert refused(answer, 409, "outside_window")


def test_script_in_a_text_is_gone(contest):
    draft = draft_in(contest)
    body = {"idea": "<script>alert(1)</script>补几盏<b>路灯</b>"}
    assert call(signed_in(draft.author), "patch", f"/proposals/{draft.code}", body)[1]["idea"] == "补几盏路灯"


def test_a_returned_proposal_tells_its_author_why(contest):
    proposal = decided(handed_in(contest), Decision.RETURN, reason="请补充具体位置。")
    mine = call(signed_in(proposal.author), "get", f"/proposals/{proposal.code}")[1]["mine"]
    assert (mine["reason"], mine["editable"], mine["answer_due_at"]) == ("请补充具体位置。", True, None)
    story = call(signed_in(proposal.author), "get", f"/submissions/{mine['submission']}")[1]
    assert (story["reason"], story["may_appeal"]) == ("请补充具体位置。", True)
    reader = call(signed_in(moderator_of(proposal)), "get", f"/proposals/{proposal.code}")[1]["mine"]
    assert (reader["reason"], reader["author"], reader["submission"]) == ("", False, "")


def test_a_draft_has_nothing_to_appeal_against(contest):
    draft = draft_in(contest)
    assert call(signed_in(draft.author), "get", f"/proposals/{draft.code}")[1]["mine"]["submission"] == ""


def test_a_draft_is_deleted_and_what_was_handed_in_withdrawn(contest):
    draft = draft_in(contest)
    visitor = signed_in(draft.author)
    assert call(visitor, "delete", f"/proposals/{draft.code}") == (204, None)
    proposal = published(contest, author=draft.author)
    assert refused(call(visitor, "delete", f"/proposals/{proposal.code}"), 409, "wrong_state")
    status, told = call(visitor, "post", f"/proposals/{proposal.code}/withdraw")
    assert (status, told["state"], told["thread"]) == (200, "withdrawn", None)
    stranger = signed_in(neighbour_in(contest))
    other = published(contest)
    assert refused(call(stranger, "post", f"/proposals/{other.code}/withdraw"), 403, "forbidden")


def test_seconding_and_following_are_idempotent(contest):
    proposal = published(contest)
    visitor, path = signed_in(neighbour_in(contest)), f"/proposals/{proposal.code}"
    for _time in range(2):
        assert call(visitor, "put", f"{path}/endorsement") == (200, {"endorsed": True, "endorsement_count": 1})
    for _time in range(2):
        assert call(visitor, "delete", f"{path}/endorsement") == (200, {"endorsed": False, "endorsement_count": 0})
    assert call(visitor, "put", f"{path}/follow") == (200, {"followed": True})
    assert call(visitor, "get", path)[1]["mine"]["followed"] is True
    assert call(visitor, "delete", f"{path}/follow") == (200, {"followed": False})


def test_seconding_is_refused_to_whom_it_is_not_open(contest):
    path = f"/proposals/{published(contest).code}/endorsement"
    elsewhere = signed_in(ResidentFactory(community=CommunityFactory()).user)
    assert refused(call(elsewhere, "put", path), 403, "forbidden")
    unverified = signed_in(neighbour_in(contest, verified_at=None, verified_how=""))
    assert refused(call(unverified, "put", path), 403, "verify")
    contest.phases.all().delete()
    assert refused(call(signed_in(neighbour_in(contest)), "put", path), 409, "outside_window")


def test_a_hidden_proposal_is_not_there_to_support(contest):
    proposal = decided(published(contest), Decision.HIDE)
    visitor = signed_in(neighbour_in(contest))
    for path in ("endorsement", "follow"):
        assert refused(call(visitor, "put", f"/proposals/{proposal.code}/{path}"), 404, "not_found")


def test_a_token_does_what_a_session_does(client, contest):
    proposal, actor = published(contest), neighbour_in(contest)
    bearer = {"HTTP_AUTHORIZATION": f"Bearer {issue_token(actor).text}"}
    answer = client.put(f"{API}/proposals/{proposal.code}/endorsement", **bearer)
    assert answer.json() == {"endorsed": True, "endorsement_count": 1}
    begun = client.post(f"{API}/contests/{contest.code}/proposals", "{}", content_type="application/json", **bearer)
    assert begun.status_code == 201
    assert Proposal.objects.get(code=begun.json()["code"]).author == actor


def test_photos_are_put_and_taken_away(contest):
    draft = draft_in(contest)
    visitor, path = signed_in(draft.author), f"{API}/proposals/{draft.code}/photos"
    answer = visitor.post(path, {"photo": picture(), "alt": "北门的车棚"})
    told = answer.json()
    assert (answer.status_code, told["alt"], told["width"], told["height"]) == (201, "北门的车棚", 1200, 900)
    assert visitor.get(told["small_url"]).status_code == 200
    assert visitor.delete(f"{path}/{told['code']}").status_code == 204
    assert visitor.delete(f"{path}/{told['code']}").status_code == 404


def test_disguised_and_oversized_pictures_are_refused_in_the_standard_form(contest, monkeypatch):
    draft = draft_in(contest)
    visitor, path = signed_in(draft.author), f"{API}/proposals/{draft.code}/photos"
    answers = [visitor.post(path, {"photo": not_a_picture()}), visitor.post(path, {"alt": "没有照片"})]
    monkeypatch.setattr(pictures, "MAX_BYTES", 100)
    answers.append(visitor.post(path, {"photo": picture()}))
    for answer in answers:
        assert refused((answer.status_code, answer.json()), 422, "invalid")
    assert not Photo.objects.exists()


def test_similar_proposals_are_told_to_the_author(contest):
    alike = ProposalFactory(contest=contest, title="旧车棚变乐龄客厅")
    draft = draft_in(contest, title="旧车棚改成乐龄客厅")
    _status, told = call(signed_in(draft.author), "get", f"/proposals/{draft.code}/similar")
    assert [item["code"] for item in told["items"]] == [alike.code]
    assert refused(call(signed_in(draft.author), "get", f"/proposals/{alike.code}/similar"), 404, "not_found")


def test_an_unchanged_answer_travels_once(client, contest):
    first = client.get(f"{API}/contests/{contest.code}")
    again = client.get(f"{API}/contests/{contest.code}", HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    proposal = published(contest)
    seen = client.get(f"{API}/proposals/{proposal.code}")
    endorse_proposal(code=proposal.code, actor=neighbour_in(contest), now=timezone.now())
    assert client.get(f"{API}/proposals/{proposal.code}", HTTP_IF_NONE_MATCH=seen["ETag"]).status_code == 200


def test_a_session_write_needs_the_sites_own_page(contest):
    proposal, actor = published(contest), neighbour_in(contest)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(actor, backend="django.contrib.auth.backends.ModelBackend")
    answer = strict.put(f"{API}/proposals/{proposal.code}/endorsement")
    assert refused((answer.status_code, answer.json()), 403, "forbidden")
    assert Proposal.objects.get().endorsement_count == 0
