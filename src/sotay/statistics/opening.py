"""Opening a sheet somebody hands us: the child process that `checking` starts. Pure: no Django.

Reads the workbook from its standard input and prints as JSON the first sheet's cells and the properties this
program puts into its sheets. Nothing in the file is run.
"""

from __future__ import annotations

import json
import re
import sys
import zipfile
from html import unescape
from io import BytesIO
from typing import Any

from sotay.kernel import zips

NOT_A_WORKBOOK, DAMAGED, TOO_MUCH = 3, 4, 5
MOST_ROWS, MOST_COLUMNS = 2000, 60
MOST_UNPACKED = 50 * 1024 * 1024
_PROPERTIES = "docProps/custom.xml"
_PROPERTY = re.compile(r'\bname="([^"]*)"[^>]*>\s*<(?:\w+:)?lpwstr[^>]*>([^<]*)<')


def main(_arguments: list[str]) -> int:
    content = sys.stdin.buffer.read()
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
            if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
                return TOO_MUCH
            names = {entry.filename for entry in entries}
            if "xl/workbook.xml" not in names:
                return NOT_A_WORKBOOK
            custom = zips.beginning(archive, _PROPERTIES, 64 * 1024) if _PROPERTIES in names else b""
    except zips.BROKEN:
        return NOT_A_WORKBOOK
    try:
        rows = _rows(content)
    except ValueError:
        return TOO_MUCH
    except Exception:
        return DAMAGED
    properties = {
        unescape(name): unescape(value)
        for name, value in _PROPERTY.findall(custom.decode("utf-8", "replace"))
    }
    sys.stdout.write(json.dumps({"properties": properties, "rows": rows}))
    return 0


def _rows(content: bytes) -> list[list[Any]]:
    from python_calamine import CalamineWorkbook  # noqa: PLC0415 - in the child alone, within its limits

    book = CalamineWorkbook.from_filelike(BytesIO(content))
    sheet = book.get_sheet_by_index(0)
    if sheet.total_height > MOST_ROWS or sheet.total_width > MOST_COLUMNS:
        raise ValueError
    return [
        [value if isinstance(value, str | int | float | bool) else str(value) for value in row]
        for row in sheet.to_python(skip_empty_area=False)
    ]
