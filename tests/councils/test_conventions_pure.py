from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from councils.conventions_count import Channel, decided
from councils.conventions_diff import Change, Line, pieces, versions_changed, words_changed
from councils.conventions_enums import ConventionEvent, ConventionState
from councils.conventions_lifecycle import BEFORE_THE_VOTE, CONVENTION, EVIDENCE, UNDER_WAY
from councils.conventions_linter import PROHIBITIONS, findings
from portal.ballots.tally.decision import DELEGATES_MEETING, RESIDENTS_MEETING

RESIDENTS, DELEGATES = RESIDENTS_MEETING.as_json(), DELEGATES_MEETING.as_json()


@pytest.mark.parametrize(
    ("text", "key", "seen"),
    [
        ("乱停车的罚款50元", "fine", "罚款"),
        ("违者罰款", "fine", "罰款"),
        ("违者 罚 款 50 元", "fine", "罚 款"),
        ("违者罚.款", "fine", "罚.款"),
        ("违者罚\n款", "fine", "罚\n款"),
        ("堆放的物品一律没收", "seizure", "没收"),
        ("堆放的物品一律沒收", "seizure", "沒收"),
        ("不交费的断水断电", "utilities", "断水"),
        ("不交費的斷水斷電", "utilities", "斷電"),
        ("取消低保资格", "support", "取消低保"),
        ("驅逐出小区", "expulsion", "驅逐"),
        ("一人违约，全家连坐", "collective", "连坐"),
        ("違者連坐", "collective", "連坐"),
        ("在公示栏示众", "body", "示众"),
    ],
)
def test_linter_finds_what_is_prohibited_as_it_was_written(text, key, seen):
    found = [each for each in findings(text) if each.key == key]
    assert seen in [each.text for each in found]
    assert all(text[each.start : each.end] == each.text for each in found)
    assert all(str(each.reason) and each.law for each in found)


@pytest.mark.parametrize("text", ["", "楼道不堆物。", "红白事从简，关心独居老人。", "每天22时至次日6时控制声音。"])
def test_linter_says_nothing_of_ordinary_articles(text):
    assert findings(text) == []


@given(st.sampled_from([word for each in PROHIBITIONS for word in each.words]), st.text(" \t、，·", max_size=3))
def test_linter_is_not_deceived_by_signs_between(word, between):
    assert findings("甲" + between.join(word) + "乙")


@given(st.text(max_size=60), st.text(max_size=60))
def test_difference_gives_both_texts_back(old, new):
    parts = words_changed(old, new)
    assert "".join(part.text for part in parts if part.change != Change.NEW) == old
    assert "".join(part.text for part in parts if part.change != Change.GONE) == new


def test_difference_is_word_by_word():
    parts = words_changed("遛狗要牵绳", "遛狗应当牵绳")
    assert [(part.change.value, part.text) for part in parts if part.change != Change.SAME] == [
        ("gone", "要"),
        ("new", "应当"),
    ]
    assert pieces("22:00 后 ABC") == ["22:00", " ", "后", " ", "ABC"]


def test_difference_of_versions_pairs_moved_and_reworded_articles():
    old = [Line("conduct", "楼道不堆物。"), Line("order", "电动车不进楼。"), Line("customs", "红白事从简。")]
    new = [
        Line("conduct", "遛犬牵绳，清理粪便。"),
        Line("conduct", "楼道不堆物。"),
        Line("order", "电动车不进楼不飞线。"),
    ]
    changes = versions_changed(old, new)
    assert [(each.old_number, each.new_number, each.same) for each in changes] == [
        (None, 1, False),
        (1, 2, True),
        (2, 3, False),
        (3, None, False),
    ]


@given(*[st.lists(st.builds(Line, st.sampled_from("ab"), st.text("甲乙丙丁", min_size=1, max_size=5)), max_size=6)] * 2)
def test_difference_of_versions_names_every_article_once(old, new):
    changes = versions_changed(old, new)
    assert sorted(each.old_number for each in changes if each.old_number) == list(range(1, len(old) + 1))
    assert [each.new_number for each in changes if each.new_number] == list(range(1, len(new) + 1))


@pytest.mark.parametrize(
    ("rule", "entitled", "line", "reason"),
    [
        (RESIDENTS, 100, Channel(50, 50, 0, 0), "no_quorum"),
        (RESIDENTS, 100, Channel(51, 26, 25, 0), "adopted"),
        (RESIDENTS, 101, Channel(50, 50, 0, 0), "no_quorum"),
        (RESIDENTS, 101, Channel(51, 51, 0, 0), "adopted"),
        (RESIDENTS, 100, Channel(60, 30, 20, 10), "below_threshold"),
        (RESIDENTS, 100, Channel(60, 31, 29, 0), "adopted"),
        (RESIDENTS, 100, Channel(60, 30, 0, 0), "below_threshold"),
        (RESIDENTS, 100, Channel(60, 31, 0, 0), "adopted"),
        (RESIDENTS, 100, Channel(60, 30, 30, 0), "tie"),
        (RESIDENTS, 100, Channel(0, 0, 0, 0), "no_quorum"),
        (RESIDENTS, 0, Channel(0, 0, 0, 0), "no_quorum"),
        (DELEGATES, 60, Channel(39, 39, 0, 0), "no_quorum"),
        (DELEGATES, 60, Channel(40, 21, 19, 0), "adopted"),
        (DELEGATES, 61, Channel(40, 40, 0, 0), "no_quorum"),
        (DELEGATES, 60, Channel(40, 20, 10, 10), "below_threshold"),
    ],
)
def test_meeting_decides_by_exact_fractions(rule, entitled, line, reason):
    assert decided(rule, [line], entitled)["reason"] == reason


@st.composite
def channels(draw):
    yes, no, abstain, silent = (draw(st.integers(0, 40)) for _ in range(4))
    return Channel(yes + no + abstain + silent, yes, no, abstain)


@given(st.lists(channels(), max_size=3), st.integers(0, 300))
def test_ways_to_vote_are_one_count_and_the_base_is_who_is_present(lines, absent):
    present = sum(each.present for each in lines)
    yes, no = sum(each.yes for each in lines), sum(each.no for each in lines)
    entitled = present + absent
    found = decided(RESIDENTS, lines, entitled)
    expected = present > 0 and Fraction(present, entitled) > Fraction(1, 2) and Fraction(yes, present) > Fraction(1, 2)
    assert found["adopted"] == (expected and yes != no)
    assert found == decided(RESIDENTS, [Channel(present, yes, no, 0)], entitled)


def test_every_step_says_what_shows_it_and_only_the_last_steps_end():
    assert EVIDENCE.keys() == set(ConventionEvent)
    dead = {state for state in ConventionState if not CONVENTION.events_from(state)}
    assert dead == {
        ConventionState.SUPERSEDED,
        ConventionState.REJECTED,
        ConventionState.DROPPED,
        ConventionState.ORDERED,
    }
    assert set(BEFORE_THE_VOTE) < set(UNDER_WAY)
