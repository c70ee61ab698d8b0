"""The open meeting when it is not quiet: two at once, a page left open, a reader without a mouse."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from browser.conftest import ON_A_DESK, PASSWORD
from browser.story import SAID, Say
from sotay.meetings.models import LogEntry, Meeting

say = Say("vi")


@pytest.fixture
def meeting(clock, house, thu, lam, an, others) -> Meeting:
    """Open, nobody marked yet."""
    clock.set(3, 19)
    thu.post(f"/meetings/set-up/{house.cell.pk}/", {"month": "12/2026"})
    meeting = Meeting.objects.get()
    thu.post(f"/meetings/{meeting.pk}/open/")
    return meeting


@pytest.fixture
def called(meeting, thu) -> Meeting:
    for round_ in ("start", "end"):
        thu.post(f"/meetings/{meeting.pk}/roll/{round_}/rest/")
    return meeting


def at(meeting: Meeting, step: str) -> str:
    return f"/meetings/{meeting.pk}/{step}/"


def test_of_two_who_close_at_once_one_is_told_it_is_closed(called, thu, lam, visit, look):
    pages = [visit(person, at(called, "close")) for person in (thu, lam)]
    for page in pages:
        page.evaluate("setTimeout(() => document.querySelector('#close form').requestSubmit())")
    closed = [page.get_by_role("heading", name=say("Read, then sign")) for page in pages]
    told = [page.get_by_role("alert") for page in pages]
    for done, refused in zip(closed, told, strict=True):
        expect(done.or_(refused)).to_be_visible()
    assert sorted(each.count() for each in closed) == [0, 1]
    late = next(page for page, done in zip(pages, closed, strict=True) if not done.count())
    expect(late.get_by_role("alert")).to_have_text(
        say("The meeting was closed already, so nothing was added. To correct the minutes, edit them below.")
    )
    look(late, "closed-already")
    assert LogEntry.objects.filter(act="closed").count() == 1


def test_a_form_in_use_stays_and_a_line_says_something_has_changed(called, thu, lam, visit, look):
    page = visit(lam)
    page.clock.install()
    page.goto(at(called, "conduct"))
    write(page, SAID)
    page.evaluate("scrollBy(0, document.activeElement.getBoundingClientRect().bottom - innerHeight + 90)")
    thu.post(f"/meetings/{called.pk}/record/note_written/", {"text": "Bí thư ghi thêm."})
    page.clock.fast_forward(5_000)
    expect(page.locator("#fresh")).to_be_visible()
    expect(page.get_by_label(say("What was said"))).to_have_value(SAID)
    expect(page.locator("#said")).not_to_contain_text("Bí thư ghi thêm.")
    assert not page.evaluate(OVERLAP), "the line lies on the field"
    page.evaluate("scrollBy(0, document.activeElement.getBoundingClientRect().top - 80)")
    assert page.evaluate(OVERLAP)
    page.evaluate("(field => { field.blur(); field.focus(); })(document.activeElement)")
    assert not page.evaluate(OVERLAP), "the line lies on the field"
    look(page, "something-has-changed")
    page.get_by_role("link", name=say("Tap to update")).click()
    expect(page.locator("#said")).to_contain_text("Bí thư ghi thêm.")
    expect(page.get_by_label(say("What was said"))).to_have_value(SAID)


OVERLAP = """() => {
  const both = [document.getElementById("fresh"), document.activeElement];
  const [line, field] = both.map((each) => each.getBoundingClientRect());
  return field.top < line.bottom && field.bottom > line.top;
}"""


def write(page: Page, words: str) -> None:
    page.get_by_text(say("A statement"), exact=True).click()
    page.get_by_label(say("What was said")).fill(words)


def test_what_was_typed_is_back_after_a_reload_until_it_is_sent(called, lam, visit, look):
    """It is back in its own field, in sight, and in no other."""
    page = visit(lam, at(called, "conduct"))
    kept = page.get_by_text(say("What you had typed was kept and is back."))
    write(page, SAID)
    page.reload()
    expect(page.get_by_label(say("What was said"))).to_have_value(SAID)
    expect(kept).to_be_visible()
    assert page.locator("textarea").evaluate_all("all => all.filter((each) => each.value).length") == 1
    look(page, "words-are-back")

    page.get_by_label(say("Who speaks")).select_option(label="Bùi Thị Hà")
    page.get_by_role("button", name=say("Save the statement")).click()
    expect(page.locator("#said")).to_contain_text(SAID)
    expect(kept).to_have_count(0)
    page.reload()
    expect(page.locator("#said")).to_contain_text(SAID)
    expect(kept).to_have_count(0)


@ON_A_DESK
def test_log_in_and_the_roll_by_keyboard_alone(meeting, thu, visit, look):
    page = visit()
    reach(page, page.get_by_label(say("Username or Party-card number")))
    page.keyboard.type("thu")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thu")

    reach(page, page.locator(".card.now").get_by_role("link"))
    page.keyboard.press("Enter")
    roll = page.locator("#roll-start")
    for done, row in enumerate(roll.get_by_role("listitem").all()[:3], start=1):
        present = row.get_by_role("button", name=say("Present"), exact=True)
        reach(page, present)
        if done == 1:
            look(page, "focus-is-seen")
        page.keyboard.press("Space")
        expect(present).to_have_attribute("aria-pressed", "true")
        expect(present).to_be_focused()
    reach(page, roll.get_by_role("button", name=say("All the others are present")), key="Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=say("Go on to the proceedings"))).to_be_visible()


def test_a_password_can_be_read_while_it_is_typed(clock, thu, visit, look):
    page = visit()
    password = page.get_by_label(say("Password"), exact=True)
    password.fill("sai")
    show = page.get_by_label(say("Show what is typed"))
    show.check()
    expect(password).to_have_attribute("type", "text")
    look(page, "password-shown")
    show.uncheck()
    expect(password).to_have_attribute("type", "password")


def reach(page: Page, target: Locator, key: str = "Tab", most: int = 40) -> None:
    """Press Tab until the target has the focus, as somebody does who has no mouse."""
    expect(target).to_be_visible()
    for _step in range(most):
        page.keyboard.press(key)
        if target.evaluate("each => each === document.activeElement"):
            return
    raise AssertionError(f"{most} times {key} did not reach {target}")
