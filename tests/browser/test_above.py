"""The month between a cell and the levels above: guidance, dates, the day, visits, an inspection."""

from __future__ import annotations

import re

from conftest import House, Person
from django.urls import reverse
from playwright.sync_api import Page, expect

from browser.conftest import Look
from browser.story import Say
from sotay.kernel.periods import Month
from sotay.meetings.models import Meeting
from sotay.meetings.preparation import inviting, preparing
from sotay.meetings.session import opening

say = Say("vi")
DECEMBER = Month(2026, 12)
TOPIC = "Phòng cháy, chữa cháy mùa hanh khô"
QUESTION = "Khu dân cư còn nguy cơ cháy nổ ở đâu?"


def press(page: Page, words: str, **values: object) -> None:
    page.get_by_role("button", name=say(words, **values), exact=True).first.click()


def follow(page: Page, words: str) -> None:
    page.get_by_role("link", name=say(words)).first.click()


def told(page: Page, words: str) -> None:
    expect(page.locator(".toasts")).to_contain_text(say(words))


def prepared(house: House, thu: Person, lam: Person) -> Meeting:
    """The regular meeting of December, with everybody invited."""
    meeting = preparing.set_up(cell=house.cell, by=thu.actor, month=DECEMBER)
    Meeting.objects.filter(pk=meeting.pk).update(chair=thu.member, minute_taker=lam.member)
    meeting.refresh_from_db()
    inviting.invite(meeting=meeting, by=thu.actor)
    return meeting


def test_guidance_comes_into_the_agenda_and_before_the_members(visit, look, house, binh, thu, an):
    page = visit(binh, reverse("guidance:unit", args=[house.ward.pk]))
    press(page, "Begin a new one")
    page.get_by_label(say("Month"), exact=True).fill(DECEMBER.label())
    page.get_by_label(say("Title", "guidance"), exact=True).fill("Hướng dẫn sinh hoạt tháng 12")
    page.get_by_label(say("Title of topic %(n)s", n=1)).fill(TOPIC)
    page.get_by_label(say("What to say about it")).first.fill("Rà soát từng hộ kinh doanh.")
    page.get_by_role("checkbox", name=say("Compulsory")).first.check()
    page.get_by_label(say("Question %(n)s", n=1)).fill(QUESTION)
    look(page, "guidance-written")
    press(page, "Save and look it over")
    letter = page.url
    press(page, "Send to the cells")
    look(page, "guidance-sent")

    page = visit(thu, "/")
    press(page, "Set up the meeting")
    page.wait_for_url(re.compile("/(room|step)/|prepare"))
    expect(page.get_by_text(TOPIC).first).to_be_visible()

    page = visit(an, reverse("guidance:digest", args=[house.cell.pk, str(DECEMBER)]))
    expect(page.locator("main")).to_contain_text(TOPIC)
    expect(page.locator("main")).to_contain_text(QUESTION)
    look(page, "digest")

    page = visit(binh, letter)
    follow(page, "Who read and used it")
    used = page.get_by_role("listitem").filter(has_text=house.cell.name)
    expect(used).to_contain_text(say("On the agenda", "guidance"))
    look(page, "guidance-followed")


def test_a_date_is_registered_moved_and_printed(visit, look, house, thu, binh):
    month = Month(2027, 1)
    page = visit(thu, f"{reverse('schedules:schedule', args=[house.cell.pk])}?month={month}")
    page.locator(".card.now a.primary, .card a.primary").first.click()
    page.get_by_label(say("Day"), exact=True).fill("04/01/2027")
    page.get_by_label(say("Time"), exact=True).fill("19h30")
    page.get_by_label(say("Place"), exact=True).fill("Nhà văn hóa")
    page.get_by_label(say("Main topic")).fill(TOPIC)
    look(page, "register")
    page.locator("form.form button.primary").click()
    told(page, "Registered. The committee decides on it and you are told.")

    page = visit(binh, f"{reverse('schedules:schedule', args=[house.ward.pk])}?month={month}")
    look(page, "to-decide")
    page.get_by_role("link", name=re.compile(say("Another day"))).first.click()
    page.get_by_label(say("Day"), exact=True).fill("05/01/2027")
    page.get_by_label(say("Reason"), exact=True).fill("Trùng hội nghị của phường")
    page.locator("form.form button.primary").click()
    told(page, "Moved. The cell has been told, and why.")
    follow(page, "Notice to print")
    expect(page.locator("article")).to_contain_text("05/01/2027")
    expect(page.locator("article")).to_contain_text(house.cell.name)
    look(page, "notice")

    page = visit(thu, f"{reverse('schedules:schedule', args=[house.cell.pk])}?month={month}")
    expect(page.locator("main")).to_contain_text("Trùng hội nghị của phường")


def test_the_board_of_the_day_follows_the_cells(visit, look, clock, house, thu, lam, an, binh):
    meeting = prepared(house, thu, lam)
    day = meeting.planned_at.astimezone().date()
    clock.set(day.day, 19, 30)
    page = visit(binh, reverse("reports:day", args=[house.ward.pk]))
    row = page.get_by_role("row").filter(has_text=house.cell.name)
    before = row.inner_text()
    look(page, "day-before-opening")
    opening.open_meeting(meeting=meeting, by=thu.actor)
    expect(row).not_to_have_text(before, timeout=60_000)
    expect(row).to_contain_text(say("In session"))
    look(page, "day-in-session")


