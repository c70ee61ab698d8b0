"""The ratings of a cell and a self-review as files."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document
from pypdf import PdfReader

from sotay.reviews.tests.rounds import SELF, address, begin, line, part, review_of, slips

DID = "Đã vận động 5 hộ"


@pytest.fixture
def row(house, binh, thu, lam, an):
    row = part(begin(binh, house.ward), house.cell)
    an.post(address("write", review_of(row, an)), SELF)
    given = slips(3, tellers=[thu, lam]) | line(review_of(row, an), 2, 1)
    assert thu.post(address("ballot", row), given).status_code == 302
    return row


def words_of(answer, ending: str) -> str:
    content = BytesIO(b"".join(answer.streaming_content) if answer.streaming else answer.content)
    if ending == "pdf":
        return " ".join(page.extract_text() for page in PdfReader(content).pages)
    document = Document(content)
    cells = [cell.text for table in document.tables for tr in table.rows for cell in tr.cells]
    return " ".join([each.text for each in document.paragraphs] + cells)


def file(name: str, thing, ending: str) -> str:
    return reverse(f"reviews:{name}", args=[thing.pk, ending])


@pytest.mark.parametrize("ending", ["docx", "pdf"])
def test_the_summary_has_votes_and_levels_and_no_words_of_anybody(row, thu, binh, ending):
    for person in (thu, binh):
        told = " ".join(words_of(person.get(file("summary_file", row, ending)), ending).split())
        assert "Nguyễn Văn An" in told
        assert "Người kiểm phiếu" in told
        assert DID not in told


@pytest.mark.parametrize("ending", ["docx", "pdf"])
def test_a_self_review_is_a_paper_for_those_who_read_it(row, an, thu, binh, lam, ending):
    review = review_of(row, an)
    told = " ".join(words_of(an.get(file("sheet_file", review, ending)), ending).split())
    assert DID in told
    assert "92" in told
    assert thu.get(file("sheet_file", review, ending)).status_code == 200
    assert binh.get(file("sheet_file", review, ending)).status_code == 404


def test_no_other_kind_of_file(row, an, thu):
    assert an.get(file("sheet_file", review_of(row, an), "exe")).status_code == 404
    assert an.get(file("summary_file", row, "pdf")).status_code == 404
