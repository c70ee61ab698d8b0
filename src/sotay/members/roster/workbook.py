"""Opening a workbook somebody hands us, without trusting it.

The file is read by a child process with a limit on memory and time: a workbook of a few kilobytes can
ask for terabytes (a zip bomb, a cell in the last row of the last column), and then only the child ends.
What it finds comes back as JSON. Nothing in the file is run. Pure: no Django.
"""

from __future__ import annotations

import json
import sys
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from sotay.kernel import child_process, zips
from sotay.kernel.child_process import Exhausted, Limits
from sotay.members.roster.cells import Value
from sotay.members.roster.read import Sheet
from sotay.members.roster.trouble import Unreadable

Why = Unreadable.Why

MOST_BYTES = 20 * 1024 * 1024
_MOST_UNPACKED = 300 * 1024 * 1024
_MOST_FOUND = 64 * 1024 * 1024
"""Bytes of JSON. One long text that every cell shares makes a workbook of 37 kB speak of 180 MB."""
_MOST_MANIFEST = 1024 * 1024
_MOST_ROWS = 60_000
_MOST_COLUMNS = 300
_LIMITS = Limits(seconds=30, memory=1024 * 1024 * 1024, output=_MOST_FOUND)
_CODES = dict(enumerate(Why, start=10))
"""How the child says why: its exit code."""

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MANIFEST = "META-INF/manifest.xml"
_ENCRYPTED_IN_OLE = "EncryptedPackage".encode("utf-16-le")


def read(file: Path) -> str:
    """The sheets of a workbook as JSON for `sheets`. Raises Unreadable."""
    try:
        size = file.stat().st_size
    except OSError:
        raise Unreadable(Why.NO_FILE) from None
    if size > MOST_BYTES:
        raise Unreadable(Why.TOO_BIG)
    _check(file)
    try:
        answer = child_process.run("sotay.members.roster.workbook", str(file.resolve()), limits=_LIMITS)
    except Exhausted:
        raise Unreadable(Why.TOO_MUCH_INSIDE) from None
    if answer.code:
        raise Unreadable(_CODES.get(answer.code, Why.TOO_MUCH_INSIDE))
    return answer.output.decode()


def sheets(packed: str) -> list[Sheet]:
    """The sheets `read` found."""
    found = json.loads(packed)
    return [Sheet(name, [[_unpacked(cell) for cell in row] for row in rows]) for name, rows in found]


def _check(file: Path) -> None:
    """Tell by its first bytes and its directory whether this can be a workbook at all."""
    content = file.read_bytes()
    if content.startswith(_OLE):
        if _ENCRYPTED_IN_OLE in content:
            raise Unreadable(Why.ENCRYPTED)
        return
    if not content.startswith(_ZIP):
        raise Unreadable(Why.EMPTY if not content else Why.NOT_A_WORKBOOK)
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
            if sum(entry.file_size for entry in entries) > _MOST_UNPACKED:
                raise Unreadable(Why.TOO_MUCH_INSIDE)
            names = {entry.filename for entry in entries}
            manifest = zips.beginning(archive, _MANIFEST, _MOST_MANIFEST) if _MANIFEST in names else b""
    except zips.BROKEN:
        raise Unreadable(Why.DAMAGED) from None
    if b"encryption-data" in manifest:
        raise Unreadable(Why.ENCRYPTED)
    if not names & {"xl/workbook.xml", "content.xml"} and not any(name.startswith("xl/") for name in names):
        raise Unreadable(Why.NOT_A_WORKBOOK)


# --- in the child --------------------------------------------------------------------------------------


def _packed(value: object) -> object:
    """A cell as JSON: text, numbers and crosses as they are, days as [year, month, day]."""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return [value.year, value.month, value.day]
    if isinstance(value, time | timedelta):
        return str(value)
    return value


def _unpacked(cell: Any) -> Value:
    return date(*cell) if isinstance(cell, list) else cell


def _trimmed(row: Sequence[Any]) -> list[Any]:
    """The row as JSON values, without the empty cells at its end."""
    end = len(row)
    while end and row[end - 1] == "":
        end -= 1
    return [_packed(value) for value in row[:end]]


def _contents(file: str) -> list[tuple[str, list[list[Any]]]]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum  # noqa: PLC0415

    found: list[tuple[str, list[list[Any]]]] = []
    some_hidden = False
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(Path(file).read_bytes()))
        for meta in book.sheets_metadata:
            if meta.visible is not SheetVisibleEnum.Visible:
                some_hidden = True
                continue
            sheet = book.get_sheet_by_name(meta.name)
            if sheet.total_height > _MOST_ROWS or sheet.total_width > _MOST_COLUMNS:
                raise Unreadable(Why.TOO_MUCH_INSIDE)
            found.append((meta.name, [_trimmed(row) for row in sheet.to_python(skip_empty_area=False)]))
    except PasswordError:
        raise Unreadable(Why.ENCRYPTED) from None
    except CalamineError as wrong:
        raise Unreadable(Why.ENCRYPTED if "assword" in str(wrong) else Why.DAMAGED) from None
    if some_hidden and not any(row for _name, rows in found for row in rows):
        raise Unreadable(Why.HIDDEN)
    return found


def main(arguments: list[str]) -> int:
    """Print the sheets of the file as JSON, or answer the exit code that says why not."""
    try:
        sys.stdout.write(json.dumps(_contents(arguments[0])))
    except Unreadable as answer:
        return next(code for code, why in _CODES.items() if why is answer.why)
    return 0
