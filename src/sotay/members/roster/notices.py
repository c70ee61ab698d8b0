"""What is to be said of a file as a whole before it is imported: what was hidden, converted, left
out. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sotay.members.roster import read
from sotay.members.roster.cells import text
from sotay.members.roster.dates import SERIALS
from sotay.members.roster.facts import Reading
from sotay.members.roster.header import Column, choice_of
from sotay.members.roster.read import Line, Sheet
from sotay.members.roster.spellings import Field


class NoticeKind(StrEnum):
    HIDDEN_SHEET = "hidden_sheet"
    HIDDEN_ROWS = "hidden_rows"
    HIDDEN_COLUMNS = "hidden_columns"
    HIDDEN_COLUMNS_LEFT = "hidden_columns_left"
    CONVERTED = "converted"
    STRAYS = "strays"
    CARRIED = "carried"
    RENUMBERED = "renumbered"
    FROM_1904 = "from_1904"


@dataclass(frozen=True, slots=True)
class Notice:
    """`count` rows, cells or numbers; `said` names the sheet, the rows, the columns or the encoding."""

    kind: NoticeKind
    count: int
    said: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A column that could hold a field. `value` is what a form sends back for it."""

    value: str
    title: str
    letter: str
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class Question:
    """Several columns could hold one field, and say different things in `rows` rows; the first one
    was taken."""

    field: Field
    choices: tuple[Choice, ...]
    rows: int


_MOST_NAMED = 8


def of_file(sheets: Sequence[Sheet], readings: Sequence[Reading]) -> list[Notice]:
    lines = [reading.line for reading in readings]
    found = [Notice(NoticeKind.HIDDEN_SHEET, n, name) for name, n in read.hidden_people(sheets).items()]
    hidden = [line for line in lines if line.is_hidden]
    if hidden:
        found.append(Notice(NoticeKind.HIDDEN_ROWS, len(hidden), _rows(hidden, lines)))
    headers = list({id(line.header): line.header for line in lines}.values())
    taken = {
        c.title for header in headers for c in header.columns if c.is_hidden and c.field is not Field.IGNORED
    }
    left = {c.title for header in headers for c in header.rivals if c.is_hidden} - taken
    for kind, titles in ((NoticeKind.HIDDEN_COLUMNS, taken), (NoticeKind.HIDDEN_COLUMNS_LEFT, left)):
        if titles:
            found.append(Notice(kind, len(titles), ", ".join(f"“{title}”" for title in sorted(titles))))
    encodings = sum((Counter(sheet.encodings) for sheet in sheets), Counter[str]())
    found += [Notice(NoticeKind.CONVERTED, count, name) for name, count in encodings.items()]
    counts = {
        NoticeKind.CARRIED: sum(line.carried for line in lines),
        NoticeKind.RENUMBERED: sum(reading.renumbered for reading in readings),
        NoticeKind.STRAYS: sum(sheet.strays for sheet in sheets),
        NoticeKind.FROM_1904: sum(map(_counts_days_from_1904, lines)),
    }
    return [*found, *(Notice(kind, count) for kind, count in counts.items() if count)]


def _counts_days_from_1904(line: Line) -> bool:
    """Whether a date of the row is a bare number of days in that calendar."""
    values = [line.value(field) for field in (Field.BORN, Field.ADMITTED, Field.FULL)]
    return line.counts_from_1904 and any(
        isinstance(value, int | float) and value in SERIALS for value in values
    )


def _rows(some: Sequence[Line], lines: Sequence[Line]) -> str:
    """The numbers of the first rows, with their sheets when there are several."""
    several = len({line.sheet for line in lines}) > 1
    named = [f"{line.row} ({line.sheet})" if several else str(line.row) for line in some[:_MOST_NAMED]]
    return ", ".join([*named, "…"] if len(some) > _MOST_NAMED else named)


# --- columns that could be taken for each other ----------------------------------------------------------


def questions(lines: Sequence[Line]) -> list[Question]:
    """Where two columns have one meaning and do not say the same, which of them was taken."""
    rows: Counter[tuple[Field, tuple[Choice, ...]]] = Counter()
    for line in lines:
        for field in dict.fromkeys(column.field for column in line.header.rivals):
            taken = line.header.of(field)
            rivals = [column for column in line.header.rivals if column.field is field]
            if taken is not None and any(_differs(line, taken, rival) for rival in rivals):
                rows[field, tuple(_choice(column) for column in (taken, *rivals))] += 1
    return [Question(field, choices, count) for (field, choices), count in rows.items()]


def _differs(line: Line, taken: Column, rival: Column) -> bool:
    said = line.values[rival.index] if rival.index < len(line.values) else ""
    own = line.values[taken.index] if taken.index < len(line.values) else ""
    return bool(text(said)) and text(said) != text(own)


def _choice(column: Column) -> Choice:
    return Choice(choice_of(column), column.title, _letter(column.index), column.is_hidden)


def _letter(index: int) -> str:
    """What Excel calls a column: A, B, …, AA."""
    before, last = divmod(index, 26)
    return (_letter(before - 1) if before else "") + chr(65 + last)
