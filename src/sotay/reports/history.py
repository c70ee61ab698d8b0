"""A board's figures month by month: of each row, and of all together. Nothing is read here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sotay.figures.models import CellMonth
from sotay.figures.queries import Series
from sotay.kernel.periods import Month
from sotay.reports.queries import YEAR, MonthReport, Row, is_there, sums_of
from sotay.reports.rules import Sums

Months = Mapping[Month, Sums]


@dataclass(frozen=True, slots=True)
class History:
    """`rows` go with those of the report. `months` are the twelve up to the month, the oldest first; `total`
    also has the month a year ago."""

    month: Month
    months: Sequence[Month]
    rows: Sequence[tuple[Row, Months]]
    total: Months

    @property
    def last_month(self) -> Sums | None:
        return self.total.get(self.month.plus(-1))

    @property
    def last_year(self) -> Sums | None:
        return self.total.get(self.month.plus(-YEAR))


def history_of(report: MonthReport, now: datetime, work: Series) -> History:
    """Months before the first one kept are not there: nothing is known of them. `work` is what is kept
    besides meetings (`queries.work_of`)."""
    month = report.month
    every = [*report.rows, *report.gone]
    first = min((each for row in every for each in row.kept), default=month)
    span = [each for back in range(-YEAR, 1) if (each := month.plus(back)) >= first]
    rows = [(row, _months(row, span, now, work) | _now(row, month, work)) for row in report.rows]
    gone = [(row, _months(row, span, now, work)) for row in report.gone]
    total = _total([_here(row, months) for row, months in (*rows, *gone)], span)
    months = [month.plus(back) for back in range(1 - YEAR, 1)]
    return History(month, months, rows, total)


def _months(row: Row, span: Sequence[Month], now: datetime, work: Series) -> dict[Month, Sums]:
    found: dict[Month, Sums] = {}
    for month in span:
        own = row.kept.get(month)
        if isinstance(own, CellMonth):
            found[month] = sums_of(own, now)
            found[month].cells = 1
        elif own is not None:
            found[month] = own
        elif row.unit.is_cell and is_there(row.unit, month):
            found[month] = Sums(cells=1)
        if month in found:
            found[month] = _with(found[month], work.get((row.unit.pk, month)))
    return found


def _here(row: Row, months: Months) -> Months:
    """Those of its months that count in the unit of the board."""
    return {month: sums for month, sums in months.items() if month not in row.elsewhere}


def _now(row: Row, month: Month, work: Series) -> dict[Month, Sums]:
    """The month of the board as its row says it: of a unit below also where none of its cells has met."""
    return {month: _with(row.sums, work.get((row.unit.pk, month)))}


def _with(sums: Sums, work: Counter[str] | None) -> Sums:
    return Sums(sums.cells, sums.rows, sums.late, sums.counts + work) if work else sums


def _total(several: Iterable[Months], span: Sequence[Month]) -> dict[Month, Sums]:
    total = {month: Sums() for month in span}
    for months in several:
        for month, sums in months.items():
            total[month].add(sums)
    return total


def over(months: Months, last: Month, count: int) -> Sums:
    """The figures of several months up to one, added up."""
    total = Sums()
    for back in range(count):
        if (sums := months.get(last.plus(-back))) is not None:
            total.add(sums)
    return total
