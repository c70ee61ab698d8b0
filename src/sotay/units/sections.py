"""Parts of the unit pages that floors above fill in, so that a unit shows its people and meetings.

The tree knows nothing of members; `members.at_units` hands in what it can say. Later floors do the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sotay.kernel.actor import Actor
from sotay.kernel.hooks import Hook
from sotay.units.models import Unit


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the unit's page: a template and what it shows (under `section` in the template)."""

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class People:
    """What a line of the tree says of a unit's people."""

    members: int = 0
    secretary: str = ""


SectionMaker = Callable[[Actor, Unit, date], Section | None]
PeopleCounter = Callable[[Iterable[UUID], date], Mapping[UUID, People]]

SECTIONS: Hook[SectionMaker] = Hook("units.sections", "parts of every unit's page, in order of arrival")
PEOPLE: Hook[PeopleCounter] = Hook(
    "units.people", "what the lines of the tree say of people; its queries must not grow with the units"
)


def of(actor: Actor, unit: Unit, day: date) -> list[Section]:
    return [section for make in SECTIONS if (section := make(actor, unit, day)) is not None]


def people(cell_ids: Iterable[UUID], day: date) -> dict[UUID, People]:
    ids = list(cell_ids)
    found: dict[UUID, People] = {}
    for counter in PEOPLE:
        found.update(counter(ids, day))
    return found
