"""The room as members see it on their phones, and the code on the secretary's screen."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import ON_A_DESK
from browser.story import Say
from sotay.meetings.models import Invitation, LogEntry, Meeting
from sotay.meetings.queries import load_state

say = Say("vi")


@pytest.fixture
def meeting(clock, house, thu, lam, an, others) -> Meeting:
    """Open, nobody marked yet; An's neighbour Quang has sent a letter."""
    clock.set(3, 19)
    thu.post(f"/meetings/set-up/{house.cell.pk}/", {"month": "12/2026"})
    meeting = Meeting.objects.get()
    thu.post(f"/meetings/{meeting.pk}/invite/")
    Invitation.objects.filter(member=others.quang).update(
        answer="cannot", reason="ốm", statement="Đề nghị phường sửa đèn đường ngõ 5 trước Tết."
    )
    thu.post(f"/meetings/{meeting.pk}/open/")
    meeting.refresh_from_db()
    return meeting


def at(meeting: Meeting, page: str) -> str:
    return f"/meetings/{meeting.pk}/{page}/"


def act(person, meeting: Meeting, name: str, **data) -> None:
    assert person.post(f"/meetings/{meeting.pk}/record/{name}/", data).status_code == 302


def scan(screen: Page) -> str:
    """What a camera reads from the screen."""
    return urlsplit(screen.locator("[data-code]").get_attribute("data-code-url") or "").path


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=say(words), exact=True).first.click()


def later(page: Page) -> None:
    """Long enough for the page to ask whether something changed."""
    page.clock.fast_forward(6_000)


def test_a_member_checks_in_by_the_code_on_the_screen(meeting, thu, an, visit, look):
    screen = visit(thu, at(meeting, "start"))
    look(screen, "roll-with-a-code")
    screen.get_by_role("link", name=say("Show the check-in code")).click()
    expect(screen.locator("[data-code-picture] svg")).to_be_visible()
    look(screen, "code")

    phone = visit(an, scan(screen))
    look(phone, "i-am-here")
    press(phone, "I am here")
    phone.wait_for_url(f"**{at(meeting, 'live')}")
    expect(phone.get_by_role("heading", name=say("Roll"), exact=True)).to_be_visible()
    look(phone, "in-the-room")
    assert load_state(meeting).mark(an.member.pk).rank == 1

    again = visit(an, scan(screen))
    expect(again.get_by_role("status").first).to_contain_text("Đồng chí đã điểm danh lúc")
    look(again, "twice")
    expect(screen.locator("[data-code-counts]")).to_contain_text("1")


def test_the_code_changes_by_itself_and_rests_when_hidden(meeting, thu, clock, visit):
    screen = visit(thu)
    screen.clock.install()
    screen.goto(at(meeting, "code/start"))
    digits, first = screen.locator("[data-code-digits]"), scan(screen)
    shown = digits.text_content() or ""
    clock.set(3, 19, 1)
    screen.clock.fast_forward(31_000)
    expect(digits).not_to_have_text(shown)
    assert scan(screen) != first

    asked: list[str] = []
    screen.on("request", lambda request: asked.append(request.url))
    screen.evaluate(HIDE)
    screen.clock.fast_forward(60_000)
    assert asked == []


