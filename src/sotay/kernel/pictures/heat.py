"""Levels over time: a strip for one thing, a matrix for several. A level is seen by height and by
lightness; what is missing has a cross, what is not known is an empty box."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sotay.kernel.pictures.structure import LEVELS, Mark, Panel, Picture, Point, Table, TableRow, em, plain

HEIGHT = 1.4
WIDTH, TALL = 10, 14
"""Of one box, in the units of the drawing, which is as wide as there is room."""
GAP = 1
SHARE = {"g3": 1.0, "g2": 0.72, "g1": 0.46, "low": 0.22}
"""How much of its box each level fills, from below."""


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A row of a matrix: `desc` says in words what it shows."""

    label: str
    points: Sequence[Point]
    desc: str = ""
    url: str = ""


def heat_strip(title: str, points: Sequence[Point], *, desc: str, head: Sequence[str]) -> Picture:
    """One row of boxes. `head` names the columns of the table: what the points are of, and the number."""
    rows = [TableRow(point.label, [point.text]) for point in points]
    return Picture("strip", title, desc, [_panel(title, points, desc)], Table(head, rows))


def heat_matrix(
    title: str, rows: Sequence[HeatRow], columns: Sequence[str], *, desc: str, head: str, short: Sequence[str]
) -> Picture:
    """A row of boxes for each thing. `columns` are the labels of the points, `short` those that stand over
    the boxes; `head` names the things."""
    panels = [_panel(row.label, row.points, row.desc, label=row.label) for row in rows]
    table = Table(
        [head, *columns], [TableRow(row.label, [point.text for point in row.points], row.url) for row in rows]
    )
    return Picture("matrix", title, desc, panels, table, columns=short)


def _panel(title: str, points: Sequence[Point], desc: str, label: str = "") -> Panel:
    box = {"width": "100%", "height": em(HEIGHT), "preserveAspectRatio": "none"}
    inside = Mark("svg", {**box, "viewBox": f"0 0 {WIDTH * len(points)} {TALL}"}, marks=list(_marks(points)))
    return Panel(title, desc, HEIGHT, [inside], label)


def _marks(points: Sequence[Point]) -> Iterator[Mark]:
    """A path for all boxes of a level: a matrix of hundreds of rows stays small."""
    frame = "".join(_box(index, 1.0) for index in range(len(points)))
    if frame:
        yield Mark("path", {"d": frame, "vector-effect": "non-scaling-stroke"}, "box")
    for level in LEVELS[:4]:
        drawn = "".join(
            _box(index, SHARE[level]) for index, point in enumerate(points) if point.level == level
        )
        if drawn:
            yield Mark("path", {"d": drawn}, level)
    crosses = "".join(_cross(index) for index, point in enumerate(points) if point.level == "none")
    if crosses:
        yield Mark("path", {"d": crosses, "vector-effect": "non-scaling-stroke"}, "none")


def _box(index: int, share: float) -> str:
    tall = (TALL - 2 * GAP) * share
    left, right = index * WIDTH + GAP, (index + 1) * WIDTH - GAP
    return f"M{left} {plain(TALL - GAP)}v-{plain(tall)}H{right}v{plain(tall)}z"


def _cross(index: int) -> str:
    left, right = index * WIDTH + GAP, (index + 1) * WIDTH - GAP
    return f"M{left} {GAP}L{right} {TALL - GAP}M{left} {TALL - GAP}L{right} {GAP}"
