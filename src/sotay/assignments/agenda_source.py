"""Tasks leave the meeting that gave them and come back to the next one until they are settled."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone, translation

from sotay.assignments import figures, periods, rules
from sotay.assignments.actions import standing_of
from sotay.assignments.models import Task, TaskEvent, TaskMember
from sotay.assignments.queries import load_periods, named, unsettled
from sotay.audit import actions as audit
from sotay.kernel.actor import Actor
from sotay.kernel.text import tidy
from sotay.meetings.agenda_sources import AgendaSource, Carried
from sotay.meetings.documents.parts import SETTLED_TASK
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
        """Tasks of the cell that are not settled and are spoken of that day (`rules.comes_to_meeting`),
        oldest first, with the names of their people. Five queries."""
        newest = TaskEvent.objects.filter(undone_at=None).exclude(text="").order_by("-at", "-id")
        waiting = unsettled([cell]).filter(given_on__lte=day)
        found = waiting.prefetch_related("members", Prefetch("events", newest, to_attr="newest"))
        spoken_of = [
            task
            for task in found
            if rules.comes_to_meeting(
                task.kind, task.state, task.due_on, day, of_the_year=task.year_list_id is not None
            )
        ]
        with translation.override("vi"):  # these words go into the agenda and the minutes
            return [_carried(task, day) for task in load_periods(named(spoken_of))]

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
            heard_at = [timezone.localdate(each.at) for each in state.results]
            figures.keep(meeting.cell_id, min([day, *heard_at]))


class SettledTaskAgendaSource(AgendaSource):
    """Tasks that were confirmed or dropped since the meeting before: the table of results has them too."""

    kind = SETTLED_TASK
    agenda_key = "last_month"

    def open_for(self, cell: Unit, day: date) -> list[Carried]:
        """Three queries, however many."""
        before = Meeting.objects.filter(
            cell=cell, kind=Meeting.Kind.REGULAR, planned_at__date__lt=day
        ).exclude(stage__in=(Meeting.Stage.PREPARING, Meeting.Stage.CANCELLED))
        last = before.order_by("-planned_at").values_list("planned_at", flat=True).first()
        since = last or timezone.make_aware(datetime.combine(day - MONTH, time()))
        events = TaskEvent.objects.filter(
            cell=cell, what__in=_SETTLES, undone_at=None, at__gt=since, task__state__in=_SETTLES.values()
        )
        rows = events.exclude(task__kind=Task.Kind.COMMITMENT).select_related("task").order_by("at", "id")
        latest = {event.task_id: event for event in rows}
        tasks = [event.task for event in latest.values()]
        prefetch_related_objects(tasks, "members")
        return [_settled(task, latest[task.pk]) for task in named(tasks)]


_SETTLES = {TaskEvent.What.CONFIRMED: rules.DONE, TaskEvent.What.DROPPED: rules.DROPPED}
MONTH = timedelta(days=31)


def _settled(task: Task, event: TaskEvent) -> Carried:
    done = event.what == TaskEvent.What.CONFIRMED
    words = "Đã hoàn thành" if done else "Không tiếp tục thực hiện"
    told = f"{words}, ghi nhận ngày {timezone.localtime(event.at):%d/%m/%Y}"
    return Carried(
        kind=SETTLED_TASK,
        id=task.pk,
        text=task.text,
        detail=task.names(),
        since=task.given_on,
        due_on=task.due_on,
        standing=f"{told}. {tidy(event.text)[:160]}" if event.text else told,
        meeting_id=task.meeting_id,
    )


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
    if missing := task.missing_periods(day):
        where = f"{where}; còn {len(missing)} kỳ chưa báo cáo"
    if task.asks_help:
        where = f"{where}; đề nghị hỗ trợ"
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
    rows = Task.objects.select_for_update().filter(cell=meeting.cell_id, pk__in=about)
    tasks = {task.pk: task for task in load_periods(rows)}
    heard = [
        _hear(meeting, tasks[each.task], each, by, day) for each in by_entry.values() if each.task in tasks
    ]
    TaskEvent.objects.bulk_create(heard)
    Task.objects.bulk_update(tasks.values(), ["state", "done_on"])
    return len(heard)


def _hear(meeting: Meeting, task: Task, each: Result, by: Actor, day: date) -> TaskEvent:
    """Move a task by what the meeting heard; a dropped one stays dropped, with the words kept.

    Of one that goes on repeating the meeting heard how the week or month went: it is done for that time.
    """
    goes_on = periods.goes_on(task.kind, task.due_on, day)
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
        period=_period_heard(task, day) if each.outcome != "not_done" else None,
    )
    move = "heard_open" if goes_on else rules.HEARD.get(each.outcome, "heard_open")
    moved = rules.moved(task.state, move)
    if moved is not None:
        task.done_on = (task.done_on or day) if moved == rules.DONE else None
        task.state = moved
    return event


def _period_heard(task: Task, day: date) -> date | None:
    """The week or month a meeting hears of: the oldest that nobody reported on, else the one that runs."""
    choices = periods.to_choose(task.kind, task.given_on, task.due_on, task.reported_periods, day)
    return choices[0] if choices else None
