"""People of one name told apart: by the year of birth, then by their card, then by where they live. Pure.

A name that stands once stays as it is. Names are compared as they are read: composed, in whatever case.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

CARD_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Named:
    """A person as far as it tells them from another; '' for what is not known."""

    id: UUID
    name: str
    year: str = ""
    card: str = ""
    home: str = ""


def labels(people: Iterable[Named]) -> dict[UUID, str]:
    """The name to show for each: "Nguyễn Văn An", or of two "Nguyễn Văn An (1955)" and "Nguyễn Văn An
    (1961)"."""
    found: dict[UUID, str] = {}
    of_one_name: dict[str, dict[UUID, Named]] = defaultdict(dict)
    for person in people:
        of_one_name[unicodedata.normalize("NFC", person.name).casefold()][person.id] = person
    for namesakes in of_one_name.values():
        found |= _told_apart(list(namesakes.values()))
    return found


def _told_apart(people: Sequence[Named]) -> dict[UUID, str]:
    """With as many marks as it takes until no two read the same, or no more is known."""
    marks: dict[UUID, list[str]] = {person.id: [] for person in people}
    for mark in _MARKS:
        alike = defaultdict(list)
        for person in people:
            alike[tuple(marks[person.id])].append(person)
        for same in alike.values():
            if len(same) > 1:
                for person in same:
                    marks[person.id] += filter(None, [mark(person)])
    return {person.id: _shown(person.name, marks[person.id]) for person in people}


def _shown(name: str, marks: Sequence[str]) -> str:
    return f"{name} ({', '.join(marks)})" if marks else name


def _card(person: Named) -> str:
    return f"…{person.card[-CARD_DIGITS:]}" if person.card else ""


_MARKS: tuple[Callable[[Named], str], ...] = (
    lambda person: person.year,
    _card,
    lambda person: person.home,
)
