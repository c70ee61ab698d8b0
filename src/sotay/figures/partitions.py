"""The months of cells as partitions of one table, on PostgreSQL: made ahead, put away, brought back.

SQLite has one table and needs no more: there every function answers that there is nothing to do. A row of a
month without a partition lies in the default one, from where the clock moves it (docs/size.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from sotay.figures.models import CellMonth
from sotay.kernel.clock import Waiting
from sotay.kernel.periods import Month

TABLE = CellMonth._meta.db_table
DEFAULT = f"{TABLE}_default"
AHEAD = 3
"""Months after this one that have a partition already: a meeting is set up a month or two before."""

FEWEST = 24
"""Months that always stay: boards show a year beside the year before."""

PATIENCE = "5s"
"""How long to wait for those who use the table. Whoever comes later waits behind us, so not for long; the
clock tries again in ten minutes."""

_BOUNDS = re.compile(r"FROM \('(\d{4}-\d{2})'\) TO \('(\d{4}-\d{2})'\)")
_PUT_AWAY = re.compile(rf"{TABLE}_put_away_(\d{{4}})_(\d{{2}})")


class Refused(ValueError):  # noqa: N818 - an answer to the operator
    """It cannot be done; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Part:
    """A month's table, and about how many rows and bytes it has; `attached` unless it was put away."""

    month: Month
    table: str
    rows: int
    size: int
    attached: bool


def are_used() -> bool:
    """Whether this database keeps months in partitions."""
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT relkind = 'p' FROM pg_class WHERE oid = to_regclass(%s)", [TABLE])
        row = cursor.fetchone()
    return bool(row and row[0])


def parts() -> list[Part]:
    """Every month that has a table, the oldest first, those put away included."""
    if not are_used():
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, pg_get_expr(c.relpartbound, c.oid), c.reltuples::bigint, "
            "pg_total_relation_size(c.oid) FROM pg_class c WHERE c.relkind = 'r' "
            "AND (c.oid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = %s::regclass) "
            "OR (c.relname LIKE %s AND c.relnamespace = current_schema()::regnamespace))",
            [TABLE, f"{TABLE}\\_put\\_away\\_%"],
        )
        found = list(_parts(cursor.fetchall()))
    return sorted(found, key=lambda part: part.month)


def _parts(rows: Iterable[tuple[str, str | None, int, int]]) -> Iterator[Part]:
    for table, bounds, count, size in rows:
        if match := _BOUNDS.search(bounds or ""):
            yield Part(Month.parse(match[1]), table, max(0, count), size, attached=True)
        elif not bounds and (named := _PUT_AWAY.fullmatch(table)):
            yield Part(Month(int(named[1]), int(named[2])), table, max(0, count), size, attached=False)


def in_default() -> dict[Month, int]:
    """Rows that lie in no month's partition, by month."""
    if not are_used():
        return {}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT month, count(*) FROM {DEFAULT} GROUP BY month ORDER BY month")  # noqa: S608 - a name of ours
        return {Month.parse(month): count for month, count in cursor.fetchall()}


def make(months: Iterable[Month]) -> int:
    """Give months their partitions, with the rows that wait in the default one; how many were made.

    A month that was put away stays so.
    """
    if not are_used():
        return 0
    known = {part.month for part in parts()}
    return sum(_make(month) for month in sorted(set(months) - known))


def make_ahead(now: datetime) -> int:
    """Partitions for this month, those ahead of it, and those of rows that lie in the default one."""
    this = Month.of(timezone.localdate(now))
    return make([*(this.plus(n) for n in range(-1, AHEAD + 1)), *in_default()])


def missing(now: datetime) -> Waiting | None:
    """What the clock should have made and has not: partitions of this month and the next."""
    if not are_used():
        return None
    this = Month.of(timezone.localdate(now))
    known = {part.month for part in parts()}
    late = [month for month in (this, this.plus(1)) if month not in known]
    if not late:
        return None
    first = datetime.combine(this.plus(-1).first, datetime.min.time(), timezone.get_current_timezone())
    return Waiting(len(late), first)


def faults() -> Iterator[str]:
    """For `sotay check`."""
    for month, count in in_default().items():
        yield (
            f"{count:,} rows of {month.label()} lie in no month's partition: `sotay run-due` moves "
            "them; when they stay, run `sotay partitions`"
        )


def _make(month: Month) -> bool:
    """Attach a table of its own to a month. Made first and attached then: that disturbs nobody's reading."""
    table = _table_of(month)
    with _changing() as cursor:
        if month in {part.month for part in parts()}:  # somebody else was quicker
            return False
        cursor.execute(f"CREATE TABLE {table} (LIKE {TABLE} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)")
        cursor.execute(f"LOCK TABLE {DEFAULT} IN ACCESS EXCLUSIVE MODE")
        columns = ", ".join(f'"{name}"' for name in _columns(cursor, TABLE))
        cursor.execute(
            f"WITH moved AS (DELETE FROM {DEFAULT} WHERE month = %s RETURNING {columns}) "  # noqa: S608 - names of ours
            f"INSERT INTO {table} ({columns}) SELECT {columns} FROM moved",
            [str(month)],
        )
        _attach(cursor, table, month)
    return True


