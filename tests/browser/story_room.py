"""The evening of the month as it is played in the room, where scripts run: by dock, sheets and taps."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from browser.story import (
    CONCLUSION,
    GUEST,
    ILL,
    MOTION,
    NOTE,
    PETITION,
    SAID,
    TASK,
    Month,
)


class RoomMonth(Month):
    """What differs from the ordinary pages; before the meeting and after it all is as there."""

    def arrives(self, page: Page, step: str) -> None:
        page.wait_for_url(re.compile("/room/"))

    def open(self, page: Page) -> None:
        self.home(page, "The meeting is today", "today-of-the-evening")
        page.locator(".card.now").get_by_role("link").first.click()
        self.look(page, "before-opening")
        self.press(page, "Open the meeting")
        self.counts(page, "start", "{n} still to mark", n=6)
        self.look(page, "opened")

    def counts(self, page: Page, round_: str, words: str, **values: object) -> None:
        expect(page.locator(f"#roll-{round_} .row").first).to_contain_text(self.say(words).format(**values))

    def tap(self, page: Page, name: str, times: int = 1) -> Locator:
        """Tap a line of the roll; the first tap marks as present, the next ones cycle."""
        row = page.locator("#roll-start li").filter(has_text=name)
        for _tap in range(times):
            row.locator(".roll-mark").click()
        return row.locator(".mark")

    def call_the_roll(self, page: Page) -> None:
        expect(self.tap(page, "Bùi Thị Hà")).to_have_text(self.say("Present"))
        self.counts(page, "start", "{present} of {base} present", present=1, base=6)
        expect(self.tap(page, "Đinh Văn Quang", 3)).to_have_text(self.say("Unexcused", "on the roll"))
        expect(self.tap(page, "Đinh Văn Quang")).to_have_text(self.say("Present"))
        self.counts(page, "start", "{n} still to mark", n=4)
        page.locator("#told").get_by_role("button").click()
        self.counts(page, "start", "{present} of {base} present", present=1, base=6)
        expect(self.tap(page, "Đinh Văn Quang")).to_have_text(self.say("Present"))
        expect(self.tap(page, "Vũ Thị Sáu")).to_have_text(self.say("Present"))
        self.counts(page, "start", "{present} of {base} present", present=2, base=6)
        absent = page.locator("#roll-start li").filter(has_text="Nguyễn Văn An")
        expect(absent).to_contain_text(ILL)
        expect(absent.locator(".mark")).to_have_text(self.say("Sent apologies"))
        self.press(page, "All the others are present")
        self.counts(page, "start", "{present} of {base} present", present=5, base=6)
        expect(absent.locator(".mark")).to_have_text(self.say("Excused", "on the roll"))
        expect(page.locator("#roll-start")).to_contain_text(
            f"Ngô Văn Xa ({self.say('away on temporary transfer')})"
        )
        self.look(page, "roll-called")

    def guests_dues_agenda(self, page: Page) -> None:
        self.unfold(page, "Note guests")
        page.locator("#guests").get_by_label(self.say("Guests")).fill(GUEST)
        self.press(page, "Save the guests")
        expect(page.locator("#guests")).to_contain_text(GUEST)
        self.unfold(page, "Note the dues")
        page.get_by_label(self.say("Paid this month")).fill("6")
        expect(page.get_by_label(self.say("Have to pay"))).to_have_value("7")
        self.press(page, "Save the dues")
        expect(page.locator("#dues")).to_contain_text(
            self.say("{paid} of {of} have paid this month.").format(paid=6, of=7)
        )
        self.press(page, "The meeting adopts the agenda")
        expect(page.locator("#adopt")).to_contain_text(self.say("Adopted"))
        self.look(page, "opening-done")

    def begin(self, page: Page) -> None:
        page.locator('[data-do="proceed"]').click()
        expect(page.locator("#now").get_by_role("progressbar")).to_be_visible()
        self.look(page, "first-item")

    def hold_every_item(self, page: Page) -> None:
        held = page.locator("ol.list").get_by_text(self.say("Held"), exact=True)
        begin = page.locator('[data-do="next"]')
        page.reload()
        expect(begin).to_be_visible()
        while begin.get_by_text(
            self.say("Go on to item {number}: {title}").split("{", maxsplit=1)[0]
        ).count():
            before = held.count()
            begin.click()
            expect(held).to_have_count(before + 1)
        self.look(page, "last-item")
        begin.click()
        page.locator('[data-panel="close"]').wait_for()

    def sheet(self, page: Page, name: str) -> Locator:
        page.locator(f'#dock [data-sheet="{name}"]').click()
        return page.locator(f"#sheet-{name}")

    def pick(self, where: Locator, name: str) -> None:
        """By a few letters without marks, as somebody with a full roll does."""
        where.locator(".picker-search").first.fill("ha" if name == "Bùi Thị Hà" else "van an")
        where.locator("[data-pick]").get_by_text(name, exact=True).click()

    def statement(self, page: Page) -> None:
        said = self.sheet(page, "statement")
        self.pick(said, "Bùi Thị Hà")
        said.get_by_label(self.say("What was said")).fill(SAID)
        self.look(page, "statement")
        self.press(said, "Save the statement")
        self.is_recorded(page, SAID)

    def note(self, page: Page) -> None:
        note = self.sheet(page, "note")
        note.get_by_label(self.say("Write into the minutes")).fill(NOTE)
        self.look(page, "note")
        self.press(note, "Save into the minutes")
        self.is_recorded(page, NOTE)

    def task(self, page: Page) -> None:
        """A deadline in the past is refused, and nothing typed is lost."""
        task = self.sheet(page, "task")
        task.get_by_label(self.say("What has to be done")).fill(TASK)
        self.pick(task, "Nguyễn Văn An")
        task.get_by_role("button", name=self.say("Another day")).click()
        task.locator("[name=due_on]").fill("1/12/2026")
        self.press(task, "Give the task")
        expect(task.get_by_role("alert")).to_contain_text(
            self.say("The deadline is in the past. Choose today or a later day.")
        )
        expect(task.get_by_label(self.say("What has to be done"))).to_have_value(TASK)
        expect(task.get_by_role("button", pressed=True).first).to_have_text("Nguyễn Văn An")
        self.look(page, "task-refused")
        task.locator("[name=due_on]").fill("20/12/2026")
        self.press(task, "Give the task")
        self.is_recorded(page, TASK)
        expect(page.get_by_text(self.say("What you had typed was kept and is back."))).to_have_count(0)

    def petition(self, page: Page) -> None:
        petition = self.sheet(page, "petition")
        petition.get_by_label(self.say("What is asked for")).fill(PETITION)
        self.pick(petition, "Bùi Thị Hà")
        petition.get_by_role("button", name=self.say("The ward or commune")).click()
        self.look(page, "petition")
        self.press(petition, "Save the petition")
        self.is_recorded(page, PETITION)

    def motion(self, page: Page) -> None:
        """Five full members are here; six hands are one too many, four of the base of six pass it."""
        vote, votes = self.sheet(page, "vote"), page.locator("#votes")
        vote.get_by_label(self.say("What is put to the vote")).fill(MOTION)
        vote.get_by_role("button", name=self.say("Ordinary matter: more than half")).click()
        self.look(page, "motion")
        self.press(vote, "Put it to the vote")
        expect(votes).to_contain_text(MOTION)
        self.count_hands(page, votes_for=6)
        expect(votes.get_by_role("alert")).to_be_visible()
        expect(votes.get_by_text(self.say("Passed"), exact=True)).to_have_count(0)
        self.look(page, "hands-refused")
        self.count_hands(page, votes_for=4)
        expect(votes.get_by_text(self.say("Passed"), exact=True)).to_be_visible()
        self.look(page, "all-written")

    def count_hands(self, page: Page, votes_for: int) -> None:
        vote = page.locator("#votes > ul > li").last
        vote.get_by_label(self.say("For"), exact=True).fill(str(votes_for))
        self.press(vote, "Save the count")

    def conclude(self, page: Page) -> None:
        self.look(page, "closing")
        page.get_by_label(self.say("The chair's conclusion")).fill(CONCLUSION)
        self.press(page, "Save the conclusion")
        self.press(page, "Vote on the resolution")
        expect(page.locator("#votes > ul > li")).to_have_count(2)
        self.count_hands(page, votes_for=4)
        expect(page.locator("#votes").get_by_text(self.say("Passed"), exact=True)).to_have_count(2)

    def call_the_roll_again(self, page: Page) -> None:
        self.unfold(page, "Show the list")
        page.locator("#roll-end li").filter(has_text="Bùi Thị Hà").locator(".roll-mark").click()
        self.press(page, "All the others as at the start")
        self.counts(page, "end", "{n} present at the end", n=6)

    def read_back(self, page: Page) -> None:
        self.go(page, "Close")
        self.unfold(page, "Read out what was recorded")
        expect(page.locator("#read")).to_contain_text(SAID)
        self.look(page, "read-back")
        self.press(page, "The minutes were read and agreed")
        expect(page.locator("#read")).to_contain_text(self.say("Read and agreed"))

    def close(self, page: Page) -> None:
        page.reload()
        self.go(page, "Close")
        self.look(page, "closing-complete")
        self.press(page, "Close the meeting")
        self.sees(page, "Read, then sign")
        self.look(page, "closed")
