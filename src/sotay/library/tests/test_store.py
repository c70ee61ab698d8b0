"""Attaching files: what is kept, and what is refused with a sentence and leaves nothing behind."""

from __future__ import annotations

import resource
import zipfile
from pathlib import Path

import pytest
from conftest import memory_below
from django.core.files.uploadedfile import SimpleUploadedFile

from sotay.audit.models import AuditLine
from sotay.library import actions, refusals
from sotay.library.models import Document
from sotay.library.tests import files


def upload(content: bytes, name: str = "Nghị quyết.docx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.fixture
def attach(house, thu):
    def store(content: bytes, name: str = "Nghị quyết.docx", **more) -> Document:
        given = {"title": "", "not_secret": True, **more}
        return actions.store(by=thu.actor, cell=house.cell, upload=upload(content, name), **given)

    return store


def kept_files(settings) -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docx", files.word("Nội dung sinh hoạt")),
        ("a.xlsx", files.sheet("Danh sách")),
        ("a.odt", files.odt("Nội dung")),
        ("a.pdf", files.pdf(title="Tài liệu")),
        ("a.txt", "Bảo vệ bí mật nhà nước".encode()),
        ("a.jpeg", files.JPG),
        ("a.PNG", files.PNG),
    ],
)
def test_every_kind_we_keep_is_kept(attach, name, content):
    document = attach(content, name)
    assert document.file.read() == content
    assert document.title == "a"


def test_a_stored_file_has_a_name_that_says_nothing_and_a_fingerprint(attach, house):
    document = attach(files.word("Nội dung"), "Nghị quyết tháng 12.docx", title="  Nghị quyết   tháng 12 ")
    assert "ngh" not in document.file.name.lower()
    assert document.file_name == "Nghị quyết tháng 12.docx"
    assert document.title == "Nghị quyết tháng 12"
    assert len(document.sha256) == 64
    assert document.commune_id == house.ward.pk


def test_the_audit_line_does_not_hold_the_title_so_a_purge_is_whole(attach):
    attach(files.word("Nội dung"), title="Một tên riêng")
    line = AuditLine.objects.get(code="document.stored")
    assert "riêng" not in str(line.data)


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        ("rong.docx", b"", refusals.NoFile),
        ("trang.html", b"<html></html>", refusals.UnknownKind),
        ("hinh.svg", b"<svg/>", refusals.UnknownKind),
        ("khong-duoi", b"abc", refusals.UnknownKind),
        ("anh.docx", files.PNG, refusals.NotWhatItSays),
        ("bang.docx", files.sheet("a"), refusals.NotWhatItSays),
        ("trang.txt", b"<html><script>alert(1)</script>", refusals.NotWhatItSays),
        ("hong.docx", b"PK\x03\x04 broken", refusals.NotWhatItSays),
        ("nhi-phan.txt", b"a\0b" + b"c" * 20, refusals.NotWhatItSays),
        ("khoa.docx", b"\xd0\xcf\x11\xe0" + b"\0" * 64, refusals.PasswordProtected),
        ("khoa.pdf", files.pdf(password="x1"), refusals.PasswordProtected),
        ("khoa-chung-thu.pdf", files.certified_pdf(), refusals.PasswordProtected),
        ("CV (Mật).docx", files.word("a"), refusals.MarkedSecret),
        ("dong-dau.docx", files.word("a", header="TỐI MẬT"), refusals.MarkedSecret),
        ("cat.docx", files.split_word("TUYỆT M", "ẬT"), refusals.MarkedSecret),
        ("tinh-chat.docx", files.word("a", subject="Tuyệt mật"), refusals.MarkedSecret),
        ("bang.xlsx", files.sheet("MẬT", "a"), refusals.MarkedSecret),
        ("van-ban.odt", files.odt("Độ mật: Mật"), refusals.MarkedSecret),
        ("tinh-chat.pdf", files.pdf(title="Mật"), refusals.MarkedSecret),
        ("ghi.txt", "TỐI MẬT\nnội dung".encode(), refusals.MarkedSecret),
    ],
)
def test_what_may_not_be_here_is_refused_and_leaves_nothing(attach, settings, name, content, refusal):
    with pytest.raises(refusal) as refused:
        attach(content, name)
    assert str(refused.value).endswith(".")
    assert not Document.objects.exists()
    assert not kept_files(settings)


def test_a_mark_in_the_title_is_refused_at_the_title(attach):
    with pytest.raises(refusals.MarkedSecret) as refused:
        attach(files.word("a"), title="Báo cáo (mật)")
    assert refused.value.field == "title"


def test_nothing_is_taken_without_the_declaration(attach):
    with pytest.raises(refusals.NotDeclared):
        attach(files.word("a"), not_secret=False)


def test_a_file_over_the_limit_is_refused(attach, settings):
    settings.LIBRARY_MAX_BYTES = 1000
    with pytest.raises(refusals.TooLarge):
        attach(b"a" * 1001, "dai.txt")


def test_a_zip_bomb_is_refused(attach):
    bomb = files.zip_of(**{"word__document_xml": b"<w:p>a</w:p>" * 2_000_000})
    assert len(bomb) < 1_000_000
    with pytest.raises(refusals.Hazardous):
        attach(bomb, "bom.docx")
    assert not Document.objects.exists()


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
@pytest.mark.parametrize("part", ["word__document_xml", "mimetype"])
def test_a_bomb_no_office_program_packs_is_not_even_begun(attach, packing, part):
    """A few hundred bytes took as many gigabytes as their maker liked."""
    bomb = files.zip_of(packing=packing, **{part: bytes(25_000_000)})
    assert len(bomb) < 100_000
    with memory_below(20), pytest.raises(refusals.NotWhatItSays):
        attach(bomb, "bom.docx" if "word" in part else "bom.odt")


def test_a_file_that_ends_too_early_or_packs_its_words_strangely_is_no_error(attach):
    whole = bytearray(files.zip_of(packing=zipfile.ZIP_STORED, mimetype=b"vnd.oasis.opendocument.text"))
    sizes = whole.index(b"PK\x01\x02") + 20
    whole[sizes : sizes + 8] = (60_000).to_bytes(4, "little") * 2  # far beyond the end of the file
    with pytest.raises(refusals.NotWhatItSays):
        attach(bytes(whole), "cut.odt")
    assert attach(files.pdf_with("/NobodyKnows"), "la.pdf").media_type == "application/pdf"


@pytest.mark.parametrize("how", ["operators", "nesting"])
def test_a_hostile_pdf_costs_a_few_seconds_of_a_child_and_is_told_plainly(attach, settings, how):
    """Some kilobytes kept a web worker busy for as long as their maker liked."""
    content = files.hostile_pdf(how)
    assert len(content) < 200_000
    before = [resource.getrusage(who).ru_utime for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    if how == "operators":
        with pytest.raises(refusals.TooHardToRead):
            attach(content, "to-trinh.pdf")
        assert not kept_files(settings)
    else:
        attach(content, "to-trinh.pdf")
    after = [resource.getrusage(who).ru_utime for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    assert after[0] - before[0] < 1
    assert after[1] - before[1] < 3


def test_a_file_is_removed_again_when_its_row_cannot_be_written(attach, settings, monkeypatch):
    monkeypatch.setattr(actions.audit, "record", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        attach(files.word("a"))
    assert not kept_files(settings)
