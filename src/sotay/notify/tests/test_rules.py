"""When a message goes out, and which step of a ladder is due."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from sotay.notify.rules import MOST_ATTEMPTS, Preference, pause_after, step_due

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
NIGHT = Preference(time(21), time(6))
clocks = st.times(timezones=st.none())


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 30, hour, minute, tzinfo=HERE)


moments = st.integers(0, 365 * 24 * 60).map(lambda minutes: at(0) + timedelta(minutes=minutes))


def test_what_comes_at_night_waits_for_the_morning():
    assert NIGHT.send_at(at(20, 59)) == at(20, 59)
    assert NIGHT.send_at(at(21)) == at(6) + timedelta(days=1)
    assert NIGHT.send_at(at(5, 59)) == at(6)
    assert NIGHT.send_at(at(6)) == at(6)


def test_equal_ends_are_no_quiet_hours():
    assert Preference(time(0), time(0)).send_at(at(0)) == at(0)


def test_once_a_day_waits_for_that_hour():
    daily = Preference(time(21), time(6), daily_at=time(7, 30))
    assert daily.send_at(at(7, 30)) == at(7, 30)
    assert daily.send_at(at(7, 31)) == at(7, 30) + timedelta(days=1)


@given(clocks, clocks, moments)
def test_a_message_is_never_sent_in_quiet_hours_nor_later_than_a_day(quiet_from, quiet_until, now):
    preference = Preference(quiet_from, quiet_until)
    send_at = preference.send_at(now)
    assert now <= send_at <= now + timedelta(days=1)
    assert preference.send_at(send_at) == send_at


@given(st.sets(st.integers(0, 100)), st.integers(-5, 120))
def test_the_step_due_is_the_nearest_that_has_come(ladder, left):
    today = date(2026, 11, 30)
    step = step_due(ladder, today + timedelta(days=left), today)
    come = {each for each in ladder if each >= left}
    assert step == (min(come) if come and left >= 0 else None)


def test_steps_are_told_in_turn_and_a_missed_one_is_not_made_up_for():
    on = date(2026, 12, 3)
    told = [step_due([3, 1, 0], on, date(2026, 11, 29) + timedelta(days=n)) for n in range(6)]
    assert told == [None, 3, 3, 1, 0, None]


def test_pauses_grow_to_half_a_day():
    pauses = [pause_after(n) for n in range(1, MOST_ATTEMPTS)]
    assert pauses[0] == timedelta(minutes=1)
    assert timedelta(hours=12) <= pauses[-1] < timedelta(hours=13)
