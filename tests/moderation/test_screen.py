import pytest

from portal.core.errors import Hidden
from portal.core.models import OutboxItem
from portal.moderation.actions import decide_submission, record_verdict, screen_submission
from portal.moderation.actions.screen import worst_finding
from portal.moderation.enums import Decision, MediaType, Scene, SubmissionEvent, SubmissionState, Verdict
from portal.moderation.models import Ruling, Submission
from portal.moderation.ports import Finding, MediaOpinion, Words
from portal.moderation.screens import LocalWordList, names_a_number
from portal.moderation.tasks import screen
from portal.moderation.views.cards import opinion_words, verdict_words
from portal.notices.models import Notice
from tests.moderation.conftest import MONDAY


def screened(submission, **changes) -> Submission:
    screen_submission(**{"code": submission.code, "round_number": submission.round, "now": MONDAY} | changes)
    return Submission.objects.get(pk=submission.pk)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([Verdict.PASS], SubmissionState.PUBLISHED),
        ([Verdict.PASS, None], SubmissionState.PUBLISHED),
        ([Verdict.PASS, Verdict.PASS], SubmissionState.PUBLISHED),
        ([Verdict.REVIEW], SubmissionState.QUEUED),
        ([Verdict.PASS, Verdict.REVIEW], SubmissionState.QUEUED),
        ([Verdict.RISKY], SubmissionState.QUEUED),
        ([Verdict.UNAVAILABLE], SubmissionState.QUEUED),
        ([Verdict.PASS, ConnectionError("down")], SubmissionState.QUEUED),
        (["no such word"], SubmissionState.QUEUED),
        ([None], SubmissionState.QUEUED),
        ([], SubmissionState.QUEUED),
    ],
)
def test_remark_appears_only_where_every_screen_with_a_say_passes(here, screens, answers, expected):
    screens(*answers)
    assert screened(here.submit(kind="remark")).state == expected


@pytest.mark.parametrize(
    ("answers", "worst"),
    [
        ([], Verdict.REVIEW),
        ([None], Verdict.REVIEW),
        ([Verdict.PASS, Verdict.REVIEW, None], Verdict.REVIEW),
        ([Verdict.REVIEW, TimeoutError()], Verdict.UNAVAILABLE),
        ([Verdict.RISKY, TimeoutError()], Verdict.RISKY),
    ],
)
def test_worst_answer_counts(screens, answers, worst):
    screens(*answers)
    assert worst_finding(Words("", "text", None)).verdict == worst


def test_screen_reads_title_and_text(here, screens):
    (asked,) = screens(Verdict.REVIEW)
    screened(here.submit(title="标题", text="正文"))
    screened(here.submit(title="", text="好", kind="remark"))
    assert asked.asked == [
        Words("标题", "正文", here.author, Scene.FORUM),
        Words("", "好", here.author, Scene.COMMENT),
    ]


def test_what_the_screen_found_is_kept_with_its_name(here, screens):
    screens(Finding(Verdict.REVIEW, "other"), Finding(Verdict.RISKY, "vulgar"), Verdict.PASS)
    submission = screened(here.submit(kind="remark"))
    assert (submission.screen_label, submission.screen_found) == ("screen1:vulgar", "低俗")
    screens(Verdict.PASS)
    assert submission.screen_found == ""
    assert Submission(screen_label="").screen_found == ""


@pytest.mark.parametrize(
    ("opinions", "expected"),
    [
        ([Verdict.PASS], SubmissionState.PUBLISHED),
        ([Verdict.PASS, Verdict.PASS], SubmissionState.PUBLISHED),
        ([Verdict.PASS, None], SubmissionState.QUEUED),
        ([None], SubmissionState.QUEUED),
        ([Verdict.REVIEW], SubmissionState.QUEUED),
        ([Verdict.RISKY, Verdict.PASS], SubmissionState.QUEUED),
        ([Verdict.UNAVAILABLE], SubmissionState.QUEUED),
        ([], SubmissionState.QUEUED),
    ],
)
def test_remark_with_a_picture_appears_only_where_the_picture_passes_too(here, screens, pictures, opinions, expected):
    screens(Verdict.PASS)
    made = pictures(*[MediaOpinion(verdict) for verdict in opinions])
    submission = screened(here.submit(kind="remark"))
    assert submission.state == expected
    assert all(screen.asked == [(submission.code, "p1")] for screen in made)


def test_picture_that_nobody_knows_of_is_not_one_that_passed(here, screens, pictures):
    screens(Verdict.PASS)
    pictures(None)
    assert screened(here.submit(kind="remark")).state == SubmissionState.QUEUED


def test_note_has_no_pictures_to_ask_about(here, screens, pictures):
    screens(Verdict.PASS)
    (asked,) = pictures(MediaOpinion(Verdict.RISKY))
    screened(here.submit())
    assert asked.asked == []


