"""The pictures of a board, from its figures: what is drawn, and how it is said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import floor
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sotay.kernel.periods import Month
from sotay.kernel.pictures import (
    Bar,
    HeatRow,
    Leaf,
    Panel,
    Picture,
    Point,
    Series,
    bars,
    heat_matrix,
    heat_strip,
    multiples,
    treemap,
)
from sotay.kernel.templatetags.sotay import DASH, number, percent
from sotay.reports import words
from sotay.reports.history import History, Months
from sotay.reports.measures import Measure
from sotay.reports.queries import Row, Strip
from sotay.reports.ranking import Ranked
from sotay.reports.rules import Level, Sums
from sotay.units.models import Unit

Bands = Sequence[tuple[Fraction, str]]
"""From which share on a level holds, the best first, with the class that pictures draw it in."""


def bands_of(levels: Sequence[Level]) -> Bands:
    """The bands of attendance of a scoring form."""
    return [(level.low, level.look) for level in levels]


def look_of(found: Level | str) -> str:
    return found.look if isinstance(found, Level) else found


def level_in(bands: Bands, share: Fraction | int | None) -> str:
    if share is None:
        return ""
    return next((look for low, look in bands if share >= low), "low")


def trend(
    title: str, shown: Sequence[Measure], months: Sequence[Month], totals: Mapping[Month, Sums]
) -> Picture:
    """A small line for each measure over the months; shares have one scale, so that they can be compared."""
    drawn = [(str(measure.words), _points(measure, months, totals)) for measure in shown]
    are_shares = [measure.is_share for measure in shown]
    return _lines(title, drawn, are_shares)


def trend_of(measure: Measure, several: Sequence[tuple[str, Months]], months: Sequence[Month]) -> Picture:
    """One measure of a few units over the months, on one scale."""
    drawn = [(name, _points(measure, months, figures)) for name, figures in several]
    if measure.is_share:
        return _lines(str(measure.words), drawn, [True] * len(drawn))
    most = max((float(point.value or 0) for _name, points in drawn for point in points), default=0.0)
    lines = [Series(name, points, in_words(points), 0.0, most) for name, points in drawn]
    return multiples(str(measure.words), lines, desc=_("All lines have one scale."), head=_("Month"))


def _lines(title: str, drawn: Sequence[tuple[str, list[Point]]], are_shares: Sequence[bool]) -> Picture:
    together = zip(drawn, are_shares, strict=True)
    known = [
        float(point.value)
        for (_name, points), is_share in together
        for point in points
        if is_share and point.value is not None
    ]
    least = min(floor(min(known, default=0.0) * 10), 9) / 10
    lines = [
        Series(name, points, in_words(points), least if is_share else 0.0, 1.0 if is_share else None)
        for (name, points), is_share in zip(drawn, are_shares, strict=True)
    ]
    said = _("Shares are drawn on one scale, from %(low)s to %(high)s.")
    desc = said % {"low": percent(least), "high": percent(1)} if known else ""
    return multiples(title, lines, desc=desc, head=_("Month"))


def _points(measure: Measure, months: Sequence[Month], figures: Mapping[Month, Sums]) -> list[Point]:
    values = [(month, measure.value(figures.get(month))) for month in months]
    return [Point(month.label(), value, measure.write(value)) for month, value in values]


def in_words(points: Iterable[Point]) -> str:
    """A line for who does not see it: where it begins and ends, its lowest and its highest."""
    known = [point for point in points if point.value is not None]
    if not known:
        return _("Nothing known yet.")
    low = min(known, key=lambda point: float(point.value or 0))
    high = max(known, key=lambda point: float(point.value or 0))
    said = _(
        "From %(first)s in %(first_month)s to %(last)s in %(last_month)s; lowest %(low)s in %(low_month)s, "
        "highest %(high)s in %(high_month)s."
    )
    return said % {
        "first": known[0].text,
        "first_month": known[0].label,
        "last": known[-1].text,
        "last_month": known[-1].label,
        "low": low.text,
        "low_month": low.label,
        "high": high.text,
        "high_month": high.label,
    }


def strip(unit: Unit, found: Strip) -> Panel:
    """The twelve months of a line of a board; its numbers are the words said with it."""
    points = [Point(month.label(), None, words.level_words(level), look_of(level)) for month, level in found]
    drawn = heat_strip(unit.name, points, desc=words.strip_words(found), head=[])
    return drawn.panels[0]


def attendance_strip(unit: Unit, history: History, found: Strip) -> Picture:
    """A unit's own twelve months, with the share of each beside it."""
    points = []
    for month, level in found:
        sums = history.total.get(month)
        share = sums.attendance if sums else None
        text = percent(float(share)) if share is not None else words.level_words(level)
        points.append(Point(month.label(), share, text, look_of(level)))
    title = _("Attendance of twelve months")
    return heat_strip(title, points, desc=in_words(points), head=[_("Month"), _("Members present")])


