"""What people do with a task once it is given. Giving one is the meeting's: see `agenda_source`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from sotay.assignments import refusals, rules
from sotay.assignments.models import Task, TaskEvent
from sotay.audit import actions as audit
from sotay.kernel.actor import Actor, Role
from sotay.kernel.periods import as_day
from sotay.kernel.text import tidy
from sotay.members.queries import holder_ids
from sotay.notify import actions as notify

What = TaskEvent.What


@transaction.atomic
def report(*, task: Task, by: Actor, done: bool, text: str) -> Task:
    """Say how a task stands, or that it is done: a person given it, or an officer for them (assisted)."""
    held = _moving(task, "report" if done else "progress")
    helped = _helped(held, by)
    code = "task.reported" if done else "task.progress"
    _record(
        held, What.REPORTED if done else What.PROGRESS, by, _needed(text, "text"), assisted=helped is not None
    )
    _move(held, "report" if done else "progress")
    audit.record(by, code, held, assisted=helped, given=as_day(held.given_on))
    if done:
        leading = holder_ids([held.cell_id], Role.SECRETARY, Role.DEPUTY_SECRETARY, day=timezone.localdate())
        _tell(by, leading, "task.reported", held, who=by.name)
    return held


@transaction.atomic
def confirm(*, task: Task, by: Actor, text: str = "") -> Task:
    """Agree that a task is done."""
    held = _moving(task, "confirm")
    _record(held, What.CONFIRMED, by, tidy(text))
    _move(held, "confirm", done_on=timezone.localdate())
    audit.record(by, "task.confirmed", held, given=as_day(held.given_on))
    _tell(by, _people(held), "task.confirmed", held)
    return held


@transaction.atomic
def send_back(*, task: Task, by: Actor, because: str) -> Task:
    """Say that a task reported done is not."""
    held = _moving(task, "send_back")
    because = _needed(because, "because")
    _record(held, What.SENT_BACK, by, because)
    _move(held, "send_back")
    audit.record(by, "task.sent_back", held, given=as_day(held.given_on))
    _tell(by, _people(held), "task.sent_back", held, because=because)
    return held


@transaction.atomic
def extend(*, task: Task, by: Actor, due_on: date, because: str) -> Task:
    """Give a task another deadline, from today on."""
    held = _moving(task, "extend")
    because = _needed(because, "because")
    if due_on < timezone.localdate():
        raise refusals.DeadlinePassed
    if due_on == held.due_on:
        raise refusals.SameDeadline
    _record(held, What.EXTENDED, by, because, due_on=due_on)
    _move(held, "extend", due_on=due_on)
    due = f"{due_on:%d/%m/%Y}"
    audit.record(by, "task.extended", held, given=as_day(held.given_on), due=due)
    _tell(by, _people(held), "task.extended", held, due=due)
    return held


@transaction.atomic
def drop(*, task: Task, by: Actor, because: str) -> Task:
    """Settle a task that need not or cannot be done any more."""
    held = _moving(task, "drop")
    because = _needed(because, "because")
    _record(held, What.DROPPED, by, because)
    _move(held, "drop")
    audit.record(by, "task.dropped", held, given=as_day(held.given_on))
    _tell(by, _people(held), "task.dropped", held)
    return held


@transaction.atomic
def undo(*, task: Task, by: Actor) -> Task:
    """Take back the newest change of a task, when the actor made it outside a meeting."""
    held = locked(task)
    event = newest_event(held)
    if event is None or not undoable(event, by):
        raise refusals.NothingToUndo
    held.state = event.was["state"]
    held.due_on = _date(event.was["due_on"])
    held.done_on = _date(event.was["done_on"])
    held.save()
    event.undone_at = timezone.now()
    event.save()
    audit.record(by, "task.undone", held, given=as_day(held.given_on))
    return held


def newest_event(task: Task) -> TaskEvent | None:
    return task.events.filter(undone_at=None).order_by("-at", "-id").first()


def undoable(event: TaskEvent, by: Actor) -> bool:
    return event.what != What.HEARD and by.account_id is not None and event.by_account_id == by.account_id


def locked(task: Task) -> Task:
    """The task as it stands now, held until the transaction ends: two people may act at once."""
    return Task.objects.select_for_update().get(pk=task.pk)


def _moving(task: Task, move: str) -> Task:
    held = locked(task)
    if rules.moved(held.state, move) is None:
        raise refusals.TaskHasMoved(held)
    return held


def _move(held: Task, move: str, **changes: date) -> None:
    held.state = rules.moved(held.state, move) or held.state
    for name, value in changes.items():
        setattr(held, name, value)
    held.save()


def _record(held: Task, what: TaskEvent.What, by: Actor, text: str, **more: bool | date) -> TaskEvent:
    """Written before the move, so that it holds how the task stood."""
    return TaskEvent.objects.create(
        commune_id=held.commune_id,
        cell_id=held.cell_id,
        task=held,
        what=what,
        text=text,
        by_account_id=by.account_id,
        by_name=by.name,
        at=timezone.now(),
        was=standing_of(held),
        **more,
    )


def standing_of(task: Task) -> dict[str, str]:
    """What an event keeps of how the task stood before it."""
    days = {"due_on": task.due_on, "done_on": task.done_on}
    return {"state": task.state, **{name: day.isoformat() if day else "" for name, day in days.items()}}


def _helped(held: Task, by: Actor) -> UUID | None:
    """The member an officer speaks for: the first given the task, unless the officer is one of them."""
    people = _people(held)
    return None if not people or by.member_id in people else people[0]


def _people(held: Task) -> list[UUID]:
    return list(held.given_to.order_by("id").values_list("member_id", flat=True))


def _tell(by: Actor, members: Iterable[UUID], code: str, held: Task, **data: str) -> None:
    notify.tell(members, code, held.get_absolute_url(), by=by, text=held.text, **data)


def _needed(text: str, field: str) -> str:
    if not text.strip():
        raise refusals.NoWords(field)
    return text.strip()


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
