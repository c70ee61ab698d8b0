"""Uploads that would do harm: refused with a reason, and nothing is left behind. Honest ones beside them."""

# ruff: noqa: E501 - a table reads better by lines
from __future__ import annotations

import resource
from contextlib import suppress
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from sotay.library import actions, hazards, refusals
from sotay.library.models import Document
from sotay.library.tests import files, hostile

HOSTILE = [
    # name, content, hazard or the other refusal
    ("macro.docx", hostile.with_parts(files.word("x"), word__vbaProject_dot_bin=b"x"), hazards.MACRO),
    ("macro-types.docx", hostile.with_parts(
        files.word("x"), **{"[Content_Types]_dot_xml": b"<T>ms-word.document.macroEnabled.main+xml</T>"}), hazards.MACRO),
    ("activex.docx", hostile.with_parts(files.word("x"), word__activeX__activeX1_dot_xml=b"<x/>"), hazards.MACRO),
    ("template.docx", hostile.word_with_relation("attachedTemplate", "https://evil.vn/t.dotm"), hazards.EXTERNAL),
    ("template-file.docx", hostile.word_with_relation("attachedTemplate", "file:///c:/t.dotm"), hazards.EXTERNAL),
    ("mode.docx", hostile.word_with_relation(
        "attachedTemplate", "https://evil.vn", 'TargetMode="&#69;xternal"'), hazards.EXTERNAL),
    ("image.docx", hostile.word_with_relation("image", "http://evil.vn/a.png"), hazards.EXTERNAL),
    ("object.docx", hostile.word_with_relation("oleObject", "http://evil.vn/a"), hazards.EXTERNAL),
    ("js-link.docx", hostile.word_with_relation("hyperlink", "javascript:alert(1)"), hazards.EXTERNAL),
    ("share-link.docx", hostile.word_with_relation("hyperlink", r"\\evil\share"), hazards.EXTERNAL),
    ("dde.docx", hostile.word_with_field("DD", "EAUTO c:\\\\cmd.exe"), hazards.EXTERNAL),
    ("include.docx", hostile.word_with_field(" INCLUDEPICTURE http://evil.vn/x"), hazards.EXTERNAL),
    ("ole.docx", hostile.with_parts(files.word("x"), word__embeddings__oleObject1_dot_bin=b"x"), hazards.EMBEDDED),
    ("exe.docx", hostile.with_parts(files.word("x"), word__media__a_dot_exe=b"MZ"), hazards.EMBEDDED),
    ("links.xlsx", hostile.with_parts(
        files.sheet("x"), xl__externalLinks__externalLink1_dot_xml=b"<x/>"), hazards.EXTERNAL),
    ("macro.xlsx", hostile.with_parts(files.sheet("x"), xl__vbaProject_dot_bin=b"x"), hazards.MACRO),
    ("basic.odt", hostile.with_parts(files.odt("x"), Basic__Standard__M_dot_xml=b"<x/>"), hazards.MACRO),
    ("event.odt", hostile.odt_with('<office:scripts><office:event-listeners><script:event-listener/>'
                                   "</office:event-listeners></office:scripts>"), hazards.MACRO),
    ("image.odt", hostile.odt_with('<draw:image xlink:href="http://evil.vn/a.png"/>'), hazards.EXTERNAL),
    ("section.odt", hostile.odt_with('<text:section-source xlink:href="file:///etc/passwd"/>'), hazards.EXTERNAL),
    ("path.docx", hostile.with_parts(files.word("x"), **{"..__..__evil_dot_xml": b"x"}), hazards.DISGUISED),
    ("entity.docx", hostile.with_entity(), hazards.DISGUISED),
    ("bomb.docx", hostile.bomb(), hazards.SWOLLEN),
    ("part.docx", hostile.with_parts(
        files.word("x"), word___rels__settings_dot_xml_dot_rels=b"<x>" + b" " * 13_000_000 + b"</x>"), hazards.SWOLLEN),
    ("script.pdf", hostile.pdf_with_script(), hazards.ACTION),
    ("launch.pdf", hostile.pdf_that_does("/Launch"), hazards.ACTION),
    ("submit.pdf", hostile.pdf_that_does("/SubmitForm"), hazards.ACTION),
    ("remote.pdf", hostile.pdf_that_does("/GoToR"), hazards.EXTERNAL),
    ("file.pdf", hostile.pdf_with_a_file(), hazards.EMBEDDED),
    ("escaped.pdf", hostile.pdf_with_escaped_names(), hazards.ACTION),
    ("hidden.pdf", hostile.pdf_with_hidden_revision(), hazards.ACTION),
    ("zip.pdf", hostile.pdf_and_zip(), hazards.DISGUISED),
    ("zip.png", hostile.picture_and_zip(), hazards.DISGUISED),
    ("page.pdf", hostile.page_and_pdf(), refusals.NotWhatItSays),
    ("picture.svg", hostile.SVG, refusals.UnknownKind),
    ("svg.png", hostile.SVG, refusals.NotWhatItSays),
    ("svg.txt", hostile.SVG, refusals.NotWhatItSays),
    ("page.txt", b"<!DOCTYPE html><script>alert(1)</script>", refusals.NotWhatItSays),
    ("page.html", b"<script>alert(1)</script>", refusals.UnknownKind),
    ("macro.docm", files.word("x"), refusals.UnknownKind),
    ("program.pdf", b"MZ\x90\x00" + bytes(100), refusals.NotWhatItSays),
    ("TỐI MẬT.pdf", files.pdf(), refusals.MarkedSecret),
]  # fmt: skip
HONEST = [
    ("link.docx", hostile.word_with_relation("hyperlink", "https://dangcongsan.vn")),
    ("mail.docx", hostile.word_with_relation("hyperlink", "mailto:a@b.vn")),
    ("page-field.docx", hostile.word_with_field("PAGE ", " \\* MERGEFORMAT")),
    ("own.docx", hostile.word_with_relation("image", "media/a.png", "")),
    ("link.odt", hostile.odt_with('<text:a xlink:href="https://dangcongsan.vn">x</text:a>')),
    ("own.odt", hostile.odt_with('<draw:image xlink:href="Pictures/a.png"/>')),
    ("goto.pdf", hostile.pdf_that_does("/GoTo")),
    ("template.docx", files.word(hostile.TEMPLATE)),
    ("template.txt", hostile.TEMPLATE.encode()),
]


