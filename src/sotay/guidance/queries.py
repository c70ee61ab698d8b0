"""Reading guidance: what a cell has, and what became of it in the cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import Count, Min, Model, Q, QuerySet
from django.db.models.functions import Substr

from sotay.guidance import rules
from sotay.guidance.models import Guidance, LeftOut, Reading
from sotay.guidance.rules import Item, Use
from sotay.kernel.actor import ABOVE_CELLS, Actor, Role
from sotay.kernel.navigation import LEADERS
from sotay.kernel.periods import Month
from sotay.kernel.tree import LABEL, inside, subtree
from sotay.meetings.models import AgendaItem, Meeting
from sotay.members import queries as members
from sotay.units.models import Kind, Unit, UnitQuerySet
from sotay.units.queries import cells_below

SOURCE = "guidance"
"""The kind of agenda source, as items of agendas name it."""


def last_sent(unit: Unit, kind: str) -> Guidance | None:
    return Guidance.objects.sent().filter(unit=unit, kind=kind).order_by("-month", "-sent_at").first()


def cells_for(guidance: Guidance, within: Unit | None = None) -> UnitQuerySet:
    """The cells it is for, all or those within a unit."""
    cells = cells_below((within or guidance.unit).path)
    return cells.filter(cell_type__in=guidance.types) if guidance.types else cells


def addressed(guidance: Guidance) -> UnitQuerySet:
    """The cells it is for, and the units between them and its own, whose offices know of it."""
    below = Unit.objects.within(subtree(guidance.unit.path)).in_use().exclude(pk=guidance.unit_id)
    of_type = Q(cell_type__in=guidance.types) if guidance.types else Q()
    return below.filter(Q(kind=Kind.CELL) & of_type | ~Q(kind__in=[Kind.CELL, Kind.GROUP]))


def letters_of(cell: Unit, month: Month) -> QuerySet[Guidance]:
    """The guidance a cell has for a month, that of the highest unit first; with topics and questions."""
    found = Guidance.objects.for_cell(cell).filter(month=month, kind=Guidance.Kind.GUIDANCE)
    return (
        found.select_related("unit")
        .prefetch_related("topics", "questions", "papers__document")
        .order_by("unit__path", "sent_at")
    )


def proposals_in(guidance: Guidance) -> dict[UUID, Item]:
    """What it puts on an agenda, by the id of its source: the whole, and each topic.

    The whole is there when it says something besides its topics. The words go into papers, so they are
    Vietnamese.
    """
    found: dict[UUID, Item] = {}
    if guidance.is_bulletin:
        return found
    if text := _whole_text(guidance):
        found[guidance.pk] = Item(guidance.title, text)
    for topic in guidance.topics.all():
        found[topic.pk] = Item(topic.title, topic.text)
    return found


def _whole_text(guidance: Guidance) -> str:
    questions = [f"{number}. {each.text}" for number, each in enumerate(guidance.questions.all(), start=1)]
    asked = "\n".join(["Câu hỏi gợi ý thảo luận:", *questions]) if questions else ""
    return "\n\n".join(part for part in (guidance.summary, guidance.orientation, asked) if part)


def is_used(guidance: Guidance) -> bool:
    """Whether any of it stands on the agenda of a meeting that was not cancelled."""
    return _items_of([guidance.pk, *guidance.topics.values_list("pk", flat=True)]).exists()


def _items_of(ids: Iterable[UUID]) -> QuerySet[AgendaItem]:
    found = AgendaItem.objects.filter(source=SOURCE, source_id__in=list(ids))
    return found.exclude(meeting__stage=Meeting.Stage.CANCELLED)


@dataclass(slots=True)
class CellUse:
    """What became of it in one cell."""

    cell: Unit
    opened_at: datetime | None = None
    taken: list[Item] = field(default_factory=list)
    changed: list[Item] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)  # title, reason
    read: int = 0  # members who read the digest
    use: Use = Use.NOT_OPENED

    @property
    def name(self) -> str:
        return self.use.name.lower()


def lists_cells(unit: Unit) -> bool:
    """Whether the use within a unit is shown cell by cell; within anything higher it is by the units directly
    below."""
    return unit.kind in ABOVE_CELLS


def uses_of(guidance: Guidance, within: Unit | None = None) -> list[CellUse]:
    """Each cell it is for, all or within a unit, those that have done least first. Six queries, however many
    cells there are."""
    rows = {cell.pk: CellUse(cell) for cell in cells_for(guidance, within)}
    proposed = proposals_in(guidance)
    here = inside("cell__path", subtree((within or guidance.unit).path))
    read_by = Reading.objects.filter(here, guidance=guidance).order_by()
    readings = read_by.filter(page=Reading.Page.LETTER).values("cell")
    for pk, at in readings.annotate(first=Min("at")).values_list("cell", "first"):
        if pk in rows:
            rows[pk].opened_at = at
    read = Counter(read_by.filter(page=Reading.Page.DIGEST).values_list("cell", flat=True))
    regular = _items_of(proposed).filter(here, meeting__kind=Meeting.Kind.REGULAR)
    for pk, source, title, text in regular.values_list("cell", "source_id", "title", "text"):
        if pk in rows and source is not None:
            item = Item(title, text)
            rows[pk].taken.append(item)
            if item != proposed[source]:
                rows[pk].changed.append(item)
    for pk, source, reason in _left_out(guidance).filter(here).values_list("cell", "source_id", "reason"):
        if pk in rows:
            title = proposed[source].title if source in proposed else guidance.title
            rows[pk].left_out.append((title, reason))
    wordings = list(proposed.values())
    for row in rows.values():
        row.read = read[row.cell.pk]
        row.use = rules.use_of(
            opened_at=row.opened_at, proposed=wordings, taken=row.taken, left_out=len(row.left_out)
        )
    return sorted(rows.values(), key=lambda row: (row.use, row.cell.name_sort))


def _left_out(guidance: Guidance) -> QuerySet[LeftOut]:
    found = LeftOut.objects.filter(guidance=guidance).order_by()
    return found.exclude(meeting__stage=Meeting.Stage.CANCELLED)


@dataclass(slots=True)
class UnitUse:
    """What became of it in the cells of a unit: how many it is for, how many opened it, have it on an agenda,
    left some of it out; and how many members read the digest."""

    unit: Unit
    cells: int = 0
    opened: int = 0
    taken: int = 0
    left_out: int = 0
    read: int = 0

    @property
    def not_opened(self) -> int:
        return self.cells - self.opened


def uses_below(guidance: Guidance, within: Unit) -> list[UnitUse]:
    """The units directly below one, those with the lowest share of cells that opened it first.

    Seven queries, a row a unit: the database counts. Nobody's name is among it. A cell that closed since
    counts no more, as in `uses_of`.
    """
    below = Unit.objects.in_use().filter(parent=within).exclude(kind=Kind.GROUP)
    rows = {unit.path: UnitUse(unit) for unit in below}
    proposed = list(proposals_in(guidance))
    opened = Reading.objects.filter(guidance=guidance, page=Reading.Page.LETTER)
    digests = Reading.objects.filter(guidance=guidance, page=Reading.Page.DIGEST)
    regular = _items_of(proposed).filter(meeting__kind=Meeting.Kind.REGULAR)
    for name, found in (
        ("cells", _by_unit(cells_for(guidance, within), within, "", "pk")),
        ("opened", _by_unit(_in_cells_for(guidance, opened), within, "cell__", "cell")),
        ("taken", _by_unit(_in_cells_for(guidance, regular), within, "cell__", "cell")),
        ("left_out", _by_unit(_in_cells_for(guidance, _left_out(guidance)), within, "cell__", "cell")),
        ("read", _by_unit(_in_cells_for(guidance, digests), within, "cell__", "pk")),
    ):
        for path, n in found:
            if path in rows:
                setattr(rows[path], name, n)
    there = [row for row in rows.values() if row.cells]
    return sorted(there, key=lambda row: (row.opened / row.cells, row.unit.name_sort))


M = TypeVar("M", bound=Model)


def _in_cells_for(guidance: Guidance, rows: QuerySet[M]) -> QuerySet[M]:
    is_for = Q(cell__closed_on=None)
    return rows.filter(is_for & Q(cell__cell_type__in=guidance.types) if guidance.types else is_for)


def _by_unit(rows: QuerySet[M], within: Unit, cell: str, counted: str) -> Iterable[tuple[str, int]]:
    """How many different there are, by the place of the unit directly below."""
    here = rows.filter(inside(f"{cell}path", subtree(within.path))).order_by()
    placed = here.annotate(place=Substr(f"{cell}path", 1, len(within.path) + LABEL)).values("place")
    found: QuerySet[M, tuple[str, int]] = placed.annotate(n=Count(counted, distinct=True)).values_list(
        "place", "n"
    )
    return found


def sent_counts(letters: Iterable[Guidance]) -> dict[UUID, int]:
    """In how many cells leaders opened each. One query."""
    readings = Reading.objects.filter(guidance__in=[each.pk for each in letters], page=Reading.Page.LETTER)
    counted = readings.order_by().values("guidance").annotate(n=Count("cell", distinct=True))
    return dict(counted.values_list("guidance", "n"))


def led_cells(actor: Actor, guidance: Guidance) -> list[Unit]:
    """The cells it is for that the actor leads."""
    below = subtree(guidance.unit.path)
    ids = [grant.unit_id for grant in actor.holds(*LEADERS) if below.holds(grant.path)]
    return [cell for cell in Unit.objects.filter(pk__in=ids).cells() if guidance.is_for(cell)] if ids else []


def sits_in(actor: Actor, cell: Unit) -> bool:
    return any(grant.unit_id == cell.pk for grant in actor.holds(Role.MEMBER))


@dataclass(frozen=True, slots=True)
class DigestReaders:
    read: int
    members: int


def digest_readers(letters: list[Guidance], cell: Unit, day: date) -> DigestReaders:
    """How many members of the cell read the digest; never who."""
    read = Reading.objects.filter(guidance__in=letters, cell=cell, page=Reading.Page.DIGEST)
    count = read.order_by().values("member").distinct().count()
    return DigestReaders(count, members.members_in([cell.pk], day).get(cell.pk, 0))


def meeting_of(cell: Unit, month: Month) -> Meeting | None:
    """The cell's regular meeting of the month."""
    found = Meeting.objects.filter(cell=cell, month=month, kind=Meeting.Kind.REGULAR)
    return found.exclude(stage=Meeting.Stage.CANCELLED).first()
