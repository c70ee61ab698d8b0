"""The board: what a level sees of the cells below it, and a cell of its own year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sotay.kernel.actor import Can
from sotay.kernel.asked import asked_month
from sotay.kernel.hooks import Hook
from sotay.kernel.http import ActorRequest, version_answer
from sotay.kernel.navigation import Entry
from sotay.kernel.periods import Month
from sotay.papers.models import KINDS, IssuedPaper
from sotay.reports import concerns, drawings, measures, queries, words
from sotay.reports.access import access_board
from sotay.reports.asked import (
    asked_measures,
    asked_narrowing,
    asked_tree,
    choices_below,
    types_below,
    way_on,
)
from sotay.reports.attention import Why
from sotay.reports.board import board_of
from sotay.reports.concerns import Concern
from sotay.reports.history import History
from sotay.reports.measures import Measure
from sotay.reports.queries import MonthReport
from sotay.units import queries as units
from sotay.units.models import Unit

MOST_CONCERNS, MOST_OF_A_REASON = 3, 2
"""Shown at once; the others open below them, so that a reason many have hides no other."""
OF_A_CELL = ("attendance", "speaking", "reading", "tasks_given")
"""What a cell's own board draws when nobody chose."""

BESIDE_BOARD: Hook[Entry] = Hook("reports.beside", "a way from a month's board to a page of an app above")


@require_safe
def board(request: ActorRequest, pk: UUID | None = None) -> HttpResponse:
    """A unit's month; without an id that of the highest unit whose figures the reader has by office."""
    homes = queries.homes(request.actor)
    unit = access_board(request.actor, pk) if pk else next(iter(homes), None)
    if unit is None:
        raise Http404
    month, today = asked_month(request), timezone.localdate()
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
    shown = _cell(request, unit, month) if unit.is_cell else _units(request, unit, month)
    return render(request, "reports/cell.html" if unit.is_cell else "reports/board.html", context | shown)


@require_safe
def version(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The ETag of a board, for pages that ask whether something changed."""
    unit = access_board(request.actor, pk)
    return version_answer(request, queries.version_of(unit, asked_month(request)))


def _crumbs(request: ActorRequest, unit: Unit) -> list[Unit]:
    """The units above whose board the reader may open too."""
    return [above for above in units.above(unit) if request.actor.may(Can.SEE_FIGURES, above.path)]


def _units(request: ActorRequest, unit: Unit, month: Month) -> dict[str, Any]:
    actor, today, now = request.actor, timezone.localdate(), timezone.now()
    narrowed, shown = asked_narrowing(request, unit), asked_measures(request, measures.SHOWN)
    etag = queries.version_of(unit, month)  # before the figures: a change in between is then noticed
    found = board_of(unit, month, now, narrowed, asked_tree(request))
    picture = found.report
    if picture.of_cells:
        queries.with_overseers(picture, today)
    lines = [
        {
            "row": row,
            "chip": words.chip_of(row) if picture.of_cells else None,
            "parts": "" if picture.of_cells else words.unit_parts(row),
            "strip": drawings.strip(row.unit, row.strip),
            "opens": bool(row.month) and actor.may(Can.SEE_MEETING, row.unit.path),
        }
        for row in picture.rows
    ]
    return {
        "picture": picture,
        "total": picture.total,
        "themes": found.quarter,
        "headline": words.headline(picture),
        "against": words.against(picture.total, picture.before),
        "lines": lines,
        "etag": etag,
        "guides": actor.may(Can.SEND_GUIDANCE, unit.path),
        "choices": choices_below(unit, narrowed),
        "types": types_below(unit, narrowed),
        **_read_by(picture, month),
        "is_narrowed": narrowed != queries.ALL,
        **_compared(shown, found.history),
        **_concerns(request, found.concerns),
    }


def _read_by(picture: MonthReport, month: Month) -> dict[str, str]:
    """By which tree the board is read, where that makes a difference."""
    tree = picture.tree.value if picture.differs else ""
    return {"tree": tree, "down": way_on(month, tree)}


def _compared(shown: Sequence[Measure], history: History) -> dict[str, Any]:
    """The month against those before, and twelve months drawn, of the measures chosen."""
    return {
        "changes": concerns.changes(shown, history),
        "trend": drawings.trend(_("Twelve months"), shown, history.months, history.total),
        "measures": [(measure, measure in shown) for measure in measures.kept().values()],
        "last_year": history.month.plus(-queries.YEAR),
    }


def _concerns(request: ActorRequest, found: Sequence[Concern]) -> dict[str, Any]:
    """What needs attention; with a way into the meeting, or to its matters, only for who may open it."""
    lines = []
    for concern in found:
        reads = concern.unit.is_cell and request.actor.may(Can.SEE_MEETING, concern.unit.path)
        own = concern.row.month
        lines.append(
            {"concern": concern, "reads": reads, "meeting": own.meeting_id if own and reads else None}
        )
    seen: Counter[Why] = Counter()
    first: list[dict[str, Any]] = []
    others: list[dict[str, Any]] = []
    for line, concern in zip(lines, found, strict=True):
        seen[concern.finding.why] += 1
        is_first = seen[concern.finding.why] <= MOST_OF_A_REASON and len(first) < MOST_CONCERNS
        (first if is_first else others).append(line)
    return {
        "concerns": first,
        "more_concerns": others,
        "reasons": list(concerns.by_reason(found)),
    }


def _named(papers: Iterable[IssuedPaper]) -> list[tuple[str, IssuedPaper]]:
    return [(str(KINDS[paper.kind]), paper) for paper in papers]


def _cell(request: ActorRequest, unit: Unit, month: Month) -> dict[str, Any]:
    asked_narrowing(request, unit)
    shown = asked_measures(request, OF_A_CELL)
    found = board_of(unit, month, timezone.now())
    picture = found.report
    row = next(iter(picture.rows), None)
    year = queries.year_of(unit, month)
    papers = queries.papers_of([kept.meeting_id for _month, kept in year if kept], request.actor)
    return {
        "picture": picture,
        "total": picture.total,
        "themes": found.quarter,
        "row": row,
        "is_blank": picture.is_blank and not any(kept for _month, kept in year),
        "chip": words.chip_of(row) if row else None,
        "strip": drawings.attendance_strip(unit, found.history, row.strip) if row else None,
        "year": [
            (each, kept, _named(papers.get(kept.meeting_id, ()) if kept else ())) for each, kept in year
        ],
        **_compared(shown, found.history),
        **_concerns(request, found.concerns),
    }
