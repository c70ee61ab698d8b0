"""Taking in what another database publishes: all of it at one moment, then what changes from that moment on.

The first copy and every later one are the same. A slot is made at the other side, which names a moment; the
rows of that moment are laid over those that are here, and the subscription begins with the moment, all in
one transaction here. So nothing is missing and nothing doubled, and what fails leaves everything as it was.
PostgreSQL's own first copy could do neither: it adds rows and stops at the first that is there.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

from sotay.federation.models import Link, Parcel, Pulse
from sotay.federation.postgres import (
    TAKING_IN,
    Connection,
    Trouble,
    columns_of,
    drop_slot,
    execute,
    first_line,
    has_subscription,
    other,
    published,
    quoted,
    rows,
    value,
)
from sotay.units.models import Unit

UNITS = Unit._meta.db_table
ADDED_ONLY = {Parcel._meta.db_table, Pulse._meta.db_table}
"""Tables nothing is removed from: what was passed stays passed, also when its sender was set back."""


@dataclass(slots=True)
class Source:
    """Another database as it is read: its address, and the publication that is for us."""

    name: str
    url: str
    publication: str
    unit_id: UUID
    path: str
    fingerprint: str
    is_centre: bool = False


@dataclass(slots=True)
class Copied:
    """How many rows of each table there are now, and what could not be put right by itself."""

    rows: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def subscription(name: str) -> str:
    return f"sotay_{name}"


def take_over(here: Connection, source: Source, *, old_slot: str = "") -> Copied:
    """Copy what the source publishes and follow it from there on. Raises Trouble with nothing changed."""
    with other(source.url, source.name) as there:
        slot = f"sotay_{source.name}_{secrets.token_hex(4)}"
        disable(here, source.name)
        try:
            with _moment(source, slot) as snapshot, here.transaction(), _reading(there, snapshot):
                copied = _take(here, there, source, slot)
        except BaseException as wrong:
            with suppress(Trouble, psycopg.Error):
                drop_slot(there, slot)
            enable(here, source.name)
            if isinstance(wrong, psycopg.Error):
                raise Trouble(_why(source, wrong)) from None
            raise
        if old_slot:
            drop_slot(there, old_slot)
    return copied


def _why(source: Source, wrong: psycopg.Error) -> str:
    told = f"taking in from {source.name} failed and changed nothing here: {first_line(wrong)}"
    if isinstance(wrong, psycopg.errors.InsufficientPrivilege):
        return f"{told}; run `sotay federate` with --for USER there, for the user this database comes with"
    return told


def _take(here: Connection, there: Connection, source: Source, slot: str) -> Copied:
    execute(here, sql.SQL("SELECT set_config(%s, 'on', true)"), TAKING_IN)
    if has_subscription(here, subscription(source.name)):
        _detach(here, source.name)
    sent = published(there, source.publication)
    if UNITS not in sent:
        raise Trouble(
            f"{source.name} publishes no units in {source.publication}: run `sotay federate` there again"
        )
    _same_columns(here, source, sent)
    copied = Copied()
    incoming = {table: _fetch(here, there, table, *sent[table]) for table in sent}
    _refuse_clashes(here, source)
    for table in sorted(sent, key=lambda each: each != UNITS):  # units first: the others are placed by them
        merge = _merge_units if table == UNITS else _merge
        merge(here, table, incoming[table], source, copied)
        copied.rows[table] = value(here, sql.SQL("SELECT count(*) FROM {}").format(_incoming(table)))
    _keep_link(here, source, slot)
    execute(
        here,
        sql.SQL(
            "CREATE SUBSCRIPTION {} CONNECTION {} PUBLICATION {} "
            "WITH (create_slot = false, copy_data = false, slot_name = {}, enabled = true)"
        ).format(
            sql.Identifier(subscription(source.name)),
            sql.Literal(source.url),
            sql.Identifier(source.publication),
            sql.Literal(slot),
        ),
    )
    return copied


# --- the moment ---


@contextmanager
def _moment(source: Source, slot: str) -> Iterator[str]:
    """A new slot and the name of the snapshot it begins with, which can be read while the block lasts."""
    try:
        connection = psycopg.connect(source.url, replication="database", autocommit=True, connect_timeout=10)
    except psycopg.Error as wrong:
        raise Trouble(f"{source.name} lets nobody replicate from here: {first_line(wrong)}") from None
    with connection:
        asked = f"CREATE_REPLICATION_SLOT {slot} LOGICAL pgoutput (SNAPSHOT 'export')"
        answer = connection.pgconn.exec_(asked.encode())
        if answer.status != psycopg.pq.ExecStatus.TUPLES_OK:
            told = answer.error_message.decode(errors="replace").strip().splitlines()
            raise Trouble(f"{source.name} gives no slot: {told[0] if told else 'no reason given'}")
        named = answer.get_value(0, 2) or b""
        yield named.decode()


@contextmanager
def _reading(there: Connection, snapshot: str) -> Iterator[None]:
    """A transaction of the other side that sees the moment."""
    with there.transaction():
        there.execute(b"SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        execute(there, sql.SQL("SET TRANSACTION SNAPSHOT {}").format(sql.Literal(snapshot)))
        yield


# --- laying rows over rows ---


def _incoming(table: str) -> sql.Identifier:
    return sql.Identifier(f"incoming_{table}"[:63])


def _same_columns(here: Connection, source: Source, sent: dict[str, tuple[list[str], str]]) -> None:
    for table, (columns, _where) in sent.items():
        unknown = sorted(set(columns) - set(columns_of(here, table)))
        if unknown:
            raise Trouble(
                f"{source.name} runs a newer version and sends {table}.{unknown[0]}, unknown here: "
                "upgrade this database first"
            )


def _fetch(here: Connection, there: Connection, table: str, columns: list[str], where: str) -> list[str]:
    """Bring the rows into a table of the transaction; answers their columns."""
    execute(
        here,
        sql.SQL("CREATE TEMP TABLE {} ON COMMIT DROP AS SELECT {} FROM {} WHERE false").format(
            _incoming(table), quoted(columns), sql.Identifier(table)
        ),
    )
    asked = sql.SQL("COPY (SELECT {} FROM {} WHERE {}) TO STDOUT").format(
        quoted(columns),
        sql.Identifier(table),
        sql.SQL(where),
    )
    laid = sql.SQL("COPY {} ({}) FROM STDIN").format(_incoming(table), quoted(columns))
    with there.cursor().copy(asked) as out, here.cursor().copy(laid) as into:
        for block in out:
            into.write(block)
    return columns


def _refuse_clashes(here: Connection, source: Source) -> None:
    """Raises Trouble when a code or place of theirs is one of ours already."""
    found = rows(
        here,
        sql.SQL(
            "SELECT mine.code, mine.name, theirs.name FROM {} theirs JOIN {} mine "
            "ON (mine.code = theirs.code OR mine.path = theirs.path) AND mine.id <> theirs.id "
            "WHERE NOT {} AND NOT EXISTS (SELECT FROM {} again WHERE again.id = mine.id) "
            "ORDER BY mine.path LIMIT 1"
        ).format(_incoming(UNITS), sql.Identifier(UNITS), _is_theirs("mine", source), _incoming(UNITS)),
    )
    if found:
        ((code, mine, theirs),) = found
        raise Trouble(
            f"“{theirs}” of {source.name} and “{mine}” here have the same code or place ({code}): "
            "change one of them first"
        )


def _is_theirs(alias: str, source: Source) -> sql.Composable:
    """Units that were taken in from there before."""
    column = sql.Identifier(alias)
    if source.is_centre:
        return sql.SQL("{}.id = {}").format(column, sql.Literal(source.unit_id))
    return sql.SQL("left({}.path, {}) = {}").format(
        column, sql.Literal(len(source.path)), sql.Literal(source.path)
    )


def _merge_units(here: Connection, table: str, columns: list[str], source: Source, copied: Copied) -> None:
    """Units are referred to, so they are changed and not replaced."""
    target, incoming = sql.Identifier(table), _incoming(table)
    gone = rows(
        here,
        sql.SQL(
            "SELECT mine.id, mine.name FROM {} mine WHERE {} "
            "AND NOT EXISTS (SELECT FROM {} theirs WHERE theirs.id = mine.id) ORDER BY mine.path DESC"
        ).format(target, _is_theirs("mine", source), incoming),
    )
    aside = sql.SQL(
        "UPDATE {} mine SET path = '~' || mine.id, code = '~' || left(mine.id::text, 36) WHERE {}"
    )
    execute(here, aside.format(target, _is_theirs("mine", source)))
    _upsert(here, table, columns)
    for number, (pk, name) in enumerate(gone):
        if not _removed(here, pk):
            place = f"{source.path}{999_999 - number:06d}"
            execute(
                here,
                sql.SQL(
                    "UPDATE {} SET path = %s, closed_on = coalesce(closed_on, current_date) WHERE id = %s"
                ).format(target),
                place,
                pk,
            )
            copied.notes.append(f"“{name}” is no longer known there; it stays here, closed")


def _removed(here: Connection, pk: Any) -> bool:
    """Remove a unit nobody refers to."""
    try:
        with here.transaction():
            execute(
                here,
                sql.SQL("DELETE FROM {} WHERE unit_id = %s").format(sql.Identifier("units_unitversion")),
                pk,
            )
            execute(here, sql.SQL("DELETE FROM {} WHERE id = %s").format(sql.Identifier(UNITS)), pk)
            here.execute(b"SET CONSTRAINTS ALL IMMEDIATE")
            here.execute(b"SET CONSTRAINTS ALL DEFERRED")
    except psycopg.errors.ForeignKeyViolation:
        return False
    return True


def _merge(here: Connection, table: str, columns: list[str], source: Source, _copied: Copied) -> None:
    """Rows nothing refers to: those of their units are replaced. What is only added is added."""
    if table not in ADDED_ONLY:
        execute(
            here,
            sql.SQL("DELETE FROM {} WHERE unit_id IN (SELECT mine.id FROM {} mine WHERE {})").format(
                sql.Identifier(table), sql.Identifier(UNITS), _is_theirs("mine", source)
            ),
        )
    _upsert(here, table, columns)


def _upsert(here: Connection, table: str, columns: list[str]) -> None:
    key = [name for (name,) in rows(here, _KEY, table)]
    changed = [name for name in columns if name not in key]
    what = sql.SQL(", ").join(sql.SQL("{0} = excluded.{0}").format(sql.Identifier(name)) for name in changed)
    execute(
        here,
        sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {} ON CONFLICT ({}) DO UPDATE SET {}").format(
            sql.Identifier(table), quoted(columns), quoted(columns), _incoming(table), quoted(key), what
        ),
    )


_KEY = (
    "SELECT a.attname::text FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid "
    "AND a.attnum = ANY(i.indkey) WHERE i.indrelid = to_regclass(%s) AND i.indisprimary"
)


def _keep_link(here: Connection, source: Source, slot: str) -> None:
    execute(
        here,
        sql.SQL(
            "INSERT INTO {0} (name, unit_id, path, fingerprint, slot, copied_at, pulse, fault) "
            "SELECT %s, %s, %s, %s, %s, now(), coalesce((SELECT number FROM {1} WHERE unit_id = %s), 0), '' "
            "ON CONFLICT (name) DO UPDATE SET unit_id = excluded.unit_id, path = excluded.path, "
            "fingerprint = excluded.fingerprint, slot = excluded.slot, copied_at = excluded.copied_at, "
            "pulse = excluded.pulse, fault = ''"
        ).format(sql.Identifier(Link._meta.db_table), sql.Identifier(Pulse._meta.db_table)),
        *(source.name, source.unit_id, source.path, source.fingerprint, slot, source.unit_id),
    )


# --- the subscription there is ---


def disable(here: Connection, name: str) -> None:
    """Stop taking in, and wait until nothing does any more."""
    if not has_subscription(here, subscription(name)):
        return
    execute(here, sql.SQL("ALTER SUBSCRIPTION {} DISABLE").format(sql.Identifier(subscription(name))))
    ends = time.monotonic() + 20
    working = "SELECT count(*) FROM pg_stat_subscription WHERE subname = %s AND pid IS NOT NULL"
    while value(here, working, subscription(name)):
        if time.monotonic() > ends:
            raise Trouble(f"the subscription to {name} does not stop; try again")
        time.sleep(0.05)


def enable(here: Connection, name: str) -> None:
    with suppress(psycopg.Error):
        if has_subscription(here, subscription(name)):
            execute(here, sql.SQL("ALTER SUBSCRIPTION {} ENABLE").format(sql.Identifier(subscription(name))))


def _detach(here: Connection, name: str) -> None:
    """Drop the subscription and leave its slot, which may be out of reach."""
    which = sql.Identifier(subscription(name))
    execute(here, sql.SQL("ALTER SUBSCRIPTION {} SET (slot_name = NONE)").format(which))
    execute(here, sql.SQL("DROP SUBSCRIPTION {}").format(which))


def forget(here: Connection, name: str) -> str:
    """End taking in from there for good; answers the slot that is left at the other side."""
    disable(here, name)
    with here.transaction():
        if has_subscription(here, subscription(name)):
            _detach(here, name)
        link = sql.Identifier(Link._meta.db_table)
        slot = value(here, sql.SQL("SELECT slot FROM {} WHERE name = %s").format(link), name)
        execute(here, sql.SQL("DELETE FROM {} WHERE name = %s").format(link), name)
    return str(slot or "")
