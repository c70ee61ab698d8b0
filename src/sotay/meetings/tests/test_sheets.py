"""What is printed before a meeting: invitation, agenda, attendance list to sign by hand."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document
from kept import kept
from pypdf import PdfReader

from sotay.meetings.documents.before import AGENDA, ATTENDANCE, COMPOSERS, INVITATION
from sotay.meetings.models import Meeting
from sotay.meetings.tests import halls


@kept
def meeting(house, thu, lam, an) -> Meeting:
    return halls.set_up(house, thu)


def door(meeting: Meeting, sheet: str, ending: str = "") -> str:
    if ending:
        return reverse("meetings:sheet_file", args=[meeting.pk, sheet, ending])
    return reverse("meetings:sheet", args=[meeting.pk, sheet])


def words(pdf: bytes) -> str:
    pages = PdfReader(BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).replace("\u200b", "").split())


@pytest.mark.parametrize("sheet", COMPOSERS)
def test_each_has_a_page_and_two_files(sheet, meeting, thu) -> None:
    assert thu.get(door(meeting, sheet)).status_code == 200
    assert thu.get(door(meeting, sheet, "pdf")).content.startswith(b"%PDF")
    assert Document(BytesIO(thu.get(door(meeting, sheet, "docx")).content))
    assert thu.get(door(meeting, sheet, "exe")).status_code == 404
    assert thu.get(door(meeting, "other")).status_code == 404


@pytest.mark.parametrize("sheet", COMPOSERS)
@pytest.mark.parametrize("who", ["an", "chi", "binh", "dung"])
def test_only_those_who_prepare_the_meeting_have_them(request, meeting, sheet, who) -> None:
    assert request.getfixturevalue(who).get(door(meeting, sheet)).status_code == 404


def test_the_agenda_has_each_item_with_the_time_it_begins(meeting, thu) -> None:
    items = list(meeting.agenda.all())
    text = words(thu.get(door(meeting, AGENDA, "pdf")).content)
    assert all(item.title.rstrip(".")[:30].lower() in text.lower() for item in items)
    assert text.count(":") >= len(items)


def test_everybody_summoned_stands_on_the_list_before_and_after_the_opening(meeting, thu) -> None:
    for _state in ("before", "after"):
        text = words(thu.get(door(meeting, ATTENDANCE, "pdf")).content)
        assert all(name in text for name in ("Lê Thị Thu", "Phạm Văn Lâm", "Nguyễn Văn An"))
        assert "Tổng số trong danh sách: 03 đồng chí." in text
        thu.post(f"/meetings/{meeting.pk}/open/")


def test_an_invitation_keeps_to_one_page_however_much_is_planned(meeting, thu) -> None:
    for number in range(12):
        meeting.agenda.create(
            commune_id=meeting.commune_id,
            cell=meeting.cell,
            position=100 + number,
            title=f"Nội dung thứ {number} cần chi bộ thảo luận",
        )
    assert len(PdfReader(BytesIO(thu.get(door(meeting, INVITATION, "pdf")).content)).pages) == 1
