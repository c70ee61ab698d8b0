"""What a cell's month says of the guidance sent for it: received, opened, used, and how many read the digest.

A letter counts in the month it is for, in the cells that lay below its unit at the end of that month.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Min

from sotay.figures import actions as figures
from sotay.figures import tree
from sotay.figures.work import Counted, Source, tally
from sotay.guidance.models import Guidance, GuidanceTopic, Reading
from sotay.guidance.queries import SOURCE as AGENDA
from sotay.kernel.periods import Month
from sotay.meetings.models import AgendaItem, Meeting
from sotay.units.models import Unit

_COLUMNS = ("guidance_received", "guidance_opened", "guidance_used", "guidance_readers")
_OVER = (Meeting.Stage.CLOSED, Meeting.Stage.SIGNED, Meeting.Stage.REPORTED)


def count(cells: Sequence[Unit], months: Sequence[Month]) -> Counted:
    """`guidance_*` of the catalog. Queries do not grow with the cells; without letters it is one."""
    found = tally()
    asked = {"kind": Guidance.Kind.GUIDANCE, "month__gte": months[0], "month__lte": months[-1]}
    letters: dict[tuple[UUID, Month], list[Guidance]] = defaultdict(list)
    for letter in Guidance.objects.sent().filter(**asked).order_by():
        letters[letter.unit_id, letter.month].append(letter)
    if not letters:
        return found
    above = tree.above(cells, sorted({month for _unit, month in letters}))
    got = {
        (cell.pk, month): [
            letter for unit in units for letter in letters.get((unit, month), ()) if letter.is_for(cell)
        ]
        for cell in cells
        for month in months
        if (units := above.get((cell.pk, month))) and _was_there(cell, month)
    }
    opened, readers = _readings(got)
    used = _used(got)
    for (cell_id, month), received in got.items():
        ids = {letter.pk for letter in received}
        found[cell_id, month].update(
            guidance_received=len(ids),
            guidance_opened=len(ids & opened[cell_id]),
            guidance_used=len(ids & used[cell_id, month]),
            guidance_readers=len({member for letter, member in readers[cell_id] if letter in ids}),
        )
    return found


def _was_there(cell: Unit, month: Month) -> bool:
    """Whether the cell was in use at any time of the month."""
    closed, founded = cell.closed_on, cell.founded_on
    return (closed is None or closed > month.first) and (founded is None or founded <= month.last)


_Got = Mapping[tuple[UUID, Month], Sequence[Guidance]]


def _readings(got: _Got) -> tuple[dict[UUID, set[UUID]], dict[UUID, set[tuple[UUID, UUID]]]]:
    """Which letters leaders of each cell opened, and which member read the digest of which."""
    opened: dict[UUID, set[UUID]] = defaultdict(set)
    readers: dict[UUID, set[tuple[UUID, UUID]]] = defaultdict(set)
    letters = {letter.pk for each in got.values() for letter in each}
    rows = Reading.objects.filter(cell__in={cell for cell, _month in got}, guidance__in=letters).order_by()
    for cell, letter, member, page in rows.values_list("cell", "guidance", "member", "page"):
        if page == Reading.Page.LETTER:
            opened[cell].add(letter)
        else:
            readers[cell].add((letter, member))
    return opened, readers


def _used(got: _Got) -> dict[tuple[UUID, Month], set[UUID]]:
    """The letters of which something stood on the agenda of the cell's regular meeting that was held."""
    letters = {letter.pk for each in got.values() for letter in each}
    topics = GuidanceTopic.objects.filter(guidance__in=letters).order_by()
    of_source = {**{pk: pk for pk in letters}, **dict(topics.values_list("pk", "guidance"))}
    items = AgendaItem.objects.filter(
        cell__in={cell for cell, _month in got},
        source=AGENDA,
        source_id__in=list(of_source),
        meeting__kind=Meeting.Kind.REGULAR,
        meeting__stage__in=_OVER,
    )
    found: dict[tuple[UUID, Month], set[UUID]] = defaultdict(set)
    for cell, month, source in items.order_by().values_list("cell", "meeting__month", "source_id"):
        if source is not None:
            found[cell, month].add(of_source[source])
    return found


def first(cells: Collection[UUID]) -> dict[UUID, date]:
    rows = Reading.objects.filter(cell__in=cells).order_by()
    begun = rows.values("cell").annotate(begin=Min("guidance__month"))
    return {cell: month.first for cell, month in begun.values_list("cell", "begin")}


SOURCE = Source("guidance", _COLUMNS, count, first=first)


def keep(cells: Iterable[UUID], month: Month) -> None:
    figures.keep_work(cells, SOURCE.name, month.first)


def keep_below(guidance: Guidance) -> None:
    """Of every cell below the unit that sent it, by job: a province has thousands."""
    figures.keep_below(guidance.unit, [SOURCE.name], guidance.month.first)
