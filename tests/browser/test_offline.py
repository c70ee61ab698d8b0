"""A meeting held with no network: on one device, on two, with answers lost and the tab killed."""

from __future__ import annotations

import contextlib
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urljoin
from uuid import UUID

import pytest
from conftest import Person
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override
from playwright.sync_api import BrowserContext, Error, Locator, Page, Route, expect

from browser.conftest import ON_A_DESK, stored
from browser.story import CONCLUSION, MOTION, NOTE, PAPER, PETITION, SAID, TASK, Say, a_paper
from sotay.library.actions import store
from sotay.meetings import composing, offline, queries
from sotay.meetings.actions import Submission
from sotay.meetings.log.state import plain
from sotay.meetings.models import LogEntry, Meeting
from sotay.meetings.preparation import agenda
from sotay.meetings.views_offline import words as room_words
from sotay.papers.queries import layout_for
from sotay.papers.renderers import render_html, render_pdf
from sotay.portal import views_offline

say = Say("vi")
ORDINARY, WARD = say("Ordinary matter: more than half"), say("The ward or commune")
SECOND = "Giao chi ủy triển khai."
Both = Mapping[str, tuple["Device", Any]]


@pytest.fixture
def meeting(clock, house, thu, lam, an, others) -> Meeting:
    """Prepared, not open."""
    clock.set(3, 19)
    thu.post(f"/meetings/set-up/{house.cell.pk}/", {"month": "12/2026"})
    return Meeting.objects.get()


SHEETS = {
    "A statement": "statement",
    "What was presented or discussed": "note",
    "A task, with who and by when": "task",
    "A petition or proposal": "petition",
    "A vote": "vote",
    "This device": "device",
}
"""Which button opens the sheet of each title."""


@dataclass
class Device:
    """The room on one device, worked by its words."""

    page: Page

    def take_along(self) -> None:
        """It comes along by itself from the day before; asked for, it does so at once."""
        self.open_sign()
        self.page.locator('[data-do="carry"]').click()
        expect(self.page.get_by_role("button", name=say("Take it along again"))).to_be_visible()
        self.close_sheet()

    def open_sign(self) -> None:
        self.page.locator("#sign").click()

    def close_sheet(self) -> None:
        self.page.locator("dialog[open] [data-close-sheet]").click()

    def cut(self) -> None:
        self.page.context.set_offline(True)

    def join(self) -> None:
        self.page.context.set_offline(False)

    def press(self, words: str, where: Locator | None = None) -> None:
        (where or self.page).get_by_role("button", name=say(words), exact=True).locator(
            "visible=true"
        ).first.click()

    def step(self, name: str) -> None:
        self.page.locator(f'.steps [data-step="{name}"]').click()

    def unfold(self, words: str) -> None:
        """Open the sheet of that title, or what is folded under these words."""
        if words in SHEETS:
            self.page.locator(f'[data-sheet="{SHEETS[words]}"]').locator("visible=true").first.click()
            return
        self.page.locator("summary:visible").get_by_text(say(words), exact=True).click()

    def write(self, words: str, button: str, **typed: str) -> None:
        """Fill in one of the forms of the proceedings and keep it."""
        self.unfold(words)
        form = self.page.locator("details[open] form, dialog[open] form").filter(
            has=self.page.get_by_role("button", name=say(button), exact=True)
        )
        for label, text in typed.items():
            self.fill(form, label, text)
        self.press(button, form)

    def fill(self, form: Locator, name: str, text: str) -> None:
        field = form.locator(f'[name="{name}"]')
        if name in {"speaker", "raised_by", "members", "member"}:
            form.locator("[data-pick]").get_by_text(text, exact=True).click()
        elif name in {"to_level", "matter", "method"}:
            form.locator("[data-choice]").get_by_text(text, exact=True).click()
        elif name == "due_on":
            form.get_by_role("button", name=say("Another day")).click()
            field.fill(text)
        elif field.first.evaluate("each => each.tagName") == "SELECT":
            field.select_option(label=text)
        else:
            field.fill(text)

    def open(self) -> None:
        """Open the meeting; the roll is shown once the device has kept the opening."""
        self.step("start")
        self.press("Open the meeting")
        expect(self.page.locator("#roll-start")).to_be_visible()

    def everybody_is_there(self) -> None:
        self.press("All the others are present")

    def waits(self) -> int:
        return len([each for each in self.entries() if each["status"] == "waiting"])

    def all_sent(self) -> None:
        """Of the person whose page this is; a shared phone may keep another's words."""
        who = self.page.evaluate("document.body.dataset.who")
        until(lambda: not any(each["status"] == "waiting" and each["who"] == who for each in self.entries()))
        expect(self.page.locator("[data-slot=outbox]")).to_have_text(
            say("Everything has been sent"), timeout=15_000
        )

    def entries(self) -> list[dict[str, Any]]:
        """What the device keeps, in the order it was made."""
        return sorted(stored(self.page, "sotay", "entries"), key=lambda each: each.get("made", ""))

    def state(self) -> Mapping[str, Any]:
        """What the device makes of its log."""
        return self.page.evaluate(
            """async (entries) => {
              const { fold } = await import("/static/meetings/room/log.js");
              return fold(entries.filter((entry) => entry.status !== "refused"));
            }""",
            self.entries(),
        )


