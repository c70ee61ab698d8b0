"""The room on a device that keeps nothing, or has no space left: what is said, and the way on."""

from __future__ import annotations

import pytest
from django.utils.translation import override
from playwright.sync_api import Locator, Page, expect

from browser.story import NOTE, Say
from sotay.meetings.models import LogEntry, Meeting
from sotay.meetings.tests import halls
from sotay.meetings.views_offline import words as room_words

say = Say("vi")

NO_INDEXED_DB = "Object.defineProperty(window, 'indexedDB', {value: undefined})"
REFUSED = """{
  const refuse = () => { throw new DOMException("The operation is insecure.", "SecurityError"); };
  IDBFactory.prototype.open = refuse;
  for (const name of ["localStorage", "sessionStorage"])
    Object.defineProperty(window, name, {get: refuse});
}"""

NOTHING_FITS = """() => {
  const full = () => { throw new DOMException("Quota exceeded.", "QuotaExceededError"); };
  IDBObjectStore.prototype.add = IDBObjectStore.prototype.put = full;
  Cache.prototype.put = async () => full();
}"""
"""What an open page meets when the device fills up: the browser asks for its limit only now and then."""


@pytest.fixture
def meeting(clock, house, thu, lam, an, others) -> Meeting:
    clock.set(3, 19)
    return halls.set_up(house, thu)


def words(name: str) -> str:
    with override("vi"):
        return str(room_words()[name])


def blank(visit, person, script: str) -> Page:
    """A page of a browser that behaves like this before any page is opened."""
    page = visit(person)
    page.add_init_script(script)
    return page


def fill_the_disk(page: Page, bytes_left: int = 1) -> None:
    """The browser's own limit for this origin, in earnest."""
    origin = page.evaluate("location.origin")
    page.context.new_cdp_session(page).send(
        "Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": bytes_left}
    )


@pytest.mark.parametrize("script", [NO_INDEXED_DB, REFUSED], ids=["no IndexedDB", "storage refused"])
def test_room_without_storage_names_the_cause_and_leads_on(meeting, thu, visit, look, script):
    page = blank(visit, thu, script)
    page.goto(f"/meetings/{meeting.pk}/room/")
    expect(page.get_by_role("alert")).to_contain_text(words("cause_blocked"))
    look(page, "nothing-is-kept")
    page.get_by_role("link", name=say("Hold the meeting on the ordinary pages")).first.click()
    page.wait_for_url("**/prepare/")
    assert page.complaints == []  # type: ignore[attr-defined]


def test_room_on_a_full_device_names_the_cause(meeting, thu, visit, look):
    page = visit(thu)
    fill_the_disk(page)
    page.goto(f"/meetings/{meeting.pk}/room/")
    expect(page.get_by_role("alert")).to_contain_text(words("cause_full"))
    look(page, "device-full")


def test_what_is_not_kept_because_the_device_is_full_is_said(meeting, thu, visit):
    thu.post(f"/meetings/{meeting.pk}/open/")
    page = visit(thu, f"/meetings/{meeting.pk}/room/#conduct")
    page.locator('[data-panel="conduct"]').wait_for()
    page.evaluate(NOTHING_FITS)
    page.locator('#dock [data-sheet="note"]').click()
    page.get_by_label(say("Write into the minutes")).fill(NOTE)
    page.get_by_role("button", name=say("Save into the minutes")).click()
    expect(page.get_by_role("alert")).to_contain_text(words("cause_full"))
    expect(page.get_by_label(say("Write into the minutes"))).to_have_value(NOTE)
    page.locator("dialog[open] [data-close-sheet]").click()
    page.locator("#sign").click()
    expect(page.get_by_role("link", name=say("Hold the meeting on the ordinary pages"))).to_be_visible()
    assert not LogEntry.objects.filter(act="note_written").exists()


def sheet_of_the_device(page: Page) -> tuple[Locator, Locator]:
    """The button that takes the meeting along, and the line that says what stood in the way."""
    page.locator("#sign").click()
    return page.locator('[data-do="carry"]'), page.locator("[data-slot=trouble-carrying]")


def test_taking_along_names_what_stands_in_the_way(meeting, thu, visit):
    page = visit(thu, f"/meetings/{meeting.pk}/room/")
    take, told = sheet_of_the_device(page)
    expect(page.locator("[data-slot=carried]")).to_contain_text("0,1 MB")  # it came along by itself
    page.context.set_offline(True)
    take.click()
    expect(told).to_contain_text(words("cause_network"))
    page.context.set_offline(False)

    page.route("**/bundle", lambda route: route.fulfill(status=503))
    take.click()
    expect(told).to_contain_text(words("cause_server"))
    page.unroute("**/bundle")

    page.evaluate(NOTHING_FITS)
    take.click()
    expect(told).to_contain_text(words("cause_full"))

    page.context.clear_cookies()
    take.click()
    expect(told).to_contain_text(words("cause_log_in"))


def test_taking_along_where_the_browser_has_no_worker_says_so(meeting, thu, visit):
    page = blank(visit, thu, "delete Navigator.prototype.serviceWorker")
    page.goto(f"/meetings/{meeting.pk}/room/")
    take, told = sheet_of_the_device(page)
    take.click()
    expect(told).to_contain_text(words("cause_blocked"))


def test_the_meeting_comes_along_by_itself_from_the_day_before(meeting, thu, visit, clock):
    """Quietly: nothing on the page but the sheet of the device says so."""
    clock.set(1, 19)
    page = visit(thu, f"/meetings/{meeting.pk}/room/")
    page.locator("#sign").click()
    expect(page.locator("[data-slot=carried]")).to_have_text(words("comes_along"))
    assert page.evaluate("caches.keys()") == []
    clock.set(2, 7)
    page.reload()
    page.locator("#sign").click()
    expect(page.locator("[data-slot=carried]")).to_contain_text("danh sách 8 đồng chí")
    expect(page.locator("#told p")).to_have_text("")
