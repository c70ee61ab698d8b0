"""Opening a workbook somebody hands us, without trusting it.

The file is read by a child process with a limit on memory and time: a workbook of a few kilobytes can
ask for terabytes (a zip bomb, a cell in the last row of the last column), and then only the child ends.
What it finds comes back as JSON. Nothing in the file is run. Pure: no Django.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from sotay.kernel import zips
from sotay.members.roster.cells import Value
from sotay.members.roster.problems import UnreadableFile
from sotay.members.roster.read import Sheet

Why = UnreadableFile.Why

MOST_BYTES = 20 * 1024 * 1024
_MOST_UNPACKED = 300 * 1024 * 1024
_MOST_FOUND = 64 * 1024 * 1024
"""Bytes of JSON. One long text that every cell shares makes a workbook of 37 kB speak of 180 MB."""
_MOST_MANIFEST = 1024 * 1024
_MOST_ROWS = 60_000
_MOST_COLUMNS = 300
_MEMORY = 1024 * 1024 * 1024
_SECONDS = 30
_CODES = dict(enumerate(Why, start=10))
"""How the child says why: its exit code."""

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MANIFEST = "META-INF/manifest.xml"
_ENCRYPTED_IN_OLE = "EncryptedPackage".encode("utf-16-le")


def read(file: Path) -> str:
    """The sheets of a workbook as JSON for `sheets`. Raises UnreadableFile."""
    try:
        size = file.stat().st_size
    except OSError:
        raise UnreadableFile(Why.NO_FILE) from None
    if size > MOST_BYTES:
        raise UnreadableFile(Why.TOO_BIG)
    _check(file)
    try:
        child = subprocess.run(  # noqa: S603 - our own module, a path we chose
            [sys.executable, "-m", "sotay.members.roster.workbook", str(file.resolve())],
            capture_output=True,
            timeout=_SECONDS,
            check=False,
            env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PATH": os.environ.get("PATH", "")},
        )
    except subprocess.TimeoutExpired:
        raise UnreadableFile(Why.TOO_MUCH_INSIDE) from None
    if child.returncode:
        # A child that ran out of memory was ended by a signal, or by Rust giving up.
        raise UnreadableFile(_CODES.get(child.returncode, Why.TOO_MUCH_INSIDE))
    return child.stdout.decode()


def sheets(packed: str) -> list[Sheet]:
    """The sheets `read` found."""
    found = json.loads(packed)
    return [Sheet(name, [[_unpacked(cell) for cell in row] for row in rows]) for name, rows in found]


def _check(file: Path) -> None:
    """Tell by its first bytes and its directory whether this can be a workbook at all."""
    content = file.read_bytes()
    if content.startswith(_OLE):
        if _ENCRYPTED_IN_OLE in content:
            raise UnreadableFile(Why.ENCRYPTED)
        return
    if not content.startswith(_ZIP):
        raise UnreadableFile(Why.EMPTY if not content else Why.NOT_A_WORKBOOK)
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
            if sum(entry.file_size for entry in entries) > _MOST_UNPACKED:
                raise UnreadableFile(Why.TOO_MUCH_INSIDE)
            names = {entry.filename for entry in entries}
            manifest = zips.beginning(archive, _MANIFEST, _MOST_MANIFEST) if _MANIFEST in names else b""
    except zips.BROKEN:
        raise UnreadableFile(Why.DAMAGED) from None
    if b"encryption-data" in manifest:
        raise UnreadableFile(Why.ENCRYPTED)
    if not names & {"xl/workbook.xml", "content.xml"} and not any(name.startswith("xl/") for name in names):
        raise UnreadableFile(Why.NOT_A_WORKBOOK)


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
                raise UnreadableFile(Why.TOO_MUCH_INSIDE)
            found.append((meta.name, [_trimmed(row) for row in sheet.to_python(skip_empty_area=False)]))
    except PasswordError:
        raise UnreadableFile(Why.ENCRYPTED) from None
    except CalamineError as wrong:
        raise UnreadableFile(Why.ENCRYPTED if "assword" in str(wrong) else Why.DAMAGED) from None
    if some_hidden and not any(row for _name, rows in found for row in rows):
        raise UnreadableFile(Why.HIDDEN)
    return found


def main(file: str) -> int:
    """Print the sheets of `file` as JSON, or answer the exit code that says why not."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        found = json.dumps(_contents(file))
        if len(found) > _MOST_FOUND:
            raise UnreadableFile(Why.TOO_MUCH_INSIDE)
        sys.stdout.write(found)
    except UnreadableFile as answer:
        return next(code for code, why in _CODES.items() if why is answer.why)
    except MemoryError:
        return next(code for code, why in _CODES.items() if why is Why.TOO_MUCH_INSIDE)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
