"""What a paper is about, so that its page can lead back there.

Papers know nothing of it: the floors above hand in where the matter of a paper is seen.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple, Protocol

from sotay.kernel.hooks import Hook
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
FINDERS: Hook[Finder] = Hook("papers.about", "what a paper is about; None for one the finder does not know")


def matter_of(paper: IssuedPaper) -> Matter | None:
    return next(filter(None, (find(paper) for find in FINDERS)), None)
