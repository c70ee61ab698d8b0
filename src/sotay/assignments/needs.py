"""What tasks need of somebody now: the reader's own, and those of the cells they lead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from sotay.assignments import queries, rules
from sotay.assignments.models import Task
from sotay.assignments.queries import Counts
from sotay.kernel.actor import Actor
from sotay.kernel.navigation import LEADERS
from sotay.kernel.needs import Need, Urgency
from sotay.kernel.templatetags.sotay import day as shown_day
from sotay.units.models import Unit
from sotay.units.queries import units_at

MANY = 200


def led_cells(actor: Actor) -> list[Unit]:
    return [unit for unit in units_at(actor, *LEADERS) if unit.is_cell]


def counts_of(actor: Actor, day: date) -> Mapping[UUID, Counts]:
    """The tasks of each cell the actor leads. One query a request."""
    cells = led_cells(actor)
    return actor.once(
        ("assignments.counts", day), lambda: queries.counts_by_cell(cells, day) if cells else {}
    )


def own_tasks(actor: Actor) -> list[Task]:
    """What the actor has still to do, the most urgent first. One query a request."""
    return actor.once("assignments.own", lambda: list(queries.open_of(actor.member_id)[:MANY]))


def needs_of(actor: Actor, day: date) -> Iterator[Need]:
    counts = counts_of(actor, day)
    for cell in led_cells(actor):
        yield from _of_cell(cell, counts.get(cell.pk, Counts()))
    if actor.member_id:
        yield from _own(own_tasks(actor), day)


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
