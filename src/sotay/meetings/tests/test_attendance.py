"""Make-up sessions, and the alert before a third absence."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from kept import kept

from sotay.audit.models import AuditLine
from sotay.figures.models import CellMonth
from sotay.kernel.ids import new_id
from sotay.kernel.periods import Month
from sotay.kernel.refusal import Refusal
from sotay.meetings import offline
from sotay.meetings.actions import Submission, record
from sotay.meetings.attendance import alerts, make_ups
from sotay.meetings.attendance.rules import Absences, Sitting, absences, is_near
from sotay.meetings.figures import recount
from sotay.meetings.models import AbsenceAlert, AttendanceMark, MakeUp, Meeting
from sotay.meetings.tests import halls
from sotay.notify.models import Notice
from sotay.units.models import UnitSetting

COUNTS = "cell-meeting.attendance_counts_make_up"
NEWEST = Month.of(timezone.localdate()).plus(2)


def hold(house, thu, ago: int, absent: dict[Any, str] | None = None, *, close: bool = True) -> Meeting:
    """The regular meeting so many months before the newest; `absent` by member."""
    month = NEWEST.plus(-ago)
    thu.post(f"/meetings/set-up/{house.cell.pk}/", {"month": month.label()})
    meeting = Meeting.objects.get(month=month, kind=Meeting.Kind.REGULAR)
    thu.post(f"/meetings/{meeting.pk}/open/")
    for member, mark in (absent or {}).items():
        halls.did(thu, meeting, "roll_marked", member=member, round="start", mark=mark)
        halls.did(thu, meeting, "roll_marked", member=member, round="end", mark=mark)
    for round_ in ("start", "end"):
        thu.post(f"/meetings/{meeting.pk}/roll/{round_}/rest/")
    if close:
        halls.did(thu, meeting, "closed")
    meeting.refresh_from_db()
    return meeting


@kept
def meeting(house, thu, lam, an) -> Meeting:
    """An missed it with a reason."""
    return hold(house, thu, 0, {an.member.pk: "excused"})


def make_up_counts(house, binh) -> None:
    UnitSetting.objects.create(unit=house.ward, key=COUNTS, value=True, from_on=date(2020, 1, 1))


def note(person, meeting, member, lam, **data: Any):
    today = f"{timezone.localdate():%d/%m/%Y}"
    given = {"held_on": today, "manner": "group", "led_by": lam.member.pk, "note": "Nghe lại nghị quyết"}
    return person.post(f"/meetings/{meeting.pk}/make-up/{member}/", given | data)


def present_in(meeting) -> tuple[int, int]:
    row = CellMonth.objects.get(cell=meeting.cell, month=meeting.month, kind="regular")
    return row.present, row.base


# --- rules ---

MARKS = st.sampled_from(["present", "excused", "unexcused"])


@given(st.lists(st.tuples(MARKS, st.booleans()), max_size=12))
def test_absences_in_a_row_end_with_the_newest_meeting_that_was_not_missed(drawn):
    day = date(2026, 1, 3)
    sittings = [Sitting(day + timedelta(days=31 * n), *each) for n, each in enumerate(drawn)]
    found = absences(reversed(sittings), 2026)
    assert all(each.missed for each in sittings[len(sittings) - found.in_a_row :])
    assert found.in_a_row == len(sittings) or not sittings[-found.in_a_row - 1].missed
    assert found.unexcused == sum(s.missed and s.mark == "unexcused" and s.on.year == 2026 for s in sittings)


@pytest.mark.parametrize(
    ("row", "unexcused", "limit", "near"),
    [(1, 0, 3, False), (2, 0, 3, True), (1, 2, 3, True), (5, 0, 3, True), (0, 1, 3, False), (1, 0, 1, True)],
)
def test_somebody_is_near_one_absence_before_the_limit(row, unexcused, limit, near):
    assert is_near(Absences(row, unexcused), limit) is near


# --- make-ups ---


def test_make_up_is_noted_by_default_and_not_counted(meeting, thu, an, lam):
    assert an.member.full_name in thu.get(f"/meetings/{meeting.pk}/make-up/").content.decode()
    before = present_in(meeting)
    assert note(thu, meeting, an.member.pk, lam).status_code == 302
    made = MakeUp.objects.get()
    assert (made.counts, made.led_by) == (False, lam.member)
    assert present_in(meeting) == before
    assert AuditLine.objects.filter(code="meeting.make_up_recorded").count() == 1
    page = an.get(f"/meetings/attendance/{an.member.pk}/").content.decode()
    assert "Nghe lại nghị quyết" in page
    assert "không tính" in page


def test_make_up_counts_where_the_rules_of_the_day_say_so(house, thu, lam, an, binh):
    make_up_counts(house, binh)
    meeting = hold(house, thu, 0, {an.member.pk: "excused"})
    present, base = present_in(meeting)
    note(thu, meeting, an.member.pk, lam)
    assert present_in(meeting) == (present + 1, base)
    meeting.refresh_from_db()
    assert recount(house.cell)[0] == []
    made = MakeUp.objects.get()
    thu.post(f"/meetings/make-ups/{made.pk}/withdraw/")
    assert present_in(meeting) == (present, base)
    thu.post(f"/meetings/make-ups/{made.pk}/restore/")
    assert present_in(meeting) == (present + 1, base)


def test_make_up_is_withdrawn_and_noted_again_each_with_a_line(meeting, thu, lam, an):
    note(thu, meeting, an.member.pk, lam)
    made = MakeUp.objects.get()
    for _ in range(2):
        thu.post(f"/meetings/make-ups/{made.pk}/withdraw/")
    assert AuditLine.objects.filter(code="meeting.make_up_withdrawn").count() == 1
    assert note(thu, meeting, an.member.pk, lam).status_code == 302
    assert thu.post(f"/meetings/make-ups/{made.pk}/restore/").status_code == 409
    assert MakeUp.objects.filter(withdrawn_at=None).count() == 1


def test_what_cannot_be_is_refused(meeting, thu, lam, an):
    tomorrow = f"{timezone.localdate() + timedelta(days=1):%d/%m/%Y}"
    before = f"{timezone.localdate(meeting.opened_at) - timedelta(days=1):%d/%m/%Y}"
    for data in (
        {"held_on": tomorrow},
        {"held_on": before},
        {"led_by": an.member.pk},
        {"manner": ""},
        {"led_by": ""},
        {"held_on": ""},
    ):
        assert note(thu, meeting, an.member.pk, lam, **data).status_code == 422, data
    assert note(thu, meeting, thu.member.pk, lam).status_code == 422
    note(thu, meeting, an.member.pk, lam)
    assert note(thu, meeting, an.member.pk, lam).status_code == 422
    assert MakeUp.objects.count() == 1
    with pytest.raises(Refusal):
        make_ups.record(
            meeting=meeting, by=thu.actor, member=an.member, held_on=timezone.localdate(),
            manner="group", led_by=lam.member,
        )  # fmt: skip


def test_only_the_leaders_of_the_cell_note_make_ups(meeting, thu, an, binh, chi, dung, lam):
    for person in (an, binh, chi, dung):
        assert person.get(f"/meetings/{meeting.pk}/make-up/").status_code == 404
        assert note(person, meeting, an.member.pk, lam).status_code == 404
    assert note(thu, meeting, new_id(), lam).status_code == 404


def test_a_meeting_that_is_not_over_has_no_make_ups(house, thu, an, lam):
    going_on = hold(house, thu, 0, {an.member.pk: "excused"}, close=False)
    assert thu.get(f"/meetings/{going_on.pk}/make-up/").status_code == 404
    assert not AttendanceMark.objects.exists()


def test_own_data_has_meetings_make_ups_and_alerts(house, thu, an, lam):
    hold(house, thu, 1, {an.member.pk: "unexcused"})
    meeting = hold(house, thu, 0, {an.member.pk: "excused"})
    note(thu, meeting, an.member.pk, lam)
    from sotay.meetings import own_data

    assert [row["mark"] for row in own_data.regular_meetings(an.member).rows] == ["unexcused", "excused"]
    assert own_data.make_ups(an.member).rows[0]["led_by"] == lam.member.full_name
    assert own_data.absence_alerts(an.member).rows[0]["in_a_row"] == 2


# --- alerts ---


def told(code: str) -> list[Any]:
    return list(Notice.objects.filter(code=code).values_list("member_id", flat=True))


def test_two_absences_in_a_row_raise_one_alert_and_tell_once(house, thu, an, lam):
    hold(house, thu, 1, {an.member.pk: "excused"})
    assert not AbsenceAlert.objects.exists()
    meeting = hold(house, thu, 0, {an.member.pk: "unexcused"})
    alert = AbsenceAlert.objects.get()
    assert (alert.member, alert.in_a_row, alert.unexcused) == (an.member, 2, 1)
    assert told("meeting.absences_own") == [an.member.pk]
    assert thu.member.pk in told("meeting.absences")
    late = Submission("note_written", {"text": "Ghi thêm"}, new_id(), timezone.now(), meeting.log.count())
    record(meeting=meeting, by=thu.actor, entries=[late], device="tablet")
    assert AbsenceAlert.objects.count() == 1
    assert len(told("meeting.absences_own")) == 1
    assert AuditLine.objects.filter(code="meeting.absences_near").count() == 1


def test_alert_stands_on_today_the_preparation_and_the_roll_of_the_next_meeting(house, thu, an, lam):
    hold(house, thu, 1, {an.member.pk: "excused"})
    hold(house, thu, 0, {an.member.pk: "excused"})
    assert f"/meetings/absences/{house.cell.pk}/" in thu.get("/").content.decode()
    assert f"/meetings/absences/{house.cell.pk}/" not in an.get("/").content.decode()
    thu.post(f"/meetings/set-up/{house.cell.pk}/", {"month": NEWEST.plus(1).label()})
    coming = Meeting.objects.get(month=NEWEST.plus(1))
    prepared = thu.get(f"/meetings/{coming.pk}/prepare/").content.decode()
    assert "Vắng 2 buổi liên tiếp" in prepared
    assert "Vắng 2 buổi liên tiếp" not in an.get(f"/meetings/{coming.pk}/prepare/").content.decode()
    assert offline.bundle(coming, thu.actor)["missed"] == {str(an.member.pk): 2}
    thu.post(f"/meetings/{coming.pk}/open/")
    assert "đã vắng 2 buổi liên tiếp trước đó" in thu.get(f"/meetings/{coming.pk}/start/").content.decode()


def test_alert_rests_when_talked_over_and_when_the_person_comes_again(house, thu, an, lam):
    hold(house, thu, 2, {an.member.pk: "excused"})
    hold(house, thu, 1, {an.member.pk: "excused"})
    alert = AbsenceAlert.objects.get()
    thu.post(f"/meetings/absences/{alert.pk}/talked/", {"note": "Đi chăm con, tháng sau về"})
    assert f"/meetings/absences/{house.cell.pk}/" not in thu.get("/").content.decode()
    assert thu.post(f"/meetings/absences/{alert.pk}/talked/").status_code == 422
    assert "tháng sau về" in an.get(f"/meetings/attendance/{an.member.pk}/").content.decode()
    for _ in range(2):
        thu.post(f"/meetings/absences/{alert.pk}/again/")
    assert f"/meetings/absences/{house.cell.pk}/" in thu.get("/").content.decode()
    hold(house, thu, 0)
    alert.refresh_from_db()
    assert alert.outcome == "passed"


def test_third_absence_takes_the_place_of_the_alert_before(house, thu, an, lam):
    for ago in (2, 1, 0):
        hold(house, thu, ago, {an.member.pk: "excused"})
    assert list(AbsenceAlert.objects.order_by("raised_at").values_list("in_a_row", "outcome")) == [
        (2, "passed"),
        (3, ""),
    ]


def test_counted_make_up_lets_the_alert_rest_until_it_is_withdrawn(house, thu, an, lam, binh):
    make_up_counts(house, binh)
    hold(house, thu, 1, {an.member.pk: "excused"})
    meeting = hold(house, thu, 0, {an.member.pk: "excused"})
    note(thu, meeting, an.member.pk, lam)
    assert not alerts.open_in([house.cell.pk]).exists()
    thu.post(f"/meetings/make-ups/{MakeUp.objects.get().pk}/withdraw/")
    assert alerts.open_in([house.cell.pk]).exists()


def test_meetings_that_closed_before_marks_were_kept_are_looked_at_too(house, thu, an, lam):
    hold(house, thu, 1, {an.member.pk: "excused"})
    AttendanceMark.objects.all().delete()
    hold(house, thu, 0, {an.member.pk: "excused"})
    assert AbsenceAlert.objects.get().in_a_row == 2


def test_attendance_is_read_by_the_person_and_who_may_see_the_record(meeting, thu, an, binh, chi, dung):
    page = f"/meetings/attendance/{an.member.pk}/"
    assert str(meeting) in an.get(page).content.decode()
    assert str(meeting) in thu.get(page).content.decode()
    assert str(meeting) not in binh.get(page).content.decode()  # not reported yet
    for person in (chi, dung):
        assert person.get(page).status_code == 404
    for person in (an, chi, dung):
        assert person.get(f"/meetings/absences/{meeting.cell_id}/").status_code == 404
    assert page in thu.get(f"/members/{an.member.pk}/").content.decode()
