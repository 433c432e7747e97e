"""What each keyword takes, and how words are made to fit; the stand-in's own rules are the witness."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as some

from wechat.messages.keywords import RULES, Misfit, fitted, length
from wechat.standin.fields import complaint

EMOJI = ["👍", "👨‍👩‍👧", "🇨🇳", "👋🏽", "é", "☂️"]
words = some.lists(
    some.one_of(
        some.sampled_from(EMOJI),
        some.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF),
        some.characters(min_codepoint=0xFF01, max_codepoint=0xFF5E),
        some.characters(),
    ),
    max_size=60,
).map("".join)


def fits_wechat(keyword: str, text: str) -> bool:
    return complaint(keyword, {"value": text}) == ""


@given(some.sampled_from(sorted(RULES)), words)
def test_whatever_is_fitted_is_what_wechat_takes(name, text):
    try:
        found = fitted(f"{name}1", text)
    except Misfit:
        return
    assert fits_wechat(f"{name}1", found)
    assert length(found) <= RULES[name].longest
    assert fitted(f"{name}1", found) == found


@given(words)
def test_thing_takes_everything_that_can_be_seen_and_cuts_it(text):
    try:
        found = fitted("thing1", text)
    except Misfit:
        assert not re.search(r"[\u4e00-\u9fff]", text)
        return
    assert length(found) <= 20
    if not found.endswith("…"):
        assert found.replace(" ", "") in re.sub(r"\s", "", text) or length(found) < length(text)


@given(some.text("邻里互助一二三", min_size=21, max_size=60))
def test_long_thing_ends_in_an_ellipsis_after_nineteen_characters(text):
    assert fitted("thing1", text) == text[:19] + "…"


@pytest.mark.parametrize("emoji", EMOJI)
@pytest.mark.parametrize("before", range(14, 20))
def test_cut_never_splits_a_character_that_is_made_of_several(emoji, before):
    found = fitted("thing1", "字" * before + emoji + "字" * 20)
    assert found.endswith("…")
    assert set(found[:-1].replace(emoji, "")) == {"字"}


@pytest.mark.parametrize(
    ("keyword", "text", "expected"),
    [
        ("thing1", "  第一行\n\n第二行 ", "第一行 第二行"),
        ("thing12", "\u202e反\u200b着", "反着"),
        ("thing1", "二十个字" * 5, "二十个字" * 5),
        ("number1", "１２ ３", "123"),
        ("number1", "-3.50", "-3.50"),
        ("letter1", "ＡＢＣ", "ABC"),
        ("symbol1", "※※", "※※"),
        ("character_string1", "NO. 2026-11", "NO.2026-11"),
        ("time1", "2026年11月24日 10:00", "2026年11月24日 10:00"),
        ("time1", "15:01～16:00", "15:01~16:00"),
        ("date1", "2026年11月24日", "2026年11月24日"),
        ("date1", "2026-11-24", "2026-11-24"),
        ("amount1", "￥1000.50", "¥1000.50"),
        ("amount1", "100元", "100元"),
        ("phone_number1", "025-5266 1234", "025-5266 1234"),
        ("car_number1", "苏A8Z888挂", "苏A8Z888挂"),
        ("name1", "3号楼·小梅!", "号楼·小梅"),
        ("name1", "三号楼三单元爱唱戏的李奶奶", "三号楼三单元爱唱戏的"),
        ("name1", "Alexander Constantinopolitanus", "Alexander Constantin"),
        ("phrase1", " 已 通过 ", "已通过"),
        ("enum1", "已完成", "已完成"),
    ],
)
def test_words_are_made_to_fit(keyword, text, expected):
    assert fitted(keyword, text) == expected
    assert fits_wechat(keyword, expected)


@pytest.mark.parametrize(
    ("keyword", "text", "why"),
    [
        ("thing1", " \u200b\n", "空"),
        ("number1", "12a", "“a”"),
        ("number1", "1-2", "不符合"),
        ("number1", "1" * 33, "33 个字符"),
        ("letter1", "ab1", "“1”"),
        ("symbol1", "ab", "不符合"),
        ("symbol1", "※" * 6, "6 个字符"),
        ("character_string1", "编号1", "“编号”"),
        ("character_string1", "x" * 33, "33 个字符"),
        ("time1", "25:00", "不符合"),
        ("time1", "2026年11月24日", "不符合"),
        ("date1", "明天", "不符合"),
        ("amount1", "一百元", "不符合"),
        ("amount1", "12345678901", "不符合"),
        ("phone_number1", "1" * 18, "18 个字符"),
        ("phone_number1", "转人工", "“转人工”"),
        ("car_number1", "苏A8Z8888挂", "9 个字符"),
        ("car_number1", "苏苏", "不符合"),
        ("name1", "123", "空"),
        ("phrase1", "正在审核中呢", "6 个字符"),
        ("phrase1", "通过OK", "“OK”"),
        ("enum1", "长" * 21, "21 个字符"),
        ("thing", "x", "不是微信的关键词"),
        ("thing123", "x", "不是微信的关键词"),
        ("wish1", "x", "不是微信的关键词"),
    ],
)
def test_words_that_cannot_fit_are_refused_with_the_reason(keyword, text, why):
    with pytest.raises(Misfit, match=re.escape(why)):
        fitted(keyword, text)
