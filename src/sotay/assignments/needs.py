"""What tasks need of somebody now: the reader's own, and those of the cells they lead."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from sotay import regulations
from sotay.assignments import periods, queries, rules, year_queries
from sotay.assignments.models import Task
from sotay.assignments.queries import Counts
from sotay.kernel.actor import Actor, Role
from sotay.kernel.navigation import LEADERS
from sotay.kernel.needs import Need, Urgency
from sotay.kernel.templatetags.sotay import day as shown_day
from sotay.units.models import Unit
from sotay.units.queries import units_at

MANY = 200


def led_cells(actor: Actor) -> list[Unit]:
    return [unit for unit in units_at(actor, *LEADERS) if unit.is_cell]


def _rows(actor: Actor) -> list[Task]:
    """What is not settled in the cells the actor leads, and what they have still to do themselves
    (`is_mine`), the most urgent first. One query a request."""

    def read() -> list[Task]:
        cells = led_cells(actor)
        return list(queries.waiting_for(cells, actor.member_id)[:MANY]) if cells else []

    return actor.once("assignments.rows", read)


def unsettled_of(actor: Actor) -> list[Task]:
    """What is not settled in the cells the actor leads, the most urgent first; MANY at most."""
    led = {cell.pk for cell in led_cells(actor)}
    return [task for task in _rows(actor) if task.cell_id in led]


def counts_of(actor: Actor, day: date) -> Mapping[UUID, Counts]:
    """How many tasks of each cell the actor leads are not settled; counted by the database only where there
    are too many to read.
    """

    def read() -> Mapping[UUID, Counts]:
        rows = unsettled_of(actor)
        if len(_rows(actor)) == MANY:
            return queries.counts_by_cell(led_cells(actor), day)
        of_cell: dict[UUID, list[Task]] = defaultdict(list)
        for task in rows:
            of_cell[task.cell_id].append(task)
        return {
            cell: Counts(
                open=sum(task.state == rules.OPEN for task in tasks),
                overdue=sum(task.days_late(day) > 0 for task in tasks),
                reported=sum(task.state == rules.REPORTED for task in tasks),
            )
            for cell, tasks in of_cell.items()
        }

    return actor.once(("assignments.counts", day), read)


def own_tasks(actor: Actor) -> list[Task]:
    """What the actor has still to do, the most urgent first. At most two queries a request, the second when
    some repeat; for who leads a cell they are among `_rows`."""

    def read() -> list[Task]:
        rows = _rows(actor)
        if rows and len(rows) < MANY:
            own = [task for task in rows if task.is_mine]  # type: ignore[attr-defined]  # annotated
        else:
            own = list(queries.open_of(actor.member_id)[:MANY])
        return queries.load_periods(own)

    return actor.once("assignments.own", read)


def needs_of(actor: Actor, day: date) -> Iterator[Need]:
    counts, waiting = counts_of(actor, day), unsettled_of(actor)
    for cell in led_cells(actor):
        yield from _of_cell(cell, counts.get(cell.pk, Counts()))
        yield from _help_asked(cell, [task for task in waiting if task.cell_id == cell.pk])
        yield from _of_year(actor, cell, waiting, day)
    if actor.member_id:
        yield from _followed([task for task in waiting if task.follower_id == actor.member_id], day)
        own = own_tasks(actor)
        yield from _periods(own, day)
        yield from _own(own, day)


def _help_asked(cell: Unit, tasks: list[Task]) -> Iterator[Need]:
    """Each request for help by itself: somebody cannot go on with their task."""
    for task in tasks:
        if task.asks_help:
            title, button = _("Help is asked for with a task"), _("Answer it")
            yield Need(
                *("task_help", Urgency.OWED, title, task.text, button, task.get_absolute_url()),
                matter=("task", task.pk),
                unit=cell.name,
            )


def _followed(tasks: list[Task], day: date) -> Iterator[Need]:
    """Late tasks among those the actor follows for the cell."""
    late = sum(task.days_late(day) > 0 for task in tasks)
    if late:
        title = _("Tasks you follow are past their deadline: %(n)s") % {"n": late}
        says, button = _("Ask the people how they stand."), _("See the tasks you follow")
        url = f"{_all()}?who=all&follow=mine&show=overdue"
        yield Need("tasks_followed", Urgency.OWED, title, says, button, url, matter="tasks_followed")


def _of_year(actor: Actor, cell: Unit, waiting: list[Task], day: date) -> Iterator[Need]:
    """Until the year's assignments are adopted, and then whoever is without a task. For the secretary, who
    answers for it; nothing is asked where a cell has no list after the first half of the year. One query."""
    if not any(grant.unit_id == cell.pk for grant in actor.holds(Role.SECRETARY, Role.DEPUTY_SECRETARY)):
        return
    known = any(task.year_list_id and task.cell_id == cell.pk for task in waiting)
    if not known and day.month > _ASKS_UNTIL:
        return
    state, matter, unit = year_queries.year_state(cell, day), ("year_tasks", cell.pk), cell.name
    url = f"{reverse('assignments:year', args=[cell.pk])}?year={day.year}"
    if not state.adopted:
        late = day.month > regulations.on(day).value("member-tasks.list_by_month")
        title = _("The assignments of %(year)s are not adopted yet") % {"year": day.year}
        says = _("Every member has a task of the year; the cell adopts the list by a resolution.")
        urgency = Urgency.OWED if late else Urgency.SOON
        yield Need("year_tasks", urgency, title, says, _("Draw up the list"), url, matter=matter, unit=unit)
    elif state.without:
        title = _("Members without a task this year: %(n)s") % {"n": len(state.without)}
        names = ", ".join(member.full_name for member in state.without[:NAMED])
        says = f"{names}, …" if len(state.without) > NAMED else names
        yield Need(
            *("without_task", Urgency.SOON, title, says, _("Assign them a task"), url),
            matter=matter,
            unit=unit,
        )


_ASKS_UNTIL = 6
"""The month after which a cell without a list is no longer asked for one: the half-year review follows."""
NAMED = 5


def _periods(tasks: list[Task], day: date) -> Iterator[Need]:
    """Weeks and months of one's repeating tasks that were not reported on, or end soon."""
    missing = [task for task in tasks if task.missing_periods(day)]
    closing = [
        task
        for task in tasks
        if periods.closing(task.kind, task.given_on, task.due_on, task.reported_periods, day)
    ]
    for code, urgency, found in (
        ("periods_missing", Urgency.OWED, missing),
        ("periods_closing", Urgency.SOON, [task for task in closing if task not in missing]),
    ):
        if len(found) == 1:
            text = {"text": found[0].text}
            title = _("A report on your task is due")
            url = found[0].get_absolute_url()
            says = _("%(text)s: a few words on this time are enough.") % text
            yield Need(code, urgency, title, says, _("Report on it"), url, matter=("task", found[0].pk))
        elif found:
            title = _("Reports on your repeating tasks are due: %(n)s") % {"n": len(found)}
            says, url = _("A few words on each are enough."), f"{_all()}?who=mine"
            yield Need(code, urgency, title, says, _("Report on them"), url, matter=code)


