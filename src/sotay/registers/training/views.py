"""Pages of courses."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from sotay.kernel import undo
from sotay.kernel.actor import Can
from sotay.kernel.http import ActorRequest
from sotay.kernel.paging import page_of
from sotay.members import queries as members
from sotay.registers import versions
from sotay.registers.access import (
    access_cell_to_mark,
    access_course,
    access_courses,
    access_own_course,
    access_unit_to_train,
    commends,
    holds_courses,
)
from sotay.registers.training import actions, queries
from sotay.registers.training.forms import CourseForm, MarkForm
from sotay.registers.training.models import Course
from sotay.units.models import Unit
from sotay.units.operations import Operation, carry_out
from sotay.units.queries import reachable

_VALUES = ("title", "from_on", "until_on")


@require_safe
def courses(request: ActorRequest, pk: UUID) -> HttpResponse:
    """The courses of a unit and those above it."""
    unit = access_courses(request.actor, pk)
    back = reverse("registers:cell", args=[unit.pk]) if unit.is_cell else reverse("registers:home")
    context = {
        "unit": unit,
        "page": page_of(queries.for_unit(unit), request),
        "adds": holds_courses(request.actor, unit),
        "back": back,
    }
    return render(request, "registers/courses.html", context)


def course_add(request: ActorRequest, pk: UUID) -> HttpResponse:
    unit = access_unit_to_train(request.actor, pk)
    form = CourseForm(request.POST or None)
    operation = Operation(
        title=_("Enter a course"),
        button=_("Enter the course"),
        back=reverse("registers:courses", args=[unit.pk]),
        back_words=_("Courses"),
        done=_("The course is entered. Mark who attends."),
        about=unit,
    )
    return carry_out(
        request, operation, form, lambda: actions.add(unit=unit, by=request.actor, **form.cleaned_data)
    )


@require_safe
def course(request: ActorRequest, pk: UUID) -> HttpResponse:
    """A course with those on it whose records the reader may see."""
    row = access_course(request.actor, pk)
    own = holds_courses(request.actor, row.unit)
    context = {
        "course": row,
        "page": page_of(queries.attendances(row, request.actor), request),
        "cells": _cells(request, row),
        "edited": versions.row(request.actor, row, *_VALUES) if own else None,
    }
    return render(request, "registers/course.html", context)


def _cells(request: ActorRequest, row: Course) -> list[Unit]:
    """The cells whose members the reader marks on the course; at most as many as a ward has."""
    cells = reachable(request.actor, Can.SEE_ROSTER).cells().in_use()
    if row.unit.is_cell:
        cells = cells.filter(pk=row.unit_id)
    return [cell for cell in cells[:120] if commends(request.actor, cell)]


def mark(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Mark the members of a cell on a course; `?cell=` says which."""
    row = access_course(request.actor, pk)
    cell = _asked_cell(request, row)
    people = [each.member for each in members.roster(cell.pk, timezone.localdate()) if not each.here]
    form = MarkForm(request.POST or None, people=people)
    form.made_from(versions.marks(request.actor, row, cell, people))

    def do() -> None:
        actions.mark(course=row, cell=cell, by=request.actor, marks=form.marks())

    if request.method == "POST" and form.carries_out(do):
        n = sum(1 for result, _number in form.marks().values() if result)
        said = ngettext("%(n)s member is on the course.", "%(n)s members are on the course.", n)
        undo.offer(request, said % {"n": n})
        return redirect(row)
    context = {"course": row, "cell": cell, "form": form}
    return render(request, "registers/mark.html", context, status=422 if form.is_bound else 200)


def _asked_cell(request: ActorRequest, row: Course) -> Unit:
    asked = request.GET.get("cell", "")
    if not asked:
        cells = _cells(request, row)
        if not cells:
            raise Http404
        return cells[0]
    try:
        return access_cell_to_mark(request.actor, UUID(asked))
    except ValueError:
        raise Http404 from None


@require_POST
def course_out(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = access_own_course(request.actor, pk)
    versions.row(request.actor, row, *_VALUES).carry_out(
        request, lambda: actions.take_out(course=row, by=request.actor)
    )
    undo.offer(request, _("The course has been taken out."))
    return redirect("registers:courses", row.unit_id)
