"""A report as a paper: an annex, which carries no number. Papers are in Vietnamese for every reader."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import override

from sotay.meetings.documents.parts import percent
from sotay.papers.layout import Layout, place_of
from sotay.papers.structure import CHAIR, MINUTE_TAKER, Block, Header, Paper, Paragraph, Signature, Table
from sotay.papers.structure import Column as PaperColumn
from sotay.report_builder import words
from sotay.report_builder.definitions import Column, Value
from sotay.report_builder.queries import Line, ReportTable

ANNEX = "PL"
MOST_BESIDE = 6
"""Columns of figures that stand beside a name on a standing sheet; more begin another table."""
NAME_WIDTH, NUMBER_WIDTH = 6.0, 2.0


def compose(table: ReportTable, name: str, layout: Layout, day: date) -> Paper:
    """The report as a structure, ready to be printed."""
    with override("vi"):
        above = table.unit.parent
        return Paper(
            kind=ANNEX,
            header=Header(
                above.name.upper() if above else "", table.unit.name.upper(), _place(table, above), day
            ),
            title="BIỂU SỐ LIỆU",
            abstract=name,
            blocks=tuple(_blocks(table)),
            signatures=(
                Signature(("NGƯỜI LẬP BIỂU",), role=MINUTE_TAKER),
                Signature(_block(table, layout), role=CHAIR),
            ),
        )


def _place(table: ReportTable, above: object) -> str:
    unit = table.unit.parent if table.unit.is_cell and above else table.unit
    return place_of(unit.name) if unit else ""


def _block(table: ReportTable, layout: Layout) -> tuple[str, ...]:
    if table.unit.is_cell:
        return layout.signature_block
    return (f"T/M {' '.join(table.unit.organ.split()[:2]).upper()}", "BÍ THƯ")


def _blocks(table: ReportTable) -> Iterator[Block]:
    about = words.about(table.definition, table.span)
    yield Paragraph(f"{about[:1].upper()}{about[1:]}.", "about")
    groups = [
        table.columns[start : start + MOST_BESIDE] for start in range(0, len(table.columns), MOST_BESIDE)
    ]
    for number, columns in enumerate(groups, start=1):
        if len(groups) > 1:
            yield Paragraph(f"Bảng {number}/{len(groups)}", f"table:{number}:title")
        yield _table(table, columns, f"table:{number}")
    for number, note in enumerate(table.notes, start=1):
        yield Paragraph(f"Ghi chú: {note}", f"note:{number}")


def _table(table: ReportTable, columns: Sequence[Column], key: str) -> Table:
    heads = (
        PaperColumn("TT", 1, "center"),
        PaperColumn(words.head_of(table.definition), NAME_WIDTH),
        *(PaperColumn(str(column.words), NUMBER_WIDTH, "center") for column in columns),
    )
    rows = [_row(str(number), line, columns) for number, line in enumerate(table.lines, start=1)]
    total = _row("", Line(_("Together"), table.total), columns)
    return Table(heads, (*rows, total), key)


def _row(number: str, line: Line, columns: Sequence[Column]) -> tuple[str, ...]:
    return (number, line.name, *(_shown(column.of(line.counts)) for column in columns))


def _shown(value: Value) -> str:
    """Thousands apart with a point, as papers here write them."""
    if value is None:
        return "–"
    return percent(value) if isinstance(value, Fraction) else f"{value:,}".replace(",", ".")
