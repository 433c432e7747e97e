import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.moderation.changes import Piece, changes

texts = st.text(alphabet="甲乙丙。！\n", max_size=30)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("一样。", "一样。", []),
        ("", "新。", [Piece("new", "新。")]),
        ("旧。", "", [Piece("gone", "旧。")]),
        ("甲。乙。", "甲。丙。", [Piece("same", "甲。"), Piece("gone", "乙。"), Piece("new", "丙。")]),
        ("甲", "甲\n乙", [Piece("gone", "甲"), Piece("new", "甲\n乙")]),
    ],
)
def test_changes_compare_whole_sentences(before, after, expected):
    assert changes(before, after) == expected


@given(texts, texts)
def test_changes_hold_both_texts_in_full(before, after):
    pieces = changes(before, after)
    if before == after:
        assert pieces == []
    else:
        assert "".join(each.text for each in pieces if each.kind != "new") == before
        assert "".join(each.text for each in pieces if each.kind != "gone") == after
