"""The list of tasks, and one task with what can be done about it now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from sotay.assignments import actions, forms, queries, versions
from sotay.assignments.access import access_task, access_task_to_report, is_given_to
from sotay.assignments.models import Task
from sotay.kernel import undo as offers
from sotay.kernel.actor import Actor, Can, Role
from sotay.kernel.forms import BaseForm
from sotay.kernel.http import ActorRequest
from sotay.kernel.paging import page_of
from sotay.meetings.access import can_open
from sotay.meetings.session.list_filters import asked_cell, only_mine, stale_form

_FOLLOWS = (
    Role.SECRETARY,
    Role.DEPUTY_SECRETARY,
    Role.COMMITTEE_MEMBER,
    Role.OVERSEER,
    Role.WARD_OFFICE,
    Role.INSPECTION_COMMISSION,
)


@require_safe
def tasks(request: ActorRequest) -> HttpResponse:
    """Tasks in sight: one's own for a member, the cell's for whoever follows a cell."""
    actor, day = request.actor, timezone.localdate()
    cell = asked_cell(request)
    mine = only_mine(request, cell, _FOLLOWS)
    scope = queries.of(actor.member_id) if mine else queries.in_sight(actor)
    scope = scope.filter(cell=cell) if cell else scope
    show = request.GET.get("show", "open")
    if show not in queries.SHOWN:
        raise Http404
    page = page_of(queries.shown(scope, show, day), request)
    context = {
        "page": page,
        "rows": [(task, task.days_late(day)) for task in queries.named(page)],
        "counts": queries.counts(scope, day),
        "show": show,
        "cell": cell,
        "mine": mine,
        "many_cells": len({task.cell_id for task in page}) > 1,
        "follows": bool(actor.holds(*_FOLLOWS)),
        "day": day,
    }
    return render(request, "assignments/tasks.html", context)


@require_safe
def task(request: ActorRequest, pk: UUID) -> HttpResponse:
    return _page(request, access_task(request.actor, pk))


@dataclass(frozen=True, slots=True)
class Operation:
    """Something to do with a task: its form, the action, what is said then, and the right it needs."""

    form: type[BaseForm]
    act: Callable[..., Task]
    said: str | Promise
    right: str = "may_settle"


OPERATIONS: Mapping[str, Operation] = {
    "report": Operation(
        forms.ReportForm, actions.report, gettext_lazy("The report is recorded."), "may_report"
    ),
    "confirm": Operation(forms.ConfirmForm, actions.confirm, gettext_lazy("The task is confirmed as done.")),
    "send_back": Operation(
        forms.SendBackForm,
        actions.send_back,
        gettext_lazy("The task is sent back to be finished."),
        "may_confirm",
    ),
    "extend": Operation(forms.ExtendForm, actions.extend, gettext_lazy("The task has its new deadline.")),
    "drop": Operation(forms.DropForm, actions.drop, gettext_lazy("The task is dropped.")),
}


@require_POST
def do(request: ActorRequest, pk: UUID, name: str) -> HttpResponse:
    """Do one of OPERATIONS and offer to undo it; a refusal is shown at its form with what was typed in it."""
    actor, operation = request.actor, OPERATIONS[name]
    found = access_task_to_report(actor, pk) if name == "report" else access_task(actor, pk, Can.PREPARE)
    form = operation.form(request.POST, prefix=name).made_from(versions.history(actor, found))
    if form.carries_out(lambda: operation.act(task=found, by=actor, **form.cleaned_data)):
        done = versions.history(actor, access_task_to_report(actor, pk))
        back = offers.only_as_seen(reverse("assignments:undo", args=[found.pk]), done)
        offers.offer(request, operation.said, back)
        return redirect(found)
    return _page(request, access_task(actor, pk), bound={name: form}, status=422)


@require_POST
def undo(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = access_task_to_report(request.actor, pk)
    edited = versions.history(request.actor, found)
    edited.carry_out(request, lambda: actions.undo(task=found, by=request.actor))
    messages.success(request, _("The last change is taken back."))
    return redirect(found)


def _page(
    request: ActorRequest, found: Task, *, bound: dict[str, Form] | None = None, status: int = 200
) -> HttpResponse:
    actor, day = request.actor, timezone.localdate()
    queries.named([found])
    newest, edited = actions.newest_event(found), versions.history(actor, found)
    rights = _rights(actor, found)
    context: dict[str, Any] = {
        "task": found,
        "late": found.days_late(day),
        "history": found.events.order_by("-at", "-id"),
        "forms": {
            name: operation.form(prefix=name).made_from(edited) for name, operation in OPERATIONS.items()
        }
        | (bound or {}),
        "edited": edited,
        "failed": next(iter(bound or ()), ""),
        "can_undo": newest is not None and actions.undoable(newest, actor),
        "sees_meeting": can_open(actor, found.meeting_id),
        **stale_form(bound or {}, {name: operation.right for name, operation in OPERATIONS.items()}, rights),
        **rights,
    }
    return render(request, "assignments/task.html", context, status=status)


def _rights(actor: Actor, found: Task) -> dict[str, bool]:
    """What the reader may do with the task as it stands."""
    leads = actor.may(Can.PREPARE, found.cell.path)
    given = is_given_to(found, actor)
    is_open, is_reported = found.state == Task.State.OPEN, found.state == Task.State.REPORTED
    return {
        "may_report": is_open and (leads or given),
        "is_mine": given,
        "may_settle": leads and (is_open or is_reported),
        "may_confirm": leads and is_reported,
    }