def test_an_overseer_visits_recommends_and_is_answered(visit, look, clock, house, thu, lam, an, chi):
    meeting = prepared(house, thu, lam)
    clock.set(3, 19, 30)
    opening.open_meeting(meeting=meeting, by=thu.actor)
    page = visit(chi, reverse("oversight:home"))
    look(page, "oversees")
    follow(page, "Leave your observation")
    page.get_by_label(say("From beginning to end")).check()
    page.get_by_label(say("What did you see?")).fill("Sinh hoạt nền nếp, phát biểu còn ít.")
    page.locator("#id_proposals").fill("Gợi ý câu hỏi thảo luận trước ba ngày.")
    look(page, "observe")
    press(page, "Send to the cell")

    page = visit(thu, reverse("oversight:cell", args=[house.cell.pk]))
    page.locator("main").get_by_role("link", name=str(meeting)).first.click()
    page.get_by_role("link", name=say("Answer")).first.click()
    page.get_by_label(say("Accepted"), exact=True).check()
    page.get_by_label(say("What is done, or why not")).fill("Gửi câu hỏi cùng giấy mời.")
    page.get_by_label(say("To be done by")).fill("20/12/2026")
    press(page, "Send the answer")
    look(page, "answered")

    page = visit(chi, reverse("oversight:cell", args=[house.cell.pk]))
    page.locator("main").get_by_role("link", name=str(meeting)).first.click()
    press(page, "I have read the answers")
    expect(page.locator("main")).to_contain_text("Gửi câu hỏi cùng giấy mời.")


def begin_round(page: Page, look: Look) -> None:
    page.get_by_label(say("Inspection"), exact=True).check()
    page.get_by_label(say("What is it called?")).fill("Kiểm tra nền nếp sinh hoạt quý IV")
    page.get_by_label("IV", exact=True).check()
    page.get_by_label(say("Year"), exact=True).fill("2026")
    page.get_by_label(say("Number of the decision")).fill("15-QĐ/ĐU")
    page.get_by_label(say("Day of the decision")).fill("25/11/2026")
    page.get_by_label(say("Who signed it?")).fill("Bí thư Đảng ủy")
    page.get_by_label(say("By when do the cells send their report?")).fill("05/12/2026")
    look(page, "round-begun")
    press(page, "Next: team and cells")


def test_an_inspection_from_its_decision_to_a_closed_demand(visit, look, house, binh, thu, chi, an, lam):
    page = visit(binh, reverse("inspections:begin", args=[house.ward.pk]))
    begin_round(page, look)
    page.locator("main a[href$='/team/']").click()
    page.locator("#q").fill("Chi")
    press(page, "Search")
    page.locator("main input[type=radio][name=person]").first.check()
    page.get_by_label(say("Leader of the team")).check()
    look(page, "team")
    press(page, "Add to the team")
    page.locator("main a[href$='/choose/']").click()
    page.get_by_role("checkbox", name=re.compile(house.cell.name)).check()
    look(page, "choose")
    press(page, "Choose the ticked cells")
    look(page, "round")
    press(page, "Announce the round")

    page = visit(thu, "/")
    page.get_by_role(
        "link", name=re.compile("Kiểm tra nền nếp|" + re.escape(say("Write the report")))
    ).first.click()
    page.wait_for_url(re.compile("/report/"))
    look(page, "self-report")
    for field in page.locator("main textarea").all():
        field.fill("Chi bộ thực hiện đầy đủ.")
    press(page, "Send to the team")
    inspection = page.url

    page = visit(binh, inspection)
    page.locator("main a[href$='/record/']").click()
    page.get_by_label(say("Day on which the team worked with the cell")).fill("01/12/2026")
    page.get_by_label(say("Strengths")).fill("Sinh hoạt đều.")
    page.get_by_label(say("Weaknesses")).fill("Biên bản ký muộn.")
    page.get_by_label(say("Conclusion"), exact=True).fill("Chi bộ thực hiện cơ bản tốt.")
    page.locator("#id_demand_1").fill("Ký biên bản trong ngày.")
    page.locator("#id_due_1").fill("31/12/2026")
    look(page, "record")
    press(page, "Send the conclusion to the cell")

    page = visit(thu, inspection)
    look(page, "concluded")
    page.get_by_role("link", name=say("Report on it")).click()
    page.get_by_label(say("What was done, with what result?")).fill("Từ kỳ này ký ngay sau khi đọc lại.")
    press(page, "Send the report")

    page = visit(binh, inspection)
    page.get_by_role("link", name=say("Accept or send back")).click()
    page.get_by_label(say("Yes: close the demand")).check()
    press(page, "Record")
    expect(page.locator("main")).not_to_contain_text(say("Accept or send back"))
    look(page, "closed")
    press(page, "Publish the conclusion")
