"""Pictures: asked about with an address that lasts fifteen minutes, answered by push, shown in the inbox."""

import io
from datetime import timedelta

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from PIL import Image

from portal.core import clock
from portal.core.models import OutboxItem
from portal.moderation.actions import decide_submission
from portal.moderation.enums import Decision, MediaType, Verdict
from portal.moderation.models import Submission
from portal.moderation.ports import MediaOpinion, Medium
from proposals.actions.add_photo import add_photo, remove_photo
from proposals.actions.add_voice import add_voice
from proposals.actions.submit_proposal import submit_proposal
from proposals.enums import PhaseKind, ProposalState
from proposals.models import Photo, Proposal
from tests.factories import AppointmentFactory, ContestFactory, PhaseFactory, ProposalFactory
from tests.factories.proposals import CostLineFactory
from tests.factories.sounds import mp3, recording
from tests.permissions.cases import client_of
from tests.wechat.portal import ADDRESS, mini_program_person
from wechat.checks.addresses import GOOD_FOR, media_address, media_token
from wechat.checks.media import (
    PATIENCE,
    NotYet,
    WeChatMediaScreen,
    ask_wechat,
    give_up_waiting,
    opinion_in,
    take_verdict,
    want_checks,
)
from wechat.models import MediaCheck, WeChatIdentity
from wechat.standin.faults import Fault
from wechat.standin.screens import push_verdict
from wechat.tasks import give_up_waiting_for_media

pytestmark = pytest.mark.django_db(transaction=True)
CHECK = "/wxa/media_check_async"


def picture() -> SimpleUploadedFile:
    raw = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(raw, "PNG")
    return SimpleUploadedFile("p.png", raw.getvalue())


@pytest.fixture
def author(connected):
    return mini_program_person(connected)


@pytest.fixture
def draft(author) -> Proposal:
    """A draft that lacks nothing, with one photo."""
    community = author.resident.community
    contest = ContestFactory(subdistrict=community.subdistrict)
    PhaseFactory(contest=contest, kind=PhaseKind.CALL)
    proposal = ProposalFactory(
        contest=contest, community=community, author=author, state=ProposalState.DRAFT, cost_cny=21_500
    )
    CostLineFactory(proposal=proposal)
    add_photo(code=proposal.code, upload=picture(), alt="车棚", actor=author, now=clock.now())
    return proposal


@pytest.fixture
def moderator(draft):
    return AppointmentFactory(community=draft.community).user


def handed_in(draft) -> Submission:
    proposal = submit_proposal(code=draft.code, actor=draft.author, consent=True, now=clock.now())
    return proposal.submission


def inbox(moderator) -> str:
    return client_of(moderator).get("/admin/inbox/").content.decode()


def check() -> MediaCheck:
    return MediaCheck.objects.get()


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("form", ["json", "xml"])
@pytest.mark.parametrize(
    ("verdict", "said"), [("pass", "图片检查没发现问题"), ("risky", "图片检查"), ("review", "图片检查")]
)
def test_photo_is_checked_by_an_encrypted_push(connected, draft, moderator, run_outbox, version, form, verdict, said):
    connected.verdict, connected.media_version, connected.formats["mp"] = verdict, version, form
    submission = handed_in(draft)
    assert not connected.calls
    run_outbox()
    found = check()
    assert (found.submission, found.verdict) == (submission, "")
    assert "图片检查还没有结果" in inbox(moderator)
    connected.run_waiting()
    assert connected.checks[found.trace_id].fetched == "HTTP 200"
    assert connected.checks[found.trace_id].size == draft.photos.get().image.size
    assert check().verdict == ""
    run_outbox()
    expected = verdict if version == 2 or verdict != "review" else "pass"
    assert check().verdict == expected
    assert said in inbox(moderator)


def test_wechat_is_told_whose_picture_it_is_and_where_it_will_stand(connected, draft, run_outbox):
    handed_in(draft)
    run_outbox()
    body = next(call["body"] for call in connected.calls if call["path"] == CHECK)
    address = body.pop("media_url")
    assert body == {"version": 2, "openid": connected.person("小王").openid("mp"), "scene": 3, "media_type": 2}
    assert address.startswith(f"{ADDRESS}/wechat/media/")


def test_risky_picture_is_told_in_wechats_words(connected, draft, moderator, run_outbox):
    connected.verdict = "risky"
    handed_in(draft)
    run_outbox()
    connected.run_waiting()
    run_outbox()
    assert check().label == "20002"
    assert "图片检查发现色情内容，请仔细看。" in inbox(moderator)


