"""A proposal said instead of typed: kept, heard, taken off, and by whom."""

import json
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from portal.accounts.tokens import issue_token
from portal.core import clock, passes, sounds
from portal.core.errors import Forbidden, Hidden, Invalid, SignInNeeded, WrongState
from portal.moderation.actions import appeal_decision
from portal.moderation.enums import Decision
from proposals.actions.add_voice import add_voice, remove_voice
from proposals.actions.erase_person import erase_person
from proposals.actions.write_draft import discard_draft
from proposals.enums import PhaseKind
from proposals.models import Contest, Proposal, ProposalVoice
from proposals.queries.personal import proposals_of
from tests.factories.sounds import m4a, mp3, recording
from tests.proposals.resident_life import (
    HTMX,
    contest_in,
    decided,
    draft_in,
    handed_in,
    moderator_of,
    neighbour_in,
    published,
    signed_in,
    text_of,
)
from tests.proposals.test_proposal_races import at_once

pytestmark = pytest.mark.django_db
API = "/api/v1/proposals"


@pytest.fixture
def contest() -> Contest:
    return contest_in(PhaseKind.CALL)


@pytest.fixture
def draft(contest) -> Proposal:
    return draft_in(contest)


def say(proposal: Proposal, content: bytes | None = None, actor=None) -> ProposalVoice:
    upload = recording(mp3() if content is None else content)
    return add_voice(code=proposal.code, upload=upload, actor=actor or proposal.author, now=timezone.now())


def published_with_voice(contest: Contest) -> ProposalVoice:
    proposal = decided(handed_in(contest), Decision.RETURN)
    say(proposal)
    visitor = signed_in(proposal.author)
    visitor.post(f"{API}/{proposal.code}/submit", {}, "application/json")
    proposal.refresh_from_db()
    return decided(proposal, Decision.APPROVE).voice


def test_a_recording_is_kept_under_a_name_that_tells_nothing(draft):
    voice = say(draft, m4a(12))
    assert (voice.seconds, voice.suffix, str(voice)) == (12, "m4a", voice.code)
    assert voice.file.name == f"proposals/{voice.code[:2]}/{voice.code}.m4a"
    assert Path(voice.file.path).read_bytes() == m4a(12)
    draft.refresh_from_db()
    assert draft.saved_at is not None


def test_another_recording_takes_the_place_of_the_first(draft, django_capture_on_commit_callbacks):
    first = say(draft)
    with django_capture_on_commit_callbacks(execute=True):
        second = say(draft, m4a(7))
    assert ProposalVoice.objects.get() == second
    assert second.code != first.code
    assert [Path(each.file.path).exists() for each in (first, second)] == [False, True]


def test_what_cannot_be_kept_leaves_everything_as_it_was(draft, monkeypatch):
    kept = say(draft)
    for content, why in ((b"no sound", "unreadable"), (mp3(61), "too_long")):
        with pytest.raises(Invalid) as caught:
            say(draft, content)
        assert caught.value.fields == {"voice": why}
    monkeypatch.setattr(sounds, "MAX_BYTES", 100)
    with pytest.raises(Invalid):
        say(draft)
    assert ProposalVoice.objects.get() == kept
    assert Path(kept.file.path).exists()


