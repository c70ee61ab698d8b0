"""Joining PDF files to one, with an outline and the pages numbered through. No Django.

Files somebody attached are among them, so all of it is done in a child with limits (kernel.child_process):
`looked_through` makes of one file its bare pages, so that a hostile one is found by itself and costs its own
limit alone; `joined` then puts bare files together. What a page leads to is left behind (links, actions,
forms' fields stay as they look), and so are tags and digital signatures: those hold in the single files.
"""

from __future__ import annotations

import json
import struct
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO

from sotay.kernel import child_process
from sotay.kernel.child_process import MB, Exhausted, Limits

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader, PdfWriter

ONE = Limits(seconds=2, output=64 * MB)
"""For one file. Honest ones take a third of a second, most of it to start Python."""
ALL = Limits(seconds=20, memory=1024 * MB, output=128 * MB)

_LOCKED, _LONG, _BROKEN = 2, 3, 4
"""How the child says so: its exit code."""
_MM = 72 / 25.4
_LETTER, _ABOVE_EDGE = 9.0, 4 * _MM
"""Size of a page's number, and how far above the lower edge it stands, in points: in the margin of our own
papers, below what signatures are drawn into."""


class Locked(Exception):  # noqa: N818 - says what the file is
    """The file asks for a password."""


class TooLong(Exception):  # noqa: N818 - says what the file is
    """The file has more pages than it may."""


class CannotJoin(Exception):  # noqa: N818 - says what the file is
    """The file is broken, or reading it takes more than any honest file does."""


@dataclass(frozen=True, slots=True)
class Part:
    """A file of bare pages: what the outline calls it, and the heading of the outline it stands under."""

    title: str
    content: bytes
    under: str = ""


@dataclass(frozen=True, slots=True)
class Bare:
    """The bare pages of a file, and how many."""

    content: bytes
    pages: int


def looked_through(file: BinaryIO, most_pages: int) -> Bare:
    """The bare pages of a PDF. Raises Locked, TooLong and CannotJoin, after some seconds at most."""
    try:
        answer = child_process.run("sotay.papers.joining", "one", str(most_pages), file=file, limits=ONE)
    except Exhausted:
        raise CannotJoin from None
    why = {_LOCKED: Locked, _LONG: TooLong, _BROKEN: CannotJoin}.get(answer.code)
    if why is not None:
        raise why
    (pages,) = struct.unpack(">I", answer.output[:4])
    return Bare(answer.output[4:], pages)


def joined(parts: Sequence[Part], title: str) -> bytes:
    """One PDF of all parts in order, whose outline opens with it. Raises CannotJoin."""
    told = {"title": title, "parts": [[part.title, part.under, len(part.content)] for part in parts]}
    head = json.dumps(told).encode()
    file = BytesIO(struct.pack(">I", len(head)) + head + b"".join(part.content for part in parts))
    try:
        answer = child_process.run("sotay.papers.joining", "all", file=file, limits=ALL)
    except Exhausted:
        raise CannotJoin from None
    if answer.code:
        raise CannotJoin
    return answer.output


def pages_of(own: bytes) -> int:
    """How many pages a print of ours has."""
    from pypdf import PdfReader  # noqa: PLC0415 - beside the other readings

    return len(PdfReader(BytesIO(own)).pages)


def main(arguments: list[str]) -> int:
    """In the child: what is to be read is its standard input."""
    given, output = sys.stdin.buffer.read(), BytesIO()
    try:
        if arguments[0] == "one":
            _bare(BytesIO(given), int(arguments[1]), output)
        else:
            _join(given, output)
    except Locked:
        return _LOCKED
    except TooLong:
        return _LONG
    except MemoryError:
        raise
    except Exception:  # a broken file trips the reader in more ways than anybody can list
        return _BROKEN
    sys.stdout.buffer.write(output.getvalue())
    return 0


def _bare(file: BinaryIO, most_pages: int, output: BinaryIO) -> None:
    from pypdf import PdfWriter  # noqa: PLC0415 - in the child alone

    reader = _opened(file)
    pages = len(reader.pages)
    if pages > most_pages:
        raise TooLong
    writer = PdfWriter()
    for page in reader.pages:
        _strip(writer.add_page(page))
    output.write(struct.pack(">I", pages))
    writer.write(output)


def _opened(file: BinaryIO) -> PdfReader:
    """Raises Locked, also for one locked with a certificate, which the reader knows nothing of."""
    from pypdf import PdfReader  # noqa: PLC0415

    try:
        reader = PdfReader(file)
    except NotImplementedError:
        raise Locked from None
    if reader.is_encrypted and not reader.decrypt(""):
        raise Locked
    return reader


_LEADS_ON = ("/AA", "/B", "/StructParents", "/Tabs", "/Metadata", "/PieceInfo")


