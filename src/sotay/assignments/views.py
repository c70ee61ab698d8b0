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

from sotay.assignments import actions, composing, forms, queries, versions
from sotay.assignments.access import (
    access_late,
    access_task,
    access_task_to_report,
    access_to_assign,
    is_given_to,
)
from sotay.assignments.models import Task, TaskFile
from sotay.assignments.needs import led_cells
from sotay.kernel import undo as offers
from sotay.kernel.actor import Actor, Can, Role
from sotay.kernel.http import ActorRequest, download
from sotay.kernel.paging import page_of
from sotay.kernel.refusal import Refusal
from sotay.library.forms import UploadForm
from sotay.meetings.access import can_open
from sotay.meetings.session.list_filters import asked_cell, only_mine, stale_form
from sotay.papers.printing import printed
from sotay.papers.queries import layout_for
from sotay.papers.renderers import FILES

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
    followed = request.GET.get("follow") == "mine"
    scope = queries.of(actor.member_id) if mine else queries.in_sight(actor)
    scope = queries.followed_by(actor.member_id) if followed else scope
    scope = scope.filter(cell=cell) if cell else scope
    show = request.GET.get("show", "open")
    if show not in queries.SHOWN:
        raise Http404
    page = page_of(queries.shown(scope, show, day), request)
    rows = queries.load_periods(queries.named(page))
    context = {
        "page": page,
        "rows": [(task, task.days_late(day), len(task.missing_periods(day))) for task in rows],
        "counts": queries.counts(scope, day),
        "show": show,
        "cell": cell,
        "mine": mine,
        "followed": followed,
        "led": led_cells(actor),
        "own_cells": queries.own_cells(actor),
        "many_cells": len({task.cell_id for task in page}) > 1,
        "follows": bool(actor.holds(*_FOLLOWS)),
        "day": day,
    }
    return render(request, "assignments/tasks.html", context)


@require_safe
def task(request: ActorRequest, pk: UUID) -> HttpResponse:
    return _page(request, access_task(request.actor, pk))


@require_safe
def letter(request: ActorRequest, pk: UUID, ending: str) -> HttpResponse:
    """The letter that is handed over with the task, "pdf" or "docx"."""
    found = access_task(request.actor, pk)
    if ending not in FILES:
        raise Http404
    day = timezone.localdate()
    layout = layout_for(found.cell, day)
    names = [each.member.full_name for each in found.given_to.select_related("member")]
    follower = found.follower.full_name if found.follower else ""
    paper = composing.letter(found, names, follower, day, layout)
    return download(printed(ending, paper, layout), f"phieu-giao-nhiem-vu.{ending}", FILES[ending][1])


@dataclass(frozen=True, slots=True)
class Operation:
    """Something to do with a task: its form, the action, what is said then, and the right it needs."""

    form: type[forms.OperationForm]
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
    "hand_over": Operation(
        forms.HandOverForm, actions.hand_over, gettext_lazy("The task is handed over."), "may_arrange"
    ),
    "arrange": Operation(
        forms.ArrangeForm, actions.arrange, gettext_lazy("Saved. It is followed like that."), "may_arrange"
    ),
    "divide": Operation(
        forms.DivideForm, actions.divide, gettext_lazy("Each person has their part."), "may_divide"
    ),
    "ask_help": Operation(
        forms.AskHelpForm, actions.ask_help, gettext_lazy("The leaders of the cell are told."), "may_report"
    ),
    "answer_help": Operation(
        forms.AnswerHelpForm,
        actions.answer_help,
        gettext_lazy("Answered. The people given the task are told."),
        "may_answer_help",
    ),
}
BY_THE_PEOPLE = ("report", "ask_help")
"""What a person given the task does, or an officer for them; everything else is the officers'."""


