"""Tables as CSV and as OpenDocument. As in a workbook, what is typed is text and a number is a number."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any

from odf.config import ConfigItem, ConfigItemMapEntry, ConfigItemMapIndexed, ConfigItemMapNamed, ConfigItemSet
from odf.namespaces import LOEXTNS
from odf.number import Number, NumberStyle, PercentageStyle, Text
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import (
    MasterPage,
    PageLayout,
    PageLayoutProperties,
    ParagraphProperties,
    Style,
    TableCellProperties,
    TableColumnProperties,
    TextProperties,
)
from odf.table import Table, TableCell, TableColumn, TableHeaderRows, TableRow
from odf.text import P

from sotay.kernel.figures import per_cent
from sotay.kernel.workbook import HEAD, Cell, Share, Sheet

BOM = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
CHARACTER_CM = 0.2
"""What a character of a column's width takes, about."""


def csv_file(table: Sheet, *, comma: bool) -> bytes:
    """The headings, the rows and what stands below them, in UTF-8 with the mark Excel looks for.

    With `comma` numbers have a decimal comma and a semicolon stands between columns, as Excel reads and
    writes them where the computer is set to Vietnamese; without, a point and a comma. Shares are per cent.
    """
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";" if comma else ",", lineterminator="\r\n")
    writer.writerow([_text(words) for words, _width in table.columns])
    for values in (*table.rows, *table.after):
        writer.writerow([_written(value, comma=comma) for value in values])
    return (BOM + target.getvalue()).encode()


def _written(value: Cell, *, comma: bool) -> str:
    match value:
        case None:
            return ""
        case str():
            return _text(value)
        case Share():
            number = per_cent(value, 2)
        case _:
            number = str(value)
    return number.replace(".", ",") if comma else number


def _text(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def ods(table: Sheet) -> bytes:
    """The table as an OpenDocument spreadsheet: lying, the headings frozen and on each printed page."""
    book = OpenDocumentSpreadsheet()
    styles = _styles(book)
    sheet = Table(name=table.name)
    for _words, width in table.columns:
        sheet.addElement(TableColumn(stylename=_column(book, width)))
    sheet.addElement(_row([table.title], styles, "title"))
    sheet.addElement(_row([table.about or None], styles, "plain"))
    head = TableHeaderRows()
    head.addElement(_row([words for words, _width in table.columns], styles, "head"))
    sheet.addElement(head)
    for values in table.rows:
        sheet.addElement(_row(values, styles))
    for values in table.after:
        sheet.addElement(_row(values, styles, "after"))
    book.spreadsheet.addElement(sheet)
    _freeze(book, table)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _row(values: Sequence[Cell], styles: dict[str, Any], look: str = "") -> Any:
    row = TableRow()
    for value in values:
        row.addElement(_cell(value, styles, look))
    return row


def _cell(value: Cell, styles: dict[str, Any], look: str) -> Any:
    match value:
        case None:
            return TableCell(stylename=styles[look or "text"])
        case str():
            cell = TableCell(stylename=styles[look or "text"], valuetype="string")
            cell.addElement(P(text=value))
            return cell
        case Share():
            shown, kind, name = f"{per_cent(value)}%", "percentage", "share"
        case int():
            shown, kind, name = str(value), "float", "whole"
        case _:
            shown, kind, name = str(value), "float", "tenths"
    cell = TableCell(stylename=styles[f"{look} {name}".strip()], valuetype=kind, value=str(float(value)))
    cell.addElement(P(text=shown))
    return cell


def _styles(book: Any) -> dict[str, Any]:
    """The looks of cells by name; those of numbers exist for rows and for what stands below them."""
    _page(book)
    share = PercentageStyle(name="share")
    share.addElement(Number(decimalplaces="1", minintegerdigits="1"))
    share.addElement(Text(text="%"))
    numbers = {"whole": _number("whole", "0"), "tenths": _number("tenths", "1"), "share": share}
    for style in numbers.values():
        book.automaticstyles.addElement(style)
    border, bold = {"border": "0.5pt solid #000000", "verticalalign": "top"}, {"fontweight": "bold"}
    found = {
        "title": _look(book, "title", {}, {**bold, "fontsize": "14pt"}),
        "plain": _look(book, "plain", {}, {}),
        "head": _look(book, "head", {**border, "wrapoption": "wrap"}, bold),
        "text": _look(book, "text", {**border, "wrapoption": "wrap"}, {}),
        "after": _look(book, "after", border, bold),
    }
    for name in numbers:
        found[name] = _look(book, f"cell {name}", border, {}, name)
        found[f"after {name}"] = _look(book, f"after {name}", border, bold, name)
    return found


def _number(name: str, places: str) -> Any:
    style = NumberStyle(name=name)
    style.addElement(Number(decimalplaces=places, minintegerdigits="1", grouping="true"))
    return style


def _look(book: Any, name: str, cell: dict[str, str], text: dict[str, str], number: str = "") -> Any:
    of_number = {"datastylename": number} if number else {}
    style = Style(name=name.replace(" ", "-"), family="table-cell", **of_number)
    style.addElement(TableCellProperties(**cell))
    style.addElement(TextProperties(**text))
    if number:
        style.addElement(ParagraphProperties(textalign="end"))
    book.automaticstyles.addElement(style)
    return style


def _column(book: Any, width: int) -> Any:
    name = f"width-{width}"
    found = next((style for style in _named(book, name)), None)
    if found is None:
        found = Style(name=name, family="table-column")
        found.addElement(TableColumnProperties(columnwidth=f"{width * CHARACTER_CM:.1f}cm"))
        book.automaticstyles.addElement(found)
    return found


def _named(book: Any, name: str) -> Iterator[Any]:
    yield from (each for each in book.automaticstyles.childNodes if each.getAttribute("name") == name)


def _page(book: Any) -> None:
    layout = PageLayout(name="lying")
    page = PageLayoutProperties(
        printorientation="landscape", pagewidth="29.7cm", pageheight="21cm", margin="1.5cm"
    )
    page.setAttrNS(LOEXTNS, "scale-to-X", "1")  # one page wide, as many long as it takes
    page.setAttrNS(LOEXTNS, "scale-to-Y", "0")
    layout.addElement(page)
    book.automaticstyles.addElement(layout)
    book.masterstyles.addElement(MasterPage(name="Default", pagelayoutname=layout))


def _freeze(book: Any, table: Sheet) -> None:
    """The headings and the first columns stay in view."""
    split = {
        "HorizontalSplitMode": ("short", "2"),
        "VerticalSplitMode": ("short", "2"),
        "HorizontalSplitPosition": ("int", str(table.frozen)),
        "VerticalSplitPosition": ("int", str(HEAD + 1)),
        "PositionRight": ("int", str(table.frozen)),
        "PositionBottom": ("int", str(HEAD + 1)),
    }
    of_sheet = ConfigItemMapEntry(name=table.name)
    for name, (kind, value) in split.items():
        of_sheet.addElement(ConfigItem(name=name, type=kind, text=value))
    sheets = ConfigItemMapNamed(name="Tables")
    sheets.addElement(of_sheet)
    view = ConfigItemMapEntry()
    view.addElement(ConfigItem(name="ViewId", type="string", text="view1"))
    view.addElement(sheets)
    views = ConfigItemMapIndexed(name="Views")
    views.addElement(view)
    settings = ConfigItemSet(name="ooo:view-settings")
    settings.addElement(views)
    book.settings.addElement(settings)
