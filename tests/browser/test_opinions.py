"""An opinion before the meeting, with a name and without, read and marked by the chair; a survey."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from browser.story import Say
from sotay.guidance import actions as guidance
from sotay.kernel.periods import Month
from sotay.meetings.preparation import inviting, preparing
from sotay.meetings.session import opening

say = Say("vi")
TEXT, SECRET = "Đèn ngõ 5 hỏng đã ba tuần, đề nghị tổ điện kiểm tra", "Buổi sinh hoạt tháng trước kéo dài quá"
QUESTION = "Vì sao rác còn đổ bừa ở cuối ngõ?"


def prepared(house, thu, lam, binh):
    month = Month.of(timezone.localdate())
    given = {"title": "Giữ phố sạch", "text": "Vận động Nhân dân", "questions": [QUESTION]}
    guidance.issue(unit=house.ward, by=binh.actor, month=month, **given)
    meeting = preparing.set_up(cell=house.cell, by=thu.actor, month=month)
    at = timezone.now() + timedelta(hours=2)
    people = {"chair": thu.member, "minute_taker": lam.member}
    preparing.arrange(meeting=meeting, by=thu.actor, planned_at=at, place="Nhà văn hóa", **people)
    inviting.invite(meeting=meeting, by=thu.actor)
    return meeting


def send(page, text: str, about: str, name: str) -> None:
    page.get_by_label(about).check()
    page.get_by_label(say("Your opinion")).fill(text)
    page.get_by_label(name).check()
    page.get_by_role("button", name=say("Send my opinion")).click()
    expect(page.get_by_text(say("Your opinion is kept for the meeting."))).to_be_visible()


def test_written_before_read_by_the_chair_and_marked(visit, look, house, an, thu, lam, binh):
    meeting = prepared(house, thu, lam, binh)
    page = visit(an, "/opinions/")
    look(page, "home")
    page.get_by_role("link", name=say("Write an opinion")).first.click()
    page.get_by_role("button", name=say("Send my opinion")).click()
    look(page, "refused")
    send(page, TEXT, QUESTION, say("With my name: I can change it until the meeting opens"))
    look(page, "written")
    unnamed = say("Without my name: nobody can see who wrote it, and it cannot be changed")
    send(page, SECRET, say("Something else"), unnamed)
    expect(page.locator("main")).to_contain_text(TEXT)
    expect(page.locator("main")).not_to_contain_text(SECRET)

    page = visit(thu, f"/opinions/meetings/{meeting.pk}/")
    expect(page.locator("main")).to_contain_text(SECRET)
    look(page, "prepared")
    opening.open_meeting(meeting=meeting, by=thu.actor)
    page.reload()
    page.get_by_role("button", name=say("Note as raised")).first.click()
    expect(page.get_by_role("button", name=say("Not raised after all"))).to_have_count(1)
    look(page, "raised")


def test_survey_is_made_and_answered_on_a_phone(visit, look, house, an, thu, binh):
    page = visit(binh, f"/opinions/surveys/units/{house.ward.pk}/?about=leaders")
    page.get_by_label(say("Answers until")).fill(f"{timezone.localdate() + timedelta(days=7):%d/%m/%Y}")
    look(page, "make")
    page.get_by_role("button", name=say("Send the survey")).click()
    look(page, "sent")
    page = visit(an, "/")
    page.get_by_role("link", name=say("Answer the survey")).first.click()
    look(page, "answer")
    for group in page.get_by_role("radio", name="Khá").all():
        group.check()
    page.get_by_role("button", name=say("Send my answers")).click()
    expect(page.get_by_text(say("Thank you. Your answers are counted without your name."))).to_be_visible()
