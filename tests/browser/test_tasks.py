"""A task of the year from the draft to the confirmation: assigned, reported on a phone, confirmed."""

from __future__ import annotations

from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from browser.story import Say
from sotay.assignments import actions
from sotay.assignments.models import Task

say = Say("vi")
CARE = "Phụ trách nhóm liên gia số 3"


def press(page: Page, words: str, **values: object) -> None:
    page.get_by_role("button", name=say(words, **values), exact=True).first.click()


def follow(page: Page, words: str) -> None:
    page.get_by_role("link", name=say(words)).first.click()


def told(page: Page, words: str) -> None:
    expect(page.locator(".toasts")).to_contain_text(say(words))


def test_the_years_tasks_are_assigned_done_and_confirmed(visit, look, house, thu, an):
    today = timezone.localdate()
    page = visit(thu, f"{reverse('assignments:year', args=[house.cell.pk])}?year={today.year}")
    look(page, "year-empty")
    follow(page, "Add a task")
    page.get_by_label(say("What is to be done?")).fill(CARE)
    page.get_by_role("checkbox", name=an.member.full_name).check()
    page.get_by_label(say("Every month"), exact=True).check()
    look(page, "year-line")
    press(page, "Add to the draft")
    expect(page.locator("main")).to_contain_text(say("Draft, not adopted"))
    page.get_by_label(say("Its number, when it was issued on paper")).fill("Nghị quyết số 01-NQ/CB")
    look(page, "year-drafted")
    press(page, "Record as adopted")
    told(page, "Adopted. Every member is told of their task.")
    look(page, "year-adopted")

    page = visit(an, "/")
    expect(page.locator("main")).to_contain_text(CARE)
    page = visit(an, reverse("assignments:tasks"))
    page.get_by_role("link", name=CARE).first.click()
    page.locator("label", has_text=say("Finished")).first.click()
    page.get_by_label(say("What was done, and what is left")).fill("Đã gặp gỡ cả mười hộ")
    look(page, "task-report")
    press(page, "Send the report")
    told(page, "The report is recorded.")
    follow(page, "Attach a document or picture")
    picture = {"name": "bao-cao.txt", "mimeType": "text/plain", "buffer": "Đã xong".encode()}
    page.locator("input[type=file]").set_input_files(picture)
    page.locator("input[name=not_secret]").check()
    look(page, "task-attach")
    press(page, "Attach")
    expect(page.locator("main")).to_contain_text("bao-cao")

    page = visit(thu, "/")
    press_link = page.get_by_role("link", name=say("Confirm them"))
    press_link.first.click()
    page.get_by_role("link", name=CARE).first.click()
    expect(page.locator("main")).to_contain_text("Đã gặp gỡ cả mười hộ")
    look(page, "task-to-confirm")
    press(page, "Confirm as done")
    told(page, "The task is confirmed as done.")
    assert Task.objects.get().state == Task.State.DONE


def test_help_is_asked_for_answered_and_the_task_handed_over(visit, look, house, thu, an, lam):
    due_on: date = timezone.localdate() + timedelta(days=20)
    task = actions.give(cell=house.cell, by=thu.actor, to=an.member, text="Chỉnh trang ngõ 12", due_on=due_on)
    page = visit(an, task.get_absolute_url())
    page.locator("summary", has_text=say("Ask for help")).click()
    page.get_by_label(say("What do you need help with?")).fill("Cần xe chở vật liệu")
    press(page, "Ask for help")
    told(page, "The leaders of the cell are told.")
    page = visit(thu, "/")
    follow(page, "Answer it")
    look(page, "task-help")
    page.get_by_label(say("What is done about it?")).fill("Chi ủy mượn xe của phường")
    press(page, "Send the answer")
    page.locator("summary", has_text=say("Hand it over to another member")).click()
    page.get_by_label(say("Who takes it over?")).select_option(label=lam.member.full_name)
    page.get_by_label(say("Why is it handed over?")).fill("Đồng chí An đi học")
    look(page, "task-hand-over")
    press(page, "Hand it over")
    told(page, "The task is handed over.")
    assert Task.objects.get().people == [lam.member]
