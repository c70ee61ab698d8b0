"""A year's rating of a cell of four, from the self-review on a phone to the decision and a second look."""

from __future__ import annotations

import pytest
from conftest import make_member, make_person
from django.urls import reverse
from playwright.sync_api import Page, expect

from browser.conftest import Visit
from browser.story import Say
from sotay.reviews.models import CellRound

say = Say("vi")
DID = "Vận động 3 hộ kinh doanh mua bình chữa cháy"
BEST, GOOD = "Hoàn thành xuất sắc nhiệm vụ", "Hoàn thành tốt nhiệm vụ"


def press(page: Page, words: str, **values: object) -> None:
    page.get_by_role("button", name=say(words, **values), exact=True).first.click()


def follow(page: Page, words: str, **values: object) -> None:
    page.locator("main").get_by_role("link", name=say(words, **values)).first.click()


def told(page: Page, words: str) -> None:
    expect(page.locator(".toasts")).to_contain_text(say(words))


def fill_points(page: Page, *points: int) -> None:
    fields = page.locator("input[name^=points_]")
    for number, each in enumerate(points):
        fields.nth(number).fill(str(each))


def count(page: Page, tellers: list[str], votes: dict[str, tuple[int, int]]) -> None:
    """Four papers, counted by `tellers`: of each person the votes for the two best levels."""
    page.get_by_label(say("At a meeting of the cell")).check()
    for name in tellers:
        page.get_by_role("checkbox", name=name).check()
    page.get_by_label(say("Papers given out")).fill("4")
    page.get_by_label(say("Papers that came back")).fill("4")
    for name, (best, good) in votes.items():
        page.get_by_label(f"{name}: {BEST}").fill(str(best))
        page.get_by_label(f"{name}: {GOOD}").fill(str(good))


def write(visit: Visit, look, person) -> None:
    """From Today, on the person's own phone."""
    page = visit(person, "/")
    follow(page, "Write it")
    page.locator("textarea").first.fill(DID)
    fill_points(page, 9, 9, 9, 40, 18)
    press(page, "Keep, and go on later")
    told(page, "Kept. Send it when it is finished.")
    expect(page.locator("textarea").first).to_have_value(DID)
    page.get_by_label(GOOD).check()
    look(page, "self-review")
    press(page, "Send to my cell")
    told(page, "Sent to the leaders of the cell.")


@pytest.fixture
def ha(house):
    return make_person("ha", make_member(house.cell, "Bùi Thị Hà", "01000004"))


def opened(visit: Visit, look, house, binh) -> CellRound:
    page = visit(binh, reverse("reviews:home"))
    look(page, "no-review-yet")
    follow(page, "Open a review")
    page.get_by_label(say("Year"), exact=True).first.check()
    page.get_by_label(say("Members send their self-review by")).fill("10/12/2026")
    page.get_by_label(say("Cells send their list up by")).fill("20/12/2026")
    look(page, "open")
    press(page, "Open it and tell everybody")
    told(page, "The review is open, and everybody in it was told.")
    return CellRound.objects.get(cell=house.cell)


def helped(page: Page, look) -> None:
    """The secretary writes for a member without a phone, and enters what the cell says."""
    page.get_by_role("link", name="Bùi Thị Hà").click()
    follow(page, "Write the self-review")
    page.locator("textarea").first.fill("Ghi theo lời kể")
    fill_points(page, 8, 8, 8, 38, 15)
    page.get_by_label(GOOD).check()
    press(page, "Send to my cell")
    expect(page.locator("main")).to_contain_text(say("written down by comrade %(name)s", name="Lê Thị Thu"))
    follow(page, "Enter what the cell says")
    page.locator("#id_text").fill("Nhiệt tình, cần dự sinh hoạt đều hơn.")
    look(page, "comment")
    press(page, "Save")


