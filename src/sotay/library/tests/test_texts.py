"""The words of attached files: read by a job, found by the search, and what is said of those without."""

from __future__ import annotations

import io

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sotay.kernel import jobs
from sotay.library import actions, texts
from sotay.library.models import Document, DocumentText, TextState
from sotay.library.tests import files


def read(content: bytes, kind: str) -> texts.Text:
    return texts.read(io.BytesIO(content), kind)


def typst_pdf(*paragraphs: str) -> bytes:
    """A PDF with a text layer, by the renderer of our own papers."""
    import typst

    source = "\n\n".join(paragraphs)
    return typst.compile(source.encode(), format="pdf")


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("docx", files.word("Giữ trật tự đô thị", header="Đảng ủy phường")),
        ("odt", files.odt("Giữ trật tự đô thị")),
        ("xlsx", files.sheet("Giữ trật tự đô thị")),
        ("txt", "Giữ trật tự đô thị".encode()),
        ("txt", "\ufeffGiữ trật tự đô thị".encode()),
        ("pdf", typst_pdf("Giữ trật tự đô thị", "#pagebreak()", "trang hai: xoáy nước")),
    ],
)
def test_the_words_of_every_kind_are_read(kind, content):
    found = read(content, kind)
    assert found.state == texts.READ
    assert "Giữ trật tự đô thị" in found.text
    if kind == "pdf":
        assert "xoáy nước" in found.text, "not the first page alone"


def test_a_scan_and_a_picture_say_that_they_have_no_words():
    assert read(files.pdf(), "pdf").state == texts.SCAN
    assert read(files.PNG, "png").state == texts.PICTURE


@pytest.mark.parametrize("how", ["operators", "nesting"])
def test_a_hostile_file_costs_its_limit_and_no_more(how, monkeypatch):
    monkeypatch.setattr(texts, "LIMITS", texts.Limits(seconds=1))
    assert read(files.hostile_pdf(how), "pdf").state in {texts.HARD, texts.SCAN}


@pytest.mark.parametrize(("kind", "content"), [("docx", b"PK\x03\x04 broken"), ("pdf", b"%PDF-1.7 broken")])
def test_a_broken_file_cannot_be_read(kind, content):
    assert read(content, kind).state == texts.HARD


TCVN3 = ["NghÞ quyÕt cña chi bé th¸ng 12", "§¶ng ñy ph­êng B×nh Minh", "Gi÷ trËt tù ®« thÞ"]
VNI = ["Nghò quyeát cuûa chi boä thaùng 12", "Ñaûng uûy phöôøng Bình Minh", "Giöõ traät töï ñoâ thò"]
UNICODE = ["Nghị quyết của chi bộ tháng 12", "Đảng ủy phường Bình Minh", "Giữ trật tự đô thị"]


@pytest.mark.parametrize(("old", "lines"), [("TCVN3", TCVN3), ("VNI", VNI)])
def test_old_fonts_are_recognised_converted_and_said(old, lines):
    found = read(files.word(*lines), "docx")
    assert (found.state, found.encoding) == (texts.READ, old)
    assert found.text.splitlines()[:3] == UNICODE


def test_unicode_and_plain_texts_are_left_as_they_are():
    for lines in (UNICODE, ["plain words", "dd/mm (a) e^2"], ["Café à la carte", "naïve"]):
        assert texts.converted(list(lines)) == (lines, "", False)


def test_what_cannot_be_converted_is_said_to_be_so():
    found = read(files.word(*["¬­®¸ ¹º»¼ ½¾¿× zz¶·¸ qx¹º"] * 5), "docx")
    assert found.state == texts.GARBLED


def test_a_mark_further_inside_is_told_and_its_words_are_not_kept():
    found = read(files.word(*["một trang"] * 300, "TỐI MẬT", "nội dung"), "docx")
    assert found == texts.Text(texts.MARKED)


@pytest.fixture
def attached(house, thu):
    def store(content: bytes, name: str) -> Document:
        given = {"upload": SimpleUploadedFile(name, content), "title": "", "not_secret": True}
        return actions.store(by=thu.actor, cell=house.cell, **given)

    return store


def test_the_job_reads_after_the_act(attached):
    document = attached(files.word(*TCVN3), "a.docx")
    assert document.text_state == TextState.WAITING
    jobs.work_off()
    document.refresh_from_db()
    assert (document.text_state, document.text_encoding) == (TextState.READ, "TCVN3")
    assert DocumentText.objects.get(document=document).text.startswith(UNICODE[0])


def test_a_purge_takes_the_words_along(attached, thu):
    document = attached(files.word("chữ"), "a.docx")
    jobs.work_off()
    actions.purge(document=document, by=thu.actor, because="nhầm")
    assert not DocumentText.objects.exists()


def test_a_file_purged_while_it_waits_is_not_read(attached, thu):
    document = attached(files.word("chữ"), "a.docx")
    actions.purge(document=document, by=thu.actor, because="nhầm")
    jobs.work_off()
    assert not DocumentText.objects.exists()


def test_a_file_that_is_gone_is_said_to_be_unreadable(attached):
    document = attached(files.word("chữ"), "a.docx")
    document.file.storage.delete(document.file.name)
    jobs.work_off()
    document.refresh_from_db()
    assert document.text_state == TextState.HARD


def test_long_texts_are_cut(monkeypatch):
    made = docx.Document()
    made.add_paragraph("một hai " * 60_000)
    out = io.BytesIO()
    made.save(out)
    assert len(read(out.getvalue(), "docx").text) <= texts.MOST_TEXT
