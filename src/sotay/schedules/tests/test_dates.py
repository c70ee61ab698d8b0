"""Dates are registered by cells and decided on by committees; meetings and calendars follow."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from sotay.audit.models import AuditLine
from sotay.kernel.actor import Role
from sotay.kernel.periods import Month
from sotay.meetings.models import Meeting
from sotay.meetings.preparation import preparing
from sotay.notify.models import Notice
from sotay.schedules import rules
from sotay.schedules.models import CalendarFeed, MeetingDate

pytestmark = pytest.mark.django_db

JANUARY = Month(2027, 1)
ASKED = {"day": "05/01/2027", "clock": "19:00", "place": "Nhà văn hóa", "topic": "Thu gom rác"}


@pytest.fixture(autouse=True)
def _in_december():
    with time_machine.travel("2026-12-10T08:00:00+07:00", tick=False):
        yield


def register(person, cell, **changes):
    url = reverse("schedules:register", args=[cell.pk, str(JANUARY)])
    return person.post(url, ASKED | changes)


def at(text: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(text))


def test_cell_registers_and_committee_approves(house, thu, binh):
    assert register(thu, house.cell).status_code == 302
    row = MeetingDate.objects.get()
    assert (row.planned_at, row.status) == (at("2027-01-05 19:00"), "registered")
    page = binh.get(
        reverse("schedules:schedule", args=[house.ward.pk]), {"month": "2027-01"}
    ).content.decode()
    assert "Nhà văn hóa" in page
    assert binh.post(reverse("schedules:approve", args=[row.pk])).status_code == 302
    row.refresh_from_db()
    assert row.status == "approved"
    assert Notice.objects.filter(member=thu.member, code="date.approved").count() == 1
    assert list(
        AuditLine.objects.filter(code__startswith="date.").values_list("code", flat=True).order_by("at")
    )


def test_a_holiday_is_named_to_the_cell_and_the_committee_and_forbids_nothing(house, thu, binh):
    assert register(thu, house.cell, day="01/01/2027").status_code == 302
    month = {"month": "2027-01"}
    own = thu.get(reverse("schedules:schedule", args=[house.cell.pk]), month).content.decode()
    assert "Ngày này là Tết Dương lịch" in own
    above = binh.get(reverse("schedules:schedule", args=[house.ward.pk]), month).content.decode()
    assert above.count("Tết Dương lịch") == 2, "where it waits and in the list"
    register(thu, house.cell, day="05/01/2027")
    assert (
        "Ngày này là"
        not in thu.get(reverse("schedules:schedule", args=[house.cell.pk]), month).content.decode()
    )


def test_meeting_set_up_afterwards_takes_the_day_that_was_agreed(house, thu, lam, an, binh):
    register(thu, house.cell)
    waiting = preparing.set_up(cell=house.cell, by=thu.actor, month=JANUARY)
    assert timezone.localdate(waiting.planned_at).day == 3, "what only waits decides nothing"
    row = MeetingDate.objects.get()
    binh.post(reverse("schedules:approve", args=[row.pk]))
    waiting.refresh_from_db()
    assert waiting.planned_at == row.planned_at, "a meeting that is set up already follows"
    preparing.cancel(meeting=waiting, by=thu.actor, because="Bão")
    assert preparing.set_up(cell=house.cell, by=thu.actor, month=JANUARY).planned_at == row.planned_at


def test_moved_day_carries_its_reason_to_the_cell(house, thu, binh):
    register(thu, house.cell)
    row = MeetingDate.objects.get()
    url = reverse("schedules:move", args=[row.pk])
    assert binh.post(url, {"day": "06/01/2027", "clock": "19:00", "reason": " "}).status_code == 422
    moved = {"day": "06/01/2027", "clock": "19:00", "reason": "Trùng hội nghị"}
    assert binh.post(url, moved).status_code == 302
    row.refresh_from_db()
    assert (row.status, row.planned_at, row.asked_at) == (
        "moved",
        at("2027-01-06 19:00"),
        at("2027-01-05 19:00"),
    )
    own = thu.get(reverse("schedules:schedule", args=[house.cell.pk]), {"month": "2027-01"}).content.decode()
    assert "Trùng hội nghị" in own
    refused = register(thu, house.cell, day="07/01/2027")
    assert refused.status_code == 422
    assert "06/01/2027" in refused.content.decode()


@pytest.mark.parametrize(
    "changes",
    [{"day": "05/02/2027"}, {"day": "31/12/2026"}, {"day": "hôm nào"}, {"clock": "25:00"}, {"place": ""}],
)
def test_odd_dates_are_refused_with_what_was_typed(house, thu, changes):
    answer = register(thu, house.cell, **changes)
    assert answer.status_code == 422
    assert "Thu gom rác" in answer.content.decode()
    assert not MeetingDate.objects.exists()


def test_a_day_that_has_passed_is_refused(house, thu):
    url = reverse("schedules:register", args=[house.cell.pk, "2026-12"])
    assert thu.post(url, ASKED | {"day": "03/12/2026"}).status_code == 422


def test_approving_twice_tells_once(house, thu, binh):
    register(thu, house.cell)
    row = MeetingDate.objects.get()
    for _time in range(2):
        binh.post(reverse("schedules:approve", args=[row.pk]))
    assert Notice.objects.filter(code="date.approved").count() == 1


def test_all_that_wait_are_approved_at_once(house, thu, binh):
    register(thu, house.cell)
    url = reverse("schedules:approve_all", args=[house.ward.pk, str(JANUARY)])
    assert binh.post(url).status_code == 302
    assert MeetingDate.objects.get().status == "approved"


def test_what_was_registered_is_taken_back_until_it_is_decided(house, thu, binh):
    register(thu, house.cell)
    row = MeetingDate.objects.get()
    binh.post(reverse("schedules:approve", args=[row.pk]))
    assert thu.post(reverse("schedules:take_back", args=[row.pk])).status_code == 409
    MeetingDate.objects.update(status="registered")
    assert thu.post(reverse("schedules:take_back", args=[row.pk])).status_code == 302
    assert not MeetingDate.objects.exists()


def test_strangers_and_members_decide_nothing(house, thu, an, dung):
    register(thu, house.cell)
    row = MeetingDate.objects.get()
    for person in (an, dung):
        assert person.get(reverse("schedules:register", args=[house.cell.pk, "2027-01"])).status_code == 404
        assert person.post(reverse("schedules:approve", args=[row.pk])).status_code == 404
    assert thu.post(reverse("schedules:approve", args=[row.pk])).status_code == 404, "not one's own judge"
    assert dung.get(reverse("schedules:schedule", args=[house.ward.pk])).status_code == 404


# --- calendars ---


def address_of(person, **asked) -> str:
    page = person.post(reverse("schedules:feeds"), asked).content.decode()
    return page.split('<code class="block">')[1].split("</code>")[0]


def test_own_calendar_is_followed_without_a_log_in(house, thu, lam, an, client):
    meeting = preparing.set_up(cell=house.cell, by=thu.actor, month=JANUARY)
    answer = client.get(address_of(thu, unit=""))
    assert answer["Content-Type"].startswith("text/calendar")
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert [str(event["UID"]) for event in events] == [f"{meeting.pk}@sotay"]
    assert events[0].decoded("DTSTART") == meeting.planned_at
    assert CalendarFeed.objects.get().asked_at is not None


def test_calendar_says_nothing_of_what_is_discussed(house, thu, lam, an, client):
    kind = Meeting.Kind.THEMATIC
    preparing.set_up(cell=house.cell, by=thu.actor, month=JANUARY, kind=kind, theme="Chống tiêu cực")
    text = client.get(address_of(thu, unit="")).content.decode()
    assert "Chống tiêu cực" not in text


def test_units_calendar_follows_what_its_owner_may_see_today(house, thu, lam, an, binh, client):
    preparing.set_up(cell=house.cell, by=thu.actor, month=JANUARY)
    address = address_of(binh, unit=str(house.ward.pk))
    assert len(Calendar.from_ical(client.get(address).content).walk("VEVENT")) == 1
    binh.member.appointments.filter(role=Role.WARD_OFFICE).update(until_on=timezone.localdate())
    assert Calendar.from_ical(client.get(address).content).walk("VEVENT") == []


def test_guessed_ended_and_closed_addresses_are_nothing(house, thu, client):
    address = address_of(thu, unit="")
    assert client.get(address[:-8] + "aaaa.ics").status_code == 404
    feed = CalendarFeed.objects.get()
    assert feed.secret_sha256 not in address
    thu.account.is_active = False
    thu.account.save()
    assert client.get(address).status_code == 404
    thu.account.is_active = True
    thu.account.save()
    assert thu.post(reverse("schedules:end_feed", args=[feed.pk])).status_code == 302
    assert client.get(address).status_code == 404


def test_calendar_of_a_unit_one_may_not_see_is_not_made(house, dung):
    assert dung.post(reverse("schedules:feeds"), {"unit": str(house.ward.pk)}).status_code == 422
    assert dung.post(reverse("schedules:feeds"), {"unit": "x"}).status_code == 422


def test_deadlines_are_days_of_the_month_before():
    found = rules.deadlines(JANUARY, 20, 25)
    assert (str(found.register_by), str(found.decide_by)) == ("2026-12-20", "2026-12-25")
    assert rules.deadlines(JANUARY, 25, 20).decide_by >= rules.deadlines(JANUARY, 25, 20).register_by


def test_weeks_hold_every_day_of_the_month_once():
    days = [day for week in rules.weeks(JANUARY) for day in week if day]
    assert days == [JANUARY.first + timedelta(days=n) for n in range(31)]


def test_a_day_that_was_agreed_is_the_day_everybody_is_told(house, thu, an, chi, binh):
    """Today and the overseer's calendar say the agreed day before the meeting is set up."""
    register(thu, house.cell)
    with time_machine.travel("2026-12-28T08:00:00+07:00", tick=False):
        asked = an.get("/", {"lang": "en"}).content.decode()
        assert "by the usual calendar" in asked, "nobody has decided yet"
        assert "03/01/2027" in asked
        binh.post(reverse("schedules:approve", args=[MeetingDate.objects.get().pk]))
        for person in (an, thu):
            told = person.get("/", {"lang": "en"}).content.decode()
            assert "as agreed with the committee above; it is not set up yet" in told
            assert "05/01/2027" in told
            assert "03/01/2027" not in told
        months = chi.get(reverse("oversight:calendar"), {"month": "2027-01", "lang": "en"}).content.decode()
        assert "05/01/2027" in months
        assert "03/01/2027" not in months


def test_above_wards_the_units_below_are_listed_and_lead_on(house, tinh, django_assert_max_num_queries):
    page = reverse("schedules:schedule", args=[house.province.pk])
    with django_assert_max_num_queries(12):
        shown = tinh.get(page, {"month": "2026-12"}).text
    assert house.ward.name in shown
    assert house.cell.name not in shown
    assert f"/schedule/{house.ward.pk}/?month=2026-12" in shown
    assert house.cell.name in tinh.get(reverse("schedules:schedule", args=[house.ward.pk])).text
