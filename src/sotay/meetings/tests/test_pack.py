"""A meeting's pack: one PDF of everything of it that one may read."""

from __future__ import annotations

import io
import re

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from kept import kept
from pypdf import PdfReader

from sotay.library import actions as library
from sotay.library.models import Document
from sotay.library.tests import files
from sotay.meetings import pack, reporting
from sotay.meetings.models import Meeting
from sotay.meetings.preparation import agenda
from sotay.meetings.tests import halls
from sotay.papers.models import IssuedPaper


@kept
def prepared(house, thu, lam, an) -> Meeting:
    return halls.set_up(house, thu)


def attach(meeting: Meeting, thu, name: str, content: bytes, title: str = "", item=None) -> Document:
    """As it lies in the store, whatever would be said of it when it was attached."""
    ok = files.pdf() if name.endswith(".pdf") else content
    document = library.store(
        by=thu.actor,
        cell=meeting.cell,
        upload=SimpleUploadedFile(name, ok),
        title=title or name,
        not_secret=True,
    )
    if ok != content:
        default_storage.delete(document.file.name)
        default_storage.save(document.file.name, ContentFile(content))
        Document.objects.filter(pk=document.pk).update(size=len(content))
    agenda.attach(meeting=meeting, by=thu.actor, document=document, item=item)
    return document


def door(meeting: Meeting) -> str:
    return f"/meetings/{meeting.pk}/pack/"


def read(answer) -> PdfReader:
    assert answer.status_code == 200, answer.content.decode()
    assert answer.headers["Content-Type"] == "application/pdf"
    return PdfReader(io.BytesIO(answer.content))


def text(page) -> str:
    return " ".join(page.extract_text().replace("\u200b", "").split())


def outline(reader: PdfReader) -> dict[str, int]:
    """Each title with the page it leads to, from 1."""
    flat = [entry for each in reader.outline for entry in (each if isinstance(each, list) else [each])]
    return {entry.title: reader.get_destination_page_number(entry) + 1 for entry in flat}


def test_before_the_meeting_it_has_what_is_read_ahead(prepared, thu, an):
    first = prepared.agenda.filter(step="conduct").first()
    first.text = "Dự thảo kế hoạch dọn vệ sinh ngõ 5."
    first.save()
    attach(prepared, thu, "ke-hoach.pdf", files.pdf(), "Kế hoạch quý", item=first)
    attach(prepared, thu, "bao-cao.docx", files.word("Báo cáo"), "Báo cáo tháng")
    answer = an.get(door(prepared))
    reader = read(answer)
    contents = text(reader.pages[0])
    assert "BỘ TÀI LIỆU" in contents
    assert "Báo cáo tháng [bao-cao.docx] (Tệp riêng, không phải PDF" in contents
    led = outline(reader)
    assert list(led) == [
        *("Mục lục", pack.pack.AHEAD, "Giấy mời", "Chương trình", "Nội dung trình bày"),
        *(pack.pack.DOCUMENTS, "Kế hoạch quý"),
    ]
    assert "GIẤY MỜI" in text(reader.pages[led["Giấy mời"] - 1])
    assert "CHƯƠNG TRÌNH" in text(reader.pages[led["Chương trình"] - 1])
    assert "dọn vệ sinh ngõ 5" in text(reader.pages[led["Nội dung trình bày"] - 1])
    assert led["Kế hoạch quý"] == len(reader.pages)
    for title in ("Giấy mời", "Chương trình", "Nội dung trình bày", "Kế hoạch quý"):
        assert re.search(rf"{title} {led[title]}\b", contents), contents
    assert [text(page).split()[-1] for page in reader.pages] == [
        f"{number}/{len(reader.pages)}" for number in range(1, len(reader.pages) + 1)
    ]
    assert 'filename="bo-tai-lieu-thang-' in answer.headers["Content-Disposition"]


def test_after_it_minutes_and_resolution_follow(house, thu, lam, an, binh):
    meeting = halls.hold(house, thu, an.member.pk)
    titles = outline(read(an.get(door(meeting))))
    issued = IssuedPaper.objects.filter(about_id=meeting.pk)
    assert issued
    for paper in issued:
        assert any(paper.number_text in title for title in titles), titles
    above = outline(read(binh.get(door(meeting))))
    assert pack.pack.AFTER not in above, "the level above reads the minutes once they are reported"
    reporting.report(meeting=meeting, by=thu.actor)
    assert pack.pack.AFTER in outline(read(binh.get(door(meeting))))


def test_drafts_say_that_they_are_drafts(house, thu, lam, an):
    meeting = halls.set_up(house, thu)
    halls.call(thu, meeting)
    halls.did(thu, meeting, "closed")
    titles = outline(read(an.get(door(meeting))))
    assert any(title.endswith("(dự thảo)") for title in titles)


