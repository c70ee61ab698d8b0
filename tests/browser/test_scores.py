"""A meeting's score on a phone: what can still be had in the hall, the cell's answers, the overseer's."""

from __future__ import annotations

import re

import pytest
from conftest import House, Person
from django.urls import reverse
from playwright.sync_api import Page, expect

from browser.story import Say
from browser.test_above import follow, prepared, press, told
from browser.test_offline import Device
from browser.test_room_counting import device, hall, meeting  # noqa: F401 - fixtures
from sotay.meetings.models import Meeting
from sotay.meetings.tests import halls
from sotay.scoring.models import ScoreSheet
from sotay.scoring.queries import scored

say = Say("vi")
MOST_TAPS = 40
"""Two minutes at three seconds a tap."""


class Taps:
    """Counts what a person does on a page: every tap and every field that is typed into."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def tap(self, where) -> None:
        where.click()
        self.count += 1


@pytest.fixture
def ended(clock, house: House, thu: Person, lam: Person, an: Person, chi: Person) -> Meeting:
    found = prepared(house, thu, lam)
    clock.set(3, 19, 30)
    halls.call(thu, found)
    halls.did(thu, found, "statement_recorded", speaker=an.member.pk, text="Đề nghị sửa đèn ngõ 5.")
    halls.did(thu, found, "concluded", text="Nhất trí.")
    clock.set(3, 21)
    halls.did(thu, found, "closed")
    found.refresh_from_db()
    return found


def test_cell_scores_its_meeting_in_two_minutes_and_the_overseer_verifies(
    visit, look, clock, ended, thu, chi
):
    page = visit(thu, "/")
    taps = Taps(page)
    look(page, "today")
    taps.tap(page.get_by_role("link", name=say("Score it")).first)
    look(page, "answer")
    asked = [row.row.number for row in scored(ended).score.rows if row.is_asked]
    for number in asked:
        taps.tap(page.locator(f'[name="choice-{number}"][value=met]').locator("xpath=.."))
    taps.tap(page.get_by_role("button", name=say("Hand in the score"), exact=True))
    told(page, "The score is handed in.")
    look(page, "handed-in")
    assert taps.count <= MOST_TAPS
    sheet = ScoreSheet.objects.get(meeting=ended)
    assert sheet.is_proposed

    clock.set(7, 8)
    page = visit(chi, "/")
    follow(page, "Verify")
    look(page, "verify")
    row = page.get_by_role("listitem").filter(has_text=re.compile(r"^\s*3\.1\."))
    row.locator("summary").click()
    row.get_by_label(re.compile(say("Points, 0 to %(most)s", most=3))).fill("2")
    press(page, "Verify the score")
    expect(page.get_by_role("alert").first).to_contain_text(
        say("Say why row %(number)s is given other points.", number="3.1")
    )
    row = page.get_by_role("listitem").filter(has_text=re.compile(r"^\s*3\.1\."))
    row.get_by_label(say("Why")).fill("Nội dung còn dàn trải")
    look(page, "verify-refused")
    press(page, "Verify the score")
    told(page, "The score is verified. The cell has been told.")

    page = visit(thu, reverse("scoring:sheet", args=[ended.pk]))
    expect(page.locator("main")).to_contain_text("Nội dung còn dàn trải")
    look(page, "verified")


def test_room_reminds_of_points_without_a_network(hall: Device, look):  # noqa: F811
    hall.everybody_is_there()
    hall.step("conduct")
    hall.page.locator('[data-do="next"]').click()
    box = hall.page.locator('[data-panel="conduct"] [data-slot="points-conduct-box"]')
    expect(box).to_be_visible()
    before = box.locator("summary").inner_text()
    assert before == say("Points still to be had: {n}").format(n=_number(before))
    box.locator("summary").click()
    expect(box.get_by_role("listitem")).not_to_have_count(0)
    look(hall.page, "points-in-the-room")
    lines = box.get_by_role("listitem").count()
    hall.page.locator('#dock [data-sheet="task"]').click()
    form = hall.page.locator('form[data-act="task_assigned"]')
    form.locator("textarea").first.fill("Sửa đèn ngõ 5")
    form.locator("[data-pick]").first.click()
    hall.fill(form, "due_on", "20/12/2026")
    hall.press("Give the task", form)
    expect(box.get_by_role("listitem")).to_have_count(lines - 1)
    assert _number(box.locator("summary").inner_text()) < _number(before)


def _number(text: str) -> int:
    return int(text.rsplit(" ", maxsplit=1)[1])


def test_office_writes_a_form_and_puts_it_in_force(visit, look, house, binh):
    page = visit(binh, reverse("scoring:forms", args=[house.ward.pk]))
    look(page, "forms")
    follow(page, "Write a form")
    page.get_by_label(say("Name of the form")).fill("Biểu của phường")
    page.get_by_role("radio").first.check()
    press(page, "Go on")
    expect(page.locator("main")).to_contain_text(say("The form is right"))
    look(page, "form")
    page.locator("#rows").get_by_role("link", name=say("Change")).nth(1).click()
    page.get_by_label(say("Most points")).fill("6")
    press(page, "Save")
    expect(page.locator("main")).to_contain_text(say("To be put right first"))
    look(page, "form-wrong")
    page.locator("#rows").get_by_role("link", name=say("Change")).nth(1).click()
    page.get_by_label(say("Most points")).fill("5")
    look(page, "row")
    press(page, "Save")
    press(page, "Put it in force")
    told(page, "The form is in force from that day.")
    look(page, "in-force")
