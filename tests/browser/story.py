"""A cell's month as people play it: by the words and buttons they see, in the language they read.

Each act is a method and leaves the pages where the next one begins. What is typed is always Vietnamese.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pypdf
from conftest import PASSWORD
from django.utils.translation import gettext, ngettext, override, pgettext
from docx import Document
from playwright.sync_api import Locator, Page, expect

CELL = "Chi bộ tổ dân phố Hòa Bình"
ITEM = "Phòng cháy, chữa cháy trong khu dân cư"
REPORT = "Tổ dân phố có 3 hộ kinh doanh chưa có bình chữa cháy."
PAPER = "Hướng dẫn phòng cháy, chữa cháy"
ILL = "đưa cháu đi viện"
GUEST = "Đỗ Thị Chi, cấp ủy viên phụ trách"
NOTE = "Bí thư trình bày tình hình tháng 11."
SAID = "Đề nghị phường sửa đèn đường ngõ 5, tối đi lại rất nguy hiểm."
TASK = "Vận động 3 hộ kinh doanh mua bình chữa cháy"
PETITION = "Sửa chữa đèn đường ngõ 5"
MOTION = "Thành lập tổ liên gia phòng cháy, chữa cháy"
CONCLUSION = "Chi bộ nhất trí lập tổ liên gia, giao đồng chí Hà chủ trì."
CORRECTED = "Đã đọc lại và sửa một chỗ theo ý kiến chi bộ."
FOLDS_BELOW = 768
"""Pixels of width: narrower pages fold their long tables (`.fold` in components.css)."""


@dataclass(frozen=True)
class Say:
    """The words of the house as a reader sees them: `say("Save")` is "Lưu" to a Vietnamese reader.

    A word that has no translation is not found on the page, so the story fails where one is missing.
    """

    language: str

    def __call__(self, words: str, context: str = "", **values: object) -> str:
        with override(self.language):
            return (pgettext(context, words) if context else gettext(words)) % values

    def several(self, one: str, many: str, n: int, **values: object) -> str:
        with override(self.language):
            return ngettext(one, many, n) % {"n": n, **values}


@dataclass(frozen=True)
class Month:
    """The month of one cell of eight: five full members, one on probation, one exempt, one away."""

    say: Say
    look: Callable[[Page, str], None]

    def log_in(self, page: Page, username: str, password: str) -> None:
        self.look(page, "log-in")
        page.get_by_label(self.say("Username or Party-card number")).fill(username)
        page.get_by_label(self.say("Password")).fill(password)
        self.press(page, "Log in")
        expect(page.get_by_role("heading", level=1)).to_have_text(
            self.say("Good day, comrade %(given_name)s", given_name=username.title())
        )

    def press(self, where: Page | Locator, words: str) -> None:
        where.get_by_role("button", name=self.say(words), exact=True).click()

    def follow(self, where: Page | Locator, words: str) -> None:
        where.get_by_role("link", name=self.say(words), exact=True).first.click()

    def unfold(self, page: Page, words: str) -> None:
        page.locator("summary").get_by_text(self.say(words), exact=True).click()

    def sees(self, page: Page, words: str, **values: object) -> None:
        expect(page.get_by_role("main")).to_contain_text(self.say(words, **values))

    def is_told(self, page: Page, words: str) -> None:
        """The answer to what was just done."""
        expect(page.locator(".toasts")).to_contain_text(words)

    def home(self, page: Page, need: str, name: str) -> None:
        """Today says what to do first."""
        page.goto("/")
        expect(page.locator(".card.now").get_by_role("heading")).to_have_text(self.say(need))
        self.look(page, name)

    def go(self, page: Page, step: str) -> None:
        steps = page.get_by_role("navigation", name=self.say("Steps of the meeting"))
        steps.get_by_role("link", name=self.say(step, "step")).click()

    # Before the meeting

    def arrives(self, page: Page, step: str) -> None:
        """Where no script runs, the room leads on to the ordinary page of the step."""
        page.wait_for_url(re.compile(f"/({step})/"))

    def set_up(self, page: Page) -> None:
        self.sees(page, "Prepare the meeting of %(month)s", month="12/2026")
        self.look(page, "today-of-an-empty-month")
        self.press(page, "Set up the meeting")
        self.arrives(page, "prepare")
        self.sees(page, "Look over the agenda, then invite")
        self.look(page, "agenda-drafted")

    def change_the_agenda(self, page: Page) -> None:
        agenda = page.locator("#agenda")
        agenda.get_by_role("link", name="khu dân cư").click()
        self.look(page, "agenda-item")
        page.get_by_label(self.say("What will be presented")).fill(REPORT)
        page.get_by_label(self.say("Presenter")).select_option(label="Lê Thị Thu")
        self.press(page, "Save")
        self.follow(page, "Add an item")
        self.look(page, "agenda-add")
        page.get_by_label(self.say("Name of the item"), exact=True).fill(ITEM)
        self.press(page, "Add")
        expect(agenda.get_by_role("link", name=ITEM)).to_be_visible()

    def attach(self, page: Page, folder: Path) -> None:
        self.follow(page, "Attach a paper")
        self.look(page, "paper-attach")
        page.get_by_label(self.say("File"), exact=True).set_input_files(a_paper(folder))
        page.get_by_label(self.say("Title")).fill(PAPER)
        page.get_by_role("checkbox").check()
        self.press(page, "Attach")
        expect(page.get_by_role("link", name=PAPER)).to_be_visible()
        self.look(page, "agenda-ready")

    def invite(self, page: Page, n: int) -> None:
        self.press(page, "Invite everybody")
        expect(page.locator(".card.now").get_by_role("heading")).to_have_text(
            self.say.several(
                "Everybody is invited; %(n)s day to go", "Everybody is invited; %(n)s days to go", 2
            )
        )
        self.is_told(page, self.say.several("%(n)s person was invited.", "%(n)s people were invited.", n))
        self.look(page, "invited")

    def decline(self, page: Page) -> None:
        self.look(page, "member-today")
        self.follow(page, "I cannot come")
        self.look(page, "member-answer")
        expect(page.get_by_label(self.say("Cannot come (give the reason)"))).to_be_checked()
        self.press(page, "Send the answer")
        expect(page.get_by_role("alert")).to_contain_text(
            self.say("Say why you cannot come, so that it counts as excused.")
        )
        self.look(page, "member-answer-without-reason")
        page.get_by_role("textbox", name=self.say("Reason")).fill(ILL)
        self.press(page, "Send the answer")
        self.is_told(page, self.say("Your answer was noted. Thank you."))
        self.look(page, "member-answered")

    def accept(self, page: Page) -> None:
        self.look(page, "overseer-today")
        self.press(page, "I will come")
        self.is_told(page, self.say("Your answer was noted. Thank you."))

    # The evening

    def open(self, page: Page) -> None:
        self.home(page, "The meeting is today", "today-of-the-evening")
        page.locator(".card.now").get_by_role("link").first.click()
        self.arrives(page, "start|prepare")
        self.go(page, "Open")
        self.look(page, "before-opening")
        self.press(page, "Open the meeting")
        self.counts(page, "start", "%(n)s still to mark", n=6)
        self.look(page, "opened")

    def counts(self, page: Page, round_: str, words: str, **values: object) -> None:
        expect(page.locator(f"#roll-{round_}").get_by_role("status")).to_contain_text(
            self.say(words, **values)
        )

    def call_the_roll(self, page: Page) -> None:
        """One tap a person; the exempt member who comes moves no count, the one away is not called."""
        self.mark(page, "start", "Bùi Thị Hà", "Present")
        self.counts(page, "start", "%(present)s of %(base)s present", present=1, base=6)
        self.mark(page, "start", "Đinh Văn Quang", "Unexcused")
        self.mark(page, "start", "Đinh Văn Quang", "Present")
        self.counts(page, "start", "%(n)s still to mark", n=4)
        self.mark(page, "start", "Vũ Thị Sáu", "Present")
        self.counts(page, "start", "%(present)s of %(base)s present", present=2, base=6)
        self.press(page, "All the others are present")
        self.counts(page, "start", "%(present)s of %(base)s present", present=5, base=6)
        excused = person(page, "start", "Nguyễn Văn An")
        expect(excused.get_by_role("button", pressed=True)).to_have_text(self.say("Excused"))
        expect(excused).to_contain_text(ILL)
        expect(page.locator("#roll-start")).to_contain_text(
            f"Ngô Văn Xa ({self.say('away on temporary transfer')})"
        )
        self.look(page, "roll-called")

    def mark(self, page: Page, round_: str, name: str, mark: str) -> None:
        """Where JavaScript runs, the page stays and only the row and the count change."""
        scripted = page.evaluate("Boolean(window.htmx)")
        if scripted:
            page.evaluate("window.theSamePage = true")
        row = person(page, round_, name)
        self.press(row, mark)
        expect(row.get_by_role("button", pressed=True)).to_have_text(self.say(mark))
        if scripted:
            assert page.evaluate("window.theSamePage"), "the page was loaded again for one mark"

    def guests_dues_agenda(self, page: Page) -> None:
        self.unfold(page, "Note guests")
        page.locator("#guests").get_by_label(self.say("Guests")).fill(GUEST)
        self.press(page, "Save the guests")
        expect(page.locator("#guests").get_by_role("listitem")).to_have_text(GUEST)
        page.get_by_label(self.say("Paid this month")).fill("6")
        page.get_by_label(self.say("Have to pay")).fill("7")
        self.press(page, "Save the dues")
        self.sees(page, "%(paid)s of %(of)s have paid this month.", paid=6, of=7)
        self.press(page, "The meeting adopts the agenda")
        expect(page.locator("#adopt")).to_contain_text(self.say("Adopted"))
        self.look(page, "opening-done")
        self.follow(page, "Go on to the proceedings")

    def begin(self, page: Page) -> None:
        self.sees(page, "Begin with the first item")
        self.look(page, "before-the-first-item")
        page.locator("#now").get_by_role("button").click()
        expect(page.locator("#now").get_by_role("progressbar")).to_be_visible()

    def hold_every_item(self, page: Page) -> None:
        held = page.locator("ol.list").get_by_text(self.say("Held"), exact=True)
        go_on, _, _ = self.say("Go on to item %(number)s: %(title)s", number="#", title="").partition(" #")
        begin = page.locator("#now").get_by_role("button", name=go_on)
        page.reload()
        while begin.count():
            before = held.count()
            begin.click()
            expect(held).to_have_count(before + 1)
        self.look(page, "last-item")
        self.press(page, "End this item")
        self.follow(page, "Go on to the closing")

    # What the minute-taker writes, on a device of their own

    def join(self, page: Page) -> None:
        self.home(page, "The meeting is going on", "minute-taker-today")
        self.follow(page, "Go on with the meeting")
        self.arrives(page, "conduct")

    def statement(self, page: Page) -> None:
        write = page.locator("#write")
        self.unfold(page, "A statement")
        write.get_by_label(self.say("Who speaks")).select_option(label="Bùi Thị Hà")
        write.get_by_label(self.say("What was said")).fill(SAID)
        self.look(page, "statement")
        self.press(write, "Save the statement")
        self.is_recorded(page, SAID)

    def is_recorded(self, page: Page, words: str) -> None:
        expect(page.locator("#said").get_by_role("listitem").first).to_contain_text(words)

    def note(self, page: Page) -> None:
        write = page.locator("#write")
        self.unfold(page, "What was presented or discussed")
        write.get_by_label(self.say("Write into the minutes")).fill(NOTE)
        self.press(write, "Save into the minutes")
        self.is_recorded(page, NOTE)

    def task(self, page: Page) -> None:
        """A deadline in the past is refused, and nothing typed is lost."""
        write = page.locator("#write")
        self.unfold(page, "A task, with who and by when")
        write.get_by_label(self.say("What has to be done")).fill(TASK)
        write.get_by_label("Nguyễn Văn An").check()
        write.get_by_label(self.say("Deadline")).fill("1/12/2026")
        self.press(write, "Give the task")
        expect(page.get_by_role("alert")).to_contain_text(
            self.say("The deadline is in the past. Choose today or a later day.")
        )
        expect(write.get_by_label(self.say("What has to be done"))).to_have_value(TASK)
        expect(write.get_by_label("Nguyễn Văn An")).to_be_checked()
        self.look(page, "task-refused")
        write.get_by_label(self.say("Deadline")).fill("20/12/2026")
        self.press(write, "Give the task")
        self.is_recorded(page, TASK)
        expect(page.get_by_text(self.say("What you had typed was kept and is back."))).to_have_count(0)

    def petition(self, page: Page) -> None:
        write = page.locator("#write")
        self.unfold(page, "A petition or proposal")
        write.get_by_label(self.say("What is asked for")).fill(PETITION)
        write.get_by_label(self.say("Raised by")).select_option(label="Bùi Thị Hà")
        self.press(write, "Save the petition")
        expect(page.get_by_role("alert")).to_contain_text(
            self.say("Say who can settle it: it is sent there.")
        )
        write.get_by_label(self.say("Who can settle it")).select_option(value="ward")
        self.press(write, "Save the petition")
        self.is_recorded(page, PETITION)

    def motion(self, page: Page) -> None:
        """Five full members are here; six hands are one too many, four of the base of six pass it."""
        write, votes = page.locator("#write"), page.locator("#votes")
        self.unfold(page, "A vote")
        write.get_by_label(self.say("What is put to the vote")).fill(MOTION)
        write.get_by_label(self.say("Kind of matter")).select_option(value="resolution")
        self.press(write, "Put it to the vote")
        expect(votes).to_contain_text(MOTION)
        self.count_hands(page, votes_for=6)
        expect(page.get_by_role("alert")).to_be_visible()
        expect(votes.get_by_text(self.say("Passed"), exact=True)).to_have_count(0)
        self.look(page, "hands-refused")
        self.count_hands(page, votes_for=4)
        expect(votes.get_by_text(self.say("Passed"), exact=True)).to_be_visible()
        self.look(page, "all-written")

    def count_hands(self, page: Page, votes_for: int) -> None:
        votes = page.locator("#votes")
        votes.get_by_label(self.say("For"), exact=True).locator("visible=true").fill(str(votes_for))
        self.press(votes, "Save the count")

    # The end

    def conclude(self, page: Page) -> None:
        self.look(page, "closing")
        page.get_by_label(self.say("The chair's conclusion")).fill(CONCLUSION)
        self.press(page, "Save the conclusion")
        self.press(page, "Vote on the resolution")
        self.count_hands(page, votes_for=4)
        expect(page.locator("#votes").get_by_text(self.say("Passed"), exact=True)).to_have_count(2)

    def call_the_roll_again(self, page: Page) -> None:
        self.unfold(page, "Show the list")
        self.mark(page, "end", "Bùi Thị Hà", "Present")
        self.press(page, "All the others as at the start")
        self.counts(page, "end", "%(n)s present at the end", n=6)

    def read_back(self, page: Page) -> None:
        self.go(page, "Close")
        self.follow(page, "Open the minutes to read them out")
        expect(page.get_by_role("main")).to_contain_text(SAID)
        self.look(page, "read-back")
        self.press(page, "Read out, the meeting agrees")
        expect(page.locator("#read")).to_contain_text(self.say("Read and agreed"))

    def close(self, page: Page) -> None:
        page.reload()
        self.look(page, "closing-complete")
        self.press(page, "Close the meeting")
        self.sees(page, "Read, then sign")
        self.look(page, "closed")

    # Afterwards

    def score(self, page: Page) -> None:
        """The cell says what it thinks of its meeting; it stands in the paper before that is signed."""
        page.goto("/")
        self.follow(page, "Score it")
        page.get_by_role("button", name=self.say("Hand in the score")).wait_for()
        for met in page.locator('[name^="choice-"][value=met]').all():
            met.locator("xpath=..").click()
        self.look(page, "score")
        self.press(page, "Hand in the score")
        self.is_told(page, self.say("The score is handed in."))
        self.follow(page, "Back to the meeting")
        self.arrives(page, "after")

    def edit_the_minutes(self, page: Page) -> None:
        self.home(page, "Read and sign", "minute-taker-today-after")
        page.locator(".card.now").get_by_role("link").first.click()
        self.arrives(page, "after")
        self.follow(page.locator("#papers"), "Read and edit")
        self.look(page, "minutes-draft")
        self.follow(page, "Change the words")
        self.look(page, "minutes-parts")
        page.get_by_role("listitem").filter(has_text=CONCLUSION).get_by_role("link").click()
        self.look(page, "minutes-part")
        page.get_by_role("main").get_by_label(self.say("Text")).fill(f"{CONCLUSION}\n{CORRECTED}")
        self.press(page, "Save")
        self.is_told(page, self.say("Saved the new words."))
        self.follow(page, "Back to the paper")
        page.get_by_role("main").locator(".back").click()

    def confirm(self, page: Page) -> None:
        """Whoever signs shows once more who they are."""
        page.get_by_label(self.say("Your password")).fill(PASSWORD)
        self.look(page, "who-signs")
        self.press(page, "Confirm")

    def sign(self, page: Page) -> None:
        page.reload()
        self.follow(page, "Read them and sign")
        self.confirm(page)
        self.look(page, "to-sign")
        self.press(page, "I have read them and sign")
        self.is_told(page, self.say("Signed."))
        self.look(page, "signed")

    def read_the_files(self, page: Page) -> None:
        """Minutes and resolution come down as files that open, with every name and its marks."""
        papers = page.locator("#papers").get_by_role("listitem")
        expect(papers).to_have_count(2)
        minutes, resolution = papers.all()
        signed = ("Lê Thị Thu", "Phạm Văn Lâm")
        written = ("Bùi Thị Hà", ILL, REPORT, SAID, MOTION, CORRECTED)
        for kind, read in (("PDF", text_of_pdf), ("Word", text_of_docx)):
            holds(read(download(page, minutes, kind)), *signed, *written)
            holds(read(download(page, resolution, kind)), signed[0], TASK, "Tổng số điểm")

    def report(self, page: Page) -> None:
        self.press(page, "Report now")
        self.is_told(page, self.say("Reported. The level above sees it now."))
        self.look(page, "reported")
        page.goto("/")
        self.sees(page, "No thematic meeting this quarter yet, and none planned")  # it is December
        expect(page.get_by_role("main")).not_to_contain_text(self.say("Read and sign"))
        self.look(page, "today-after-reporting")

    def the_ward_sees(self, page: Page) -> None:
        """The board says it is reported, five of six present; what was said can be read now."""
        self.look(page, "ward-today")
        self.follow(page.get_by_role("navigation", name=self.say("Main places")), "Overview")
        if page.viewport_size and page.viewport_size["width"] < FOLDS_BELOW:
            self.unfold(page, "Cells")
        line = page.get_by_role("row").filter(has_text=CELL)
        expect(line).to_contain_text(self.say("Reported upward"))
        expect(line).to_contain_text("5 / 6")
        self.look(page, "ward-board")
        line.get_by_role("link").filter(has_text=self.say("Reported upward")).click()
        self.look(page, "ward-meeting")
        page.locator("#papers").get_by_role("link").first.click()
        expect(page.get_by_role("article")).to_contain_text(CORRECTED)

    def the_member_sees(self, page: Page) -> None:
        """Own task, and the resolution to read."""
        page.goto("/")
        expect(page.get_by_role("link", name=TASK)).to_be_visible()
        self.look(page, "member-today-after")
        page.get_by_role("link", name=re.compile("NGHỊ QUYẾT")).click()
        expect(page.get_by_role("article")).to_contain_text(TASK)
        self.look(page, "resolution")

    def the_overseer_sees(self, page: Page) -> None:
        page.goto("/")
        self.look(page, "overseer-today-after")
        page.get_by_role("main").get_by_role("link", name=CELL, exact=True).click()
        self.look(page, "overseer-cell")
        table = page.locator("table").filter(has=page.locator("caption", has_text=self.say("Month by month")))
        month = table.locator("tr").filter(has_text="12/2026")
        expect(month).to_contain_text(self.say("Reported", "month"))
        month.get_by_role("link").first.click()
        self.is_reported(page)

    def is_reported(self, page: Page) -> None:
        expect(page.locator("#papers").get_by_role("link", name=re.compile("BIÊN BẢN")).first).to_be_visible()


def person(page: Page, round_: str, name: str) -> Locator:
    return page.locator(f"#roll-{round_}").get_by_role("listitem").filter(has_text=name)


def a_paper(folder: Path) -> Path:
    paper, document = folder / "PCCC.docx", Document()
    document.add_paragraph(PAPER)
    document.save(str(paper))
    return paper


def download(page: Page, row: Locator, kind: str) -> Path:
    with page.expect_download() as coming:
        row.get_by_role("link", name=re.compile(f"^{kind} ")).click()
    return coming.value.path()


def text_of_pdf(file: Path) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(file).pages)


def text_of_docx(file: Path) -> str:
    document = Document(str(file))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def holds(text: str, *words: str) -> None:
    flat = " ".join(text.split())
    missing = [each for each in words if each not in flat]
    assert not missing, f"{missing} not in: {flat[:2000]}"
