"""Reaching databases beside Django, as PostgreSQL's own programs do: this one, and the other side of a link.

Every error is a `Trouble`: one sentence that names no password.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeAlias
from urllib.parse import urlsplit

import psycopg
from django.db import connection as django
from psycopg import sql

Connection: TypeAlias = psycopg.Connection[tuple[Any, ...]]

OLDEST = 150000
NAME = re.compile(r"[a-z][a-z0-9_]{0,29}")
TAKING_IN = "sotay.taking_in"
"""A setting of the transaction that lets rows of another database in past `guard`."""


class Trouble(Exception):  # noqa: N818 - an answer to the operator, not a fault of the program
    """Why it cannot be done and what to do, in one line."""


def checked_name(name: str) -> str:
    """Raises Trouble for a name that could be no part of the name of a slot."""
    if not NAME.fullmatch(name):
        raise Trouble(
            f"{name!r} is no name for a database: take up to 30 small letters without marks, figures and _, "
            "beginning with a letter (hn, thanh_hoa)"
        )
    return name


def checked_url(url: str) -> str:
    """Raises Trouble for what is no address. Its words never repeat the address: it holds a password."""
    try:
        parts = urlsplit(url)
        sound = parts.scheme in {"postgres", "postgresql"} and bool(parts.path.strip("/")) and parts.port != 0
    except ValueError:
        sound = False
    if not sound:
        raise Trouble("that is no address of a database; write postgres://USER:PASSWORD@HOST:PORT/NAME")
    return url


def must_be_postgresql() -> None:
    if django.vendor != "postgresql":
        raise Trouble(
            "databases are linked by PostgreSQL, and this one is SQLite; see docs/operate.md, “PostgreSQL”"
        )


@contextmanager
def own(admin_url: str = "") -> Iterator[Connection]:
    """A connection of its own to this database, as the user of DATABASE_URL or of `admin_url`."""
    must_be_postgresql()
    with _translated("this database"):
        if admin_url:
            opened = psycopg.connect(checked_url(admin_url), autocommit=True, connect_timeout=10)
        else:
            opened = psycopg.connect(**_own_address(), autocommit=True, connect_timeout=10)
    with _translated("this database"), opened:
        yield opened


@contextmanager
def other(url: str, name: str) -> Iterator[Connection]:
    with _translated(name):
        opened = psycopg.connect(checked_url(url), autocommit=True, connect_timeout=10)
    with _translated(name), opened:
        if opened.info.server_version < OLDEST:
            raise Trouble(f"{name} runs a PostgreSQL older than 15")
        yield opened


@contextmanager
def _translated(whose: str) -> Iterator[None]:
    try:
        yield
    except psycopg.errors.InsufficientPrivilege as wrong:
        raise Trouble(f"{whose}: {first_line(wrong)}") from None
    except psycopg.Error as wrong:
        raise Trouble(f"{whose} does not do what was asked: {first_line(wrong)}") from None


def first_line(wrong: Exception) -> str:
    """What PostgreSQL says, without the address: its own words hold a host at most, never a password."""
    return next((line.strip() for line in str(wrong).splitlines() if line.strip()), type(wrong).__name__)


_SHARED_OPTIONS = ("sslmode", "sslrootcert", "sslcert", "sslkey", "target_session_attrs", "options")


def _own_address() -> dict[str, Any]:
    database: dict[str, Any] = django.settings_dict
    named = {
        "host": database["HOST"],
        "port": database["PORT"],
        "user": database["USER"],
        "password": database["PASSWORD"],
        "dbname": database["NAME"],
        **{name: database.get("OPTIONS", {}).get(name) for name in _SHARED_OPTIONS},
    }
    return {name: str(value) for name, value in named.items() if value}


Query: TypeAlias = sql.SQL | sql.Composed


def execute(connection: Connection, query: Query, *given: Any) -> None:
    connection.execute(query, given or None)


def rows(connection: Connection, query: str | Query, *given: Any) -> list[tuple[Any, ...]]:
    text = sql.SQL(query) if isinstance(query, str) else query
    return connection.execute(text, given or None).fetchall()


def value(connection: Connection, query: str | Query, *given: Any) -> Any:
    found = rows(connection, query, *given)
    return found[0][0] if found else None


def fingerprint(connection: Connection) -> str:
    """Cluster, database and table: what changes when a database is copied, restored or made anew.

    The number of the table of links changes with a restore into the same database; the cluster's with a
    copy of the whole machine made by initdb. `Pulse` tells of a cluster that was set back as it was.
    """
    return str(
        value(
            connection,
            "SELECT (SELECT system_identifier FROM pg_control_system()) || ':' || d.oid || ':' || "
            "coalesce(to_regclass('federation_installation')::oid, 0) "
            "FROM pg_database d WHERE datname = current_database()",
        )
    )


def is_superuser(connection: Connection) -> bool:
    return bool(value(connection, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"))


def must_be_superuser(connection: Connection) -> None:
    if not is_superuser(connection):
        raise Trouble(
            "PostgreSQL lets only a superuser subscribe: name one of this database with "
            "--as postgres://USER:PASSWORD@HOST/NAME"
        )


def must_decode(connection: Connection, whose: str) -> None:
    """Raises Trouble unless rows can be sent from there by logical replication."""
    level = value(connection, "SHOW wal_level")
    if level != "logical":
        raise Trouble(
            f"wal_level is {level!r} at {whose}: set wal_level = logical in postgresql.conf and restart it"
        )


def must_replicate(connection: Connection, whose: str) -> None:
    """Raises Trouble unless the user of the connection may be sent rows."""
    may = "SELECT rolreplication OR rolsuper, rolname FROM pg_roles WHERE rolname = current_user"
    ((allowed, user),) = rows(connection, may)
    if not allowed:
        raise Trouble(
            f"{user} may not replicate at {whose}: run there “ALTER ROLE {user} REPLICATION” as a superuser"
        )


def published(connection: Connection, publication: str) -> dict[str, tuple[list[str], str]]:
    """The tables of a publication, each with its columns and which of its rows are sent."""
    found = rows(
        connection,
        "SELECT tablename, attnames::text[], rowfilter FROM pg_publication_tables "
        "WHERE pubname = %s AND schemaname = 'public' ORDER BY tablename",
        publication,
    )
    return {table: (list(columns), where or "true") for table, columns, where in found}


def columns_of(connection: Connection, table: str) -> list[str]:
    found = rows(
        connection,
        "SELECT attname::text FROM pg_attribute WHERE attrelid = to_regclass(%s) AND attnum > 0 "
        "AND NOT attisdropped AND attgenerated = '' ORDER BY attnum",
        table,
    )
    return [name for (name,) in found]


def subscription_url(connection: Connection, subscription: str) -> str:
    """The address a subscription of this database was made with; only a superuser reads it."""
    if not is_superuser(connection):
        return ""
    found = value(
        connection,
        "SELECT subconninfo FROM pg_subscription WHERE subname = %s AND subdbid = "
        "(SELECT oid FROM pg_database WHERE datname = current_database())",
        subscription,
    )
    return str(found or "")


def has_subscription(connection: Connection, subscription: str) -> bool:
    return bool(
        value(
            connection,
            "SELECT count(*) FROM pg_subscription WHERE subname = %s AND subdbid = "
            "(SELECT oid FROM pg_database WHERE datname = current_database())",
            subscription,
        )
    )


def drop_slot(connection: Connection, slot: str, *, patience: float = 10) -> bool:
    """Remove a slot once whoever reads from it has gone; False when there is none. Raises Trouble."""
    ends = time.monotonic() + patience
    while True:
        found = rows(connection, "SELECT active FROM pg_replication_slots WHERE slot_name = %s", slot)
        if not found:
            return False
        if not found[0][0]:
            try:
                connection.execute("SELECT pg_drop_replication_slot(%s)", [slot])
            except psycopg.errors.ObjectInUse:
                continue
            return True
        if time.monotonic() > ends:
            raise Trouble(f"the slot {slot} is in use there and cannot be removed now; try again")
        time.sleep(0.1)


def quoted(names: Sequence[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))
