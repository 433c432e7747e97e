import pytest

from portal.core import sounds
from portal.core.errors import Invalid
from portal.core.sounds import store_sound
from tests.factories.sounds import box, id3, m4a, mp3, recording

PLACE = "梅山街道三号楼"


def kept(content: bytes, name: str = "voice") -> tuple[str, int, bytes]:
    sound = store_sound(recording(content, name), "voice")
    return sound.suffix, sound.seconds, sound.content.read()


def refused(content: bytes, name: str = "voice.mp3") -> str:
    with pytest.raises(Invalid) as caught:
        store_sound(recording(content, name), "voice")
    assert caught.value.message
    return caught.value.fields["voice"]


def test_recording_is_told_by_its_content_and_not_by_its_name():
    assert kept(mp3(3), "voice.m4a") == ("mp3", 3, mp3(3))
    assert kept(m4a(5), "voice.exe") == ("m4a", 5, m4a(5))


@pytest.mark.parametrize(("seconds", "said"), [(0.2, 1), (1.6, 2), (60, 60), (60.4, 60)])
def test_length_is_in_whole_seconds_of_one_minute(seconds, said):
    assert kept(mp3(seconds))[1] == said
    assert kept(m4a(seconds))[1] == said


@pytest.mark.parametrize("make", [mp3, m4a])
def test_more_than_a_minute_is_refused(make):
    assert refused(make(61)) == "too_long"


def test_more_than_two_megabytes_are_refused_unread(monkeypatch):
    monkeypatch.setattr(sounds, "MAX_BYTES", 1000)
    assert refused(mp3(3)) == "too_large"


def test_tags_of_an_mp3_are_cut_off():
    tagged = id3(TIT2=PLACE) + id3(TIT2="two of them") + mp3(3) + b"TAG" + bytes(125)
    assert kept(tagged) == ("mp3", 3, mp3(3))


def test_tags_of_an_m4a_are_blanked_and_nothing_moves():
    tagged = m4a(3, title=PLACE)
    assert PLACE.encode() in tagged
    suffix, seconds, content = kept(tagged + box(b"uuid", b"camera"))
    assert (suffix, seconds, len(content)) == ("m4a", 3, len(tagged) + 14)
    assert PLACE.encode() not in content
    assert b"camera" not in content
    assert content[: tagged.index(b"udta")] == tagged[: tagged.index(b"udta")]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<script>alert(1)</script>",
        b"ID3" + b"x" * 40,
        id3(TIT2="only a tag"),
        b"\xff\xf1\x60\x40" * 100,  # AAC without boxes
        b"\xff\xfb",
        b"\xff\xeb\x90\xc4" + bytes(500),  # a version that does not exist
        b"RIFF\x24\0\0\0WAVEfmt ",
        b"OggS" + bytes(60),
        m4a(3, handler=b"vide"),
        m4a(3, codec=0x6B),
        m4a(3)[:-4],
        m4a(3) + b"abc",
        m4a(3).replace(b"moov", b"moof"),
        m4a(0),
        box(b"ftyp", b"M4A ") + b"\0\0\0\1mdat",
        box(b"ftyp", b"M4A ") + b"\0\0\0\1mdat" + bytes(8),
    ],
)
def test_anything_else_is_refused_whatever_it_begins_with(content):
    assert refused(content) == "unreadable"


def test_large_boxes_are_understood():
    large = m4a(3)
    at = large.index(b"mdat") - 4
    wide = large[:at] + b"\0\0\0\1mdat" + (len(large) - at + 8).to_bytes(8, "big") + large[at + 8 :]
    assert kept(wide)[:2] == ("m4a", 3)