def given(content: bytes, name: str) -> dict[str, object]:
    return {"upload": SimpleUploadedFile(name, content), "title": "", "not_secret": True}


@pytest.mark.parametrize(("name", "content", "why"), HOSTILE, ids=[each[0] for each in HOSTILE])
def test_it_is_refused_with_a_reason_and_leaves_nothing(name, content, why, house, thu, settings):
    refusal = refusals.Hazardous if isinstance(why, str) else why
    with pytest.raises(refusal) as refused:
        actions.store(by=thu.actor, cell=house.cell, **given(content, name))
    if isinstance(why, str):
        assert refused.value.sentence == refusals.Hazardous(why).sentence
    assert not Document.objects.exists()
    assert not [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


@pytest.mark.parametrize(("name", "content"), HONEST, ids=[each[0] for each in HONEST])
def test_what_only_looks_so_is_kept_as_it_is(name, content, house, thu):
    document = actions.store(by=thu.actor, cell=house.cell, **given(content, name))
    assert document.file.read() == content


@pytest.mark.parametrize("how", ["operators", "nesting"])
def test_a_hostile_pdf_costs_a_second_of_processor_time_at_most(how, house, thu):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with suppress(refusals.TooHardToRead, refusals.Hazardous):  # one of them is read in time
        actions.store(by=thu.actor, cell=house.cell, **given(files.hostile_pdf(how), "a.pdf"))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 1.3


def test_a_path_in_the_name_leads_nowhere(house, thu, settings):
    document = actions.store(by=thu.actor, cell=house.cell, **given(b"x", "../../etc/passwd\\..\\a.txt"))
    assert document.file_name == "a.txt"
    assert Path(document.file.path).is_relative_to(Path(settings.MEDIA_ROOT) / "library")


def test_two_gigabytes_are_refused_before_a_byte_is_read(thu):
    class Body:
        def read(self, *_size: int) -> bytes:
            raise AssertionError("somebody reads it")

        readline = read

    answer = thu.generic("POST", "/meetings/", b"", CONTENT_LENGTH=str(2 * 1024**3), **{"wsgi.input": Body()})
    assert answer.status_code == 413
    assert "128 MB" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "content", "shown"), [("a.png", files.PNG, True), ("a.docx", files.word("x"), False)]
)
def test_nothing_that_is_served_runs_at_our_address(name, content, shown, house, thu):
    document = actions.store(by=thu.actor, cell=house.cell, **given(content, name))
    for address in (reverse("library:document", args=[document.pk]), f"/api/v1/documents/{document.pk}/file"):
        answer = thu.get(address)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        inline = shown and address.startswith("/library")
        assert answer.headers["Content-Disposition"].startswith("inline" if inline else "attachment")
        b"".join(answer.streaming_content)


def test_a_pdf_is_shown_with_the_policy_of_all_pages(house, thu):
    document = actions.store(by=thu.actor, cell=house.cell, **given(files.pdf(), "a.pdf"))
    answer = thu.get(reverse("library:document", args=[document.pk]))
    assert "object-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    b"".join(answer.streaming_content)
