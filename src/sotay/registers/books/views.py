"""The resolution book, standings and their reminders, and the counts of a unit."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sotay.kernel.actor import Can
from sotay.kernel.http import ActorRequest
from sotay.kernel.paging import page_of
from sotay.kernel.periods import YEARS
from sotay.registers.access import access_books, access_office_unit
from sotay.registers.books import queries
from sotay.registers.discipline import queries as discipline
from sotay.registers.discipline.forms import PeriodForm
from sotay.registers.discipline.models import Appeal, Discipline
from sotay.registers.honours import queries as honours
from sotay.registers.posts import queries as posts
from sotay.registers.training import queries as training
from sotay.units.access import access_cell
from sotay.units.settings import settings_of


@require_safe
def resolutions(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The resolution book of a cell for a year."""
    cell = access_cell(request.actor, pk, Can.SEE_MEETING)
    years = queries.years_of_resolutions(cell, request.actor)
    this = timezone.localdate().year
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and int(asked) in YEARS else (years or [this])[0]
    context = {
        "cell": cell,
        "year": year,
        "years": years,
        "page": page_of(queries.resolutions(cell, request.actor, year), request),
    }
    return render(request, "registers/resolutions.html", context)


@require_safe
def statuses(request: ActorRequest, pk: UUID) -> HttpResponse:
    """What the members of a cell are besides full members, until when, and who is reminded how long ahead."""
    cell, day = access_books(request.actor, pk), timezone.localdate()
    context = {
        "cell": cell,
        "lines": [(line, line.is_over(day)) for line in queries.statuses(cell, day)],
        "ladder": settings_of(cell, day)["reminders.full_status"],
    }
    return render(request, "registers/statuses.html", context)


@require_safe
def report(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Counts of a unit and below for a period: discipline, chiefs and rotation, training, badges."""
    unit = access_office_unit(request.actor, pk)
    form = PeriodForm(request.GET if request.GET.keys() & {"first", "last"} else None)
    first, last = _period(form)
    found = discipline.report(unit, first, last)
    context = {
        "unit": unit,
        "form": form,
        "first": first,
        "last": last,
        "discipline": found,
        "levels": [(Discipline.Level(level).label, level, n) for level, n in found.by_level.items()],
        "rows": [
            (words, [by_level.get(level, 0) for level in found.by_level], n)
            for _key, words, by_level, n in found.by_ground
        ],
        "organisations": [(Discipline.Level(level).label, n) for level, n in found.organisations.items()],
        "appeals": [(Appeal.State(state).label, n) for state, n in found.appeals.items()],
        "posts": posts.report(unit, first, last),
        "training": training.counts(unit, first, last),
        "badges": honours.counts(unit, first, last),
    }
    return render(request, "registers/report.html", context)


def _period(form: PeriodForm) -> tuple[date, date]:
    """What was asked for; this year until today without that."""
    today = timezone.localdate()
    given = form.cleaned_data if form.is_bound and form.is_valid() else {}
    last = given.get("last") or today
    return given.get("first") or last.replace(month=1, day=1), last
