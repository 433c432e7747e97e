"""Pictures, calendars, what is passed on in a chat group, and dates as people read them."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone, translation

from portal.accounts.enums import Role
from portal.core.errors import WrongState
from portal.core.posters import poster_of
from portal.core.sharing import DIGEST_AT_MOST, digest
from portal.moderation.enums import Decision
from proposals.actions.add_photo import add_photo
from proposals.actions.submit_proposal import submit_proposal
from proposals.calendars import contest_calendar
from proposals.dates import span, starting, until
from proposals.enums import PhaseKind
from proposals.models import Phase, Photo, Proposal
from proposals.posters import contest_poster, find_contest, find_proposal, proposal_poster
from proposals.queries.reading import contest_to_read, proposal_to_read
from proposals.queries.told import photo_told
from proposals.views.moderated import prepare_inbox, show_in_inbox
from proposals.wording import what_next
from tests.factories import AppointmentFactory, CommunityFactory, ContestFactory, ProposalFactory
from tests.proposals.resident_life import (
    contest_in,
    decided,
    draft_in,
    handed_in,
    moderator_of,
    neighbour_in,
    picture,
    signed_in,
    text_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def photo() -> Photo:
    draft = draft_in(contest_in(PhaseKind.CALL))
    return add_photo(code=draft.code, upload=picture(), alt="", actor=draft.author, now=timezone.now())


def large(photo: Photo) -> str:
    return f"/proposals/photos/{photo.code}.jpg"


def small(photo: Photo) -> str:
    return f"/proposals/photos/{photo.code}/small.jpg"


def approve(photo: Photo) -> Proposal:
    draft = photo.proposal
    submit_proposal(code=draft.code, actor=draft.author, consent=True, now=timezone.now())
    draft.refresh_from_db()
    return decided(draft, Decision.APPROVE)


def test_a_photo_of_a_draft_is_its_authors_alone(client, photo):
    for address in (large(photo), small(photo)):
        assert client.get(address).status_code == 404
        assert signed_in(neighbour_in(photo.proposal.contest)).get(address).status_code == 404
        assert signed_in(moderator_of(photo.proposal)).get(address).status_code == 404
        answer = signed_in(photo.proposal.author).get(address)
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
        assert "no-store" in answer["Cache-Control"]


def test_an_app_shows_its_author_the_photo_of_a_draft_by_a_pass_for_that_photo_alone(client, photo):
    other = add_photo(
        code=photo.proposal.code, upload=picture(), alt="", actor=photo.proposal.author, now=timezone.now()
    )
    told = photo_told(photo)
    for address in (told["url"], told["small_url"]):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"]
    assert client.get(f"{large(other)}?{told['url'].partition('?')[2]}").status_code == 404
    assert client.get(f"{large(photo)}?pass=forged").status_code == 404
    approve(photo)
    photo.refresh_from_db()
    assert "pass" not in photo_told(photo)["url"]


def test_an_approved_photo_is_everybodys_until_it_is_taken_down(client, photo):
    proposal = approve(photo)
    answer = client.get(large(photo))
    assert answer.status_code == 200
    assert "public" in answer["Cache-Control"]
    assert len(client.get(small(photo)).content) < len(answer.content)
    decided(proposal, Decision.HIDE)
    assert client.get(large(photo)).status_code == 404
    assert signed_in(moderator_of(proposal)).get(large(photo)).status_code == 200
    elsewhere = AppointmentFactory(community=CommunityFactory()).user
    assert signed_in(elsewhere).get(large(photo)).status_code == 404


def test_a_photo_without_a_small_copy_is_shown_as_it_is(client, photo):
    approve(photo)
    Photo.objects.update(small="")
    assert client.get(small(photo)).content == client.get(large(photo)).content


def test_a_photo_whose_file_is_gone_or_that_never_was_is_not_there(client, photo):
    approve(photo)
    photo.image.storage.delete(photo.image.name)
    assert client.get(large(photo)).status_code == 404
    assert client.get("/proposals/photos/nothing.jpg").status_code == 404


def test_a_public_photo_costs_one_query(client, photo, django_assert_num_queries):
    approve(photo)
    with django_assert_num_queries(1):
        client.get(large(photo))


def test_a_contests_dates_come_as_a_calendar(client):
    contest = contest_in(PhaseKind.CALL, title="梅山街道第三届幸福提案大赛，" + "很长的名字" * 8)
    answer = client.get(f"/proposals/{contest.code}/dates.ics")
    lines = answer.content.decode().split("\r\n")
    assert answer["Content-Type"].startswith("text/calendar")
    assert lines.count("BEGIN:VEVENT") == len(PhaseKind)
    assert all(len(line.encode()) <= 75 for line in lines)
    unfolded = answer.content.decode().replace("\r\n ", "")
    call = contest.phase(PhaseKind.CALL)
    assert f"DTSTART:{call.opens_at.astimezone(UTC):%Y%m%dT%H%M%SZ}" in unfolded
    assert f"URL:http://testserver/proposals/{contest.code}/" in unfolded
    assert contest.title in unfolded


def test_calendar_texts_are_escaped():
    contest = contest_in(PhaseKind.CALL, title="先提, 再选; 然后\\办")
    text = contest_calendar(contest_to_read(contest.code, AnonymousUser()), "http://x/", timezone.now())
    assert "先提\\, 再选\\; 然后\\\\办" in text.replace("\r\n ", "")


def test_dates_of_what_one_may_not_see_are_not_there(client):
    hidden = ContestFactory(announced_at=None)
    assert client.get(f"/proposals/{hidden.code}/dates.ics").status_code == 404


def test_the_text_for_a_chat_group_fits_and_ends_in_the_short_address():
    proposal = ProposalFactory(contest=contest_in(PhaseKind.CALL), title="题" * 40, idea="很长的想法。" * 60)
    address = f"https://linli.example/s/{proposal.code}"
    read = proposal_to_read(proposal.code, AnonymousUser())
    text = digest(proposal_poster(read, timezone.now()), address)
    assert len(text) == DIGEST_AT_MOST
    assert text.endswith(address)
    assert proposal.title in text
    contest = contest_to_read(proposal.contest.code, AnonymousUser())
    short = digest(contest_poster(contest, timezone.now()), address)
    assert len(short) <= DIGEST_AT_MOST
    assert short.endswith(address)


def test_a_contests_poster_has_its_stages_for_residents_and_its_communities():
    contest = contest_in(PhaseKind.CALL, title="幸福提案大赛", summary="先提再选。")
    community = CommunityFactory(subdistrict=contest.subdistrict, phone="025-52220000")
    kind, poster = poster_of(contest.code, AnonymousUser())
    assert kind == "contest"
    assert (poster.title, poster.lead, poster.path) == ("幸福提案大赛", "先提再选。", contest.get_absolute_url())
    assert [date.label for date in poster.dates] == ["征集", "投票", "公示"]
    assert (community.title, "025-52220000") in [(contact.name, contact.phone) for contact in poster.contacts]
    assert not any(word in str(poster.dates) for word in ("今天", "明天"))
    assert poster.picture() is None


def test_a_posters_stages_end_with_the_contest_and_come_back_for_the_record():
    contest = contest_in(PhaseKind.CALL)
    read = contest_to_read(contest.code, AnonymousUser())
    closes = contest.phase(PhaseKind.VOTE).closes_at
    assert len(contest_poster(read, closes).dates) == 1
    assert len(contest_poster(read, contest.phase(PhaseKind.DELIVERY).closes_at).dates) == 3


def test_a_contest_that_is_being_prepared_cannot_be_passed_on():
    contest = ContestFactory(announced_at=None)
    assert find_contest(contest.code, AnonymousUser()) is None
    manager = AppointmentFactory(role=Role.SUBDISTRICT_MANAGER, community=None, subdistrict=contest.subdistrict).user
    with pytest.raises(WrongState):
        find_contest(contest.code, manager)


def test_a_proposals_poster_is_there_once_everybody_may_read_it():
    proposal = ProposalFactory(idea="很长的想法。" * 60)
    kind, poster = poster_of(proposal.code, AnonymousUser())
    assert kind == "proposal"
    assert (poster.place, len(poster.lead)) == (proposal.community.title, 90)
    assert poster.contacts[0].name == proposal.community.title
    Proposal.objects.update(state="hidden")
    assert find_proposal(proposal.code, proposal.author) is None


def test_a_proposals_poster_has_the_first_photo_that_everybody_may_see(photo):
    proposal = approve(photo)
    poster = find_proposal(proposal.code, AnonymousUser())
    assert poster.picture().startswith(b"\xff\xd8\xff")
    photo.image.storage.delete(photo.image.name)
    assert find_proposal(proposal.code, AnonymousUser()).picture() is None
    Photo.objects.update(approved_at=None)
    assert find_proposal(proposal.code, AnonymousUser()).picture() is None


@pytest.mark.parametrize("rows", [1, 3])
def test_posters_cost_the_same_however_much_hangs_on_them(rows, django_assert_num_queries):
    contest = contest_in(PhaseKind.CALL)
    for _row in range(rows):
        CommunityFactory(subdistrict=contest.subdistrict)
    proposals = [ProposalFactory(contest=contest) for _row in range(rows)]
    with django_assert_num_queries(3):
        find_contest(contest.code, AnonymousUser())
    with django_assert_num_queries(3):
        find_proposal(proposals[0].code, AnonymousUser())


def test_pages_carry_what_a_chat_shows_of_them(client, photo):
    proposal = approve(photo)
    for thing in (proposal, proposal.contest):
        page = text_of(client.get(thing.get_absolute_url()))
        assert f'property="og:title" content="{thing.title}"' in page
        assert f"http://testserver/share/{thing.code}/picture.png" in page
        assert f'href="/share/{thing.code}/"' in page


def test_pages_that_are_not_public_have_nothing_to_pass_on():
    proposal = handed_in(contest_in(PhaseKind.CALL))
    page = text_of(signed_in(proposal.author).get(proposal.get_absolute_url()))
    assert "og:title" not in page
    assert f"/share/{proposal.code}/" not in page


NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 11, 24, 12, 0, tzinfo=UTC), "today 20:00"),
        (datetime(2026, 11, 24, 16, 0, tzinfo=UTC), "today 24:00"),
        (datetime(2026, 11, 25, 1, 30, tzinfo=UTC), "tomorrow 09:30"),
        (datetime(2026, 11, 25, 16, 0, tzinfo=UTC), "tomorrow 24:00"),
    ],
)
def test_an_end_near_by_is_said_by_its_day(moment, words):
    with translation.override("en"):
        assert until(moment, NOW) == words


def test_an_end_and_a_beginning_further_off_have_their_date():
    with translation.override("en"):
        assert until(NOW + timedelta(days=9), NOW).endswith("10:00")
        assert "today" not in until(NOW + timedelta(days=9), NOW)
        assert starting(NOW + timedelta(hours=1), NOW) == "today 11:00"
        assert ":" not in starting(NOW + timedelta(days=9), NOW)


def test_a_phase_is_spanned_by_its_first_and_last_day():
    midnight = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
    with translation.override("en"):
        one_day = span(Phase(opens_at=midnight, closes_at=midnight + timedelta(days=1)))
        assert " to " not in one_day
        assert span(Phase(opens_at=midnight, closes_at=midnight + timedelta(days=3))).startswith(f"{one_day} to ")


def test_what_is_going_on_is_said_with_what_follows():
    contest = contest_in(PhaseKind.CALL)
    read = contest_to_read(contest.code, AnonymousUser())
    first, last = contest.phase(PhaseKind.CALL), contest.phase(PhaseKind.DELIVERY)
    with translation.override("en"):
        assert re.match(r"call for proposals: until .* Then screening", what_next(read, timezone.now()))
        assert what_next(read, first.opens_at - timedelta(days=9)).startswith("call for proposals begins")
        assert "Then" not in what_next(read, last.opens_at)
        assert what_next(read, last.closes_at) == ""


def test_moderators_read_everything_an_approval_publishes(rf, photo):
    draft = photo.proposal
    submitted = submit_proposal(code=draft.code, actor=draft.author, consent=True, now=timezone.now())
    shown = show_in_inbox(submitted.submission, rf.get("/"))
    for part in (draft.problem, draft.idea, draft.place, "桌椅", f"/proposals/photos/{photo.code}/small.jpg"):
        assert part in shown
    Proposal.objects.update(submission=None)
    assert show_in_inbox(submitted.submission, rf.get("/")) == ""


@pytest.mark.parametrize("rows", [1, 3])
def test_cards_of_many_proposals_cost_three_queries(rf, django_assert_num_queries, rows):
    submissions = [handed_in(contest_in(PhaseKind.CALL)).submission for _ in range(rows)]
    with django_assert_num_queries(3):
        prepare_inbox(submissions)
        cards = [show_in_inbox(submission, rf.get("/")) for submission in submissions]
    assert all(cards)


def test_what_moderators_read_is_shown_as_text(rf):
    proposal = handed_in(contest_in(PhaseKind.CALL))
    Proposal.objects.update(idea="<script>alert(1)</script>")
    assert "<script>" not in show_in_inbox(proposal.submission, rf.get("/"))
