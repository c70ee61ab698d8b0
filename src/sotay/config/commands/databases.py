"""Copying a whole database out and in, on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from sotay.config.commands.base import Stop, tables
from sotay.config.commands.workshop import naming
from sotay.config.processes import end_with_starter, how_it_ended

SUFFIX = {"sqlite": "sqlite3", "postgresql": "sql"}

PRIVATE_TABLES = ("django_session", "usersessions_usersession", "accounts_sharedvalue")
"""Rows that would let whoever finds a backup act as somebody. People log in again after a restore."""

_OF_WAL = ("-wal", "-shm")
"""Endings of the files SQLite keeps beside a database in WAL mode."""

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


def address() -> str:
    """Which database this is, without its password: what a journal says, and an error."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    if kind() == "sqlite":
        return f"sqlite:///{_file()}"
    return f"postgres://{database['HOST']}:{database['PORT']}/{database['NAME']}"


def dump(target: Path) -> None:
    """One consistent moment of the database as a file, without PRIVATE_TABLES' rows."""
    _dump_sqlite(target) if kind() == "sqlite" else _dump_postgresql(target)


def must_be_whole(source: Path, migrations: list[str]) -> None:
    """Raises Stop when a dump is not what a backup with these migrations holds: cut off, empty, damaged."""
    if kind() == "sqlite":
        _must_be_sound(source)
        held = _migrations_in(source)
    else:
        held = _migrations_in_text(source)
    if held != set(migrations):
        raise Stop(f"the backup is damaged: {source.name} is not the database its manifest speaks of")


# A restore in three steps. `token` is the same in all of them, and of one restore alone.


def stage(source: Path, token: str) -> None:
    """Bring a dump to where one step puts it in place, and see that nobody uses the database."""
    if kind() == "sqlite":
        _stage_sqlite(source, token)


def replace(source: Path, token: str) -> None:
    """Put the staged dump in place of the database, in one step. Raises Stop with nothing changed."""
    _replace_sqlite(token) if kind() == "sqlite" else _load_postgresql(source, token)


def is_replaced(token: str) -> bool:
    """Whether `replace` did its step, however it ended. What still runs of it is ended first."""
    if kind() == "sqlite":
        return not _beside(token, "staged").exists()
    return _is_replaced_postgresql(token)


def unstage(token: str) -> None:
    """Remove what the steps left beside the database, as it was when it was not replaced."""
    if kind() != "sqlite":
        return
    with naming(_file().parent):
        for ending in _OF_WAL:
            if _beside(token, ending).exists() and not is_replaced(token):
                _beside(token, ending).rename(f"{_file()}{ending}")
        for what in ("staged", "staged.new", *_OF_WAL):
            _beside(token, what).unlink(missing_ok=True)


