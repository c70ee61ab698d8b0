"""A log that somebody changed behind the program's back is found, by what it does not add up to."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction

from sotay.kernel import health
from sotay.meetings import actions, queries
from sotay.meetings.log import chain
from sotay.meetings.models import LogEntry, Meeting
from sotay.meetings.tests import halls

pytestmark = pytest.mark.django_db
AT = datetime(2026, 12, 3, 12, 30, tzinfo=UTC)


@pytest.fixture
def meeting(house, thu, lam, an) -> Meeting:
    """Signed, with two amendments after the seal."""
    held = halls.hold(house, thu, an.member.pk)
    for text in ("Ngõ 5 đọc là ngõ 15.", "Thêm một ý kiến."):
        actions.record_one(meeting=held, by=thu.actor, act="amended", text=text)
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


LOG = "meetings_logentry"


def a_word(meeting: Meeting) -> str:
    entry = row(meeting, "statement_recorded")
    data = json.dumps({**entry.data, "text": "Không có ý kiến."})
    tamper(f"UPDATE {LOG} SET data = %s WHERE id = %s", data, raw(entry.pk))
    return (
        f"{meeting.cell.name}.*entry {entry.seq} \\(statement_recorded\\) was changed after it was recorded$"
    )


def a_column(name: str, value: object) -> Callable[[Meeting], str]:
    def damage(meeting: Meeting) -> str:
        tamper(
            f"UPDATE {LOG} SET {name} = %s WHERE id = %s", value, raw(row(meeting, "statement_recorded").pk)
        )
        return "was changed after it was recorded"

    return damage


def a_second(column: str) -> Callable[[Meeting], str]:
    def damage(meeting: Meeting) -> str:
        entry = row(meeting, "concluded")
        moved = getattr(entry, column) - timedelta(seconds=1)
        LogEntry.objects.filter(pk=entry.pk).update(**{column: moved})
        return "was changed after it was recorded"

    return damage


def an_entry_out(meeting: Meeting) -> str:
    entry = row(meeting, "statement_recorded")
    tamper(f"DELETE FROM {LOG} WHERE id = %s", raw(entry.pk))
    return f"entry {entry.seq} is missing$"


def the_end_cut_off(meeting: Meeting) -> str:
    tamper(f"DELETE FROM {LOG} WHERE seq = %s", meeting.log_version)
    return "entries are missing at the end$"


def the_whole_log(meeting: Meeting) -> str:
    tamper(f"DELETE FROM {LOG}")
    tamper("UPDATE meetings_meeting SET log_version = 0, log_head = ''")
    return "the log is gone$|the entries that were sealed are not these$"


def an_entry_put_in(meeting: Meeting) -> str:
    """The chain itself is well made; its end is not the one the meeting keeps."""
    last = meeting.log.get(seq=meeting.log_version)
    forged = replace(last.row(), id=UUID(int=7), seq=last.seq + 1)
    last.pk, last.seq, last.link = forged.id, forged.seq, chain.link(last.link, forged)
    last.save(force_insert=True)
    return "entries are missing at the end$"


def another_order(meeting: Meeting) -> str:
    one, two = row(meeting, "statement_recorded"), row(meeting, "concluded")
    tamper(f"UPDATE {LOG} SET seq = 999 WHERE id = %s", raw(one.pk))
    tamper(f"UPDATE {LOG} SET seq = %s WHERE id = %s", one.seq, raw(two.pk))
    tamper(f"UPDATE {LOG} SET seq = %s WHERE id = %s", two.seq, raw(one.pk))
    return "was changed after it was recorded"


def another_seal(meeting: Meeting) -> str:
    tamper("UPDATE meetings_meeting SET seal = %s", "0" * 64)
    return "stands on the wrong side of the seal"


def the_seal_on(act: str) -> Callable[[Meeting], str]:
    def damage(meeting: Meeting) -> str:
        tamper("UPDATE meetings_meeting SET seal = %s", row(meeting, act).link)
        return "stands on the wrong side of the seal"

    return damage


def no_seal(meeting: Meeting) -> str:
    tamper("UPDATE meetings_meeting SET seal = ''")
    return "the minutes are signed, but the seal is gone$"


DAMAGES = {
    "a word": a_word,
    "whose": a_column("member_id", None),
    "by which account": a_column("account_id", None),
    "on which device": a_column("device", "x"),
    "what it was": a_column("act", "note_written"),
    "when by the device": a_second("device_at"),
    "when by the server": a_second("server_at"),
    "an entry taken out": an_entry_out,
    "the end cut off": the_end_cut_off,
    "the whole log": the_whole_log,
    "an entry put in": an_entry_put_in,
    "another order": another_order,
    "another seal": another_seal,
    "the seal set earlier": the_seal_on("statement_recorded"),
    "the seal set later": the_seal_on("amended"),
    "the seal taken away": no_seal,
}


def test_whatever_is_changed_is_found(meeting, subtests):
    """All on one meeting, each damage taken back before the next."""
    for name, damage in DAMAGES.items():
        with subtests.test(name), transaction.atomic():
            said = damage(Meeting.objects.get(pk=meeting.pk))
            found = list(queries.broken_logs())
            transaction.set_rollback(True)
            assert found
            assert all(re.search(said, each) for each in found), found
    assert list(queries.broken_logs()) == []


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