@require_POST
def do(request: ActorRequest, pk: UUID, name: str) -> HttpResponse:
    """Do one of OPERATIONS and offer to undo it; a refusal is shown at its form with what was typed in it."""
    actor, operation = request.actor, OPERATIONS[name]
    by_people = name in BY_THE_PEOPLE
    found = access_task_to_report(actor, pk) if by_people else access_task(actor, pk, Can.PREPARE)
    form = operation.form(request.POST, prefix=name).fit(_scene(actor, found))
    form.made_from(versions.history(actor, found))
    if form.carries_out(lambda: operation.act(task=found, by=actor, **form.given())):
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
    newest, edited = actions.newest_event(found), versions.history(actor, found)
    rights, scene = _rights(actor, found), _scene(actor, found)
    unbound = {
        name: operation.form(prefix=name).fit(scene).made_from(edited)
        for name, operation in OPERATIONS.items()
        if rights[operation.right]
    }
    files = TaskFile.objects.filter(event__task=found, event__undone_at=None)
    context: dict[str, Any] = {
        "task": found,
        "late": found.days_late(day),
        "missing": [forms.period_words(found.kind, start) for start in found.missing_periods(day)],
        "shares": scene.given_to if scene.divided else (),
        "committed": _committed(found),
        "files": files.select_related("document", "event").order_by("pk"),
        "history": found.events.order_by("-at", "-id"),
        "forms": unbound | (bound or {}),
        "edited": edited,
        "failed": next(iter(bound or ()), ""),
        "can_undo": newest is not None and actions.undoable(newest, actor),
        "sees_meeting": can_open(actor, found.meeting_id),
        "can_commit": found.kind == Task.Kind.COMMITMENT and rights["may_report"],
        **stale_form(bound or {}, {name: operation.right for name, operation in OPERATIONS.items()}, rights),
        **rights,
    }
    return render(request, "assignments/task.html", context, status=status)


def _committed(found: Task) -> list[tuple[str, str]]:
    """The headings of a commitment with what the member wrote under them."""
    fields = forms.CommitmentForm().fields
    return [(str(fields[key].label), found.commitment[key]) for key in fields if found.commitment.get(key)]


def _scene(actor: Actor, found: Task) -> forms.Scene:
    """What the forms offer; the roll and the committee only to who gives out tasks."""
    given_to = list(found.given_to.select_related("member").order_by("member__name_sort", "member"))
    queries.named([found])
    shown = {member.pk: member for member in found.people}
    for row in given_to:
        row.member = shown.get(row.member_id, row.member)
    leads = actor.may(Can.PREPARE, found.cell.path)
    day = timezone.localdate()
    return forms.Scene(
        task=found,
        day=day,
        given_to=given_to,
        roll=queries.roll(found.cell, day) if leads else (),
        committee=queries.committee(found.cell, day) if leads else (),
        is_mine=any(row.member_id == actor.member_id for row in given_to),
    )


def attach(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Put documents to a task, several at once; why one is refused is said with its name."""
    found = access_task_to_report(request.actor, pk)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        _attach_each(request, found, form)
        if not form.errors:
            offers.offer(request, _("Attached. Whoever reads the task can open it."))
            return redirect(found)
    context = {"task": found, "form": form}
    return render(request, "assignments/attach.html", context, status=422 if form.is_bound else 200)


def _attach_each(request: ActorRequest, found: Task, form: UploadForm) -> None:
    given = form.cleaned_data
    several = len(given["file"]) > 1
    for upload in given["file"]:
        try:
            actions.attach(
                task=found,
                by=request.actor,
                upload=upload,
                title="" if several else given["title"],
                not_secret=given["not_secret"],
            )
        except Refusal as refusal:
            if several:
                form.add_error("file", f"{upload.name}: {refusal.sentence}")
            else:
                form.add_refusal(refusal)


def new(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Give members of a cell a task between two meetings."""
    cell, day = access_to_assign(request.actor, pk), timezone.localdate()
    roll, committee = queries.roll(cell, day), queries.committee(cell, day)
    form = forms.NewTaskForm(request.POST or None, roll=roll, committee=committee)
    made: list[Task] = []

    def give() -> None:
        made.append(actions.hand_out(cell=cell, by=request.actor, **form.given()))

    if form.carries_out(give):
        offers.offer(request, _("The task is given. The people are told."))
        return redirect(made[0])
    context = {"cell": cell, "form": form}
    return render(request, "assignments/new.html", context, status=422 if form.is_bound else 200)


@require_safe
def late(request: ActorRequest, pk: UUID) -> HttpResponse:
    """How many tasks are late in each unit below an office; a cell's own list opens from here."""
    unit, day = access_late(request.actor, pk), timezone.localdate()
    lines = queries.late_below(unit, day)
    context = {
        "unit": unit,
        "page": page_of(lines, request),
        "total": sum(line.counts.overdue for line in lines),
        "day": day,
        "reads_cells": request.actor.may(Can.SEE_MEETING, unit.path)
        or request.actor.may_from_above(Can.SEE_MEETING, unit.path),
    }
    return render(request, "assignments/late.html", context)


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
        "may_arrange": leads and is_open and found.kind != Task.Kind.COMMITMENT,
        "may_divide": leads and is_open and len(found.people) > 1,
        "may_answer_help": leads and is_open and found.asks_help,
        "may_attach": (is_open or is_reported) and (leads or given),
    }
