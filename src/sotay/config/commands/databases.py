"""Copying a whole database out and in, on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from sotay.config.commands.base import Stop, tables

SUFFIX = {"sqlite": "sqlite3", "postgresql": "sql"}

PRIVATE_TABLES = ("django_session", "usersessions_usersession", "accounts_sharedvalue")
"""Rows that would let whoever finds a backup act as somebody. People log in again after a restore."""

COUNTED = ("units.Unit", "members.Member", "accounts.Account", "meetings.Meeting")


def kind() -> str:
    from django.db import connection

    return "sqlite" if connection.vendor == "sqlite" else "postgresql"


def counts() -> dict[str, int]:
    """Rows of the things an operator knows, by plural name; only those this version has."""
    from django.apps import apps

    there = tables()
    models = [m for m in apps.get_models() if m._meta.label in COUNTED and m._meta.db_table in there]
    return {f"{model._meta.model_name}s": model._default_manager.count() for model in models}


def applied_migrations() -> list[str]:
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def known_migrations() -> set[str]:
    from django.db.migrations.loader import MigrationLoader

    return {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}


def dump(target: Path) -> None:
    """One consistent moment of the database as a file, without PRIVATE_TABLES' rows."""
    _dump_sqlite(target) if kind() == "sqlite" else _dump_postgresql(target)


def load(source: Path) -> None:
    """Put a dump in place of the database, in one step. Raises Stop with nothing changed."""
    _load_sqlite(source) if kind() == "sqlite" else _load_postgresql(source)


def _dump_sqlite(target: Path) -> None:
    """A copy by VACUUM INTO: like the backup API it is one moment of a database in use, and unlike it
    leaves out freed pages, so that what was deleted for good is not in the copy either."""
    with closing(sqlite3.connect(_file(), timeout=60)) as source:
        source.execute("VACUUM INTO ?", [str(target)])
    with closing(sqlite3.connect(target)) as copy:
        held = {name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        for table in held.intersection(PRIVATE_TABLES):
            copy.execute(f"DELETE FROM {table}")  # noqa: S608 - a name of ours
        copy.commit()
        copy.execute("VACUUM")
    _must_be_sound(target)


def _load_sqlite(source: Path) -> None:
    """Rename the copy over the file; nobody may have it open, or they would go on with the old one."""
    from django.db import connections

    _must_be_sound(source)
    connections.close_all()
    target = _file()
    with closing(sqlite3.connect(target, timeout=1)) as present:
        try:
            # Leaving WAL mode takes the only connection and folds the log into the file.
            present.execute("PRAGMA journal_mode=DELETE").fetchone()
        except sqlite3.OperationalError:
            raise Stop("somebody is using the database; stop the server first") from None
        except sqlite3.DatabaseError:
            pass  # what is there is no database any more; that may be why we are here
    near = target.with_name(f".{target.name}.restored")
    shutil.copyfile(source, near)
    near.chmod(0o600)
    near.replace(target)


def _must_be_sound(file: Path) -> None:
    with closing(sqlite3.connect(file)) as copy:
        try:
            (verdict,) = copy.execute("PRAGMA integrity_check").fetchone()
        except sqlite3.DatabaseError as wrong:
            verdict = str(wrong)
    if verdict != "ok":
        raise Stop(f"the database is damaged: {verdict.splitlines()[0]}")


def _file() -> Path:
    from django.conf import settings

    return Path(settings.DATABASES["default"]["NAME"])


def _dump_postgresql(target: Path) -> None:
    without = [f"--exclude-table-data={table}" for table in PRIVATE_TABLES]
    _client("pg_dump", "--no-owner", "--no-privileges", "--no-comments", *without, f"--file={target}")


def _load_postgresql(source: Path) -> None:
    """Run the dump in one transaction that first empties the schema."""
    empty = "DROP SCHEMA public CASCADE; CREATE SCHEMA public;"
    _client(
        "psql",
        *("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"),
        f"--command={empty}",
        f"--file={source}",
    )


def _client(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs. The password goes by environment, where `ps` does not show it."""
    from django.db import connections

    connections.close_all()  # ours would hold locks the schema's removal waits for
    with tempfile.TemporaryFile("w+") as told:
        try:
            status = subprocess.run(
                [program, *arguments],
                env=os.environ | _address(),
                stdout=subprocess.DEVNULL,
                stderr=told,
                check=False,
            ).returncode
        except FileNotFoundError:
            raise Stop(f"{program} is not installed; on Debian: apt install postgresql-client") from None
        told.seek(0)
        lines = [line.strip() for line in told if line.strip()]
    if status:
        errors = [line for line in lines if "ERROR" in line] or lines[-1:]
        raise Stop(" ".join([f"{program} failed:", *errors[:1]]))


def _address() -> dict[str, str]:
    from django.conf import settings

    database: dict[str, Any] = settings.DATABASES["default"]
    named = {
        "PGHOST": database["HOST"],
        "PGPORT": database["PORT"],
        "PGUSER": database["USER"],
        "PGPASSWORD": database["PASSWORD"],
        "PGDATABASE": database["NAME"],
        "PGSSLMODE": database.get("OPTIONS", {}).get("sslmode"),
        "PGOPTIONS": "--client-min-messages=warning",
    }
    return {name: str(value) for name, value in named.items() if value}