def test_database_keeps_one_recording_a_proposal_of_a_minute_at_most(draft, contest):
    say(draft)
    now = timezone.now()
    for wrong in (
        {"proposal": draft, "seconds": 3},
        {"proposal": draft_in(contest), "seconds": 0},
        {"proposal": draft_in(contest), "seconds": 61},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            ProposalVoice.objects.create(created_at=now, **wrong)


def test_a_recording_is_removed_with_its_file(draft, django_capture_on_commit_callbacks):
    voice = say(draft)
    with django_capture_on_commit_callbacks(execute=True):
        remove_voice(code=draft.code, actor=draft.author, now=timezone.now())
    assert not ProposalVoice.objects.exists()
    assert not Path(voice.file.path).exists()
    with pytest.raises(Hidden):
        remove_voice(code=draft.code, actor=draft.author, now=timezone.now())


def test_a_discarded_draft_takes_its_recording_along(draft, django_capture_on_commit_callbacks):
    voice = say(draft)
    with django_capture_on_commit_callbacks(execute=True):
        discard_draft(code=draft.code, actor=draft.author, now=timezone.now())
    assert not Path(voice.file.path).exists()


def test_nobody_speaks_in_anothers_draft_or_in_what_was_handed_in(contest, draft):
    say(draft)
    with pytest.raises(SignInNeeded):
        say(draft, actor=AnonymousUser())
    for stranger in (neighbour_in(contest), moderator_of(draft)):
        with pytest.raises(Hidden):
            say(draft, actor=stranger)
        with pytest.raises(Hidden):
            remove_voice(code=draft.code, actor=stranger, now=timezone.now())
    for proposal in (handed_in(contest), published(contest)):
        for actor in (proposal.author, moderator_of(proposal)):
            with pytest.raises(Forbidden):
                say(proposal, actor=actor)
            with pytest.raises(Forbidden):
                remove_voice(code=proposal.code, actor=actor, now=timezone.now())
    assert ProposalVoice.objects.count() == 1


def test_during_an_appeal_it_stays_as_the_judge_hears_it(contest):
    proposal = decided(handed_in(contest), Decision.RETURN)
    say(proposal)
    appeal_decision(code=proposal.submission.code, text="位置写清楚了。", actor=proposal.author, now=timezone.now())
    with pytest.raises(WrongState):
        say(proposal)


def test_a_recording_is_private_until_it_is_published_and_again_when_taken_down(client, contest, draft):
    say(draft)
    address = draft.voice.get_absolute_url()
    for visitor in (client, signed_in(neighbour_in(contest)), signed_in(moderator_of(draft))):
        assert visitor.get(address).status_code == 404
    answer = signed_in(draft.author).get(address)
    assert (answer.status_code, answer["Content-Type"], answer.content) == (200, "audio/mpeg", mp3())
    assert answer["Cache-Control"] == "private, no-store"
    shown = published_with_voice(contest)
    answer = client.get(shown.get_absolute_url())
    assert (answer.status_code, answer["Cache-Control"]) == (200, "public, max-age=3600")
    assert client.get(shown.get_absolute_url(), HTTP_RANGE="bytes=0-1").status_code == 206
    assert client.get(shown.get_absolute_url().replace("mp3", "m4a")).status_code == 404
    decided(shown.proposal, Decision.HIDE)
    assert client.get(shown.get_absolute_url()).status_code == 404
    assert signed_in(moderator_of(shown.proposal)).get(shown.get_absolute_url()).status_code == 200


def test_a_recording_whose_file_is_gone_or_that_never_was_is_not_there(client, contest):
    shown = published_with_voice(contest)
    shown.file.storage.delete(shown.file.name)
    assert client.get(shown.get_absolute_url()).status_code == 404
    assert client.get("/proposals/voices/nothing.mp3").status_code == 404


def test_a_public_recording_costs_one_query(client, contest, django_assert_num_queries):
    address = published_with_voice(contest).get_absolute_url()
    with django_assert_num_queries(1):
        client.get(address)


def test_an_app_puts_it_and_plays_it_without_a_token(client, draft, monkeypatch):
    bearer = {"HTTP_AUTHORIZATION": f"Bearer {issue_token(draft.author).text}"}
    path = f"{API}/{draft.code}"
    assert client.get(path, **bearer).json()["voice"] is None
    answer = client.post(f"{path}/voice", {"voice": recording(mp3(12))}, **bearer)
    assert (answer.status_code, answer.json()["seconds"]) == (201, 12)
    told = client.get(path, **bearer).json()["voice"]
    assert told == answer.json()
    assert set(told) == {"url", "seconds"}
    assert client.get(told["url"]).content == mp3(12)
    later = clock.now() + 2 * passes.TURN
    monkeypatch.setattr(passes.clock, "now", lambda: later)
    assert client.get(told["url"]).status_code == 404
    monkeypatch.undo()
    assert client.delete(f"{path}/voice", **bearer).status_code == 204
    assert client.get(path, **bearer).json()["voice"] is None
    assert client.delete(f"{path}/voice", **bearer).status_code == 404


def test_everybody_is_told_a_plain_address_once_it_is_public(client, contest, django_assert_num_queries):
    shown = published_with_voice(contest)
    with django_assert_num_queries(4):
        told = client.get(f"{API}/{shown.proposal.code}").json()["voice"]
    assert told == {"url": f"/proposals/voices/{shown.code}.mp3", "seconds": 3}


def test_the_api_says_what_is_wrong_in_the_one_form(client, draft, contest):
    visitor, path = signed_in(draft.author), f"{API}/{draft.code}/voice"
    answer = visitor.post(path, {"voice": recording(b"no sound")})
    assert (answer.status_code, answer.json()["code"], answer.json()["fields"]) == (
        422,
        "invalid",
        {"voice": "unreadable"},
    )
    assert visitor.post(path, {}).status_code == 422
    assert client.post(path, {"voice": recording(mp3())}).status_code == 401
    assert signed_in(neighbour_in(contest)).post(path, {"voice": recording(mp3())}).status_code == 404
    shown = published(contest)
    refused = signed_in(shown.author).post(f"{API}/{shown.code}/voice", {"voice": recording(mp3())})
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert not ProposalVoice.objects.exists()


def test_the_photo_step_takes_keeps_and_removes_it(draft):
    visitor, step = signed_in(draft.author), f"/proposals/write/{draft.code}/photos/"
    add, remove = (f"/proposals/write/{draft.code}/voice/{what}/" for what in ("add", "remove"))
    assert "<audio" not in text_of(visitor.get(step))
    assert visitor.post(add, {"voice": recording(mp3(12))}).url == step
    address = draft.voice.get_absolute_url()
    for page in (step, f"/proposals/write/{draft.code}/check/"):
        shown = text_of(visitor.get(page))
        assert f'<audio controls preload="none" src="{address}"></audio>' in shown
        assert "语音说明（12 秒）" in shown
    assert (visitor.get(add).url, visitor.get(remove).url) == (step, step)
    assert ProposalVoice.objects.exists()
    assert visitor.post(remove).url == step
    assert not ProposalVoice.objects.exists()


def test_with_htmx_the_part_about_it_alone_is_changed(draft):
    visitor, add = signed_in(draft.author), f"/proposals/write/{draft.code}/voice/add/"
    part = text_of(visitor.post(add, {"voice": recording(mp3())}, **HTMX))
    assert part.lstrip().startswith('<div id="voices">')
    assert "<audio" in part
    refused = visitor.post(add, {"voice": recording(b"no sound")}, **HTMX)
    assert refused.status_code == 422
    assert "MP3" in text_of(refused)
    assert "<audio" in text_of(refused)


def test_what_cannot_be_kept_is_said_on_the_page_and_everything_stays(draft):
    visitor, add = signed_in(draft.author), f"/proposals/write/{draft.code}/voice/add/"
    for sent in ({"voice": recording(b"no sound")}, {}):
        answer = visitor.post(add, sent)
        assert answer.status_code == 422
        assert 'role="alert"' in text_of(answer)
    stranger = signed_in(neighbour_in(draft.contest))
    assert stranger.post(add, {"voice": recording(mp3())}).status_code == 404
    assert stranger.post(f"/proposals/write/{draft.code}/voice/remove/").status_code == 404


def test_readers_author_and_moderator_find_a_player(client, contest):
    proposal = decided(handed_in(contest), Decision.RETURN)
    address = say(proposal).get_absolute_url()
    state = f"/proposals/{contest.code}/{proposal.code}/state/"
    assert address in text_of(signed_in(proposal.author).get(state))
    visitor = signed_in(proposal.author)
    visitor.post(f"{API}/{proposal.code}/submit", {}, "application/json")
    inbox = text_of(signed_in(moderator_of(proposal)).get("/admin/inbox/"))
    assert f'<audio controls preload="none" src="{address}"></audio>' in inbox
    proposal.refresh_from_db()
    decided(proposal, Decision.APPROVE)
    page = client.get(proposal.get_absolute_url())
    assert address in text_of(page)
    assert "media-src 'self'" in page["Content-Security-Policy"]


def test_my_data_names_it_and_leaving_deletes_it_even_where_the_words_stay(
    client, contest, django_capture_on_commit_callbacks
):
    shown = published_with_voice(contest)
    author = shown.proposal.author
    told = json.loads(json.dumps(proposals_of(author)))["proposals"][0]["voice"]
    assert told == {"code": shown.code, "seconds": 3, "at": shown.created_at.isoformat()}
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(user=author, now=timezone.now())
    assert not ProposalVoice.objects.exists()
    assert not Path(shown.file.path).exists()
    assert client.get(shown.proposal.get_absolute_url()).status_code == 200


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_recordings_at_once_leave_one_with_its_file():
    draft = draft_in(contest_in(PhaseKind.CALL))
    assert at_once(*[lambda: say(draft)] * 4) == ["done"] * 4
    voice = ProposalVoice.objects.get()
    assert Path(voice.file.path).exists()


def test_a_browser_that_knows_nobody_hears_no_draft(draft):
    say(draft)
    assert Client().get(f"{draft.voice.get_absolute_url()}?pass=forged").status_code == 404
