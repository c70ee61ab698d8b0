"""Scores over a year of a cell, and over a month below a unit."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from sotay.kernel import undo
from sotay.kernel.actor import Can
from sotay.kernel.asked import asked_month, asked_year
from sotay.kernel.forms import BaseForm, NumberField
from sotay.kernel.http import NOT_KEPT, XLSX, ActorRequest, download
from sotay.kernel.navigation import ABOVE_CELLS, IN_MEETINGS
from sotay.kernel.periods import YEARS, Month
from sotay.kernel.workbook import Cell, Sheet, workbook
from sotay.regulations.values import (
    FULL_SCORE,
)
from sotay.scoring import actions, periods, rules, versions
from sotay.scoring.access import access_cell_scores, access_unit_scores, may_enter
from sotay.units.queries import units_at


@require_safe
def home(request: ActorRequest) -> HttpResponse:
    """To the scores of the unit whose figures the reader sees, or of the cell they sit in."""
    above = units_at(request.actor, *ABOVE_CELLS)
    if above:
        return redirect("scoring:unit", above[0].pk)
    cells = [unit for unit in units_at(request.actor, *IN_MEETINGS) if unit.is_cell]
    if cells:
        return redirect("scoring:cell", cells[0].pk)
    raise Http404


@require_safe
def cell(request: ActorRequest, pk: UUID) -> HttpResponse:
    """A cell's year: each month, the quarters, the year."""
    found, today = access_cell_scores(request.actor, pk), timezone.localdate()
    year = asked_year(request)
    scores = periods.year_of(found, year, today)
    context = {
        "cell": found,
        "year": year,
        "scores": scores,
        "reads": request.actor.may(Can.SEE_MEETING, found.path),
        "enters": scores is not None and scores.rule == rules.BY_HAND and may_enter(request.actor, found),
        "years": [each for each in (year - 1, year + 1) if each <= today.year and each in YEARS],
    }
    return render(request, "scoring/cell.html", context)


class PeriodForm(BaseForm):
    """The figure of a period that an office entered after a look at the months."""

    quarter = forms.TypedChoiceField(
        label=gettext_lazy("Period"),
        coerce=int,
        choices=[
            *((number, gettext_lazy("Quarter %(n)s") % {"n": number}) for number in range(1, 5)),
            (0, gettext_lazy("The whole year")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose the period.")},
    )
    points = NumberField(
        label=gettext_lazy("Points"),
        min_value=0,
        max_value=FULL_SCORE,
        error_messages={"required": gettext_lazy("Enter the points.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=300,
        error_messages={"required": gettext_lazy("Say why, in a few words.")},
    )


def enter(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Enter the figure of a quarter or a year, where the rule leaves it to people."""
    found = access_cell_scores(request.actor, pk)
    if not may_enter(request.actor, found):
        raise Http404
    year = asked_year(request)
    form = PeriodForm(request.POST if request.method == "POST" else None)
    form.made_from(versions.periods(request.actor, found, year))
    if request.method == "POST" and form.carries_out(
        lambda: actions.enter_period(cell=found, by=request.actor, year=year, **form.cleaned_data)
    ):
        undo.offer(request, _("Entered. The reason stands beside it."))
        return redirect("scoring:cell", found.pk)
    context = {"cell": found, "form": form, "year": year}
    return render(request, "scoring/enter.html", context, status=422 if form.is_bound else 200)


@require_safe
def unit(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The scores of a month below a unit, and its cells by the band of their year."""
    found, month = access_unit_scores(request.actor, pk), asked_month(request)
    scores = periods.month_of(found, month)
    today = timezone.localdate()
    context = {
        "unit": found,
        "month": month,
        "scores": scores,
        "lines": [(line, scores.ranked(line)) for line in scores.lines] if scores else [],
        "total": scores.total() if scores else None,
        "bands": periods.cells_by_band(found, month.year, today) if scores else {},
        "previous": month.plus(-1),
        "following": month.plus(1) if month < Month.of(today) else None,
        "opens": request.actor.may(Can.SEE_MEETING, found.path),
        "edits": request.actor.may(Can.EDIT_UNIT, found.path),
    }
    return render(request, "scoring/unit.html", context)


@require_safe
def unit_sheet(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The same as a spreadsheet."""
    found, month = access_unit_scores(request.actor, pk), asked_month(request)
    scores = periods.month_of(found, month)
    if scores is None:
        raise Http404
    return download(_workbook(scores), f"diem-sinh-hoat-{month}.xlsx", XLSX, NOT_KEPT)


def _workbook(scores: periods.UnitMonthScores) -> bytes:
    heads = [_("Cells"), _("Held"), _("Scored"), _("Verified"), _("Mean"), *scores.ratings]
    title = _("Scores of %(month)s") % {"month": scores.month.label()}
    columns = [(_("Unit"), 40), *((words, 14) for words in heads)]
    rows, total = [_row(line) for line in scores.lines], _row(scores.total())
    return workbook(Sheet(_("Scores"), title, columns, rows, [total], about=scores.unit.name))


def _row(line: periods.UnitLine) -> tuple[Cell, ...]:
    mean = line.mean if line.mean is not None else ""
    return (line.unit.name, line.cells, line.held, line.scored, line.verified, mean, *line.ranks)
