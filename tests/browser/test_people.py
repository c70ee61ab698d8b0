"""People in the browser: a roster comes in, somebody is moved and it is undone, somebody is appointed."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from browser.conftest import ON_A_DESK
from browser.story import Say
from browser.test_room import reach
from sotay import members
from sotay.kernel.actor import Role
from sotay.members.models import Member
from sotay.members.queries import holders
from sotay.members.tests.books import roster, row

say = Say("vi")


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """A good row, one that changes somebody, and one with an impossible date."""
    file = tmp_path / "danh sách.xlsx"
    file.write_bytes(
        roster(
            row("LÊ THỊ MỘT", card="05000001"),
            row("Nguyễn Văn An", card="01000003", phone=912345678),
            row("Lê Ba", card="05000003", born="31/02/1970"),
        )
    )
    return file


def test_a_ward_brings_in_its_roster_and_gets_the_refused_rows_back(
    clock, house, an, binh, visit, look, workbook, tmp_path
):
    page = visit(binh, reverse("members:members"))
    page.get_by_role("link", name=say("Import a roster")).click()
    picture = tmp_path / "ảnh.xlsx"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(500))
    page.locator("input[type=file]").set_input_files(picture)
    page.get_by_role("button", name=say("Upload and look")).click()
    expect(page.get_by_role("main")).to_contain_text("không phải tệp Excel")
    look(page, "not-a-workbook")

    page.locator("input[type=file]").set_input_files(workbook)
    page.get_by_role("button", name=say("Upload and look")).click()
    expect(page.get_by_role("main")).to_contain_text("Không có ngày “31/02/1970”")
    look(page, "preview")
    assert not Member.objects.filter(full_name="Lê Thị Một").exists()

    page.get_by_role("button", name=say.several("Import %(n)s row", "Import %(n)s rows", 2)).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(say("Roster imported"))
    look(page, "imported")
    assert Member.objects.get(full_name="Lê Thị Một").cell == house.cell
    assert Member.objects.get(pk=an.member.pk).phone == "0912345678"

    with page.expect_download() as coming:
        page.get_by_role("link", name=say("Download the rows to correct")).click()
    coming.value.save_as(tmp_path / "refused.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "refused.xlsx").active
    assert [line[1].value for line in sheet.iter_rows(min_row=2)] == ["Lê Ba"]


TRIALS = Path(members.__file__).parent / "tests" / "trials"


def test_a_ward_is_asked_which_column_is_meant_and_told_what_is_to_complete(clock, house, binh, visit, look):
    page = visit(binh, reverse("members:roster"))
    page.get_by_label(say("Create the cells the list names and we do not have yet")).check()
    page.locator("input[type=file]").set_input_files(TRIALS / "r21-many-headers.xlsx")
    page.get_by_role("button", name=say("Upload and look")).click()
    look(page, "which-column")
    page.get_by_label("“Hộ khẩu thường trú” (cột H)").check()
    page.get_by_role("button", name=say("Look again with these columns")).click()
    expect(page.get_by_label("“Hộ khẩu thường trú” (cột H)")).to_be_checked()

    page.goto(page.url.split("/members/")[0] + reverse("members:roster"))
    page.get_by_label(say("Create the cells the list names and we do not have yet")).check()
    page.locator("input[type=file]").set_input_files(TRIALS / "r13-numbers.xlsx")
    page.get_by_role("button", name=say("Upload and look")).click()
    expect(page.get_by_role("heading", name=say("To complete"))).to_be_visible()
    look(page, "to-complete")
    page.get_by_role("button", name=say.several("Import %(n)s row", "Import %(n)s rows", 10)).click()
    look(page, "completed")
    page.get_by_role("link", name=say("Complete")).first.click()
    expect(page.get_by_label(say("Full name"))).to_have_value("Đỗ Thị Khoa Học")


@ON_A_DESK
def test_a_transfer_is_recorded_and_taken_back_by_keyboard_alone(clock, house, thu, binh, visit, look):
    page = visit(binh, reverse("members:member", args=[thu.member.pk]))
    reach(page, page.get_by_role("link", name=say("Transferred to another cell")))
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text(f"Thôi giữ chức vụ: Bí thư, {house.cell.name}")
    reach(page, page.get_by_label("Đến chi bộ"))
    page.keyboard.type(house.neighbour.name)
    look(page, "transfer")
    reach(page, page.get_by_role("button", name=say("Transfer the member")))
    page.keyboard.press("Enter")
    expect(page.locator(".toasts")).to_contain_text(say("The transfer is recorded."))
    assert not holders([house.cell.pk], Role.SECRETARY, day=timezone.localdate()).exists()
    look(page, "transferred")

    reach(page, page.locator(".toasts").get_by_role("button").first)
    page.keyboard.press("Enter")
    expect(page.locator(".toasts")).to_contain_text("Đã rút lại việc chuyển sinh hoạt.")
    assert Member.objects.get(pk=thu.member.pk).cell == house.cell
    assert holders([house.cell.pk], Role.SECRETARY, day=timezone.localdate()).get().member == thu.member


@ON_A_DESK
def test_a_deputy_is_appointed_by_keyboard_alone(clock, house, an, binh, visit, look):
    page = visit(binh, reverse("units:unit", args=[house.cell.pk]))
    reach(page, page.get_by_role("link", name=say("Appoint")))
    page.keyboard.press("Enter")
    reach(page, page.get_by_role("radio").first)
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name=str(Role.DEPUTY_SECRETARY.label))).to_be_checked()
    reach(page, page.locator("[name=person]").first)
    page.keyboard.press("Space")
    look(page, "appoint")
    reach(page, page.get_by_role("button", name=say("Appoint")))
    page.keyboard.press("Enter")
    expect(page.locator(".toasts")).to_contain_text(say("The appointment is recorded."))
    assert holders([house.cell.pk], Role.DEPUTY_SECRETARY, day=timezone.localdate()).exists()


@ON_A_DESK
@pytest.mark.looks
def test_a_roll_on_paper_is_the_roll_alone(clock, house, thu, an, others, visit, look):
    page = visit(thu, reverse("members:members"))
    page.get_by_role("link", name=say("Print the list")).click()
    page.wait_for_url("**/?print=1")  # loaded: the list before it looks the same on paper
    page.emulate_media(media="print")
    table = page.get_by_role("table")
    expect(table).to_contain_text("Vũ Thị Sáu")
    for role in ("navigation", "button", "banner", "contentinfo"):
        expect(page.get_by_role(role)).to_have_count(0)
    # A browser lays the page out for paper a moment after it is told to.
    page.wait_for_function("[...document.querySelectorAll('tbody tr')].every((row) => row.offsetHeight < 60)")
    look(page, "roll-on-paper", axe=False)
