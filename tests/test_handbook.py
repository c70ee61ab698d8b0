"""A meeting packed for the national handbook, and numbers for the forms of Hà Nội."""

from __future__ import annotations

import hashlib
import json
import zipfile
from io import BytesIO

import pytest
from conftest import make_member, make_unit
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from docx import Document as Word
from pypdf import PdfReader
from tests.test_api import program

from sotay.figures.models import UnitBreakdown
from sotay.integration import ha_noi, handbook
from sotay.kernel.periods import Month
from sotay.library import actions as library
from sotay.meetings import reporting
from sotay.meetings.models import MeetingPaper
from sotay.meetings.tests.halls import hold, set_up
from sotay.papers.models import IssuedPaper
from sotay.units.models import Kind


@pytest.fixture
def reported(house, thu, lam, an):
    meeting = hold(house, thu, an.member.pk)
    document = library.store(
        by=thu.actor,
        cell=house.cell,
        upload=SimpleUploadedFile("Báo cáo tháng 11.txt", "Nội dung".encode()),
        title="Báo cáo tháng 11",
        not_secret=True,
    )
    MeetingPaper.objects.create(
        meeting=meeting, document=document, cell=house.cell, commune_id=house.cell.commune_id
    )
    reporting.report(meeting=meeting, by=thu.actor)
    meeting.refresh_from_db()
    return meeting


def unpacked(response) -> zipfile.ZipFile:
    assert response.status_code == 200
    return zipfile.ZipFile(BytesIO(b"".join(response.streaming_content)))


def test_the_pack_has_fields_papers_in_three_faces_and_documents(reported, thu):
    pack = unpacked(program(thu).get(f"/api/v1/meetings/{reported.pk}/handbook.zip"))
    told = json.loads(pack.read("meeting.json"))
    assert told["meeting"]["cell"]["name"] == "Chi bộ tổ dân phố Hòa Bình"
    assert told["attendance"]["present"] == len(told["attendees"]) == 3
    assert {paper["kind"] for paper in told["papers"]} >= {"BB"}
    names = set(pack.namelist())
    assert all(name.isascii() for name in names)
    for paper in told["papers"]:
        pdf, docx, text = (pack.read(name) for name in paper["files"])
        assert hashlib.sha256(pdf).hexdigest() == paper["sha256_of_pdf"], "byte for byte what was signed"
        assert len(PdfReader(BytesIO(pdf)).pages) >= 1
        assert Word(BytesIO(docx)).paragraphs
        assert "Hòa Bình" in text.decode()
        assert IssuedPaper.objects.get(pk=paper["id"]).number_text in text.decode()
    (document,) = told["documents"]
    assert pack.read(document["file"]) == "Nội dung".encode()
    assert document["is_in_pack"] is True
    read_me = pack.read("DOC-TRUOC.txt").decode()
    assert "chưa được công bố" in read_me, "what is unknown is said"
    assert pack.testzip() is None


def test_the_fields_alone_are_the_same(reported, thu):
    status, told = program(thu).ask(f"/meetings/{reported.pk}/handbook")
    assert status == 200
    assert told["format"] == handbook.FORMAT
    assert told["deadlines"]["documents_by"] < told["deadlines"]["papers_by"]
    assert told["unknown"]


def test_words_of_the_meeting_are_for_who_may_read_them(house, thu, lam, an, binh, dung, tinh, van):
    meeting = hold(house, thu, an.member.pk)
    for person, status in ((thu, 200), (an, 200), (binh, 404), (dung, 404), (tinh, 404), (van, 404)):
        assert person.get(f"/programs/handbook/{meeting.pk}/").status_code == status
        assert program(person).ask(f"/meetings/{meeting.pk}/handbook")[0] == status
    reporting.report(meeting=meeting, by=thu.actor)
    assert binh.get(f"/programs/handbook/{meeting.pk}/").status_code == 200


def test_no_reason_of_an_absence_leaves(house, thu, lam, an):
    meeting = set_up(house, thu)
    thu.post(f"/meetings/{meeting.pk}/open/")
    data = {"member": an.member.pk, "round": "start", "mark": "excused", "reason": "Đi viện"}
    thu.post(f"/meetings/{meeting.pk}/record/roll_marked/", data)
    meeting.refresh_from_db()
    assert "Đi viện" not in json.dumps(handbook.pack_of(meeting, thu.actor), default=str, ensure_ascii=False)


