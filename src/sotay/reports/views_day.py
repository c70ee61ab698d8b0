"""The board of a day, which changes by itself while it is today's."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sotay.figures.queries import Tree
from sotay.kernel.actor import Can
from sotay.kernel.http import ActorRequest, version_answer
from sotay.kernel.periods import YEARS, Month
from sotay.reports import day_board, queries, words
from sotay.reports.asked import asked_tree, way_on
from sotay.units import queries as units
from sotay.units.access import access_unit
from sotay.units.models import Unit


@require_safe
def day(request: ActorRequest, pk: UUID | None = None) -> HttpResponse:
    """A unit's day; without an id that of the highest unit whose figures the reader has by office."""
    homes = [home for home in queries.homes(request.actor) if not home.is_cell]
    unit = _access(request, pk) if pk else next(iter(homes), None)
    if unit is None:
        raise Http404
    shown, today, now = _day(request), timezone.localdate(), timezone.now()
    tree = asked_tree(request)
    etag = day_board.version_of(unit, shown, now, tree)  # before the figures: a change in between is noticed
    report = day_board.day_of(unit, shown, now, request.actor, tree)
    actor, by_today = request.actor, report.differs and tree is Tree.TODAY
    previous, following = shown - timedelta(days=1), shown + timedelta(days=1)
    lines = [
        {
            "row": row,
            "chip": words.chip_of(row) if report.of_cells else None,
            "parts": "" if report.of_cells else words.day_parts(row.sums),
            "opens": row.month is not None and actor.may(Can.SEE_MEETING, row.unit.path),
        }
        for row in report.rows
    ]
    context = {
        "unit": unit,
        "day": shown,
        "is_today": shown == today,
        "report": report,
        "tree": tree.value if report.differs else "",
        "total": report.total,
        "headline": words.day_headline(report),
        "lines": lines,
        "etag": etag,
        "previous": previous,
        "following": following,
        "before": previous.isoformat(),
        "after": following.isoformat(),
        "down": f"?day={shown}" + ("&tree=today" if by_today else ""),
        "down_month": way_on(Month.of(shown), tree if report.differs else ""),
        "crumbs": [above for above in units.above(unit) if actor.may(Can.SEE_FIGURES, above.path)],
        "others": [home for home in homes if home != unit],
    }
    return render(request, "reports/day.html", context)


@require_safe
def version(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The ETag of the board of a day, for pages that ask whether something changed."""
    unit = _access(request, pk)
    shown = day_board.version_of(unit, _day(request), timezone.now(), asked_tree(request))
    return version_answer(request, shown)


def _access(request: ActorRequest, pk: UUID) -> Unit:
    unit = access_unit(request.actor, pk, Can.SEE_FIGURES)
    if unit.is_cell:
        raise Http404
    return unit


def _day(request: ActorRequest) -> date:
    asked = request.GET.get("day")
    try:
        day = date.fromisoformat(asked) if asked else timezone.localdate()
    except ValueError:
        raise Http404 from None
    if day.year not in YEARS[1:-1]:
        raise Http404
    return day
