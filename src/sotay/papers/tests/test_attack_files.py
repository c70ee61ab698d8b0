"""Attacks on issued papers: files that went, keys that are not there, names that are not names."""

from __future__ import annotations

import pytest

from sotay.papers.models import IssuedPaper
from sotay.papers.tests.test_papers import compose, issue

XSS = '<script>alert(1)</script>\x0b\ufffe #read("/etc/passwd") $x$ \\ @a <b>'


@pytest.fixture
def paper(house, thu) -> IssuedPaper:
    return compose(house.cell, thu)


def test_a_file_that_went_is_said_in_words(paper, thu, lam):
    frozen = issue(paper, thu, lam)
    frozen.pdf.storage.delete(frozen.pdf.name)
    answer = thu.get(f"/papers/{frozen.pk}/pdf/")
    assert answer.status_code == 409
    assert "PDF" in answer.content.decode()
    assert thu.get(f"/papers/{frozen.pk}/docx/").status_code == 200


@pytest.mark.parametrize("key", ["%00", "..%2f..", "closing%00", "x" * 3000, "title", "signatures"])
def test_parts_that_are_not_there_are_not_found(paper, thu, key):
    for door in ("", "revert/"):
        assert thu.post(f"/papers/{paper.pk}/words/{key}/{door}", {"text": "x"}).status_code in {302, 404}
    assert IssuedPaper.objects.get(pk=paper.pk).edits == {}


def test_words_that_look_like_code_are_words_in_every_face(paper, thu):
    answer = thu.post(f"/papers/{paper.pk}/words/closing/", {"text": XSS})
    assert answer.status_code == 302
    assert "<script>alert" not in thu.get(f"/papers/{paper.pk}/").content.decode()
    assert thu.get(f"/papers/{paper.pk}/pdf/").content.startswith(b"%PDF")
    assert thu.get(f"/papers/{paper.pk}/docx/").content.startswith(b"PK")
