"""A log that somebody changed behind the program's back is found, by what it does not add up to."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection

from sotay.kernel import health
from sotay.meetings import actions, chain, queries
from sotay.meetings.models import LogEntry, Meeting
from sotay.meetings.tests import halls

pytestmark = pytest.mark.django_db
AT = datetime(2026, 12, 3, 12, 30, tzinfo=UTC)


@pytest.fixture
def meeting(house, thu, lam, an) -> Meeting:
    """Signed, with two amendments after the seal."""
    held = halls.hold(house, thu, an.member.pk)
    for text in ("Ngõ 5 đọc là ngõ 15.", "Thêm một ý kiến."):
        actions.one(meeting=held, by=thu.actor, act="amended", text=text)
    assert list(queries.broken_logs()) == []
    return held


def tamper(sql: str, *values: object) -> None:
    """As somebody with the database before them would."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        assert cursor.rowcount


def raw(pk: UUID) -> str:
    """An id as the database keeps it."""
    return str(pk) if connection.vendor == "postgresql" else pk.hex


def row(meeting: Meeting, act: str) -> LogEntry:
    return meeting.log.filter(act=act).first()


def fault() -> str:
    [found] = list(queries.broken_logs())
    return found


LOG = "meetings_logentry"


def test_a_word_changed_in_the_log_is_found(meeting):
    entry = row(meeting, "statement_recorded")
    data = json.dumps({**entry.data, "text": "Không có ý kiến."})
    tamper(f"UPDATE {LOG} SET data = %s WHERE id = %s", data, raw(entry.pk))
    assert fault().endswith(f"entry {entry.seq} (statement_recorded) was changed after it was recorded")
    assert meeting.cell.name in fault()


@pytest.mark.parametrize(
    ("column", "value"),
    [("member_id", None), ("account_id", None), ("device", "x"), ("act", "note_written")],
)
def test_who_and_what_are_vouched_for_too(meeting, column, value):
    entry = row(meeting, "statement_recorded")
    tamper(f"UPDATE {LOG} SET {column} = %s WHERE id = %s", value, raw(entry.pk))
    assert "was changed after it was recorded" in fault()


@pytest.mark.parametrize("column", ["device_at", "server_at"])
def test_a_time_moved_by_a_second_is_found(meeting, column):
    entry = row(meeting, "concluded")
    moved = getattr(entry, column) - timedelta(seconds=1)
    LogEntry.objects.filter(pk=entry.pk).update(**{column: moved})
    assert "was changed after it was recorded" in fault()


def test_an_entry_taken_out_is_found(meeting):
    entry = row(meeting, "statement_recorded")
    tamper(f"DELETE FROM {LOG} WHERE id = %s", raw(entry.pk))
    assert fault().endswith(f"entry {entry.seq} is missing")


def test_entries_cut_off_at_the_end_are_found(meeting):
    tamper(f"DELETE FROM {LOG} WHERE seq = %s", meeting.log_version)
    assert fault().endswith("entries are missing at the end")


def test_a_whole_log_taken_away_is_found(meeting):
    tamper(f"DELETE FROM {LOG}")
    tamper("UPDATE meetings_meeting SET log_version = 0, log_head = ''")
    assert any("the log is gone" in each for each in queries.broken_logs())


def test_an_entry_put_in_is_found(meeting):
    last = meeting.log.get(seq=meeting.log_version)
    forged = replace(last.row(), id=UUID(int=7), seq=last.seq + 1)
    last.pk, last.seq, last.link = forged.id, forged.seq, chain.link(last.link, forged)
    last.save(force_insert=True)
    assert fault().endswith("entries are missing at the end"), (
        "the chain itself is well made; its end is not kept"
    )


def test_two_entries_in_another_order_are_found(meeting):
    one, two = row(meeting, "statement_recorded"), row(meeting, "concluded")
    tamper(f"UPDATE {LOG} SET seq = 999 WHERE id = %s", raw(one.pk))
    tamper(f"UPDATE {LOG} SET seq = %s WHERE id = %s", one.seq, raw(two.pk))
    tamper(f"UPDATE {LOG} SET seq = %s WHERE id = %s", two.seq, raw(one.pk))
    assert "was changed after it was recorded" in fault()


def test_another_seal_is_found(meeting):
    tamper("UPDATE meetings_meeting SET seal = %s", "0" * 64)
    assert "stands on the wrong side of the seal" in fault()


def test_a_seal_moved_along_the_same_log_is_found(meeting):
    for act in ("statement_recorded", "amended"):
        tamper("UPDATE meetings_meeting SET seal = %s", row(meeting, act).link)
        assert "stands on the wrong side of the seal" in fault()


def test_a_seal_taken_away_is_found(meeting):
    tamper("UPDATE meetings_meeting SET seal = ''")
    assert fault().endswith("the minutes are signed, but the seal is gone")


def test_sotay_check_asks():
    assert health.questions()["meeting logs are whole"] is queries.broken_logs


def test_one_meeting_is_read_at_a_time(meeting, django_assert_num_queries):
    with django_assert_num_queries(2):
        list(queries.broken_logs())


# --- pure ---


def rows(count: int) -> list[tuple[chain.Row, str]]:
    linked, before = [], ""
    for seq in range(1, count + 1):
        row = chain.Row(seq, UUID(int=seq), "note_written", {"text": "a"}, None, None, "", AT, AT)
        before = chain.link(before, row)
        linked.append((row, before))
    return linked


def test_the_same_log_has_the_same_links_whatever_the_order_of_its_fields():
    row = rows(1)[0][0]
    one, two = replace(row, data={"a": 1, "b": "ề"}), replace(row, data={"b": "ề", "a": 1})
    assert chain.link("", one) == chain.link("", two)
    assert chain.link("", one) != chain.link("x", one)


def test_a_seal_that_is_of_no_entry_is_found():
    log = rows(3)
    assert list(chain.faults(log, log[-1][1], "")) == []
    assert list(chain.faults(log, log[-1][1], log[-1][1])) == []
    assert list(chain.faults(log, log[-1][1], "f" * 64)) == ["the entries that were sealed are not these"]
