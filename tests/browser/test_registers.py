"""The books: the treasurer ticks a month on a phone, a member sees their own, and few see discipline."""

from __future__ import annotations

from conftest import House, Person, make_member
from django.urls import reverse
from playwright.sync_api import Page, expect

from browser.story import Say
from sotay.kernel.periods import Month
from sotay.registers.dues import actions as dues
from sotay.registers.dues.models import DuesPayment, Remittance

say = Say("vi")
DECEMBER = Month(2026, 12)


def press(page: Page, words: str, context: str = "") -> None:
    page.get_by_role("button", name=say(words, *([context] if context else []))).first.click()


def told(page: Page, words: str, **values: object) -> None:
    expect(page.locator(".toasts")).to_contain_text(say(words, **values))


def terms(house: House, thu: Person, *people: object) -> None:
    given = {"cell": house.cell, "by": thu.actor, "group": "pensioner", "from_month": Month(2026, 1)}
    for number, member in enumerate(people, 1):
        dues.set_terms(member=member, income=5_000_000 + 100_000 * number, **given)


def test_the_treasurer_ticks_a_month_on_a_phone(visit, look, house, thu, lam, an):
    """From the list of members to the money sent up: five taps for three people."""
    old = make_member(house.cell, "Trần Thị Cụ", "01000091")
    terms(house, thu, an.member, lam.member, old)
    page = visit(thu, "/members/")
    page.get_by_role("link", name=say("Books"), exact=True).first.click()
    look(page, "books")
    page.get_by_role("link", name=say("Dues"), exact=True).click()
    look(page, "dues")
    for name in ("Nguyễn Văn An", "Trần Thị Cụ"):
        page.get_by_role("checkbox", name=name).check()
    press(page, "Those ticked have paid")
    ticked = say.several("%(n)s member has been ticked.", "%(n)s members have been ticked.", 2)
    expect(page.locator(".toasts")).to_contain_text(ticked)
    look(page, "dues-ticked")
    assert DuesPayment.objects.count() == 2

    line = page.get_by_role("listitem").filter(has_text="Trần Thị Cụ")
    line.get_by_role("button").click()
    told(page, "The payment has been taken back.")
    page.get_by_role("listitem").filter(has_text="Trần Thị Cụ").get_by_role("link").first.click()
    page.get_by_text(say("Somebody of the family", "dues"), exact=True).click()
    page.get_by_text(say("In cash"), exact=True).click()
    press(page, "Record the payment")
    expect(page.locator(".error-summary")).to_contain_text(say("Enter the name of who paid for the member."))
    look(page, "pay-refused")
    page.get_by_label(say("Name of who paid for the member")).fill("Con trai cả")
    press(page, "Record the payment")
    expect(page.locator("main")).to_contain_text("Con trai cả")

    press(page, "Remitted today")
    told(page, "Noted as remitted.")
    look(page, "dues-remitted")
    made = Remittance.objects.get()
    assert (made.payments_n, made.remitted + made.retained) == (2, made.collected)

    page = visit(an, reverse("registers:home"))
    expect(page.locator("main")).to_contain_text("25.500")
    look(page, "own-books")


def test_discipline_is_recorded_and_the_member_sees_who_read_it(visit, look, house, thu, an):
    page = visit(thu, reverse("registers:discipline_add", args=[an.member.pk]))
    look(page, "discipline-form")
    for words in ("The cell decided by vote", "Suy thoái về đạo đức, lối sống"):
        page.get_by_text(say(words) if words[0] == "T" else words, exact=True).click()
    page.get_by_text(say("Dismissal from a post", "discipline"), exact=True).click()
    page.get_by_label(say("Day it was announced")).fill("01/12/2026")
    page.get_by_label(say("Full members counted")).fill("25")
    page.get_by_label(say("Votes for this level")).fill("20")
    press(page, "Record it")
    expect(page.locator(".error-summary")).to_be_visible()
    look(page, "discipline-refused")
    page.get_by_text(say("Reprimand", "discipline"), exact=True).click()
    press(page, "Record it")
    told(page, "Recorded. The member has been told.")
    look(page, "discipline-list")

    page = visit(an, reverse("registers:home"))
    page.get_by_role("link", name=say("Reprimand", "discipline")).click()
    expect(page.locator("main")).to_contain_text("Lê Thị Thu")
    look(page, "discipline-own")
