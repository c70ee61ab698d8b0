"""Tasks as they are found: by what is to be done. What was said of them since is read at the task."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sotay.assignments import queries
from sotay.assignments.models import Task
from sotay.kernel.actor import Actor
from sotay.kernel.search import Readers, SearchRecord, Source


def records(ids: Collection[UUID] | None) -> Iterator[SearchRecord]:
    rows = Task.objects.prefetch_related("given_to").order_by("pk")
    for task in (rows if ids is None else rows.filter(pk__in=ids)).iterator(chunk_size=200):
        yield SearchRecord(
            id=task.pk,
            kind="task",
            title=task.text[:200],
            day=task.given_on,
            url=task.get_absolute_url(),
            text=task.text[200:],
            units=(task.cell_id,),
            members=_people(task),
        )


def _people(task: Task) -> tuple[UUID, ...]:
    people = {given.member_id for given in task.given_to.all()} | {task.follower_id}
    return tuple(sorted(pk for pk in people if pk))


def readers(ids: Collection[UUID]) -> Iterator[tuple[UUID, Readers]]:
    for task in Task.objects.filter(pk__in=ids).prefetch_related("given_to"):
        yield task.pk, Readers((task.cell_id,), _people(task))


def readable(actor: Actor, ids: Collection[UUID]) -> set[UUID]:
    rows = queries.in_sight(actor).filter(pk__in=ids).order_by()
    return set(rows.values_list("pk", flat=True))


def touched(about: UUID) -> Iterable[UUID]:
    rows = Task.objects.filter(Q(pk=about) | Q(meeting_id=about) | Q(year_list=about)).order_by()
    return rows.values_list("pk", flat=True)


SOURCE = Source("assignments", {"task": _("Tasks")}, records, readable, touched)
