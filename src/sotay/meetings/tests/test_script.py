"""The script of the chair: the unit's words, filled in from the meeting, on its pages and on paper."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from kept import kept

from sotay import regulations
from sotay.meetings import offline
from sotay.meetings.chair_script import Script, words_for
from sotay.meetings.log import script
from sotay.meetings.models import Meeting
from sotay.meetings.queries import load_state
from sotay.meetings.tests import halls
from sotay.regulations.reading import BadValue, read
from sotay.units.settings import set_setting

POINTS = regulations.on(timezone.localdate())["chair-script"].points


@kept
def meeting(house, thu, lam, an) -> Meeting:
    return halls.set_up(house, thu)


def opened(thu, meeting: Meeting) -> Meeting:
    thu.post(f"/meetings/{meeting.pk}/open/")
    meeting.refresh_from_db()
    return meeting


def spoken(meeting: Meeting, part: str) -> str:
    found = Script(meeting, load_state(meeting))
    return "\n".join(line for each in getattr(found, part) for line in each.lines)


def set_words(house, by, key: str, lines: list[str]) -> None:
    full = f"chair-script.{key}"
    set_setting(unit=house, by=by.actor, key=full, value=lines, from_on=timezone.localdate())


def test_every_step_has_words_and_a_unit_may_change_each():
    assert {*script.START, *script.ANY_TIME, *script.CLOSE, script.ITEM, *script.ITEMS} == set(POINTS)
    assert all(point.overridable for point in POINTS.values())


def test_numbers_are_filled_in_once_the_roll_is_called(meeting, thu):
    opened(thu, meeting)
    assert "có mặt … đồng chí" in spoken(meeting, "start")
    assert "đảng phí" not in spoken(meeting, "start")
    thu.post(f"/meetings/{meeting.pk}/roll/start/rest/")
    halls.did(thu, meeting, "dues_noted", paid=2, of=3)
    said = spoken(meeting, "start")
    assert "triệu tập 3 đồng chí; có mặt 3 đồng chí" in said
    assert "2 trên 3 đồng chí đã đóng" in said
    assert meeting.cell.name in said
    assert "{" not in said


def test_a_line_with_nothing_to_fill_in_is_left_out():
    lines = ["Về dự: {đại biểu}.", "Xin cảm ơn.", "{không biết}"]
    assert script.said(lines, {"đại biểu": ""}) == ["Xin cảm ơn."]
    assert script.said(lines, {"đại biểu": "{đại biểu}"}) == ["Về dự: {đại biểu}.", "Xin cảm ơn."]


def test_item_that_is_held_has_its_title_number_and_presenter(meeting, thu):
    opened(thu, meeting)
    item = next(each for each in load_state(meeting).items if each.key == "last_month")
    halls.did(thu, meeting, "item_begun", item=item.id)
    page = thu.get(f"/meetings/{meeting.pk}/conduct/").content.decode()
    state = load_state(meeting)
    (words,) = Script(meeting, state).of_item(state.item(item.id))
    assert words.lines[0] == f"Chúng ta sang nội dung thứ 2: {item.title}."
    assert words.lines[0] in page
    assert item.presenter in words.lines[1]
    assert "Xin mời các đồng chí bỏ tay xuống." in page


def test_words_are_inherited_and_a_cell_has_its_own(house, meeting, thu, binh):
    Meeting.objects.update(planned_at=timezone.now() + timedelta(days=1))
    set_words(house.ward, binh, "closing", ["Phường nói: bế mạc."])
    assert words_for(Meeting.objects.get())["closing"] == ("Phường nói: bế mạc.",)
    set_words(house.cell, thu, "closing", ["Chi bộ nói: bế mạc {buổi sinh hoạt}."])
    page = thu.get(f"/meetings/{meeting.pk}/script/").content.decode()
    assert "Chi bộ nói: bế mạc sinh hoạt chi bộ thường kỳ" in page
    assert f"{house.cell.name} đặt từ ngày {timezone.localdate():%d/%m/%Y}" in page


@pytest.mark.parametrize("line", ["{tên lạ}", "{", "{0}", "{chi bộ.__class__}"])
def test_a_place_nobody_fills_in_is_refused(line):
    with pytest.raises(BadValue):
        read("texts", [line], POINTS["opening"].limits)


def test_paper_has_every_step_and_the_agenda_and_prints(meeting, thu):
    page = thu.get(f"/meetings/{meeting.pk}/script/").content.decode()
    assert "KỊCH BẢN ĐIỀU HÀNH" in page
    for item in meeting.agenda.filter(step="conduct"):
        assert item.title in page
    assert thu.get(f"/meetings/{meeting.pk}/script/pdf/").content[:4] == b"%PDF"
    assert thu.get(f"/meetings/{meeting.pk}/script/docx/").status_code == 200
    assert thu.get(f"/meetings/{meeting.pk}/script/exe/").status_code == 404
    assert f"/meetings/{meeting.pk}/script/" in thu.get(f"/meetings/{meeting.pk}/prepare/").content.decode()


def test_only_who_conducts_has_the_script(meeting, thu, an, binh, dung):
    opened(thu, meeting)
    for person in (an, binh, dung):
        assert person.get(f"/meetings/{meeting.pk}/script/").status_code == 404
    assert "bế mạc" not in an.get(f"/meetings/{meeting.pk}/close/").content.decode()


def test_a_device_takes_the_words_along(meeting, thu):
    taken = offline.bundle(meeting, thu.actor)["script"]
    assert taken["words"]["closing"] == words_for(meeting)["closing"]
    assert taken["places"]["chi bộ"] == meeting.cell.name
    assert taken["titles"].keys() == taken["words"].keys()
