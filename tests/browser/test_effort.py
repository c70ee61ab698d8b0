"""What a whole meeting costs the hand of whoever conducts it, on a phone 360 px wide."""

from __future__ import annotations

from datetime import date

import pytest
from conftest import make_member
from playwright.sync_api import Page, expect

from browser.hand import Hand
from browser.story import Say
from sotay.assignments.models import Task, TaskMember
from sotay.meetings.models import Invitation, Meeting
from sotay.meetings.tests import halls

say = Say("vi")
MOST_TAPS, MOST_TYPED = 105, 1_133
"""What the meeting took when it was first counted."""

EARLIER = (
    "Vận động 3 hộ mua bình chữa cháy",
    "Sửa biển tên ngõ 5",
    "Lập danh sách hộ khó khăn",
    "Dọn cống trước nhà văn hóa",
)
STATEMENTS = (
    ("Bùi Thị Hà", "Đề nghị phường sửa đèn đường ngõ 5, tối đi lại rất nguy hiểm."),
    ("Đinh Văn Quang", "Nhất trí với báo cáo của chi ủy, đề nghị sớm lập tổ liên gia."),
    ("Nguyễn Văn Số 3", "Việc thu gom rác ở ngõ 12 còn chậm, đề nghị nhắc đơn vị thu gom."),
    ("Nguyễn Văn Số 7", "Nên mời công an khu vực dự buổi sau để nghe về an ninh trật tự."),
    ("Trịnh Thị Mai", "Đề nghị chi bộ quan tâm bồi dưỡng đảng viên dự bị."),
)
NOTE = "Bí thư trình bày tình hình tháng 11; chi bộ thảo luận."
TASKS = (
    ("Họp tổ liên gia, phân công trực", "Bùi Thị Hà"),
    ("Gửi văn bản đề nghị thu gom rác đúng giờ", "Đinh Văn Quang"),
)
PETITION = "Sửa đèn đường ngõ 5"
MOTION = "Thành lập tổ liên gia phòng cháy, chữa cháy"
CONCLUSION = "Chi bộ nhất trí lập tổ liên gia, giao đồng chí Hà chủ trì; kiến nghị phường sửa đèn đường."


@pytest.fixture
def meeting(clock, house, thu, lam, an, others) -> Meeting:
    """Twenty-five to be called, everybody invited, one who cannot come; four tasks of the month before."""
    for number in range(18):
        make_member(house.cell, f"Nguyễn Văn Số {number}", f"020000{number:02}")
    for text in EARLIER:
        given = {"given_on": date(2026, 11, 3), "due_on": date(2026, 12, 20)}
        task = Task.objects.create(cell=house.cell, commune_id=house.cell.commune_id, text=text, **given)
        TaskMember.objects.create(
            cell=house.cell, commune_id=house.cell.commune_id, task=task, member=others.ha
        )
    meeting = halls.set_up(house, thu)
    thu.post(f"/meetings/{meeting.pk}/invite/")
    Invitation.objects.filter(member=an.member).update(answer="cannot", reason="đưa cháu đi viện")
    clock.set(3, 19)
    return meeting


def open_the_meeting(page: Page, hand: Hand) -> None:
    hand.press("Open the meeting")
    roll = page.locator("#roll-start")
    absent = roll.get_by_role("listitem").filter(has_text="Nguyễn Văn Số 9")
    hand.press("Unexcused", absent)
    hand.press("All the others are present")
    hand.tap(page.locator("summary").get_by_text(say("Note the dues")))
    hand.type(page.get_by_label(say("Paid this month")), "24")
    hand.type(page.get_by_label(say("Have to pay")), "25")
    hand.press("Save the dues")
    hand.press("The meeting adopts the agenda")
    hand.follow("Go on to the proceedings")


def hear_what_was_done(page: Page, hand: Hand) -> None:
    hand.tap(page.locator("summary").get_by_text(say("What was presented or discussed")))
    hand.type(page.get_by_label(say("Write into the minutes")), NOTE)
    hand.press("Save into the minutes")
    for text in EARLIER:
        row = page.locator("#tasks-back > ul > li").filter(has_text=text)
        hand.tap(row.locator("summary"))
        hand.tap(row.locator("label").filter(has_text=say("Done")).first)
        hand.press("Save the result")


