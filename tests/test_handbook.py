"""A meeting packed for the national handbook, and numbers for the forms of Hà Nội."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from conftest import LONG_AGO, make_member, make_unit
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from docx import Document as Word
from pypdf import PdfReader
from tests.test_api import program

from sotay.audit.models import AuditLine
from sotay.figures.models import UnitBreakdown
from sotay.integration import ha_noi, handbook, needs
from sotay.integration.models import HandbookPosting
from sotay.kernel.needs import Need, Urgency
from sotay.kernel.periods import Month
from sotay.library import actions as library
from sotay.meetings import reporting
from sotay.meetings.models import Meeting, MeetingPaper
from sotay.meetings.tests.halls import did, hold, set_up
from sotay.papers.models import IssuedPaper
from sotay.units.models import Kind, UnitSetting


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


def names_in(answer) -> list[str]:
    return unpacked(answer).namelist()


def test_each_phase_has_a_pack_of_its_own(reported, thu):
    door = f"/programs/handbook/{reported.pk}/file/"
    before = thu.get(f"{door}?phase=before")
    assert 'filename="so-tay-' in before.headers["Content-Disposition"]
    assert '-truoc.zip"' in before.headers["Content-Disposition"]
    ahead = names_in(before)
    for ending in ("pdf", "docx", "txt"):
        assert f"van-ban/01-giay-moi.{ending}" in ahead
        assert f"van-ban/02-chuong-trinh.{ending}" in ahead
    assert any(name.startswith("tai-lieu/") for name in ahead)
    assert not any("BB-" in name or "KL-" in name for name in ahead)
    after = thu.get(f"{door}?phase=after")
    assert '-sau.zip"' in after.headers["Content-Disposition"]
    finished = names_in(after)
    assert {name.rpartition(".")[2] for name in finished if "/BB-" in name} == {"pdf", "docx", "txt"}
    assert not any(name.startswith("tai-lieu/") or "giay-moi" in name for name in finished)
    assert set(names_in(thu.get(door))) == set(ahead) | set(finished)
    assert thu.get(f"{door}?phase=never").status_code == 404


def test_what_was_added_after_signing_goes_along_with_the_finished_papers(house, thu, lam, an):
    meeting = hold(house, thu, an.member.pk)
    did(thu, meeting, "amended", text="Sửa giờ kết thúc.")
    pack = unpacked(thu.get(f"/programs/handbook/{meeting.pk}/file/?phase=after"))
    assert "Sửa giờ kết thúc." in pack.read("van-ban/01-phu-luc-bien-ban.txt").decode()


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd.txt",
        "CON.txt",
        "Kế hoạch: quý IV/2026 <bản cuối>.txt",
        "   .txt",
        "đ" * 190 + ".txt",
    ],
)
def test_names_in_a_pack_are_safe_and_readable(house, thu, lam, an, name):
    meeting = set_up(house, thu)
    document = library.store(
        by=thu.actor,
        cell=house.cell,
        upload=SimpleUploadedFile(name, b"Noi dung"),
        title="Tài liệu",
        not_secret=True,
    )
    MeetingPaper.objects.create(
        meeting=meeting, document=document, cell=house.cell, commune_id=house.cell.commune_id
    )
    for each in names_in(thu.get(f"/programs/handbook/{meeting.pk}/file/")):
        assert re.fullmatch(r"(van-ban/|tai-lieu/)?[A-Za-z0-9.-]{3,100}", each), each
        assert ".." not in each
        assert not each.startswith("/")


def post(person, meeting, phase: str, day, then: str = "posted"):
    data = {"posted_on": f"{day:%d/%m/%Y}"} if day else {}
    return person.post(f"/programs/handbook/{meeting.pk}/{phase}/{then}/", data)


def test_a_person_notes_that_it_was_posted_and_takes_that_back(reported, thu, an):
    day = timezone.localdate()
    page = f"/programs/handbook/{reported.pk}/"
    assert post(thu, reported, "after", day).status_code == 302
    row = HandbookPosting.objects.get()
    assert (row.phase, row.posted_on, row.by_name) == ("after", day, thu.member.full_name)
    told = thu.get(page).content.decode()
    assert f"Đưa lên ngày {day:%d/%m/%Y}, đồng chí {thu.member.full_name} ghi" in told
    assert "Đã đưa lên" in told
    again = post(thu, reported, "after", day)
    assert again.status_code == 422
    assert "Muốn ghi ngày khác" in again.content.decode()
    _status, fields = program(an).ask(f"/meetings/{reported.pk}/handbook")
    assert fields["postings"] == [{"phase": "after", "posted_on": str(day)}]
    assert post(thu, reported, "after", None, "take-back").status_code == 302
    assert post(thu, reported, "after", None, "take-back").status_code == 302, "twice changes nothing"
    assert not HandbookPosting.objects.exists()
    codes = (
        AuditLine.objects.filter(code__startswith="handbook.").order_by("pk").values_list("code", flat=True)
    )
    assert list(codes) == ["handbook.posted_after", "handbook.unposted_after"]


def test_a_day_to_come_or_none_is_refused_with_a_sentence(reported, thu):
    tomorrow = timezone.localdate() + timedelta(days=1)
    answer = post(thu, reported, "after", tomorrow)
    assert answer.status_code == 422
    assert "Ngày này chưa tới" in answer.content.decode()
    assert post(thu, reported, "after", None).status_code == 422
    assert post(thu, reported, "never", timezone.localdate()).status_code == 404


def test_papers_of_after_cannot_be_posted_before(house, thu, lam, an):
    meeting = set_up(house, thu)
    answer = post(thu, meeting, "after", timezone.localdate())
    assert answer.status_code == 422
    assert "khi buổi họp đã kết thúc" in answer.content.decode()


def test_only_who_conducts_notes_it(reported, thu, an, binh, dung):
    for person in (an, binh, dung):
        assert post(person, reported, "after", timezone.localdate()).status_code == 404
    assert 'name="posted_on"' in thu.get(f"/programs/handbook/{reported.pk}/").content.decode()
    assert 'name="posted_on"' not in an.get(f"/programs/handbook/{reported.pk}/").content.decode()


def test_the_page_names_the_rule_of_each_deadline(reported, thu, house):
    page = thu.get(f"/programs/handbook/{reported.pk}/").content.decode()
    assert "trước buổi họp ít nhất 1 ngày" in page
    assert "trong 2 ngày sau buổi họp" in page
    assert "HD 42-HD/BTCTW" in page
    assert "có hiệu lực từ 28/10/2025" in page
    UnitSetting.objects.create(
        unit=house.ward, key="cell-meeting.finished_within_days", value=5, from_on=LONG_AGO
    )
    page = thu.get(f"/programs/handbook/{reported.pk}/")
    assert "trong 5 ngày sau buổi họp" in page.content.decode()
    closed = timezone.localdate(reported.closed_at)
    assert page.context["pack"]["deadlines"]["papers_by"] == closed + timedelta(days=5)


def test_late_is_said(reported, thu):
    closed = timezone.now() - timedelta(days=6)
    Meeting.objects.filter(pk=reported.pk).update(closed_at=closed)
    assert "Đã quá hạn" in thu.get(f"/programs/handbook/{reported.pk}/").content.decode()
    post(thu, reported, "after", timezone.localdate(closed) + timedelta(days=3))
    assert "Đã đưa lên, trễ 1 ngày" in thu.get(f"/programs/handbook/{reported.pk}/").content.decode()


# Today


def handbook_needs(person, day) -> list[Need]:
    with translation.override("vi"):
        return list(needs.needs_of(person.actor, day))


def test_today_asks_for_the_documents_from_the_day_before_the_deadline(house, thu, an):
    meeting = set_up(house, thu)
    planned = timezone.localdate(meeting.planned_at)
    last = planned - timedelta(days=1)
    assert handbook_needs(thu, last) == [], "before people are invited Today asks for that"
    thu.post(f"/meetings/{meeting.pk}/invite/")
    assert handbook_needs(thu, last - timedelta(days=2)) == []
    for day, urgency in (
        (last - timedelta(days=1), Urgency.LATER),
        (last, Urgency.TODAY),
        (planned, Urgency.OWED),
    ):
        (need,) = handbook_needs(thu, day)
        assert (need.code, need.urgency, need.due) == ("handbook_before", urgency, last)
        assert need.url == f"/programs/handbook/{meeting.pk}/"
    assert "Đã quá hạn 1 ngày" in need.sentence
    assert handbook_needs(an, last) == [], "it is for who leads the cell"
    post(thu, meeting, "before", timezone.localdate())
    assert handbook_needs(thu, last) == []


def test_today_asks_for_the_finished_papers_until_they_are_posted_or_two_weeks_are_over(reported, thu, an):
    closed = timezone.localdate(reported.closed_at)
    last = closed + timedelta(days=2)
    asked = {
        day: [each.urgency for each in handbook_needs(thu, closed + timedelta(days=day))] for day in range(20)
    }
    assert asked[0] == []
    assert asked[1] == [Urgency.LATER]
    assert asked[2] == [Urgency.TODAY]
    assert asked[3] == asked[16] == [Urgency.OWED]
    assert asked[17] == []
    assert handbook_needs(an, last) == []
    post(thu, reported, "after", timezone.localdate())
    assert handbook_needs(thu, last) == []


def test_a_unit_that_wants_no_reminder_has_none(reported, thu, house):
    last = timezone.localdate(reported.closed_at) + timedelta(days=2)
    assert handbook_needs(thu, last)
    UnitSetting.objects.create(unit=house.ward, key=needs.REMINDER, value=[], from_on=LONG_AGO)
    assert handbook_needs(thu, last) == []


def test_a_meeting_of_before_every_rule_is_not_asked_about(reported, thu):
    long_ago = datetime(2001, 5, 5, tzinfo=UTC)
    Meeting.objects.filter(pk=reported.pk).update(planned_at=long_ago, closed_at=timezone.now())
    assert handbook_needs(thu, timezone.localdate()) == []


def test_a_reminder_takes_two_queries_however_many_meetings(reported, thu):
    actor, day = thu.actor, timezone.localdate(reported.closed_at) + timedelta(days=2)
    with CaptureQueriesContext(connection) as few:
        list(needs.needs_of(actor, day))
    for number in range(1, 4):
        Meeting.objects.create(
            cell=reported.cell,
            commune_id=reported.commune_id,
            kind=Meeting.Kind.THEMATIC,
            stage=Meeting.Stage.REPORTED,
            month=Month.of(day),
            planned_at=reported.planned_at - timedelta(days=number),
            planned_minutes=60,
            closed_at=reported.closed_at,
        )
    with CaptureQueriesContext(connection) as many:
        assert len(list(needs.needs_of(actor, day))) == 4
    assert len(many) == len(few)


@pytest.mark.parametrize("size", range(140))
def test_every_size_is_in_one_class(size):
    assert sum(ha_noi._by_size([size]).values()) == 1