def _of_cell(cell: Unit, tasks: Counts) -> Iterator[Need]:
    at, matter, unit = f"{_all()}?cell={cell.pk}", cell.pk, cell.name
    if tasks.reported:
        title = _("Tasks reported done: %(n)s") % {"n": tasks.reported}
        says, button = _("They wait for you to agree that they are done."), _("Confirm them")
        yield Need(
            *("tasks_confirm", Urgency.SOON, title, says, button, f"{at}&show=reported"),
            matter=("tasks_confirm", matter),
            unit=unit,
        )
    if tasks.overdue:
        title = _("Tasks past their deadline: %(n)s") % {"n": tasks.overdue}
        says, button = _("Ask how they stand, or give a new deadline."), _("See the tasks")
        yield Need(
            *("tasks_overdue", Urgency.OWED, title, says, button, f"{at}&show=overdue"),
            matter=("tasks_overdue", matter),
            unit=unit,
        )


def _own(tasks: list[Task], day: date) -> Iterator[Need]:
    """Those that are late, together when several; the next one; and new ones, whatever their deadline."""
    parts = rules.own_tasks([(task.pk, task.given_on, task.due_on) for task in tasks], day)
    named = {task.pk: task for task in tasks}
    if len(parts.late) > 1:
        title = _("Your tasks past their deadline: %(n)s") % {"n": len(parts.late)}
        oldest = named[parts.late[0]].due_on
        says = _("The oldest was due on %(due)s. Say how they stand, even if they are not done.")
        url = f"{_all()}?who=mine&show=overdue"
        yield Need(
            *(
                "own_tasks_late",
                Urgency.OWED,
                title,
                says % {"due": shown_day(oldest)},
                _("Report on them"),
                url,
            ),
            matter="own_tasks_late",
            due=oldest,
        )
    elif parts.late:
        yield _one("task_late", Urgency.OWED, named[parts.late[0]], _("Your task is past its deadline"))
    for pk in parts.near:
        urgency = Urgency.TODAY if named[pk].due_on == day else Urgency.SOON
        yield _one("task_near", urgency, named[pk], _("Your task is due soon"))
    for pk in parts.new:
        yield _one("task_new", Urgency.SOON, named[pk], _("You have a new task"), _("See the task"))
    if parts.other:
        title = _("Your tasks in hand: %(n)s") % {"n": len(parts.other)}
        says, button = _("None of them is due this week."), _("See your tasks")
        url = f"{_all()}?who=mine"
        yield Need("tasks_in_hand", Urgency.LATER, title, says, button, url, matter="tasks_in_hand")


def _one(code: str, urgency: Urgency, task: Task, title: str, button: str = "") -> Need:
    words = {"text": task.text, "due": shown_day(task.due_on)}
    says = _("%(text)s (deadline %(due)s)") if task.due_on else _("%(text)s (no deadline)")
    url, button = task.get_absolute_url(), button or _("Report on it")
    return Need(code, urgency, title, says % words, button, url, matter=("task", task.pk), due=task.due_on)


def _all() -> str:
    return reverse("assignments:tasks")