@pytest.mark.parametrize(
    ("opinion", "words", "tone"),
    [
        (MediaOpinion(None), "还没", "warning"),
        (MediaOpinion(Verdict.PASS), "没发现", "positive"),
        (MediaOpinion(Verdict.REVIEW), "没有下结论", "warning"),
        (MediaOpinion(Verdict.REVIEW, "低俗内容"), "低俗内容", "warning"),
        (MediaOpinion(Verdict.RISKY), "不建议", "critical"),
        (MediaOpinion(Verdict.RISKY, "色情内容"), "色情内容", "critical"),
        (MediaOpinion(Verdict.UNAVAILABLE), "没能进行", "warning"),
    ],
)
def test_opinion_on_a_picture_is_said_in_words(opinion, words, tone):
    for media_type, named in ((MediaType.PICTURE, "图片检查"), (MediaType.SOUND, "语音检查")):
        sentence, found = opinion_words(opinion, media_type)
        assert (sentence.startswith(named), words in sentence, found) == (True, True, tone)


@pytest.mark.parametrize(
    ("verdict", "label", "words", "tone"),
    [
        (Verdict.RISKY, "local:listed", "诈骗", "critical"),
        (Verdict.RISKY, "gone:1", "不建议", "critical"),
        (Verdict.REVIEW, "local:listed", "诈骗", ""),
        (Verdict.REVIEW, "", "没有下结论", ""),
        (Verdict.PASS, "", "没发现", "positive"),
    ],
)
def test_verdict_is_said_in_words(verdict, label, words, tone):
    sentence, found = verdict_words(Submission(screen_verdict=verdict, screen_label=label))
    assert (words in sentence, found) == (True, tone)


def test_note_is_read_by_a_person_even_where_the_screen_passes(here, screens):
    screens(Verdict.PASS)
    submission = screened(here.submit())
    assert (submission.state, submission.screen_verdict) == (SubmissionState.QUEUED, Verdict.PASS)


def test_remark_that_its_room_does_not_trust_is_read_by_a_person(here, room, screens):
    screens(Verdict.PASS)
    room.trusting = False
    assert screened(here.submit(kind="remark")).state == SubmissionState.QUEUED


def test_publishing_by_the_screen_moves_the_thing_and_tells_the_author_in_the_site_alone(here, room, screens):
    screens(Verdict.PASS)
    submission = screened(here.submit(kind="remark"))
    assert room.decided == [(submission.code, "approve")]
    assert submission.decided_by is None
    notice = Notice.objects.get()
    assert (notice.kind, notice.recipient, notice.url) == ("moderation.passed", here.author, "/things/1/")
    assert not notice.deliveries.exists()


def test_queueing_keeps_the_verdict_in_the_history(here, screens):
    screens(Verdict.RISKY)
    submission = screened(here.submit())
    ruling = submission.rulings.latest("pk")
    assert (ruling.event, ruling.reason, ruling.actor) == (SubmissionEvent.QUEUE, Verdict.RISKY, None)


def test_screening_again_changes_nothing(here, screens):
    screens(Verdict.REVIEW)
    submission = screened(here.submit())
    before = Ruling.objects.count()
    screened(submission)
    assert Ruling.objects.count() == before


def test_verdict_on_an_earlier_round_is_ignored(here, screens):
    screens(Verdict.PASS)
    submission = here.submit(kind="remark")
    again = here.submit(kind="remark", previous=submission, text="改过了")
    assert screened(again, round_number=1).state == SubmissionState.SCREENING
    assert record_verdict(code=again.code, round_number=1, verdict=Verdict.PASS, now=MONDAY).state == "screening"


def test_verdict_after_a_person_decided_is_ignored(here):
    submission = here.submit()
    decide_submission(code=submission.code, decision=Decision.APPROVE, actor=here.moderator, now=MONDAY)
    after = record_verdict(code=submission.code, round_number=1, verdict=Verdict.RISKY, now=MONDAY)
    assert (after.state, after.screen_verdict) == (SubmissionState.PUBLISHED, "")


def test_verdict_on_nothing_is_refused(db):
    with pytest.raises(Hidden):
        record_verdict(code="nothing", round_number=1, verdict=Verdict.PASS, now=MONDAY)


def test_screen_runs_from_the_outbox(here, screens):
    screens(Verdict.REVIEW)
    submission = here.submit()
    item = OutboxItem.objects.get(topic="moderation.screen")
    assert item.key == f"{submission.code}:1"
    screen(item)
    assert Submission.objects.get().state == SubmissionState.QUEUED


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("种花", None),
        ("高额返利", Verdict.RISKY),
        ("高 额 返 利", Verdict.RISKY),
        ("高-额·返_利", Verdict.RISKY),
        ("高额\n返利", Verdict.RISKY),
    ],
)
def test_word_list_finds_trouble_and_never_vouches(text, verdict):
    found = LocalWordList().check(Words("", text, None))
    assert (found and found.verdict) == verdict


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("打我电话 13912345678", True),
        ("打我电话139 1234 5678。", True),
        ("139-1234-5678", True),
        ("１３９１２３４５６７８", True),
        ("身份证 320114199001011234", True),
        ("32011419900101123X", True),
        ("费用 48000 元，2026-11-24 前", False),
        ("订单 1391234567890123", False),
        ("025-52801234", False),
    ],
)
def test_personal_numbers_are_noticed(text, found):
    assert names_a_number(text) is found
