"""The chair's evening in the room without a network: the script, the time of an item, matters set aside."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from browser.story import Say
from browser.test_offline import Device
from browser.test_room_counting import device, hall, meeting  # noqa: F401 - fixtures
from sotay.meetings.chair_script import Script
from sotay.meetings.log.rules import became
from sotay.meetings.models import MatterSetAside
from sotay.meetings.queries import load_state

say = Say("vi")
FLOWERS, CHAIRS, HOURS, QUARREL = "Trồng hoa ở ngõ 12", "Mua thêm ghế", "Giờ mở cửa", "Chuyện hàng xóm"


@pytest.fixture
def proceedings(hall: Device) -> Device:  # noqa: F811
    hall.everybody_is_there()
    hall.step("conduct")
    hall.page.locator('[data-do="next"]').click()
    return hall


def set_aside(room: Device, text: str, who: str = "") -> None:
    room.page.locator('#aside [data-sheet="aside"]').click()
    form = room.page.locator('form[data-act="matter_set_aside"]')
    form.locator("textarea").fill(text)
    if who:
        form.locator("[data-pick]").get_by_text(who, exact=True).click()
    room.press("Keep it for later", form)
    expect(room.page.locator("#aside li").filter(has_text=text)).to_be_visible()


def decide(room: Device, text: str, button: str) -> None:
    row = room.page.locator("#aside li").filter(has_text=text)
    row.get_by_role("button", name=button).click()


def test_matters_are_set_aside_and_decided_on_and_reach_the_server(proceedings, meeting, an, look):  # noqa: F811
    room, name = proceedings, an.member.full_name
    for text, who in ((FLOWERS, ""), (CHAIRS, name), (HOURS, ""), (QUARREL, "")):
        set_aside(room, text, who)
    expect(room.page.locator("#aside li").filter(has_text=CHAIRS)).to_contain_text(name)
    decide(room, FLOWERS, say("For the next meeting"))
    decide(room, QUARREL, say("Drop it", "matter"))
    decide(room, HOURS, say("Make it a task"))
    form = room.page.locator('form[data-act="task_assigned"]')
    expect(form.locator("textarea")).to_have_value(HOURS)
    room.fill(form, "members", name)
    room.fill(form, "due_on", "20/12/2026")
    room.press("Give the task", form)
    decide(room, CHAIRS, say("Make it a petition"))
    form = room.page.locator('form[data-act="petition_recorded"]')
    expect(form.locator("textarea")).to_have_value(CHAIRS)
    expect(form.get_by_role("button", name=name, pressed=True)).to_be_visible()
    room.fill(form, "to_level", say("The ward or commune"))
    room.press("Save the petition", form)
    made = room.page.locator("#aside li").filter(has_text=CHAIRS)
    expect(made).to_contain_text(say("Became a petition"))
    expect(made.get_by_role("button")).to_have_count(0)
    look(room.page, "set-aside")
    room.join()
    room.all_sent()
    state = load_state(meeting)
    outcomes = {each.text: became(state, each.entry) for each in state.set_aside}
    assert outcomes == {FLOWERS: "next_meeting", CHAIRS: "petition", HOURS: "task", QUARREL: "dropped"}


def test_next_task_is_not_tied_to_the_matter_of_a_sheet_that_was_left(proceedings):
    room = proceedings
    set_aside(room, FLOWERS)
    decide(room, FLOWERS, say("Make it a task"))
    room.close_sheet()
    room.page.locator('#dock [data-sheet="task"]').click()
    expect(room.page.locator('form[data-act="task_assigned"] [name="set_aside"]')).to_have_value("")


def test_undecided_matters_are_told_before_closing_and_kept(proceedings, meeting, thu):  # noqa: F811
    room = proceedings
    set_aside(room, FLOWERS)
    room.step("close")
    room.press("All the others as at the start")
    expect(room.page.locator('[data-slot="aside-left"]')).to_be_visible()
    room.press("Close the meeting")
    room.join()
    room.all_sent()
    assert MatterSetAside.objects.get().text == FLOWERS


def test_script_of_the_room_is_that_of_the_pages(proceedings, meeting, look):  # noqa: F811
    room = proceedings
    summary = room.page.locator('[data-slot-box="script-now"] > summary')
    summary.click()
    shown = room.page.locator('[data-list="script-now"] [data-slot="text"]').inner_text()
    look(room.page, "script")
    room.join()
    room.all_sent()
    state = load_state(meeting)
    (words,) = Script(meeting, state).of_item(state.item(state.current))
    assert shown.split("\n\n") == list(words.lines)
    room.step("start")
    room.page.locator('[data-slot-box="script-start"] > summary').click()
    told = room.page.locator('[data-list="script-start"]').inner_text()
    assert all(line in told for each in Script(meeting, state).start for line in each.lines)


def test_item_past_its_time_says_so_once_and_steadily(device, thu, meeting):  # noqa: F811
    meeting.agenda.update(minutes=1)
    room = device(thu)
    room.page.clock.install()
    room.page.reload()
    room.page.locator("#strip").wait_for()
    room.open()
    room.everybody_is_there()
    room.step("conduct")
    room.page.locator('[data-do="next"]').click()
    line = room.page.locator('[data-slot="item-over"]')
    expect(line).to_have_text("")
    room.page.clock.run_for(125_000)
    expect(line).to_have_text(say("This item is over its time."))
    assert line.get_attribute("role") == "status"
    expect(room.page.locator('[data-slot="strip-time"]')).to_contain_text("quá giờ")
    room.page.locator('[data-do="next"]').click()
    expect(line).to_have_text("")