def test_what_was_added_after_signing_is_in_it(house, thu, lam, an):
    meeting = halls.hold(house, thu, an.member.pk)
    halls.did(thu, meeting, "amended", text="Sửa giờ kết thúc.")
    reader = read(an.get(door(meeting)))
    page = outline(reader)["Phụ lục biên bản: bổ sung, đính chính sau khi ký"]
    assert "Sửa giờ kết thúc." in text(reader.pages[page - 1])


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (files.pdf(password="mật"), "có mật khẩu"),
        (b"%PDF-1.7 broken", "không đọc được để ghép"),
    ],
)
def test_a_file_that_cannot_be_joined_is_told_on_the_page_of_contents(prepared, thu, an, content, says):
    attach(prepared, thu, "x.pdf", content, "Tài liệu lạ")
    contents = text(read(an.get(door(prepared))).pages[0])
    assert re.search(rf"Tài liệu lạ.*{says}", contents), contents


def test_a_lost_file_is_told_on_the_page_of_contents(prepared, thu, an):
    document = attach(prepared, thu, "x.pdf", files.pdf(), "Tài liệu")
    default_storage.delete(document.file.name)
    assert "Không tìm thấy tệp" in text(read(an.get(door(prepared))).pages[0])


def test_a_print_that_is_not_what_was_issued_is_left_out_and_told(house, thu, lam, an):
    meeting = halls.hold(house, thu, an.member.pk)
    issued = IssuedPaper.objects.filter(about_id=meeting.pk).first()
    default_storage.delete(issued.pdf.name)
    default_storage.save(issued.pdf.name, ContentFile(b""))
    reader = read(an.get(door(meeting)))
    assert "Không tìm thấy tệp" in text(reader.pages[0])
    assert not any(issued.number_text in title for title in outline(reader))


@pytest.mark.parametrize(("limit", "value"), [("MOST_PAGES", 3), ("MOST_BYTES", 50), ("MOST_FILES", 0)])
def test_a_pack_stays_within_its_limits_and_says_what_it_left_out(
    prepared, thu, an, monkeypatch, limit, value
):
    attach(prepared, thu, "x.pdf", files.pdf(), "Tài liệu một")
    attach(prepared, thu, "y.pdf", files.pdf(), "Tài liệu hai")
    monkeypatch.setattr(pack, limit, value)
    reader = read(an.get(door(prepared)))
    assert "Tài liệu hai" not in outline(reader)
    assert re.search("Tài liệu hai.*Tệp riêng: bộ tài liệu chỉ ghép đến", text(reader.pages[0]))


def test_a_purged_document_is_in_it_no_more(prepared, thu, an):
    document = attach(prepared, thu, "x.pdf", files.pdf(), "Lỡ gửi")
    known = an.get(door(prepared)).headers["ETag"]
    library.purge(document=document, by=thu.actor, because="Gửi nhầm")
    answer = an.get(door(prepared), headers={"If-None-Match": known})
    assert "Lỡ gửi" not in outline(read(answer))


def test_who_has_it_is_not_sent_it_again(prepared, an):
    known = an.get(door(prepared)).headers["ETag"]
    assert an.get(door(prepared), headers={"If-None-Match": known}).status_code == 304


def test_many_lines_of_contents_still_name_the_right_pages(prepared, thu, an):
    for number in range(4):
        attach(prepared, thu, f"{number}.pdf", files.pdf(), f"Tài liệu {number} " + "rất dài " * 20)
    for number in range(25):
        attach(prepared, thu, f"{number}.txt", b"Noi dung", f"Ghi chú {number}")
    reader = read(an.get(door(prepared)))
    led = outline(reader)
    own = led["Giấy mời"] - 1
    assert own > 1
    whole = " ".join(text(page) for page in reader.pages[:own])
    for title, page in led.items():
        if title.startswith("Tài liệu 3"):
            assert re.search(rf"{title.strip()} {page}\b", whole)
            break
    else:
        pytest.fail("the document is not in the outline")


def test_nobody_outside_has_it_and_a_cancelled_meeting_has_none(prepared, thu, dung, tinh):
    assert dung.get(door(prepared)).status_code == 404
    assert tinh.get(door(prepared)).status_code == 404
    Meeting.objects.filter(pk=prepared.pk).update(stage=Meeting.Stage.CANCELLED)
    assert thu.get(door(prepared)).status_code == 404


def test_its_button_stands_on_the_pages_of_the_meeting(prepared, thu, an):
    assert door(prepared) in an.get(f"/meetings/{prepared.pk}/prepare/").content.decode()
    assert door(prepared) in thu.get(f"/meetings/{prepared.pk}/room/").content.decode()


def test_queries_do_not_grow_with_what_is_in_it(prepared, thu, an):
    def asked() -> int:
        an.get(door(prepared))
        with CaptureQueriesContext(connection) as queries:
            assert an.get(door(prepared)).status_code == 200
        return len(queries)

    attach(prepared, thu, "0.pdf", files.pdf(), "Tài liệu 0")
    few = asked()
    for number in range(1, 4):
        attach(prepared, thu, f"{number}.pdf", files.pdf(), f"Tài liệu {number}")
        item = {"position": 90 + number, "title": "Mục", "text": "Nội dung", "presenter": an.member}
        prepared.agenda.create(commune_id=prepared.commune_id, cell=prepared.cell, **item)
    assert asked() <= few
    assert few < 60