def kill(page: Page) -> None:
    """The tab falls with no time for anything: closing one would still let it say that its field was left."""
    with contextlib.suppress(Error):
        page.goto("chrome://crash")
    page.close()


def until(done: Callable[[], object]) -> None:
    """Wait for something a page cannot be asked for in one go: its policy forbids evaluating waits."""
    for _turn in range(150):
        if done():
            return
        time.sleep(0.1)
    pytest.fail("waited in vain")


@pytest.fixture
def device(visit, meeting):
    def of(person) -> Device:
        return Device(visit(person, f"/meetings/{meeting.pk}/room/"))

    return of


def sent_of(entries: list[dict[str, Any]]) -> list[Submission]:
    return [
        Submission(
            each["act"], each["data"], UUID(each["id"]), datetime.fromisoformat(each["at"]), seen=each["seen"]
        )
        for each in entries
    ]


def has_behind_it(device: Device, *steps: str) -> None:
    done = [f"{say(step, 'step')} ({say('done')})" for step in steps]
    expect(device.page.locator(".steps .done")).to_have_text(done)


def test_a_whole_meeting_without_a_network(meeting, thu, device, look):  # noqa: PLR0915 - one evening
    hall = device(thu)
    look(hall.page, "room")
    hall.take_along()
    hall.open_sign()
    carried = hall.page.locator("[data-slot=carried]")
    expect(carried).to_contain_text("chương trình, danh sách 8 đồng chí, 0 tài liệu, 0,1 MB")
    expect(carried).to_contain_text("đến hết ngày 10/12/2026")
    look(hall.page, "taken-along")
    hall.close_sheet()
    hall.cut()
    hall.page.reload()
    hall.open()
    hall.everybody_is_there()
    look(hall.page, "roll", axe=True)
    hall.write("Note the dues", "Save the dues", paid="6", of="7")
    hall.press("The meeting adopts the agenda")
    hall.step("conduct")
    hall.page.locator('[data-do="next"]').click()
    hall.write("What was presented or discussed", "Save into the minutes", text=NOTE)
    hall.write("A statement", "Save the statement", speaker="Bùi Thị Hà", text=SAID)
    hall.write(
        "A task, with who and by when", "Give the task", text=TASK, members="Bùi Thị Hà", due_on="20/12/2026"
    )
    hall.write(
        "A petition or proposal", "Save the petition", text=PETITION, raised_by="Bùi Thị Hà", to_level=WARD
    )
    hall.write("A vote", "Put it to the vote", text=MOTION, matter=ORDINARY)
    look(hall.page, "proceedings")
    has_behind_it(hall, "Prepare", "Open")
    vote = hall.page.locator("#votes li")
    for place, hands in enumerate(("5", "0", "0")):
        vote.locator('[name="count"]').nth(place).fill(hands)
    hall.press("Save the count", vote)
    expect(vote).to_contain_text(say("Passed"))
    hall.step("close")
    hall.page.locator("#conclusion textarea").fill(CONCLUSION)
    hall.press("Save the conclusion")
    hall.press("All the others as at the start")
    hall.unfold("Read out what was recorded")
    expect(hall.page.locator("#read")).to_contain_text(SAID)
    look(hall.page, "closing")
    hall.press("The minutes were read and agreed")
    hall.page.locator("#closing").get_by_role("button").click()
    expect(hall.page.get_by_role("heading", name=say("The meeting is closed"))).to_be_visible()
    has_behind_it(hall, "Prepare", "Open", "Proceed", "Close")
    look(hall.page, "closed")
    assert hall.waits() > 15
    assert not LogEntry.objects.exists()
    hall.join()
    hall.all_sent()
    meeting.refresh_from_db()
    assert meeting.stage == Meeting.Stage.CLOSED
    assert hall.state() == plain(queries.load_state(meeting))
    minutes = render_html(
        composing.compose(meeting, queries.load_state(meeting))[0],
        layout_for(meeting.cell, timezone.localdate()),
    )
    assert all(words in minutes for words in (NOTE, SAID, TASK, PETITION, MOTION, CONCLUSION))
    look(hall.page, "sent")


