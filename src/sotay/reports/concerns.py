"""What needs attention below a unit: the findings of `attention` over a board's rows, each with its words
and where it is seen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sotay.figures.catalog import FIGURES
from sotay.kernel.periods import as_day
from sotay.kernel.templatetags.sotay import number, percent
from sotay.regulations import NotInForce
from sotay.reports.attention import Finding, Subject, Thresholds, Why, findings
from sotay.reports.history import History, Months
from sotay.reports.measures import Measure
from sotay.reports.queries import MonthReport, Row
from sotay.reports.themes import Quarter
from sotay.units.models import Unit
from sotay.units.settings import Settings

CHIPS: Mapping[Why, tuple[str, str | Promise]] = {
    Why.LATE: ("late", gettext_lazy("Past its hour")),
    Why.MISSING: ("late", gettext_lazy("No meeting held")),
    Why.NOT_SET_UP: ("wait", gettext_lazy("Not set up yet")),
    Why.UNREPORTED: ("wait", gettext_lazy("Not reported")),
    Why.FALLING: ("wait", gettext_lazy("Attendance falling")),
    Why.OLD_PETITIONS: ("late", gettext_lazy("Petitions past their day")),
    Why.OVERDUE_TASKS: ("wait", gettext_lazy("Tasks past their day")),
    Why.FEW_THEMATIC: ("wait", gettext_lazy("Few thematic meetings")),
}
_ORDER = list(Why)
_OF_MEETING = frozenset({Why.LATE, Why.UNREPORTED, Why.FALLING})


@dataclass(frozen=True, slots=True)
class Concern:
    """A unit with one reason to look at it."""

    row: Row
    finding: Finding

    @property
    def unit(self) -> Unit:
        return self.row.unit

    @property
    def is_of_meeting(self) -> bool:
        """Whether the meeting of the month proves it."""
        return self.finding.why in _OF_MEETING

    @property
    def chip(self) -> tuple[str, str]:
        tone, words = CHIPS[self.finding.why]
        return tone, str(words)

    @property
    def words(self) -> str:
        """The numbers it rests on, as a sentence."""
        say = _OF_UNIT if "of" in self.finding.numbers else _OF_CELL
        return (say.get(self.finding.why) or _OF_CELL[self.finding.why])(self.finding.numbers)


def concerns_of(
    report: MonthReport,
    history: History,
    settings: Settings,
    today: date,
    thematic: Quarter | Mapping[Any, int] | None,
) -> list[Concern]:
    """The most pressing first, then in the order of the rows. `thematic` is the quarter of a board of
    cells, or how many thematic meetings each unit below has held in it."""
    limits = thresholds(settings)
    found = [
        Concern(row, finding)
        for row, months in history.rows
        for finding in findings(_subject(report, row, months, thematic), limits, today, FIGURES)
    ]
    return sorted(found, key=lambda concern: _ORDER.index(concern.finding.why))


def _subject(
    report: MonthReport, row: Row, months: Months, thematic: Quarter | Mapping[Any, int] | None
) -> Subject:
    own = row.month
    held, owing = _thematic(report, row, months, thematic)
    return Subject(
        report.month,
        months,
        row.standing,
        timezone.localdate(own.planned_at) if own else None,
        timezone.localdate(own.closed_at) if own and own.closed_at else None,
        held,
        owing,
    )


def _thematic(
    report: MonthReport, row: Row, months: Months, thematic: Quarter | Mapping[Any, int] | None
) -> tuple[int | None, int]:
    """How many the quarter has had, None where nothing is asked; and how many cells owe theirs."""
    if isinstance(thematic, Quarter):
        asked = any(cell.pk == row.unit.pk for cell in thematic.behind)
        return (thematic.held_by.get(row.unit.pk, 0) if asked else None), 1
    if thematic is None:
        return None, 0
    first = months.get(report.month.quarter_first)
    return thematic.get(row.unit.pk, 0), first.cells if first else row.sums.cells


def thresholds(settings: Settings) -> Thresholds:
    """By the settings of the unit on the day somebody looks."""
    return Thresholds(
        falling_months=settings["boards.falling_months"],
        falling_least_members=settings["boards.falling_least_members"],
        not_set_up_from_day=settings["boards.not_set_up_from_day"],
        finished_within_days=_or(settings, "cell-meeting.finished_within_days", 2),
        thematic_per_quarter=_or(settings, "cell-meeting.thematic_per_quarter", 0),
    )


def _or(settings: Settings, key: str, default: int) -> int:
    """Of days no regulation says anything of, the default."""
    try:
        value: int = settings[key]
    except (NotInForce, KeyError):
        return default
    return value


def bands(settings: Settings) -> list[tuple[Fraction, str]]:
    """Of shares that no scoring form divides."""
    names = (("band_best", "g3"), ("band_good", "g2"), ("band_fair", "g1"))
    return sorted(((settings[f"boards.{name}"], look) for name, look in names), reverse=True)


def _late(numbers: Mapping[str, Any]) -> str:
    said = {"day": as_day(numbers["planned"]), "n": numbers["days"]}
    if not numbers["days"]:
        return _("Planned for today; its hour has passed.")
    return (
        ngettext(
            "Planned for %(day)s, %(n)s day ago, and not begun.",
            "Planned for %(day)s, %(n)s days ago, and not begun.",
            numbers["days"],
        )
        % said
    )


def _unreported(numbers: Mapping[str, Any]) -> str:
    said = {"day": as_day(numbers["closed"]), "n": numbers["days"], "within": numbers["within"]}
    return _("Held on %(day)s, not reported: days passed %(n)s, allowed %(within)s.") % said


def _falling(numbers: Mapping[str, Any]) -> str:
    shares = ", ".join(f"{month.label()} {percent(float(share))}" for month, share in numbers["shares"])
    return _("%(shares)s, of %(n)s members at the end.") % {"shares": shares, "n": number(numbers["base"])}


def _old_petitions(numbers: Mapping[str, Any]) -> str:
    if numbers["runs"]:
        words = ngettext(
            "%(n)s petition due before this month waits.",
            "%(n)s petitions due before this month wait.",
            numbers["n"],
        )
    else:
        words = ngettext(
            "%(n)s petition waits past its day.", "%(n)s petitions wait past their day.", numbers["n"]
        )
    return words % {"n": number(numbers["n"])}


def _overdue_tasks(numbers: Mapping[str, Any]) -> str:
    if numbers["runs"]:
        words = ngettext(
            "At least %(n)s task due before this month is not done.",
            "At least %(n)s tasks due before this month are not done.",
            numbers["n"],
        )
    else:
        words = ngettext(
            "%(n)s task is not done past its day.", "%(n)s tasks are not done past their day.", numbers["n"]
        )
    return words % {"n": number(numbers["n"])}


def _thematic_words(numbers: Mapping[str, Any]) -> str:
    said = {name: number(numbers[name]) for name in ("n", "wanted")}
    return _("Quarter %(quarter)s/%(year)s: %(n)s held of %(wanted)s.") % {
        **said,
        "quarter": numbers["quarter"],
        "year": numbers["year"],
    }


_OF_CELL = {
    Why.LATE: _late,
    Why.MISSING: lambda n: (
        _("Month %(month)s is over without a regular meeting.") % {"month": n["month"].label()}
    ),
    Why.NOT_SET_UP: lambda n: (
        _("No meeting of month %(month)s is set up, and day %(day)s has passed.")
        % {"month": n["month"].label(), "day": n["day"]}
    ),
    Why.UNREPORTED: _unreported,
    Why.FALLING: _falling,
    Why.OLD_PETITIONS: _old_petitions,
    Why.OVERDUE_TASKS: _overdue_tasks,
    Why.FEW_THEMATIC: _thematic_words,
}

_OF_UNIT = {
    Why.LATE: lambda n: _("%(n)s of %(of)s cells have not begun though their hour has passed.") % _numbers(n),
    Why.MISSING: lambda n: _("%(n)s of %(of)s cells held no regular meeting.") % _numbers(n),
    Why.NOT_SET_UP: lambda n: (
        _("%(n)s of %(of)s cells have set up no meeting, and day %(day)s has passed.")
        % (_numbers(n) | {"day": n["day"]})
    ),
    Why.UNREPORTED: lambda n: _("%(n)s of %(of)s meetings held are not reported.") % _numbers(n),
}


def _numbers(numbers: Mapping[str, Any]) -> dict[str, str]:
    return {name: number(numbers[name]) for name in ("n", "of")}


def by_reason(concerns: Sequence[Concern]) -> Iterator[tuple[tuple[str, str], int]]:
    """How many of each reason, with its chip."""
    for why in _ORDER:
        if count := sum(concern.finding.why is why for concern in concerns):
            tone, words = CHIPS[why]
            yield (tone, str(words)), count


def changes(measures: Sequence[Measure], history: History) -> list[dict[str, str]]:
    """The month against the one before and the same month a year ago."""
    now, before, year = history.total.get(history.month), history.last_month, history.last_year
    return [
        {
            "words": str(measure.words),
            "now": measure.written(now),
            "before": measure.written(before),
            "since_before": measure.difference(now, before),
            "year": measure.written(year),
            "since_year": measure.difference(now, year),
        }
        for measure in measures
    ]
