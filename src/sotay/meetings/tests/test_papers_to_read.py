"""Papers put before the members, for the whole meeting or under an item of its agenda."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from sotay.kernel.periods import Month
from sotay.kernel.refusal import Refusal
from sotay.library import actions as library
from sotay.library.tests import files
from sotay.meetings.models import Meeting, MeetingPaper
from sotay.meetings.preparation import agenda, preparing


def meeting_of(person, cell, later=0) -> Meeting:
    month = Month.of(timezone.localdate()).plus(later)
    return preparing.set_up(cell=cell, by=person.actor, month=month)


@pytest.fixture
def meeting(house, thu, lam) -> Meeting:
    return meeting_of(thu, house.cell)


@pytest.fixture
def item(meeting):
    return meeting.agenda.get(key="discussion")


def attach(person, meeting, title, item=None):
    """Attach a small file by its form."""
    upload = SimpleUploadedFile("du-thao.txt", "Dự thảo".encode())
    data = {"file": upload, "title": title, "not_secret": "on", "item": item.pk if item else ""}
    return person.post(reverse("meetings:paper_add", args=[meeting.pk]), data)


def page(person, meeting) -> str:
    return person.get(reverse("meetings:step", args=[meeting.pk, "prepare"])).content.decode()


def under(item, text: str) -> str:
    """What the page shows of one item of the agenda."""
    beginning = text.index(f'id="item-{item.pk}"')
    following = re.search(r'id="(item-|attached)', text[beginning + 9 :])
    assert following
    return text[beginning : beginning + 9 + following.start()]


def test_a_paper_stands_under_its_item_and_another_under_the_meeting(meeting, item, thu, an):
    answer = attach(thu, meeting, "Dự thảo nghị quyết", item)
    assert answer["Location"].endswith(f"#item-{item.pk}")
    assert attach(thu, meeting, "Tài liệu chung")["Location"].endswith("#attached")
    for reader in (thu, an):
        text = page(reader, meeting)
        assert "Dự thảo nghị quyết" in under(item, text)
        assert "Tài liệu chung" not in under(item, text)
        whole = text[text.index('id="attached"') :]
        assert "Tài liệu chung" in whole
        assert "Dự thảo nghị quyết" not in whole
        assert ("/remove/" in text) == (reader is thu)


def test_the_page_of_an_item_leads_to_its_papers(meeting, item, thu):
    edit = thu.get(reverse("meetings:item_edit", args=[item.pk])).content.decode()
    link = f"{reverse('meetings:paper_add', args=[meeting.pk])}?item={item.pk}"
    assert link in edit
    form = thu.get(link).content.decode()
    assert re.search(rf'<option value="{item.pk}" selected>', form)
    assert thu.get(link.replace(str(item.pk), "x" * 40)).status_code == 200


def test_with_papers_only_under_items_the_page_does_not_say_there_are_none(meeting, item, thu):
    nothing = "Nên gửi tài liệu trước ít nhất 1 ngày"
    assert nothing in page(thu, meeting)
    attach(thu, meeting, "Dự thảo nghị quyết", item)
    assert nothing not in page(thu, meeting)


def test_an_item_of_another_meeting_is_refused_and_nothing_is_kept(meeting, house, thu, dung):
    elsewhere = meeting_of(thu, house.cell, later=1).agenda.get(key="discussion")
    far = meeting_of(dung, house.far_cell).agenda.get(key="discussion")
    for item in (elsewhere, far):
        answer = attach(thu, meeting, "Dự thảo", item)
        assert answer.status_code == 422
        assert "không có trong chương trình của buổi sinh hoạt" in answer.content.decode()
    upload = SimpleUploadedFile("du-thao.txt", "Dự thảo".encode())
    document = library.store(by=thu.actor, cell=house.cell, upload=upload, not_secret=True)
    with pytest.raises(Refusal):
        agenda.attach(meeting=meeting, by=thu.actor, document=document, item=elsewhere)
    assert not MeetingPaper.objects.exists()


def test_an_item_taken_off_leaves_its_papers_and_gets_them_back(meeting, item, thu):
    attach(thu, meeting, "Dự thảo nghị quyết", item)
    attach(thu, meeting, "Tài liệu chung")
    kept = agenda.remove(item=item, by=thu.actor)
    assert meeting.papers.filter(item=None).count() == 2
    agenda.restore(meeting=meeting, by=thu.actor, kept=kept)
    assert [paper.document.title for paper in meeting.papers.filter(item=kept["id"])] == [
        "Dự thảo nghị quyết"
    ]


def test_a_paper_under_an_item_is_taken_away(meeting, item, thu, an, dung):
    attach(thu, meeting, "Dự thảo nghị quyết", item)
    door = reverse("meetings:paper_remove", args=[meeting.papers.get().pk])
    assert [person.post(door).status_code for person in (an, dung)] == [404, 404]
    assert thu.post(door).status_code == 302
    assert "Dự thảo nghị quyết" not in page(thu, meeting)


def test_several_photographs_are_attached_at_once_and_a_bad_one_is_named(meeting, thu, item):
    good = [SimpleUploadedFile(f"anh-{n}.txt", f"Ảnh {n}".encode()) for n in range(2)]
    data = {"file": [*good, SimpleUploadedFile("la.exe", b"MZ")], "not_secret": "on", "item": item.pk}
    answer = thu.post(reverse("meetings:paper_add", args=[meeting.pk]), data)
    assert answer.status_code == 422
    assert "la.exe:" in answer.content.decode()
    assert [each.document.title for each in MeetingPaper.objects.order_by("pk")] == ["anh-0", "anh-1"]
    assert set(MeetingPaper.objects.values_list("item", flat=True)) == {item.pk}
    assert thu.post(reverse("meetings:paper_add", args=[meeting.pk]), {"not_secret": "on"}).status_code == 422


def test_a_file_that_is_too_hard_to_read_is_told_plainly(meeting, thu):
    upload = SimpleUploadedFile("to-trinh.pdf", files.hostile_pdf("operators"))
    sent = {"file": upload, "title": "", "not_secret": "on"}
    door = reverse("meetings:paper_add", args=[meeting.pk])
    answer = thu.post(door, sent, headers={"accept-language": "vi"})
    assert answer.status_code == 422
    assert "in ra một tệp PDF mới" in answer.content.decode()
    assert not MeetingPaper.objects.exists()
