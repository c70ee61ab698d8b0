"""A model cell, from the call of the ward to the published recognition."""

from __future__ import annotations

from conftest import House, Person
from django.urls import reverse
from playwright.sync_api import Page, expect

from browser.conftest import Look
from browser.story import Say
from sotay.schemes.models import Registration, SchemeYear
from sotay.schemes.tests.conftest import a_resolution

say = Say("vi")
DAYS = {
    "register_by": "08/12/2026",
    "review_on": "",
    "assess_from": "09/12/2026",
    "assess_until": "20/12/2026",
    "check_by": "24/12/2026",
    "decide_by": "28/12/2026",
    "valid_until": "31/12/2027",
}


def press(page: Page, words: str) -> None:
    page.locator("main").get_by_role("button", name=say(words), exact=True).first.click()


def follow(page: Page, words: str) -> None:
    page.locator("main").get_by_role("link", name=say(words)).first.click()


def told(page: Page, words: str) -> None:
    expect(page.locator(".toasts")).to_contain_text(say(words))


def call(page: Page, look: Look) -> None:
    """The office begins from the example, adds the year and calls the cells."""
    follow(page, "New scheme")
    page.get_by_role("link", name="Chi bộ kiểu mẫu").click()
    look(page, "begin")
    page.get_by_label(say("Last year")).fill("2027")
    press(page, "Next: what it asks")
    follow(page, "Write the criteria")
    look(page, "criteria")
    press(page, "Save")
    follow(page, "Add a year")
    for name, day in DAYS.items():
        page.locator(f"#id_{name}").fill(day)
    press(page, "Save")
    look(page, "to-call")
    press(page, "Call the cells")
    told(page, "Called. The leaders of the cells and the offices below have been told.")


def register(page: Page, look: Look, an: Person) -> None:
    """The secretary writes the roadmap and sends it by the cell's resolution."""
    follow(page, "Read the scheme")
    follow(page, "Prepare the registration")
    page.get_by_label(say("What does the cell want to reach this year?")).fill("Đạt chi bộ kiểu mẫu")
    page.locator("#id_text_1").fill("Lắp camera an ninh đầu ngõ")
    page.locator("#id_due_1").fill("07/12/2026")
    page.locator("#id_who_1").select_option(label=an.member.full_name)  # type: ignore[union-attr]
    look(page, "roadmap")
    press(page, "Next: the cell's resolution")
    follow(page, "Send the registration")
    page.get_by_role("radio").first.check()
    look(page, "send")
    press(page, "Send the registration")
    told(page, "Sent. The committee above has been told.")


def judge(page: Page, field: str) -> None:
    """Every criterion is reached, with its evidence."""
    for n in range(1, 7):
        page.locator(f"label[for=id_{field}_{n}_0]").click()
        if field == "claimed":
            page.locator(f"#id_evidence_{n}").fill("Sổ nghị quyết của chi bộ")


def test_a_cell_is_called_registers_and_is_recognised(
    visit, look, clock, house: House, binh, thu, lam, an, chi
):
    call(visit(binh, reverse("schemes:home")), look)
    a_resolution(house.cell)
    register(visit(thu, "/"), look, an)
    row = Registration.objects.get()

    page = visit(binh, row.get_absolute_url())
    follow(page, "Accept or send back")
    page.get_by_label(say("Yes, accept it")).check()
    page.get_by_label(chi.member.full_name).check()
    look(page, "accept")
    press(page, "Answer the cell")

    page = visit(an, "/")
    follow(page, "Report on it")
    page.locator("#id_text").fill("Đã lắp bốn camera")
    page.locator("#id_done_on").fill("01/12/2026")
    press(page, "Report a milestone as reached")
    told(page, "Reported. The overseer has been told.")
    page = visit(chi, row.get_absolute_url())
    page.get_by_role("link", name=say("Comment", "button")).first.click()
    page.locator("#id_text").fill("Làm đúng hạn")
    press(page, "Comment on a milestone")
    look(page, "carried-out")

    clock.set(9, 8)
    page = visit(thu, reverse("schemes:assess", args=[row.pk]))
    judge(page, "claimed")
    look(page, "assess")
    press(page, "Send the assessment")

    page = visit(chi, reverse("schemes:check", args=[row.pk]))
    page.locator("#id_checked_on").fill("09/12/2026")
    judge(page, "verified")
    look(page, "check")
    press(page, "Record the check")

    page = visit(binh, row.get_absolute_url())
    follow(page, "Decide")
    page.get_by_label(say("The cell is recognised"), exact=True).check()
    page.get_by_label(say("Number of the decision")).fill("15-QĐ/ĐU")
    look(page, "decide")
    press(page, "Record the decision")
    follow(page, "Chi bộ kiểu mẫu")
    look(page, "to-publish")
    press(page, "Publish the decisions")
    look(page, "published")

    year = SchemeYear.objects.get()
    page = visit(an, reverse("schemes:results", args=[year.pk]))
    expect(page.locator("main")).to_contain_text(house.cell.name)
    expect(page.locator("main")).to_contain_text(say("Recognised", "registration"))
    page = visit(binh, reverse("schemes:counts", args=[house.ward.pk]))
    look(page, "counts")
    page = visit(thu, row.get_absolute_url())
    look(page, "recognised")
