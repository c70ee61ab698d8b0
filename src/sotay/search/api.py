"""The one search, for programs. Mounted at /api/v1/search."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import Schema

from sotay.kernel.api import BadCursor, Day, Page, Query, Reading, Scope, actor_of, says
from sotay.search import rules
from sotay.search.queries import Cursor, Filters, Result, find
from sotay.units.access import access_unit

router = Reading(Scope.SEARCH, "The one search, in all its person may read.")

MOST = 100


class FoundOut(Schema):
    """Something that was found."""

    kind: str = says(
        "What it is: minutes, resolution, paper, meeting, task, petition, document, ...", "resolution"
    )
    id: UUID = says("Its id.", "018f0000-0000-7000-8000-000000000005")
    title: str = says(
        "Its title, or the beginning of its words.", "Nghị quyết sinh hoạt chi bộ tháng 12/2026"
    )
    number: str = says("Its number, where it has one.", "Số 05-NQ/CB")
    day: date | None = says("Its day, where it has one.", "2026-12-03")
    unit: UUID | None = says("Id of the unit it belongs to.", "018f0000-0000-7000-8000-000000000001")
    unit_name: str = says("Its name.", "Chi bộ tổ dân phố Hòa Bình")
    url: str = says("The address of its page.", "/papers/018f0000-0000-7000-8000-000000000005/")
    snippet: str = says(
        "What it says around the first hit; empty for a hit in the title.", "… giữ trật tự đô thị …"
    )


class Asked(Schema):
    """What is looked for."""

    q: str = says(
        "Words, with or without marks; those in quotation marks side by side; or a number.",
        "21-NQ/TW",
        min_length=1,
        max_length=rules.LONGEST_QUERY,
    )
    kind: str = says("Only of this kind.", "resolution", "", max_length=20)
    unit: UUID | None = says("Only of this unit and those below it.", None, None)
    since: Day | None = says("Only from this day on.", "2026-01-01", None)
    until: Day | None = says("Only up to this day.", "2026-12-31", None)
    limit: int = says("Results of a page.", 20, 20, ge=1, le=MOST)
    cursor: str = says("`next` of the page before; empty for the first page.", "", "", max_length=40)


def line(result: Result) -> dict[str, Any]:
    entry = result.entry
    return {
        "kind": entry.kind,
        "id": entry.object_id,
        "title": entry.title,
        "number": entry.number,
        "day": entry.day,
        "unit": entry.unit_id,
        "unit_name": result.unit,
        "url": entry.url,
        "snippet": "".join(piece.text for piece in result.text),
    }


@router.get("", response=Page[FoundOut], summary="Search")
def search(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    """What holds all the words and you may read: that very number or title first, then hits in titles, then
    others; in each the newest first."""
    actor = actor_of(request)
    after = Cursor.read(asked.cursor)
    if asked.cursor and after is None:
        raise BadCursor
    unit = access_unit(actor, asked.unit).pk if asked.unit else None
    found = find(
        actor,
        rules.read(asked.q),
        language=get_language() or "vi",
        filters=Filters(asked.kind, unit, asked.since, asked.until),
        after=after,
        size=asked.limit,
    )
    return {"items": map(line, found.results), "next": str(found.next) if found.next else None}
