"""A month of a cell, from nothing to reported, through the doors people use."""

from __future__ import annotations

import html
import re
from datetime import date, timedelta

import pytest
import time_machine
from conftest import make_member
from django.utils import timezone
from kept import kept

from sotay.audit.models import AuditLine
from sotay.kernel.ids import new_id
from sotay.kernel.periods import Month
from sotay.meetings import agenda_sources, queries
from sotay.meetings.models import Invitation, LogEntry, Meeting
from sotay.meetings.preparation import preparing
from sotay.meetings.tests.halls import sign
from sotay.members.models import Standing
from sotay.papers.models import IssuedPaper


@pytest.fixture
def month() -> Month:
    return Month.of(timezone.localdate())


@kept
def meeting(house, thu, lam, an, chi, month) -> Meeting:
    """Set up for this month by the secretary."""
    thu.post(f"/meetings/set-up/{house.cell.pk}/", {"month": month.label()})
    return Meeting.objects.get()


def do(person, meeting, act, **data):
    """One act of the room, through its door; the answer of the page."""
    return person.post(f"/meetings/{meeting.pk}/record/{act}/", data)


def did(person, meeting, act, **data):
    answer = do(person, meeting, act, **data)
    assert answer.status_code == 302, re.findall(
        r'class="[^"]*error[^"]*"[^>]*>([^<]*)', answer.content.decode()
    )
    return answer


@kept
def opened(meeting, thu) -> Meeting:
    assert thu.post(f"/meetings/{meeting.pk}/open/").status_code == 302
    meeting.refresh_from_db()
    return meeting


@kept
def called(opened, thu) -> Meeting:
    for round_ in ("start", "end"):
        thu.post(f"/meetings/{opened.pk}/roll/{round_}/rest/")
    return opened


def test_the_month_is_set_up_from_regulation_and_settings(meeting, thu, lam):
    assert meeting.planned_minutes == 90
    assert timezone.localtime(meeting.planned_at).hour == 19
    assert meeting.chair == thu.member
    assert meeting.minute_taker == lam.member
    keys = list(meeting.agenda.values_list("key", flat=True))
    assert keys[0] == "opening"
    assert "last_month" in keys
    assert "guidance" not in keys, "nothing was sent from above, so there is nothing to pass on"


def test_setting_up_twice_leads_to_the_one_there_is(house, meeting, thu, month):
    answer = thu.post(f"/meetings/set-up/{house.cell.pk}/", {"month": month.label()})
    assert answer.url == meeting.get_absolute_url()
    assert Meeting.objects.count() == 1


def test_everybody_on_the_roll_and_the_overseer_are_invited(meeting, thu, an, lam, chi):
    thu.post(f"/meetings/{meeting.pk}/invite/")
    asked = {invitation.member for invitation in Invitation.objects.all()}
    assert asked == {thu.member, an.member, lam.member, chi.member}
    thu.post(f"/meetings/{meeting.pk}/invite/")
    assert Invitation.objects.count() == 4


def test_who_cannot_come_says_why(meeting, thu, an):
    thu.post(f"/meetings/{meeting.pk}/invite/")
    own = Invitation.objects.get(member=an.member)
    assert an.post(f"/meetings/invitations/{own.pk}/", {"will_come": "no"}).status_code == 422
    assert (
        an.post(f"/meetings/invitations/{own.pk}/", {"will_come": "no", "reason": "Đi viện"}).status_code
        == 302
    )
    own.refresh_from_db()
    assert (own.answer, own.reason) == ("cannot", "Đi viện")
    other = Invitation.objects.get(member=thu.member)
    assert an.get(f"/meetings/invitations/{other.pk}/").status_code == 404
    thu.post(f"/meetings/invitations/{own.pk}/", {"will_come": "yes"})
    lines = AuditLine.objects.filter(code__startswith="invitation.").order_by("pk")
    assert [(line.code, line.actor_name) for line in lines] == [
        ("invitation.cannot", "Nguyễn Văn An"),
        ("invitation.will_for", "Lê Thị Thu"),
    ]
    assert "Nguyễn Văn An" in lines[1].sentence


