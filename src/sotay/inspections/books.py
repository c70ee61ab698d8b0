"""Three books of a cell side by side, month by month: minutes, dues, handbook; and where they have gaps.

What stands here are states and counts. A line leads to its record only for a reader who may open it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Min, Q
from django.urls import reverse

from sotay.assignments.models import Task
from sotay.figures.models import REGULAR, CellMonth
from sotay.kernel.actor import Actor, Can
from sotay.kernel.periods import Month
from sotay.meetings.access import seen_by
from sotay.meetings.models import LogEntry, Meeting
from sotay.papers import access as papers
from sotay.papers.models import IssuedPaper
from sotay.petitions.models import Petition
from sotay.units.models import Unit

MOST_MEETINGS = 200
"""Meetings of one year that the page shows."""
CHIPS = {
    Meeting.Stage.PREPARING: "wait",
    Meeting.Stage.OPEN: "info",
    Meeting.Stage.CLOSED: "wait",
    Meeting.Stage.SIGNED: "ok",
    Meeting.Stage.REPORTED: "ok",
    Meeting.Stage.CANCELLED: "off",
}


@dataclass(slots=True)
class MeetingLine:
    """A meeting with its state, its papers, and the dues it noted: how many of how many paid."""

    meeting: Meeting
    url: str
    papers: list[tuple[IssuedPaper, str]] = field(default_factory=list)
    paid: int | None = None
    of: int | None = None

    @property
    def chip(self) -> str:
        return CHIPS[Meeting.Stage(self.meeting.stage)]

    @property
    def lacks_dues(self) -> bool:
        """Dues belong to the regular meeting of a month."""
        return self.meeting.is_regular and self.meeting.is_over and self.paid is None

    @property
    def lacks_papers(self) -> bool:
        return self.meeting.is_over and not self.papers


@dataclass(slots=True)
class MonthLine:
    """A month in the three books. `over` once its last day has passed: only then is something missing."""

    month: Month
    over: bool
    meetings: list[MeetingLine] = field(default_factory=list)
    tasks_given: int = 0
    tasks_done: int = 0
    tasks_late: int = 0
    petitions_raised: int = 0
    petitions_waiting: int = 0
    present: int = 0
    base: int = 0

    @property
    def no_meeting(self) -> bool:
        held = any(line.meeting.is_regular and line.meeting.is_over for line in self.meetings)
        return self.over and not held

    @property
    def no_dues(self) -> bool:
        return self.over and all(line.paid is None for line in self.meetings)

    @property
    def no_handbook(self) -> bool:
        """Nothing was entered: no task, no petition and nobody present."""
        return self.over and not (self.tasks_given or self.petitions_raised or self.base)

    @property
    def gaps(self) -> int:
        return self.no_meeting + self.no_dues + self.no_handbook


@dataclass(frozen=True, slots=True)
class Books:
    months: tuple[MonthLine, ...]
    figures_url: str  # '' where the reader may not open it
    opens_records: bool

    @property
    def without_meeting(self) -> int:
        return sum(each.no_meeting for each in self.months)

    @property
    def without_dues(self) -> int:
        return sum(each.no_dues for each in self.months)

    @property
    def without_handbook(self) -> int:
        return sum(each.no_handbook for each in self.months)


def books_of(actor: Actor, cell: Unit, year: int, day: date) -> Books:
    """The months of the year up to `day`, from the first one the program kept of the cell, newest first.

    Nine queries, however many months and meetings.
    """
    months = {month: MonthLine(month, month.last < day) for month in _months(cell, year, day)}
    if months:
        lines = _meetings(actor, cell, months)
        _papers(actor, cell, lines)
        _dues(lines)
        _handbook(cell, months, day)
    board = reverse("reports:board", args=[cell.pk]) if actor.may(Can.SEE_FIGURES, cell.path) else ""
    opens = actor.may(Can.SEE_MEETING, cell.path)
    return Books(tuple(months[month] for month in sorted(months, reverse=True)), board, opens)


def _months(cell: Unit, year: int, day: date) -> list[Month]:
    first = CellMonth.objects.filter(cell=cell).aggregate(first=Min("month"))["first"]
    every = [Month(year, number) for number in range(1, 13)]
    return [month for month in every if first and first <= month <= Month.of(day)]


def _meetings(actor: Actor, cell: Unit, months: dict[Month, MonthLine]) -> dict[UUID, MeetingLine]:
    own = Q(cell=cell) | Q(partner=cell)
    found = Meeting.objects.filter(own, month__in=list(months)).select_related("cell", "partner")
    opens = set(found.filter(seen_by(actor)).values_list("pk", flat=True))
    lines = {}
    for meeting in found.order_by("planned_at", "pk")[:MOST_MEETINGS]:
        url = meeting.get_absolute_url() if meeting.pk in opens else ""
        lines[meeting.pk] = MeetingLine(meeting, url)
        months[meeting.month].meetings.append(lines[meeting.pk])
    return lines


def _papers(actor: Actor, cell: Unit, lines: dict[UUID, MeetingLine]) -> None:
    """The cell's papers of the meetings; who may not read one sees that it is there."""
    found = IssuedPaper.objects.filter(cell=cell, about_id__in=list(lines)).defer("base", "edits", "final")
    opens = set(found.filter(papers.readable_by(actor)).values_list("pk", flat=True)) if lines else set()
    for paper in found.order_by("created_at", "pk"):
        url = paper.get_absolute_url() if paper.pk in opens else ""
        lines[paper.about_id].papers.append((paper, url))


def _dues(lines: dict[UUID, MeetingLine]) -> None:
    """What each meeting noted last, without what was taken back."""
    rows = LogEntry.objects.filter(meeting__in=list(lines), act__in=("dues_noted", "withdrawn"))
    noted: dict[UUID, list[LogEntry]] = defaultdict(list)
    gone = set()
    for entry in rows.order_by("seq"):
        if entry.act == "withdrawn":
            gone.add(str(entry.data.get("entry")))
        else:
            noted[entry.meeting_id].append(entry)
    for pk, entries in noted.items():
        standing = [each for each in entries if str(each.pk) not in gone]
        if standing:
            lines[pk].paid, lines[pk].of = standing[-1].data["paid"], standing[-1].data["of"]


def _handbook(cell: Unit, months: dict[Month, MonthLine], day: date) -> None:
    first, last = min(months).first, max(months).last
    tasks = Task.objects.filter(cell=cell, given_on__gte=first, given_on__lte=last)
    for given_on, state, due_on in tasks.values_list("given_on", "state", "due_on"):
        line = months.get(Month.of(given_on))
        if line is not None:
            line.tasks_given += 1
            line.tasks_done += state == Task.State.DONE
            line.tasks_late += state == Task.State.OPEN and due_on is not None and due_on < day
    waits = {Petition.Status.OPEN, Petition.Status.JOINED}
    raised = Petition.objects.filter(cell=cell, raised_on__gte=first, raised_on__lte=last)
    for raised_on, status in raised.values_list("raised_on", "status"):
        line = months.get(Month.of(raised_on))
        if line is not None:
            line.petitions_raised += 1
            line.petitions_waiting += status in waits
    for row in _rows(cell, months):
        months[row.month].present += row.present
        months[row.month].base += row.base


def _rows(cell: Unit, months: Iterable[Month]) -> Iterable[CellMonth]:
    return CellMonth.objects.filter(cell=cell, month__in=list(months), kind=REGULAR)