def test_photo_is_private_until_a_person_decides_whatever_wechat_says(connected, draft, moderator, client, run_outbox):
    handed_in(draft)
    run_outbox()
    connected.run_waiting()
    run_outbox()
    photo = Photo.objects.get()
    assert (check().verdict, photo.approved_at) == ("pass", None)
    assert client.get(f"/proposals/photos/{photo.code}.jpg").status_code == 404
    decide_submission(code=check().submission.code, decision=Decision.APPROVE, actor=moderator, now=clock.now())
    assert client.get(f"/proposals/photos/{photo.code}.jpg").status_code == 200


def test_photo_is_asked_about_once_in_all_rounds(connected, draft, moderator, run_outbox):
    submission = handed_in(draft)
    run_outbox()
    connected.run_waiting()
    run_outbox()
    decide_submission(
        code=submission.code, decision=Decision.RETURN, actor=moderator, reason="请补一张", now=clock.now()
    )
    add_photo(code=draft.code, upload=picture(), alt="", actor=draft.author, now=clock.now())
    handed_in(draft)
    run_outbox()
    assert connected.count(CHECK) == MediaCheck.objects.count() == 2


def test_check_that_could_not_be_made_is_made_in_the_next_round(connected, draft, moderator, run_outbox):
    connected.faults.plan(Fault(CHECK, code=40129))
    submission = handed_in(draft)
    run_outbox()
    assert check().verdict == Verdict.UNAVAILABLE
    assert "图片检查没能进行" in inbox(moderator)
    decide_submission(code=submission.code, decision=Decision.RETURN, actor=moderator, reason="再想想", now=clock.now())
    handed_in(draft)
    run_outbox()
    connected.run_waiting()
    run_outbox()
    assert check().verdict == Verdict.PASS


def test_nothing_is_asked_where_there_is_no_mini_program(connected, draft, moderator, settings, run_outbox):
    settings.WECHAT_MP_SECRET = ""
    handed_in(draft)
    run_outbox()
    assert not MediaCheck.objects.exists()
    assert "图片检查" not in inbox(moderator)


def test_mini_program_that_is_gone_meanwhile_makes_no_check(connected, draft, settings, run_outbox):
    submission = handed_in(draft)
    want_checks(submission=submission, media=[Medium("p", MediaType.PICTURE)], now=clock.now())
    # Still who they are, but without a secret nothing can be asked.
    settings.WECHAT_MP_SECRET = ""
    ask_wechat(check_id=check().pk, now=clock.now())
    assert check().verdict == Verdict.UNAVAILABLE


def test_author_who_is_not_there_leaves_it_to_a_person(connected, draft, moderator, run_outbox):
    WeChatIdentity.objects.update(seen_at=clock.now() - timedelta(hours=3))
    handed_in(draft)
    run_outbox()
    assert (check().verdict, connected.count(CHECK)) == (Verdict.REVIEW, 0)
    assert "图片检查没有下结论" in inbox(moderator)


@pytest.mark.parametrize(
    ("fault", "verdict"),
    [
        ({"code": 61010}, Verdict.REVIEW),
        ({"code": 40003}, Verdict.REVIEW),
        ({"code": 40097}, Verdict.UNAVAILABLE),
    ],
)
def test_refusal_is_a_verdict(connected, draft, run_outbox, fault, verdict):
    connected.faults.plan(Fault(CHECK, **fault))
    handed_in(draft)
    run_outbox()
    assert check().verdict == verdict


@pytest.mark.parametrize("fault", [{"code": -1}, {"code": 45009}, {"status": 502}, {"html": True}, {"hang_up": True}])
def test_wechat_that_is_away_is_asked_again_later(connected, draft, run_outbox, fault):
    connected.faults.plan(Fault(CHECK, **fault))
    handed_in(draft)
    run_outbox()
    assert (check().verdict, check().asked_at) == ("", None)
    run_outbox(now=clock.now() + timedelta(seconds=11))
    assert check().trace_id
    assert connected.count(CHECK) == 2


def test_picture_that_wechat_cannot_fetch_is_unavailable(connected, draft, run_outbox):
    handed_in(draft)
    run_outbox()
    photo = draft.photos.get()
    photo.image.storage.delete(photo.image.name)
    connected.run_waiting()
    run_outbox()
    assert connected.checks[check().trace_id].fetched == "HTTP 404"
    assert check().verdict == Verdict.UNAVAILABLE


def test_worker_that_died_between_asking_and_writing_asks_again(connected, draft, run_outbox):
    """The answer to the lost question is nobody's; the one to the second counts."""
    handed_in(draft)
    run_outbox()
    lost = check().trace_id
    MediaCheck.objects.update(trace_id="", asked_at=None)
    ask_wechat(check_id=check().pk, now=clock.now())
    assert check().trace_id != lost
    push_verdict(connected, connected.checks[lost], "risky")
    push_verdict(connected, connected.checks[check().trace_id], "pass")
    run_outbox()
    assert check().verdict == "pass"
    ask_wechat(check_id=check().pk, now=clock.now())
    assert connected.count(CHECK) == 2


