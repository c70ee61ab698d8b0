"""What a device kept without a network and posts later: it may come late, twice, from whoever conducts."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from kept import kept

from sotay.kernel.ids import new_id
from sotay.library.models import Document
from sotay.meetings.models import Meeting
from sotay.meetings.tests import halls
from sotay.units.settings import setting

PHOTO = b"\xff\xd8\xff\xe0" + b"\0" * 64


@kept
def meeting(house, thu, lam, an) -> Meeting:
    """Open, everybody marked."""
    meeting = halls.set_up(house, thu)
    thu.post(f"/meetings/{meeting.pk}/open/")
    for round_ in ("start", "end"):
        thu.post(f"/meetings/{meeting.pk}/roll/{round_}/rest/")
    return meeting


def send(person, meeting: Meeting, name: str = "hoi-truong.jpg", **given):
    photo = SimpleUploadedFile(name, PHOTO, "image/jpeg")
    data = {"file": photo, "not_secret": "on", "id": str(new_id()), **given}
    return person.post(f"/meetings/{meeting.pk}/papers/add/", data)


def test_file_sent_twice_because_the_answer_was_lost_is_kept_once(meeting, thu):
    named = str(new_id())
    for _time in range(2):
        assert send(thu, meeting, id=named).status_code == 302
    assert meeting.papers.count() == 1
    assert Document.objects.count() == 1


def test_id_of_a_file_in_one_meeting_takes_nothing_from_another(meeting, house, thu):
    named = str(new_id())
    send(thu, meeting, id=named)
    kept_document = Document.objects.get()
    day = f"{timezone.localdate():%d/%m/%Y}"
    thu.post(
        f"/meetings/set-up/{house.cell.pk}/extraordinary/",
        {"because": "Việc đột xuất", "day": day, "clock": "20:30"},
    )
    other = Meeting.objects.exclude(pk=meeting.pk).get()
    send(thu, other, "khac.jpg", id=named)
    assert other.papers.count() == 1
    assert Document.objects.get(pk=kept_document.pk).file_name == "hoi-truong.jpg"
    send(thu, meeting, id=str(kept_document.pk))
    assert Document.objects.get(pk=kept_document.pk).file_name == "hoi-truong.jpg"


def test_photograph_of_the_hall_is_taken_after_the_closing_until_the_minutes_are_signed(meeting, thu, lam):
    halls.did(thu, meeting, "closed")
    assert send(thu, meeting).status_code == 302
    halls.sign(thu, meeting)
    refused = send(thu, meeting)
    assert refused.status_code == 422
    assert "Biên bản đã ký" in refused.content.decode()
    assert meeting.papers.count() == 1


def test_minute_taker_attaches_and_a_member_does_not(meeting, lam, an, dung):
    Meeting.objects.filter(pk=meeting.pk).update(minute_taker=an.member)
    assert send(an, meeting).status_code == 302
    Meeting.objects.filter(pk=meeting.pk).update(minute_taker=lam.member)
    assert send(an, meeting).status_code == 404
    assert send(dung, meeting).status_code == 404


@pytest.mark.parametrize("name", ["TỐI MẬT.jpg", "hinh.exe", "khong-phai-anh.pdf"])
def test_file_that_may_not_be_kept_is_refused_with_a_sentence(meeting, thu, name):
    answer = send(thu, meeting, name)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert not Document.objects.exists()


def test_cell_keeps_phrases_of_its_own_and_its_room_offers_them(meeting, thu, house):
    page = thu.get(f"/meetings/{meeting.pk}/room/").content.decode()
    door = f"/units/{house.cell.pk}/settings/cell-meeting.quick_phrases/"
    assert f'href="{door}"' in page
    today = timezone.localdate()
    typed = {"value": "Tán thành.\nXin bổ sung.", "from_on": f"{today:%d/%m/%Y}"}
    assert thu.post(door, typed).status_code == 302
    assert setting(house.cell, "cell-meeting.quick_phrases", today) == ("Tán thành.", "Xin bổ sung.")
