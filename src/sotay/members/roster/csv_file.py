"""A list saved as CSV: which encoding, which separator, and its rows. Pure."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from sotay.members.roster import encodings
from sotay.members.roster.problems import UnreadableFile

Why = UnreadableFile.Why

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_SEPARATORS = ",;\t|"
_LINES_LOOKED_AT = 60
_NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_TOLD = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_WHOLE_NUMBER = re.compile(r"[1-9]\d{0,14}", re.ASCII)


def text_of(content: bytes) -> str | None:
    """The text of a file, when it is one: by its mark, else UTF-8, else a code page of Windows."""
    for mark, name in _BOMS:
        if content.startswith(mark):
            return _decoded(content[len(mark) :], name)
    if content[1:200:2].count(0) > 40:  # noqa: PLR2004 - of 100: every second byte of Latin letters
        return _decoded(content, "utf-16-le")
    return _decoded(content, "utf-8") or _of_windows(content)


def _decoded(content: bytes, encoding: str) -> str | None:
    try:
        found = content.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if _NOT_TEXT.search(found) else found


def _of_windows(content: bytes) -> str | None:
    """Windows' Vietnamese code page when that makes words; else Latin, which VNI and TCVN3 are written in."""
    vietnamese, latin = _decoded(content, "cp1258"), _decoded(content, "cp1252")
    if vietnamese and latin and encodings.looks_vietnamese(vietnamese) and not encodings.surely(latin)[0]:
        return vietnamese
    return latin or _decoded(content, "latin-1")


def rows(text: str) -> list[list[str | int]]:
    """The rows under the separator that makes the most of the first lines. Raises UnreadableFile."""
    told = _TOLD.match(text)
    text = text[told.end() :] if told else text
    separator = told[1] if told else _separator(text)
    try:
        return [[_value(cell) for cell in row] for row in csv.reader(io.StringIO(text), delimiter=separator)]
    except csv.Error:
        raise UnreadableFile(Why.DAMAGED) from None


def _separator(text: str) -> str:
    """The one that gives the most rows the same number of cells. Raises UnreadableFile when none
    separates."""
    head = "\n".join(text.splitlines()[:_LINES_LOOKED_AT])
    scores = {separator: _score(head, separator) for separator in _SEPARATORS}
    best = max(scores, key=lambda separator: scores[separator])
    if scores[best] <= 1:
        raise UnreadableFile(Why.NOT_A_WORKBOOK)
    return best


def _score(head: str, separator: str) -> int:
    """Cells of all the rows that are as long as most rows with more than one cell."""

    def lengths() -> Iterator[int]:
        try:
            yield from (len(row) for row in csv.reader(io.StringIO(head), delimiter=separator))
        except csv.Error:
            return

    found = [length for length in lengths() if length > 1]
    return max((found.count(length) * length for length in set(found)), default=0)


def _value(cell: str) -> str | int:
    """CSV knows no numbers: what a workbook would have kept as one is one, and may have lost its zeros."""
    return int(cell) if _WHOLE_NUMBER.fullmatch(cell) else cell
