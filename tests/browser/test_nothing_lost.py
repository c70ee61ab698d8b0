"""What somebody types stays: through a killed browser, another's wording, an answer that was no."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import Person
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Error, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from browser.conftest import FLAGS, ON_A_DESK, PHONE, chromium_here, listen, stored
from browser.story import CONCLUSION, NOTE, SAID, Say
from browser.test_offline import Device, kill, until
from sotay.meetings import actions, queries
from sotay.meetings.models import LogEntry, Meeting

say = Say("vi")
MORE = " Giao đồng chí Hà theo dõi."
Start = Callable[[Person, str], Page]


@pytest.fixture
def meeting(clock, house, thu, lam, an, others) -> Meeting:
    """Prepared, not open."""
    clock.set(3, 19)
    thu.post(f"/meetings/set-up/{house.cell.pk}/", {"month": "12/2026"})
    return Meeting.objects.get()


@pytest.fixture
def hall(visit, meeting, thu) -> Device:
    """The secretary's device: taken along, open, at the proceedings."""
    hall = Device(visit(thu, f"/meetings/{meeting.pk}/room/"))
    hall.take_along()
    hall.open()
    hall.all_sent()
    hall.step("conduct")
    return hall


def reopened(hall: Device, step: str) -> Device:
    """The tab is killed, and the room opened in another."""
    context, where = hall.page.context, hall.page.url
    kill(hall.page)
    again = Device(context.new_page())
    listen(again.page)
    again.page.goto(where)
    again.step(step)
    return again


def conclusion(hall: Device) -> Locator:
    return hall.page.locator("#conclusion textarea")


def conclude(hall: Device, words: str) -> None:
    hall.step("close")
    conclusion(hall).fill(words)
    hall.press("Save the conclusion")


def test_words_written_over_others_come_back(hall):
    """Also where the field was not empty when the words were begun."""
    hall.cut()
    conclude(hall, CONCLUSION)
    hall = reopened(hall, "close")
    conclusion(hall).press("Control+End")
    conclusion(hall).press_sequentially(MORE)
    hall = reopened(hall, "close")
    expect(conclusion(hall)).to_have_value(CONCLUSION + MORE)
    hall.press("Save the conclusion")
    expect(hall.page.locator(".restored")).to_have_count(0)
    hall = reopened(hall, "close")
    expect(conclusion(hall)).to_have_value(CONCLUSION + MORE)
    expect(hall.page.locator(".restored")).to_have_count(0)


def test_where_the_text_has_changed_meanwhile_both_are_in_sight(meeting, lam, hall, look):
    """On the page of the step too; the words are used or discarded by hand."""
    conclude(hall, CONCLUSION)
    hall.all_sent()
    conclusion(hall).press("Control+End")
    conclusion(hall).press_sequentially(MORE)
    over = [str(entry.pk) for entry in LogEntry.objects.filter(act="concluded")]
    actions.record_one(meeting=meeting, by=lam.actor, act="concluded", text="Nhất trí.", over=over)
    hall = reopened(hall, "close")
    expect(conclusion(hall)).to_have_value("Nhất trí.")
    kept = hall.page.locator("#conclusion .restored")
    expect(kept).to_contain_text(CONCLUSION + MORE)
    look(hall.page, "both-in-sight")
    kept.get_by_role("button", name=say("Use what I typed")).click()
    expect(conclusion(hall)).to_have_value(CONCLUSION + MORE)
    expect(kept).to_contain_text(say("What you had typed was kept and is back."))
    hall = reopened(hall, "close")
    expect(conclusion(hall)).to_have_value(CONCLUSION + MORE)
    kept = hall.page.locator("#conclusion .restored")
    kept.get_by_role("button", name=say("Discard it")).click()
    expect(conclusion(hall)).to_have_value("Nhất trí.")


def test_a_second_correction_begins_with_the_first(hall):
    hall.cut()
    hall.write("What was presented or discussed", "Save into the minutes", text=NOTE)
    row = hall.page.locator("#said li").first
    for words in ("Lời sửa thứ nhất.", "Lời sửa thứ hai."):
        row.locator("summary").click()
        row.locator("textarea").fill(words)
        hall.press("Save the new wording", row)
        expect(row.locator("textarea")).to_have_value(words)
    expect(row).to_contain_text("Lời sửa thứ hai.")


@ON_A_DESK
def test_who_is_writing_keeps_their_place_when_another_line_goes(meeting, lam, hall):
    for words in ("Điều thứ nhất.", "Điều thứ hai."):
        hall.write("What was presented or discussed", "Save into the minutes", text=words)
    hall.all_sent()
    row = hall.page.locator("#said li").filter(has_text="Điều thứ nhất.")
    row.locator("summary").click()
    row.locator("textarea").press_sequentially("Sửa: ")
    gone = next(note for note in queries.load_state(meeting).notes if note.text == "Điều thứ hai.")
    actions.record_one(meeting=meeting, by=lam.actor, act="withdrawn", entry=str(gone.entry))
    expect(hall.page.locator("#said")).not_to_contain_text("Điều thứ hai.")
    expect(row.locator("textarea")).to_be_focused()