def test_opening_days_too_early_is_possible_but_not_what_the_page_asks_for(house, thu, lam, an):
    with time_machine.travel("2026-11-29T08:00:00+07:00", tick=False):
        thu.post(f"/meetings/set-up/{house.cell.pk}/", {"month": "12/2026"})
        meeting = Meeting.objects.get()
        thu.post(f"/meetings/{meeting.pk}/invite/")
        assert "Đã mời đủ; còn 4 ngày" in page_of(thu, meeting, "prepare")
        assert "Bắt đầu bây giờ thì được tính là họp hôm nay." in page_of(thu, meeting, "start")
        assert "btn primary" not in page_of(thu, meeting, "start")
    with time_machine.travel("2026-12-03T08:00:00+07:00", tick=False):
        assert "Sẵn sàng bắt đầu" in page_of(thu, meeting, "prepare")
        assert "tính là họp hôm nay" not in page_of(thu, meeting, "start")
        assert "btn primary" in page_of(thu, meeting, "start")


def page_of(person, meeting, step):
    return person.get(f"/meetings/{meeting.pk}/{step}/").content.decode()


def test_only_who_prepares_is_told_that_the_items_take_too_long(meeting, thu, an):
    thu.post(f"/meetings/{meeting.pk}/items/add/", {"title": "Việc khác", "minutes": 40, "step": "conduct"})
    too_long = "Tổng thời gian các mục dài hơn dự kiến."
    assert too_long in page_of(thu, meeting, "prepare")
    assert too_long not in page_of(an, meeting, "prepare")


def test_closing_is_the_thing_to_press_once_both_rolls_are_called(opened, thu):
    pressed = 'btn primary block">'
    assert pressed not in closing(thu, opened)
    for round_ in ("start", "end"):
        thu.post(f"/meetings/{opened.pk}/roll/{round_}/rest/")
    assert pressed in closing(thu, opened)


def closing(person, meeting):
    return page_of(person, meeting, "close").partition('id="close"')[2]


def test_of_many_not_marked_three_are_named_and_the_rest_counted(house, meeting, thu):
    make_member(house.cell, "Đỗ Văn Ba", "01000009")
    thu.post(f"/meetings/{meeting.pk}/open/")
    told = html.unescape(do(thu, meeting, "closed").content.decode())
    assert "còn 4 đồng chí" in told
    assert "…)" in told


def test_from_open_to_reported(called, thu, lam, an, binh):
    meeting = called
    item = meeting.agenda.get(key="discussion")
    due = (timezone.localdate() + timedelta(days=20)).strftime("%d/%m/%Y")
    did(thu, meeting, "dues_noted", paid=3, of=3)
    did(thu, meeting, "agenda_adopted")
    did(thu, meeting, "item_begun", item=item.pk)
    did(lam, meeting, "statement_recorded", speaker=an.member.pk, text="Đề nghị sửa đèn ngõ 5.", item=item.pk)
    did(thu, meeting, "task_assigned", text="Rà soát hộ nghèo", members=[an.member.pk], due_on=due)
    did(
        thu,
        meeting,
        "petition_recorded",
        text="Đèn đường ngõ 5 hỏng",
        raised_by=an.member.pk,
        to_level="ward",
    )
    did(
        thu,
        meeting,
        "motion_moved",
        text="Thông qua nghị quyết",
        matter="resolution",
        adopts="1",
        back="close",
    )
    motion = queries.load_state(meeting).motions[0]
    did(thu, meeting, "hands_counted", motion=motion.entry, votes_for=3, votes_against=0, abstained=0)
    did(thu, meeting, "concluded", text="Nhất trí với các nội dung.")
    did(lam, meeting, "minutes_read")
    did(thu, meeting, "closed")

    minutes, resolution = queries.papers_of(meeting)
    assert (minutes.kind, resolution.kind) == ("BB", "NQ")
    sign(lam, meeting, "minute_taker")
    assert thu.post(f"/meetings/{meeting.pk}/report/").status_code == 409, "the chair has not signed"
    sign(thu, meeting, "chair")
    meeting.refresh_from_db()
    assert meeting.stage == Meeting.Stage.SIGNED
    assert all(paper.is_frozen for paper in IssuedPaper.objects.all())
    before = binh.get(f"/meetings/{meeting.pk}/conduct/").content.decode()
    assert "sửa đèn ngõ 5" not in before, "the ward reads what was said only once it is reported"
    assert thu.post(f"/meetings/{meeting.pk}/report/").status_code == 302
    assert "sửa đèn ngõ 5" in binh.get(f"/meetings/{meeting.pk}/conduct/").content.decode()
    assert thu.post(f"/meetings/{meeting.pk}/report/").status_code == 409


