"""How many units, members and months there are to be, and where they lie in the tree. Pure."""

from __future__ import annotations

import random
from dataclasses import asdict, dataclass
from itertools import accumulate, pairwise

PROVINCES, COMMUNES, CELLS = 34, 3321, 250_000
"""The country since 1/7/2025 (34 provinces and cities, 3,321 wards, communes and special zones) and about how
many cells there are. Source: DOMAIN 6.4."""

SMALLEST, LARGEST = 3, 100
"""Members of a cell. A cell is founded with three; beyond a hundred there are hardly any."""

USUAL = 22.4
"""Members of a cell where nobody says how many members there are: 5.6 million in 250,000 cells."""

MOST_CELLS, MOST_MONTHS = 900_000, 120
SPREAD = 0.6
"""Of the logarithm of a cell's size: half of all cells lie between two thirds and one and a half of the
middle one."""


class BadSize(ValueError):  # noqa: N818 - an answer to the operator
    """The sizes cannot be made; the text says why and what can be."""


@dataclass(frozen=True, slots=True)
class Sizes:
    cells: int
    members: int
    months: int

    def __post_init__(self) -> None:
        if not 1 <= self.cells <= MOST_CELLS:
            raise BadSize(f"cells={self.cells}: from 1 to {MOST_CELLS:,} cells can be made")
        if not 1 <= self.months <= MOST_MONTHS:
            raise BadSize(f"months={self.months}: from 1 to {MOST_MONTHS} months can be made")
        if not self.cells * SMALLEST <= self.members <= self.cells * LARGEST:
            raise BadSize(
                f"members={self.members}: {self.cells:,} cells of {SMALLEST} to {LARGEST} members take from "
                f"{self.cells * SMALLEST:,} to {self.cells * LARGEST:,}"
            )

    @classmethod
    def parse(cls, text: str) -> Sizes:
        """From 'cells=250000,members=5600000,months=12'. Without members there are as many to a cell as in
        the country, without months twelve."""
        given: dict[str, int] = {}
        for part in text.split(","):
            name, _sign, number = (piece.strip() for piece in part.partition("="))
            if name not in {"cells", "members", "months"}:
                raise BadSize(f"{part.strip()!r}: write cells=250000,members=5600000,months=12")
            if name in given:
                raise BadSize(f"{name} is said twice")
            if not (number.isascii() and number.isdecimal() and len(number) < 12):
                raise BadSize(f"{part.strip()!r}: a whole number of digits alone, as in {name}=250000")
            given[name] = int(number)
        if "cells" not in given:
            raise BadSize("how many cells? write cells=250000,members=5600000,months=12")
        return cls(
            given["cells"], given.get("members", round(given["cells"] * USUAL)), given.get("months", 12)
        )

    def __str__(self) -> str:
        return ",".join(f"{name}={number}" for name, number in asdict(self).items())


@dataclass(frozen=True, slots=True)
class Commune:
    """A ward or commune: which of which province, counted from 1, and how many cells and members it has."""

    province: int
    number: int
    index: int  # among all communes, from 0
    cells: int
    members: int


def communes(sizes: Sizes) -> list[Commune]:
    """Every commune, in the order of the tree.

    The first province and the first commune have as many below them as in life for as long as there are
    cells enough: pages of one size and of another then have the same number of lines.
    """
    counts = _communes_of_provinces(sizes.cells)
    below = [(province, n) for province, count in enumerate(counts, 1) for n in range(1, count + 1)]
    cells = _cells_of_communes(sizes.cells, len(below))
    ends = [0, *(sizes.members * end // sizes.cells for end in accumulate(cells))]
    members = [last - first for first, last in pairwise(ends)]
    return [
        Commune(province, number, index, cells[index], members[index])
        for index, (province, number) in enumerate(below)
    ]


def _communes_of_provinces(cells: int) -> list[int]:
    provinces = min(PROVINCES, max(1, cells // 9))
    chance = random.Random("communes")
    weights = [1.0, *(chance.uniform(0.6, 1.4) for _other in range(provinces - 1))]
    real = shared(COMMUNES * provinces // PROVINCES, weights)
    first = min(real[0], max(1, (cells - provinces) // 2))
    return [first, *(max(1, round(count * min(1, cells / CELLS))) for count in real[1:])]


def _cells_of_communes(cells: int, communes: int) -> list[int]:
    """At least one each, around the same number."""
    chance = random.Random("cells")
    first = min(round(CELLS / COMMUNES), cells - communes + 1)
    if communes == 1:
        return [cells]
    rest = cells - first - (communes - 1)
    weights = [chance.uniform(0.5, 1.5) for _other in range(communes - 1)]
    return [first, *(1 + more for more in shared(rest, weights))]


def shared(total: int, weights: list[float]) -> list[int]:
    """A whole number in parts by weight; what is left over by rounding goes where the edges fall."""
    whole = sum(weights)
    ends = [0, *(round(total * end / whole) for end in accumulate(weights))]
    return [last - first for first, last in pairwise(ends)]


def cell_sizes(members: int, cells: int, chance: random.Random) -> list[int]:
    """Members of each cell of a commune: few large cells and many small ones, together exactly `members`."""
    middle = members / cells
    drawn = [middle * chance.lognormvariate(-SPREAD * SPREAD / 2, SPREAD) for _cell in range(cells)]
    sizes = [min(LARGEST, max(SMALLEST, round(size))) for size in drawn]
    missing = members - sum(sizes)
    step = 1 if missing > 0 else -1
    while missing:
        for place in chance.sample(range(cells), min(cells, abs(missing))):
            if SMALLEST <= sizes[place] + step <= LARGEST:
                sizes[place] += step
                missing -= step
    return sizes


BYTES_A_MEMBER, BYTES_A_CELL, BYTES_A_MONTH = 1050, 1900, 600
"""What a member (with standings and memberships), a cell (with its offices) and a cell's month take on
PostgreSQL, indexes included; measured, see docs/size.md."""


def bytes_needed(sizes: Sizes) -> int:
    """About what the database will take, with a fifth to spare for what is being written."""
    rows = sizes.members * BYTES_A_MEMBER + sizes.cells * BYTES_A_CELL
    return (rows + sizes.cells * sizes.months * BYTES_A_MONTH) * 6 // 5
