"""A merger on the site: the manager's screen, the originals' pages, carrying over, co-authors."""

import pytest
from django.urls import reverse
from django.utils import timezone

from proposals.actions.merge_proposals import merge_proposals
from proposals.enums import ProposalState
from proposals.models import CoAuthor, Proposal
from tests.proposals.contest_life import let_in
from tests.proposals.resident_life import neighbour_in, published, signed_in, text_of
from tests.proposals.staff_visits import Visitor, queries_of
from tests.proposals.test_mergers import REASON, merged, two_alike

QUERIES, SCREEN = 11, 13

pytestmark = pytest.mark.django_db


def page(name, proposal):
    return reverse(f"proposals:{name}", args=[proposal.contest.code, proposal.code])


def desk(manager):
    return Visitor(let_in(manager))


def test_a_manager_merges_and_splits_on_one_screen():
    _contest, joint, original, _people, manager = two_alike()
    visitor = desk(manager)
    assert reverse("contest_merge", args=[joint.code]) in text_of(visitor.open("contest_proposal", joint.code))
    shown = text_of(visitor.open("contest_merge", joint.code))
    assert original.title in shown
    answer = visitor.send("contest_merge", joint.code, originals=[original.code], reason=REASON)
    assert answer.status_code == 302
    shown = text_of(visitor.open("contest_merge", joint.code))
    assert "原附议人 3 位，其中 0 位已转来附议" in shown
    assert REASON in shown
    assert reverse("contest_merge", args=[joint.code]) in text_of(visitor.open("contest_proposal", original.code))
    visitor.send("contest_split", joint.code, original.code, reason="两处地方不同")
    assert Proposal.objects.get(pk=original.pk).state == ProposalState.PUBLISHED


def test_a_refused_merger_keeps_what_was_typed():
    _contest, joint, original, _people, manager = two_alike()
    visitor = desk(manager)
    answer = visitor.send("contest_merge", joint.code, originals=[original.code], reason="")
    assert answer.status_code == 422
    assert f'value="{original.code}" checked' in text_of(answer)
    answer = visitor.send("contest_merge", joint.code, reason=REASON)
    assert answer.status_code == 422
    assert REASON in text_of(answer)
    assert "请至少选一件别的提案" in text_of(answer)
    answer = visitor.client.post(reverse("contest_split", args=[joint.code, original.code]), {}, follow=True)
    assert "请写明理由" in text_of(answer)
    assert visitor.send("contest_merge", joint.code, originals=["nothing"], reason=REASON).status_code == 404
    assert visitor.send("contest_split", joint.code, "nothing", reason=REASON).status_code == 404


def test_the_screen_says_why_nothing_can_be_merged():
    _contest, joint, original, _people, manager = two_alike()
    visitor = desk(manager)
    merged(joint, [original], manager)
    assert "只有已发布的提案" in text_of(visitor.open("contest_merge", original.code))
    assert "没有找到" in text_of(visitor.open("contest_merge", joint.code, q="找不到的词"))
    Proposal.objects.filter(pk=joint.pk).update(author=manager)
    assert "要由别人来" in text_of(visitor.open("contest_merge", joint.code))


def test_an_original_leads_to_the_joint_proposal_and_back():
    _contest, joint, original, _people, manager = two_alike()
    merged(joint, [original], manager)
    shown = text_of(signed_in(neighbour_in(joint.contest)).get(original.get_absolute_url()))
    assert joint.get_absolute_url() in shown
    assert REASON in shown
    assert "proposals:endorse" not in shown
    assert page("endorse", original) not in shown
    shown = text_of(signed_in(joint.author).get(joint.get_absolute_url()))
    assert original.get_absolute_url() in shown
    assert original.author.resident.alias in shown
    assert "原附议人 3 位" in shown
    joint.state = ProposalState.HIDDEN
    joint.save()
    shown = text_of(signed_in(neighbour_in(joint.contest)).get(original.get_absolute_url()))
    assert joint.title not in shown


