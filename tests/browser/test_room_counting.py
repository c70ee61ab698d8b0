"""What the room asks, puts right and tells without a network: the same as the ordinary pages."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from browser.story import Say
from browser.test_offline import ORDINARY, Device
from sotay.kernel.ids import new_id
from sotay.meetings.models import Meeting
from sotay.meetings.queries import load_state

say = Say("vi")
CHOICES = "form select, form input[type=radio], form input[type=checkbox]"


@pytest.fixture
def meeting(clock, house, thu, lam, an, others) -> Meeting:
    """Prepared, not open; the evening of the third of December."""
    clock.set(3, 19)
    thu.post(f"/meetings/set-up/{house.cell.pk}/", {"month": "12/2026"})
    return Meeting.objects.get()


@pytest.fixture
def device(visit, meeting):
    def of(person) -> Device:
        room = Device(visit(person, f"/meetings/{meeting.pk}/room/"))
        room.page.locator("#strip").wait_for()  # the device has the meeting by then
        return room

    return of


@pytest.fixture
def hall(device, thu) -> Device:
    """The secretary's, with the meeting open and no network."""
    hall = device(thu)
    hall.open()
    hall.all_sent()
    hall.cut()
    return hall


def present(hall: Device) -> Locator:
    return hall.page.locator("#roll-start .mark").get_by_text(say("Present"), exact=True)


def test_nothing_is_chosen_before_somebody_chooses(hall):
    """Of every choice in the room; a field that is left alone says nothing."""
    hall.everybody_is_there()
    hall.step("conduct")
    chosen = hall.page.locator(CHOICES).evaluate_all(
        """all => all
          .filter((each) => each.tagName === "SELECT" ? each.value !== "" : each.checked)
          .map((each) => `${each.form.dataset.act}: ${each.name}`)"""
    )
    assert chosen == []
    hall.unfold("A vote")
    form = hall.page.locator('form[data-act="motion_moved"]')
    expect(form.locator("[data-choice]").first).to_be_visible()
    expect(form.get_by_role("button", pressed=True)).to_have_count(0)
    form.locator("[name=text]").fill("Nhất trí?")
    hall.press("Put it to the vote")
    expect(form.get_by_role("alert")).to_be_visible()
    expect(form.locator("[data-choice]").first).to_be_focused()
    form.locator('[data-choice="admission"]').click()
    expect(form.locator("[name=method]")).to_have_value("")  # the meeting decides
    hall.press("Put it to the vote")
    expect(form.get_by_role("alert")).to_have_text(say("Choose how it is voted."))
    expect(form.locator('[data-choice="hands"]')).to_be_focused()
    form.locator('[data-choice="discipline"]').click()
    form.locator('[data-choice="hands"]').click()
    hall.press("Put it to the vote")
    expect(form.get_by_role("alert")).to_contain_text("phải bỏ phiếu kín")


def test_rest_is_taken_back_by_one_undo(hall, look):
    hall.everybody_is_there()
    expect(present(hall)).to_have_count(6)
    look(hall.page, "roll-with-its-undo")
    hall.press("Undo")
    expect(present(hall)).to_have_count(0)
    expect(hall.page.get_by_role("button", name=say("Undo"))).to_have_count(0)
    hall.everybody_is_there()
    expect(present(hall)).to_have_count(6)


def test_opening_is_done_only_when_roll_dues_and_agenda_are(hall):
    chip = hall.page.locator('.steps [data-step="start"]').locator("..")
    hall.everybody_is_there()
    hall.step("conduct")
    hall.page.locator('[data-do="next"]').click()
    expect(chip).not_to_have_class("done")
    hall.step("start")
    hall.write("Note the dues", "Save the dues", paid="6", of="7")
    hall.press("The meeting adopts the agenda")
    expect(hall.page.get_by_role("heading", name=say("The opening is complete"))).to_be_visible()
    expect(chip).to_have_class("done")


