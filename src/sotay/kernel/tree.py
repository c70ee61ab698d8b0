"""Places in the tree of units, as text that compares the same under every collation.

A place is a run of labels of LABEL digits, one for each level: the third child of the first
root is '000001000003'. A subtree is a half-open range of such text, so one index serves it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

LABEL = 6


@dataclass(frozen=True, slots=True)
class Range:
    """Paths from `low` up to but not including `high`."""

    low: str
    high: str

    @classmethod
    def only(cls, path: str) -> Range:
        """Just this place: its first child sorts after `path` and before nothing else in the range."""
        return cls(path, path + "0" * LABEL)

    def holds(self, path: str) -> bool:
        return self.low <= path < self.high

    def covers(self, other: Range) -> bool:
        return self.low <= other.low and other.high <= self.high


def inside(column: str, *ranges: Range) -> Q:
    """Rows whose path column lies in any of the ranges; none for no range."""
    found = Q()
    for part in _widest(ranges):
        found |= Q(**{f"{column}__gte": part.low, f"{column}__lt": part.high})
    return found if ranges else Q(pk__in=[])


def _widest(ranges: Iterable[Range]) -> list[Range]:
    """Those of the ranges that lie in no other: who holds two roles at a place reaches it twice, and every
    list would ask twice."""
    once = dict.fromkeys(ranges)
    return [one for one in once if not any(one != other and other.covers(one) for other in once)]


def subtree(path: str) -> Range:
    """The place and everything below it."""
    return Range(path, f"{int(path) + 1:0{len(path)}d}")


def child(parent: str, number: int) -> str:
    """The place of a parent's child; children are numbered from 1."""
    if not 0 < number < 10**LABEL:
        raise ValueError(f"no room for child {number}")
    return f"{parent}{number:0{LABEL}d}"


def number_of(path: str) -> int:
    """The number a place has among its siblings."""
    return int(path[-LABEL:])


def parent(path: str) -> str:
    return path[:-LABEL]


def ancestors(path: str) -> list[str]:
    """Every place above, the root first, without the place itself."""
    return [path[:end] for end in range(LABEL, len(path), LABEL)]
