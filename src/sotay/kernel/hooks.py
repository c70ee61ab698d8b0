"""Extension points: how a floor below lets floors above add to what it does.

The app below makes a hook and goes through it; apps above register with it in `AppConfig.ready`, by plain
imports. So the app below names none of them, and `known()` lists every place where this happens.

    OWN_DATA: Hook[OwnData] = Hook("accounts.export.OWN_DATA")   # below
    OWN_DATA.register(own_data.invitations)                      # above, in ready()
    for part in OWN_DATA: ...                                    # below
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")

_KNOWN: dict[str, Hook[object]] = {}


class Hook(Generic[T]):
    """What was registered, in the order of the installed apps. The name is where the hook stands."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._parts: list[T] = []
        _KNOWN[name] = self  # type: ignore[assignment]

    def register(self, part: T) -> T:
        """Add a part, once however often it is registered. Answers it, so that it can decorate."""
        if part not in self._parts:
            self._parts.append(part)
        return part

    def __iter__(self) -> Iterator[T]:
        return iter(tuple(self._parts))

    def __len__(self) -> int:
        return len(self._parts)


def known() -> dict[str, Hook[object]]:
    """Every hook of the program by its name."""
    return dict(_KNOWN)
