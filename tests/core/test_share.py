"""Passing a thing on: the page, the poster, the picture, other codes, links for a while, and what a code means."""

import io
from datetime import timedelta

import pytest
from django.core.cache import cache
from PIL import Image

from portal.core import share_picture as drawing
from portal.core.errors import WrongState
from portal.core.posters import (
    LinkMaker,
    Poster,
    PosterDate,
    PosterSource,
    ScanCode,
    TimedLink,
    link_makers,
    poster_sources,
    scan_codes,
)
from portal.core.share_picture import SIZE, balanced, chinese_font, share_picture, wrapped
from portal.core.sharing import DIGEST_AT_MOST, digest, picture_type
from tests.factories import AppointmentFactory, ResidentFactory

pytestmark = pytest.mark.django_db
DATES = (PosterDate("投票", "11月24日（周二）09:00", "12月1日 24:00"), PosterDate("公示", "12月2日（周三）09:00"))
POSTER = Poster(
    code="abc234",
    title="旧车棚变乐龄客厅",
    path="/proposals/x/abc234/",
    lead="拆掉围栏，放上桌椅。",
    place="梅欣社区",
    news="投票：12月1日 24:00 截止。",
    words="梅欣社区，约 4.8万元。",
    figure=("大约要花", "4.8万元"),
    dates=DATES,
)


def png(size=(40, 30), colour="red", kind="PNG") -> bytes:
    output = io.BytesIO()
    Image.new("RGB", size, colour).save(output, kind)
    return output.getvalue()


def find(code, viewer):
    if code == "early2" and viewer.is_authenticated:
        raise WrongState("还没公布。")
    return POSTER if code == "abc234" else None


@pytest.fixture(autouse=True)
def known(monkeypatch):
    cache.clear()
    monkeypatch.setattr(
        poster_sources,
        "_items",
        {"a": PosterSource("other", lambda code, viewer: None), "b": PosterSource("thing", find)},
    )
    monkeypatch.setattr(scan_codes, "_items", {})
    monkeypatch.setattr(link_makers, "_items", {})


def text_of(answer) -> str:
    return answer.content.decode()


def scannable(monkeypatch, picture, *, offered=True):
    source = ScanCode("用微信扫：打开小程序", lambda: offered, lambda code: picture)
    monkeypatch.setattr(scan_codes, "_items", {"mini": source})


def staff_client(client):
    client.force_login(AppointmentFactory().user, backend="django.contrib.auth.backends.ModelBackend")
    return client


# The page


def test_share_page_has_address_words_and_ways_to_the_files(client):
    answer = client.get("/share/abc234/")
    page = text_of(answer)
    assert answer.status_code == 200
    for part in (
        "http://testserver/s/abc234",
        "/share/abc234/poster.pdf",
        "/share/abc234/picture.png",
        "/s/abc234/qr.svg",
        POSTER.path,
        "【旧车棚变乐龄客厅】",
        'property="og:title" content="旧车棚变乐龄客厅"',
        'property="og:image" content="http://testserver/share/abc234/picture.png"',
    ):
        assert part in page
    assert str(len(answer.context["sharing"]["digest"])) in page


@pytest.mark.parametrize("path", ["", "poster.pdf", "picture.png", "codes/mini"])
def test_unknown_code_has_nothing_to_pass_on(client, path):
    assert client.get(f"/share/nobody/{path}").status_code == 404