def test_a_supporter_carries_over_with_one_tap():
    _contest, joint, original, people, manager = two_alike()
    merged(joint, [original], manager)
    client = signed_in(people[0])
    for shown in (client.get(original.get_absolute_url()), client.get(joint.get_absolute_url())):
        assert page("carry", joint) in text_of(shown)
    asked = text_of(client.get(page("carry", joint)))
    assert original.title in asked
    answer = client.post(page("carry", joint), follow=True)
    assert "您的附议已计入这件提案" in text_of(answer)
    joint.refresh_from_db()
    assert joint.endorsement_count == 1
    assert client.get(page("carry", joint)).status_code == 302


def test_the_api_tells_a_merger_and_carries_over():
    _contest, joint, original, people, manager = two_alike()
    merged(joint, [original], manager)
    supporter, author = signed_in(people[0]), signed_in(original.author)
    told = supporter.get(f"/api/v1/proposals/{original.code}/merger").json()
    assert (told["merged"], told["carry"], told["reason"]) == (True, True, REASON)
    assert told["into"] == {"code": joint.code, "title": joint.title}
    assert supporter.get(f"/api/v1/proposals/{original.code}").json()["state"] == "merged"
    answer = supporter.put(f"/api/v1/proposals/{joint.code}/carried-support")
    assert answer.json() == {"endorsed": True, "endorsement_count": 1}
    assert author.put(f"/api/v1/proposals/{joint.code}/co-authorship").status_code == 204
    told = author.get(f"/api/v1/proposals/{joint.code}/merger").json()
    assert told["carried"] == {"carried": 1, "supporters": 3}
    assert told["co_authors"] == [original.author.resident.alias]
    assert [each["code"] for each in told["originals"]] == [original.code]
    assert (told["named"], told["offered"], told["carry"]) == (True, False, False)
    assert author.delete(f"/api/v1/proposals/{joint.code}/co-authorship").status_code == 204
    assert author.get(f"/api/v1/proposals/{joint.code}").json()["merger"] is True


def test_carrying_over_asks_strangers_to_sign_in(client):
    _contest, joint, original, _people, manager = two_alike()
    merged(joint, [original], manager)
    assert "/accounts/" in client.get(page("carry", joint))["Location"]


def test_the_author_of_an_original_accepts_and_leaves():
    _contest, joint, original, _people, manager = two_alike()
    merged(joint, [original], manager)
    author = signed_in(original.author)
    assert "要成为" in text_of(author.get(page("co_author", joint)))
    author.post(page("co_author", joint), {"accept": "1"})
    shown = text_of(author.get(joint.get_absolute_url()))
    assert original.author.resident.alias in shown
    assert page("co_author", joint) in shown
    assert page("endorse", joint) not in shown
    assert "您是" in text_of(author.get(page("co_author", joint)))
    author.post(page("co_author", joint), {"leave": "1"})
    assert not CoAuthor.objects.exists()
    assert author.get(page("co_author", joint)).status_code == 404
    assert joint.title in text_of(author.get(page("state", original)))


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_a_joint_proposal_costs_the_same_however_many_it_took_in(count, django_assert_num_queries):
    contest, joint, original, _people, manager = two_alike(supporters=0)
    originals = [original, *(published(contest) for _number in range(count - 1))]
    merged(joint, originals, manager)
    client = signed_in(neighbour_in(contest))
    client.get(joint.get_absolute_url())
    with django_assert_num_queries(QUERIES):
        client.get(joint.get_absolute_url())


@pytest.mark.parametrize("count", [1, 3])
def test_the_managers_screen_costs_the_same_however_many(count):
    contest, joint, original, _people, manager = two_alike(supporters=0)
    codes = [original.code, *(published(contest).code for _number in range(count - 1))]
    for _more in range(count):
        published(contest, title="车棚再改一改")
    merge_proposals(code=joint.code, originals=codes, reason=REASON, actor=manager, now=timezone.now())
    assert queries_of(desk(manager), "contest_merge", joint.code) == SCREEN