def _strip(page: PageObject) -> None:
    """Take from a page what leads elsewhere; what is drawn on it stays, and what forms were filled with."""
    from pypdf.generic import ArrayObject, NameObject  # noqa: PLC0415

    for key in _LEADS_ON:
        page.pop(key, None)
    notes = ArrayObject()
    for each in page.get("/Annots", None) or ():
        note = each.get_object()
        if note.get("/Subtype") in {"/Link", "/Popup"}:
            continue
        for key in ("/A", "/AA", "/Dest", "/Parent", "/Popup", "/IRT"):
            note.pop(key, None)
        notes.append(each)
    page.pop("/Annots", None)
    if notes:
        page[NameObject("/Annots")] = notes


def _join(given: bytes, output: BinaryIO) -> None:
    from pypdf import PdfReader, PdfWriter  # noqa: PLC0415

    (length,) = struct.unpack(">I", given[:4])
    told = json.loads(given[4 : 4 + length])
    writer, at = PdfWriter(), 4 + length
    headings: dict[str, Any] = {}
    for title, under, size in told["parts"]:
        first = len(writer.pages)
        for page in PdfReader(BytesIO(given[at : at + size])).pages:
            _strip(writer.add_page(page))
        at += size
        if under and under not in headings:
            headings[under] = writer.add_outline_item(title=under, page_number=first)
        writer.add_outline_item(title=title, page_number=first, parent=headings.get(under))
    _number(writer)
    writer.add_metadata({"/Title": told["title"]})
    writer.page_mode = "/UseOutlines"
    writer.write(output)


def _number(writer: PdfWriter) -> None:
    """Write "12/45" at the foot of each page."""
    from pypdf.generic import DictionaryObject, NameObject  # noqa: PLC0415

    names = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    font = writer._add_object(
        DictionaryObject({NameObject(key): NameObject(value) for key, value in names.items()})
    )
    for number, page in enumerate(writer.pages, start=1):
        _draw(writer, page, f"{number}/{len(writer.pages)}", font)


def _draw(writer: PdfWriter, page: PageObject, words: str, font: Any) -> None:
    """Draw the words on a patch of white in the middle of the lower edge, as a reader holds the page.

    The page's own contents are put between "q" and "Q", so that whatever they do to the coordinates ends
    with them; none of them is unpacked.
    """
    from pypdf.generic import ArrayObject, NameObject  # noqa: PLC0415

    name = "/SotayNumber"
    resources = _own(page, "/Resources")
    fonts = _own(resources, "/Font")
    fonts[NameObject(name)] = font
    turn, middle = _placed(page)
    width = len(words) * _LETTER * 0.56
    left, low = middle - width / 2, _ABOVE_EDGE
    drawn = (
        f"q {turn} cm 1 g {left - 2:.1f} {low - 2:.1f} {width + 4:.1f} {_LETTER + 2:.1f} re f "
        f"0 g BT {name} {_LETTER} Tf {left:.1f} {low:.1f} Td ({words}) Tj ET Q"
    )
    kept = page.get("/Contents")
    kept = kept.get_object() if kept is not None else None
    before = (
        list(kept) if isinstance(kept, ArrayObject) else [] if kept is None else [page.raw_get("/Contents")]
    )
    page[NameObject("/Contents")] = ArrayObject(
        [_stream(writer, b"q\n"), *before, _stream(writer, b"\nQ\n" + drawn.encode("ascii"))]
    )


def _stream(writer: PdfWriter, content: bytes) -> Any:
    from pypdf.generic import DecodedStreamObject  # noqa: PLC0415

    made = DecodedStreamObject()
    made.set_data(content)
    return writer._add_object(made)


def _own(holder: Any, key: str) -> Any:
    """The dictionary under a key, as one that no other page shares."""
    from pypdf.generic import DictionaryObject, NameObject  # noqa: PLC0415

    shared = holder.get(key)
    shared = shared.get_object() if shared is not None else {}
    own = DictionaryObject(_raw(shared))
    holder[NameObject(key)] = own
    return own


def _raw(shared: Any) -> Iterator[tuple[Any, Any]]:
    return ((key, shared.raw_get(key)) for key in shared)


def _placed(page: PageObject) -> tuple[str, float]:
    """The matrix that turns the page the way it is read, and the middle of its lower edge in points."""
    box, quarters = page.cropbox, int(page.get("/Rotate", 0) or 0) // 90 % 4
    left, low, right, high = (float(each) for each in (box.left, box.bottom, box.right, box.top))
    turns = (
        f"1 0 0 1 {left:.1f} {low:.1f}",
        f"0 1 -1 0 {right:.1f} {low:.1f}",
        f"-1 0 0 -1 {right:.1f} {high:.1f}",
        f"0 -1 1 0 {left:.1f} {high:.1f}",
    )
    return turns[quarters], (high - low if quarters % 2 else right - left) / 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
