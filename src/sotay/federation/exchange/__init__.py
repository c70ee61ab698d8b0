"""What is passed between levels, as parcels: written at one side, made records of at the other.

Each part says what of its records is still to be sent, and takes in what the other side's part sent. A body
names every value it holds; nothing is copied whole. Both directions can be run at any time and again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sotay.federation.models import Parcel


@dataclass(frozen=True, slots=True)
class Side:
    """This database as a part sees it: the highest unit it keeps, the centre, the provinces linked to it."""

    is_centre: bool
    unit_id: UUID
    centre_id: UUID
    provinces: tuple[tuple[UUID, str], ...] = ()  # unit and place, at the centre


class CannotTakeIn(Exception):  # noqa: N818 - kept as a note beside the parcel
    """Why a parcel is no record here, in one line for the operator."""


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of parcel. `take_in` answers nothing; it raises CannotTakeIn."""

    kind: str
    outgoing: Callable[[Side], Iterator[Parcel]]
    take_in: Callable[[dict[str, Any], Side], None]


def chosen(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """The named values of a record, as JSON keeps them."""
    return {name: _plain(getattr(row, name)) for name in names}


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int | str | list | dict) else str(value)
