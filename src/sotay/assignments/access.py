"""The door to tasks: whoever may read the cell's minutes sees them, and so does whoever was given one."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.utils import timezone

from sotay.assignments import queries
from sotay.assignments.models import Adoption, Task, YearLine
from sotay.kernel.actor import Actor, Can, Role
from sotay.kernel.reading import Scope
from sotay.kernel.rows import get_or_none
from sotay.members.models import Member
from sotay.members.queries import roster
from sotay.units.access import access_cell, access_unit
from sotay.units.models import Kind, Unit


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


def documents(actor: Actor) -> Scope:
    """A document put to a task is for those who may read the task."""
    given = Task.objects.filter(pk=OuterRef("about_id"))
    return Scope(
        known=Q(Exists(given)), readable=Q(Exists(queries.in_sight(actor).filter(pk=OuterRef("about_id"))))
    )


def access_year(actor: Actor, pk: UUID) -> Unit:
    """A cell whose assignments of a year the actor reads, once they are adopted."""
    return access_cell(actor, pk, Can.SEE_MEETING)


def access_to_assign(actor: Actor, pk: UUID) -> Unit:
    """A cell whose tasks the actor gives and whose list they draw up."""
    return access_cell(actor, pk, Can.PREPARE)


def access_line(actor: Actor, pk: UUID) -> YearLine:
    """A line of a list the actor draws up. Its draft is for nobody else."""
    found = get_or_none(YearLine.objects.select_related("cell", "year_list", "member"), pk)
    if found is None or not actor.may(Can.PREPARE, found.cell.path):
        raise Http404
    return found


def access_adoption(actor: Actor, pk: UUID) -> Adoption:
    found = get_or_none(Adoption.objects.select_related("cell", "year_list"), pk)
    if found is None or not actor.may(Can.PREPARE, found.cell.path):
        raise Http404
    return found


def access_to_commit(actor: Actor, pk: UUID, of: UUID | None) -> tuple[Unit, Member]:
    """A cell and the member whose commitment it is: one's own, or for who prepares its meetings anybody's
    of the cell, since some have no phone."""
    cell = access_cell(actor, pk)
    who = of or actor.member_id
    own = who == actor.member_id and any(grant.unit_id == cell.pk for grant in actor.holds(Role.MEMBER))
    if not (own or actor.may(Can.PREPARE, cell.path)):
        raise Http404
    rows = roster(cell.pk, timezone.localdate())
    found = next((row.member for row in rows if row.member.pk == who), None)
    if found is None:
        raise Http404
    return cell, found


def access_late(actor: Actor, pk: UUID) -> Unit:
    """An office's unit whose late tasks are counted for the actor; see `queries.late_below`."""
    unit = access_unit(actor, pk, Can.SEE_FIGURES)
    if unit.kind in (Kind.CELL, Kind.GROUP):
        raise Http404
    return unit
