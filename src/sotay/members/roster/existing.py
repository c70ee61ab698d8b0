"""What an import is compared with, and what it may do. Pure; `store` fills it from the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sotay.kernel.tree import Range
from sotay.members.roster.naming import Cell
from sotay.members.rules import bare

__all__ = ["ExistingMember", "ExistingRoster", "Rights", "bare"]


@dataclass(frozen=True, slots=True)
class ExistingMember:
    """A member as stored. `standings` are those in force or to come: kind to the day they end."""

    id: UUID
    cell_id: UUID
    values: Mapping[str, Any]
    name_fold: str
    left_on: date | None = None
    role: str = ""
    standings: Mapping[str, date | None] = field(default_factory=dict)
    is_guest: bool = False
    """Here for a while from a cell outside the unit, whose roster it is that records them."""

    @property
    def card(self) -> str:
        return str(self.values["member_card_no"])

    @property
    def citizen(self) -> str:
        return str(self.values["citizen_id"])


@dataclass
class ExistingRoster:
    """What is stored: the unit's cells and members, and numbers held elsewhere by people one may see."""

    cells: list[Cell]
    members: list[ExistingMember]
    cards_elsewhere: set[str] = field(default_factory=set)
    citizens_elsewhere: set[str] = field(default_factory=set)
    secretaries: dict[UUID, UUID | None] = field(default_factory=dict)
    """Cell to the member who is its secretary (None when it is somebody without a member's record)."""


@dataclass(frozen=True, slots=True)
class Rights:
    """What this import may do besides adding and correcting members."""

    create_cells: bool = False
    appoint: bool = False
    myself: UUID | None = None
    """The member who imports: nobody appoints themselves."""
    only_cell: UUID | None = None
    """The import is into this cell, whose list need not name it."""
    seen: tuple[Range, ...] = ()
    """Where the importer may see records: numbers are compared with those of nobody else."""
