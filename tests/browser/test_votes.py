"""Votes on phones as people see them, in every state, at both widths; and the receipt on the device."""

from __future__ import annotations

import json

import pytest
from conftest import make_person
from playwright.sync_api import expect

from sotay.meetings.models import Meeting
from sotay.meetings.queries import load_state
from sotay.votes import keys

OWN = "[data-receipt]:has([data-own]:not([hidden]))"
"""The line of the list that the device marks as its own."""


@pytest.fixture
def meeting(clock, house, thu, lam, an, chi, binh, others) -> Meeting:
    clock.set(3, 19)
    thu.post(f"/meetings/set-up/{house.cell.pk}/", {"month": "12/2026"})
    meeting = Meeting.objects.get()
    thu.post(f"/meetings/{meeting.pk}/open/")
    thu.post(f"/meetings/{meeting.pk}/roll/start/rest/")
    return meeting


def move(thu, meeting, **data) -> str:
    """Put something to the vote; the address of its page."""
    openly = data.get("method") == "open"  # which discipline is never voted on
    sent = {"text": "Đề nghị kỷ luật khiển trách", "matter": "resolution" if openly else "discipline", **data}
    assert thu.post(f"/meetings/{meeting.pk}/record/motion_moved/", sent).status_code == 302
    return f"/meetings/{meeting.pk}/votes/{load_state(meeting).motions[-1].entry}/"


@pytest.mark.looks
def test_a_secret_vote_in_every_state(meeting, thu, lam, an, visit, look):
    url = move(thu, meeting, method="secret")
    phone = visit(an, url)
    look(phone, "ballot")
    phone.get_by_role("button", name="Bỏ phiếu").click()
    expect(phone.get_by_role("alert")).to_contain_text("Đề nghị chọn một ý kiến")
    look(phone, "nothing-chosen")
    phone.get_by_label("Không tán thành").check()
    phone.get_by_role("button", name="Bỏ phiếu").click()
    expect(phone.get_by_role("heading", name="Đồng chí đã bỏ phiếu")).to_be_visible()
    look(phone, "voted")
    chair = visit(thu, url)
    look(chair, "chair-with-a-ballot")
    chair.get_by_label("Tán thành", exact=True).check()
    chair.get_by_role("button", name="Bỏ phiếu").click()
    expect(chair.get_by_text("2/5 đồng chí đã bỏ phiếu")).to_be_visible()
    expect(chair.get_by_text("Kiểm phiếu được khi có từ 3 phiếu")).to_be_visible()
    look(chair, "chair-waits")
    lam.post(url, {"choice": "0"})
    chair.reload()
    look(chair, "chair-can-end")
    chair.get_by_role("button", name="Kết thúc và kiểm phiếu").click()
    expect(chair.get_by_role("alert")).to_contain_text("Đã có 3/5 đồng chí biểu quyết; còn 2 đồng chí chưa")
    look(chair, "asks-before-the-count")
    chair.get_by_role("link", name="Tiếp tục biểu quyết").click()
    expect(chair.get_by_text("3/5 đồng chí đã bỏ phiếu")).to_be_visible()
    chair.get_by_role("button", name="Kết thúc và kiểm phiếu").click()
    chair.get_by_role("button", name="Vẫn kết thúc và kiểm phiếu").click()
    expect(chair.get_by_role("heading", name="Kết quả")).to_be_visible()
    look(chair, "result")
    phone.goto(f"{url}ballots/")
    expect(phone.locator(OWN)).to_contain_text("Không tán thành")
    look(phone, "ballots")
    phone.goto("/meetings/votes-explained/")
    look(phone, "explained")
    chair.goto(f"{url}record/")
    look(chair, "record")
    chair.goto(f"/meetings/{meeting.pk}/conduct/")
    look(chair, "votes-in-the-meeting")


def test_a_receipt_stays_on_the_device_and_its_mark_can_be_moved(meeting, thu, lam, an, visit):
    url = move(thu, meeting, method="secret")
    phone = visit(an, url)
    phone.get_by_label("Không tán thành").check()
    phone.get_by_role("button", name="Bỏ phiếu").click()
    expect(phone.get_by_role("heading", name="Đồng chí đã bỏ phiếu")).to_be_visible()
    kept = phone.evaluate("Object.entries(localStorage).filter(([key]) => key.includes(':ballot:'))")
    ((key, value),) = kept
    receipt = json.loads(value)["receipt"]
    assert str(an.account.pk) in key
    assert receipt not in phone.locator("body").inner_text()
    for person in (thu, lam):
        person.post(url, {"choice": "0"})
    thu.post(f"{url}end/", {"sure": "1"})
    phone.goto(f"{url}ballots/")
    own = phone.locator(OWN)
    expect(own).to_contain_text(receipt)
    expect(own).to_contain_text("Không tán thành")
    other = phone.locator("[data-receipt]").filter(has_not_text=receipt).first
    shown = other.get_attribute("data-receipt")
    other.get_by_role("button").press("Enter")  # by keyboard too
    expect(own).to_contain_text(shown)
    assert receipt not in phone.evaluate("JSON.stringify(localStorage)")
    phone.reload()
    expect(own).to_contain_text(shown)
    visitor = visit(lam, f"{url}ballots/")  # another device has no mark
    expect(visitor.locator(OWN)).to_have_count(0)
    expect(visitor.get_by_text("Máy này không giữ mã phiếu")).to_be_visible()


