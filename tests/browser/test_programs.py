"""The pages of programs at both widths: tokens, addresses that are told, the pack for the handbook."""

from __future__ import annotations

import pytest
from django.utils import timezone

from sotay.integration import actions, sending
from sotay.meetings.models import Meeting

pytestmark = pytest.mark.looks


def test_tokens(clock, thu, visit, look):
    page = visit(thu, "/programs/")
    look(page, "none")
    thu.confirm()
    page.goto("/programs/")
    look(page, "form")
    page.get_by_role("button", name="Tạo mã").click()
    look(page, "errors")
    page.get_by_label("Dùng cho chương trình nào").fill("Bảng tin của phường")
    page.get_by_label("Tổ chức", exact=True).check()
    page.get_by_label("Dùng được đến ngày").fill("31/12/2026")
    page.get_by_role("button", name="Tạo mã").click()
    look(page, "shown-once")
    page.goto("/programs/")
    page.get_by_role("button", name="Kết thúc mã").click()
    look(page, "ended")


def test_addresses_that_are_told(clock, house, thu, visit, look, settings, monkeypatch):
    page = visit(thu, f"/programs/told/of/{house.cell.pk}/")
    look(page, "none")
    thu.confirm()
    page.goto(f"/programs/told/of/{house.cell.pk}/add/")
    page.get_by_label("Địa chỉ").fill("http://169.254.169.254/")
    page.get_by_role("button", name="Đăng ký địa chỉ").click()
    look(page, "refused")
    hook, _secret = actions.register(
        by=thu.actor,
        account=thu.account,
        unit=house.cell,
        url="https://127.0.0.1/mot-dia-chi-rat-dai-cua-chuong-trinh-quan-ly-van-ban-cua-phuong-binh-minh/tin",
        events=["meeting.reported", "petition.answered", "figures.changed"],
    )
    sending.try_out(hook)
    page.goto(f"/programs/told/{hook.pk}/")
    look(page, "address")
    page.get_by_role("button", name="Đổi khóa").click()
    look(page, "secret")
    page.get_by_role("button", name="Tắt").click()
    look(page, "off")
    page.goto(f"/programs/told/of/{house.cell.pk}/")
    look(page, "list")
    page.goto(house.cell.get_absolute_url())
    look(page, "unit")


def test_the_pack_for_the_handbook(clock, house, thu, lam, an, visit, look):
    clock.set(3, 19)
    thu.post(f"/meetings/set-up/{house.cell.pk}/", {"month": "12/2026"})
    meeting = Meeting.objects.get()
    assert timezone.now()
    look(visit(thu, f"/programs/handbook/{meeting.pk}/"), "before")
