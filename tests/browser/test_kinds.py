"""Kinds of meeting in a browser: chosen and arranged by hand, seen in every step, at both widths."""

from __future__ import annotations

import pytest
from conftest import appoint, make_member, make_person, make_unit
from playwright.sync_api import expect

from sotay.kernel.actor import Role
from sotay.meetings.models import Meeting
from sotay.units.models import Kind as UnitKind

pytestmark = pytest.mark.looks


@pytest.fixture
def son(house):
    """The secretary of the neighbouring cell, and two members of it."""
    person = make_person("son", make_member(house.neighbour, "Ngô Văn Sơn", "01000020"))
    appoint(house.neighbour, Role.SECRETARY, person.member)
    for number, name in enumerate(("Bùi Thị Hoa", "Đinh Văn Minh"), 21):
        make_member(house.neighbour, name, f"010000{number}")
    return person


def test_a_kind_is_chosen_and_asks_for_what_it_needs(visit, look, house, thu, lam, an, others, son):
    make_unit(house.cell, 1, UnitKind.GROUP, "38.168.001.01", "Tổ đảng số 1")
    page = visit(thu, "/meetings/")
    page.locator("summary").get_by_text("Lập buổi sinh hoạt khác").click()
    look(page, "another-meeting")
    page.get_by_role("link", name="Lập buổi sinh hoạt loại khác").click()
    look(page, "kinds")
    for kind in ("regular", "thematic", "committee", "group", "joint", "conference", "extraordinary"):
        page.goto(f"/meetings/set-up/{house.cell.pk}/{kind}/")
        look(page, f"form-{kind}")
    page.get_by_role("button", name="Lập buổi sinh hoạt").click()
    look(page, "nothing-said")
    page.get_by_label("Lý do triệu tập").fill("Bão số 9 sắp vào")
    page.get_by_role("button", name="Lập buổi sinh hoạt").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Sinh hoạt bất thường")
    look(page, "extraordinary-prepared")


def test_a_meeting_is_made_mixed_and_joined(visit, look, house, thu, lam, an, chi, others, clock):
    clock.set(3, 8)
    thu.post(f"/meetings/set-up/{house.cell.pk}/", {"month": "12/2026"})
    meeting = Meeting.objects.get()
    page = visit(thu, f"/meetings/{meeting.pk}/arrange/")
    look(page, "arrange")
    page.get_by_label("Trực tiếp kết hợp trực tuyến").check()
    page.get_by_label("Địa điểm").fill("Nhà văn hóa")
    page.get_by_role("button", name="Lưu").click()
    look(page, "link-missing")
    page.goto(f"/meetings/{meeting.pk}/arrange/")
    page.get_by_label("Đường dẫn họp trực tuyến").fill("https://hop.song-ma.example/phong/7")
    page.get_by_role("button", name="Lưu").click()
    look(page, "link-there")
    thu.post(f"/meetings/{meeting.pk}/invite/")
    own = meeting.invitations.get(member=an.member)
    an.post(f"/meetings/invitations/{own.pk}/", {"will_come": "yes"})
    member = visit(an)
    expect(member.get_by_role("link", name="Vào họp trực tuyến").first).to_be_visible()
    look(member, "today-of-a-member")
    member.goto("/notices/")
    look(member, "notice")
    thu.post(f"/meetings/{meeting.pk}/open/")
    page.goto(f"/meetings/{meeting.pk}/start/")
    row = page.locator(".roll-row", has_text="Nguyễn Văn An")
    row.get_by_role("button", name="Trực tuyến").click()
    expect(row.get_by_role("button", name="Trực tuyến")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#roll-count-start")).to_contain_text("1 dự trực tuyến")
    look(page, "roll-of-a-mixed-meeting")


def test_a_mixed_meeting_is_arranged_and_called_by_keyboard(visit, house, thu, lam, an, clock):
    thu.post(f"/meetings/set-up/{house.cell.pk}/", {"month": "12/2026"})
    meeting = Meeting.objects.get()
    page = visit(thu, f"/meetings/{meeting.pk}/arrange/")
    page.get_by_label("Trực tiếp tại hội trường", exact=True).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("Nhà văn hóa")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Sinh hoạt")
    meeting.refresh_from_db()
    assert meeting.mode == Meeting.Mode.MIXED


def test_two_cells_meet(visit, look, house, thu, lam, an, son, clock):
    clock.set(10, 8)
    thu.post(
        f"/meetings/set-up/{house.cell.pk}/joint/",
        {"partner": house.neighbour.pk, "day": "10/12/2026", "clock": "19:30"},
    )
    meeting = Meeting.objects.get()
    son.post(f"/meetings/{meeting.pk}/invite/")
    page = visit(son, f"/meetings/{meeting.pk}/prepare/")
    look(page, "prepare")
    page.goto(f"/meetings/{meeting.pk}/arrange/")
    look(page, "arrange")
    son.post(f"/meetings/{meeting.pk}/open/")
    for step in ("start", "conduct", "close"):
        page.goto(f"/meetings/{meeting.pk}/{step}/")
        look(page, step)
    for round_ in ("start", "end"):
        son.post(f"/meetings/{meeting.pk}/roll/{round_}/rest/")
    son.post(f"/meetings/{meeting.pk}/record/concluded/", {"text": "Hai chi bộ cùng làm."})
    son.post(f"/meetings/{meeting.pk}/record/closed/")
    page.goto(f"/meetings/{meeting.pk}/after/")
    sign = page.get_by_role("link", name="Đọc và ký", exact=True)
    expect(sign).to_be_visible()
    look(page, "after")
    son.confirm()
    sign.click()
    expect(page.get_by_role("button", name="Tôi đã đọc và ký")).to_be_visible()
    look(page, "to-sign")
    page.goto("/meetings/")
    look(page, "list")
