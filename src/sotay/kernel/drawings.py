"""Parts of pages that are drawn once for all who see the same."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

T = TypeVar("T")


class Drawings:
    """The newest things that were drawn, by what they were drawn from."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.kept: OrderedDict[Hashable, Any] = OrderedDict()
        self.lock = Lock()

    def get(self, key: Hashable, draw: Callable[[], T]) -> T:
        """What was drawn from `key`; two who ask for it at once may both draw it."""
        found: T | None = self.kept.get(key)
        if found is None:
            found = draw()
            with self.lock:
                self.kept[key] = found
                while len(self.kept) > self.most:
                    self.kept.popitem(last=False)
        return found

    def clear(self) -> None:
        self.kept.clear()
