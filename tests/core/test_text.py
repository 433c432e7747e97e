import pytest

from portal.core.text import masked, plain


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("装一盏灯", "装一盏灯"),
        ("<script>alert(1)</script>装一盏灯", "装一盏灯"),
        ("<b>好</b>", "好"),
        ("3 < 5", "3 < 5"),
        ("a\u202eb\x00c", "abc"),
        ("第一行\r\n\r\n\r\n\r\n第二行", "第一行\n\n第二行"),
        ("  多   空格 ", "多 空格"),
    ],
)
def test_plain_keeps_words_and_drops_markup(typed, kept):
    assert plain(typed) == kept


def test_masked_shows_the_family_name_only():
    assert (masked("王小明"), masked("")) == ("王**", "")
