"""The tree as a map: what is larger has the larger place, and how well it does is seen by lightness and by
words.

Places are found by the squarified treemap of Bruls, Huizing and van Wijk (2000): a row takes another tile
as long as that makes its worst tile squarer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sotay.kernel.pictures.structure import (
    Mark,
    Number,
    Panel,
    Picture,
    Table,
    TableRow,
    em,
    per_cent,
    shortened,
)

WIDTH, HEIGHT = 30.0, 20.0
"""The room in letters' heights that tiles are made square for; a screen may be wider."""
ROOMS = (17.0, 40.0)
"""How wide the map is on a telephone and on a desk, in letters' heights: words stand where they fit."""
LETTER = 0.56
"""How wide a letter is of its height, on the average."""
LEAST_LETTERS = 5
ONE_LINE, TWO_LINES = 1.4, 2.9


@dataclass(frozen=True, slots=True)
class Leaf:
    """A thing of the map: how large it is, the number that its lightness shows, and how both are written."""

    label: str
    size: Number
    size_text: str
    text: str
    level: str = ""
    url: str = ""
    short: str = ""


@dataclass(frozen=True, slots=True)
class Tile:
    x: float
    y: float
    width: float
    height: float


def squarify(sizes: Sequence[float], box: Tile) -> list[Tile]:
    """A tile for each size, in the order given: areas in proportion, none over another, together the box.

    Sizes are more than nought and at best fall.
    """
    total = sum(sizes)
    if not total:
        return []
    scale = box.width * box.height / total
    areas = [size * scale for size in sizes]
    tiles: list[Tile] = []
    free = box
    start = 0
    while start < len(areas):
        end = _row_end(areas, start, min(free.width, free.height))
        row, free = _lay(areas[start:end], free)
        tiles += row
        start = end
    return tiles


def _row_end(areas: Sequence[float], start: int, side: float) -> int:
    """Up to where tiles make a row along the shorter side, so that its worst tile is as square as can be."""
    total = largest = smallest = areas[start]
    worst = _worst(total, largest, smallest, side)
    end = start + 1
    while end < len(areas):
        total, largest, smallest = (
            total + areas[end],
            max(largest, areas[end]),
            min(smallest, areas[end]),
        )
        found = _worst(total, largest, smallest, side)
        if found > worst:
            break
        worst, end = found, end + 1
    return end


def _worst(total: float, largest: float, smallest: float, side: float) -> float:
    """The ratio of the sides of the tile of a row that is farthest from a square."""
    depth = total / side
    return max(depth * depth / smallest, largest / (depth * depth))


def _lay(areas: Sequence[float], free: Tile) -> tuple[list[Tile], Tile]:
    """The tiles of a row along the shorter side, and what is left."""
    total = sum(areas)
    tiles = []
    if free.width >= free.height:
        depth = min(total / free.height, free.width) if free.height else 0.0
        at = free.y
        for area in areas:
            tall = free.height * area / total
            tiles.append(Tile(free.x, at, depth, tall))
            at += tall
        return tiles, Tile(free.x + depth, free.y, free.width - depth, free.height)
    depth = min(total / free.width, free.height)
    at = free.x
    for area in areas:
        wide = free.width * area / total
        tiles.append(Tile(at, free.y, wide, depth))
        at += wide
    return tiles, Tile(free.x, free.y + depth, free.width, free.height - depth)


def treemap(title: str, leaves: Iterable[Leaf], *, desc: str, head: Sequence[str]) -> Picture:
    """The map, the largest first. What has no size has no place on it, and stands in the table.

    `head` names the columns of the table: the things, their size, and the number lightness shows.
    """
    ordered = sorted(leaves, key=lambda leaf: -leaf.size)
    sized = [leaf for leaf in ordered if leaf.size > 0]
    tiles = squarify([float(leaf.size) for leaf in sized], Tile(0, 0, WIDTH, HEIGHT))
    marks = [
        _tile(number, leaf, tile) for number, (leaf, tile) in enumerate(zip(sized, tiles, strict=True), 1)
    ]
    rows = [
        TableRow(f"{number}. {leaf.label}", [leaf.size_text, leaf.text], leaf.url)
        for number, leaf in enumerate(ordered, 1)
    ]
    return Picture("treemap", title, desc, [Panel(title, desc, HEIGHT, marks)], Table(head, rows))


def _tile(number: int, leaf: Leaf, tile: Tile) -> Mark:
    """A drawing of its own, so that words never reach over its edge."""
    place = {
        "x": per_cent(tile.x / WIDTH),
        "y": em(tile.y),
        "width": per_cent(tile.width / WIDTH),
        "height": em(tile.height),
    }
    said = f"{number}. {leaf.label}: {leaf.size_text}, {leaf.text}"
    ground = Mark("rect", {"width": "100%", "height": "100%"}, f"tile {leaf.level}".strip(), said)
    lines = [*(_FALLING if leaf.level == "none" else ()), *(_RISING if leaf.level in {"low", "none"} else ())]
    return Mark("svg", place, marks=[ground, *lines, *_words(number, leaf, tile)])


_RISING = (Mark("line", {"x1": "0", "x2": "100%", "y1": "100%", "y2": "0"}, "cross"),)
_FALLING = (Mark("line", {"x1": "0", "x2": "100%", "y1": "0", "y2": "100%"}, "cross"),)
"""The lowest level has a line across, and what is missing a cross: lightness alone does not tell them
apart."""


def _words(number: int, leaf: Leaf, tile: Tile) -> list[Mark]:
    """Name and number where they fit, else the number of the row in the table, else nothing; on a telephone
    and on a desk."""
    narrow, wide = (_written(number, leaf, tile, room) for room in ROOMS)
    if narrow == wide:
        return _texts(leaf, narrow, "")
    return _texts(leaf, narrow, "narrow") + _texts(leaf, wide, "wide")


def _written(number: int, leaf: Leaf, tile: Tile, room: float) -> tuple[str, ...]:
    """The lines a tile holds where the map is so wide."""
    letters = int((tile.width / WIDTH * room - 0.6) / LETTER)
    if letters >= LEAST_LETTERS and tile.height >= TWO_LINES:
        return shortened(f"{number}. {leaf.short or leaf.label}", letters), shortened(leaf.text, letters)
    return (str(number),) if letters >= len(str(number)) and tile.height >= ONE_LINE else ()


def _texts(leaf: Leaf, lines: Sequence[str], where: str) -> list[Mark]:
    look = " ".join(part for part in ("on", leaf.level, where) if part)
    at = [{"x": "0.4em", "y": em(1.2 + 1.3 * index)} for index in range(len(lines))]
    return [Mark("text", place, look, line) for place, line in zip(at, lines, strict=True)]