def _dump_sqlite(target: Path) -> None:
    """A copy by VACUUM INTO: like the backup API it is one moment of a database in use, and unlike it
    leaves out freed pages, so that what was deleted for good is not in the copy either."""
    try:
        with closing(sqlite3.connect(_file(), timeout=60)) as source:
            source.execute("VACUUM INTO ?", [str(target)])
        with closing(sqlite3.connect(target)) as copy:
            held = {name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            for table in held.intersection(PRIVATE_TABLES):
                copy.execute(f"DELETE FROM {table}")  # noqa: S608 - a name of ours
            copy.commit()
            copy.execute("VACUUM")
    except sqlite3.Error as wrong:
        raise Stop(f"the database cannot be copied into {target.parent.parent}: {wrong}") from None
    _must_be_sound(target)


def _stage_sqlite(source: Path, token: str) -> None:
    """A copy beside the file, whole under its name: that it is gone says that it took the file's place."""
    _must_be_unused()
    fresh = _beside(token, "staged.new")
    with naming(fresh.parent):
        with source.open("rb") as dump, fresh.open("xb") as copy:
            shutil.copyfileobj(dump, copy)
            copy.flush()
            os.fsync(copy.fileno())
        fresh.chmod(0o600)
        fresh.rename(_beside(token, "staged"))


def _replace_sqlite(token: str) -> None:
    """Rename the copy over the file; nobody may have it open, or they would go on with the old one."""
    target = _file()
    _must_be_unused()
    with naming(target.parent):
        for ending in _OF_WAL:  # of a file that is no database any more; they would be laid over ours
            if Path(f"{target}{ending}").exists():
                Path(f"{target}{ending}").rename(_beside(token, ending))
        _beside(token, "staged").replace(target)


def _must_be_unused() -> None:
    """Raises Stop while somebody has the file open. Folds its write-ahead log into it."""
    from django.db import connections

    connections.close_all()
    if not _file().exists():
        return
    with closing(sqlite3.connect(_file(), timeout=1)) as present:
        try:
            # Leaving WAL mode takes the only connection.
            present.execute("PRAGMA journal_mode=DELETE").fetchone()
        except sqlite3.OperationalError as wrong:
            if "locked" in str(wrong):
                raise Stop("somebody is using the database; stop the server first") from None
            raise Stop(f"{wrong}: {_file()}") from None
        except sqlite3.DatabaseError:
            pass  # what is there is no database any more; that may be why we are here


def _beside(token: str, what: str) -> Path:
    return _file().with_name(f".{_file().name}{token}.{what}")


def _migrations_in(file: Path) -> set[str]:
    with closing(sqlite3.connect(file)) as copy:
        try:
            rows = copy.execute("SELECT app, name FROM django_migrations").fetchall()
        except sqlite3.DatabaseError:
            return set()
    return {f"{app}.{name}" for app, name in rows}


def _migrations_in_text(file: Path) -> set[str]:
    """The rows that pg_dump wrote of the table of migrations, when the dump is complete."""
    found: set[str] = set()
    inside = complete = False
    with file.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            if line.startswith("COPY public.django_migrations "):
                inside = True
            elif line.startswith("\\."):
                inside = False
            elif inside:
                _number, app, name, *_rest = [*line.split("\t"), "", ""]
                found.add(f"{app}.{name}")
            complete = complete or line.startswith("-- PostgreSQL database dump complete")
    return found if complete else set()


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
    of_links = ("--no-publications", "--no-subscriptions")  # they stay with the server, and hold passwords
    _client(
        "pg_dump", "--no-owner", "--no-privileges", "--no-comments", *of_links, *without, f"--file={target}"
    )


def _load_postgresql(source: Path, token: str) -> None:
    """Run the dump in one transaction that first empties the schema, and at its end leaves our mark on it."""
    empty = "DROP SCHEMA public CASCADE; CREATE SCHEMA public;"
    _client(
        "psql",
        *("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"),
        f"--command={empty}",
        f"--file={source}",
        f"--command=COMMENT ON SCHEMA public IS '{_mark(token)}'",
        PGAPPNAME=_mark(token),
    )


def _is_replaced_postgresql(token: str) -> bool:
    """Whether the transaction was committed. One that still runs for a psql that is gone is ended first."""
    from django.db import DatabaseError, connection

    asked = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = %s"
    read = "SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = 'public'"
    try:
        with connection.cursor() as cursor:
            for _try in range(300):
                cursor.execute(asked, [_mark(token)])
                if not cursor.fetchall():
                    break
                time.sleep(0.1)
            else:
                raise Stop(
                    "an interrupted restore still runs in PostgreSQL and cannot be ended; end it there"
                )
            cursor.execute(read)
            (mark,) = cursor.fetchone() or (None,)
    except DatabaseError as wrong:
        line = str(wrong).strip().splitlines()[0]
        raise Stop(f"a restore was interrupted, and the database does not answer: {line}") from None
    finally:
        connection.close()
    return bool(mark == _mark(token))


def _mark(token: str) -> str:
    """At most 63 letters, which is what PostgreSQL keeps of the name of a program."""
    return f"sotay restore {token[-40:]}"


def _client(program: str, *arguments: str, **environment: str) -> None:
    """Run one of PostgreSQL's programs. The password goes by environment, where `ps` does not show it."""
    from django.db import connections

    connections.close_all()  # ours would hold locks the schema's removal waits for
    with tempfile.TemporaryFile("w+") as told:
        try:
            status = subprocess.run(
                [program, *arguments],
                env=os.environ | _address() | environment,
                stdout=subprocess.DEVNULL,
                stderr=told,
                check=False,
                preexec_fn=end_with_starter,
            ).returncode
        except FileNotFoundError:
            raise Stop(f"{program} is not installed; on Debian: apt install postgresql-client") from None
        told.seek(0)
        lines = [line.strip() for line in told if line.strip()]
    if status:
        errors = [line for line in lines if "ERROR" in line or "error:" in line] or lines[-1:]
        raise Stop(f"{program} failed: {errors[0] if errors else how_it_ended(status)}")


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
        "PGTARGETSESSIONATTRS": database.get("OPTIONS", {}).get("target_session_attrs"),
        "PGOPTIONS": "--client-min-messages=warning",
    }
    return {name: str(value) for name, value in named.items() if value}