@ON_A_DESK
@pytest.mark.parametrize("first", ["secretary", "minute-taker"])
def test_two_devices_without_a_network_agree_whoever_is_heard_first(meeting, thu, lam, device, first):
    hall, desk = device(thu), device(lam)
    for each in (hall, desk):
        each.take_along()
        each.cut()
        each.open()
    hall.everybody_is_there()
    for each in (hall, desk):
        each.step("conduct")
    hall.page.locator('[data-do="next"]').click()
    desk.page.locator('[data-do="next"]').click()
    desk.write("A statement", "Save the statement", speaker="Bùi Thị Hà", text=SAID)
    desk.write("What was presented or discussed", "Save into the minutes", text=NOTE)
    hall.write("A vote", "Put it to the vote", text=MOTION, matter=ORDINARY)
    vote = hall.page.locator("#votes li")
    for place, hands in enumerate(("4", "1", "0")):
        vote.locator('[name="count"]').nth(place).fill(hands)
    hall.press("Save the count", vote)
    for each, words in ((hall, CONCLUSION), (desk, SECOND)):
        each.step("close")
        each.page.locator("#conclusion textarea").fill(words)
        each.press("Save the conclusion")
        expect(each.page.locator('[data-slot="conclusion"]')).not_to_be_empty()  # kept, at its own time
    hall.press("All the others as at the start")
    hall.page.locator("#closing").get_by_role("button").click()
    expect(hall.page.get_by_role("heading", name=say("The meeting is closed"))).to_be_visible()

    both = {"secretary": (hall, thu), "minute-taker": (desk, lam)}
    papers = {order: minutes_of(meeting, both, order) for order in ((0, 1), (1, 0))}
    assert papers[0, 1] == papers[1, 0]

    order = [both[first], *(each for name, each in both.items() if name != first)]
    for each, _person in order:
        each.join()
        each.all_sent()
    for each in (hall, desk):
        each.page.reload()
        each.all_sent()
    meeting.refresh_from_db()
    state = plain(queries.load_state(meeting))
    assert hall.state() == desk.state() == state
    assert meeting.stage == Meeting.Stage.CLOSED
    assert [each["text"] for each in state["statements"]] == [SAID]
    assert [each["text"] for each in state["conclusion"]["wordings"]] == [
        CONCLUSION,
        "Giao chi ủy triển khai.",
    ]
    assert len(LogEntry.objects.all()) == len({each["id"] for each in (*hall.entries(), *desk.entries())})


