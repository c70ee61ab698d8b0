"""The doors to papers: who may pass, what they get, and rewriting a part in the browser."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document
from pypdf import PdfReader

from sotay.papers import queries
from sotay.papers.models import IssuedPaper
from sotay.papers.tests.test_papers import compose, issue


@pytest.fixture
def paper(house, thu) -> IssuedPaper:
    return compose(house.cell, thu)


def address(paper: IssuedPaper, door: str = "paper", *key: str) -> str:
    return reverse(f"papers:{door}", args=[paper.pk, *key])


@pytest.mark.parametrize("door", ["paper", "pdf", "docx"])
@pytest.mark.parametrize(
    ("who", "status"),
    [("thu", 200), ("an", 200), ("chi", 200), ("binh", 200), ("dung", 404), ("tinh", 404), ("client", 302)],
)
def test_the_cell_and_those_above_may_read_and_a_stranger_learns_nothing(
    request, paper, door, who, status
) -> None:
    assert request.getfixturevalue(who).get(address(paper, door)).status_code == status


@pytest.mark.parametrize(("door", "key"), [("parts", ()), ("part", ("closing",)), ("revert", ("closing",))])
@pytest.mark.parametrize("who", ["an", "chi", "binh", "dung"])
def test_only_those_who_conduct_meetings_rewrite(request, paper, door, key, who) -> None:
    other = request.getfixturevalue(who)
    assert other.post(address(paper, door, *key), {"text": "khác"}).status_code in {404, 405}
    assert other.get(address(paper, door, *key)).status_code in {404, 405}
    assert IssuedPaper.objects.get(pk=paper.pk).edits == {}


def test_a_draft_comes_as_files_marked_as_a_draft(paper, thu) -> None:
    printed = thu.get(address(paper, "pdf"))
    assert printed["Content-Type"] == "application/pdf"
    assert (
        'filename="BB-du-thao-thang-02-2026-chi-bo-to-dan-pho-hoa-binh.pdf"' in printed["Content-Disposition"]
    )
    assert "ETag" not in printed
    assert "DỰ THẢO" in PdfReader(BytesIO(printed.content)).pages[0].extract_text()
    word = thu.get(address(paper, "docx"))
    assert word["Content-Disposition"].endswith('.docx"')
    assert Document(BytesIO(word.content)).paragraphs[0].text == "BIÊN BẢN"


def test_a_frozen_pdf_is_the_kept_file_and_is_not_sent_twice(paper, thu, lam, an) -> None:
    frozen = issue(paper, thu, lam)
    first = an.get(address(paper, "pdf"))
    assert first.content == frozen.pdf.read()
    assert first["ETag"] == f'"{frozen.pdf_sha256}"'
    assert "private" in first["Cache-Control"]
    assert an.get(address(paper, "pdf"), headers={"if-none-match": first["ETag"]}).status_code == 304
    assert an.get(address(paper, "pdf"), headers={"if-none-match": '"other"'}).status_code == 200


def test_a_stranger_with_the_tag_of_a_file_still_learns_nothing(paper, thu, lam, dung) -> None:
    tag = issue(paper, thu, lam).pdf_sha256
    assert dung.get(address(paper, "pdf"), headers={"if-none-match": f'"{tag}"'}).status_code == 404


def test_the_page_shows_the_paper_and_who_has_still_to_sign(paper, thu, lam, an) -> None:
    page = thu.get(address(paper)).content.decode()
    assert "Còn chờ ký: Thư ký, Chủ trì." in page
    assert "Sửa lời văn" in page
    assert page.count("<h1") == 1
    assert "Sửa lời văn" not in an.get(address(paper)).content.decode()
    issue(paper, thu, lam)
    page = thu.get(address(paper)).content.decode()
    assert "Số 01-BB/CB" in page
    assert "Sửa lời văn" not in page


def test_english_readers_get_english_buttons_around_a_vietnamese_paper(paper, thu) -> None:
    page = thu.get(address(paper), {"lang": "en"}).content.decode()
    assert "Download PDF" in page
    assert "BIÊN BẢN" in page


def test_the_secretary_rewrites_a_part_and_takes_it_back(paper, thu) -> None:
    assert "Buổi sinh hoạt kết thúc" in thu.get(address(paper, "parts")).content.decode()
    answer = thu.post(address(paper, "part", "closing"), {"text": "Kết thúc lúc 21 giờ."}, follow=True)
    assert "Kết thúc lúc 21 giờ." in answer.content.decode()
    assert address(paper, "revert", "closing") in answer.content.decode()
    assert "Kết thúc lúc 21 giờ." in thu.get(address(paper)).content.decode()
    thu.post(address(paper, "revert", "closing"))
    assert "Kết thúc lúc 21 giờ." not in thu.get(address(paper)).content.decode()


def test_a_part_too_long_comes_back_with_what_was_typed(paper, thu) -> None:
    answer = thu.post(address(paper, "part", "closing"), {"text": "dài " * 6000})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "20.000 ký tự" in page
    assert "dài dài dài" in page


def test_an_issued_paper_cannot_be_opened_for_rewriting(paper, thu, lam) -> None:
    issue(paper, thu, lam)
    answer = thu.post(address(paper, "part", "closing"), {"text": "khác"})
    assert answer.status_code == 409
    assert "đã ban hành" in answer.content.decode()
    assert thu.get(address(paper, "part", "nowhere")).status_code == 409


def test_a_part_that_does_not_exist_is_not_found(paper, thu) -> None:
    assert thu.get(address(paper, "part", "nowhere")).status_code == 404


def test_the_queries_of_a_page_do_not_grow_with_the_paper(paper, thu, django_assert_max_num_queries) -> None:
    assert queries.missing_roles(paper)
    with django_assert_max_num_queries(12):
        thu.get(address(paper))
