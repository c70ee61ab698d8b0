"""Opening a workbook or a CSV file somebody hands us, without trusting it.

The file is read by a child process (`opening`) with a limit on memory and time: a workbook of a few kilobytes
can ask for terabytes (a zip bomb, a cell in the last row of the last column), and then only the child ends.
What it finds comes back as JSON. Nothing in the file is run. Pure: no Django.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from sotay.kernel import zips
from sotay.members.roster.cells import UNCALCULATED, TimeOfDay, Value
from sotay.members.roster.dates import DAY_ZERO, DAY_ZERO_1904
from sotay.members.roster.problems import EXIT_CODES, OLE, ZIP, UnreadableFile
from sotay.members.roster.read import Sheet

Why = UnreadableFile.Why

MOST_BYTES = 20 * 1024 * 1024
_MOST_UNPACKED = 300 * 1024 * 1024
_MOST_MANIFEST = 1024 * 1024
_SECONDS = 30
_WHY_OF = {code: why for why, code in EXIT_CODES.items()}

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
    _check(file.read_bytes())
    try:
        child = subprocess.run(  # noqa: S603 - our own module, a path we chose
            [sys.executable, "-m", "sotay.members.roster.opening", str(file.resolve())],
            capture_output=True,
            timeout=_SECONDS,
            check=False,
            env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PATH": os.environ.get("PATH", "")},
        )
    except subprocess.TimeoutExpired:
        raise UnreadableFile(Why.TOO_MUCH_INSIDE) from None
    if child.returncode:
        # A child that ran out of memory was ended by a signal, or by Rust giving up.
        raise UnreadableFile(_WHY_OF.get(child.returncode, Why.TOO_MUCH_INSIDE))
    return child.stdout.decode()


def sheets(packed: str) -> list[Sheet]:
    """The sheets `read` found."""
    return [_sheet(found) for found in json.loads(packed)]


def _sheet(found: dict[str, Any]) -> Sheet:
    return Sheet(
        name=found["name"],
        rows=[[_value(cell) for cell in row] for row in found["rows"]],
        day_zero=DAY_ZERO_1904 if found.get("from_1904") else DAY_ZERO,
        merged=[tuple(area) for area in found.get("merged", ())],
        hidden_rows=frozenset(found.get("hidden_rows", ())),
        hidden_columns=frozenset(found.get("hidden_columns", ())),
        is_hidden=found.get("hidden", False),
        strays=found.get("strays", 0),
        encodings=found.get("encodings", {}),
    )


def _value(cell: Any) -> Value:
    if isinstance(cell, list):
        return date(*cell)
    if isinstance(cell, dict):
        return TimeOfDay(cell["said"]) if cell["is"] == "time" else UNCALCULATED
    found: Value = cell
    return found


_HTML = re.compile(r"\s*(?:<!doctype\s+html|<html|<table|<meta|<head|<body|mime-version:)", re.IGNORECASE)
_XML = re.compile(r"\s*<\?xml|\s*<(?:\w+:)?(?:workbook|document)\b", re.IGNORECASE)


def _check(content: bytes) -> None:
    """Tell by its first bytes and its directory whether this can be a list at all."""
    if content.startswith(OLE):
        if _ENCRYPTED_IN_OLE in content:
            raise UnreadableFile(Why.ENCRYPTED)
    elif content.startswith(ZIP):
        _check_zip(content)
    elif not content:
        raise UnreadableFile(Why.EMPTY)
    else:
        _check_text(content)


def _check_text(content: bytes) -> None:
    """HTML and XML that a program named .xls are told apart from CSV, which the child reads."""
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    beginning = content[:2000].decode(encoding, errors="replace")
    if _HTML.match(beginning):
        raise UnreadableFile(Why.HTML)
    if _XML.match(beginning):
        raise UnreadableFile(Why.HTML if "<html" in beginning.lower() else Why.XML)


def _check_zip(content: bytes) -> None:
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
