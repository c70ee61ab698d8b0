"""The one kind of extension point: an app of a floor above registers an item, code below iterates over them.

A hook is filled in `AppConfig.ready` by plain imports:

    from sotay.kernel.needs import NEEDS
    NEEDS.register(needs_of)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Hook(Generic[T]):
    """Items in the order they were registered, each once. `doc` says what is done with them."""

    def __init__(self, name: str, doc: str) -> None:
        self.name = name
        self.doc = doc
        self._items: list[T] = []

    def register(self, item: T) -> None:
        if item not in self._items:
            self._items.append(item)

    def __iter__(self) -> Iterator[T]:
        return iter(tuple(self._items))
