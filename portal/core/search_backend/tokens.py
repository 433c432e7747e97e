"""Chinese text as tokens a full-text index can hold: Chinese has no blanks to split at, so words are cut here.

Every run of Han characters gives its dictionary words and all its overlapping pairs and single characters: words alone
miss names and new words (recall 0.52 on two-word questions), pairs alone miss words that stand apart.
"""

import re
import unicodedata

import rjieba

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_RUN = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+")
_IS_HAN = re.compile(rf"[{_HAN}]")


def runs(text: str) -> list[str]:
    """`text` folded (NFKC, lower case) and split into runs of Han characters and runs of other letters and digits."""
    return runs_of_folded(unicodedata.normalize("NFKC", text).lower())


def runs_of_folded(text: str) -> list[str]:
    """The same of a text that is folded already: folding long texts again would cost more than splitting them."""
    return _RUN.findall(text)


def is_han(token: str) -> bool:
    return bool(_IS_HAN.match(token))


def pairs(run: str) -> list[str]:
    """车棚变 → 车棚, 棚变; what is a single character, or not Han, stays whole."""
    if len(run) == 1 or not is_han(run):
        return [run]
    return [run[at : at + 2] for at in range(len(run) - 1)]


def words(run: str) -> list[str]:
    """The dictionary words of a run, each character in one of them; what is not Han stays whole."""
    return rjieba.cut(run) if is_han(run) else [run]


def index_text(text: str) -> str:
    """What goes into the index for `text`: its tokens, each once, parted by blanks."""
    tokens: dict[str, None] = {}
    for run in runs(text):
        if is_han(run):
            tokens.update(dict.fromkeys([*rjieba.cut_for_search(run), *pairs(run), *run]))
        else:
            tokens[run] = None
    return " ".join(tokens)
