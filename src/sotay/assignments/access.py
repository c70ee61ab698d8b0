"""The door to tasks: whoever may read the cell's minutes sees them, and so does whoever was given one."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from sotay.assignments import queries
from sotay.assignments.models import Task
from sotay.kernel.actor import Actor, Can
from sotay.kernel.rows import get_or_none


def access_task(actor: Actor, pk: UUID, need: Can = Can.SEE_MEETING) -> Task:
    """The task, when the actor may do `need` at its cell; a person given it may always see it."""
    scope = queries.in_sight(actor) if need is Can.SEE_MEETING else Task.objects.all()
    task = get_or_none(scope.select_related("cell"), pk)
    if task is None or not (need is Can.SEE_MEETING or actor.may(need, task.cell.path)):
        raise Http404
    return task


def access_task_to_report(actor: Actor, pk: UUID) -> Task:
    """The task, for a person given it or an officer who may speak for them."""
    task = access_task(actor, pk)
    if not (actor.may(Can.PREPARE, task.cell.path) or is_given_to(task, actor)):
        raise Http404
    return task


def is_given_to(task: Task, actor: Actor) -> bool:
    return actor.member_id is not None and task.given_to.filter(member=actor.member_id).exists()
