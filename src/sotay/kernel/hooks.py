"""The one kind of extension point: where an app above adds to what a floor below does.

The floor below makes a hook and goes through it; an app above registers in `AppConfig.ready`:

    RECOUNTS: Hook[Recount] = Hook("figures.recounts", "how an app counts a cell's months from its own
    records")

    def ready(self) -> None:
        from sotay.figures.actions import RECOUNTS
        from sotay.meetings.figures import recount
        RECOUNTS.register(recount)

Listing `ALL_HOOKS` lists every way in which a floor below speaks to one above (docs/hooks.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Generic, TypeVar

T = TypeVar("T")

ALL_HOOKS: list[Hook[Any]] = []


class Hook(Generic[T]):
    """What was registered, in that order, each once. `about` says in a few words what an item is for."""

    def __init__(self, name: str, about: str) -> None:
        self.name, self.about = name, about
        self._items: list[T] = []
        ALL_HOOKS.append(self)

    def register(self, item: T) -> T:
        """Add `item`; adding it again changes nothing. Answers it, so this can be a decorator."""
        if item not in self._items:
            self._items.append(item)
        return item

    def __iter__(self) -> Iterator[T]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)
