"""Writes search/data/readings.txt, how characters are read, from pypinyin: 3 MB in a process instead of 55."""

import unicodedata
from collections import defaultdict
from pathlib import Path

import rjieba
from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

TARGET = Path(__file__).resolve().parents[1] / "search" / "data" / "readings.txt"
FIRST, LAST = 0x3400, 0x9FFF
LETTERS_AT_MOST = 4


def toneless(reading: str) -> str:
    """zhōng → zhong; ü is written v, as people type it."""
    marked = unicodedata.normalize("NFD", reading)
    letters = unicodedata.normalize("NFC", "".join(each for each in marked if each not in "\u0300\u0301\u0304\u030c"))
    return letters.replace("ü", "v").replace("ê", "e")


def main() -> None:
    usual = {
        chr(point): toneless(readings.split(",")[0])
        for point, readings in PINYIN_DICT.items()
        if FIRST <= point <= LAST
    }
    by_reading: dict[str, list[str]] = defaultdict(list)
    for letter, reading in usual.items():
        by_reading[reading].append(letter)
    lines = [f"{reading} {''.join(sorted(letters))}" for reading, letters in sorted(by_reading.items())]
    for phrase, readings in sorted(PHRASES_DICT.items()):
        spoken = [toneless(each[0]) for each in readings]
        known = 2 <= len(phrase) <= LETTERS_AT_MOST and len(spoken) == len(phrase) and rjieba.has_word(phrase)
        if known and spoken != [usual.get(letter) for letter in phrase]:
            lines.append(f"{' '.join(spoken)} {phrase}")
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
