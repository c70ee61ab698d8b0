"""Tasks, for programs. Mounted at /api/v1/tasks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Schema

from sotay.assignments import actions, queries, year_queries
from sotay.assignments.access import access_late, access_task, access_task_to_report, access_year
from sotay.assignments.models import Task, YearLine
from sotay.kernel.actor import Can
from sotay.kernel.api import Page, Paging, Query, Reading, Scope, actor_of, page, says
from sotay.kernel.periods import YEARS
from sotay.meetings.access import can_open
from sotay.units.access import access_cell

router = Reading(Scope.TASKS, "Tasks of the cells whose minutes you may read, and those given to you.")
writing = Reading(Scope.TASKS_WRITE, "Report on a task that was given to you.")


class PersonOut(Schema):
    """Somebody by id and name."""

    id: UUID = says("Id of the member.", "018f0000-0000-7000-8000-000000000003")
    name: str = says("Full name.", "Nguyễn Văn An")


class TaskOut(Schema):
    """A task."""

    id: UUID = says("Id of the task.", "018f0000-0000-7000-8000-000000000008")
    text: str = says("What is to be done.", "Rà soát hộ nghèo của tổ dân phố")
    kind: str = says("once, weekly, monthly or commitment.", "once")
    status: str = says("open, reported, done or dropped.", "open")
    given_on: date = says("The day it was given.", "2026-12-03")
    due_on: date | None = says("By when; null without a deadline.", "2026-12-20")
    done_on: date | None = says("The day it was confirmed as done.", None)
    days_late: int = says("Days past the deadline while it is open.", 0)
    cell: UUID = says("Id of the cell.", "018f0000-0000-7000-8000-000000000001")
    people: list[PersonOut] = says(
        "Whom it was given to.", [{"id": "018f0000-0000-7000-8000-000000000003", "name": "Nguyễn Văn An"}]
    )


class TaskEventOut(Schema):
    """Something that happened to a task."""

    what: str = says("progress, reported, confirmed, sent_back, extended ...", "progress")
    text: str = says("In the words of whoever did it.", "Đã xong một nửa")
    by: str = says("Who.", "Nguyễn Văn An")
    at: datetime = says("When.", "2026-12-10T02:00:00Z")


class TaskDetailOut(TaskOut):
    """A task with its history."""

    meeting: UUID | None = says("Id of the meeting that gave it, where you may open that.", None)
    history: list[TaskEventOut] = says("Oldest first, without what was taken back.", [])


class TaskFilter(Schema):
    """Which tasks."""

    cell: UUID | None = says("Only of this cell.", None, None)
    status: Literal["", "open", "reported", "done", "dropped"] = says("Only with this status.", "open", "")
    mine: bool = says("Only those given to you.", False, False)


class YearTaskOut(Schema):
    """A task of the year's list."""

    text: str = says("What is to be done.", "Phụ trách nhóm hộ số 3")
    kind: str = says("once, weekly or monthly.", "monthly")
    due_on: date = says("By when.", "2026-12-31")
    follower: str = says("Who follows it for the cell; may be empty.", "Lê Thị Thu")
    adopted: bool = says("Whether a resolution adopted it; drafts are for who draws up the list.", True)
    task: UUID | None = says("Id of the task it became.", "018f0000-0000-7000-8000-000000000008")


class MemberTasksOut(Schema):
    """A member with their tasks of the year."""

    member: UUID = says("Id of the member.", "018f0000-0000-7000-8000-000000000003")
    name: str = says("Full name.", "Nguyễn Văn An")
    called_for: bool = says("Whether a task is called for.", True)
    tasks: list[YearTaskOut] = says("Their tasks.", [])


class AdoptionOut(Schema):
    """A resolution that adopted tasks of the list."""

    resolution: str = says("What it is called.", "Số 01-NQ/CB")
    adopted_on: date = says("On which day.", "2026-01-05")
    paper: UUID | None = says("Id of its paper where it was issued here.", None)


class YearListOut(Schema):
    """What a cell assigns its members in a year."""

    cell: UUID = says("Id of the cell.", "018f0000-0000-7000-8000-000000000001")
    year: int = says("The year.", 2026)
    adoptions: list[AdoptionOut] = says("None while nothing is adopted.", [])
    people: list[MemberTasksOut] = says("In order of names; members without a task too.", [])


class YearAsked(Schema):
    """Which year."""

    year: int | None = says("The year; this one when nothing is said.", 2026, None, ge=YEARS[0], le=YEARS[-1])


class LateUnitOut(Schema):
    """A unit with how many of its tasks are late."""

    unit: UUID = says("Id of the cell or unit.", "018f0000-0000-7000-8000-000000000001")
    name: str = says("Its name.", "Chi bộ tổ dân phố Hòa Bình")
    open: int = says("Tasks that are open.", 12)
    overdue: int = says("Of them past their day.", 2)
    reported: int = says("Reported as done, not confirmed yet.", 1)