def test_exempt_members_are_out_of_the_base(house, opened, thu, lam):
    thu.post(f"/meetings/{opened.pk}/roll/start/rest/")
    opened.refresh_from_db()
    assert (opened.figures.present, opened.figures.base) == (3, 3)


def test_an_exempt_member_who_comes_does_not_move_the_rate(house, meeting, thu):
    old = make_member(house.cell, "Cụ Hòa", "", Standing.Kind.FULL, Standing.Kind.EXEMPT)
    thu.post(f"/meetings/{meeting.pk}/open/")
    did(thu, meeting, "roll_marked", member=old.pk, round="start", mark="present")
    meeting.refresh_from_db()
    counts = meeting.figures
    assert (counts.present, counts.base, counts.in_hall) == (0, 3, 1)


def test_a_statement_sent_twice_is_one_statement(called, thu, an):
    entry = "01900000-0000-7000-8000-000000000001"
    for _time in range(2):
        did(thu, called, "statement_recorded", id=entry, speaker=an.member.pk, text="Một lần")
    assert LogEntry.objects.filter(act="statement_recorded").count() == 1


def test_gone_back_and_typed_again_is_kept_as_a_second_one(called, thu, an):
    entry = "01900000-0000-7000-8000-000000000001"
    for text in ("Lần đầu", "Lần sau"):
        did(thu, called, "statement_recorded", id=entry, speaker=an.member.pk, text=text)
    assert [each.text for each in queries.load_state(called).statements] == ["Lần đầu", "Lần sau"]


def test_closing_twice_says_it_is_closed(called, thu):
    did(thu, called, "closed")
    again = do(thu, called, "closed")
    assert again.status_code == 409
    assert LogEntry.objects.filter(act="closed").count() == 1
    assert IssuedPaper.objects.count() == 2


def test_closing_with_somebody_unmarked_names_them(opened, thu, an):
    answer = do(thu, opened, "closed")
    assert answer.status_code == 409
    assert an.member.full_name in answer.content.decode()
    opened.refresh_from_db()
    assert opened.stage == Meeting.Stage.OPEN


def test_a_task_to_a_stranger_is_refused_and_nothing_typed_is_lost(called, thu, dung):
    due = (timezone.localdate() + timedelta(days=9)).strftime("%d/%m/%Y")
    answer = do(thu, called, "task_assigned", text="Việc quan trọng", members=[dung.member.pk], due_on=due)
    assert answer.status_code == 422
    assert "Việc quan trọng" in answer.content.decode()
    assert not queries.load_state(called).tasks


def test_a_deadline_in_the_past_is_refused(called, thu, an):
    answer = do(thu, called, "task_assigned", text="Việc", members=[an.member.pk], due_on="01/01/2020")
    assert answer.status_code == 422
    assert not queries.load_state(called).tasks