def test_without_scripts_and_by_keyboard_a_ballot_goes_in(meeting, thu, an, visit):
    url = move(thu, meeting, method="secret")
    phone = visit(an, url, scripts=False)
    phone.get_by_label("Tán thành", exact=True).focus()
    phone.keyboard.press("ArrowDown")
    phone.keyboard.press("Tab")
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("heading", name="Đồng chí đã bỏ phiếu")).to_be_visible()


def test_a_phone_that_waits_is_shown_the_result(meeting, thu, lam, an, visit):
    url = move(thu, meeting, method="secret")
    phone = visit(an, url)
    phone.get_by_label("Tán thành", exact=True).check()
    phone.get_by_role("button", name="Bỏ phiếu").click()
    expect(phone.get_by_role("heading", name="Đồng chí đã bỏ phiếu")).to_be_visible()
    for person in (thu, lam):
        person.post(url, {"choice": "0"})
    thu.post(f"{url}end/", {"sure": "1"})
    expect(phone.get_by_role("heading", name="Kết quả")).to_be_visible()


@pytest.mark.looks
def test_a_vote_whose_key_is_lost_in_every_state(meeting, thu, lam, an, visit, look):
    url = move(thu, meeting, method="secret")
    for person in (an, lam):
        person.post(url, {"choice": "0"})
    keys.destroy_all()
    look(visit(an, url), "void")
    chair = visit(thu, url)
    look(chair, "void-chair")
    chair.get_by_role("button", name="Tổ chức bỏ phiếu lại").click()
    expect(chair.get_by_text("Đã mở bỏ phiếu lại")).to_be_visible()
    expect(chair.get_by_role("heading", name="Phiếu của đồng chí")).to_be_visible()
    look(chair, "again")


@pytest.mark.looks
def test_an_election_and_its_record(meeting, thu, lam, an, visit, look):
    names = "Lê Thị Thu\nPhạm Văn Lâm\nNguyễn Văn An"
    url = move(thu, meeting, text="Bầu chi ủy", matter="election", method="secret", options=names, places=2)
    phone = visit(an, url)
    look(phone, "ballot")
    for name in ("Lê Thị Thu", "Phạm Văn Lâm"):
        phone.get_by_label(name).check()
    phone.get_by_role("button", name="Bỏ phiếu").click()
    expect(phone.get_by_role("heading", name="Đồng chí đã bỏ phiếu")).to_be_visible()
    for person, choice in ((thu, ["0", "2"]), (lam, ["0", "1"])):
        assert person.post(url, {"choice": choice}).status_code == 302
    thu.post(f"{url}end/", {"sure": "1"})
    chair = visit(thu, url)
    look(chair, "result")
    chair.goto(f"{url}record/")
    look(chair, "record")
    chair.goto(f"{url}ballots/")
    look(chair, "ballots-without-a-mark")


@pytest.mark.looks
def test_an_open_vote_and_one_on_paper(meeting, thu, lam, an, visit, look):
    url = move(thu, meeting, method="open")
    phone = visit(an, url)
    look(phone, "open-ballot")
    phone.get_by_label("Tán thành", exact=True).check()
    phone.get_by_role("button", name="Biểu quyết").click()
    expect(phone.get_by_role("button", name="Đổi ý kiến")).to_be_visible()
    look(phone, "open-voted")
    chair = visit(thu, url)
    chair.get_by_text("Ghi giúp người không có điện thoại").click()
    look(chair, "open-chair")
    thu.post(f"{url}end/", {"sure": "1"})
    chair.goto(url)
    look(chair, "open-result")
    paper = move(thu, meeting, method="paper")
    chair.goto(paper)
    look(chair, "paper-count")
    chair.get_by_role("button", name="Lưu kết quả").click()
    look(chair, "paper-count-empty")
    chair.goto(f"/meetings/{meeting.pk}/conduct/")
    look(chair, "votes-waiting")
    stranger = visit(make_person("khach"), "/meetings/votes-explained/")
    look(stranger, "explained-to-a-guest")


def test_the_room_does_not_close_over_a_vote_on_phones(meeting, thu, visit):
    """Said at once, also without a network, and not only when it has been sent."""
    thu.post(f"/meetings/{meeting.pk}/roll/end/rest/")
    move(thu, meeting, method="open")
    page = visit(thu, f"/meetings/{meeting.pk}/room/#close")
    expect(page.get_by_text("Còn nội dung biểu quyết chưa đếm.")).to_be_visible()
    page.context.set_offline(True)
    page.locator("#closing").get_by_role("button").click()
    expect(page.get_by_role("alert")).to_contain_text("“Đề nghị kỷ luật khiển trách” chưa kết thúc")
    expect(page.locator("#closing")).to_be_visible()
