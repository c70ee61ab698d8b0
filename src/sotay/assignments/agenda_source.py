"""Tasks leave the meeting that gave them and come back to the next one until they are settled."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone, translation

from sotay.assignments import rules
from sotay.assignments.actions import standing_of
from sotay.assignments.models import Task, TaskEvent, TaskMember
from sotay.assignments.queries import named, unsettled
from sotay.audit import actions as audit
from sotay.kernel.actor import Actor
from sotay.kernel.text import tidy
from sotay.meetings.agenda_sources import AgendaSource, Carried
from sotay.meetings.log.state import Assigned, Result, State
from sotay.meetings.models import Meeting
from sotay.members.models import Member
from sotay.notify import actions as notify
from sotay.units.models import Unit


class TaskAgendaSource(AgendaSource):
    """Tasks as a source of agenda items."""

    kind = "task"
    agenda_key = "last_month"

    def open_for(self, cell: Unit, day: date) -> list[Carried]:
        """Tasks of the cell that are not settled, oldest first, with the names of their people. Four
        queries."""
        newest = TaskEvent.objects.filter(undone_at=None).exclude(text="").order_by("-at", "-id")
        waiting = unsettled([cell]).filter(given_on__lte=day)
        found = waiting.prefetch_related("members", Prefetch("events", newest, to_attr="newest"))
        with translation.override("vi"):  # these words go into the agenda and the minutes
            return [_carried(task, day) for task in named(found)]

    @transaction.atomic
    def take_up(self, meeting: Meeting, state: State, by: Actor) -> None:
        """Keep the tasks a meeting gave and what it heard of earlier ones.

        Called again after an amendment: what was kept stays kept, a new wording is taken over, and
        nothing is deleted. A task whose entry was withdrawn is dropped by the secretary, with the reason.
        """
        day = timezone.localdate(state.closed_at or meeting.planned_at)
        given = _keep_tasks(meeting, state.tasks, by, day)
        heard = _keep_results(meeting, state.results, by, day)
        if given or heard:
            audit.record(by, "task.taken_up", meeting, given=given, heard=heard, title=str(meeting))


def _carried(task: Task, day: date) -> Carried:
    return Carried(
        kind=TaskAgendaSource.kind,
        id=task.pk,
        text=task.text,
        detail=task.names(),
        since=task.given_on,
        due_on=task.due_on,
        standing=_standing(task, day),
        meeting_id=task.meeting_id,
    )


def _standing(task: Task, day: date) -> str:
    """Where a task is, in the words of a Vietnamese paper."""
    late = task.days_late(day)
    if late:
        where = f"Quá hạn {late} ngày"
    else:
        where = "Đã báo hoàn thành, chờ xác nhận" if task.state == rules.REPORTED else "Đang thực hiện"
    events: list[TaskEvent] = task.newest  # type: ignore[attr-defined]  # prefetched by open_for
    return f"{where}. {tidy(events[0].text)[:160]}" if events else where


def _keep_tasks(meeting: Meeting, assigned: Iterable[Assigned], by: Actor, day: date) -> int:
    """Answers how many tasks are new."""
    by_entry = {each.entry: each for each in assigned}
    kept = Task.objects.select_for_update().filter(cell=meeting.cell_id, entry_id__in=by_entry)
    for task in kept:
        each = by_entry.pop(task.entry_id) if task.entry_id else None
        if each is not None and each.text != task.text:
            task.text = each.text
            task.save(update_fields=["text"])
    fresh = [_new(meeting, each, day) for each in by_entry.values()]
    Task.objects.bulk_create(fresh)
    _give(meeting, fresh, by_entry, by)
    return len(fresh)


def _new(meeting: Meeting, each: Assigned, day: date) -> Task:
    return Task(
        commune_id=meeting.commune_id,
        cell_id=meeting.cell_id,
        text=each.text,
        given_on=day,
        due_on=each.due_on,
        meeting_id=meeting.pk,
        entry_id=each.entry,
    )


def _give(meeting: Meeting, tasks: list[Task], by_entry: dict[UUID, Assigned], by: Actor) -> None:
    """Note who was given each task and tell them; an id that is no member's is left out."""
    asked = {member for each in by_entry.values() for member in each.members}
    known = set(Member.objects.filter(pk__in=asked).values_list("pk", flat=True))
    owned = {"commune_id": meeting.commune_id, "cell_id": meeting.cell_id}
    given = [
        TaskMember(task=task, member_id=member, **owned)
        for task in tasks
        if task.entry_id
        for member in dict.fromkeys(by_entry[task.entry_id].members)
        if member in known
    ]
    TaskMember.objects.bulk_create(given)
    for task in tasks:
        people = [row.member_id for row in given if row.task_id == task.pk]
        due = f"{task.due_on:%d/%m/%Y}" if task.due_on else "–"
        notify.tell(people, "task.given", task.get_absolute_url(), by=by, text=task.text, due=due)


def _keep_results(meeting: Meeting, results: Iterable[Result], by: Actor, day: date) -> int:
    """Answers how many results are new. One heard before only takes over a new wording."""
    by_entry = {each.entry: each for each in results if each.task}
    for event in TaskEvent.objects.filter(cell=meeting.cell_id, entry_id__in=by_entry):
        each = by_entry.pop(event.entry_id) if event.entry_id else None
        if each is not None and each.text != event.text:
            event.text = each.text
            event.save(update_fields=["text"])
    about = {each.task for each in by_entry.values() if each.task}
    tasks = {
        task.pk: task for task in Task.objects.select_for_update().filter(cell=meeting.cell_id, pk__in=about)
    }
    heard = [
        _hear(meeting, tasks[each.task], each, by, day) for each in by_entry.values() if each.task in tasks
    ]
    TaskEvent.objects.bulk_create(heard)
    Task.objects.bulk_update(tasks.values(), ["state", "done_on"])
    return len(heard)


def _hear(meeting: Meeting, task: Task, each: Result, by: Actor, day: date) -> TaskEvent:
    """Move a task by what the meeting heard; a dropped one stays dropped, with the words kept."""
    event = TaskEvent(
        commune_id=task.commune_id,
        cell_id=task.cell_id,
        task=task,
        what=TaskEvent.What.HEARD,
        text=each.text,
        by_account_id=by.account_id,
        by_name=by.name,
        at=each.at,
        meeting_id=meeting.pk,
        entry_id=each.entry,
        was=standing_of(task),
    )
    moved = rules.moved(task.state, rules.HEARD.get(each.outcome, "heard_open"))
    if moved is not None:
        task.done_on = (task.done_on or day) if moved == rules.DONE else None
        task.state = moved
    return event