def _attach(cursor: CursorWrapper, table: str, month: Month) -> None:
    cursor.execute(
        f"ALTER TABLE {TABLE} ATTACH PARTITION {table} FOR VALUES FROM ('{month}') TO ('{month.plus(1)}')"
    )


def put_away(keep: int, today: date) -> list[Part]:
    """Take the months before the newest `keep` out of the table, this month counted. Their rows stay, each
    month's in a table of its own beside it; boards show nothing of them any more, sums above cells stay.
    """
    if keep < FEWEST:
        raise Refused(f"keep at least {FEWEST} months: boards show a year beside the year before")
    oldest = Month.of(today).plus(1 - keep)
    make(month for month in in_default() if month < oldest)
    before = [part for part in parts() if part.attached and part.month < oldest]
    for part in before:
        with _changing() as cursor:
            cursor.execute(f"ALTER TABLE {TABLE} DETACH PARTITION {part.table}")
            cursor.execute(f"ALTER TABLE {part.table} RENAME TO {_away(part.month)}")
    return [Part(part.month, _away(part.month), part.rows, part.size, attached=False) for part in before]


def bring_back(month: Month) -> Part:
    """Make a month that was put away part of the table again; columns added since get their default.

    Raises Refused for a month that was not put away, and for one that a later version cannot take.
    """
    part = next((part for part in parts() if part.month == month), None)
    if part is None or part.attached:
        why = "is in use" if part else "was never put away here"
        raise Refused(f"{month.label()} {why}; `sotay partitions` lists the months there are")
    with _changing() as cursor:
        there, wanted = _columns(cursor, part.table), _columns(cursor, TABLE)
        if gone := [name for name in there if name not in wanted]:
            raise Refused(
                f"{part.table} has columns the table no longer has: {', '.join(gone)}; remove them there"
            )
        for name in (name for name in wanted if name not in there):
            cursor.execute(f'ALTER TABLE {part.table} ADD COLUMN "{name}" {_filled(name, wanted[name])}')
        for name, rule in _checks(cursor, TABLE).items() - _checks(cursor, part.table).items():
            cursor.execute(f'ALTER TABLE {part.table} DROP CONSTRAINT IF EXISTS "{name}"')
            cursor.execute(f'ALTER TABLE {part.table} ADD CONSTRAINT "{name}" {rule}')
        table = _table_of(month)
        cursor.execute(f"ALTER TABLE {part.table} RENAME TO {table}")
        _attach(cursor, table, month)
    return Part(month, table, part.rows, part.size, attached=True)


def months_put_away() -> set[Month]:
    """Months whose rows are out of the table."""
    return {part.month for part in parts() if not part.attached}


def is_put_away(month: Month) -> bool:
    """Whether a month's rows are out of the table, so that nothing may be counted of it anew. Costs nothing
    for the months that always stay."""
    if month >= Month.of(timezone.localdate()).plus(1 - FEWEST) or connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [_away(month)])
        return bool(cursor.fetchone()[0])


def _table_of(month: Month) -> str:
    return f"{TABLE}_{month.year:04d}_{month.number:02d}"


def _away(month: Month) -> str:
    return f"{TABLE}_put_away_{month.year:04d}_{month.number:02d}"


@contextmanager
def _changing() -> Iterator[CursorWrapper]:
    """One change of partitions at a time, that waits for others only for a moment."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"{TABLE} partitions"])
        cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
        yield cursor


def _columns(cursor: CursorWrapper, table: str) -> dict[str, str]:
    """Its columns and their types, with a question mark for those that may be empty."""
    cursor.execute(
        "SELECT attname, format_type(atttypid, atttypmod), attnotnull FROM pg_attribute "
        "WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
        [table],
    )
    return {name: kind if required else f"{kind}?" for name, kind, required in cursor.fetchall()}


_NOTHING = {
    "integer": "0",
    "bigint": "0",
    "smallint": "0",
    "boolean": "false",
    "character": "''",
    "text": "''",
}


def _filled(name: str, kind: str) -> str:
    """How a column is added that rows put away never had. Raises Refused when nobody can say what it held."""
    if kind.endswith("?"):
        return kind.removesuffix("?")
    nothing = _NOTHING.get(re.split(r"[ (]", kind, maxsplit=1)[0])
    if nothing is None:
        raise Refused(f"months put away have no {name}, and it may not be empty; add it to their table first")
    return f"{kind} NOT NULL DEFAULT {nothing}"


def _checks(cursor: CursorWrapper, table: str) -> dict[str, str]:
    """What is checked of each row, by name."""
    cursor.execute(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE conrelid = %s::regclass AND contype = 'c'",
        [table],
    )
    return dict(cursor.fetchall())
