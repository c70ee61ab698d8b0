"""Two to four units side by side, at an address that can be sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sotay.figures.models import REGULAR
from sotay.figures.queries import Tree, series
from sotay.figures.tree import moves_since
from sotay.kernel.actor import Can
from sotay.kernel.asked import asked_month
from sotay.kernel.http import ActorRequest
from sotay.kernel.periods import Month
from sotay.kernel.tree import subtree
from sotay.reports import drawings, measures
from sotay.reports.access import access_board, access_board_above
from sotay.reports.asked import asked_measures, asked_tree, way_on
from sotay.reports.history import Months
from sotay.reports.measures import Measure
from sotay.reports.queries import YEAR, lists_cells
from sotay.reports.rules import Sums
from sotay.units import queries as units
from sotay.units.models import Kind, Unit

LEAST, MOST = 2, 4


@require_safe
def compare(request: ActorRequest, pk: UUID) -> HttpResponse:
    """`?unit=…&unit=…&month=2026-11`. Without units those below are offered; any the reader may see can be
    asked for by the address."""
    actor = request.actor
    unit = access_board_above(actor, pk)
    month, today = asked_month(request), timezone.localdate()
    shown, tree = asked_measures(request, measures.SHOWN), asked_tree(request)
    asked = _asked(request)
    wrong = _wrong(asked)
    chosen = [] if wrong else [access_board(actor, each) for each in asked]
    context = {
        "unit": unit,
        "month": month,
        "this_month": Month.of(today),
        "previous": month.plus(-1),
        "following": month.plus(1) if month <= Month.of(today) else None,
        "crumbs": [above for above in units.above(unit) if actor.may(Can.SEE_FIGURES, above.path)],
        "offered": [(each, each.pk in asked) for each in _offered(request, unit)],
        "chosen": chosen,
        "wrong": wrong,
        "down": way_on(month),
        "measures": [(measure, measure in shown) for measure in measures.kept().values()],
        **(_side_by_side(chosen, month, shown, tree) if chosen else {}),
    }
    return render(request, "reports/compare.html", context, status=422 if wrong else 200)


def _asked(request: ActorRequest) -> list[UUID]:
    try:
        return [UUID(each) for each in request.GET.getlist("unit")]
    except ValueError:
        raise Http404 from None


def _wrong(asked: Sequence[UUID]) -> str:
    """What is wrong with the choice, before anything of it is read; '' when nothing is."""
    if len(set(asked)) < len(asked):
        return _("A unit cannot be compared with itself: choose different ones.")
    if asked and not LEAST <= len(asked) <= MOST:
        return _("Choose from %(least)s to %(most)s units.") % {"least": LEAST, "most": MOST}
    return ""


def _offered(request: ActorRequest, unit: Unit) -> list[Unit]:
    """Cells below a unit that lists cells, else the units directly below. One query."""
    below = Unit.objects.in_use()
    if lists_cells(unit):
        below = below.within(subtree(unit.path)).cells()
    else:
        below = below.filter(parent=unit).exclude(kind=Kind.GROUP)
    may = request.actor.may
    return [each for each in below.order_by("name_sort") if may(Can.SEE_FIGURES, each.path)]


def _side_by_side(
    chosen: Sequence[Unit], month: Month, shown: Sequence[Measure], tree: Tree
) -> dict[str, Any]:
    """Three queries where nothing moved, however many units and cells below them."""
    span = [month.plus(back) for back in range(-YEAR, 1)]
    moves = moves_since(span[0])
    differs = any(moves.concern(unit.pk, span, directly=False) for unit in chosen)
    found = series(chosen, span[0], month, [REGULAR], tree=tree if differs else Tree.THEN)
    figures: dict[Any, Months] = {
        unit.pk: {
            each: Sums(counts["cells"], counts["with_meeting"], counts=counts)
            for (pk, each), counts in found.items()
            if pk == unit.pk
        }
        for unit in chosen
    }
    months = [month.plus(back) for back in range(1 - YEAR, 1)]
    lines = [
        {
            "words": measure.words,
            "values": [
                {
                    "unit": unit,
                    "now": measure.written(figures[unit.pk].get(month)),
                    "before": measure.difference(
                        figures[unit.pk].get(month), figures[unit.pk].get(month.plus(-1))
                    ),
                    "year": measure.difference(
                        figures[unit.pk].get(month), figures[unit.pk].get(month.plus(-YEAR))
                    ),
                }
                for unit in chosen
            ],
        }
        for measure in measures.kept().values()
    ]
    known = any(figures.values())
    return {
        "known": known,
        "picture": {"differs": differs},
        "tree": (read := tree.value if differs else ""),
        "down": way_on(month, read),
        "lines": lines,
        "bars": [
            drawings.beside(
                str(measure.words), measure, [(unit.name, figures[unit.pk].get(month)) for unit in chosen]
            )
            for measure in shown
        ],
        "trends": [
            drawings.trend_of(measure, [(unit.name, figures[unit.pk]) for unit in chosen], months)
            for measure in shown
        ],
        "last_year": month.plus(-YEAR),
    }
