"""The room by hand: dock and sheets, the roll of one line a person, the sign of the network, one thing to do
next.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from browser.conftest import CUT, ON_A_DESK, TWICE_AS_LARGE, WIDER
from browser.story import MOTION, NOTE, SAID, Say
from browser.test_offline import Device, until
from sotay.accounts.models import Account, TextSize
from sotay.meetings.models import Invitation, LogEntry, Meeting
from sotay.meetings.queries import load_state
from sotay.meetings.tests import halls

say = Say("vi")
TWO_COLUMNS = 1024


@pytest.fixture
def meeting(clock, house, thu, lam, an, others) -> Meeting:
    """Open, nobody marked; Quang sent apologies."""
    meeting = halls.set_up(house, thu)
    thu.post(f"/meetings/{meeting.pk}/invite/")
    Invitation.objects.filter(member=others.quang).update(answer="cannot", reason="ốm")
    clock.set(3, 19)
    thu.post(f"/meetings/{meeting.pk}/open/")
    return meeting


@pytest.fixture
def held(meeting, thu) -> Meeting:
    """Everybody is marked, and the first item is held."""
    thu.post(f"/meetings/{meeting.pk}/roll/start/rest/")
    item = next(item for item in load_state(meeting).items if item.step == "conduct")
    halls.did(thu, meeting, "item_begun", item=item.id)
    return meeting


def room(visit, person, meeting: Meeting, step: str) -> Page:
    page = visit(person, f"/meetings/{meeting.pk}/room/#{step}")
    page.locator(f'[data-panel="{step}"]').wait_for()
    return page


def line(page: Page, name: str) -> Locator:
    return page.locator("#roll-start li").filter(has_text=name)


# --- where one is led ---


def test_from_today_straight_into_the_room_and_from_its_steps_back(meeting, thu, visit):
    page = visit(thu)
    page.locator(".card.now").get_by_role("link").first.click()
    page.locator('[data-panel="start"]').wait_for()
    assert page.url.endswith("/room/")
    page.goto(f"/meetings/{meeting.pk}/conduct/")
    page.locator('[data-panel="conduct"]').wait_for()
    page.goto(f"/meetings/{meeting.pk}/prepare/#attached")
    expect(page.locator("#attached")).to_be_in_viewport()


def test_a_step_tapped_while_the_room_reads_what_it_keeps_is_the_one_that_is_shown(held, thu, visit):
    page = visit(thu, "/tasks/")
    page.add_init_script(TAP_WHILE_READING)
    page.goto(f"/meetings/{held.pk}/room/#conduct")
    page.locator('[data-panel="start"]').wait_for()
    expect(page.locator('.steps [aria-current="step"]')).to_have_attribute("data-step", "start")
    assert page.complaints == []  # type: ignore[attr-defined]


# The cookie is set when the meeting is there and before its entries are read.
TAP_WHILE_READING = """
const { transaction } = IDBDatabase.prototype;
IDBDatabase.prototype.transaction = function (...given) {
  if (document.cookie.includes("room=yes")) document.querySelector('.steps [data-step="start"]').click();
  return transaction.apply(this, given);
};"""


def test_without_a_script_the_ordinary_page_of_the_step_comes(meeting, thu, visit):
    page = visit(thu, f"/meetings/{meeting.pk}/", scripts=False)
    page.wait_for_url("**/start/")
    expect(page.get_by_role("link", name=say("Record the meeting without a network"))).to_be_visible()


def test_today_takes_the_meeting_of_tomorrow_along(clock, house, thu, lam, visit):
    """Nobody has opened the room, and the phone goes to a hall without a network."""
    meeting = halls.set_up(house, thu)
    clock.set(2, 20)
    page = visit(thu)
    kept = (
        "caches.open('sotay-rooms').then((rooms) => rooms.keys()).then((all) => all.map((each) => each.url))"
    )
    until(lambda: any(url.endswith("/room/") for url in page.evaluate(kept)))
    expect(
        page.get_by_text(say("The meeting is on this device and opens without a network too."))
    ).to_be_visible()
    page.context.set_offline(True)
    page.goto(f"/meetings/{meeting.pk}/room/")
    expect(page.get_by_role("heading", name=str(meeting))).to_be_visible()
    page.locator('.steps [data-step="prepare"]').click()
    expect(page.locator("#agenda")).to_be_visible()
    page.get_by_role("button", name=say("Invite everybody")).click()
    expect(page.locator("[data-slot=trouble]")).to_contain_text("cần có mạng")


# --- dock and sheets ---


def test_a_sheet_opens_over_the_item_and_closes_into_the_same_place(held, thu, visit, look):
    page = room(visit, thu, held, "conduct")
    page.evaluate("scrollTo(0, 240)")
    page.wait_for_load_state("networkidle")
    before = page.evaluate(PLACE)
    page.locator('#dock [data-sheet="note"]').click()
    note = page.locator("#sheet-note")
    expect(note.locator("textarea")).to_be_focused()
    expect(note.locator("[data-slot=sheet-item]")).to_contain_text("1/")
    note.locator("textarea").fill(NOTE)
    note.get_by_role("button", name=say("Save into the minutes")).click()
    expect(note).to_be_hidden()
    expect(page.locator("#said")).to_contain_text(NOTE)
    assert page.evaluate(PLACE) == pytest.approx(before, abs=4)  # the time left is written anew each second
    expect(page.locator('#dock [data-sheet="note"]')).to_be_focused()
    page.locator('#dock [data-sheet="note"]').click()
    note.locator("textarea").fill(NOTE)
    look(page, "sheet")  # last: on the wide screen the page is shorter and stands elsewhere


PLACE = """() => ["#now", "#dock", "#strip"].map(
  (each) => Math.round(document.querySelector(each).getBoundingClientRect().top)
)"""


def test_words_that_wait_in_a_sheet_are_told_on_the_dock_and_come_back_after_a_reload(held, thu, visit):
    page = room(visit, thu, held, "conduct")
    button = page.locator('#dock [data-sheet="statement"]')
    button.click()
    page.locator("#sheet-statement textarea").fill(SAID)
    page.keyboard.press("Escape")
    expect(button).to_have_attribute("data-draft", "")
    page.reload()
    expect(button).to_have_attribute("data-draft", "")
    button.click()
    expect(page.locator("#sheet-statement textarea")).to_have_value(SAID)


def test_the_next_speaker_and_the_time_of_the_item_are_always_in_sight(held, thu, an, visit, look):
    page = room(visit, thu, held, "conduct")
    halls.did(thu, held, "floor_asked", member=thu.member.pk)
    page.evaluate("dispatchEvent(new Event('online'))")
    strip = page.locator("#strip")
    expect(strip).to_contain_text(say("Next: {name}").format(name="Lê Thị Thu"))
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    for what in ("strip-title", "strip-time", "strip-floor"):
        expect(strip.locator(f"[data-slot={what}]")).to_be_in_viewport()
    look(page, "somebody-waits")
    strip.get_by_role("button", name=say("Invite to speak")).click()
    said = page.locator("#sheet-statement")
    expect(said.get_by_role("button", pressed=True)).to_have_text("Lê Thị Thu")
    expect(said.locator("textarea")).to_be_focused()
    page.keyboard.press("Escape")
    expect(strip).to_contain_text("Lê Thị Thu · 0:0")
    strip.get_by_role("button", name=say("Finished", "speaker")).click()
    expect(strip.locator("[data-slot=strip-floor]")).to_be_hidden()


def test_names_are_found_by_letters_without_marks_and_those_named_last_come_first(held, thu, others, visit):
    page = room(visit, thu, held, "conduct")
    said = page.locator("#sheet-statement")
    names = said.locator("[data-pick]")
    page.locator('#dock [data-sheet="statement"]').click()
    said.locator(".picker-search").fill("ha")
    expect(names.get_by_text("Bùi Thị Hà", exact=True)).to_be_visible()
    expect(names.get_by_text("Lê Thị Thu", exact=True)).to_have_count(0)
    names.get_by_text("Bùi Thị Hà", exact=True).click()
    said.locator("textarea").fill(SAID)
    said.get_by_role("button", name=say("Save the statement")).click()
    page.locator('#dock [data-sheet="task"]').click()
    expect(page.locator("#sheet-task [data-pick]").first).to_have_text("Bùi Thị Hà")


def test_a_guest_speaks_and_a_phrase_of_the_unit_is_written_by_a_tap(held, thu, visit):
    page = room(visit, thu, held, "conduct")
    said = page.locator("#sheet-statement")
    page.locator('#dock [data-sheet="statement"]').click()
    said.get_by_role("button", name=say("A guest")).click()
    said.locator("[name=speaker_name]").fill("Đồng chí Chi, cấp ủy viên")
    said.locator("[data-phrase]").first.click()
    expect(said.locator("textarea")).to_have_value("Nhất trí với báo cáo của chi ủy.")
    said.get_by_role("button", name=say("Save the statement")).click()
    expect(page.locator("#said")).to_contain_text("Đồng chí Chi, cấp ủy viên")


def test_a_deadline_by_a_tap_is_the_day_of_the_next_meeting(held, thu, an, visit):
    page = room(visit, thu, held, "conduct")
    task = page.locator("#sheet-task")
    page.locator('#dock [data-sheet="task"]').click()
    task.locator("textarea").fill("Dọn ngõ")
    task.locator("[data-pick]").get_by_text("Lê Thị Thu", exact=True).click()
    task.locator("[data-pick]").get_by_text("Phạm Văn Lâm", exact=True).click()
    task.get_by_role("button", name=say("Next meeting")).click()
    task.get_by_role("button", name=say("Give the task")).click()
    expect(page.locator("#said")).to_contain_text("Dọn ngõ")
    given = LogEntry.objects.filter(act="task_assigned")
    Device(page).all_sent()
    [entry] = given
    assert entry.data["due_on"] == "2027-01-03"
    assert len(entry.data["members"]) == 2


def test_what_was_just_done_is_told_and_taken_back_by_a_tap(meeting, thu, visit):
    page = room(visit, thu, meeting, "start")
    line(page, "Bùi Thị Hà").locator(".roll-mark").click()
    expect(line(page, "Bùi Thị Hà").locator(".mark")).to_have_text(say("Present"))
    expect(page.locator("#told")).to_contain_text("Bùi Thị Hà")
    page.locator("#told").get_by_role("button").click()
    expect(line(page, "Bùi Thị Hà").locator(".mark")).to_have_text(say("Not yet", "on the roll"))


# --- the roll ---


def test_a_tap_marks_and_the_next_ones_cycle(meeting, thu, visit, look):
    page = room(visit, thu, meeting, "start")
    row = line(page, "Đinh Văn Quang")
    expect(row.locator(".mark")).to_have_text(say("Sent apologies"))
    expect(row).to_contain_text("ốm")
    look(page, "roll-apology")
    for words, context in (
        ("Present", ""),
        ("Excused", "on the roll"),
        ("Unexcused", "on the roll"),
        ("Present", ""),
    ):
        row.locator(".roll-mark").click()
        expect(row.locator(".mark")).to_have_text(say(words, context))


def test_only_those_not_yet_marked_are_shown_and_a_marked_line_stays_under_the_finger(meeting, thu, visit):
    page = room(visit, thu, meeting, "start")
    for name in ("Bùi Thị Hà", "Lê Thị Thu"):
        line(page, name).locator(".roll-mark").click()
    only = page.locator('[data-do="filter"][data-round="start"]')
    only.click()
    expect(line(page, "Bùi Thị Hà")).to_be_hidden()
    line(page, "Phạm Văn Lâm").locator(".roll-mark").click()
    expect(line(page, "Phạm Văn Lâm")).to_be_visible()
    only.click()
    expect(line(page, "Bùi Thị Hà")).to_be_visible()


def test_what_is_rarer_stands_in_the_sheet_of_a_person(meeting, thu, others, visit, look):
    page = room(visit, thu, meeting, "start")
    row = line(page, "Bùi Thị Hà")
    row.locator(".roll-mark").click()
    row.locator(".roll-menu").click()
    person = page.locator("#sheet-person")
    expect(person.get_by_role("heading")).to_have_text("Bùi Thị Hà")
    look(page, "person")
    person.get_by_role("button", name=say("Leaves now")).click()
    expect(row).to_contain_text("về lúc")
    row.locator(".roll-menu").click()
    person.get_by_role("button", name=say("Take the time back")).click()
    expect(row).not_to_contain_text("về lúc")
    row.locator(".roll-menu").click()
    person.get_by_role("button", name=say("Excused"), exact=True).click()
    person.get_by_label(say("Reason")).fill("đi công tác")
    person.get_by_role("button", name=say("Save the reason")).click()
    expect(row).to_contain_text("đi công tác")
    expect(row.locator(".mark")).to_have_text(say("Excused", "on the roll"))


def test_holding_a_line_opens_its_sheet_and_marks_nobody(meeting, thu, visit):
    page = room(visit, thu, meeting, "start")
    row = line(page, "Bùi Thị Hà")
    row.scroll_into_view_if_needed()
    box = row.locator(".roll-mark").bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 10)
    page.mouse.down()
    expect(page.locator("#sheet-person")).to_be_visible()
    page.mouse.up()
    page.keyboard.press("Escape")
    expect(row.locator(".mark")).to_have_text(say("Not yet", "on the roll"))


@ON_A_DESK
def test_the_roll_by_arrow_keys(meeting, thu, visit):
    page = room(visit, thu, meeting, "start")
    lines = page.locator("#roll-start .roll-mark")
    lines.first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(lines.nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.press("End")
    expect(lines.last).to_be_focused()
    page.keyboard.press("Home")
    expect(lines.first).to_be_focused()
    expect(page.locator("#roll-start .mark").nth(0)).to_have_text(say("Present"))
    expect(page.locator("#roll-start .mark").nth(1)).to_have_text(say("Excused", "on the roll"))
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator("#sheet-person")).to_be_visible()


# --- what is steady ---


def test_sign_of_the_network_keeps_its_size_and_does_not_flicker(held, thu, visit, look):
    page = room(visit, thu, held, "conduct")
    sign = page.locator("#sign")
    expect(sign).to_have_attribute("data-state", "sent")
    size = sign.bounding_box()
    page.clock.install()
    page.clock.pause_at(page.evaluate("Date.now()") / 1_000 + 1)  # a slow machine shall not count
    page.context.set_offline(True)
    page.evaluate("dispatchEvent(new Event('offline'))")
    page.clock.run_for(2_000)
    expect(sign).to_have_attribute("data-state", "sent")
    page.clock.run_for(4_000)
    expect(sign).to_have_attribute("data-state", "offline")
    assert sign.bounding_box() == size
    look(page, "offline", axe=False)


@pytest.mark.parametrize("step", ["prepare", "start", "conduct", "close"])
def test_each_step_has_at_most_one_thing_to_do_next(held, thu, visit, step):
    halls.did(thu, held, "motion_moved", text=MOTION, matter="resolution", method="hands")
    page = room(visit, thu, held, step)
    primary = page.locator(".btn.primary").locator("visible=true")
    assert primary.count() <= 1
    if step == "conduct":
        expect(primary).to_have_text(say("Save the count"))


@ON_A_DESK
def test_what_happens_stands_beside_what_was_said_on_a_wide_screen(held, thu, visit):
    page = room(visit, thu, held, "conduct")

    def beside() -> bool:
        now, said = (page.locator(each).bounding_box() for each in ("#now", "#said"))
        return said["x"] > now["x"] + now["width"] - 1

    assert beside()
    page.set_viewport_size({"width": TWO_COLUMNS, "height": 800})
    assert beside()
    page.set_viewport_size({"width": TWO_COLUMNS - 1, "height": 800})
    assert not beside()


@TWICE_AS_LARGE
def test_nothing_is_cut_in_any_sheet_with_letters_twice_as_large(held, thu, large):
    page = large(thu)
    page.goto(f"/meetings/{held.pk}/room/#conduct")
    page.locator('[data-panel="conduct"]').wait_for()
    faults = []
    for name in ("statement", "note", "task", "petition", "vote", "device"):
        page.locator(f'[data-sheet="{name}"]').first.click()
        expect(page.locator(f"#sheet-{name}")).to_be_visible()
        faults += [f"{name}: {fault}" for fault in (*page.evaluate(WIDER), *page.evaluate(CUT))]
        page.keyboard.press("Escape")
    assert not faults, "\n".join(faults)


def test_bars_and_dock_leave_the_page_its_room_with_the_largest_letters(held, thu, an, visit):
    Account.objects.filter(pk=thu.account.pk).update(text_size=TextSize.LARGEST)
    halls.did(thu, held, "floor_given", member=an.member.pk)
    page = room(visit, thu, held, "conduct")
    for each in (".bars", "#dock"):
        expect(page.locator(each)).to_have_css("position", "static")
    assert [*page.evaluate(WIDER), *page.evaluate(CUT)] == []
    page.locator('.steps [data-step="close"]').click()  # nothing lies over it
    page.locator('[data-panel="close"]').wait_for()


def test_undo_takes_all_the_others_back_at_once(meeting, thu, visit):
    hall = Device(room(visit, thu, meeting, "start"))
    hall.everybody_is_there()
    expect(hall.page.locator("#roll-start .mark.ok")).to_have_count(5)
    hall.page.locator("#told").get_by_role("button").click()
    expect(hall.page.locator("#roll-start .mark.ok")).to_have_count(0)
    hall.all_sent()
    assert load_state(meeting).roll["start"] == {}
