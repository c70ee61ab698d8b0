"""Lines through the numbers of a year: one, or several small ones that share their scale."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sotay.kernel.pictures.structure import (
    Mark,
    Number,
    Panel,
    Picture,
    Point,
    Table,
    TableRow,
    em,
    per_cent,
    plain,
)

HEIGHT, TOP, BOTTOM = 5.6, 0.5, 1.9
"""Of the whole, and what stays free above the line and below it (for the first and the last label)."""
INDENT = 0.02
"""Left and right, so that a dot at the edge is whole."""


@dataclass(frozen=True, slots=True)
class Series:
    """The numbers of one panel. `least` and `most` are the ends of its scale; by themselves those of the
    numbers.

    `head` is the column of its table.
    """

    label: str
    points: Sequence[Point]
    desc: str = ""
    least: Number | None = None
    most: Number | None = None


def sparkline(series: Series, *, desc: str, head: str) -> Picture:
    """One line; nothing is drawn across a gap. `head` names what the labels of the points are."""
    rows = [TableRow(point.label, [point.text]) for point in series.points]
    panel = _panel(series, desc)
    return Picture("line", series.label, desc, [panel], Table([head, series.label], rows))


def multiples(title: str, several: Sequence[Series], *, desc: str, head: str) -> Picture:
    """A small line for each series, over the same labels; `desc` says what they have in common."""
    labels = [point.label for point in several[0].points] if several else []
    rows = [
        TableRow(label, [series.points[index].text for series in several])
        for index, label in enumerate(labels)
    ]
    table = Table([head, *(series.label for series in several)], rows)
    return Picture("multiples", title, desc, [_panel(series, series.desc) for series in several], table)


def _panel(series: Series, desc: str) -> Panel:
    known = [point for point in series.points if point.value is not None]
    text = known[-1].text if known else ""
    return Panel(series.label, desc, HEIGHT, list(_marks(series)), series.label, text)


def _marks(series: Series) -> Iterator[Mark]:
    points = series.points
    base = HEIGHT - BOTTOM
    yield Mark("line", {"x1": "0", "x2": "100%", "y1": em(base), "y2": em(base)}, "axis")
    heights = list(_heights(series))
    box = {"x": "0", "y": "0", "width": "100%", "height": em(HEIGHT), "preserveAspectRatio": "none"}
    lines = [_polyline(run, len(points)) for run in _runs(heights) if len(run) > 1]
    if lines:
        yield Mark("svg", {**box, "viewBox": f"0 0 100 {plain(HEIGHT)}"}, marks=lines)
    newest = max((index for index, height in enumerate(heights) if height is not None), default=None)
    for index, height in enumerate(heights):
        if height is not None:
            at = {"cx": per_cent(_across(index, len(points))), "cy": em(height)}
            look, size = ("dot newest", 0.28) if index == newest else ("dot", 0.16)
            said = f"{points[index].label}: {points[index].text}"
            yield Mark("circle", {**at, "r": em(size)}, look, said)
    if points:
        below = em(HEIGHT - 0.5)
        yield Mark("text", {"x": "0", "y": below}, words=points[0].label)
        if len(points) > 1:
            yield Mark("text", {"x": "100%", "y": below, "text-anchor": "end"}, words=points[-1].label)


def _heights(series: Series) -> Iterator[float | None]:
    """How far from the top each point lies, None where nothing is known."""
    values = [float(point.value) for point in series.points if point.value is not None]
    least = float(series.least) if series.least is not None else min(values, default=0.0)
    most = float(series.most) if series.most is not None else max(values, default=1.0)
    least, most = min([least, *values]), max([most, *values])
    room = HEIGHT - BOTTOM - TOP
    for point in series.points:
        if point.value is None:
            yield None
        elif most == least:
            yield TOP + room / 2
        else:
            yield TOP + room * (most - float(point.value)) / (most - least)


def _across(index: int, count: int) -> float:
    return INDENT + (1 - 2 * INDENT) * (index / (count - 1) if count > 1 else 0.5)


def _runs(heights: Sequence[float | None]) -> Iterator[list[tuple[int, float]]]:
    run: list[tuple[int, float]] = []
    for index, height in enumerate(heights):
        if height is not None:
            run.append((index, height))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _polyline(run: Sequence[tuple[int, float]], count: int) -> Mark:
    points = " ".join(f"{plain(_across(index, count) * 100)},{plain(height)}" for index, height in run)
    return Mark("polyline", {"points": points, "vector-effect": "non-scaling-stroke"}, "trend")