def minutes_of(
    meeting: Meeting, both: Mapping[str, tuple[Device, Any]], order: tuple[int, int]
) -> list[bytes]:
    """The papers that come of it when the devices are heard in this order; nothing is kept."""
    heard = list(both.values())
    with transaction.atomic():
        for place in order:
            device, person = heard[place]
            outcomes, _state = offline.ingest(
                meeting=Meeting.objects.get(pk=meeting.pk),
                by=person.actor,
                entries=sent_of(device.entries()),
                device=f"device {place}",
            )
            assert {each.result for each in outcomes} == {"accepted"}, [
                each.refusal and each.refusal.sentence for each in outcomes
            ]
        found = Meeting.objects.select_related("cell__parent").get(pk=meeting.pk)
        layout = layout_for(found.cell, timezone.localdate())
        papers = composing.compose(found, queries.load_state(found))
        transaction.set_rollback(True)
    faces = ((render_html(paper, layout).encode(), render_pdf(paper, layout)) for paper in papers)
    return [face for both_faces in faces for face in both_faces]


def test_an_answer_that_is_lost_costs_nothing(meeting, thu, device):
    """The server takes the entries in and goes away before it can say so; then it does not even hear them."""
    hall = device(thu)
    hall.open()
    hall.all_sent()
    lost: list[str] = []

    def lose(route: Route) -> None:
        if not lost:
            route.fetch()
        lost.append(route.request.url)
        route.abort("connectionreset")

    hall.page.route("**/entries", lose)
    hall.everybody_is_there()
    until(lambda: hall.page.wait_for_timeout(100) or LogEntry.objects.count() > 1)
    until(lambda: hall.page.wait_for_timeout(100) or len(lost) > 1)
    assert hall.waits() == 6
    hall.page.unroute("**/entries")
    hall.page.evaluate("dispatchEvent(new Event('online'))")
    hall.all_sent()
    assert hall.state() == plain(queries.load_state(meeting))
    marks = LogEntry.objects.filter(act="roll_marked")
    assert len(marks) == len({mark.data["member"] for mark in marks}) == 6


def test_what_was_typed_survives_a_tab_that_is_killed(meeting, thu, device):
    """At whatever letter it is killed; and once it is kept as a statement, the form is empty again."""
    hall = device(thu)
    hall.take_along()
    hall.open()
    hall.cut()
    hall.step("conduct")
    hall.unfold("A statement")
    context, where = hall.page.context, hall.page.url
    chance, typed = random.Random(2026), ""
    while len(typed) < len(SAID):
        some = SAID[len(typed) :][: chance.randint(1, 25)]
        area = hall.page.locator("#statement_recorded_text")
        area.press("Control+End")
        area.press_sequentially(some)
        typed += some
        kill(hall.page)
        hall = Device(context.new_page())
        hall.page.goto(where)
        hall.unfold("A statement")
        expect(hall.page.locator("#statement_recorded_text")).to_have_value(typed)
    hall.page.locator("#sheet-statement [data-pick]").get_by_text("Bùi Thị Hà", exact=True).click()
    hall.press("Save the statement")
    expect(hall.page.locator("#said")).to_contain_text(SAID)
    kill(hall.page)
    once_more = Device(context.new_page())
    once_more.page.goto(where)
    expect(once_more.page.locator("#said")).to_contain_text(SAID)
    expect(once_more.page.locator("#statement_recorded_text")).to_have_value("")


