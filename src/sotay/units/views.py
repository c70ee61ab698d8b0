"""The pages of the tree: the whole of it, one unit, and what can be done to a unit."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sotay.kernel import undo
from sotay.kernel.actor import Can
from sotay.kernel.http import ActorRequest
from sotay.kernel.paging import page_of
from sotay.kernel.text import tidy
from sotay.units import actions, forms, queries, rules, sections, versions
from sotay.units.access import access_unit, access_version, may
from sotay.units.models import Unit
from sotay.units.operations import Operation, carry_out

LONGEST_SEARCH = 100  # characters, as in the list of members


def units(request: ActorRequest) -> HttpResponse:
    """The tree as far as the reader sees it, or what a search finds in it."""
    words, day = tidy(request.GET.get("q", ""))[:LONGEST_SEARCH], timezone.localdate()
    shown = {"q": words, "adds": False}
    if words:
        page = page_of(queries.search(request.actor, words).select_related("parent"), request)
        people = sections.people([unit.pk for unit in page if unit.is_cell], day)
        found = [(unit, people.get(unit.pk)) for unit in page]
        return render(request, "units/units.html", {**shown, "page": page, "found": found})
    tree = queries.tree_with_people(request.actor, day)
    return render(request, "units/units.html", {**shown, "tree": tree})


def unit(request: ActorRequest, pk: UUID) -> HttpResponse:
    unit, day = access_unit(request.actor, pk), timezone.localdate()
    below = page_of(unit.children.order_by("closed_on", "name_sort"), request)
    people = sections.people([row.pk for row in below if row.is_cell], day)
    above = [(row, request.actor.may(Can.SEE_UNIT, row.path)) for row in queries.above(unit)]
    edits = may(request.actor, Can.EDIT_UNIT, unit)
    shown = {
        "unit": unit,
        "above": above,
        "below": below,
        "below_rows": [(row, people.get(row.pk)) for row in below],
        "history": [(row, versions.planned_change(request.actor, row)) for row in queries.history(unit)],
        "position": versions.position(request.actor, unit),
        "sections": sections.of(request.actor, unit, day),
        "edits": edits,
        "adds": edits and unit.closed_on is None and bool(rules.MAY_HOLD[unit.kind]),
        "day": day,
    }
    return render(request, "units/unit.html", shown)


def add(request: ActorRequest, pk: UUID) -> HttpResponse:
    parent = access_unit(request.actor, pk, Can.EDIT_UNIT)
    form = forms.AddUnit(request.POST or None, parent=parent)
    operation = _operation(
        parent,
        title=_("Add a unit below %(name)s") % {"name": parent.name},
        button=_("Add the unit"),
        done=_("The unit has been added."),
    )
    return carry_out(
        request, operation, form, lambda: actions.add(by=request.actor, parent=parent, **form.cleaned_data)
    )


def edit(request: ActorRequest, pk: UUID) -> HttpResponse:
    unit = access_unit(request.actor, pk, Can.EDIT_UNIT)
    form = forms.EditUnit(request.POST or None, unit=unit).made_from(versions.facts(request.actor, unit))
    operation = _operation(
        unit, title=_("Edit the details"), button=_("Save"), done=_("The details have been saved.")
    )
    return carry_out(
        request, operation, form, lambda: actions.edit(unit=unit, by=request.actor, **form.cleaned_data)
    )


def rename(request: ActorRequest, pk: UUID) -> HttpResponse:
    unit = access_unit(request.actor, pk, Can.EDIT_UNIT)
    form = forms.Rename(request.POST or None).made_from(versions.name(request.actor, unit))
    operation = _operation(
        unit,
        title=_("Rename"),
        button=_("Rename the unit"),
        done=_("The new name is recorded."),
        effects=[
            _("Papers dated from that day on carry the new name."),
            _("Papers of earlier days keep the name of their day."),
        ],
    )
    return carry_out(
        request, operation, form, lambda: actions.rename(unit=unit, by=request.actor, **form.cleaned_data)
    )


def move(request: ActorRequest, pk: UUID) -> HttpResponse:
    unit = access_unit(request.actor, pk, Can.EDIT_UNIT)
    below = queries.count_below(unit)
    form = forms.Move(request.POST or None, actor=request.actor, unit=unit)
    form.made_from(versions.position(request.actor, unit))
    operation = _operation(
        unit,
        title=_("Move below another unit"),
        button=_("Move the unit"),
        done=_("The move is recorded."),
        effects=[
            *([_("Everything below it moves along: %(count)s units.") % {"count": below}] if below else []),
            _("Members, appointments, meetings and papers stay with their cells."),
            _("The offices above the new place see it from then on; those above the old place no longer do."),
        ],
    )
    return carry_out(
        request,
        operation,
        form,
        lambda: actions.move(unit=unit, by=request.actor, **form.cleaned_data),
    )


def close(request: ActorRequest, pk: UUID) -> HttpResponse:
    unit = access_unit(request.actor, pk, Can.EDIT_UNIT)
    form = forms.Close(request.POST or None, unit=unit).made_from(versions.position(request.actor, unit))
    operation = _operation(
        unit,
        title=_("Close %(name)s") % {"name": unit.name},
        button=_("Close the unit"),
        done=_("The unit is closed."),
        effects=[
            _("No meetings can be held and nobody can be added any more."),
            _("Its history, minutes and papers stay."),
            _("It can be reopened."),
        ],
    )
    return carry_out(
        request,
        operation,
        form,
        lambda: actions.close(
            unit=unit, by=request.actor, on=form.cleaned_data["on"], decision=form.decision()
        ),
        undo_at=lambda: undo.only_as_seen(
            _url("reopen", unit), versions.position(request.actor, access_unit(request.actor, unit.pk))
        ),
    )


@require_POST
def reopen(request: ActorRequest, pk: UUID) -> HttpResponse:
    unit = access_unit(request.actor, pk, Can.EDIT_UNIT)
    edited = versions.position(request.actor, unit)
    edited.carry_out(request, lambda: actions.reopen(unit=unit, by=request.actor))
    undo.offer(request, _("The unit is open again."))
    return redirect(unit)


@require_POST
def cancel_change(request: ActorRequest, pk: UUID) -> HttpResponse:
    version = access_version(request.actor, pk)
    edited = versions.planned_change(request.actor, version)
    edited.carry_out(request, lambda: actions.cancel_change(version=version, by=request.actor))
    undo.offer(request, _("The planned change is cancelled."))
    return redirect(version.unit)


def _operation(
    unit: Unit, *, title: str, button: str, done: str, effects: list[str] | None = None
) -> Operation:
    return Operation(
        title=title,
        button=button,
        back=unit.get_absolute_url(),
        back_words=unit.name,
        done=done,
        effects=effects or [],
        about=unit,
    )


def _url(name: str, unit: Unit) -> str:
    return reverse(f"units:{name}", args=[unit.pk])
