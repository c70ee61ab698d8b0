"""Values that a row takes from above it: areas merged downwards, and ditto marks. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sotay.kernel.text import search_key
from sotay.members.roster.cells import Value, text
from sotay.members.roster.header import Header
from sotay.members.roster.spellings import Field

Covered = Mapping[tuple[int, int], int]
"""For each cell under the first of an area merged downwards, the row that holds its value."""

_ONLY_OWN = frozenset({Field.NAME, Field.FAMILY, Field.GIVEN, Field.ORDINAL, Field.CARD, Field.CITIZEN,
Field.PHONE,
                       Field.EMAIL, Field.IGNORED})  # fmt: skip
"""Fields every person has their own of."""
_DITTO = {
    '"',
    "''",
    "”",
    "“",
    "″",
    "〃",
    "nt",
    "-nt-",
    '"nt"',
    "nhu tren",
    "- nhu tren -",
    '-"-',
    '- " -',
    "’’",
    "‘‘",
    "``",
}
_DITTO_IN_WORDS = {"//", "-//-", "- // -"}
"""Two strokes are what is left of an empty date, and a ditto mark where words stand."""
_OF_WORDS = frozenset({Field.CELL, Field.CELL_TYPE, Field.ETHNICITY, Field.ADDRESS})


def covered(merged: Sequence[tuple[int, int, int, int]], rows: int) -> Covered:
    return {
        (row, left): top
        for top, left, bottom, _right in merged
        if bottom > top
        for row in range(top + 1, min(bottom + 1, rows))
    }


def carried(
    rows: Sequence[Sequence[Value]], index: int, header: Header, covered: Covered, last: Sequence[Value]
) -> tuple[Sequence[Value], int]:
    """The row with what it takes from above filled in, and how many cells that were.

    `last` are the values of the person before, for ditto marks.
    """
    row = rows[index]
    filled: list[Value] = []
    for column in header.columns:
        own = row[column.index] if column.index < len(row) else ""
        if column.field in _ONLY_OWN:
            continue
        top = covered.get((index, column.index), -1)
        value: Value = own
        if top > header.bottom and not text(own) and column.index < len(rows[top]):
            value = rows[top][column.index]
        elif isinstance(own, str) and _is_ditto(own, column.field):
            value = last[column.index] if column.index < len(last) else ""
        if value != own:
            filled = filled or [*row, *[""] * (len(header.columns) + 1 - len(row))]
            filled[column.index] = value
    return (filled, sum(a != b for a, b in zip(filled, row, strict=False)) or 1) if filled else (row, 0)


def _is_ditto(own: str, field: Field) -> bool:
    said = search_key(own)
    return said in _DITTO or (field in _OF_WORDS and said in _DITTO_IN_WORDS)


def continues_person(index: int, header: Header, covered: Covered) -> bool:
    """Whether the name of this row is merged with the one above: the row goes on about the same person."""
    columns = [column.index for column in header.columns if column.field in (Field.NAME, Field.FAMILY)]
    return any(covered.get((index, column), -1) > header.bottom for column in columns)
