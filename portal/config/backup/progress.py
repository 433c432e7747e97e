from types import TracebackType

from tqdm import tqdm

from portal.config.backup.archive import Told


class Bars:
    """Progress on the terminal, one bar for each part of the work; all are closed at the end."""

    def __init__(self, *, shown: bool) -> None:
        self._shown = shown
        self._bars: list[tqdm] = []

    def __call__(self, what: str, size: int) -> Told:
        bar = tqdm(total=size, desc=what, unit="B", unit_scale=True, disable=None if self._shown else True)
        self._bars.append(bar)
        return bar.update

    def __enter__(self) -> "Bars":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for bar in self._bars:
            bar.close()