def voted(page: Page, look, cell: str) -> None:
    """A teller voted on in their own count, a line that does not add up, then two counts as they are."""
    follow(page, "Record a count of the vote")
    count(page, ["Lê Thị Thu", "Nguyễn Văn An"], {"Nguyễn Văn An": (1, 3)})
    press(page, "Record the count")
    expect(page.locator("main")).to_contain_text("vừa kiểm phiếu vừa được bỏ phiếu")
    look(page, "teller-is-voted-on")
    page.get_by_role("checkbox", name="Nguyễn Văn An").uncheck()
    page.get_by_label(f"Nguyễn Văn An: {GOOD}").fill("2")
    press(page, "Record the count")
    expect(page.locator("main")).to_contain_text("không khớp")
    votes = {"Nguyễn Văn An": (3, 1), "Bùi Thị Hà": (0, 4), "Phạm Văn Lâm": (0, 4), cell: (0, 4)}
    for name, (best, good) in votes.items():
        page.get_by_label(f"{name}: {BEST}").fill(str(best))
        page.get_by_label(f"{name}: {GOOD}").fill(str(good))
    press(page, "Record the count")
    told(page, "The count is recorded.")
    follow(page, "Record a count of the vote")
    count(page, ["Bùi Thị Hà"], {"Lê Thị Thu": (0, 4)})
    press(page, "Record the count")
    look(page, "voted")
    press(page, "Send the list up")
    told(page, "Sent up. You are told when it is decided.")


def decided(page: Page, look) -> None:
    follow(page, "See the lists")
    expect(page.locator("main")).not_to_contain_text(DID)
    follow(page, "Decide the levels")
    page.get_by_label(say("Number of the decision")).fill("12-QĐ/ĐU")
    page.locator("form.form button.primary").click()
    expect(page.locator("main")).to_contain_text("20% của 4")
    page.get_by_label(say("Why more are rated at the best level than the rule allows")).fill("Chi bộ 4 người")
    look(page, "decide")
    page.locator("form.form button.primary").click()
    told(page, "Decided. Announce it when the cell is to know.")
    press(page, "Announce the ratings")
    told(page, "Announced. Each person was told.")


def asked_again(page: Page, look, ha, title: str) -> None:
    page.locator("main").get_by_role("link", name=title).first.click()
    follow(page, "Ask for a second look")
    page.get_by_label(say("What should be looked at again, and why")).fill("Tôi dự đủ 12 buổi.")
    press(page, "Send to the level above")
    told(page, "Sent. The level above answers you here.")
    page.goto(reverse("reviews:person", args=[ha.member.pk]))
    expect(page.locator("main")).to_contain_text("Trần Văn Bình")
    look(page, "who-looked")


def test_a_year_is_rated_from_self_review_to_decision(visit, look, house, thu, lam, an, ha, binh):
    row = opened(visit, look, house, binh)
    part, title = reverse("reviews:cell_round", args=[row.pk]), say("Year %(year)s", year=row.round.year)
    for person in (an, thu):
        write(visit, look, person)
    page = visit(thu, part)
    helped(page, look)
    page.goto(part)
    look(page, "before-the-vote")
    voted(page, look, house.cell.name)
    decided(visit(binh, "/"), look)

    page = visit(an, reverse("reviews:home"))
    page.locator("main").get_by_role("link", name=title).first.click()
    expect(page.locator("main")).to_contain_text(BEST)
    look(page, "own-rating")
    page.goto(part)
    expect(page.locator("main")).to_contain_text("Bùi Thị Hà")
    look(page, "announced")
    asked_again(visit(ha, reverse("reviews:home")), look, ha, title)


def test_a_month_in_three_lines_on_a_phone(visit, look, house, thu, an):
    page = visit(thu, reverse("reviews:home"))
    look(page, "invitation")
    follow(page, "Switch it on for this cell")
    page.get_by_label(say("Yes"), exact=True).check()
    press(page, "Apply")
    page = visit(an, "/")
    follow(page, "Write three lines")
    page.get_by_label(say("What I did")).fill(DID)
    page.get_by_label(GOOD).check()
    look(page, "three-lines")
    press(page, "Keep and show to my cell")
    told(page, "Kept. The leaders of the cell read it.")
    page = visit(thu, "/")
    follow(page, "See the month")
    look(page, "month-of-the-cell")
    page.get_by_role("listitem").filter(has_text="Nguyễn Văn An").get_by_role(
        "link", name=say("Enter what the cell says")
    ).click()
    page.get_by_label(GOOD).check()
    page.get_by_label(say("What the cell says of it")).fill("Làm tốt.")
    look(page, "rate")
    press(page, "Enter what the cell says")
    page = visit(an, reverse("reviews:person", args=[an.member.pk]))
    page.locator("main").get_by_role("link", name="11/2026").click()
    expect(page.locator("main")).to_contain_text("Làm tốt.")
    look(page, "rated")
    follow(page, "Answer it")
    page.get_by_label(say("What you say to it")).fill("Cảm ơn chi bộ.")
    press(page, "Send the answer")
    expect(page.locator("main")).to_contain_text("Cảm ơn chi bộ.")