def test_more_hands_than_people_are_refused(called, thu):
    did(thu, called, "motion_moved", text="Bầu", matter="resolution")
    motion = queries.load_state(called).motions[0].entry
    answer = do(thu, called, "hands_counted", motion=motion, votes_for=9, votes_against=0, abstained=0)
    assert answer.status_code == 422
    assert queries.load_state(called).motions[0].votes_for is None


def test_a_member_cannot_conduct_and_a_stranger_learns_nothing(called, an, dung, binh):
    assert do(an, called, "closed").status_code == 404
    assert do(binh, called, "closed").status_code == 404
    assert dung.get(called.get_absolute_url()).status_code == 404


def test_what_is_taken_back_leaves_the_minutes_but_not_the_log(called, thu):
    did(thu, called, "note_written", text="Nhầm rồi")
    note = queries.load_state(called).notes[0].entry
    did(thu, called, "withdrawn", entry=note)
    assert queries.load_state(called).notes == ()
    assert LogEntry.objects.filter(act="note_written").count() == 1


def test_a_cell_of_two_full_members_cannot_meet(house, thu, lam, month):
    thu.post(f"/meetings/set-up/{house.cell.pk}/", {"month": month.label()})
    meeting = Meeting.objects.get()
    assert thu.post(f"/meetings/{meeting.pk}/open/").status_code == 409
    assert not LogEntry.objects.exists()


def test_nobody_sets_up_years_ahead(house, thu):
    assert thu.post(f"/meetings/set-up/{house.cell.pk}/", {"month": "01/2050"}).status_code == 422


def test_the_rules_of_a_meeting_are_those_of_its_day(house, thu):
    meeting = preparing.set_up(cell=house.cell, by=thu.actor, month=Month(2026, 3))
    assert timezone.localdate(meeting.planned_at) == date(2026, 3, 3)


def test_an_item_taken_off_can_be_put_back_once(meeting, thu, dung):
    item = meeting.agenda.get(key="discussion")
    before = list(meeting.agenda.values_list("title", "position", "presenter"))
    page = thu.post(f"/meetings/items/{item.pk}/remove/", follow=True).content.decode()
    back = html.unescape(re.search(r'action="([^"]*restore[^"]*)"', page)[1])
    assert meeting.agenda.count() == len(before) - 1
    assert dung.post(back).status_code == 404
    assert thu.post(back.replace("kept=", "kept=x")).status_code == 404
    for _time in range(2):
        thu.post(back)
    assert list(meeting.agenda.values_list("title", "position", "presenter")) == before


def test_the_rest_at_the_end_takes_in_an_exempt_member_who_came(house, meeting, thu):
    old = make_member(house.cell, "Cụ Hòa", "", Standing.Kind.FULL, Standing.Kind.EXEMPT)
    thu.post(f"/meetings/{meeting.pk}/open/")
    did(thu, meeting, "roll_marked", member=old.pk, round="start", mark="present")
    for round_ in ("start", "end"):
        thu.post(f"/meetings/{meeting.pk}/roll/{round_}/rest/")
    assert old.pk in queries.load_state(meeting).present_ids("end")


def test_petitions_of_before_are_before_the_meeting_with_their_answers(meeting, thu, monkeypatch):
    answered = agenda_sources.Carried(
        kind="petition",
        id=new_id(),
        text="Sửa đèn ngõ 5",
        detail="Đảng bộ phường Bình Minh",
        since=date(2026, 1, 3),
        standing="Đã có trả lời: sửa xong trước Tết",
    )
    monkeypatch.setattr(agenda_sources, "open_for", lambda cell, day: [answered])
    thu.post(f"/meetings/{meeting.pk}/open/")
    page = thu.get(f"/meetings/{meeting.pk}/close/").content.decode()
    assert "Sửa đèn ngõ 5" in page
    assert "sửa xong trước Tết" in page
