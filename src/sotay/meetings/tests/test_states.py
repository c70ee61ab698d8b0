"""The state that is kept is what the log says: after catching up, from a checkpoint, and without one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from kept import kept

from sotay.kernel.ids import new_id
from sotay.meetings import actions, queries, states
from sotay.meetings.actions import Submission
from sotay.meetings.log.fold import fold
from sotay.meetings.models import LogCheckpoint, LogEntry
from sotay.meetings.tests.halls import set_up


@kept
def opened(house, thu, lam, an):
    meeting = set_up(house, thu)
    thu.post(f"/meetings/{meeting.pk}/open/")
    meeting.refresh_from_db()
    return meeting


def _note(number: int, **more) -> Submission:
    return Submission("note_written", {"text": f"Điều {number}"}, new_id(), **more)


def _from_the_beginning(meeting):
    return fold(row.entry() for row in LogEntry.objects.filter(meeting=meeting).order_by("?"))


def _written(meeting, by, count, **more):
    entries = [_note(number, **more) for number in range(count)]
    outcomes, _state = actions.record(meeting=meeting, by=by, entries=entries)
    assert {each.result for each in outcomes} == {"accepted"}
    return entries


def test_an_entry_reads_one_row_more_however_long_the_log_is(opened, thu, django_assert_max_num_queries):
    _written(opened, thu.actor, 5)
    with django_assert_max_num_queries(50) as few:
        actions.record_one(meeting=opened, by=thu.actor, act="note_written", text="Ngắn")
    _written(opened, thu.actor, 200)
    with django_assert_max_num_queries(50) as many:
        actions.record_one(meeting=opened, by=thu.actor, act="note_written", text="Dài")
    assert len(many) == len(few)
    assert not [each["sql"] for each in many if "FROM" in each["sql"] and '"seq" >=' in each["sql"]]


def test_a_process_that_starts_begins_at_the_checkpoint(opened, thu, django_assert_max_num_queries):
    _written(opened, thu.actor, states.STEP)
    assert LogCheckpoint.objects.filter(meeting=opened).count() == 1
    actions.record_one(meeting=opened, by=thu.actor, act="note_written", text="Sau")
    states.forget()
    with django_assert_max_num_queries(2) as asked:  # the checkpoint, and what came since
        found = states.state(opened)
    assert f'"seq" >= {LogCheckpoint.objects.get().seq}' in asked.captured_queries[-1]["sql"]
    assert found == _from_the_beginning(opened)


@pytest.mark.parametrize("lost", ["process", "stored", "both", "old program", "torn", "other log"])
def test_whatever_of_it_is_lost_nothing_changes(opened, thu, lost):
    _written(opened, thu.actor, 3 * states.STEP)
    if lost in {"stored", "both"}:
        states.drop_stored(opened)
    if lost != "stored":
        states.forget()
    changes = {"old program": {"program": "x"}, "torn": {"folded": "{"}, "other log": {"link": "0" * 64}}
    LogCheckpoint.objects.filter(meeting=opened).update(**changes.get(lost, {"program": states.PROGRAM}))
    assert states.state(opened) == _from_the_beginning(opened)
    actions.record_one(meeting=opened, by=thu.actor, act="note_written", text="Thêm")
    assert states.state(opened) == _from_the_beginning(opened)


def test_what_a_transaction_took_back_is_not_taken_for_the_log(opened, thu):
    with transaction.atomic():
        actions.record_one(meeting=opened, by=thu.actor, act="note_written", text="Không có")
        transaction.set_rollback(True)
    opened.refresh_from_db()
    actions.record_one(meeting=opened, by=thu.actor, act="note_written", text="Có")
    actions.record_one(meeting=opened, by=thu.actor, act="note_written", text="Có nữa")
    assert [note.text for note in states.state(opened).notes] == ["Có", "Có nữa"]
    states.forget()
    assert states.state(opened) == _from_the_beginning(opened)


def test_another_process_catches_up_with_what_came_since(opened, thu):
    _written(opened, thu.actor, 3)
    theirs = type(opened).objects.get(pk=opened.pk)
    kept = dict(states._kept.meetings)
    _written(opened, thu.actor, 4)
    states._kept.meetings.clear()
    states._kept.meetings.update(kept)  # as the process that did not write the last four
    theirs.refresh_from_db()
    assert states.state(theirs) == _from_the_beginning(opened)


def test_a_device_that_was_away_folds_from_where_it_left(opened, thu, django_assert_max_num_queries):
    _written(opened, thu.actor, 2 * states.STEP)
    seen, away = opened.log_version, timezone.now()
    _written(opened, thu.actor, 20)
    parcel = [_note(n, at=away + timedelta(microseconds=n), seen=seen) for n in range(300)]
    with django_assert_max_num_queries(100) as asked:
        outcomes, state = actions.record(meeting=opened, by=thu.actor, entries=parcel, device="may-2")
    assert {each.result for each in outcomes} == {"accepted"}
    assert state == _from_the_beginning(opened) == states.state(opened)
    assert not [q for q in asked.captured_queries if '"seq" >= 0' in q["sql"]], "not from the beginning"


def test_a_proof_compares_what_is_stored_with_the_log(opened, thu):
    _written(opened, thu.actor, states.STEP)
    assert list(states.faults()) == []
    row = LogCheckpoint.objects.get()
    row.folded = row.folded.replace("Điều 1", "Điều khác", 1)
    row.save()
    [said] = states.faults()
    assert f"entry {row.seq}" in said


def test_a_full_log_says_so_and_can_still_be_closed(opened, thu, monkeypatch):
    monkeypatch.setattr(actions, "MOST_ENTRIES", opened.log_version + 2)
    entries = [_note(number) for number in range(4)]
    outcomes, _state = actions.record(meeting=opened, by=thu.actor, entries=entries)
    assert [each.result for each in outcomes] == ["accepted", "accepted", "refused", "refused"]
    assert str(opened.log_version) in str(outcomes[-1].refusal)
    actions.record_one(meeting=opened, by=thu.actor, act="concluded", text="Chi bộ nhất trí.")
    again, _state = actions.record(meeting=opened, by=thu.actor, entries=entries[:1])
    assert again[0].result == "known", "what is in it already is not refused"


def test_the_oracle_is_not_asked_by_pages(opened, thu, monkeypatch):
    monkeypatch.setattr(queries, "load_state", None)
    for step in ("prepare", "start", "conduct", "close", "after"):
        assert thu.get(f"/meetings/{opened.pk}/{step}/").status_code == 200
