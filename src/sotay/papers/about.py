"""What a paper is about, so that its page can lead back there.

Papers know nothing of it: the floors above hand in where the matter of a paper is seen.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple, Protocol

from sotay.papers.models import IssuedPaper


class Addition(Protocol):
    """Something added after the paper was issued: shown on its page, never in its print."""

    @property
    def text(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def who(self) -> str: ...


class Matter(NamedTuple):
    """`annex` is the page of the printable annex with what was `added`."""

    url: str
    name: str
    added: tuple[Addition, ...] = ()
    annex: str = ""


Finder = Callable[[IssuedPaper], Matter | None]
_FINDERS: list[Finder] = []


def lead_back_by(find: Finder) -> None:
    """Have `find(paper)` asked what the paper is about; None for papers it does not know."""
    if find not in _FINDERS:
        _FINDERS.append(find)


def matter_of(paper: IssuedPaper) -> Matter | None:
    return next(filter(None, (find(paper) for find in _FINDERS)), None)