def matrix(
    title: str, measure: Measure, rows: Sequence[tuple[Row, Months]], months: Sequence[Month], bands: Bands
) -> Picture:
    """A measure of several units over twelve months."""
    drawn = []
    for row, figures in rows:
        points = [_levelled(measure, month, figures.get(month), bands) for month in months]
        drawn.append(HeatRow(row.unit.name, points, in_words(points), board_url(row.unit, months[-1])))
    columns = [month.label() for month in months]
    return heat_matrix(
        title,
        drawn,
        columns,
        desc=_(
            "The fuller a box, the better the month; a cross: no meeting was held; empty: nothing is known."
        ),
        head=_("Unit"),
        short=[str(month.number) for month in months],
    )


def _levelled(measure: Measure, month: Month, sums: Sums | None, bands: Bands) -> Point:
    """A month that is over and in which nothing was held has a cross."""
    value = measure.value(sums)
    is_missing = sums is not None and not sums.held and month.last < timezone.localdate()
    level = "none" if is_missing else level_in(bands, value)
    return Point(month.label(), value, measure.write(value), level)


def ranking_bars(
    title: str, measure: Measure, ranked: Sequence[Ranked], names: Mapping[object, Unit], month: Month
) -> Picture:
    """The shares with their intervals, in the order of their places."""
    rows = [
        Bar(
            f"{each.place}. {names[each.case.key].name}",
            each.case.share,
            measure.write(each.case.share),
            each.low,
            each.high,
            more=(cases(each.case.part, each.case.whole), between(each.low, each.high)),
            url=board_url(names[each.case.key], month),
            short=f"{each.place}. {words.short(names[each.case.key].name)}",
        )
        for each in ranked
    ]
    head = [_("Unit"), str(measure.words), capfirst(str(measure.of)), _("May well lie between")]
    desc = _(
        "The thin line is the interval the share may well lie in; where two overlap, the order says little."
    )
    return bars(title, rows, desc=desc, head=head, most=1)


def cases(part: int, whole: int) -> str:
    return f"{number(part)} / {number(whole)}"


def between(low: float, high: float) -> str:
    return f"{percent(low, 0)} – {percent(high, 0)}"


def tree_map(
    title: str,
    measure: Measure,
    rows: Sequence[tuple[Row, Months]],
    month: Month,
    bands: Bands,
    *,
    of_cells: bool,
) -> Picture:
    """The units by their size: cells by the members attendance is counted against, others by their cells."""
    leaves = []
    for row, _months in rows:
        size = row.sums.base if of_cells else row.sums.cells
        said = (
            ngettext("%(n)s member", "%(n)s members", size)
            if of_cells
            else ngettext("%(n)s cell", "%(n)s cells", size)
        )
        value = measure.value(row.sums)
        leaves.append(
            Leaf(
                row.unit.name,
                size,
                said % {"n": number(size)},
                measure.write(value),
                level_in(bands, value),
                board_url(row.unit, month),
                words.short(row.unit.name),
            )
        )
    size_words = _("Members counted") if of_cells else _("Cells")
    desc = _("The larger a place, the more members or cells; the fuller its colour, the higher the share.")
    return treemap(title, leaves, desc=desc, head=[_("Unit"), size_words, str(measure.words)])


def beside(title: str, measure: Measure, several: Sequence[tuple[str | Promise, Sums | None]]) -> Picture:
    """One measure of a few units, as bars."""
    rows = [
        Bar(str(name), measure.value(sums), measure.written(sums), more=(_cases(measure, sums),))
        for name, sums in several
    ]
    head = [_("Unit"), str(measure.words), capfirst(str(measure.of)) if measure.is_share else _("Cells")]
    return bars(title, rows, desc="", head=head, most=1 if measure.is_share else None)


def _cases(measure: Measure, sums: Sums | None) -> str:
    if sums is None:
        return DASH
    if not measure.is_share:
        return number(sums.cells)
    return cases(getattr(sums, measure.part), getattr(sums, measure.whole))


def board_url(unit: Unit, month: Month) -> str:
    return f"{reverse('reports:board', args=[unit.pk])}?{urlencode({'month': str(month)})}"
