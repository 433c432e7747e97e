"""What people read of their seats: every event of every kind has a sentence of its own."""

import pytest
from django.utils import translation

from portal.notices.ports import notice_kinds
from portal.rosters.news import CHANGE_EVENTS, KINDS, SEAT_EVENTS, SWAP_EVENTS
from wechat.messages.news import examples_of


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_event_is_told_apart(language):
    with translation.override(language):
        for kind in KINDS:
            told = [(kind.title(fields), kind.body(fields)) for fields in examples_of(kind.key)]
            assert len(set(told)) == len(told)
            assert all(title and body for title, body in told)
            assert notice_kinds.get(kind.key) is kind


def test_a_sentence_says_what_to_do_and_by_when():
    fields = {"event": "offered", "title": "急救课", "when": "11-28 10:00", "until": "11-26 18:00", "place": "活动室"}
    seat, change, reminder, swap, _minimum, call = KINDS
    with translation.override("zh-hans"):
        assert seat.title(fields) == "有名额了，等您确认：“急救课”"
        assert "11-26 18:00 前确认" in seat.body(fields)
        assert change.body(fields | {"event": "called_off", "reason": "台风"}) == "台风"
        assert reminder.body(fields) == "11-28 10:00 · 活动室"
        assert reminder.body(fields | {"place": ""}) == "11-28 10:00"
        passed = fields | {"event": "passed_over", "why": "缺少培训。"}
        assert seat.body(passed) == "缺少培训。 您的候补位次不变。 活动时间：11-28 10:00。"
        assert call.title(fields | {"name": "赵奶奶"}).startswith("请致电赵奶奶")
        assert "11-26 18:00" in call.body(fields)
        assert swap.title(fields | {"event": "asked", "name": "小梅"}).startswith("小梅")
    assert (len(SEAT_EVENTS), len(CHANGE_EVENTS), len(SWAP_EVENTS)) == (6, 2, 3)