def test_any_page_sends_what_a_closed_room_left(meeting, thu, device):
    hall = device(thu)
    hall.take_along()
    hall.open()
    hall.all_sent()
    hall.cut()
    hall.everybody_is_there()
    expect(hall.page.locator("[data-slot=outbox]")).not_to_have_text(say("Everything has been sent"))
    context = hall.page.context
    hall.page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto("/")
    until(lambda: not page.evaluate("Object.keys(localStorage).some((key) => key.startsWith('unsent:'))"))
    assert LogEntry.objects.filter(act="roll_marked").count() == 6


def test_a_page_that_was_not_taken_along_leads_to_those_that_were(meeting, thu, device, look):
    hall = device(thu)
    hall.take_along()
    hall.cut()
    hall.page.goto("/")
    expect(hall.page.get_by_role("heading", name=say("No network"))).to_be_visible()
    look(hall.page, "no-network")
    hall.page.locator("#taken a").click()
    expect(hall.page.get_by_role("button", name=say("Open the meeting"))).to_be_visible()


def test_papers_taken_along_are_read_in_the_hall(meeting, thu, device, tmp_path):
    paper = a_paper(tmp_path)
    page = device(thu).page
    page.goto(f"/meetings/{meeting.pk}/prepare/")
    page.get_by_role("link", name=say("Attach a paper")).first.click()
    page.get_by_label(say("File"), exact=True).set_input_files(paper)
    page.get_by_label(say("Title")).fill(PAPER)
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name=say("Attach"), exact=True).click()
    page.goto(f"/meetings/{meeting.pk}/room/")
    hall = Device(page)
    hall.take_along()
    hall.cut()
    page.reload()
    hall.open_sign()
    expect(page.locator("[data-slot=carried]")).to_contain_text("1 tài liệu")
    with page.expect_download() as coming:
        page.get_by_role("link", name=PAPER).click()
    assert coming.value.path().read_bytes() == paper.read_bytes()


def test_a_new_version_takes_the_rooms_over(meeting, thu, device, monkeypatch):
    hall = device(thu)
    hall.take_along()
    before = hall.page.evaluate("caches.keys()")
    monkeypatch.setattr(views_offline, "version", lambda: "newer")
    hall.page.evaluate("navigator.serviceWorker.getRegistration().then((each) => each.update())")
    until(lambda: sorted(hall.page.evaluate("caches.keys()")) == ["sotay-newer", "sotay-rooms"])
    assert "sotay-newer" not in before
    hall.cut()
    hall.page.reload()
    expect(hall.page.get_by_role("button", name=say("Open the meeting"))).to_be_visible()


def test_where_a_new_version_cannot_fetch_the_rooms_the_old_files_stay(meeting, thu, device, monkeypatch):
    """The log-in has run out: the new worker has its own files, and no room to show with them."""
    hall = device(thu)
    hall.take_along()
    before = hall.page.evaluate("caches.keys()")
    hall.page.context.clear_cookies()
    monkeypatch.setattr(views_offline, "version", lambda: "newer")
    hall.page.evaluate("navigator.serviceWorker.getRegistration().then((each) => each.update())")
    standing = """navigator.serviceWorker.getRegistration()
      .then(({ installing, waiting, active }) => [installing, waiting, active?.state])"""
    until(lambda: "sotay-newer" in hall.page.evaluate("caches.keys()"))
    until(lambda: hall.page.evaluate(standing) == [None, None, "activated"])
    assert set(hall.page.evaluate("caches.keys()")) == {*before, "sotay-newer"}
    hall.cut()
    hall.page.reload()
    hall.open()


def test_whoever_no_longer_conducts_is_told_so_and_keeps_the_words_in_sight(meeting, thu, lam, device):
    """They were told to log in again, which helped nobody."""
    hall = device(lam)
    hall.open()
    hall.all_sent()
    lam.member.appointments.all().delete()
    Meeting.objects.update(minute_taker=thu.member)
    hall.step("conduct")
    hall.write("What was presented or discussed", "Save into the minutes", text=NOTE)
    with override(say.language):
        expect(hall.page.locator("[data-slot=network]")).to_have_text(room_words()["while_not_ours"])
    expect(hall.page.locator("[data-list=unsent]")).to_contain_text(NOTE)