def test_answer_that_is_faster_than_our_own_writing_is_tried_again(connected, draft, run_outbox):
    handed_in(draft)
    run_outbox()
    trace_id = check().trace_id
    MediaCheck.objects.update(trace_id="", asked_at=None)
    with pytest.raises(NotYet):
        take_verdict(message={"trace_id": trace_id, "isrisky": 0}, now=clock.now())
    MediaCheck.objects.update(trace_id=trace_id, asked_at=clock.now())
    take_verdict(message={"trace_id": trace_id, "isrisky": 0}, now=clock.now())
    assert check().verdict == "pass"


def test_answer_to_a_question_nobody_asked_is_dropped(connected, draft, run_outbox, caplog):
    handed_in(draft)
    run_outbox()
    for message in ({"trace_id": "another", "isrisky": 0}, {"trace_id": {"a": "b"}}, {}, {"trace_id": ""}):
        take_verdict(message=message, now=clock.now())
    assert check().verdict == ""
    assert "nobody asked" in caplog.text


def test_first_answer_stands(connected, draft, run_outbox):
    handed_in(draft)
    run_outbox()
    asked = connected.checks[check().trace_id]
    push_verdict(connected, asked, "risky")
    push_verdict(connected, asked, "risky")
    push_verdict(connected, asked, "pass")
    assert OutboxItem.objects.filter(topic="wechat.push").count() == 2
    run_outbox()
    assert check().verdict == "risky"


def test_silence_of_half_an_hour_is_unavailable_and_a_late_answer_still_counts(connected, draft, moderator, run_outbox):
    handed_in(draft)
    run_outbox()
    at = check().asked_at
    assert give_up_waiting(now=at + PATIENCE - timedelta(seconds=1)) == 0
    assert give_up_waiting(now=at + PATIENCE) == 1
    assert give_up_waiting(now=at + PATIENCE) == 0
    assert check().verdict == Verdict.UNAVAILABLE
    assert "图片检查没能进行" in inbox(moderator)
    connected.run_waiting()
    run_outbox()
    assert check().verdict == Verdict.PASS


def test_sweep_gives_up_on_what_could_never_be_asked(connected, draft, run_outbox):
    connected.faults.plan(Fault(CHECK, code=-1, times=99))
    handed_in(draft)
    run_outbox()
    MediaCheck.objects.update(created_at=clock.now() - PATIENCE)
    give_up_waiting_for_media()
    assert check().verdict == Verdict.UNAVAILABLE
    run_outbox(now=clock.now() + timedelta(seconds=11))
    assert connected.count(CHECK) == 1


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ({"isrisky": 0, "status_code": 0}, (Verdict.PASS, "")),
        ({"isrisky": "1", "status_code": "0"}, (Verdict.RISKY, "")),
        ({"isrisky": 0, "status_code": 4294966288}, (Verdict.UNAVAILABLE, "")),
        ({"isrisky": 7}, (Verdict.UNAVAILABLE, "")),
        ({"errcode": 0, "result": {"suggest": "pass", "label": 100}}, (Verdict.PASS, "")),
        ({"errcode": "0", "result": {"suggest": "risky", "label": "20002"}}, (Verdict.RISKY, "20002")),
        ({"errcode": 0, "result": {"suggest": "review", "label": "x"}}, (Verdict.REVIEW, "")),
        ({"errcode": 0, "result": {"suggest": "review"}}, (Verdict.REVIEW, "")),
        ({"errcode": 0, "result": {"suggest": "fine"}}, (Verdict.UNAVAILABLE, "")),
        ({"errcode": 0, "result": {"suggest": ["pass"]}}, (Verdict.UNAVAILABLE, "")),
        ({"errcode": -1008, "result": {"suggest": "pass"}}, (Verdict.UNAVAILABLE, "")),
        ({"errcode": 0}, (Verdict.UNAVAILABLE, "")),
    ],
)
def test_both_shapes_of_the_event_are_read(message, expected):
    assert opinion_in(message) == expected


def test_address_opens_one_file_for_a_quarter_of_an_hour(draft, client, monkeypatch):
    add_photo(code=draft.code, upload=picture(), alt="", actor=draft.author, now=clock.now())
    photo = draft.photos.first()
    address = media_address("proposal", photo.code).removeprefix(ADDRESS)
    with photo.image.open() as opened:
        stored = opened.read()
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"], answer.content) == (200, "image/jpeg", stored)
    assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("private, no-store", "noindex")
    assert client.head(address).status_code == 200
    assert client.post(address).status_code == 405
    assert client.get(f"/proposals/photos/{photo.code}.jpg").status_code == 404
    assert client.get(address[:-2] + "x/").status_code == 404
    began = signing.time.time()
    monkeypatch.setattr(signing.time, "time", lambda: began + GOOD_FOR.total_seconds() + 1)
    assert client.get(address).status_code == 404