def test_before_the_meeting_the_pack_has_what_is_to_be_read(house, thu, lam, an):
    meeting = set_up(house, thu)
    page = thu.get(f"/programs/handbook/{meeting.pk}/")
    assert page.status_code == 200
    assert page.context["pack"]["agenda"]
    assert page.context["pack"]["papers"] == []
    assert unpacked(thu.get(f"/programs/handbook/{meeting.pk}/file/")).namelist()
    link = f"/programs/handbook/{meeting.pk}/"
    thu.cookies["room"] = "no"
    assert link in thu.get(f"/meetings/{meeting.pk}/prepare/").content.decode()
    assert link not in an.get(f"/meetings/{meeting.pk}/prepare/").content.decode()


def test_a_pack_stays_small_and_says_what_it_left_out(reported, thu, monkeypatch):
    monkeypatch.setattr(handbook, "MOST_BYTES", 3)
    pack = unpacked(program(thu).get(f"/api/v1/meetings/{reported.pk}/handbook.zip"))
    (document,) = json.loads(pack.read("meeting.json"))["documents"]
    assert document["is_in_pack"] is False
    assert document["file"] not in pack.namelist()
    assert "Tệp không có trong gói: Báo cáo tháng 11" in pack.read("DOC-TRUOC.txt").decode()


def test_numbers_for_the_forms_of_ha_noi(house, thu, lam, an, binh):
    big = make_unit(house.ward, 50, Kind.CELL, "38.168.050", "Chi bộ lớn")
    for number in range(60):
        make_member(big, f"Nguyễn Văn {number}")
    make_unit(big, 1, Kind.GROUP, "38.168.050.1", "Tổ đảng số 1")
    month = str(Month.of(timezone.localdate()))
    status, told = program(binh).ask(f"/forms/ha-noi/{house.ward.pk}/{month}")
    assert status == 200
    sizes = told["form_1c"]["by_size"]
    assert (sizes["3_5"], sizes["30_100"], told["form_1c"]["groups"]) == (1, 1, 1)
    assert sum(sizes.values()) == told["form_1c"]["cells"] == 3
    assert told["form_4c"]["50_100"] == {"cells": 1, "with_groups": 1}
    assert told["unknown"]
    forms = {each["form"]: each for each in told["forms"]}
    assert forms["hn-1c"]["numbers"]["cells_30_100.number"] == 1
    assert "of_army.cells" in forms["hn-2c"]["by_hand"]
    assert forms["hn-10-shd"]["numbers"]["at_work.members"] == 0


def test_online_meetings_of_ha_noi_are_given_by_reason(house, binh):
    month = Month.of(timezone.localdate())
    kept = {"unit": house.ward, "figure": "online_by_reason", "month": month}
    UnitBreakdown.objects.create(**kept, key="far_workers", number=2)
    _status, told = program(binh).ask(f"/forms/ha-noi/{house.ward.pk}/{month}")
    assert told["form_4b"]["by_reason"] == {"far_workers": 2}
    forms = {each["form"]: each for each in told["forms"]}
    assert forms["hn-4b"]["numbers"]["far_workers.meetings"] == 2


def test_small_numbers_of_the_forms_are_null_without_names(house, an, tinh):
    month = Month.of(timezone.localdate())
    _status, told = program(tinh).ask(f"/forms/ha-noi/{house.ward.pk}/{month}")
    forms = {each["form"]: each["numbers"] for each in told["forms"]}
    assert forms["hn-2"]["sex_unknown.total"] is None
    assert forms["hn-1c"]["total.number"] == 2
    _status, told = program(tinh).ask(f"/forms/ha-noi/{house.cell.pk}/{month}")
    assert told["forms"] == [], "nor does the page of statistics open a cell"


@pytest.mark.parametrize("size", range(140))
def test_every_size_is_in_one_class(size):
    assert sum(ha_noi._by_size([size]).values()) == 1