class LateTasksOut(Schema):
    """How many tasks are late below a unit. No task and no name."""

    unit: UUID = says("Id of the unit.", "018f0000-0000-7000-8000-000000000004")
    units: list[LateUnitOut] = says("Cells of a ward, else the units directly below; most late first.", [])


class ReportIn(Schema):
    """A word on a task."""

    text: str = says("What was done.", "Đã rà soát xong 12 hộ", min_length=1, max_length=2000)
    done: bool = says("Whether it is done, so that a leader of the cell confirms it.", False, False)


def _line(task: Task, day: date) -> dict[str, Any]:
    return {
        "id": task.pk,
        "text": task.text,
        "kind": task.kind,
        "status": task.state,
        "given_on": task.given_on,
        "due_on": task.due_on,
        "done_on": task.done_on,
        "days_late": task.days_late(day),
        "cell": task.cell_id,
        "people": [{"id": member.pk, "name": member.full_name} for member in task.people],
    }


def _lines(tasks: Iterable[Task]) -> list[dict[str, Any]]:
    day = timezone.localdate()
    return [_line(task, day) for task in tasks]


@router.get("", response=Page[TaskOut], summary="List tasks")
def tasks(request: HttpRequest, paging: Query[Paging], asked: Query[TaskFilter]) -> dict[str, Any]:
    """Tasks you may see, the newest first."""
    actor = actor_of(request)
    rows = queries.of(actor.member_id) if asked.mine else queries.in_sight(actor)
    if asked.cell:
        rows = rows.filter(cell=access_cell(actor, asked.cell))
    if asked.status:
        rows = rows.filter(state=asked.status)
    return page(request, rows.prefetch_related("members"), paging, _lines)


@router.get("/{uuid:pk}", response=TaskDetailOut, summary="One task")
def task(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """One task and what was said of it since."""
    return _detail(request, pk)


def _detail(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    actor = actor_of(request)
    found = access_task(actor, pk)
    history = found.events.filter(undone_at=None).order_by("at", "id")
    return {
        **_line(found, timezone.localdate()),
        "meeting": found.meeting_id if can_open(actor, found.meeting_id) else None,
        "history": [{"what": row.what, "text": row.text, "by": row.by_name, "at": row.at} for row in history],
    }


@router.get("/years/{uuid:pk}", response=YearListOut, summary="Assignments of a cell's year")
def year(request: HttpRequest, pk: UUID, asked: Query[YearAsked]) -> dict[str, Any]:
    """What a cell assigned its members in a year; drafts only for who prepares its meetings."""
    actor, day = actor_of(request), timezone.localdate()
    cell, of = access_year(actor, pk), asked.year or day.year
    found = year_queries.year_page(cell, of, day, drafts=actor.may(Can.PREPARE, cell.path))
    return {
        "cell": cell.pk,
        "year": of,
        "adoptions": [
            {"resolution": row.resolution, "adopted_on": row.adopted_on, "paper": row.paper_id}
            for row in found.adoptions
        ],
        "people": [
            {
                "member": row.member.pk,
                "name": row.member.full_name,
                "called_for": row.called_for,
                "tasks": [_year_task(line) for line in row.lines],
            }
            for row in found.people
        ],
    }


def _year_task(line: YearLine) -> dict[str, Any]:
    return {
        "text": line.text,
        "kind": line.kind,
        "due_on": line.due_on,
        "follower": line.follower.full_name if line.follower else "",
        "adopted": line.adoption_id is not None,
        "task": line.task_id,
    }


@router.get("/late/{uuid:pk}", response=LateTasksOut, summary="Late tasks below a unit")
def late(request: HttpRequest, pk: UUID) -> dict[str, Any]:
    """How many tasks are late in each cell of a ward, or in each unit below a higher one."""
    unit = access_late(actor_of(request), pk)
    counted = ("open", "overdue", "reported")
    return {
        "unit": unit.pk,
        "units": [
            {
                "unit": line.unit.pk,
                "name": line.unit.name,
                **{name: getattr(line.counts, name) for name in counted},
            }
            for line in queries.late_below(unit, timezone.localdate())
        ],
    }


@writing.post("/{uuid:pk}/report", response=TaskDetailOut, summary="Report on a task")
def report(request: HttpRequest, pk: UUID, said: ReportIn) -> dict[str, Any]:
    """Say how far it is, or that it is done. What the rules do not allow now is answered with 409."""
    actor = actor_of(request)
    actions.report(task=access_task_to_report(actor, pk), by=actor, done=said.done, text=said.text)
    return _detail(request, pk)
