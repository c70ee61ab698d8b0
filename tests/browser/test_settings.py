"""A ward sets an hour for its cells from next month on, and a cell keeps its own."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from playwright.sync_api import expect

from sotay.units.settings import set_setting, setting

START = "cell-meeting.start_time"
AGENDA = "cell-meeting.agenda_residential"
JANUARY = date(2027, 1, 1)


def address(name, *args):
    return reverse(f"units:{name}", args=args)


def test_a_ward_sets_otherwise_and_takes_it_back(clock, house, binh, thu, visit, look):
    set_setting(unit=house.cell, by=thu.actor, key=START, value="20:00", from_on=date(2026, 12, 1))
    page = visit(binh, address("unit", house.ward.pk))
    look(page, "unit")
    page.get_by_role("link", name="Xem quy định áp dụng").click()
    look(page, "settings")
    page.get_by_role("link", name="Giờ bắt đầu").click()
    look(page, "setting")
    page.get_by_label("Giờ bắt đầu").fill("9 rưỡi tối")
    page.get_by_role("button", name="Áp dụng").click()
    look(page, "setting-wrong")
    page.get_by_label("Giờ bắt đầu").fill("19h")
    page.get_by_label("Áp dụng từ ngày").fill("01/01/2027")
    page.get_by_role("button", name="Áp dụng").click()
    expect(page.get_by_role("status").first).to_contain_text("Từ ngày 01/01/2027, “Giờ bắt đầu” là 19:00")
    look(page, "setting-planned")
    page.goto(address("settings", house.ward.pk))
    look(page, "settings-changed")
    assert setting(house.neighbour, START, JANUARY).hour == 19
    assert setting(house.cell, START, JANUARY).hour == 20
    page.goto(address("setting", house.ward.pk, START))
    page.get_by_role("button", name="Rút lại thay đổi này").click()
    expect(page.get_by_role("status").first).to_contain_text("Đã rút lại")
    assert (
        setting(house.neighbour, START, JANUARY).hour,
        setting(house.neighbour, START, JANUARY).minute,
    ) == (19, 30)


def test_a_cell_writes_its_own_agenda(clock, house, thu, visit, look):
    page = visit(thu, address("settings", house.cell.pk))
    look(page, "settings")
    page.goto(address("setting", house.cell.pk, AGENDA))
    page.get_by_label("Mục 5: số phút").fill("")
    page.get_by_label("Mục 6: nội dung").fill("Công tác dân vận")
    look(page, "agenda")
    page.get_by_role("button", name="Áp dụng").click()
    look(page, "agenda-changed")
    page.get_by_role("button", name="Hoàn tác").is_visible()
    page.goto(address("setting_inherit", house.cell.pk, AGENDA))
    look(page, "inherit")
    agenda = setting(house.cell, AGENDA, date(2026, 12, 1))
    assert "Công tác dân vận" in [item.title.vi for item in agenda.items]
    assert "guidance" not in [item.kind for item in agenda.items]
