"""What a workbook says besides the values of its cells, and the reader of values does not tell: what is
hidden,
which formulas were never calculated, which calendar it counts days in, and cells left far from everything.

Runs in the child process of `opening`, within its limits. Pure: no Django.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

MOST_ROWS = 60_000
MOST_COLUMNS = 300
_ROW_GAP, _COLUMN_GAP = 1000, 100
"""Empty rows or columns after which a cell has nothing to do with the list."""


@dataclass
class SheetDetails:
    """Rows and columns are counted from 0."""

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    uncalculated: set[tuple[int, int]] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    strays: int = 0
    """Cells left out because they lie far from everything else."""


@dataclass
class FileDetails:
    sheets: dict[str, SheetDetails] = field(default_factory=dict)
    counts_from_1904: bool = False
    content: bytes | None = None
    """The workbook without its stray cells, when it had some that make it too big to read."""

    def of(self, sheet: str) -> SheetDetails:
        return self.sheets.setdefault(sheet, SheetDetails())


def local(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def attribute(element: Any, name: str) -> str:
    """An attribute by its name alone, whichever namespace it is in."""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def parsed(content: bytes) -> Any:
    """The tree of an XML part. Nothing outside the file is fetched or expanded."""
    from lxml import etree  # noqa: PLC0415 - most workbooks need no tree

    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))


def _as_bytes(document: Any) -> bytes:
    from lxml import etree  # noqa: PLC0415 - as above

    return bytes(etree.tostring(document))


def rewritten(content: bytes, parts: dict[str, bytes]) -> bytes:
    """The archive with some of its parts replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, parts.get(entry.filename) or old.read(entry))
    return out.getvalue()


def end_of_block(used: Iterable[int], gap: int) -> int:
    """The last number before the first gap in the numbers used; -1 when none is used."""
    last = -1
    for number in sorted(used):
        if last >= 0 and number - last > gap:
            break
        last = number
    return last


# --- .xlsx -------------------------------------------------------------------------------------------
# Sheets of 60 MB are nothing unusual once somebody has drawn borders down to the last row, so these are
# searched
# and not made into trees.

_FROM_1904 = re.compile(rb"\bdate1904\s*=\s*[\"'](?:1|true|on)[\"']")
_CALCULATES_ON_LOAD = re.compile(rb"\bfullCalcOnLoad\s*=\s*[\"'](?:1|true)[\"']")
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*\bhidden=[\"'](?:1|true)[\"'][^>]*>")
_HIDDEN_COLUMN = re.compile(rb"<(?:\w+:)?col\b[^>]*\bhidden=[\"'](?:1|true)[\"'][^>]*>")
_CELL = rb"<(?:\w+:)?c\b([^>]*[^/>])>"
_END_OF_CELL = rb"</(?:\w+:)?c>"
_FORMULA = re.compile(
    _CELL + rb"\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*[^/>]>.*?</(?:\w+:)?f>|>.*?</(?:\w+:)?f>)(.*?)" + _END_OF_CELL,
    re.S,
)
_VALUED = re.compile(_CELL + rb"(.*?)" + _END_OF_CELL, re.S)
_VALUE = re.compile(rb"<(?:\w+:)?[vt]\b[^>]*>([^<]*)")
_FAR = re.compile(
    rb"<(?:\w+:)?c\b[^>]*?\br=[\"'](?:[A-Z]{3}\d+|(?:K[O-Z]|[L-Z][A-Z])\d+|[A-Z]{1,2}(?:[6-9]\d{4}|\d{6,7}))[\"']"
    rb"[^>]*?(?<!/)>"
)
_REFERENCE = re.compile(rb"\br=[\"']([A-Z]{1,3})(\d{1,7})[\"']")
_NUMBER_OF_ROW = re.compile(rb"\br=[\"'](\d{1,7})[\"']")
_ROW_BEGINS = re.compile(rb"<(?:\w+:)?row\b[^>]*\br=[\"'](\d{1,7})[\"']")
_DIMENSION = re.compile(rb"<(?:\w+:)?dimension\b[^>]*/>")
_SHARED = re.compile(rb"<(?:\w+:)?si>(.*?)</(?:\w+:)?si>", re.S)