def test_a_paper_that_was_purged_leaves_the_device_too(house, meeting, thu, device):
    """It should never have been there: the phone that took it along must not be the last to show it."""
    document = store(
        by=thu.actor,
        cell=house.cell,
        upload=SimpleUploadedFile("bao-cao.txt", "Nhầm".encode()),
        not_secret=True,
    )
    agenda.attach(meeting=meeting, by=thu.actor, document=document)
    hall = device(thu)
    hall.take_along()
    kept = (
        "caches.open('sotay-rooms').then((rooms) => rooms.keys()).then((all) => all.map((each) => each.url))"
    )
    assert any(str(document.pk) in url for url in hall.page.evaluate(kept))
    thu.post(f"{document.get_absolute_url()}purge", {"because": "Gắn nhầm"})
    hall.page.reload()
    until(lambda: not any(str(document.pk) in url for url in hall.page.evaluate(kept)))
    assert any(url.endswith("/room/") for url in hall.page.evaluate(kept))


def test_logging_out_forgets_all_but_what_was_not_sent(meeting, thu, device):
    hall = device(thu)
    hall.take_along()
    hall.page.goto("/account/logout/")
    hall.page.locator("main form button").first.click()
    hall.page.wait_for_url("**/login/**")
    kept = hall.page.evaluate("caches.keys()")
    assert "sotay-rooms" not in kept
    assert hall.entries() == []


def test_an_election_on_paper_without_a_network(meeting, thu, device, look):
    hall = device(thu)
    hall.open()
    hall.all_sent()
    hall.cut()
    hall.everybody_is_there()
    hall.step("conduct")
    hall.unfold("A vote")
    form = hall.page.locator('form[data-act="motion_moved"]')
    form.locator("[name=text]").fill("Bầu phó bí thư chi bộ")
    form.locator('[data-choice="election"]').click()
    expect(form.locator("[name=method]")).to_have_value("paper")
    expect(form.locator("details")).to_have_attribute("open", "")
    form.locator("[name=options]").fill("Bùi Thị Hà\nĐinh Văn Quang")
    form.locator('[data-choice="secret"]').click()
    hall.press("Put it to the vote")
    expect(form.get_by_role("alert")).to_contain_text(say("Secret, on paper"))
    form.locator('[data-choice="hands"]').click()
    hall.press("Put it to the vote")
    expect(form.get_by_role("alert")).to_be_visible()
    form.locator('[data-choice="paper"]').click()
    hall.press("Put it to the vote")
    vote = hall.page.locator("#votes li").first
    for name, typed in (("issued", "5"), ("collected", "5"), ("invalid", "1"), ("tellers", "Bùi Thị Hà")):
        vote.locator(f"[name={name}]").fill(typed)
    vote.locator("[name=count]").nth(0).fill("4")
    vote.locator("[name=count]").nth(1).fill("0")
    look(hall.page, "counting")
    hall.press("Save the count", vote)
    expect(vote).to_contain_text("Bùi Thị Hà: 4/5")
    hall.join()
    hall.all_sent()
    [motion] = queries.load_state(meeting).motions
    assert (motion.method, motion.base, motion.counts, motion.elected) == ("paper", 5, (4, 0), (0,))


