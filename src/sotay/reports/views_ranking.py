"""Units in the order of a share, with caution for small numbers; and the same share as a map and over a
year."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sotay.kernel.actor import Can
from sotay.kernel.asked import asked_month
from sotay.kernel.http import ActorRequest
from sotay.kernel.periods import Month
from sotay.reports import concerns, drawings, measures, queries
from sotay.reports.access import access_board_above
from sotay.reports.asked import (
    SPANS,
    asked_narrowing,
    asked_share,
    asked_span,
    asked_tree,
    choices_below,
    types_below,
    way_on,
)
from sotay.reports.drawings import Bands
from sotay.reports.history import History, history_of, over
from sotay.reports.measures import Measure
from sotay.reports.queries import MonthReport
from sotay.reports.ranking import Case, Ranking, ranking
from sotay.units import queries as units
from sotay.units.models import Unit
from sotay.units.settings import Settings, settings_of

MOST_BARS = 40
"""Beyond them the highest and the lowest are drawn; the table names all."""
ENDS = 15


@require_safe
def ranked(request: ActorRequest, pk: UUID) -> HttpResponse:
    """`?by=attendance&over=3&month=2026-11`, with the narrowing of the board."""
    actor = request.actor
    unit = access_board_above(actor, pk)
    month, today, now = asked_month(request), timezone.localdate(), timezone.now()
    measure, span, narrowed = asked_share(request), asked_span(request, unit), asked_narrowing(request, unit)
    settings = settings_of(unit, today)
    report = queries.month_of(unit, month, now, settings, narrowed, asked_tree(request))
    history = history_of(report, now, queries.work_of(report))
    bands = drawings.bands_of(report.levels) if measure.name == "attendance" else ()
    context = {
        "unit": unit,
        "month": month,
        "this_month": Month.of(today),
        "previous": month.plus(-1),
        "following": month.plus(1) if month <= Month.of(today) else None,
        "crumbs": [above for above in units.above(unit) if actor.may(Can.SEE_FIGURES, above.path)],
        "choices": choices_below(unit, narrowed),
        "types": types_below(unit, narrowed),
        "picture": report,
        "tree": (tree := report.tree.value if report.differs else ""),
        "down": way_on(month, tree),
        "report": report,
        "measure": measure,
        "shares": measures.shares(),
        "spans": SPANS,
        "span": span,
        "first": month.plus(1 - span),
        **_ordered(measure, span, history, settings),
        **_drawn(report, measure, history, bands or concerns.bands(settings)),
    }
    return render(request, "reports/ranking.html", context)


def _ordered(measure: Measure, span: int, history: History, settings: Settings) -> dict[str, Any]:
    least: int = settings["boards.rank_least_cases"]
    names: dict[object, Unit] = {}
    cases = []
    for row, months in history.rows:
        sums = over(months, history.month, span)
        names[row.unit.pk] = row.unit
        cases.append(Case(row.unit.pk, getattr(sums, measure.part), getattr(sums, measure.whole)))
    order = ranking(cases, least)
    return {
        "least": least,
        "order": order,
        "pictures": _pictures(measure, order, names, history.month),
        "all": [(each, names[each.case.key], measure.write(each.case.share)) for each in order.ranked],
        "apart": [(case, names[case.key], measure.write(case.share)) for case in order.apart],
        "without": [names[case.key] for case in order.without],
    }


def _pictures(measure: Measure, order: Ranking, names: dict[object, Unit], month: Month) -> list[Any]:
    if len(order.ranked) <= MOST_BARS:
        parts = [(str(measure.words), order.ranked)]
    else:
        parts = [(_("The highest"), order.ranked[:ENDS]), (_("The lowest"), order.ranked[-ENDS:])]
    return [drawings.ranking_bars(title, measure, part, names, month) for title, part in parts if part]


def _drawn(report: MonthReport, measure: Measure, history: History, bands: Bands) -> dict[str, Any]:
    """The map of the month, and the year of the units that are lowest in it."""
    if report.total.is_empty:
        return {}
    title = _("%(measure)s, %(month)s") % {"measure": measure.words, "month": report.month.label()}
    known = [pair for pair in history.rows if measure.value(pair[0].sums) is not None]
    lowest = sorted(known, key=lambda pair: measure.value(pair[0].sums) or 0)[:MOST_BARS]
    if len(history.rows) > MOST_BARS:
        heat = _("Twelve months of the %(n)s lowest") % {"n": len(lowest)}
    else:
        heat = _("Twelve months of each")
        lowest += [pair for pair in history.rows if pair not in known]
    return {
        "map": drawings.tree_map(title, measure, history.rows, report.month, bands, of_cells=report.of_cells),
        "matrix": drawings.matrix(heat, measure, lowest, history.months, bands) if lowest else None,
    }
