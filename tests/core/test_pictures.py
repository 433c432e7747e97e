import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from portal.core import pictures
from portal.core.errors import Invalid


def upload(fmt="JPEG", size=(60, 40), name="a.jpg", mode="RGB", **save):
    raw = io.BytesIO()
    Image.new(mode, size, "red" if mode == "RGB" else 1).save(raw, fmt, **save)
    return SimpleUploadedFile(name, raw.getvalue())


@pytest.mark.parametrize("fmt", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_picture_becomes_a_fresh_jpeg(fmt):
    kept = Image.open(pictures.store_picture(upload(fmt)))
    assert (kept.format, kept.size) == ("JPEG", (60, 40))


def test_picture_loses_its_tags_and_stands_upright():
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Camera"
    exif.get_ifd(0x8825)[1] = "N"
    kept = Image.open(pictures.store_picture(upload(exif=exif)))
    assert (dict(kept.getexif()), kept.size) == ({}, (40, 60))


def test_large_picture_is_made_smaller():
    assert max(Image.open(pictures.store_picture(upload(size=(3000, 100)))).size) == 2000


@pytest.mark.parametrize(
    "content",
    [b"", b"<svg onload=alert(1)>", b"GIF89a" + bytes(20), b"%PDF-1.4", b"\xff\xd8\xff\xe0 torn"],
    ids=["empty", "svg", "gif", "pdf", "torn"],
)
def test_disguised_file_is_refused(content):
    with pytest.raises(Invalid):
        pictures.store_picture(SimpleUploadedFile("photo.jpg", content))


def test_torn_picture_is_refused():
    whole = upload(size=(300, 300)).read()
    with pytest.raises(Invalid):
        pictures.store_picture(SimpleUploadedFile("photo.jpg", whole[: len(whole) // 2]))


def test_too_many_bytes_or_pixels_are_refused(monkeypatch):
    monkeypatch.setattr(pictures, "MAX_PIXELS", 100)
    with pytest.raises(Invalid):
        pictures.store_picture(upload())
    monkeypatch.setattr(pictures, "MAX_BYTES", 10)
    with pytest.raises(Invalid):
        pictures.store_picture(upload())
