"""Recordings of silence, as small as they can be: frames and boxes by the standards, so that players play them."""

import struct

from django.core.files.uploadedfile import SimpleUploadedFile

FRAME = bytes.fromhex("fff328c0") + bytes(68)
"""MPEG-2 layer III, 16 kbit/s, 16 kHz, mono: 576 samples of silence in 72 bytes."""
SILENCE = bytes.fromhex("00c800802380")
"""One AAC-LC frame of 1,024 samples, mono."""
RATE = 16_000


def mp3(seconds: float = 3) -> bytes:
    return FRAME * round(seconds * RATE / 576)


def id3(**frames: str) -> bytes:
    """A tag as phones put it before the sound, such as TIT2="三号楼"."""
    body = b"".join(
        name.encode() + struct.pack(">IH", len(text.encode()) + 1, 0) + b"\x03" + text.encode()
        for name, text in frames.items()
    )
    size = bytes(len(body) >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x04\0\0" + size + body


def m4a(seconds: float = 3, *, title: str = "", handler: bytes = b"soun", codec: int = 0x40) -> bytes:
    """`title` stands where a phone writes it; `handler` vide makes a film of it; `codec` is MPEG-4's object type."""
    frames = round(seconds * RATE / 1024)
    begin = box(b"ftyp", b"M4A \0\0\0\0M4A isom")
    sound = _moov(frames, 0, title, handler, codec)
    at = len(begin) + len(sound) + 8
    return begin + _moov(frames, at, title, handler, codec) + box(b"mdat", SILENCE * frames)


def box(kind: bytes, *parts: bytes) -> bytes:
    content = b"".join(parts)
    return struct.pack(">I4s", len(content) + 8, kind) + content


def recording(content: bytes, name: str = "voice.mp3") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def _moov(frames: int, at: int, title: str, handler: bytes, codec: int) -> bytes:
    length, matrix = frames * 1024, struct.pack(">9I", 1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30)
    mvhd = box(b"mvhd", struct.pack(">5I", 0, 0, 0, RATE, length), struct.pack(">IHHII", 1 << 16, 256, 0, 0, 0))
    mvhd = box(b"mvhd", mvhd[8:], matrix, bytes(24), struct.pack(">I", 2))
    tkhd = box(
        b"tkhd",
        struct.pack(">6I", 7, 0, 0, 1, 0, length),
        bytes(8),
        bytes.fromhex("0000000001000000"),
        matrix,
        bytes(8),
    )
    mdhd = box(b"mdhd", struct.pack(">5IHH", 0, 0, 0, RATE, length, 0x55C4, 0))
    hdlr = box(b"hdlr", bytes(8), handler, bytes(13))
    decoder = bytes([4, 0x80, 0x80, 0x80, 20, codec, 0x15]) + bytes(11) + bytes([5, 0x80, 0x80, 0x80, 2, 0x14, 0x08])
    esds = box(
        b"esds", bytes(4), bytes([3, 0x80, 0x80, 0x80, 34, 0, 1, 0]), decoder, bytes([6, 0x80, 0x80, 0x80, 1, 2])
    )
    mp4a = box(b"mp4a", bytes(6), struct.pack(">H8xHHIHH", 1, 1, 16, 0, RATE, 0), esds)
    stbl = box(
        b"stbl",
        box(b"stsd", struct.pack(">II", 0, 1), mp4a),
        box(b"stts", struct.pack(">4I", 0, 1, frames, 1024)),
        box(b"stsc", struct.pack(">5I", 0, 1, 1, frames, 1)),
        box(b"stsz", struct.pack(">3I", 0, len(SILENCE), frames)),
        box(b"stco", struct.pack(">3I", 0, 1, at)),
    )
    dinf = box(b"dinf", box(b"dref", struct.pack(">II", 0, 1), box(b"url ", struct.pack(">I", 1))))
    minf = box(b"minf", box(b"smhd", bytes(8)), dinf, stbl)
    track = box(b"trak", tkhd, box(b"mdia", mdhd, hdlr, minf))
    return box(b"moov", mvhd, track, *([_title(title)] if title else []))


def _title(title: str) -> bytes:
    data = box(b"data", struct.pack(">II", 1, 0), title.encode())
    return box(b"udta", box(b"meta", bytes(4), box(b"ilst", box(b"\xa9nam", data))))