def test_room_may_say_why_a_thing_cannot_be_passed_on_yet(client):
    assert client.get("/share/early2/").status_code == 404
    client.force_login(ResidentFactory().user, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get("/share/early2/")
    assert answer.status_code == 409
    assert "还没公布。" in text_of(answer)


def test_share_page_says_when_the_picture_has_no_words(client, monkeypatch):
    assert client.get("/share/abc234/").context["with_words"] == (chinese_font() is not None)
    monkeypatch.setattr(drawing, "FONTS", ())
    chinese_font.cache_clear()
    try:
        assert client.get("/share/abc234/").context["with_words"] is False
    finally:
        chinese_font.cache_clear()


# The digest


def test_digest_ends_in_the_address_and_fits():
    address = "https://linli.example/s/abc234"
    assert digest(POSTER, address) == f"【{POSTER.title}】{POSTER.words}\n{address}"
    long = Poster(code="x", title="题" * 60, path="/", words="很长的想法。" * 90)
    assert len(digest(long, address)) == DIGEST_AT_MOST
    assert digest(long, address).endswith(f"…\n{address}")


# The poster


def test_poster_is_a_sheet_with_dates_and_codes(client, monkeypatch):
    scannable(monkeypatch, png())
    answer = client.get("/share/abc234/poster.pdf")
    assert answer.status_code == 200
    context = answer.context
    assert context["address"] == "http://testserver/s/abc234"
    assert context["qr"].startswith("data:image/svg+xml;base64,")
    assert [code["caption"] for code in context["codes"]] == ["用微信扫：打开小程序"]
    assert context["codes"][0]["picture"].startswith("data:image/png;base64,")


@pytest.mark.parametrize(("picture", "offered"), [(None, True), (png(), False)])
def test_poster_does_without_a_code_that_cannot_be_had(client, monkeypatch, picture, offered):
    scannable(monkeypatch, picture, offered=offered)
    answer = client.get("/share/abc234/poster.pdf")
    assert answer.status_code == 200
    assert answer.context["codes"] == []


# Other codes


def test_other_code_is_shown_with_its_caption(client, monkeypatch):
    scannable(monkeypatch, png(kind="JPEG"))
    assert "用微信扫：打开小程序" in text_of(client.get("/share/abc234/"))
    answer = client.get("/share/abc234/codes/mini")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")


def test_other_code_gives_way_to_the_plain_one_where_its_service_is_away(client, monkeypatch):
    scannable(monkeypatch, None)
    answer = client.get("/share/abc234/codes/mini")
    assert (answer.status_code, answer["Location"]) == (302, "/s/abc234/qr.svg")


def test_other_code_that_is_not_offered_is_not_there(client, monkeypatch):
    scannable(monkeypatch, png(), offered=False)
    assert "用微信扫" not in text_of(client.get("/share/abc234/"))
    assert client.get("/share/abc234/codes/mini").status_code == 404
    assert client.get("/share/abc234/codes/other").status_code == 404


# Links for a while


def links(monkeypatch, *, offered=True, away=False) -> list[TimedLink]:
    made: list[TimedLink] = []

    def make(code, now):
        if away:
            return None
        made.append(TimedLink(f"https://link.example/{code}", now + timedelta(days=30)))
        return made[-1]

    maker = LinkMaker(
        "短信链接", "点开就到小程序。", lambda: offered, lambda code, now: made[0] if made else None, make
    )
    monkeypatch.setattr(link_makers, "_items", {"mini": maker})
    return made


def test_staff_make_a_link_and_find_it_on_the_page(client, monkeypatch):
    made = links(monkeypatch)
    staff_client(client)
    assert "短信链接" in text_of(client.get("/share/abc234/"))
    answer = client.post("/share/abc234/links/mini/", follow=True)
    assert len(made) == 1
    assert "https://link.example/abc234" in text_of(answer)


def test_link_that_cannot_be_made_is_said(client, monkeypatch):
    links(monkeypatch, away=True)
    answer = staff_client(client).post("/share/abc234/links/mini/", follow=True)
    assert [message.level_tag for message in answer.context["messages"]] == ["warning"]


def test_links_are_for_staff_alone(client, monkeypatch):
    made = links(monkeypatch)
    assert client.post("/share/abc234/links/mini/")["Location"].startswith("/accounts/login/")
    client.force_login(ResidentFactory().user, backend="django.contrib.auth.backends.ModelBackend")
    assert "短信链接" not in text_of(client.get("/share/abc234/"))
    assert client.post("/share/abc234/links/mini/").status_code == 404
    assert made == []


@pytest.mark.parametrize("path", ["/share/abc234/links/other/", "/share/nobody/links/mini/"])
def test_link_of_no_known_kind_or_thing_is_not_made(client, monkeypatch, path):
    made = links(monkeypatch)
    assert staff_client(client).post(path).status_code == 404
    assert made == []


def test_link_that_is_not_offered_is_not_made(client, monkeypatch):
    made = links(monkeypatch, offered=False)
    staff_client(client)
    assert "短信链接" not in text_of(client.get("/share/abc234/"))
    assert client.post("/share/abc234/links/mini/").status_code == 404
    assert made == []


# The picture


def test_picture_is_five_to_four(client):
    answer = client.get("/share/abc234/picture.png")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert answer["Cache-Control"] == "public, max-age=3600"
    with Image.open(io.BytesIO(answer.content)) as picture:
        assert picture.size == SIZE == (1000, 800)


def with_photo(content) -> Poster:
    return Poster(code="x", title="题" * 40, path="/", news="投票中", picture=lambda: content)


def colours(content: bytes) -> set:
    with Image.open(io.BytesIO(content)) as picture:
        return {picture.getpixel(point) for point in ((500, 100), (500, 300))}


def test_picture_shows_the_things_own_photo():
    assert colours(share_picture(with_photo(png(colour="#0000ff")), "邻里")) == {(0, 0, 255)}


def test_picture_does_without_a_photo_that_cannot_be_read():
    assert (0, 0, 255) not in colours(share_picture(with_photo(b"torn"), "邻里"))


def test_picture_without_a_chinese_font_has_no_words(monkeypatch):
    monkeypatch.setattr(drawing, "chinese_font", lambda: None)
    assert share_picture(with_photo(None), "邻里") == share_picture(POSTER, "雨花台")
    assert colours(share_picture(with_photo(png(colour="#00ff00")), "邻里")) == {(0, 255, 0)}


def test_files_that_are_no_fonts_are_passed_over(monkeypatch, tmp_path):
    (tmp_path / "a.ttc").write_bytes(b"no font")
    monkeypatch.setattr(drawing, "FONTS", (str(tmp_path / "*.ttc"),))
    chinese_font.cache_clear()
    try:
        assert chinese_font() is None
    finally:
        chinese_font.cache_clear()


class Squares:
    """A font in which every character is ten pixels wide."""

    def getlength(self, text):
        return 10 * len(text)


def test_words_are_wrapped_cut_and_never_begin_with_a_closing_mark():
    assert wrapped("", Squares(), 50, 2) == []
    assert wrapped("一二三四五，六", Squares(), 50, 2) == ["一二三四五，", "六"]
    assert wrapped("一二三四五六七八九十一二", Squares(), 50, 2) == ["一二三四五", "六七八九…"]


def test_titles_are_broken_into_lines_of_about_the_same_length():
    assert balanced("一二三四五六", Squares(), 50, 3) == ["一二三", "四五六"]
    assert balanced("一二三四", Squares(), 50, 3) == ["一二三四"]
    assert balanced("一二三四五六七八九十一二", Squares(), 50, 2) == ["一二三四五", "六七八九…"]
    assert balanced("一二三四五六七八九十", Squares(), 50, 2) == ["一二三四五", "六七八九十"]


def test_picture_type_is_read_from_the_picture():
    assert picture_type(png()) == "image/png"
    assert picture_type(png(kind="JPEG")) == "image/jpeg"


# What a code means


def test_code_says_kind_path_and_title(client):
    answer = client.get("/api/v1/codes/abc234")
    assert answer.json() == {"kind": "thing", "code": "abc234", "path": POSTER.path, "title": POSTER.title}


def test_unknown_code_means_nothing(client):
    answer = client.get("/api/v1/codes/nobody")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_files_are_asked_for_at_a_moderate_pace(client, monkeypatch, still_clock):
    monkeypatch.setattr("portal.core.views.share.FILES_PER_MINUTE", 1)
    assert client.get("/share/abc234/picture.png").status_code == 200
    assert client.get("/share/abc234/picture.png").status_code == 429
