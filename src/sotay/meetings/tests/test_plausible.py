"""What can hardly be so is said to who conducts, and nothing is refused for it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
import time_machine
from django.utils import timezone
from kept import kept

from sotay.meetings import plausibility
from sotay.meetings.log.fold import fold
from sotay.meetings.log.plausible import Limits, of_course, of_day
from sotay.meetings.models import Meeting
from sotay.meetings.tests.logs import MEMBERS, OPENED_AT, OPENING, entry
from sotay.regulations.holidays import holidays_of

LANGUAGE = {"HTTP_ACCEPT_LANGUAGE": "vi"}


def codes(*entries, now=OPENED_AT + timedelta(hours=1)) -> list[str]:
    state = fold([entry(0, "opened", 0, **OPENING), *entries])
    return [doubt["code"] for doubt in of_course(state, now, Limits())]


@pytest.mark.parametrize(
    ("minutes", "found"),
    [(3, ["short"]), (14.99, ["short"]), (15, []), (90, []), (360, []), (361, ["long"]), (-5, ["backwards"])],
)
def test_length_that_can_hardly_be_is_told(minutes, found):
    assert codes(entry(1, "closed", minutes)) == found
    assert codes(now=OPENED_AT + timedelta(minutes=minutes)) == found


@pytest.mark.parametrize(
    ("method", "act", "seconds", "found"),
    [
        ("hands", "hands_counted", 2, ["quick_vote"]),
        ("hands", "hands_counted", 5, []),
        ("open", "vote_ended", 4, ["quick_vote"]),
        ("paper", "ballots_counted", 59, ["quick_vote"]),
        ("paper", "ballots_counted", 60, []),
        ("hands", "hands_counted", -30, []),  # a clock that is behind says nothing of the vote
    ],
)
def test_vote_quicker_than_can_be_is_told(method, act, seconds, found):
    motion = str(UUID(int=10_001))
    counted = {"counts": [3, 0, 0]} if act == "ballots_counted" else {"votes_for": 3}
    moved = entry(1, "motion_moved", 20, text="Nhất trí?", method=method, base=5, threshold=">1/2")
    assert codes(moved, entry(2, act, 20 + seconds / 60, motion=motion, **counted)) == found


def test_more_present_than_seats_is_told():
    stranger = str(UUID(int=77))
    there = entry(1, "roll_marked", 1, member=str(MEMBERS[0]), round="start", mark="present")
    assert codes(there) == []
    assert codes(there, entry(2, "came_late", 2, member=stranger)) == ["strangers"]


def test_day_in_another_month_or_on_a_holiday_is_told():
    assert of_day("2026-11-29", "2026-12", {}) == [
        {"code": "other_month", "day": "2026-11-29", "month": "2026-12"}
    ]
    tet = {"2026-02-17": "Tết"}
    assert of_day("2026-02-17", "2026-02", tet) == [{"code": "holiday", "day": "2026-02-17", "name": "Tết"}]
    assert of_day("2026-12-03", "2026-12", tet) == []


@pytest.mark.parametrize(
    ("new_year", "kings"),
    [
        (date(2024, 2, 10), date(2024, 4, 18)),
        (date(2025, 1, 29), date(2025, 4, 7)),
        (date(2026, 2, 17), date(2026, 4, 26)),
        (date(2027, 2, 6), date(2027, 4, 16)),
        (date(2028, 1, 26), date(2028, 4, 4)),
        (date(2029, 2, 13), date(2029, 4, 23)),
        (date(2030, 2, 2), date(2030, 4, 12)),  # in China the new year is a day later
    ],
)
def test_holidays_are_known_from_2024_to_2030(new_year, kings):
    year = holidays_of(new_year.year)
    assert year[new_year].vi.startswith("Tết Nguyên đán")
    assert new_year - timedelta(days=1) in year
    assert year[kings].en == "Hùng Kings' Commemoration Day"
    fixed = [(1, 1), (4, 30), (5, 1), (9, 2)]
    assert all(date(new_year.year, month, day) in year for month, day in fixed)
    assert all(day.year == new_year.year for day in year)


def test_day_of_a_year_nobody_entered_is_no_holiday():
    assert holidays_of(2040) == {}
    assert date(2026, 12, 3) not in holidays_of(2026)


# --- on the pages ---


@kept
def meeting(house, thu, lam, an) -> Meeting:
    """The meeting of the month after this."""
    thu.post(f"/meetings/set-up/{house.cell.pk}/", {"month": f"{timezone.localdate():%m/%Y}"})
    return Meeting.objects.get()


def page(person, meeting, step) -> str:
    text = person.get(f"/meetings/{meeting.pk}/{step}/", **LANGUAGE).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def test_december_meeting_opened_in_november_is_said_before_and_after_and_not_refused(meeting, thu, an):
    Meeting.objects.update(month="2026-12", planned_at=datetime(2026, 12, 3, 12, tzinfo=UTC))
    with time_machine.travel(datetime(2026, 11, 29, 12, tzinfo=UTC), tick=False):
        said = "Ngày 29/11/2026 không thuộc tháng 12/2026"
        assert said in page(thu, meeting, "start")
        assert thu.post(f"/meetings/{meeting.pk}/open/").status_code == 302
        assert said in page(thu, meeting, "close")
        assert said not in page(an, meeting, "close")


def test_meeting_of_three_minutes_is_said_at_the_closing_and_still_closes(meeting, thu):
    opened = timezone.now().replace(microsecond=0)
    with time_machine.travel(opened, tick=False):
        thu.post(f"/meetings/{meeting.pk}/open/")
        for round_ in ("start", "end"):
            thu.post(f"/meetings/{meeting.pk}/roll/{round_}/rest/")
    with time_machine.travel(opened + timedelta(minutes=3), tick=False):
        assert "Từ lúc khai mạc mới 3 phút" in page(thu, meeting, "close")
        assert thu.post(f"/meetings/{meeting.pk}/record/closed/").status_code == 302
        assert "Từ lúc khai mạc mới 3 phút" in page(thu, meeting, "after")


def test_meeting_planned_on_a_holiday_is_said_while_it_is_prepared(meeting, thu, an):
    Meeting.objects.update(month="2027-02", planned_at=datetime(2027, 2, 6, 12, tzinfo=UTC))
    said = "Ngày 06/02/2027 là ngày nghỉ: Tết Nguyên đán Đinh Mùi"
    assert said in page(thu, meeting, "prepare")
    assert said not in page(an, meeting, "prepare")


def test_room_carries_the_same_sentences_and_limits(meeting, thu):
    got = thu.get(f"/api/v1/meetings/{meeting.pk}/bundle").json()
    assert got["rules"]["plausible"] == {
        "shortest_minutes": 15,
        "longest_minutes": 360,
        "vote_seconds": 5,
        "paper_seconds": 60,
    }
    year = timezone.localdate().year
    assert got["holidays"][f"{year}-05-01"]
    room = thu.get(f"/meetings/{meeting.pk}/room/").content.decode()
    assert all(f"doubt_{code}" in room for code in plausibility.WORDS)


def test_each_doubt_has_its_sentence():
    doubts = [
        {"code": "other_month", "day": "2026-11-29", "month": "2026-12"},
        {"code": "holiday", "day": "2026-02-17", "name": "Tết {x}"},
        {"code": "backwards"},
        {"code": "short", "minutes": 3},
        {"code": "long", "hours": 9},
        {"code": "strangers", "n": 2},
        {"code": "quick_vote", "question": "Nhất trí {0}?", "seconds": 2},
    ]
    told = plausibility.sentences(doubts)
    assert {doubt["code"] for doubt in doubts} == plausibility.WORDS.keys()
    assert all(told)
    assert "29/11/2026" in told[0]
    assert "12/2026" in told[0]
