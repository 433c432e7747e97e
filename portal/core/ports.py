"""Registries through which an upper floor tells a lower one what it offers. Rooms fill them from `wiring.py` only."""

from collections.abc import Iterator
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Registry(Generic[Item]):
    """Named items, each registered once. `get` raises KeyError for a name nobody registered."""

    def __init__(self, title: str) -> None:
        self.title = title
        self._items: dict[str, Item] = {}

    def register(self, name: str, item: Item) -> Item:
        """Raises ValueError where `name` is taken by something else."""
        if self._items.get(name, item) != item:
            raise ValueError(f"{self.title}: {name!r} is registered twice")
        self._items[name] = item
        return item

    def get(self, name: str) -> Item:
        try:
            return self._items[name]
        except KeyError:
            raise KeyError(f"{self.title}: nobody registered {name!r}") from None

    def names(self) -> list[str]:
        return sorted(self._items)

    def __iter__(self) -> Iterator[Item]:
        return iter([self._items[name] for name in self.names()])

    def __contains__(self, name: object) -> bool:
        return name in self._items
