"""The board: what a level sees of the cells below it, and a cell of its own year."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sotay.kernel.actor import Can
from sotay.kernel.hooks import Hook
from sotay.kernel.http import ActorRequest, version_answer
from sotay.kernel.navigation import Entry
from sotay.kernel.periods import YEARS, Month
from sotay.reports import queries, words
from sotay.units import queries as units
from sotay.units.access import access_unit
from sotay.units.models import Unit

BESIDE_BOARD: Hook[Entry] = Hook("reports.beside", "a way from a month's board to a page of an app above")


@require_safe
def board(request: ActorRequest, pk: UUID | None = None) -> HttpResponse:
    """A unit's month; without an id that of the highest unit whose figures the reader has by office."""
    homes = queries.homes(request.actor)
    unit = access_unit(request.actor, pk, Can.SEE_FIGURES) if pk else next(iter(homes), None)
    if unit is None:
        raise Http404
    month, today = _month(request), timezone.localdate()
    context = {
        "unit": unit,
        "month": month,
        "previous": month.plus(-1),
        "following": month.plus(1) if month <= Month.of(today) else None,
        "this_month": Month.of(today),
        "crumbs": _crumbs(request, unit),
        "others": [home for home in homes if home != unit],
        "beside": [entry for entry in BESIDE_BOARD if entry.is_for(request.actor)],
    }
    shown = _cell(unit, month) if unit.is_cell else _units(request, unit, month)
    return render(request, "reports/cell.html" if unit.is_cell else "reports/board.html", context | shown)


@require_safe
def version(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The ETag of a board, for pages that ask whether something changed."""
    unit = access_unit(request.actor, pk, Can.SEE_FIGURES)
    return version_answer(request, queries.version_of(unit, _month(request)))


def _month(request: ActorRequest) -> Month:
    asked = request.GET.get("month")
    try:
        month = Month.parse(asked) if asked else Month.of(timezone.localdate())
    except ValueError:
        raise Http404 from None
    if month.year not in YEARS:
        raise Http404
    return month


def _crumbs(request: ActorRequest, unit: Unit) -> list[Unit]:
    """The units above whose board the reader may open too."""
    return [above for above in units.above(unit) if request.actor.may(Can.SEE_FIGURES, above.path)]


def _units(request: ActorRequest, unit: Unit, month: Month) -> dict[str, Any]:
    actor = request.actor
    etag = queries.version_of(unit, month)  # before the figures: a change in between is then noticed
    picture = queries.month_of(unit, month, timezone.now())
    if picture.of_cells:
        queries.with_overseers(picture, timezone.localdate())
    lines = [
        {
            "row": row,
            "chip": words.chip_of(row) if picture.of_cells else None,
            "parts": "" if picture.of_cells else words.unit_parts(row),
            "strip": words.strip_classes(row.strip),
            "strip_words": words.strip_words(row.strip),
            "opens": bool(row.month) and actor.may(Can.SEE_MEETING, row.unit.path),
        }
        for row in picture.rows
    ]
    return {
        "picture": picture,
        "total": picture.total,
        "headline": words.headline(picture),
        "against": words.against(picture.total, picture.before),
        "lines": lines,
        "etag": etag,
        "guides": actor.may(Can.GUIDE, unit.path),
    }


def _cell(unit: Unit, month: Month) -> dict[str, Any]:
    picture = queries.month_of(unit, month, timezone.now())
    row = next(iter(picture.rows), None)
    return {
        "picture": picture,
        "total": picture.total,
        "row": row,
        "chip": words.chip_of(row) if row else None,
        "strip": words.strip_classes(row.strip) if row else [],
        "strip_words": words.strip_words(row.strip) if row else "",
        "year": queries.year_of(unit, month),
    }
