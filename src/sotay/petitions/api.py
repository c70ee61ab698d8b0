"""Petitions, for programs. Mounted at /api/v1/petitions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Schema

from sotay.kernel.actor import Actor, Can
from sotay.kernel.api import Page, Paging, Query, Reading, Scope, actor_of, page, says
from sotay.meetings.access import can_open
from sotay.petitions import holding, queries
from sotay.petitions.access import access_petition
from sotay.petitions.models import Petition
from sotay.units.access import access_cell

router = Reading(
    Scope.PETITIONS, "Petitions of meetings you may read, those that came to your unit, your own."
)


class PetitionOut(Schema):
    """A petition. Its text is what was asked for; who raised it is told to whom that person chose."""

    id: UUID = says("Id of the petition.", "018f0000-0000-7000-8000-000000000009")
    text: str = says("What is asked for.", "Đề nghị sửa đèn đường ngõ 15")
    status: str = says("open, answered, closed or joined.", "open")
    field: str = says("Field, of the list of its time; may be empty.", "Hạ tầng")
    place: str = says("Where, in words; may be empty.", "Ngõ 15")
    is_urgent: bool = says("Whether it is urgent.", False)
    is_of_residents: bool = says("Whether it is passed on from residents.", True)
    raised_on: date = says("The day it was raised.", "2026-12-03")
    raised_by: str | None = says(
        "Who raised it; null where that person does not let you read it.", "Nguyễn Văn An"
    )
    deadline: date | None = says("By when an answer is due.", "2026-12-18")
    closed_on: date | None = says("The day it was closed.", None)
    cell: UUID = says("Id of the cell.", "018f0000-0000-7000-8000-000000000001")
    held_by: UUID = says("Id of the unit that answers.", "018f0000-0000-7000-8000-000000000004")
    held_by_name: str = says("Name of that unit.", "Đảng bộ phường Bình Minh")


class PetitionEventOut(Schema):
    """Something that happened to a petition."""

    what: str = says("recorded, passed_up, promised, answered, declined, closed ...", "answered")
    unit: UUID = says("Id of the unit that did it.", "018f0000-0000-7000-8000-000000000004")
    to: UUID = says("Id of the unit that holds it since.", "018f0000-0000-7000-8000-000000000001")
    text: str = says("Its words: an answer, a reason.", "Sẽ sửa trong tháng 12.")
    due_on: date | None = says("The day promised.", None)
    by: str = says("Who.", "Trần Văn Bình")
    at: datetime = says("When.", "2026-12-10T02:00:00Z")


class PetitionDetailOut(PetitionOut):
    """A petition with its way so far."""

    meeting: UUID | None = says("Id of its meeting, where you may open that.", None)
    history: list[PetitionEventOut] = says("Oldest first.", [])


class PetitionFilter(Schema):
    """Which petitions."""

    cell: UUID | None = says("Only of this cell.", None, None)
    status: Literal["", "open", "answered", "closed", "joined"] = says("Only with this status.", "open", "")
    held_by: UUID | None = says("Only those this unit answers.", None, None)


def _line(actor: Actor, row: Petition) -> dict[str, Any]:
    columns = ("text", "status", "field", "place", "is_urgent", "is_of_residents", "raised_on", "closed_on")
    return {
        "id": row.pk,
        "raised_by": row.raised_by_name if holding.sees_name(actor, row) else None,
        "deadline": row.deadline,
        "cell": row.cell_id,
        "held_by": row.held_by_id,
        "held_by_name": row.held_by.name,
        **{name: getattr(row, name) for name in columns},
    }


@router.get("", response=Page[PetitionOut], summary="List petitions")
def petitions(request: HttpRequest, paging: Query[Paging], asked: Query[PetitionFilter]) -> dict[str, Any]:
    """Petitions you may see, the newest first."""
    actor = actor_of(request)
    rows = queries.in_sight(actor).select_related("cell", "held_by")
    if asked.cell:
        rows = rows.filter(cell=access_cell(actor, asked.cell))
    chosen = {"status": asked.status, "held_by": asked.held_by}
    rows = rows.filter(**{name: value for name, value in chosen.items() if value})

    def lines(found: Iterable[Petition]) -> list[dict[str, Any]]:
        return [_line(actor, row) for row in found]

    return page(request, rows, paging, lines)


@router.get("/{uuid:pk}", response=PetitionDetailOut, summary="One petition")
def petition(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """One petition and what became of it."""
    actor = actor_of(request)
    found = access_petition(actor, pk)
    own = found.raised_by_id is not None and found.raised_by_id == actor.member_id
    sees_cell = own or actor.may(Can.SEE_MEETING, found.cell.path)
    return {
        **_line(actor, found),
        "meeting": found.meeting_id if can_open(actor, found.meeting_id) else None,
        "history": [
            {
                "what": event.what,
                "unit": event.unit_id,
                "to": event.to_id,
                "text": event.text if event.what != "closed" or sees_cell else "",
                "due_on": event.due_on,
                "by": event.by_name,
                "at": event.at,
            }
            for event in queries.history(found)
        ],
    }