@ON_A_DESK
def test_a_whole_meeting_by_keyboard_alone(meeting, lam, device, look):  # noqa: PLR0915 - one evening
    """Every act is reached by Tab and done by Enter or Space; the eye can follow where one is."""
    desk = device(lam)
    keys = desk.page.keyboard

    def tab_to(words: str, context: str = "") -> None:
        """Go on until the focus is on what is called so."""
        for _step in range(120):
            keys.press("Tab")
            called = desk.page.evaluate(
                """() => {
                  const { innerText, labels, tagName } = document.activeElement;
                  const words = tagName === "SELECT" ? "" : innerText; // those of a choice are its answers
                  return (words || labels?.[0]?.innerText || "").trim();
                }"""
            )
            if called.startswith(say(words, context).split("{", maxsplit=1)[0]):
                return
        pytest.fail(f"not reached by keyboard: {words}")

    def press(*words: str) -> None:
        for each in words:
            tab_to(each)
            keys.press("Enter")

    def fill(**typed: str) -> None:
        for words, text in typed.items():
            tab_to(words.replace("_", " "))
            keys.type(text)

    press("Open the meeting")
    desk.all_sent()
    press("All the others are present")
    expect(desk.page.locator("#roll-start .mark.ok")).to_have_count(6)
    press("The meeting adopts the agenda", "Note guests")
    keys.type("Đỗ Thị Chi")
    press("Save the guests", "Go on to the proceedings")
    desk.page.locator('[data-panel="conduct"]').wait_for()
    press("Begin item {number}: {title}")
    tab_to("Note", "dock")
    keys.press("Enter")
    keys.type(NOTE)  # the sheet has put the hand there
    press("Save into the minutes")
    expect(desk.page.locator("#said")).to_contain_text(NOTE)
    look(desk.page, "by-keyboard")
    tab_to("Vote")
    keys.press("Enter")
    keys.type(MOTION)
    tab_to("Ordinary matter: more than half")
    keys.press("Enter")
    press("Put it to the vote")
    expect(desk.page.locator("#votes [name=count]").first).to_be_focused()
    keys.type("5")
    press("Save the count")
    expect(desk.page.locator("#votes")).to_contain_text(say("Passed"))
    tab_to("Close", "step")
    keys.press("Enter")
    desk.page.locator('[data-panel="close"]').wait_for()
    tab_to("The chair's conclusion")
    keys.type(CONCLUSION)
    press("Save the conclusion", "All the others as at the start")
    expect(desk.page.locator("[data-slot=present-end]")).to_contain_text("6")
    press("The minutes were read and agreed")
    press("Close the meeting")
    expect(desk.page.get_by_role("heading", name=say("Read, then sign"))).to_be_visible()
    desk.all_sent()
    assert queries.load_state(meeting).conclusion.text == CONCLUSION


def test_on_a_shared_phone_each_sends_only_their_own(meeting, thu, lam, device):
    """One logs out with something unsent, another logs in: nobody sends the other's words."""
    hall = device(thu)
    hall.take_along()
    hall.open()
    hall.all_sent()
    context = hall.page.context
    context.route("**/entries", lambda route: route.abort())
    hall.everybody_is_there()
    until(hall.waits)
    hall.page.goto("/account/logout/")
    hall.page.locator("main form button").first.click()
    hall.page.wait_for_url("**/login/**")
    left = hall.entries()
    assert {(each["status"], each["who"]) for each in left} == {("waiting", str(thu.account.pk))}
    context.unroute("**/entries")
    come_in(context, lam, hall.page.url)
    hall.page.goto(f"/meetings/{meeting.pk}/room/")
    hall.all_sent()
    hall.everybody_is_there()
    until(lambda: LogEntry.objects.filter(act="roll_marked", member_id=lam.member.pk).exists())
    hall.all_sent()
    assert hall.waits() == len(left)
    marks = LogEntry.objects.filter(act="roll_marked").values_list("member_id", flat=True)
    assert set(marks) == {lam.member.pk}
    thu.come_in()
    come_in(context, thu, hall.page.url)
    hall.page.goto("/")
    until(lambda: not hall.waits())
    assert LogEntry.objects.filter(act="roll_marked", member_id=thu.member.pk).count() == len(left)


def come_in(context: BrowserContext, person: Person, url: str) -> None:
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": person.cookies[name].value, "url": urljoin(url, "/")}])