HIDE = """() => {
  Object.defineProperty(document, "hidden", {value: true, configurable: true});
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def test_a_screen_without_network_takes_the_old_code_away(meeting, thu, visit, look):
    screen = visit(thu)
    screen.clock.install()
    with screen.expect_event("requestfinished", lambda request: request.url.endswith("/data/")):
        screen.goto(at(meeting, "code/start"))
    expect(screen.locator("[data-code-digits]")).to_be_visible()
    screen.context.route("**/data/", lambda route: route.abort("failed"))
    screen.clock.run_for(70_000)
    words = "No new code arrives. Is there a network? Mark people in the list meanwhile."
    expect(screen.get_by_text(say(words))).to_be_visible()
    expect(screen.locator("[data-code-digits]")).to_be_hidden()
    look(screen, "no-network")


def test_the_live_page_goes_on_by_itself_and_a_form_in_use_stays(meeting, thu, lam, an, visit, look):
    phone = visit(an)
    phone.clock.install()
    phone.goto(at(meeting, "live"))
    look(phone, "not-checked-in")
    field = phone.get_by_label(say("The six digits on the screen"))
    field.fill("12")
    item = next(item for item in load_state(meeting).items if item.step == "conduct")
    act(lam, meeting, "roll_marked", member=an.member.pk, round="start", mark="present")
    act(thu, meeting, "item_begun", item=item.id)
    later(phone)
    expect(phone.get_by_role("heading", name=item.title)).to_be_visible()
    expect(field).to_have_value("12")
    expect(phone.locator("#fresh")).to_be_visible()

    field.fill("")
    field.blur()
    act(lam, meeting, "roll_marked", member=thu.member.pk, round="start", mark="present")
    later(phone)
    press(phone, "Ask for the floor")
    expect(phone.get_by_text("Đồng chí đứng thứ 1")).to_be_visible()
    look(phone, "waiting")
    act(thu, meeting, "floor_given", member=an.member.pk)
    later(phone)
    expect(phone.locator("#live-own").get_by_text(say("You have the floor."))).to_be_visible()
    look(phone, "has-the-floor")
    watch = phone.locator("[data-seconds]")
    before = watch.text_content()
    phone.clock.run_for(65_000)
    assert watch.text_content() != before
    press(phone, "I have finished")
    expect(phone.get_by_role("button", name=say("Ask for the floor"))).to_be_visible()
    assert load_state(meeting).speaking is None


def test_a_screen_reader_hears_once_that_a_vote_began(meeting, thu, an, visit):
    """In the one live region of the page, which stays where it is while the parts around it are replaced."""
    phone = visit(an)
    phone.clock.install()
    phone.goto(at(meeting, "live"))
    heard = listen_to_the_live_region(phone)
    act(thu, meeting, "note_written", text="Bí thư trình bày.")
    later(phone)
    assert heard() == []
    act(thu, meeting, "motion_moved", text="Lập tổ liên gia", matter="resolution", method="open")
    later(phone)
    words = say("A vote has begun: %(question)s", question="Lập tổ liên gia")
    expect(phone.locator("#news")).to_have_text(words)
    act(thu, meeting, "note_written", text="Còn ý kiến khác.")
    later(phone)
    expect(phone.locator("#live-votes")).to_contain_text("Lập tổ liên gia")
    assert heard() == [words]
    expect(phone.locator("main [role=status]:not(.toasts), main [aria-live]")).to_have_count(1)


def listen_to_the_live_region(page: Page):
    page.evaluate(
        """() => {
          window.heard = [];
          const region = document.getElementById("news");
          new MutationObserver(() => heard.push(region.textContent)).observe(region, {childList: true});
        }"""
    )
    return lambda: page.evaluate("heard")


def test_the_floor_from_the_secretary(meeting, thu, an, others, visit, look):
    thu.post(f"/meetings/{meeting.pk}/roll/start/rest/")
    act(thu, meeting, "item_begun", item=next(x.id for x in load_state(meeting).items if x.step == "conduct"))
    page = visit(thu, at(meeting, "conduct"))
    page.get_by_text(say("Somebody asks to speak")).click()
    page.get_by_label(say("Who wants to speak")).select_option(label="Bùi Thị Hà")
    press(page, "Add to the queue")
    act(thu, meeting, "floor_asked", member=an.member.pk)
    page.reload()
    look(page, "queue")
    page.get_by_role("button", name=say("Give the floor")).first.click()
    expect(page.get_by_label(say("Who speaks"))).to_have_value(str(others.ha.pk))
    page.get_by_label(say("What was said")).fill("Nhất trí với báo cáo.")
    look(page, "speaking")
    press(page, "Save the statement")
    page.get_by_role("button", name=say("Has finished")).click()
    expect(page.locator("#queue")).to_contain_text(say("Not heard yet:"))
    page.get_by_role("button", name=say("Read into the minutes")).click()
    expect(page.locator("#said")).to_contain_text("sửa đèn đường ngõ 5")
    expect(page.locator("#letters")).to_have_count(0)
    look(page, "letter-read")


def test_the_room_shows_the_rate_the_base_and_how_long_somebody_speaks(meeting, thu, an, others, visit, look):
    page = visit(thu)
    page.clock.install()
    page.goto(at(meeting, "room"))
    quorum, few = page.locator("[data-slot=quorum]"), page.locator("[data-slot=too-few]")
    for member, mark in ((an.member, "present"), (others.mai, "present"), (others.sau, "present")):
        press_in(page, member, mark)
    expect(page.locator("[data-slot=present]")).to_have_text("2/6 có mặt · 33,3%")
    expect(quorum).to_contain_text("tính trên 6 đảng viên chính thức; 2 đồng chí")
    expect(quorum).to_contain_text("cần 4 phiếu")
    expect(few).to_be_hidden()
    for member in (thu.member, others.ha, others.quang, meeting.minute_taker):
        press_in(page, member, "excused")
    expect(few).to_be_visible()
    look(page, "too-few")

    page.goto(f"{at(meeting, 'room')}#conduct")
    page.locator("#queue").get_by_role("button", name=say("Somebody asks to speak")).click()
    page.locator("#sheet-floor [data-pick]").get_by_text("Nguyễn Văn An", exact=True).click()
    page.locator("#queue [data-do=floor_given]").click()
    page.keyboard.press("Escape")
    timer = page.locator("#queue [data-slot=timer]")
    expect(timer).to_have_text("0:00")
    page.context.set_offline(True)  # or the server would set right the clock that we move
    page.clock.run_for(40_000)
    expect(timer).to_have_text(re.compile(r"0:(3[89]|4\d)"))
    expect(page.locator("[data-slot=spoke]")).to_have_text("0/3 đồng chí đã phát biểu")
    look(page, "speaking")


def press_in(page: Page, member, mark: str) -> None:
    """A tap for present, and another for excused."""
    row = page.locator(f'#roll-start [data-key="{member.pk}"]')
    for word, known in (("Present", "present"), ("Excused", "excused")):
        row.locator(".roll-mark").click()
        expect(row.locator(".mark")).to_have_text(say(word, "on the roll" if known != "present" else ""))
        if known == mark:
            return


def test_late_and_early_in_the_roll(meeting, thu, an, visit, look):
    act(thu, meeting, "roll_marked", member=an.member.pk, round="start", mark="unexcused")
    page = visit(thu, at(meeting, "start"))
    row = page.locator(f"#roll-start-{an.member.pk}")
    row.get_by_text(say("Came late / left early")).click()
    look(page, "late-menu")
    row.get_by_role("button", name=say("Comes now")).click()
    expect(row).to_contain_text("đến lúc 19:")
    expect(page.locator("#roll-count-start")).to_contain_text("1/")
    row.get_by_text(say("Came late / left early")).click()
    row.get_by_role("button", name=say("Take the time back")).click()
    expect(page.locator(f"#roll-start-{an.member.pk}")).not_to_contain_text("đến lúc")
    look(page, "taken-back")


def test_check_in_marks_appear_in_the_secretarys_list(meeting, thu, an, visit):
    page = visit(thu)
    page.clock.install()
    page.goto(at(meeting, "start"))
    button = page.locator(f"#roll-start-{an.member.pk}-excused")
    button.focus()
    visit(an, f"/c/{token(meeting)}/").get_by_role("button", name=say("I am here")).click()
    later(page)
    expect(page.locator(f"#roll-start-{an.member.pk}-present")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(f"#roll-start-{an.member.pk}-excused")).to_be_focused()


def token(meeting: Meeting) -> str:
    from sotay.meetings.session import self_service

    return self_service.code_now(meeting, "start").token


@pytest.mark.parametrize("page", ["live", "room"])
def test_a_phone_asks_ever_less_while_nothing_happens_and_not_at_all_when_hidden(
    monkeypatch, meeting, thu, visit, page
):
    """A lane says when to ask again, here as in a quiet stretch; the room knows by itself."""
    monkeypatch.setattr("sotay.config.lanes.again_in", lambda _quiet_for, _load: 12.0)
    phone = visit(thu)
    phone.clock.install()
    phone.goto(at(meeting, page))
    answers: list[int] = []
    asked = ("/lane/", "/version/", "/log?after=")
    phone.on("response", lambda each: any(word in each.url for word in asked) and answers.append(each.status))
    for _second in range(90):
        phone.clock.run_for(1_000)
        phone.wait_for_timeout(20)  # for the answer, in the world outside that clock
    assert 5 <= len(answers) <= 13, "every four seconds would be more than twenty"
    assert set(answers[1:]) == {304}
    phone.evaluate(HIDE)
    phone.wait_for_timeout(100)
    answers.clear()
    phone.clock.run_for(120_000)
    assert answers == []


@pytest.mark.looks
def test_what_else_the_door_says(meeting, thu, an, dung, clock, visit, look):
    url = f"/c/{token(meeting)}/"
    stranger = visit(dung, url)
    expect(stranger.get_by_role("alert")).to_contain_text(say("This code cannot be used with your account."))
    stranger.complaints.clear()  # the browser reports the 404 that the page is meant to be
    look(stranger, "not-for-you")
    clock.set(3, 19, 5)
    old = visit(an, url)
    expect(old.get_by_role("alert")).to_contain_text("Mã đã đổi")
    look(old, "old-code")
    wrong = visit(an, at(meeting, "live"))
    wrong.get_by_label(say("The six digits on the screen")).fill("12345")
    press(wrong, "I am here")
    expect(wrong.get_by_role("alert").first).to_be_visible()
    look(wrong, "wrong-digits")


def test_everything_works_without_a_script(meeting, thu, an, visit, look):
    screen = visit(thu, at(meeting, "code/start"), scripts=False)
    look(screen, "code-without-script", axe=False)  # axe is a script itself
    phone = visit(an, scan(screen), scripts=False)
    press(phone, "I am here")
    press(phone, "Ask for the floor")
    press(phone, "I no longer want to speak")
    expect(phone.get_by_role("button", name=say("Ask for the floor"))).to_be_visible()
    assert LogEntry.objects.filter(act__startswith="floor").count() == 2


@ON_A_DESK
def test_checking_in_and_asking_by_keyboard_alone(meeting, thu, an, visit):
    phone = visit(an, f"/c/{token(meeting)}/")
    reach(phone, "I am here")
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("button", name=say("Ask for the floor"))).to_be_visible()
    reach(phone, "Ask for the floor")
    phone.keyboard.press("Enter")
    expect(phone.get_by_text("Đồng chí đứng thứ 1")).to_be_visible()


def reach(page: Page, words: str) -> None:
    target = page.get_by_role("button", name=say(words), exact=True).first
    for _step in range(40):
        page.keyboard.press("Tab")
        if target.evaluate("each => each === document.activeElement"):
            return
    raise AssertionError(f"no way to {words} by Tab")