def test_address_of_what_is_gone_or_no_medium_opens_nothing(draft, client, author):
    code = draft.photos.get().code
    for token in (
        media_token("unheard", code),
        media_token("comment", code),
        media_token("proposal", "gone"),
        signing.dumps(["proposal", code], salt="another"),
        "x",
    ):
        assert client.get(f"/wechat/media/{token}/").status_code == 404
    remove_photo(code=draft.code, photo_code=code, actor=author, now=clock.now())
    assert client.get(f"/wechat/media/{media_token('proposal', code)}/").status_code == 404


def test_sound_is_asked_about_as_sound(connected, draft, monkeypatch, run_outbox):
    submission = handed_in(draft)
    want_checks(submission=submission, media=[Medium("s", MediaType.SOUND)], now=clock.now())
    run_outbox()
    kinds = {call["body"]["media_type"] for call in connected.calls if call["path"] == CHECK}
    assert kinds == {1, 2}


@pytest.mark.parametrize(
    ("verdict", "said"),
    [("pass", "语音检查没发现问题"), ("risky", "语音检查发现色情内容，请仔细听。"), ("", "语音检查还没有结果")],
)
def test_recording_goes_the_way_of_pictures_and_a_person_listens(
    connected, draft, moderator, client, run_outbox, verdict, said
):
    connected.verdict = verdict
    voice = add_voice(code=draft.code, upload=recording(mp3()), actor=draft.author, now=clock.now())
    submission = handed_in(draft)
    run_outbox()
    connected.run_waiting()
    run_outbox()
    found = MediaCheck.objects.get(key=voice.code)
    assert (found.media_type, connected.checks[found.trace_id].media_type) == (MediaType.SOUND, 1)
    assert (connected.checks[found.trace_id].fetched, connected.checks[found.trace_id].size) == ("HTTP 200", len(mp3()))
    assert said in inbox(moderator)
    assert f'<audio controls preload="none" src="{voice.get_absolute_url()}">' in inbox(moderator)
    assert client.get(voice.get_absolute_url()).status_code == 404
    decide_submission(code=submission.code, decision=Decision.APPROVE, actor=moderator, now=clock.now())
    assert client.get(voice.get_absolute_url()).status_code == 200


def test_another_recording_is_asked_about_anew(connected, draft, moderator, client, run_outbox):
    first = add_voice(code=draft.code, upload=recording(mp3()), actor=draft.author, now=clock.now())
    submission = handed_in(draft)
    run_outbox()
    decide_submission(
        code=submission.code, decision=Decision.RETURN, actor=moderator, reason="请说慢些", now=clock.now()
    )
    second = add_voice(code=draft.code, upload=recording(mp3(5)), actor=draft.author, now=clock.now())
    handed_in(draft)
    run_outbox()
    assert set(MediaCheck.objects.values_list("key", flat=True)) == {draft.photos.get().code, first.code, second.code}
    assert client.get(f"/wechat/media/{media_token('proposal', second.code)}/").content == mp3(5)
    assert client.get(f"/wechat/media/{media_token('proposal', first.code)}/").status_code == 404
    second.file.storage.delete(second.file.name)
    assert client.get(f"/wechat/media/{media_token('proposal', second.code)}/").status_code == 404


def test_database_keeps_one_check_a_medium_and_answers_with_their_time(draft):
    submission = handed_in(draft)
    now = clock.now()
    MediaCheck.objects.create(submission=submission, key="a", created_at=now)
    for wrong in (
        {"key": "a"},
        {"key": "b", "verdict": "pass"},
        {"key": "c", "answered_at": now},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            MediaCheck.objects.create(submission=submission, created_at=now, **wrong)
    MediaCheck.objects.create(submission=submission, key="d", created_at=now, trace_id="t")
    with pytest.raises(IntegrityError), transaction.atomic():
        MediaCheck.objects.create(submission=submission, key="e", created_at=now, trace_id="t")
    assert str(MediaCheck(submission=submission, key="a")).endswith(" a")


def test_opinions_take_one_query(draft, django_assert_num_queries, run_outbox):
    submission, code = handed_in(draft), draft.photos.get().code
    run_outbox()
    with django_assert_num_queries(1):
        opinions = WeChatMediaScreen().opinions([submission.pk])
    assert opinions == {(submission.pk, code): MediaOpinion(None, "")}