def of_xlsx(content: bytes) -> FileDetails:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        book = archive.read("xl/workbook.xml") if "xl/workbook.xml" in names else b""
        found = FileDetails(counts_from_1904=bool(_FROM_1904.search(book)))
        calculates = bool(_CALCULATES_ON_LOAD.search(book))
        replaced: dict[str, bytes] = {}
        sheets: dict[str, str] | None = None
        for part in (name for name in names if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name)):
            xml = archive.read(part)
            details = SheetDetails()
            if _FAR.search(xml):
                xml = replaced[part] = _without_strays(xml, _shared_texts(archive, names), details)
            _look_at_sheet(xml, details, calculates)
            if details != SheetDetails():
                sheets = sheets if sheets is not None else _sheet_names(archive, book)
                found.sheets[sheets.get(part, part)] = details
    if replaced:
        found.content = rewritten(content, replaced)
    return found


def _sheet_names(archive: zipfile.ZipFile, book: bytes) -> dict[str, str]:
    """The name of the sheet in each part."""
    targets = {
        attribute(link, "Id"): posixpath.normpath(posixpath.join("xl", attribute(link, "Target"))).lstrip("/")
        for link in parsed(archive.read("xl/_rels/workbook.xml.rels"))
    }
    sheets = (element for element in parsed(book).iter() if local(element) == "sheet")
    return {targets.get(attribute(sheet, "id"), ""): attribute(sheet, "name") for sheet in sheets}


def _look_at_sheet(xml: bytes, details: SheetDetails, calculates_on_load: bool) -> None:
    for row in _HIDDEN_ROW.findall(xml):
        if number := _NUMBER_OF_ROW.search(row):
            details.hidden_rows.add(int(number[1]) - 1)
    for column in _HIDDEN_COLUMN.findall(xml):
        first, last = (int(re.search(rb"\b%s=[\"'](\d+)" % name, column)[1]) for name in (b"min", b"max"))  # type: ignore[index]
        details.hidden_columns.update(range(first - 1, min(last, MOST_COLUMNS)))
    for cell, value in _FORMULA.findall(xml):
        if (at := _position(cell)) and _is_uncalculated(cell, value, calculates_on_load):
            details.uncalculated.add(at)


def _position(cell: bytes) -> tuple[int, int] | None:
    """Row and column of a cell by its reference; programs that leave it out do not occur with formulas."""
    match = _REFERENCE.search(cell)
    if not match:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + letter - 64
    return int(match[2]) - 1, column - 1


def _is_uncalculated(cell: bytes, value: bytes, calculates_on_load: bool) -> bool:
    """A formula without a value; a program that cannot calculate writes 0 and asks Excel to do it."""
    found = _VALUE.search(value)
    if not found or not found[1]:
        return not found or b't="str"' not in cell
    return calculates_on_load and found[1] == b"0"


def _shared_texts(archive: zipfile.ZipFile, names: list[str]) -> list[bytes]:
    shared = "xl/sharedStrings.xml"
    items = _SHARED.findall(archive.read(shared)) if shared in names else []
    return [b"".join(_VALUE.findall(item)) for item in items]


def _without_strays(xml: bytes, shared: list[bytes], details: SheetDetails) -> bytes:
    """The sheet without the cells, blank or not, that lie far from everything else."""
    cells = [(_position(cell), _text(cell, value, shared)) for cell, value in _VALUED.findall(xml)]
    used = [at for at, text in cells if at and text.strip()]
    last_row = end_of_block({row for row, _column in used}, _ROW_GAP)
    last_column = end_of_block({column for _row, column in used}, _COLUMN_GAP)
    details.strays = sum(row > last_row or column > last_column for row, column in used)

    def kept(cell: re.Match[bytes]) -> bytes:
        at = _position(cell[1])
        return cell[0] if at is None or (at[0] <= last_row and at[1] <= last_column) else b""

    for row in _ROW_BEGINS.finditer(xml):
        if int(row[1]) - 1 > last_row:
            end = re.compile(rb"</(?:\w+:)?sheetData>").search(xml, row.start())
            xml = xml[: row.start()] + xml[end.start() if end else len(xml) :]
            break
    return _VALUED.sub(kept, _DIMENSION.sub(b"", xml, count=1))