def test_what_was_refused_is_sent_again_when_its_cause_is_gone(visit, meeting, thu, lam, look):
    """Somebody took the minute-taker off the meeting after it was taken along, so it cannot be opened."""
    hall = Device(visit(thu, f"/meetings/{meeting.pk}/room/"))
    hall.take_along()
    hall.cut()
    hall.open()
    hall.step("conduct")
    hall.write("A statement", "Save the statement", speaker="Bùi Thị Hà", text=SAID)
    Meeting.objects.update(minute_taker=None)
    hall.join()
    expect(chip_of(hall)).to_have_text(say("{n} not accepted").format(n=2))
    hall.open_sign()
    refused = hall.page.locator("[data-list=unsent] li").last
    for words in ("Bùi Thị Hà", SAID, "thư ký"):
        expect(refused).to_contain_text(words)
    look(hall.page, "refused")
    hall.close_sheet()
    hall = reopened(hall, "conduct")
    hall.open_sign()
    with hall.page.expect_response("**/entries"):  # the chip says the same before the answer as after it
        hall.press("Send now")
    until(lambda: not hall.waits())
    expect(chip_of(hall)).to_have_text(say("{n} not accepted").format(n=2))
    assert not LogEntry.objects.exists()
    Meeting.objects.update(minute_taker=lam.member)
    hall.press("Send now")
    hall.all_sent()
    assert [each.text for each in queries.load_state(meeting).statements] == [SAID]


def chip_of(hall: Device) -> Locator:
    return hall.page.locator("[data-slot=outbox]")


@ON_A_DESK
def test_two_wordings_stand_side_by_side_in_the_room_until_a_person_makes_one(
    visit, meeting, thu, lam, hall, look
):
    """Each device words the note without knowing of the other; the third text is a person's."""
    hall.write("What was presented or discussed", "Save into the minutes", text=NOTE)
    hall.all_sent()
    desk = Device(visit(lam, f"/meetings/{meeting.pk}/room/#conduct"))
    expect(desk.page.locator("#said")).to_contain_text(NOTE)
    for device, words in ((hall, "Tình hình tháng 11."), (desk, "Tình hình tháng mười một.")):
        device.cut()
        correct(device, words)
    for device in (hall, desk):
        device.join()
        device.all_sent()
    for device in (hall, desk):
        wordings = device.page.locator("#said [data-list=wordings] .quote")
        expect(wordings).to_have_count(2)
        left, right = (each.bounding_box() for each in wordings.all())
        assert left["y"] == right["y"]
        assert left["x"] < right["x"]
    expect(desk.page.locator("#said")).to_contain_text("Phạm Văn Lâm")
    look(desk.page, "side-by-side")
    correct(desk, "Tình hình tháng 11 của chi bộ.")
    for device in (desk, hall):
        device.all_sent()
        expect(device.page.locator("#said [data-slot=twice]")).to_be_hidden()
        expect(device.page.locator("#said")).to_contain_text("Tình hình tháng 11 của chi bộ.")
    assert [note.text for note in queries.load_state(meeting).notes] == ["Tình hình tháng 11 của chi bộ."]


def correct(device: Device, words: str) -> None:
    row = device.page.locator("#said li").first
    row.locator("summary").click()
    row.locator("textarea").fill(words)
    device.press("Save the new wording", row)


# --- the whole browser is killed ---


@pytest.fixture
def start(browser: Browser, live_server: LiveServer, tmp_path: Path) -> Iterator[Start]:
    """A browser with a disk of its own; started again it is the same one after its fall."""
    opened: list[BrowserContext] = []

    def begin(person: Person, path: str) -> Page:
        context = browser.browser_type.launch_persistent_context(
            tmp_path / "profile",
            executable_path=chromium_here(),
            args=FLAGS,
            base_url=live_server.url,
            viewport={"width": PHONE.width, "height": PHONE.height},
        )
        opened.append(context)
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": person.cookies[name].value, "url": live_server.url}])
        page = context.new_page()
        page.goto(path)
        return page

    yield begin
    for context in opened:
        context.close()


def crash(page: Page) -> None:
    """The browser's own process falls, with no time to write anything."""
    with contextlib.suppress(Error):
        page.context.new_cdp_session(page).send("Browser.crash")


def copied(page: Page, text: str) -> bool:
    """Whether the device has written this draft where a fall cannot reach it."""
    return text in [draft["text"] for draft in stored(page, "sotay-keep", "drafts")]


def test_a_browser_that_falls_loses_nothing_older_than_a_second(meeting, thu, start):
    """Twice, on a new disk: a browser writes what it was given first of all only after seconds."""
    thu.post(f"/meetings/{meeting.pk}/open/")
    room, typed = f"/meetings/{meeting.pk}/conduct/", ""
    for words in (SAID, MORE):
        page = start(thu, room)
        area = page.get_by_label(say("What was said"))
        if typed:
            expect(area).to_have_value(typed)
        else:
            page.get_by_text(say("A statement"), exact=True).click()
        area.press("Control+End")
        area.press_sequentially(words)
        typed += words
        begun = time.monotonic()
        until(lambda page=page, typed=typed: copied(page, typed))
        assert time.monotonic() - begun < 1
        crash(page)
    expect(start(thu, room).get_by_label(say("What was said"))).to_have_value(typed)


def test_on_a_shared_phone_nothing_typed_is_left_after_the_log_out(meeting, thu, hall):
    hall.unfold("A statement")
    hall.page.locator("#statement_recorded_text").press_sequentially(SAID)
    until(lambda: copied(hall.page, SAID))
    hall.page.goto("/account/logout/")
    hall.page.locator("main form button").first.click()
    hall.page.wait_for_url("**/login/**")
    assert not copied(hall.page, SAID)
    assert SAID not in hall.page.evaluate("JSON.stringify(localStorage)")
