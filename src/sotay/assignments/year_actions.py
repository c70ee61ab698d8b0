"""The year's assignments of a cell: lines are drafted, and become tasks when a resolution adopts them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from sotay.assignments import figures, refusals
from sotay.assignments.actions import new_task
from sotay.assignments.models import Adoption, Task, TaskEvent, YearLine, YearList
from sotay.audit import actions as audit
from sotay.kernel.actor import Actor
from sotay.kernel.periods import as_day
from sotay.kernel.text import tidy
from sotay.members.models import Member
from sotay.members.queries import roster
from sotay.notify import actions as notify
from sotay.units.models import Unit


def locked_list(cell: Unit, year: int) -> YearList:
    """The cell's list of a year, made when there is none, held until the transaction ends."""
    held, _new = YearList.objects.select_for_update().get_or_create(
        commune_id=cell.commune_id, cell=cell, year=year
    )
    return held


@transaction.atomic
def add_lines(
    *,
    cell: Unit,
    year: int,
    by: Actor,
    people: Sequence[Member],
    kind: str,
    text: str,
    due_on: date,
    follower: Member | None = None,
) -> list[YearLine]:
    """Draft the same task for one or several members, a line for each."""
    year_list = locked_list(cell, year)
    _refuse_other_year(year, due_on)
    made = [
        YearLine.objects.create(
            commune_id=cell.commune_id,
            cell=cell,
            year_list=year_list,
            member=member,
            kind=kind,
            text=text.strip(),
            due_on=due_on,
            follower=follower,
        )
        for member in people
    ]
    audit.record(by, "year_list.lines_added", year_list, year=year, n=len(made))
    return made


@transaction.atomic
def edit_line(
    *, line: YearLine, by: Actor, kind: str, text: str, due_on: date, follower: Member | None
) -> YearLine:
    """Change a line that is not adopted yet. Raises LineAdopted."""
    held = locked_line(line)
    _refuse_other_year(held.year_list.year, due_on)
    held.kind, held.text, held.due_on, held.follower = kind, text.strip(), due_on, follower
    held.save()
    audit.record(by, "year_list.line_changed", held.year_list, year=held.year_list.year)
    return held


@transaction.atomic
def remove_line(*, line: YearLine, by: Actor) -> None:
    """Take a line out that is not adopted yet. Raises LineAdopted."""
    held = locked_line(line)
    audit.record(by, "year_list.line_removed", held.year_list, year=held.year_list.year)
    held.delete()


@transaction.atomic
def copy_year(*, cell: Unit, year: int, by: Actor) -> int:
    """Draft last year's adopted tasks again for those who are still in the cell and have no line yet."""
    year_list = locked_list(cell, year)
    here = {row.member.pk for row in roster(cell.pk, timezone.localdate()) if not row.away}
    here -= set(year_list.lines.values_list("member", flat=True))
    before = YearLine.objects.filter(
        cell=cell, year_list__year=year - 1, adoption__isnull=False, member__in=here
    )
    lines = [
        YearLine(
            commune_id=cell.commune_id,
            cell=cell,
            year_list=year_list,
            member_id=line.member_id,
            kind=line.kind,
            text=line.text,
            due_on=_a_year_on(line.due_on, year),
            follower_id=line.follower_id if line.follower_id in here else None,
        )
        for line in before
    ]
    if not lines:
        raise refusals.NothingToCopy
    YearLine.objects.bulk_create(lines)
    audit.record(by, "year_list.lines_added", year_list, year=year, n=len(lines))
    return len(lines)


@transaction.atomic
def adopt(
    *, cell: Unit, year: int, by: Actor, resolution: str, adopted_on: date, paper_id: UUID | None = None
) -> Adoption:
    """Record the resolution that adopts the new lines; each becomes a task of its member from that day on.

    Raises NothingToAdopt and AdoptedInTheFuture.
    """
    year_list = locked_list(cell, year)
    lines = list(year_list.lines.filter(adoption=None).select_related("member", "follower"))
    if not lines:
        raise refusals.NothingToAdopt
    if adopted_on > timezone.localdate():
        raise refusals.AdoptedInTheFuture
    adoption = Adoption.objects.create(
        commune_id=cell.commune_id,
        cell=cell,
        year_list=year_list,
        resolution=tidy(resolution),
        adopted_on=adopted_on,
        paper_id=paper_id,
        at=timezone.now(),
        by_name=by.name,
    )
    for line in lines:
        _begin(line, adoption, year_list, by)
    audit.record(by, "year_list.adopted", year_list, year=year, n=len(lines), day=as_day(adopted_on))
    _tell_followers(lines, year_list, by)
    figures.keep(cell.pk, adopted_on)
    return adoption


def _begin(line: YearLine, adoption: Adoption, year_list: YearList, by: Actor) -> None:
    task = new_task(
        cell=line.cell,
        people=[line.member],
        text=line.text,
        due_on=line.due_on,
        kind=line.kind,
        follower=line.follower,
        given_on=adoption.adopted_on,
        year_list=year_list,
    )
    line.adoption, line.task = adoption, task
    line.save(update_fields=["adoption", "task"])
    due, url = as_day(line.due_on), task.get_absolute_url()
    notify.tell([line.member_id], "task.given", url, by=by, text=task.text, due=due)


def _tell_followers(lines: list[YearLine], year_list: YearList, by: Actor) -> None:
    """Once each, however many tasks they follow."""
    followers = {line.follower_id for line in lines if line.follower_id}
    url = year_list.get_absolute_url()
    notify.tell(followers, "year_list.followed", url, by=by, year=year_list.year)


@transaction.atomic
def take_back(*, adoption: Adoption, by: Actor) -> YearList:
    """Take back a resolution recorded by mistake: its tasks go and its lines are drafts again.

    Raises WorkHasBegun once something was recorded of one of the tasks.
    """
    year_list = YearList.objects.select_for_update().get(pk=adoption.year_list_id)
    tasks = list(Task.objects.select_for_update(of=("self",)).filter(line__adoption=adoption))
    if TaskEvent.objects.filter(task__in=tasks).exists():
        raise refusals.WorkHasBegun
    YearLine.objects.filter(adoption=adoption).update(adoption=None, task=None)
    Task.objects.filter(pk__in=[task.pk for task in tasks]).delete()
    adoption.delete()
    audit.record(by, "year_list.taken_back", year_list, year=year_list.year, n=len(tasks))
    figures.keep(year_list.cell_id, min((task.given_on for task in tasks), default=None))
    return year_list


def locked_line(line: YearLine) -> YearLine:
    """The line as it is now, held until the transaction ends. Raises LineAdopted, and when it is gone too."""
    held = YearLine.objects.select_for_update(of=("self",)).select_related("year_list").filter(pk=line.pk)
    found = held.first()
    if found is None or found.adoption_id is not None:
        raise refusals.LineAdopted
    return found


def _refuse_other_year(year: int, due_on: date) -> None:
    if due_on.year != year:
        raise refusals.InAnotherYear(year)


def _a_year_on(day: date, year: int) -> date:
    """The same day of another year; 28 February for a 29th there is not."""
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)
