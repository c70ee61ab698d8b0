"""The tree of units, for programs. Mounted at /api/v1/units."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Schema

from sotay.kernel.api import Page, Paging, Query, Reading, Scope, actor_of, page, says
from sotay.kernel.tree import subtree
from sotay.units import queries
from sotay.units.access import access_unit
from sotay.units.models import CellType, Kind, Unit

router = Reading(Scope.UNITS, "The tree of units, as far as you see it.")


class UnitOut(Schema):
    """A unit of the tree."""

    id: UUID = says("Id of the unit.", "018f0000-0000-7000-8000-000000000001")
    code: str = says("Its code, unique in the house.", "38.168.001")
    name: str = says("What it is called today.", "Chi bộ tổ dân phố Hòa Bình")
    kind: str = says("centre, province, commune, committee, cell or group.", Kind.CELL.value)
    cell_type: str = says("Of a cell what it works in; else empty.", CellType.RESIDENTIAL.value)
    parent: UUID | None = says(
        "Id of the unit it lies in; null at the top.", "018f0000-0000-7000-8000-000000000004"
    )
    founded_on: date | None = says("The day it was founded, where that is known.", "2005-03-03")
    closed_on: date | None = says("The day it was closed; null while it works.", None)


class UnitVersionOut(Schema):
    """What a unit was called and where it lay for some time."""

    name: str = says("Its name then.", "Chi bộ tổ dân phố Hòa Bình")
    kind: str = says("Its kind then.", Kind.CELL.value)
    parent: UUID | None = says("Where it lay then.", "018f0000-0000-7000-8000-000000000004")
    from_on: date = says("The first day.", "2020-01-01")
    until_on: date | None = says("The day it changed; null for today's.", None)


class UnitDetailOut(UnitOut):
    """A unit with its address and its history."""

    phone: str = says("Telephone, where there is one.", "0237 385 2345")
    address: str = says("Address, where there is one.", "Nhà văn hóa tổ dân phố Hòa Bình")
    history: list[UnitVersionOut] = says("Newest first.", [])


def _out(unit: Unit) -> dict[str, Any]:
    columns = ("id", "code", "name", "kind", "cell_type", "founded_on", "closed_on")
    return {"parent": unit.parent_id, **{name: getattr(unit, name) for name in columns}}


class UnitFilter(Schema):
    """Which units."""

    below: UUID | None = says("Only this unit and those below it.", None, None)
    kind: str = says("Only units of this kind.", "", "", pattern=f"^({'|'.join(Kind.values)})?$")
    q: str = says("Words of the name or code, with or without marks.", "", "", max_length=100)


@router.get("", response=Page[UnitOut], summary="List the tree")
def units(request: HttpRequest, paging: Query[Paging], asked: Query[UnitFilter]) -> dict[str, Any]:
    """Every unit you see, each after the one it lies in."""
    actor = actor_of(request)
    rows = queries.search(actor, asked.q) if asked.q else queries.reachable(actor)
    if asked.below:
        rows = rows.within(subtree(access_unit(actor, asked.below).path))
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    return page(request, rows, paging, lambda found: map(_out, found), by="path")


@router.get("/{uuid:pk}", response=UnitDetailOut, summary="One unit")
def unit(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """One unit with its history."""
    found = access_unit(actor_of(request), pk)
    history = [
        {
            "name": row.name,
            "kind": row.kind,
            "parent": row.parent_id,
            "from_on": row.from_on,
            "until_on": row.until_on,
        }
        for row in found.versions.filter(applied=True).order_by("-from_on")
    ]
    return {**_out(found), "phone": found.phone, "address": found.address, "history": history}
