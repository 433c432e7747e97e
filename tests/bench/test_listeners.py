import json

from bench.listeners import delays, split

TEXT = 0x81


def frame(content: bytes) -> bytes:
    if len(content) < 126:
        return bytes([TEXT, len(content)]) + content
    return bytes([TEXT, 126]) + len(content).to_bytes(2, "big") + content


def test_frames_of_both_lengths_come_apart():
    short, long = b'{"joined": {}}', b"x" * 300
    assert split(frame(short) + frame(long)) == ([(1, short), (1, long)], b"")


def test_torn_frame_waits_for_its_rest():
    whole = frame(b"a") + frame(b"y" * 200)
    for end in range(len(whole)):
        frames, left = split(whole[:end])
        again, rest = split(left + whole[end:])
        assert ([content for _kind, content in frames + again], rest) == ([b"a", b"y" * 200], b"")


def test_delays_count_each_event_once_and_nothing_else():
    def event(seq: int, at: int, topic: str = "thread:a") -> str:
        return json.dumps({"topic": topic, "seq": seq, "payload": {"at": at}})

    heard = [
        (5_000_000_000, json.dumps({"joined": {"thread:a": 0}})),
        (6_000_000_000, event(1, 5_900_000_000)),
        (7_000_000_000, event(1, 5_900_000_000)),
        (8_000_000_000, event(1, 1, "thread:b")),
        (8_000_000_000, json.dumps({"resync": "thread:a"})),
    ]
    assert delays(heard, "thread:a") == {1: 0.1}