def _text(cell: bytes, value: bytes, shared: list[bytes]) -> bytes:
    said = b"".join(_VALUE.findall(value)).replace(b"&#160;", b" ").replace("\u00a0".encode(), b" ")
    is_shared = b't="s"' in cell and said.isdigit() and int(said) < len(shared)
    return shared[int(said)] if is_shared else said


# --- .ods --------------------------------------------------------------------------------------------

_NULL_DATE_1904 = re.compile(rb"null-date[^>]*date-value=[\"']1904-01-01")
_HIDES = ("collapse", "filter")


def of_ods(content: bytes) -> FileDetails:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        xml = archive.read("content.xml")
    found = FileDetails(counts_from_1904=bool(_NULL_DATE_1904.search(xml)))
    document = parsed(xml)
    is_changed = False
    for table in [element for element in document.iter() if local(element) == "table"]:
        is_changed |= _look_at_table(table, found.of(attribute(table, "name")))
    if is_changed:
        found.content = rewritten(content, {"content.xml": _as_bytes(document)})
    return found


def _look_at_table(table: Any, details: SheetDetails) -> bool:
    """Note what is hidden, merged or not calculated; True when far cells were taken out."""
    column = 0
    for element in (each for each in table.iter() if local(each) == "table-column"):
        times = int(attribute(element, "number-columns-repeated") or 1)
        if attribute(element, "visibility") in _HIDES:
            details.hidden_columns.update(range(column, min(column + times, MOST_COLUMNS)))
        column += times
    rows: list[tuple[int, Any]] = []
    row = 0
    for element in [each for each in table.iter() if local(each) == "table-row"]:
        rows.append((row, element))
        times = int(attribute(element, "number-rows-repeated") or 1)
        if attribute(element, "visibility") in _HIDES:
            details.hidden_rows.update(range(row, min(row + times, MOST_ROWS)))
        row += times
    used = [(row, *cell) for row, element in rows for cell in _ods_cells(element, row, details)]
    last_row = end_of_block({row for row, _column, _cell in used}, _ROW_GAP)
    last_column = end_of_block({column for _row, column, _cell in used}, _COLUMN_GAP)
    is_far = row > MOST_ROWS or any(column > MOST_COLUMNS for _row, column, _cell in used)
    if not is_far:
        return False
    for row, element in rows:
        if row > last_row:
            element.getparent().remove(element)
    for row, column, cell in used:
        if row > last_row or column > last_column:
            details.strays += 1
            if row <= last_row:
                cell.getparent().remove(cell)
    return True


def _ods_cells(element: Any, row: int, details: SheetDetails) -> Iterator[tuple[int, Any]]:
    """The cells of a row with something in them; what is merged or not calculated is noted on the way."""
    column = 0
    for cell in element:
        if local(cell) not in ("table-cell", "covered-table-cell"):
            continue
        times = int(attribute(cell, "number-columns-repeated") or 1)
        down, right = (int(attribute(cell, f"number-{what}-spanned") or 1) for what in ("rows", "columns"))
        if down > 1:
            details.merged.append((row, column, row + down - 1, column + right - 1))
        said = "".join(cell.itertext()).strip()
        if attribute(cell, "formula") and not attribute(cell, "value-type") and not said:
            details.uncalculated.add((row, column))
        if said or attribute(cell, "value-type") not in ("", "string"):
            yield column, cell
        column += times


# --- .xls --------------------------------------------------------------------------------------------


def of_xls(content: bytes) -> FileDetails:
    """Old workbooks keep the value of every formula; what is hidden is told by xlrd."""
    import xlrd  # noqa: PLC0415 - only old workbooks need it

    book = xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=io.StringIO())
    found = FileDetails(counts_from_1904=book.datemode == 1)
    for sheet in book.sheets():
        details = found.of(sheet.name)
        details.hidden_rows = {row for row, info in sheet.rowinfo_map.items() if info.hidden}
        details.hidden_columns = {
            column for column, info in sheet.colinfo_map.items() if info.hidden and column < MOST_COLUMNS
        }
    return found
