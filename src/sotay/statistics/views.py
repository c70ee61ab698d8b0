"""The counts of a unit as of a day."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sotay.kernel.http import NOT_KEPT, XLSX, ActorRequest, download
from sotay.kernel.periods import as_day
from sotay.kernel.workbook import Cell, Sheet, workbook
from sotay.statistics import queries, tables
from sotay.statistics.access import access_counts
from sotay.statistics.counting import MEMBERS
from sotay.statistics.forms import DayForm
from sotay.statistics.queries import Number
from sotay.statistics.rules import Breakdown
from sotay.statistics.tables import Table


@require_safe
def unit(request: ActorRequest, pk: UUID | None = None) -> HttpResponse:
    """What is counted of a unit's members, and the units below with their totals."""
    homes = queries.homes(request.actor)
    home = next(iter(homes), None)
    if pk is None and home is None:
        raise Http404
    found = access_counts(request.actor, pk or home.pk)  # type: ignore[union-attr]
    form = DayForm(request.GET if "day" in request.GET else None, initial={"day": timezone.localdate()})
    is_wrong = form.is_bound and not form.is_valid()
    counts = tables.counts_of(request.actor, found, timezone.localdate() if is_wrong else _day(form))
    day = counts.frame.day
    context = {
        "unit": found,
        "form": form,
        "day": day,
        "since": counts.frame.since,
        "members": counts.number(MEMBERS),
        "names": counts.sight.names,
        "least": counts.sight.least,
        "people": tables.of_people(counts),
        "leaders": tables.of_leaders(counts),
        "committee": counts.number(Breakdown("committee")),
        "secretaries": counts.number(Breakdown("secretaries")),
        "organisations": [] if found.is_cell else tables.of_organisations(counts),
        "groups": counts.number(Breakdown("groups")) if not found.is_cell else None,
        "typed": tables.typed(counts.frame) if counts.sight.names else [],
        "units": tables.by_unit(counts),
        "others": [each for each in homes if each != found],
    }
    return render(request, "statistics/unit.html", context, status=422 if is_wrong else 200)


@require_safe
def unit_workbook(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The same as an Excel workbook."""
    found = access_counts(request.actor, pk)
    form = DayForm(request.GET if "day" in request.GET else None)
    asked = _day(form) if not form.is_bound or form.is_valid() else timezone.localdate()
    counts = tables.counts_of(request.actor, found, asked)
    day = counts.frame.day
    sheet = Sheet(
        name=_("Statistics of members"),
        title=found.name,
        about=_("As of %(day)s") % {"day": as_day(day)},
        columns=[(_("Table"), 34), (_("Line"), 40), (_("Number"), 14), ("", 14)],
        rows=[line for table in tables.every(counts) for line in _lines(table)],
        frozen=2,
    )
    name = f"statistics-{found.code}-{day}.xlsx"
    return download(workbook(sheet), name, XLSX, NOT_KEPT)


def _lines(table: Table) -> list[list[Cell]]:
    return [
        [str(table.title), str(line.words), *(_cell(number) for number in line.numbers)]
        for line in table.lines
    ]


def _cell(number: Number) -> Cell:
    if number.value is None:
        return _("hidden")
    return _("about %(n)s") % {"n": number.value} if number.about else number.value


def _day(form: DayForm) -> date:
    found: date = form.cleaned_data["day"] if form.is_bound and form.is_valid() else timezone.localdate()
    return found
