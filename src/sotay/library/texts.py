"""The whole text of a document, for searching. No Django.

Read by a child with limits like the look into an upload (`reading`), but by a job and not while somebody
waits. A scan has no text: it cannot be searched, and its page says so. Texts for fonts of before Unicode
(TCVN3, VNI) are converted where that makes words of what was none; what stays unreadable is said to be so.
"""

from __future__ import annotations

import json
import re
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from io import BytesIO
from typing import BinaryIO

from sotay.kernel import child_process, zips
from sotay.kernel.child_process import Exhausted, Limits
from sotay.library import reading
from sotay.library.rules import marked_lines
from sotay.members.roster import encodings

MOST_TEXT = 200_000
MOST_PAGES, MOST_PARTS = 400, 300
MOST_XML = 24 * 1024 * 1024
FEW, FEW_LINES = 20, 3
"""Letters a page has at least when it is more than a picture with a page number."""

LIMITS = Limits(seconds=20, output=4 * 1024 * 1024)

READ, SCAN, PICTURE, HARD, MARKED, GARBLED = "read", "scan", "picture", "hard", "marked", "garbled"

_PARTS = {
    "docx": r"word/(?:document|header\d*|footer\d*|footnotes|endnotes)\.xml",
    "xlsx": r"xl/sharedStrings\.xml|xl/worksheets/sheet\d+\.xml",
    "pptx": r"ppt/(?:slides/slide|notesSlides/notesSlide)\d+\.xml",
    "odt": r"content\.xml|styles\.xml",
    "ods": r"content\.xml",
}


@dataclass(frozen=True, slots=True)
class Text:
    """What was read: a state of READ and the others, the text, and the old encoding it was in, if any."""

    state: str
    text: str = ""
    encoding: str = ""


def read(file: BinaryIO, kind: str) -> Text:
    """Never raises: what cannot be read within the limits is HARD."""
    if kind in {"jpg", "png"}:
        return Text(PICTURE)
    try:
        answer = child_process.run("sotay.library.texts", kind, file=file, limits=LIMITS)
        return Text(**json.loads(answer.output))
    except (Exhausted, ValueError, TypeError):
        return Text(HARD)


def main(arguments: list[str]) -> int:
    """In the child: the file is its standard input."""
    sys.stdout.write(json.dumps(asdict(_read(BytesIO(sys.stdin.buffer.read()), arguments[0]))))
    return 0


def _read(file: BinaryIO, kind: str) -> Text:
    try:
        lines = list(_lines(file, kind))
    except MemoryError:
        raise
    except Exception:  # a broken file trips its reader in more ways than anybody can list
        return Text(HARD)
    if sum(map(len, lines)) < FEW and kind == "pdf":
        return Text(SCAN)
    lines, encoding, unreadable = converted(lines)
    if marked_lines(lines):
        return Text(MARKED)
    return Text(GARBLED if unreadable else READ, "\n".join(lines)[:MOST_TEXT], encoding)


def converted(lines: list[str]) -> tuple[list[str], str, bool]:
    """The lines in Unicode, the old encoding most of them were in, and whether they cannot be read still.

    >>> converted(["NghÞ quyÕt cña chi bé"])
    (['Nghị quyết của chi bộ'], 'TCVN3', False)
    """
    rows = [[line] for line in lines]
    counts = encodings.convert(rows)
    old = {name: count for name, count in counts.items() if name in {"TCVN3", "VNI"}}
    if not old:  # "VIQR" in a text is more often somebody's punctuation
        return lines, "", _unreadable(lines)
    texts = [row[0] for row in rows]
    return texts, max(old, key=lambda name: old[name]), _unreadable(texts)


def _unreadable(lines: list[str]) -> bool:
    """Whether a third of the lines with letters beyond ASCII are of an encoding nobody here knows."""
    marked = [line for line in lines if not line.isascii()]
    return len(marked) >= FEW_LINES and sum(map(encodings.is_garbled, marked)) * 3 > len(marked)


def _lines(file: BinaryIO, kind: str) -> Iterator[str]:
    left = MOST_TEXT
    for text in _pieces(file, kind):
        for line in text.splitlines():
            yield line[:left]
            left -= len(line)
            if left <= 0:
                return


def _pieces(file: BinaryIO, kind: str) -> Iterator[str]:
    if kind == "pdf":
        reader = reading.opened_pdf(file)
        for page in reader.pages[:MOST_PAGES]:
            yield page.extract_text()
    elif kind in _PARTS:
        yield from _of_zip(file, kind)
    elif kind == "txt":
        file.seek(0)
        yield file.read(4 * MOST_TEXT).decode("utf-8-sig", "replace")


def _of_zip(file: BinaryIO, kind: str) -> Iterator[str]:
    wanted = re.compile(_PARTS[kind])
    with zipfile.ZipFile(file) as packed:
        names = sorted(filter(wanted.fullmatch, packed.namelist()), key=lambda name: (len(name), name))
        for name in names[:MOST_PARTS]:
            xml = zips.beginning(packed, name, MOST_XML).decode("utf-8", "replace")
            yield "\n".join(reading.lines_of_xml(xml))
