"""Joining PDF files: outline, numbers of pages, and what a stranger's file may cost."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Link
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, TextStringObject

from sotay.library.tests import files
from sotay.papers import joining
from sotay.papers.joining import Part


def pages(*sizes: tuple[int, int], rotate: int = 0) -> bytes:
    writer = PdfWriter()
    for width, height in sizes:
        page = writer.add_blank_page(width, height)
        if rotate:
            page[NameObject("/Rotate")] = NumberObject(rotate)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def outline(reader: PdfReader, of=None) -> list[object]:
    return [
        outline(reader, each)
        if isinstance(each, list)
        else (each.title, reader.get_destination_page_number(each))
        for each in (reader.outline if of is None else of)
    ]


def test_parts_follow_each_other_under_an_outline_with_their_pages_numbered():
    two, one = pages((595, 842), (595, 842)), pages((842, 595))
    made = joining.joined(
        [Part("Mục lục", one), Part("A", two, "Tài liệu"), Part("B", one, "Tài liệu")], "Bộ"
    )
    reader = PdfReader(io.BytesIO(made))
    assert outline(reader) == [("Mục lục", 0), ("Tài liệu", 1), [("A", 1), ("B", 3)]]
    assert [page.extract_text().strip() for page in reader.pages] == ["1/4", "2/4", "3/4", "4/4"]
    assert reader.metadata.title == "Bộ"


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_the_number_stands_upright_at_the_foot_of_a_page_that_is_turned(rotate):
    made = joining.joined([Part("A", pages((400, 600), rotate=rotate))], "Bộ")
    page = PdfWriter(clone_from=io.BytesIO(made)).pages[0]
    page.transfer_rotation_to_content()
    spots = []
    page.extract_text(
        visitor_text=lambda text, cm, tm, *_: spots.append((text, cm, tm)) if "1/1" in text else None
    )
    ((_text, turn, at),) = spots
    across, up = at[4] * turn[0] + at[5] * turn[2] + turn[4], at[4] * turn[1] + at[5] * turn[3] + turn[5]
    width, height = (400, 600) if rotate % 180 == 0 else (600, 400)
    assert abs(across - width / 2) < 15
    assert 0 < up < 20 < height
    assert (round(turn[0]), round(turn[1])) == (1, 0)


def test_pages_that_share_their_resources_are_numbered_each_for_itself():
    writer = PdfWriter()
    for _ in range(3):
        writer.add_blank_page(300, 300)
    shared = writer._add_object(DictionaryObject({NameObject("/Font"): DictionaryObject()}))
    for page in writer.pages:
        page[NameObject("/Resources")] = shared
    out = io.BytesIO()
    writer.write(out)
    made = joining.joined([Part("A", out.getvalue())], "Bộ")
    assert [page.extract_text().strip() for page in PdfReader(io.BytesIO(made)).pages] == [
        "1/3",
        "2/3",
        "3/3",
    ]


def test_a_bare_file_has_its_pages_and_leads_nowhere():
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_annotation(0, Link(rect=(0, 0, 9, 9), url="https://example.org/"))
    writer.add_outline_item(title="của tệp", page_number=0)
    writer._root_object[NameObject("/OpenAction")] = DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
    )
    out = io.BytesIO()
    writer.write(out)
    bare = joining.looked_through(io.BytesIO(out.getvalue()), 10)
    assert bare.pages == 1
    assert b"example.org" not in bare.content
    assert b"JavaScript" not in bare.content
    assert PdfReader(io.BytesIO(bare.content)).outline == []


@pytest.mark.parametrize("content", [files.pdf(password="x"), files.certified_pdf()])
def test_a_locked_file_is_said_to_be_locked(content):
    with pytest.raises(joining.Locked):
        joining.looked_through(io.BytesIO(content), 10)


def test_a_file_of_too_many_pages_is_too_long():
    with pytest.raises(joining.TooLong):
        joining.looked_through(io.BytesIO(pages(*[(100, 100)] * 11)), 10)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 nothing", b"PK\x03\x04", pages((100, 100))[:200]])
def test_a_broken_file_cannot_be_joined(content):
    with pytest.raises(joining.CannotJoin):
        joining.looked_through(io.BytesIO(content), 10)


def test_a_tree_of_pages_that_goes_round_in_a_circle_ends():
    content = pages((100, 100))
    reader = PdfWriter(clone_from=io.BytesIO(content))
    tree = reader._root_object["/Pages"]
    tree[NameObject("/Kids")] = ArrayObject([reader._root_object.raw_get("/Pages")])
    out = io.BytesIO()
    reader.write(out)
    with pytest.raises((joining.CannotJoin, joining.TooLong)):
        joining.looked_through(io.BytesIO(out.getvalue()), 10)


@pytest.mark.parametrize("how", ["operators", "nesting"])
def test_what_is_packed_in_a_page_is_not_unpacked(how):
    """A page that takes a reader of text forever is joined like any other: nobody reads it."""
    bare = joining.looked_through(io.BytesIO(files.hostile_pdf(how)), 10)
    made = joining.joined([Part("A", bare.content)], "Bộ")
    assert len(made) < 10 * len(files.hostile_pdf(how))