def test_count_is_put_right_and_a_vote_on_the_resolution_recognised(hall, meeting, look):
    hall.everybody_is_there()
    hall.step("conduct")
    hall.write("A vote", "Put it to the vote", text="Thông qua nghị quyết tháng 12", matter=ORDINARY)
    vote = hall.page.locator("#votes li").first
    question = vote.get_by_text("Đây có phải là biểu quyết thông qua nghị quyết")
    expect(question).to_be_visible()
    for place, hands in enumerate(("1", "4", "0")):
        vote.locator('[name="count"]').nth(place).fill(hands)
    hall.press("Save the count", vote)
    expect(vote).to_contain_text(say("Not passed"))
    hall.press("Correct the count", vote)
    for place, hands in enumerate(("4", "1", "0")):
        vote.locator('[name="count"]').nth(place).fill(hands)
    hall.press("Save the count", vote)
    expect(vote.locator("[data-slot=chip]")).to_have_text(say("Passed"))
    look(hall.page, "is-it-the-resolution")
    hall.step("close")
    expect(
        hall.page.get_by_role("button", name=say("Vote on the resolution")).locator("visible=true")
    ).to_have_count(0)
    hall.step("conduct")
    hall.press("Yes, it passes the resolution", vote)
    expect(question).to_be_hidden()
    hall.join()
    hall.all_sent()
    [motion] = load_state(meeting).motions
    assert (motion.adopts, motion.passed, motion.counts) == (True, True, (4, 1, 0))
    assert meeting.log.filter(act="hands_counted").count() == 2


def test_complaint_about_a_count_stays_while_the_page_goes_on(hall):
    """Whatever is painted anew: what is wrong stands beside the fields until it is put right."""
    hall.everybody_is_there()
    hall.step("conduct")
    hall.write("A vote", "Put it to the vote", text="Góp quỹ", matter=ORDINARY)
    vote = hall.page.locator("#votes li").first
    vote.locator('[name="count"]').first.fill("7")
    hall.press("Save the count", vote)
    expect(vote.get_by_role("alert")).to_be_visible()
    hall.join()
    hall.all_sent()
    expect(vote.get_by_role("alert")).to_be_visible()


def test_what_another_device_changed_is_told_until_it_is_put_away(hall, device, lam, an, meeting, look):
    hall.everybody_is_there()
    hall.join()
    hall.all_sent()
    desk = device(lam)
    desk.cut()
    row = desk.page.locator("#roll-start li").filter(has_text="Nguyễn Văn An")
    row.locator(".roll-menu").click()
    desk.press("Unexcused", desk.page.locator("#sheet-person"))
    desk.join()
    desk.all_sent()
    told = hall.page.locator("#merged")
    expect(told).to_contain_text(
        "Đồng chí Nguyễn Văn An, điểm danh đầu buổi: từ “Có mặt” thành “", timeout=20_000
    )
    look(hall.page, "changed-by-another-device")
    hall.page.reload()
    expect(told).to_contain_text("Nguyễn Văn An")
    hall.press("I have seen this")
    expect(told).to_be_hidden()
    hall.page.reload()
    hall.all_sent()
    expect(told).to_be_hidden()


def test_what_changed_while_the_device_was_away_is_told_when_it_is_back(hall, lam, an, meeting):
    hall.everybody_is_there()
    hall.join()
    hall.all_sent()
    hall.cut()
    lam.post(
        f"/meetings/{meeting.pk}/record/roll_marked/",
        {"member": an.member.pk, "round": "start", "mark": "unexcused"},
    )
    hall.join()
    expect(hall.page.locator("#merged")).to_contain_text("Nguyễn Văn An")
    hall.page.reload()
    expect(hall.page.locator("#merged")).to_contain_text("Nguyễn Văn An")


def test_odd_day_and_odd_length_are_said_and_hold_up_nothing(device, thu, meeting, look):
    Meeting.objects.update(month="2027-01")
    hall = device(thu)
    hall.cut()
    said = "Ngày 03/12/2026 không thuộc tháng 01/2027"
    expect(hall.page.locator('[data-slot="doubts-open"]')).to_contain_text(said)
    hall.open()
    hall.everybody_is_there()
    hall.step("close")
    doubts = hall.page.locator('[data-slot="doubts-close"]')
    expect(doubts).to_contain_text(said)
    expect(doubts).to_contain_text("Từ lúc khai mạc mới 0 phút")
    look(hall.page, "short-and-in-another-month")
    hall.press("All the others as at the start")
    hall.page.locator("#closing").get_by_role("button").click()
    expect(hall.page.get_by_role("heading", name=say("The meeting is closed"))).to_be_visible()


def test_entry_with_the_servers_time_says_so(hall, thu, meeting, look):
    entry = {"id": str(new_id()), "act": "note_written", "data": {"text": "lạ"}, "seen": 1}
    batch = {"device": "khác", "entries": [{**entry, "at": "9999-12-31T23:59:59.999999Z"}], "seen": 1}
    thu.post(f"/api/v1/meetings/{meeting.pk}/entries", batch, content_type="application/json")
    hall.join()
    hall.page.reload()
    expect(hall.page.locator("[data-show=clocks]")).to_contain_text("9999-12-31T23:59:59")
    look(hall.page, "time-of-the-server")
