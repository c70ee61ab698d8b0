"""A device's time that cannot be costs no entry: it carries the server's, and says so in the log."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from kept import kept

from sotay.kernel.ids import made_at, new_id
from sotay.meetings import queries
from sotay.meetings.device_time import DEVICE_SAID, SLACK, read, times
from sotay.meetings.log.fold import fold
from sotay.meetings.log.state import moment, plain
from sotay.meetings.models import LogEntry, Meeting
from sotay.meetings.tests.test_api import made, results, send

IMPOSSIBLE = [
    "0001-01-01T00:00:00.000000Z",
    "0001-01-01T00:00:00+07:00",
    "9999-12-31T23:59:59.999999Z",
    "9999-12-31T23:59:59-14:00",
    "+010000-01-01T00:00:00.000000Z",
    "1970-01-01T00:00:00.000000Z",
    "2026-02-31T00:00:00Z",
    "2026-12-03T12:00:00",
    "hôm qua",
    "",
]


@kept
def meeting(house, thu, lam, an, chi) -> Meeting:
    thu.post(f"/meetings/set-up/{house.cell.pk}/", {"month": f"{timezone.localdate():%m/%Y}"})
    Meeting.objects.update(planned_at=timezone.now())
    return Meeting.objects.get()


@pytest.mark.parametrize("written", IMPOSSIBLE)
def test_impossible_time_is_replaced_and_said(meeting, thu, written):
    """Among others, which keep their own times and their order."""
    batch = [made("opened"), {**made("note_written", after=1, text="lạ"), "at": written}]
    batch.append(made("note_written", after=2, text="thường"))
    before = timezone.now()
    assert results(send(thu, meeting, *batch)) == ["accepted"] * 3
    odd = LogEntry.objects.get(pk=batch[1]["id"])
    assert before <= odd.device_at <= timezone.now()
    assert odd.data[DEVICE_SAID] == (written or "?")
    assert [DEVICE_SAID in row.data for row in LogEntry.objects.order_by("seq")] == [False, True, False]
    assert list(queries.broken_logs()) == []
    page = thu.get(f"/meetings/{meeting.pk}/conduct/", HTTP_ACCEPT_LANGUAGE="vi").content.decode()
    assert "Có 1 việc được ghi với giờ không thể có" in page
    log = thu.get(f"/api/v1/meetings/{meeting.pk}/log").json()["entries"]
    assert [each["data"].get(DEVICE_SAID) for each in log] == [None, written or "?", None]


def test_entries_that_carry_the_servers_time_stay_in_their_order(meeting, thu):
    notes = [{**made("note_written", text=str(n)), "at": "9999-01-01T00:00:00Z"} for n in range(20)]
    send(thu, meeting, {**made("opened"), "at": "0001-01-01T00:00:00Z"}, *notes)
    state = queries.load_state(meeting)
    assert [note.text for note in state.notes] == [str(n) for n in range(20)]
    assert state.opened_at <= state.notes[0].at


def test_sending_again_changes_nothing(meeting, thu):
    batch = [{**made("opened"), "at": "0001-01-01T00:00:00Z"}]
    send(thu, meeting, *batch)
    first = plain(queries.load_state(meeting))
    assert results(send(thu, meeting, *batch)) == ["known"]
    assert plain(queries.load_state(meeting)) == first


def test_device_cannot_say_of_itself_that_its_time_was_replaced(meeting, thu):
    send(thu, meeting, made("opened"), made("note_written", after=1, text="a", **{DEVICE_SAID: "1999"}))
    assert not any(DEVICE_SAID in row.data for row in LogEntry.objects.all())


def test_both_folds_pass_it_by(meeting, thu):
    """The payload of every act with the mark means what it means without."""
    send(thu, meeting, made("opened"), made("dues_noted", after=1, paid=1, of=2))
    entries = queries.log_of(meeting)
    with_mark = [
        type(each)(each.id, each.act, {**each.data, DEVICE_SAID: "x"}, each.by, each.at) for each in entries
    ]
    assert fold(with_mark) == fold(entries)


NOW = datetime(2026, 12, 3, 14, tzinfo=UTC)
PLANNED = datetime(2026, 12, 3, 12, 30, tzinfo=UTC)


class Planned:
    """As much of a meeting as is asked: set up weeks before, planned for the 3rd of December."""

    planned_at, opened_at = PLANNED, None

    def __init__(self, opened_at: datetime | None = None) -> None:
        self.opened_at = opened_at
        self.pk = new_id()


def kept_times(meeting: Planned, *entries: tuple[str, datetime]) -> list[bool]:
    found = times(meeting, [(act, moment(at)) for act, at in entries], NOW)  # type: ignore[arg-type]
    return [not said for _at, said in found]


@pytest.mark.parametrize(
    ("at", "believed"),
    [
        (PLANNED, True),
        (NOW + timedelta(hours=23), True),
        (NOW + timedelta(hours=25), False),
        (datetime(2026, 12, 1, 17, 1, tzinfo=UTC), True),  # the day before begins at 17:00 UTC of the 1st
        (datetime(2026, 12, 1, 16, 59, tzinfo=UTC), False),
    ],
)
def test_span_is_from_the_day_before_to_a_day_ahead(at, believed):
    assert kept_times(Planned(), ("note_written", at)) == [believed]


def test_meeting_opened_early_without_a_network_is_believed(monkeypatch):
    monkeypatch.setattr("sotay.meetings.device_time.made_at", lambda _pk: PLANNED - timedelta(days=20))
    early = PLANNED - timedelta(days=4)
    assert kept_times(Planned(), ("note_written", early)) == [False]
    assert kept_times(Planned(), ("opened", early), ("note_written", early)) == [True, True]
    assert kept_times(Planned(opened_at=early), ("note_written", early)) == [True]
    before_it_was_set_up = PLANNED - timedelta(days=22)
    assert kept_times(Planned(), ("opened", before_it_was_set_up)) == [False]


@given(st.text(max_size=40) | st.datetimes(timezones=st.timezones()).map(str))
def test_whatever_is_written_is_a_time_or_none(written):
    at = read(written)
    assert at is None or at.tzinfo is UTC


@given(st.lists(st.datetimes(timezones=st.just(UTC)), max_size=6))
def test_times_are_always_believable_and_replaced_ones_follow_one_another(given_times):
    found = list(times(Planned(), [("note_written", moment(at)) for at in given_times], NOW))  # type: ignore[arg-type]
    assert all(PLANNED - timedelta(days=2) <= at <= NOW + SLACK for at, _said in found)
    replaced = [at for at, said in found if said]
    assert replaced == sorted(set(replaced))


def test_id_tells_when_it_was_made():
    assert abs(made_at(new_id()) - timezone.now()) < timedelta(seconds=5)
    assert re.match("1970", str(made_at(type(new_id())(int=7))))
