"""Opening a file somebody hands us: the child process that `workbook` starts, within limits.

Prints the sheets as JSON, or leaves with the code that says why not. Nothing in the file is run.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from sotay.members.roster import csv_file, encodings, file_details
from sotay.members.roster import header as head
from sotay.members.roster.file_details import MOST_COLUMNS, MOST_ROWS, FileDetails, SheetDetails
from sotay.members.roster.problems import EXIT_CODES, OLE, ZIP, UnreadableFile

Why = UnreadableFile.Why

_MOST_FOUND = 64 * 1024 * 1024
"""Bytes of JSON. One long text that every cell shares makes a workbook of 37 kB speak of 180 MB."""
_MEMORY = 1024 * 1024 * 1024
SECONDS = 30
_NOT_CALCULATED = {"is": "uncalculated"}


def main(file: str) -> int:
    """Print the sheets of `file` as JSON, or answer the exit code that says why not."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        found = json.dumps(_sheets(Path(file).read_bytes()))
        if len(found) > _MOST_FOUND:
            raise UnreadableFile(Why.TOO_MUCH_INSIDE)
        sys.stdout.write(found)
    except UnreadableFile as answer:
        return EXIT_CODES[answer.why]
    except MemoryError:
        return EXIT_CODES[Why.TOO_MUCH_INSIDE]
    return 0


def _sheets(content: bytes) -> list[dict[str, Any]]:
    """The sheets as `workbook.sheets` reads them; of hidden ones only those with a list of people."""
    if content.startswith((ZIP, OLE)):
        details = _details(content)
        found = list(_of_workbook(details.content or content, details))
    else:
        found = [_of_csv(content)]
    shown = [sheet for sheet in found if "hidden" not in sheet]
    if len(shown) < len(found) and not any(row for sheet in shown for row in sheet["rows"]):
        raise UnreadableFile(Why.HIDDEN)
    return [sheet for sheet in found if "hidden" not in sheet or head.find(sheet["rows"])]


def _details(content: bytes) -> FileDetails:
    """What only a closer look tells. A file this cannot be had of is still read for its values."""
    try:
        if content.startswith(OLE):
            return file_details.of_xls(content)
        if b"content.xml" in content:
            return file_details.of_ods(content)
        return file_details.of_xlsx(content)
    except MemoryError:
        raise
    except Exception:
        return FileDetails()


def _of_workbook(content: bytes, details: FileDetails) -> Iterable[dict[str, Any]]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum  # noqa: PLC0415

    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        for meta in book.sheets_metadata:
            sheet = book.get_sheet_by_name(meta.name)
            is_hidden = meta.visible is not SheetVisibleEnum.Visible
            if sheet.total_height > MOST_ROWS or sheet.total_width > MOST_COLUMNS:
                if is_hidden:
                    yield {"name": meta.name, "rows": [], "hidden": True}
                    continue
                raise UnreadableFile(Why.TOO_MUCH_INSIDE)
            own = details.of(meta.name)
            own.merged += [(*start, *end) for start, end in sheet.merged_cell_ranges or ()]
            rows = [_trimmed(row) for row in sheet.to_python(skip_empty_area=False)]
            found = _packed(meta.name, rows, own, details.counts_from_1904)
            yield {**found, "hidden": True} if is_hidden else found
    except PasswordError:
        raise UnreadableFile(Why.ENCRYPTED) from None
    except CalamineError as wrong:
        raise UnreadableFile(Why.ENCRYPTED if "assword" in str(wrong) else Why.DAMAGED) from None


def _of_csv(content: bytes) -> dict[str, Any]:
    text = csv_file.text_of(content)
    if text is None:
        raise UnreadableFile(Why.NOT_A_WORKBOOK)
    rows: list[list[Any]] = [_trimmed(row) for row in csv_file.rows(text)]
    if len(rows) > MOST_ROWS or any(len(row) > MOST_COLUMNS for row in rows):
        raise UnreadableFile(Why.TOO_MUCH_INSIDE)
    return _packed("CSV", rows, SheetDetails(), counts_from_1904=False)


def _packed(
    name: str, rows: list[list[Any]], details: SheetDetails, counts_from_1904: bool
) -> dict[str, Any]:
    """A sheet as JSON; what is ordinary about it is left out."""
    for row, column in details.uncalculated:
        if row < len(rows):
            rows[row] += [""] * (column + 1 - len(rows[row]))
            rows[row][column] = _NOT_CALCULATED
    converted = encodings.convert(rows)
    extras = {
        "from_1904": counts_from_1904,
        "merged": [area for area in details.merged if area[2] > area[0]],
        "hidden_rows": sorted(details.hidden_rows),
        "hidden_columns": sorted(details.hidden_columns),
        "strays": details.strays,
        "encodings": dict(converted),
    }
    return {
        "name": encodings.convert_text(name),
        "rows": rows,
        **{key: it for key, it in extras.items() if it},
    }


def _trimmed(row: Sequence[Any]) -> list[Any]:
    """The row as JSON values, without the empty cells at its end."""
    end = len(row)
    while end and row[end - 1] == "":
        end -= 1
    return [_json(value) for value in row[:end]]


def _json(value: object) -> object:
    """A cell as JSON: text, numbers and crosses as they are, days as [year, month, day]."""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return [value.year, value.month, value.day]
    if isinstance(value, time | timedelta):
        return {"is": "time", "said": str(value)}
    return value


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
