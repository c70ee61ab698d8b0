"""Lying bars, each with its name and its number written over it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sotay.kernel.pictures.structure import (
    Mark,
    Number,
    Panel,
    Picture,
    Table,
    TableRow,
    em,
    fitting,
    per_cent,
)

ROW, BAR, LINE = 2.75, 0.85, 1.15
"""Heights of a bar with its words, of the bar alone, and where the words stand."""
LONGEST = (24, 60)
"""Letters of a name that stand beside a number on a telephone and on a desk; the table has all of them."""


@dataclass(frozen=True, slots=True)
class Bar:
    """`low` and `high` are the ends of an interval the number may as well lie anywhere in; `more` is what the
    table says besides; `hollow` bars are drawn as an outline; `short` is a shorter name for the drawing."""

    label: str
    value: Number | None
    text: str
    low: Number | None = None
    high: Number | None = None
    hollow: bool = False
    more: Sequence[str] = ()
    url: str = ""
    short: str = ""


def bars(
    title: str, rows: Sequence[Bar], *, desc: str, head: Sequence[str], most: Number | None = None
) -> Picture:
    """Bars from nought to `most`, by itself the largest number. `head` names the columns of the table: what
    the bars are of, the number, and what `more` says."""
    ends = [float(number) for bar in rows for number in (bar.value, bar.high) if number is not None]
    largest = float(most) if most else max(ends, default=0.0)
    marks = [mark for index, bar in enumerate(rows) for mark in _bar(bar, index * ROW, largest)]
    table = Table(head, [TableRow(bar.label, [bar.text, *bar.more], bar.url) for bar in rows])
    return Picture("bars", title, desc, [Panel(title, desc, ROW * len(rows), marks)], table)


def _bar(bar: Bar, top: float, largest: float) -> Iterator[Mark]:
    yield from fitting({"x": "0", "y": em(top + LINE)}, "", bar.short or bar.label, *LONGEST)
    yield Mark("text", {"x": "100%", "y": em(top + LINE), "text-anchor": "end"}, "number", bar.text)
    place = {"y": em(top + LINE + 0.4), "height": em(BAR)}
    yield Mark("rect", {"x": "0", "width": "100%", **place}, "track")
    if bar.value is None or not largest:
        return
    width = per_cent(float(bar.value) / largest)
    said = f"{bar.label}: {bar.text}"
    yield Mark("rect", {"x": "0", "width": width, **place}, "bar hollow" if bar.hollow else "bar", said)
    if bar.low is not None and bar.high is not None:
        yield from _interval(float(bar.low) / largest, float(bar.high) / largest, top + LINE + 0.4)


def _interval(low: float, high: float, top: float) -> Iterator[Mark]:
    middle = em(top + BAR / 2)
    ends = {"y1": em(top + 0.15), "y2": em(top + BAR - 0.15)}
    line = {"x1": per_cent(low), "x2": per_cent(high), "y1": middle, "y2": middle}
    for look in ("halo", "interval"):  # seen on the bar and beside it
        yield Mark("line", line, look)
        yield Mark("line", {"x1": per_cent(low), "x2": per_cent(low), **ends}, look)
        yield Mark("line", {"x1": per_cent(high), "x2": per_cent(high), **ends}, look)
