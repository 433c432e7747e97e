"""Writing together: a link that is good once, and a name beside the author's that can be taken off until the vote."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from portal.core.errors import Forbidden, Hidden, Invalid, VerificationNeeded, WrongState
from portal.core.models import IdempotentAnswer
from portal.moderation.actions import decide_submission
from portal.moderation.enums import Decision
from portal.moderation.models import Submission
from portal.notices.models import Notice
from portal.notices.ports import notice_kinds
from proposals.actions.endorse_proposal import endorse_proposal
from proposals.actions.invite_authors import (
    AUTHORS_AT_MOST,
    drop_invitations,
    invite_co_author,
    join_by_invitation,
    part_with_co_author,
)
from proposals.actions.submit_proposal import submit_proposal
from proposals.actions.write_draft import save_draft_answer
from proposals.enums import Answer, PhaseKind
from proposals.models import AuthorInvitation, CoAuthor, Endorsement, Proposal
from proposals.rules import lives_with_authors
from tests.factories import HouseholdFactory, ResidentFactory, UserFactory
from tests.proposals.resident_life import contest_in, draft_in, moderator_of, neighbour_in, published, signed_in
from tests.proposals.staff_visits import Visitor, text_of

pytestmark = pytest.mark.django_db
AUTHORS_QUERIES = 8


@pytest.fixture
def contest():
    return contest_in(PhaseKind.CALL)


def invited(proposal, now=None):
    _invitation, secret = invite_co_author(code=proposal.code, actor=proposal.author, now=now or timezone.now())
    return secret


def joined(proposal, person):
    join_by_invitation(secret=invited(proposal), actor=person, now=timezone.now())


def test_a_link_is_good_once_and_its_secret_is_nowhere(contest):
    proposal, person = draft_in(contest), neighbour_in(contest)
    secret = invited(proposal)
    assert secret not in str(AuthorInvitation.objects.values())
    assert not Proposal.objects.visible_to(person).exists()
    for _twice in range(2):
        join_by_invitation(secret=secret, actor=person, now=timezone.now())
    assert Proposal.objects.visible_to(person).get() == proposal
    assert CoAuthor.objects.get().accepted_at is not None
    with pytest.raises(Hidden):
        join_by_invitation(secret=secret, actor=neighbour_in(contest), now=timezone.now())
    notice = Notice.objects.get(kind="proposals.merged")
    assert notice.recipient == proposal.author
    kind = notice_kinds.get(notice.kind)
    assert person.resident.alias in kind.title(notice.fields)
    assert "链接" in kind.body(notice.fields)


def test_a_link_runs_out_and_can_be_made_worthless(contest):
    proposal, person = draft_in(contest), neighbour_in(contest)
    old = invited(proposal, now=timezone.now() - timedelta(days=8))
    fresh = invited(proposal)
    assert drop_invitations(code=proposal.code, actor=proposal.author, now=timezone.now()) == 1
    for secret in (old, fresh, "nothing"):
        with pytest.raises(Hidden):
            join_by_invitation(secret=secret, actor=person, now=timezone.now())


def test_co_authors_are_residents_of_the_sub_district_and_not_the_author(contest):
    proposal = draft_in(contest)
    secret = invited(proposal)
    with pytest.raises(WrongState):
        join_by_invitation(secret=secret, actor=proposal.author, now=timezone.now())
    with pytest.raises(Forbidden):
        join_by_invitation(secret=secret, actor=ResidentFactory().user, now=timezone.now())
    with pytest.raises(VerificationNeeded):
        join_by_invitation(secret=secret, actor=UserFactory(), now=timezone.now())
    assert not CoAuthor.objects.exists()


def test_there_are_five_at_most_open_links_among_them(contest):
    proposal = draft_in(contest)
    joined(proposal, neighbour_in(contest))
    for _number in range(AUTHORS_AT_MOST - 1):
        invited(proposal)
    with pytest.raises(Invalid):
        invited(proposal)


def test_a_co_author_reads_but_does_not_write_hand_in_or_second(contest):
    proposal, person = draft_in(contest), neighbour_in(contest)
    joined(proposal, person)
    with pytest.raises(Forbidden):
        save_draft_answer(code=proposal.code, answer=Answer.TITLE, value="新", actor=person, now=timezone.now())
    with pytest.raises(Forbidden):
        submit_proposal(code=proposal.code, actor=person, consent=True, now=timezone.now())
    with pytest.raises(Forbidden):
        invite_co_author(code=proposal.code, actor=person, now=timezone.now())
    assert lives_with_authors(person, proposal)


def test_an_endorsement_is_taken_off_on_joining_and_cannot_be_given_afterwards(contest):
    proposal, person = published(contest), neighbour_in(contest)
    endorse_proposal(code=proposal.code, actor=person, now=timezone.now())
    joined(proposal, person)
    proposal.refresh_from_db()
    assert (Endorsement.objects.count(), proposal.endorsement_count) == (0, 0)
    with pytest.raises(Forbidden):
        endorse_proposal(code=proposal.code, actor=person, now=timezone.now())


def test_an_author_parts_with_a_co_author(contest):
    proposal, person = draft_in(contest), neighbour_in(contest)
    joined(proposal, person)
    with pytest.raises(Hidden):
        part_with_co_author(code=proposal.code, person="nobody", actor=proposal.author, now=timezone.now())
    part_with_co_author(code=proposal.code, person=person.code, actor=proposal.author, now=timezone.now())
    assert not Proposal.objects.visible_to(person).exists()


def test_who_wrote_it_stands_once_it_is_withdrawn(contest):
    proposal = published(contest)
    Proposal.objects.filter(pk=proposal.pk).update(state="withdrawn")
    with pytest.raises(WrongState):
        invited(proposal)


def test_author_and_co_author_meet_on_their_pages(contest):
    proposal, person = draft_in(contest), neighbour_in(contest)
    author, other = Visitor(proposal.author), Visitor(person)
    assert other.open("proposals:authors", proposal.code).status_code == 404
    page = text_of(author.send("proposals:authors", proposal.code, invite="1"))
    secret = page.split("/proposals/join/")[1].split("/")[0]
    assert proposal.title in text_of(other.open("proposals:join", secret))
    assert author.open("proposals:join", secret).status_code == 404
    assert other.send("proposals:join", secret).status_code == 302
    assert other.open("proposals:join", secret).status_code == 302
    assert person.resident.alias in text_of(author.open("proposals:authors", proposal.code))
    for _number in range(AUTHORS_AT_MOST - 1):
        assert author.send("proposals:authors", proposal.code, invite="1").status_code == 200
    assert author.send("proposals:authors", proposal.code, invite="1").status_code == 422
    assert author.send("proposals:authors", proposal.code, drop="1").status_code == 302
    assert author.send("proposals:authors", proposal.code, part=person.code).status_code == 302
    assert other.open("proposals:join", secret).status_code == 404
    assert other.send("proposals:join", secret).status_code == 404


def asked(person, method, path, **headers):
    answer = getattr(signed_in(person), method)(f"/api/v1{path}", headers=headers)
    return answer.status_code, json.loads(answer.content)


def test_the_api_makes_one_link_for_one_key_and_keeps_its_secret_nowhere(contest):
    proposal = draft_in(contest)
    author = proposal.author
    path = f"/proposals/{proposal.code}/invitations"
    first, again = (asked(author, "post", path, **{"Idempotency-Key": "one"}) for _twice in range(2))
    assert first == again
    assert first[0] == 200
    other = asked(author, "post", path, **{"Idempotency-Key": "two"})
    assert other[1]["secret"] != first[1]["secret"]
    assert AuthorInvitation.objects.count() == 2
    assert first[1]["secret"] not in str(list(IdempotentAnswer.objects.values()))
    assert first[1]["url"].endswith(f"/proposals/join/{first[1]['secret']}/")
    told = asked(author, "get", f"/proposals/{proposal.code}/authors")[1]
    assert (told["open"], told["left"], told["people"], told["changeable"]) == (2, 3, [], True)
    assert asked(author, "delete", path)[1]["open"] == 0


def test_the_api_tells_what_became_of_a_link(contest):
    proposal, person, late = draft_in(contest), neighbour_in(contest), neighbour_in(contest)
    secret = invited(proposal)

    def standing(user, of=secret):
        status, told = asked(user, "get", f"/invitations/{of}")
        return told["standing"] if status == 200 else told["code"]

    assert (standing(person), standing(proposal.author), standing(person, "nothing")) == ("open", "own", "not_found")
    assert asked(person, "get", f"/invitations/{secret}")[1]["title"] == proposal.title
    for _twice in range(2):
        assert asked(person, "post", f"/invitations/{secret}")[1]["standing"] == "joined"
    assert (standing(person), standing(late)) == ("joined", "used")
    assert asked(late, "get", f"/invitations/{secret}")[1]["title"] == ""
    assert asked(late, "post", f"/invitations/{secret}")[0] == 404
    assert standing(late, invited(proposal, now=timezone.now() - timedelta(days=8))) == "over"
    public = published(contest)
    shut = invited(public)
    Proposal.objects.filter(pk=public.pk).update(state="withdrawn")
    assert standing(late, shut) == "closed"
    assert asked(late, "post", f"/invitations/{shut}")[1]["code"] == "wrong_state"


def test_the_api_lets_an_author_part_with_a_co_author(contest):
    proposal, person = draft_in(contest), neighbour_in(contest)
    joined(proposal, person)
    told = asked(proposal.author, "get", f"/proposals/{proposal.code}/authors")[1]
    assert told["people"] == [{"code": person.code, "alias": person.resident.alias, "joined": True}]
    after = asked(proposal.author, "delete", f"/proposals/{proposal.code}/authors/{person.code}")[1]
    assert (after["people"], after["left"]) == ([], 5)


@pytest.mark.parametrize("people", [1, 3])
def test_the_api_reads_the_authors_at_one_price(contest, people, django_assert_num_queries):
    proposal = draft_in(contest)
    for _number in range(people):
        joined(proposal, neighbour_in(contest))
    client = signed_in(proposal.author)
    with django_assert_num_queries(AUTHORS_QUERIES):
        client.get(f"/api/v1/proposals/{proposal.code}/authors")


def test_a_moderator_who_lives_with_a_co_author_does_not_decide_while_they_are_named(contest):
    proposal = published(contest)
    moderator = moderator_of(proposal)
    door = HouseholdFactory(community=proposal.community)
    friend = ResidentFactory(community=proposal.community, household=door).user
    ResidentFactory(user=moderator, community=proposal.community, household=door)
    join_by_invitation(secret=invited(proposal), actor=friend, now=timezone.now())
    act = {"code": proposal.submission.code, "decision": Decision.HIDE, "actor": moderator, "reason": "不合适"}
    with pytest.raises(Forbidden):
        decide_submission(**act, now=timezone.now())
    assert not Submission.objects.decidable_by(moderator).exists()
    part_with_co_author(code=proposal.code, person=friend.code, actor=proposal.author, now=timezone.now())
    decide_submission(**act, now=timezone.now())
