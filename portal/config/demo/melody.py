"""A few seconds of made-up melody, so that players have something to play: no voice and nobody's music."""

import io
import math
import wave
from array import array

RATE = 8000
SCALE = (262, 294, 330, 392, 440, 523)
"""Five tones and the octave, in hertz."""
NOTE = 0.5


def melody(steps: tuple[int, ...]) -> bytes:
    """A WAV file, half a second for each step of SCALE: 8,000 samples a second, 8 bits, one channel."""
    samples = array("B")
    for step in steps:
        tone, length = SCALE[step], int(RATE * NOTE)
        for at in range(length):
            fade = 1 - at / length
            wavy = math.sin(2 * math.pi * tone * at / RATE) + 0.3 * math.sin(4 * math.pi * tone * at / RATE)
            samples.append(128 + int(60 * fade * wavy))
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(1)
        out.setframerate(RATE)
        out.writeframes(samples.tobytes())
    return file.getvalue()


def seconds_of(steps: tuple[int, ...]) -> int:
    return math.ceil(len(steps) * NOTE)
