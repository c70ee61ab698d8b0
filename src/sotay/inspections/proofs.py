"""What the program knows of a cell's year, as answers to the outline, each with where its proof stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Min
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from sotay import regulations
from sotay.assignments.models import Task
from sotay.figures.models import REGULAR, CellMonth
from sotay.inspections.models import Inspection
from sotay.kernel.periods import Month
from sotay.kernel.templatetags.sotay import percent
from sotay.petitions.models import Petition
from sotay.regulations.values import (
    Question,
)
from sotay.units.models import Unit


@dataclass(frozen=True, slots=True)
class Proof:
    """An answer of the program and the page it is read from."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Year:
    """A cell's year as far as it is over: months due, and the rows kept of them."""

    due: int
    rows: tuple[CellMonth, ...]

    def total(self, *names: str, kind: str = REGULAR) -> int:
        return sum(getattr(row, name) for row in self.rows if row.kind == kind for name in names)


def questions_of(inspection: Inspection) -> tuple[Question, ...]:
    """The outline in force on the day of the decision."""
    found: tuple[Question, ...] = regulations.on(inspection.round.decided_on).value(
        "inspection-outline.questions"
    )
    return found


def year_of(cell: Unit, year: int, day: date) -> Year:
    """The months of the year that are over on `day`, from the first month kept of the cell on. Two
    queries."""
    first = CellMonth.objects.filter(cell=cell).aggregate(first=Min("month"))["first"]
    months = [Month(year, number) for number in range(1, 13)]
    over = [month for month in months if month.last < day and first and month >= first]
    rows = CellMonth.objects.filter(cell=cell, month__in=over) if over else ()
    return Year(len(over), tuple(rows))


def proofs_for(cell: Unit, year: int, day: date) -> Mapping[str, Proof]:
    """The answers by the name of their proof; none for what nothing is known of. Four queries."""
    found = year_of(cell, year, day)
    board = reverse("reports:board", args=[cell.pk])
    answers: dict[str, Proof | None] = {
        "meetings": _of_due(_("Meetings held: %(n)s of %(all)s months."), _held(found), found.due, board),
        "minutes": _of_due(
            _("Minutes signed: %(n)s of %(all)s meetings."),
            found.total("signed", "reported"),
            _held(found),
            board,
        ),
        "reports": _of_due(
            _("Reported in time: %(n)s of %(all)s months."),
            found.total("reported_in_time"),
            found.due,
            board,
        ),
        "attendance": _attendance(found, board),
        "thematic": Proof(_("Thematic meetings held: %(n)s.") % {"n": _thematic(found)}, board)
        if found.due
        else None,
        "tasks": _tasks(cell, year, day),
        "petitions": _petitions(cell, year),
    }
    return {name: proof for name, proof in answers.items() if proof is not None}


def _held(found: Year) -> int:
    return found.total("closed", "signed", "reported")


def _thematic(found: Year) -> int:
    """Those held by themselves, with the regular meeting, or with another cell."""
    return sum(row.thematic for row in found.rows)


def _of_due(words: str | Promise, n: int, all_: int, url: str) -> Proof | None:
    return Proof(str(words) % {"n": n, "all": all_}, url) if all_ else None


def _attendance(found: Year, url: str) -> Proof | None:
    base = found.total("base")
    if not base:
        return None
    said = {"share": percent(found.total("present") / base), "n": found.total("unexcused")}
    return Proof(_("Attendance %(share)s; absent without a reason: %(n)s times.") % said, url)


def _tasks(cell: Unit, year: int, day: date) -> Proof | None:
    due = Task.objects.filter(cell=cell, due_on__year=year, due_on__lt=day).exclude(state=Task.State.DROPPED)
    total = due.count()
    done = due.filter(state=Task.State.DONE, done_on__lte=F("due_on")).count() if total else 0
    return _of_due(_("Tasks done in time: %(n)s of %(all)s."), done, total, reverse("assignments:tasks"))


def _petitions(cell: Unit, year: int) -> Proof | None:
    raised = Petition.objects.filter(cell=cell, raised_on__year=year)
    total = raised.count()
    settled = (Petition.Status.ANSWERED, Petition.Status.CLOSED)
    answered = raised.filter(status__in=settled).count() if total else 0
    return _of_due(
        _("Petitions answered: %(n)s of %(all)s."), answered, total, reverse("petitions:petitions")
    )
