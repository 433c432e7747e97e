import json
from datetime import timedelta

import pytest

from portal.core.personal_data import personal_data
from portal.moderation.actions import appeal_decision, decide_submission, withdraw_submission
from portal.moderation.enums import Decision, SubmissionState
from portal.moderation.models import Submission
from tests.factories import ResidentFactory
from tests.moderation.conftest import MONDAY

NOW = MONDAY + timedelta(days=1)


def returned(here, decision=Decision.RETURN, **changes) -> Submission:
    submission = here.submit(**changes)
    return decide_submission(code=submission.code, decision=decision, actor=here.moderator, reason="改", now=NOW)


def test_export_tells_everything_but_who_decided(here):
    here.moderator.first_name = "志强"
    here.moderator.save()
    submission = returned(here)
    appeal_decision(code=submission.code, actor=here.author, text="不同意", now=NOW)
    here.submit(author=ResidentFactory().user, title="别人的")
    (told,) = personal_data.get("moderation").export(here.author)["submissions"]
    assert told["rounds"][0]["text"] == "拆掉围栏，留下遮阳的顶。"
    assert [step["reason"] for step in told["history"]] == ["", "改"]
    assert told["appeals"][0]["text"] == "不同意"
    assert "志强" not in json.dumps(told, ensure_ascii=False)


def test_export_does_not_tell_the_screens_verdict(here, waiting):
    (told,) = personal_data.get("moderation").export(here.author)["submissions"]
    assert [step["reason"] for step in told["history"]] == ["", ""]


@pytest.mark.parametrize("rows", [1, 3])
def test_export_costs_four_queries(here, django_assert_num_queries, rows):
    for _ in range(rows):
        returned(here)
    with django_assert_num_queries(4):
        personal_data.get("moderation").export(here.author)


def test_erasing_takes_the_words_and_keeps_the_decisions(here):
    submission = returned(here)
    appeal_decision(code=submission.code, actor=here.author, text="不同意", now=NOW)
    here.submit(author=ResidentFactory().user, title="别人的")
    kept = personal_data.get("moderation").erase(here.author, NOW)
    assert kept == ["对您所写内容的 1 次处理会留在日志里，但不含您写的文字。"]
    submission.refresh_from_db()
    assert (submission.title, submission.text, submission.reason) == ("", "", "改")
    assert [(each.title, each.text) for each in submission.rounds.all()] == [("", "")]
    assert submission.appeals.get().text == ""
    assert str(submission) == "Note"
    assert Submission.objects.filter(title="别人的").exists()


def test_what_was_taken_down_stays_on_record(here):
    hidden = returned(here, Decision.HIDE)
    assert personal_data.get("moderation").erase(here.author, NOW) == ["有 1 篇被下架的内容要存档：法律要求保存记录。"]
    hidden.refresh_from_db()
    assert hidden.text


def test_erasing_twice_or_nothing_changes_nothing(here):
    assert personal_data.get("moderation").erase(here.author, NOW) == []
    returned(here)
    first = personal_data.get("moderation").erase(here.author, NOW)
    assert personal_data.get("moderation").erase(here.author, NOW) == first


def test_erased_thing_can_still_be_withdrawn_by_its_room(here, waiting):
    personal_data.get("moderation").erase(here.author, NOW)
    assert withdraw_submission(submission=waiting, now=NOW).state == SubmissionState.WITHDRAWN