def write_down_what_is_said(page: Page, hand: Hand) -> None:
    hand.tap(page.locator("#write-statement summary"))
    for name, words in STATEMENTS:
        hand.choose(page.locator("#statement_recorded_speaker"), name)
        hand.type(page.locator("#statement_recorded_text"), words)
        hand.press("Save the statement")
        expect(page.locator("#said")).to_contain_text(words)


def give_tasks(page: Page, hand: Hand) -> None:
    for text, name in TASKS:
        hand.tap(page.locator("summary").get_by_text(say("A task, with who and by when")))
        form = page.locator('form[data-act="task_assigned"]')
        hand.type(form.locator("[name=text]"), text)
        hand.tap(form.get_by_label(name))
        hand.type(form.locator("[name=due_on]"), "20/12/2026")
        hand.press("Give the task")


def petition_and_vote(page: Page, hand: Hand) -> None:
    hand.tap(page.locator("summary").get_by_text(say("A petition or proposal")))
    form = page.locator('form[data-act="petition_recorded"]')
    hand.type(form.locator("[name=text]"), PETITION)
    hand.choose(form.locator("[name=raised_by]"), "Bùi Thị Hà")
    hand.press("Save the petition")
    hand.tap(page.locator("summary").get_by_text(say("A vote")))
    form = page.locator('form[data-act="motion_moved"]')
    hand.type(form.locator("[name=text]"), MOTION)
    hand.press("Put it to the vote")
    vote = page.locator("#votes li").first
    hand.type(vote.locator("[name=count]").nth(0), "21")
    hand.type(vote.locator("[name=count]").nth(1), "0")
    hand.type(vote.locator("[name=count]").nth(2), "0")
    hand.press("Save the count", vote)


def begin_the_next_item(page: Page, hand: Hand, number: int, items: int) -> None:
    hand.tap(page.locator("[data-do=next]"))
    expect(page.locator("[data-slot=item-number]")).to_have_text(f"Mục {number}/{items}")


def close_the_meeting(page: Page, hand: Hand) -> None:
    hand.type(page.locator("#conclusion textarea"), CONCLUSION)
    hand.press("Save the conclusion")
    hand.press("Vote on the resolution")
    vote = page.locator("#votes > ul > li").last
    for place, hands in enumerate(("21", "0", "0")):
        hand.type(vote.locator("[name=count]").nth(place), hands)
    hand.press("Save the count", vote)
    hand.tap(page.locator(".steps [data-step=close]"))
    hand.press("All the others as at the start")
    hand.tap(page.locator("summary").get_by_text(say("Read out what was recorded")))
    hand.press("The minutes were read and agreed")
    hand.tap(page.locator("#close").get_by_role("button"))
    expect(page.get_by_role("heading", name=say("The meeting is closed"))).to_be_visible()
    hand.follow("Go on to minutes and signatures")


def sign_and_report(page: Page, hand: Hand) -> None:
    hand.press("I have read them and sign")
    hand.tap(page.locator("summary").filter(has_text="Phạm Văn Lâm"))
    hand.press("Phạm Văn Lâm")
    hand.press("Report now")


def test_a_whole_meeting_costs_no_more_than_it_should(meeting, thu, visit, capsys):
    page = visit(thu, f"/meetings/{meeting.pk}/room/")
    hand = Hand(page, say)
    items = meeting.agenda.filter(step="conduct").count()
    open_the_meeting(page, hand)
    begin_the_next_item(page, hand, 1, items)
    hear_what_was_done(page, hand)
    write_down_what_is_said(page, hand)
    give_tasks(page, hand)
    petition_and_vote(page, hand)
    for number in range(2, items + 1):
        begin_the_next_item(page, hand, number, items)
    hand.tap(page.locator("[data-do=next]"))
    expect(page.locator("[data-do=next]")).to_be_hidden()
    hand.follow("Go on to the closing")
    close_the_meeting(page, hand)
    sign_and_report(page, hand)
    meeting.refresh_from_db()
    assert meeting.stage == Meeting.Stage.REPORTED
    with capsys.disabled():
        print(f"\na whole meeting on a phone: {hand} ({items} items)")
    assert hand.taps <= MOST_TAPS
    assert hand.typed <= MOST_TYPED
