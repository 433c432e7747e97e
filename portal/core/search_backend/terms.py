"""What somebody typed, as a condition on tokens in a database's own words."""

from dataclasses import dataclass

from portal.core.search_backend.tokens import is_han, pairs, runs, words

NEVER_INDEXED = "\ue000"


@dataclass(frozen=True)
class Dialect:
    """How a database writes a token, the beginning of a token, and, or."""

    whole: str
    prefix: str
    both: str
    either: str

    def condition(self, text: str, *, last_is_prefix: bool = False) -> str:
        """Every run of `text` must be there: as all its pairs, so that a fragment is found, or as all its words, which
        may stand apart. With `last_is_prefix` a last run that is not Han may still be being typed.

        Tokens hold letters and digits alone, so nothing in `text` can break out of their quotes.
        """
        typed = runs(text) or [NEVER_INDEXED]
        parts = [self._run(run) for run in typed[:-1]]
        last = typed[-1]
        parts.append(self.prefix % last if last_is_prefix and not is_han(last) else self._run(last))
        return self.both.join(f"({part})" for part in dict.fromkeys(parts))

    def _run(self, run: str) -> str:
        ways = dict.fromkeys(tuple(sorted(set(way))) for way in (pairs(run), words(run)))
        return self.either.join(f"({self.both.join(self.whole % token for token in way)})" for way in ways)
