"""Pages of the thematic plan of a cell or of a unit above."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sotay.kernel import undo
from sotay.kernel.actor import Can
from sotay.kernel.asked import asked_year
from sotay.kernel.http import ActorRequest
from sotay.kernel.periods import Month
from sotay.meetings.preparation import seating
from sotay.schedules import themes, versions
from sotay.schedules.access import access_schedule, access_theme, access_to_plan, plans_themes
from sotay.schedules.forms import ThemeForm
from sotay.schedules.models import PlannedTheme
from sotay.units.models import Unit


@require_safe
def plan(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The plan of `?year=`, this year's without one."""
    unit, day = access_schedule(request.actor, pk), timezone.localdate()
    year = asked_year(request)
    quarters = themes.plan_of(unit, year, day)
    plans = plans_themes(request.actor, unit)
    for quarter in quarters:
        for theme in quarter.themes if plans else ():
            if theme.unit_id == unit.pk:
                theme.edited = versions.theme(request.actor, theme)  # type: ignore[attr-defined]
    context = {
        "unit": unit,
        "year": year,
        "previous": year - 1,
        "following": year + 1,
        "quarters": quarters,
        "plans": plans,
        "names": request.actor.may(Can.SEE_MEETING, unit.path),
    }
    return render(request, "schedules/themes.html", context)


def add(request: ActorRequest, pk: UUID) -> HttpResponse:
    unit = access_to_plan(request.actor, pk)
    form = _form(request, unit)
    if form.carries_out(lambda: themes.plan(unit=unit, by=request.actor, **form.given())):
        undo.offer(request, _("Planned. It comes into the thematic meeting of that month."))
        return redirect(_address(unit, form.cleaned_data["month"]))
    return _page(request, unit, form)


def edit(request: ActorRequest, pk: UUID) -> HttpResponse:
    theme = access_theme(request.actor, pk)
    form = _form(request, theme.unit).made_from(versions.theme(request.actor, theme))
    if form.carries_out(lambda: themes.plan(unit=theme.unit, by=request.actor, theme=theme, **form.given())):
        undo.offer(request, _("The plan is changed."))
        return redirect(_address(theme.unit, form.cleaned_data["month"]))
    return _page(request, theme.unit, form, theme)


@require_POST
def drop(request: ActorRequest, pk: UUID) -> HttpResponse:
    theme = access_theme(request.actor, pk)
    unit, month = theme.unit, theme.month
    edited = versions.theme(request.actor, theme)
    edited.carry_out(request, lambda: themes.drop(theme=theme, by=request.actor))
    undo.offer(request, _("The theme is taken out of the plan."))
    return redirect(_address(unit, month))


def _form(request: ActorRequest, unit: Unit) -> ThemeForm:
    day = timezone.localdate()
    people = seating.able(unit, day) if unit.is_cell else []
    cells = [] if unit.is_cell else list(Unit.objects.cells().in_use().filter(parent=unit))
    start = {"month": Month.of(day)}
    return ThemeForm(request.POST or None, people=people, cells=cells, initial=start)


def _page(
    request: ActorRequest, unit: Unit, form: ThemeForm, theme: PlannedTheme | None = None
) -> HttpResponse:
    context = {"unit": unit, "form": form, "theme": theme}
    status = 422 if form.is_bound else 200
    return render(request, "schedules/theme.html", context, status=status)


def _address(unit: Unit, month: Month) -> str:
    return f"{reverse('schedules:themes', args=[unit.pk])}?year={month.year}"
