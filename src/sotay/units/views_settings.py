"""What regulations leave to a unit: the page of it all, and setting one point otherwise from a day on."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from sotay.kernel import undo
from sotay.kernel.http import ActorRequest
from sotay.units import forms_settings, queries, queries_settings, rules, versions
from sotay.units import settings as actions
from sotay.units.access import access_setting, access_to_set, access_unit
from sotay.units.models import Kind, Unit, UnitSetting
from sotay.units.queries_settings import Line

MOST_NAMES = 5


@require_safe
def settings(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Open to everybody who sees the unit: people may see what they are judged by."""
    unit = _unit(request, pk)
    groups = queries_settings.groups(request.actor, unit, timezone.localdate())
    shown = {
        "unit": unit,
        "groups": groups,
        "sets_some": any(line.may_set for group in groups for line in group.lines),
    }
    return render(request, "units/settings.html", shown)


def setting(request: ActorRequest, pk: UUID, point: str) -> HttpResponse:
    """One point for everybody who sees the unit, with a form for those who may set it."""
    unit = access_to_set(request.actor, pk, point) if request.method == "POST" else _unit(request, pk)
    line, form = _line(request, unit, point), None
    if line.may_set and line.has_form:
        form = forms_settings.SetPoint(_posted(request), point=line.point, value=line.setting.value)
        form.made_from(versions.setting(request.actor, unit, line.key, line.point))
        if request.method == "POST" and form.carries_out(
            lambda: _set(request, unit, line, form.written(), form.cleaned_data["from_on"]),
            beforehand=lambda: actions.try_setting(
                unit=unit, key=line.key, value=form.written(), from_on=form.cleaned_data["from_on"]
            ),
        ):
            return redirect("units:setting", pk=unit.pk, point=line.key)
    effects = _effects(unit, line) if form else []
    changes = [(change, versions.setting_change(request.actor, change.row)) for change in line.changes]
    shown = {"unit": unit, "line": line, "form": form, "effects": effects, "changes": changes}
    return render(request, "units/setting.html", shown, status=422 if form and form.is_bound else 200)


def inherit(request: ActorRequest, pk: UUID, point: str) -> HttpResponse:
    """Give a point back to the units above."""
    unit = access_to_set(request.actor, pk, point)
    line, form = _line(request, unit, point), forms_settings.FromADay(_posted(request))
    form.made_from(versions.setting(request.actor, unit, line.key, line.point))
    if request.method == "POST" and form.carries_out(
        lambda: _set(request, unit, line, None, form.cleaned_data["from_on"])
    ):
        return redirect("units:setting", pk=unit.pk, point=line.key)
    shown = {"unit": unit, "line": line, "form": form, "effects": _effects(unit, line)}
    return render(request, "units/setting_inherit.html", shown, status=422 if form.is_bound else 200)


@require_POST
def take_back(request: ActorRequest, pk: UUID) -> HttpResponse:
    change = access_setting(request.actor, pk)
    edited = versions.setting_change(request.actor, change)
    edited.carry_out(request, lambda: actions.take_back(change=change, by=request.actor))
    undo.offer(request, _("The change is taken back. What held before goes on."))
    return redirect("units:setting", pk=change.unit_id, point=change.key)


def _posted(request: ActorRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _unit(request: ActorRequest, pk: UUID) -> Unit:
    unit = access_unit(request.actor, pk)
    if unit.kind == Kind.GROUP:  # it lives by the settings of its cell
        raise Http404
    return unit


def _line(request: ActorRequest, unit: Unit, point: str) -> Line:
    line = queries_settings.line(request.actor, unit, point, timezone.localdate())
    if line is None:
        raise Http404
    return line


def _set(request: ActorRequest, unit: Unit, line: Line, value: object, from_on: date) -> None:
    # A second word for the same day replaces the first, and taking that back would not bring the first again.
    second = unit.settings.filter(key=line.key, from_on=from_on).exists()
    change = actions.set_setting(
        unit=unit, by=request.actor, key=line.key, value=value, from_on=from_on, tried=True
    )
    back = "" if second else _take_back_at(request, change)
    undo.offer(request, _done(unit, line, change), back)


def _take_back_at(request: ActorRequest, change: UnitSetting) -> str:
    url = reverse("units:setting_take_back", args=[change.pk])
    return undo.only_as_seen(url, versions.setting_change(request.actor, change))


def _done(unit: Unit, line: Line, change: UnitSetting) -> str:
    """What was just set, with its day and for whom: the sentence people check it by."""
    said = {"day": f"{change.from_on:%d/%m/%Y}", "label": line.view.label, "name": _for_whom(unit)}
    if change.value is None:
        return _("From %(day)s, “%(label)s” goes by the level above again for %(name)s.") % said
    said["value"] = queries_settings.words_of(line.point, change.value)
    return _("From %(day)s, “%(label)s” is %(value)s for %(name)s.") % said


def _for_whom(unit: Unit) -> str:
    below = 0 if unit.is_cell else queries.cells_below(unit.path).count()
    if not below:
        return unit.name
    words = ngettext("%(name)s and the %(n)s cell below it", "%(name)s and the %(n)s cells below it", below)
    return words % {"name": unit.name, "n": below}


def _effects(unit: Unit, line: Line) -> list[str]:
    """What pressing the button will do."""
    today = timezone.localdate()
    effects = [_("From the day above it holds for %(name)s.") % {"name": _for_whom(unit)}]
    if kept := queries_settings.own_below(unit, line.key, today):
        effects.append(_("What units below have set themselves stays: %(names)s.") % {"names": _few(kept)})
    if rules.is_cells_own(line.key):
        effects.append(_("Meetings that are set up already keep their day, hour and agenda."))
    else:
        effects.append(_("What was held and issued before that day stays as it is."))
    if line.key in rules.PLANS_A_MONTH:
        effects.append(_("The day and hour of a month go by what holds on its first day."))
    return effects


def _few(names: list[str]) -> str:
    shown, more = ", ".join(names[:MOST_NAMES]), len(names) - MOST_NAMES
    if more <= 0:
        return shown
    return ngettext("%(names)s and %(n)s other", "%(names)s and %(n)s others", more) % {
        "names": shown,
        "n": more,
    }
